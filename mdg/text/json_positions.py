"""Where the parts of a JSON file stand: looked for when a finding asks.

The items of sections are found by their names, whose order is known from what was read; what else stands before the
part in question is skipped by the standard library's C scanner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import attrs

from mdg.diagnostic import PathPart
from mdg.text.positions import TextSource

_PLAIN = json.JSONDecoder(parse_int=str, parse_float=str)
_COLON = re.compile(r"[ \t\r\n]*:")
_BETWEEN = re.compile(r"[ \t\r\n:,]*")
#: how many containers whose parts were looked up are remembered
_KEPT = 256


class Entry(NamedTuple):
    """A part of a container: of an item of a list, the key is the item."""

    part: PathPart
    key_start: int
    key_end: int
    start: int


def _quoted(name: str) -> str:
    """A key as it is usually spelled."""
    return f'"{name}"' if name.isidentifier() else json.dumps(name, ensure_ascii=False)


class _Unsure(Exception):
    """A name does not stand where it would have to, if it was written as names usually are."""


class _Keys:
    """One walk through a text, from key to key, which counts the braces between them."""

    __slots__ = ("at", "closed", "opened", "text")

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.opened = self.closed = 0

    def next(self, name: str, level: int) -> int:
        """Where the next key of that name begins that stands within so many more braces than the start.

        It is found as it is usually spelled; _Unsure is raised if it is not there.
        """
        text, at = self.text, self.at
        quoted = _quoted(name)
        while (start := text.find(quoted, at)) >= 0:
            self.opened += text.count("{", at, start)
            self.closed += text.count("}", at, start)
            at = start + len(quoted)
            if self.opened - self.closed == level and (text.startswith(":", at) or _COLON.match(text, at)):
                self.at = at
                return start
        raise _Unsure

    def braces(self) -> tuple[int, int]:
        """How many braces are opened, and closed, in the mapping that begins just before the start."""
        opened = 1 + self.opened + self.text.count("{", self.at)
        return opened, self.closed + self.text.count("}", self.at)


@attrs.frozen(slots=True, eq=False, repr=False)
class JsonIndex:
    """Finds places by path in a text that is known to be JSON, going no further into it than it must.

    ``top`` is where the outermost mapping begins, ``root`` is that mapping as it was read, and ``mappings`` is the
    number of mappings that it is made of (0 if a key stands twice in one of them).
    """

    source: TextSource
    top: int
    root: dict[str, Any]
    mappings: int
    _seen: dict[int, tuple[dict[PathPart, Entry], Iterator[Entry]]] = attrs.field(factory=dict, init=False)
    #: where the keys of the top begin, and by section those of its items; once they have been looked for
    _keys: list[dict[PathPart, dict[PathPart, int]]] = attrs.field(factory=list, init=False)

    def find(self, path: tuple[PathPart, ...], *, key: bool) -> tuple[int, int]:
        """Start and end of the value (of its key) at ``path``, or of the key of the nearest thing around it."""
        if key and len(path) == 2 and (start := self._start(path)) is not None:
            return start, start + len(_quoted(str(path[1])))
        entry, missing = self._walk(path)
        if entry is None:
            return self.top, self.top if key or missing else len(self.source.text.rstrip())
        if (key or missing) and entry.key_start < entry.start:
            return entry.key_start, entry.key_end
        return entry.start, self.end(entry.start)

    def anchor(self, path: tuple[PathPart, ...]) -> tuple[int, int] | None:
        """JSON has no anchors."""
        return None

    def comments(self, places: Sequence[int]) -> list[int]:
        """JSON has no comments."""
        return []

    def end(self, start: int) -> int:
        """Where the value ends that begins at ``start``."""
        end: int = _PLAIN.raw_decode(self.source.text, start)[1]
        return end

    def parts(self, path: tuple[PathPart, ...]) -> Iterator[Entry]:
        """The parts of the container at ``path``, those with the same key included."""
        entry, _ = self._walk(path)
        return self._entries(entry.start if entry else self.top)

    def _walk(self, path: tuple[PathPart, ...]) -> tuple[Entry | None, bool]:
        entry = self._item(path)
        for number, part in enumerate(path[2:] if entry else path, 3 if entry else 1):
            inner = self._part(entry.start if entry else self.top, part)
            if inner is None:
                # one text where a list of them may stand
                alone = part == 0 and number == len(path) and entry and self.source.text[entry.start] not in "{["
                return entry, not alone
            entry = inner
        return entry, False

    def _item(self, path: tuple[PathPart, ...]) -> Entry | None:
        """The item of a section that ``path`` leads into, if it is found by its name."""
        start = self._start(path) if len(path) > 1 else None
        if start is None:
            return None
        end = start + len(_quoted(str(path[1])))
        return Entry(path[1], start, end, self._next(end))

    def _start(self, path: tuple[PathPart, ...]) -> int | None:
        """Where the key of an item begins, if it is found by its name."""
        if not self._keys:
            self._keys.append(self._names())
        section = self._keys[0].get(path[0])
        return section.get(path[1]) if section else None

    def _names(self) -> dict[PathPart, dict[PathPart, int]]:
        """Where the keys of all items begin, by section; nothing, where braces in texts make that uncertain."""
        keys = _Keys(self.source.text, self.top + 1)
        found: dict[PathPart, dict[PathPart, int]] = {}
        try:
            for section, items in self.root.items():
                keys.next(section, 0)
                found[section] = {name: keys.next(name, 1) for name in (items if isinstance(items, dict) else ())}
        except _Unsure:
            return {}
        return found if keys.braces() == (self.mappings, self.mappings) else {}

    def _part(self, start: int, part: PathPart) -> Entry | None:
        """The first part of that name in the container that begins at ``start``."""
        if start not in self._seen:
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            self._seen[start] = {}, self._entries(start)
        known, more = self._seen[start]
        while part not in known and (entry := next(more, None)) is not None:
            known.setdefault(entry.part, entry)
        return known.get(part)

    def _entries(self, start: int) -> Iterator[Entry]:
        text = self.source.text
        opening = text[start]
        if opening not in "{[":
            return
        at = self._next(start + 1)
        number = 0
        while text[at] not in "]}":
            begin = at
            if opening == "{":
                key, end = _PLAIN.raw_decode(text, at)
                at = self._next(end)
                yield Entry(key, begin, end, at)
            else:
                yield Entry(number, at, at, at)
            at = self._next(self.end(at))
            number += 1

    def _next(self, at: int) -> int:
        """The next character that is neither blank nor between two values."""
        found = _BETWEEN.match(self.source.text, at)
        return found.end() if found else at
