"""A Markdown page, played: its blocks run in order in one folder, and the page as it would be with what they print."""

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


def play(path: Path, environment: Environment, folder: Path) -> list[tuple[Block, str]]:
    """Runs the blocks of the page at ``path``: those that print something, each with what it printed."""
    printed: list[tuple[Block, str]] = []
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.kind == "console":
            printed.append((block, console(block, environment, folder)))
        elif block.kind == "pycon":
            printed.append((block, session(block, environment, folder)))
        elif block.file_name:
            (folder / block.file_name).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file_name).write_text(block.content, encoding="utf-8")
        else:
            assert block.kind == "sh", f"nothing runs this block of {path.name}:\n{block.text}"
    return printed


def assert_true(path: Path, environment: Environment, folder: Path) -> None:
    """Fails where a block of the page at ``path`` prints anything else than it says; or writes it, if rewriting."""
    page = path.read_text(encoding="utf-8")
    printed = play(path, environment, folder)
    assert printed, f"{path.name} shows no command"
    now = replaced(page, printed)
    if rewriting():
        path.write_text(now, encoding="utf-8")
    elif now != page:
        told = difference(page, now, path.name)
        pytest.fail(f"{told}\n\nto accept what is printed now: UPDATE_GOLDEN=1 pytest …", pytrace=False)
