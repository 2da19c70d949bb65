"""The names that a mapping has for what stands in messages, and which of them no message had."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from mdg.diagnostic import PathPart


@attrs.frozen(slots=True)
class Named:
    """A name of something in messages, and where it stands in the mapping (``key``: as a key)."""

    name: str
    where: tuple[PathPart, ...]
    key: bool = False


def named(said: str | list[str], where: tuple[PathPart, ...]) -> list[Named]:
    """The name, or the names in the list, at a place of the mapping."""
    if isinstance(said, str):
        return [Named(said, where)]
    return [Named(name, (*where, number)) for number, name in enumerate(said)]


class Awaited:
    """Names for what stands in messages of one kind, some of which no message had yet."""

    def __init__(self, names: Iterable[Named]) -> None:
        self.names = tuple(names)
        self.left = list(self.names)
        self.asked = False

    def note(self, has: Callable[[str], bool]) -> None:
        """Note which names one more message has."""
        self.asked = True
        if self.left:
            self.left = [one for one in self.left if not has(one.name)]


def unseen(several: Iterable[Awaited]) -> list[Named]:
    """The names that no message had, of the kinds of which there was one; a name may be for several kinds."""
    asked = [one for one in several if one.asked]
    seen = {named for one in asked for named in one.names if named not in one.left}
    return list(dict.fromkeys(named for one in asked for named in one.left if named not in seen))
