"""The site is built by one command, which fails where a link of a page leads nowhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs._pages import FOLDERS, pages
from tests.docs.pages import written_by_hand

pytestmark = pytest.mark.slow


def test_one_command_builds_it(project: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    command = ["make", "--silent", "docs", f"VENV={venv}", f"SITE={tmp_path / 'site'}"]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    site = tmp_path / "site"
    docs = [path.relative_to(project / "docs") for path in written_by_hand(project) if path.name != "README.md"]
    for page in [*docs, *map(Path, pages())]:
        if page.name != "0000-template.md":
            assert (site / page.with_suffix(".html")).is_file(), f"{page} is not in the site"
    assert "Two systems may create the same record" in (site / "reference/rules/mdg102.html").read_text("utf-8")
    assert "Answers whether a system may do something with a record" in (
        site / "reference/python/DecisionPoint.html"
    ).read_text("utf-8")


@pytest.mark.parametrize("link", ["nowhere.md", "populations.md#nothing", "#nothing"])
def test_a_link_that_leads_nowhere_is_an_error(project: Path, tmp_path: Path, link: str) -> None:
    ignored = shutil.ignore_patterns(*(folder.rpartition("/")[2] for folder in FOLDERS), "how-to", "decisions")
    docs = tmp_path / "docs"
    (docs / "explanation").mkdir(parents=True)
    shutil.copytree(project / "docs" / "_pages", docs / "_pages", ignore=ignored)
    conf = (project / "docs" / "conf.py").read_text(encoding="utf-8")
    (docs / "conf.py").write_text(conf.replace("_pages.write(HERE)", ""), encoding="utf-8")
    (docs / "populations.md").write_text("# Populations\n", encoding="utf-8")

    def build(text: str) -> subprocess.CompletedProcess[str]:
        page = f"# Page\n\n{text}\n\n```{{toctree}}\npopulations\n```\n"
        (docs / "index.md").write_text(page, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", docs, tmp_path / "site"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good = build("[there](populations.md#populations)")
    assert good.returncode == 0, good.stderr
    broken = build(f"[there]({link})")
    assert broken.returncode == 1
    assert link.rpartition("#")[2] in broken.stderr
