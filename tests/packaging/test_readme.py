"""Everything that the README promises: its blocks, run in order in an empty folder from the wheel, and its commands."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.packaging.conftest import Environment
from tests.packaging.played import assert_true
from tests.packaging.readme_blocks import blocks


def test_every_block_prints_what_the_page_says(project: Path, installed: Environment, tmp_path: Path) -> None:
    assert_true(project / "README.md", installed, tmp_path)


def test_the_two_commands_are_told_first_and_exist(project: Path) -> None:
    page = (project / "README.md").read_text(encoding="utf-8")
    first = next(blocks(page))
    assert first.kind == "sh"
    assert [line.partition("#")[0].strip() for line in first.text.splitlines()] == ["make example", "make test"]


def test_make_example_in_a_fresh_clone(project: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        ["make", "--silent", "example", f"VENV={tmp_path / 'venv'}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "examples/sap_cx/" in run.stdout


def test_ci_runs_the_readmes_test_command(project: Path) -> None:
    assert "make test" in (project / ".ci" / "run").read_text(encoding="utf-8")
