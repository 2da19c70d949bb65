"""What stands where a key would while YAML is read: marks that cannot be confused with any text."""

from __future__ import annotations

from array import array
from typing import Any


class Mark:
    """One of the marks below."""


ITEM, DROPPED, MERGE = Mark(), Mark(), Mark()


def shown(step: Any) -> str:
    """A key, or what stands for one, as a part of a path."""
    return step if isinstance(step, str) else "<<" if step is MERGE else "?"


def tidy(mapping: dict[Any, Any], starts: array[int] | None) -> None:
    """Take out what had no proper key, and put in what `<<` stands for, at the place of the `<<`."""
    for mark in (DROPPED, MERGE):
        if mark not in mapping:
            continue
        start = starts.pop(list(mapping).index(mark)) if starts is not None else 0
        value = mapping.pop(mark)
        if mark is DROPPED:
            continue
        for part in value if isinstance(value, list) else [value]:
            for key in part if isinstance(part, dict) else ():
                if key not in mapping:
                    mapping[key] = part[key]
                    if starts is not None:
                        starts.append(start)
