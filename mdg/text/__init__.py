"""From text to documents: reading files, keeping every place, and saying what is wrong with the text."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdg.text.documents.landscape import LandscapeDocument
    from mdg.text.reading import Text, read

__all__ = ["LandscapeDocument", "Text", "read"]

_HOMES = {
    "LandscapeDocument": "mdg.text.documents.landscape",
    "Text": "mdg.text.reading",
    "read": "mdg.text.reading",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
