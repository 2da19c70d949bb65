"""The how-to pages about findings: each block is run from the wheel in a folder, and so are the steps to copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import Environment
from tests.packaging.played import assert_true

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = (HOW_TO / "adopt-with-a-baseline.md", HOW_TO / "formats.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_prints_what_the_page_says(page: Path, installed: Environment, tmp_path: Path) -> None:
    assert_true(page, installed, tmp_path)
    for job in jobs(tmp_path):
        for command in commands(job):
            run = installed.run("bash", "-c", command, folder=tmp_path)
            assert run.returncode <= 1, f"{command}\n{run.stdout}{run.stderr}"
            assert not run.stderr
        missing = [name for name in handed_on(job) if not (tmp_path / name).is_file()]
        assert not missing, "a step hands on what none before it wrote"


def jobs(folder: Path) -> Iterator[dict[str, Any]]:
    """The jobs of the pipelines that a page writes, GitHub's and GitLab's."""
    for path in (*folder.glob(".github/workflows/*.yml"), *folder.glob(".gitlab-ci.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        yield from (job for job in document.get("jobs", document).values() if isinstance(job, dict))


def commands(job: dict[str, Any]) -> list[str]:
    """What a job runs, except what installs the wheel, which is installed already."""
    every = [step["run"] for step in job.get("steps", ()) if "run" in step] + job.get("script", [])
    assert every[0] == "pip install mdg"
    return every[1:]


def handed_on(job: dict[str, Any]) -> list[str]:
    """The files that a job uploads."""
    uploads = [step["with"]["sarif_file"] for step in job.get("steps", ()) if "sarif_file" in step.get("with", {})]
    return uploads + list(job.get("artifacts", {}).get("reports", {}).values())
