"""What stands where a key would while YAML is read: marks that cannot be confused with any text."""

from __future__ import annotations

from typing import Any


class Mark:
    """One of the marks below."""


ITEM, DROPPED, MERGE = Mark(), Mark(), Mark()


def shown(step: Any) -> str:
    """A key, or what stands for one, as a part of a path."""
    return step if isinstance(step, str) else "<<" if step is MERGE else "?"
