"""Every block of code in the documentation runs, and prints what the page says.

The pages below ``docs/tutorial``, ``explanation`` and ``reference`` are played here from this tree.  The README, the
how-tos and the examples are played from the wheel, by the tests of the packaging.  What cannot be run says why.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.docs.conftest import Tree
from tests.docs.pages import COURSES, played_from_the_wheel, written_by_hand
from tests.packaging.conftest import succeed
from tests.packaging.played import assert_true
from tests.packaging.readme_blocks import blocks
from tests.packaging.test_how_to import commands, jobs

ROOT = Path(__file__).parents[2]
HAND_WRITTEN = [page.relative_to(ROOT).as_posix() for page in written_by_hand(ROOT)]
#: Stands just above a block that is not run, with the reason.
REASON = re.compile(r"<!-- not run: (?:\S+ ){3,}-->\n\Z")


@pytest.mark.parametrize("course", COURSES, ids="+".join)
def test_every_block_prints_what_the_page_says(course: list[str], tree: Tree, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    for name in course:
        assert_true(project / "docs" / name, tree, folder)
    for pipeline in folder.glob(".github/workflows/*.yml"):
        schema = ["--builtin-schema", "vendor.github-workflows"]
        succeed(sys.executable, "-m", "check_jsonschema", *schema, pipeline, folder=folder)
    for job in jobs(folder):
        for command in commands(job):
            assert tree.run("bash", "-c", command, folder=folder).returncode == 0, command


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_no_block_is_left_out(project: Path, name: str) -> None:
    """Whatever Markdown takes for code is a block that is run, or is marked with the reason why it is not."""
    page = (project / name).read_text(encoding="utf-8")
    seen = {page.count("\n", 0, block.start): block for block in blocks(page)}
    for token in MarkdownIt("commonmark").parse(page):
        if token.type not in ("fence", "code_block") or token.info.startswith("{"):
            continue
        assert token.map
        block = seen.get(token.map[0] + 1)
        assert block, f"line {token.map[0] + 1}: a block that no test sees; write it with ``` at the line's beginning"
        if block.kind == "sh":
            above = page[: page.rindex("```", 0, block.start)]
            assert REASON.search(above), f"line {token.map[0]}: say above why it is not run: <!-- not run: … -->"
        else:
            assert block.kind in ("console", "pycon") or block.file_name, f"line {token.map[0] + 1}: nothing runs this"


def test_few_blocks_are_not_run(project: Path) -> None:
    """One more is a promise less: think of a way to run it first."""
    marked = [name for name in HAND_WRITTEN if "<!-- not run: " in (project / name).read_text(encoding="utf-8")]
    assert marked == ["README.md", "docs/how-to/ci.md", "docs/how-to/spark.md", "docs/tutorial/1-a-first-check.md"]


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_no_landscape_is_only_shown(project: Path, name: str) -> None:
    """Each file that a page writes is there for a command after it."""
    kinds = [block.kind for block in blocks((project / name).read_text(encoding="utf-8")) if block.kind != "sh"]
    assert kinds[-1:] in ([], ["console"], ["pycon"]) or name in ENDS_WITH_A_FILE


#: Pages whose last block is a file, which another test reads.
ENDS_WITH_A_FILE: set[str] = set()


def test_every_page_is_played(project: Path) -> None:
    """A page with blocks is played from the tree or from the wheel, and by one of the two."""
    here = {f"docs/{name}" for course in COURSES for name in course}
    wheel = set(played_from_the_wheel(project))
    with_blocks = {name for name in HAND_WRITTEN if any(True for _ in blocks((project / name).read_text()))}
    assert with_blocks <= here | wheel
    assert not here & wheel
