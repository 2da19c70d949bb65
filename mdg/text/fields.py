"""The fields of findings: with its code, its subject and its file, what tells a finding from every other over time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from mdg.diagnostic import PathPart


def field_of(path: Sequence[PathPart], about: str = "") -> str:
    """The field of a finding at ``path`` in an item: the keys and ids on it, and what is wrong there.

    Positions in lists are left out, since they change whenever somebody adds to the list.
    """
    dotted = ".".join(part for part in path if isinstance(part, str))
    return f"{dotted}={about}" if about else dotted


def told_apart(field: str, path: Sequence[PathPart], about: tuple[Hashable, ...], told: set[Hashable]) -> str:
    """The field, with positions in lists as well if one equal to it was ``told`` of the same thing before."""
    if (*about, field) in told:
        field = f"{field} at {'.'.join(map(str, path))}"
    told.add((*about, field))
    return field
