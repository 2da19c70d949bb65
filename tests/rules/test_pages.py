"""The pages about rules in docs/ are what their docstrings say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mdg.rules import CODES


def written(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/write_rule_pages.py", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_the_pages_are_up_to_date(project: Path) -> None:
    run = written(project, "--check")
    if run.returncode:
        pytest.fail(run.stdout + run.stderr, pytrace=False)


def test_every_rule_has_a_page_that_the_list_leads_to(project: Path) -> None:
    folder = project / "docs" / "reference" / "rules"
    index = (folder / "index.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[(MDG\d+)\]\((\S+)\)", index, re.MULTILINE)
    assert [code for code, _ in linked] == list(CODES)
    for code, name in linked:
        assert (folder / name).read_text(encoding="utf-8").startswith(f"# {code} ")
