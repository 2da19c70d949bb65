"""Everything that the README promises: its blocks, run in order in an empty folder from the wheel, and its commands."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.golden_files import difference, rewriting
from tests.packaging.conftest import Environment
from tests.packaging.readme_blocks import REPLAY, Block, blocks, replaced


def console(block: Block, environment: Environment, folder: Path) -> str:
    """What a terminal would show of a ``console`` block; a status above 1 (no answer at all) is a failure."""
    shown = ""
    for command in block.commands:
        run = environment.run("bash", "-c", f"{{ {command}\n}} 2>&1", folder=folder)
        assert run.returncode <= 1, f"$ {command}\nended with status {run.returncode}:\n{run.stdout}"
        assert "Traceback (most recent call last)" not in run.stdout, f"$ {command}\n{run.stdout}"
        shown += "$ " + command.replace("\n", "\n> ") + "\n" + run.stdout
    return shown


def session(block: Block, environment: Environment, folder: Path) -> str:
    """What Python's prompt would show of a ``pycon`` block."""
    run = subprocess.run(
        ["python", "-c", REPLAY],
        cwd=folder,
        env=environment.variables(),
        input=block.text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_every_block_prints_what_the_page_says(project: Path, installed: Environment, tmp_path: Path) -> None:
    readme = project / "README.md"
    page = readme.read_text(encoding="utf-8")
    printed: list[tuple[Block, str]] = []
    for block in blocks(page):
        if block.kind == "console":
            printed.append((block, console(block, installed, tmp_path)))
        elif block.kind == "pycon":
            printed.append((block, session(block, installed, tmp_path)))
        elif block.file_name:
            (tmp_path / block.file_name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file_name).write_text(block.text, encoding="utf-8")
        else:
            assert block.kind == "sh", f"nothing runs this block of the README:\n{block.text}"
    assert printed, "the README shows no command"
    now = replaced(page, printed)
    if rewriting():
        readme.write_text(now, encoding="utf-8")
    elif now != page:
        told = difference(page, now, "README.md")
        pytest.fail(f"{told}\n\nto accept what is printed now: UPDATE_GOLDEN=1 pytest …", pytrace=False)


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
