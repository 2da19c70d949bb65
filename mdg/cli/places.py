"""Where files are for those who read a report in a pipeline: by their path from the root of the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mdg.cli.options import STDIN
from mdg.render.plain import NO_FILES


def from_root(landscape: str) -> Callable[[str], str]:
    """From the name of a file to its path from the root, with ``/``; what lies elsewhere has an absolute one.

    The root is the top of the git repository that the landscape lies in, else the folder where the command was run.
    Links are followed: a pipeline's host shows a file under its own name only.
    """
    root = _root(Path.cwd() if landscape == STDIN else Path(landscape))

    @cache
    def where(name: str) -> str:
        if name in NO_FILES:
            return name
        real = Path(os.path.realpath(name))
        return (real.relative_to(root) if real.is_relative_to(root) else real).as_posix()

    return where


def _root(landscape: Path) -> Path:
    real = Path(os.path.realpath(landscape))
    above = (real, *real.parents)
    return next((folder for folder in above if (folder / ".git").exists()), Path(os.path.realpath(Path.cwd())))
