"""Expected output that is kept in files: compared by a test, or written anew with ``UPDATE_GOLDEN=1``.

Look at what was rewritten before committing it: ``git diff`` is the review.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest


def rewriting() -> bool:
    """Whether the user asked for expected output to be written instead of compared."""
    return os.environ.get("UPDATE_GOLDEN") == "1"


def difference(expected: str, actual: str, name: str) -> str:
    """A unified diff from what ``name`` says to what was printed; empty where they are the same."""
    lines = difflib.unified_diff(
        expected.splitlines(), actual.splitlines(), f"{name} (expected)", f"{name} (printed now)", lineterm=""
    )
    return "\n".join(lines)


def assert_golden(path: Path, actual: str) -> None:
    """Fails with a diff where the file at ``path`` does not hold ``actual``; writes it if rewriting."""
    if rewriting():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8", newline="\n")
        return
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if expected != actual:
        told = difference(expected, actual, path.name) or f"{path.name}: only line ends or the last newline differ"
        pytest.fail(f"{told}\n\nto accept what is printed now: UPDATE_GOLDEN=1 pytest …", pytrace=False)
