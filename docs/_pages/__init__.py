"""Pages of the site that are made from the code whenever it is built: nothing in them is written twice.

Each module here gives pages as texts by their path below ``docs``; :func:`write` puts them there for the generator of
the site.  They are not under version control.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from . import commands, language, python_names, rules

#: The folders below ``docs`` that hold nothing but generated pages.
FOLDERS = ("reference/commands", "reference/language", "reference/python", "reference/rules")


def pages() -> dict[str, str]:
    """The text of each generated page, by its path below ``docs``."""
    return {**language.pages(), **rules.pages(), **commands.pages(), **python_names.pages()}


def write(docs: Path) -> None:
    """Write every page below the folder ``docs``, in place of those of an earlier run."""
    for folder in FOLDERS:
        shutil.rmtree(docs / folder, ignore_errors=True)
    for name, text in pages().items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
