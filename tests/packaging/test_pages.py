"""The how-tos and the READMEs of the small examples: each block, run in order in a folder of its own from the wheel."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs
import pytest

from tests.cli.test_completion import KEYS, SHOWN, needs, typed
from tests.packaging.conftest import Environment
from tests.packaging.played import assert_true, play
from tests.packaging.test_how_to import PAGES as PLAYED

ROOT = Path(__file__).parents[2]
#: One lists the others; of the other, every block needs a cluster, and tests/spec/test_agreement_engines.py runs Spark.
NOT_PLAYED = {"index.md", "spark.md"}
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in [
        *(page for page in ROOT.glob("docs/how-to/*.md") if page not in PLAYED and page.name not in NOT_PLAYED),
        *(folder.parent / "README.md" for folder in ROOT.glob("examples/*/wrong")),
        ROOT / "examples" / "propagate_sqlite" / "README.md",
    ]
)


@attrs.frozen
class AtHome(Environment):
    """The same environment, for somebody whose home is an empty folder."""

    home: Path

    def variables(self) -> dict[str, str]:
        return {**super().variables(), "HOME": str(self.home), "TERM": "dumb"}


#: Pages for which more is installed.
WITH_EXTRAS = {
    "docs/how-to/audit.md",
    "docs/how-to/discover.md",
    "docs/how-to/graph.md",
    "docs/how-to/record.md",
    "docs/how-to/watch.md",
}


@pytest.fixture
def at_home(request: pytest.FixtureRequest, tmp_path: Path) -> AtHome:
    (tmp_path / "home").mkdir()
    page = request.node.callspec.params.get("name") if hasattr(request.node, "callspec") else None
    installed = request.getfixturevalue("with_extras" if page in WITH_EXTRAS else "installed")
    return AtHome(installed.folder, tmp_path / "home")


def beside(page: Path, folder: Path) -> Path:
    """An empty folder to run the page in; for an example's, a copy of the example."""
    target = folder / "here"
    if page.name == "README.md":
        shutil.copytree(page.parent, target)
    else:
        target.mkdir()
    return target


@pytest.mark.parametrize("name", PAGES)
def test_every_block_prints_what_the_page_says(project: Path, at_home: AtHome, tmp_path: Path, name: str) -> None:
    page = project / name
    assert_true(page, at_home, beside(page, tmp_path))


@needs("bash")
def test_bash_completes_as_the_page_sets_it_up(project: Path, at_home: AtHome, tmp_path: Path) -> None:
    play(project / "docs" / "how-to" / "completion.md", at_home, tmp_path)
    shell = ["bash", "--rcfile", str(at_home.home / ".bashrc"), "-i"]
    assert SHOWN in typed(shell, "true", KEYS, SHOWN, tmp_path, at_home.variables())


@needs("zsh")
def test_zsh_completes_as_the_page_sets_it_up(project: Path, at_home: AtHome, tmp_path: Path) -> None:
    play(project / "docs" / "how-to" / "completion.md", at_home, tmp_path)
    shell = ["zsh", "--no-globalrcs", "-i"]
    assert SHOWN in typed(shell, "compinit -u", KEYS, SHOWN, tmp_path, at_home.variables())


@needs("fish")
def test_fish_completes_as_the_page_sets_it_up(project: Path, at_home: AtHome, tmp_path: Path) -> None:
    play(project / "docs" / "how-to" / "completion.md", at_home, tmp_path)
    told = at_home.run("fish", "-c", "complete -C 'mdg explain MDG11'", folder=tmp_path)
    assert [line.split("\t")[0] for line in told.stdout.splitlines()] == ["MDG110", "MDG111"]
