"""Where the parts of a YAML file stand: found by reading once more, closely, the item that a finding is about.

The first reading keeps only where each section and each item begins; most files have no finding, and most items of
the others have none.  What is read closely is the text from the start of one item to the start of the next.
"""

from __future__ import annotations

import contextlib
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mdg.diagnostic import PathPart
from mdg.text.positions import TextSource

_BLANK = r"\s*(?:#[^\r\n]*+\s+)*"
_TAG = rf"(?:!<[^>]*>|![^\s,\[\]{{}}]*){_BLANK}"
_ANCHOR = rf"&[^\s,\[\]{{}}]*{_BLANK}"
# Patterns are compiled on first use: most files need none of them.
#: an anchor and a tag before a value, with the white space and comments after them
_PROPERTIES = rf"{_ANCHOR}(?:{_TAG})?|{_TAG}(?:{_ANCHOR})?"
_SIGN_AND_NAME = r"[*&!][^\s,\[\]{}]*"
_CLOSING = r"(?:[\s,]|(?<=\s)#[^\r\n]*+)*+}"
_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)
_NO_PROPERTIES = {*_ENDS, AliasEvent}
_PARTS = {*_STARTS, *_ENDS, ScalarEvent, AliasEvent}
#: what ends a key that needs no quotes
_AFTER_KEY = {": ", ":\n", ":\r", ":\t"}
#: how many items read closely are remembered
_KEPT = 64


class Node:
    """A value and its key (for an item of a list: the value again), in characters from the start of the file."""

    __slots__ = ("alias", "end", "inner", "key_end", "key_start", "start")

    def __init__(self, start: int, end: int, inner: dict[str, Node] | list[Node] | None, *, alias: bool = False):
        self.key_start, self.key_end = start, end
        self.start, self.end = start, end
        self.inner = inner
        self.alias = alias

    def child(self, part: PathPart) -> Node | None:
        """What ``part`` leads to; to the ``<<`` that brings it in, if it is not written there."""
        if isinstance(self.inner, dict):
            return self.inner.get(str(part)) or self.inner.get("<<")
        if isinstance(self.inner, list) and isinstance(part, int) and 0 <= part < len(self.inner):
            return self.inner[part]
        return None

    def texts(self) -> list[tuple[int, int]]:
        """Where the keys and texts in here begin and end, in their order."""
        found = []
        waiting = [self]
        while waiting:
            inner = waiting.pop().inner
            if isinstance(inner, dict):
                found += [(part.key_start, part.key_end) for part in inner.values()]
            parts = list(inner.values() if isinstance(inner, dict) else inner or ())
            found += [(part.start, part.end) for part in parts if part.inner is None]
            waiting += [part for part in parts if part.inner]
        return sorted(found)


def survey(text: str, shift: int, *, first: bool = False) -> Node:
    """The places in a piece of YAML, whose first character is number ``shift``; or those in its ``first`` entry."""
    here = Node(0, 0, [])
    stack: list[tuple[Node, tuple[str, int, int] | None, bool]] = []
    key: tuple[str, int, int] | None = None
    last = 0
    for event in parsed(text):
        kind, end = event.__class__, event.end_mark.index + shift
        start = (event.start_mark.index if kind in _NO_PROPERTIES else bare(text, event)) + shift
        if kind in _STARTS:
            stack.append((here, key, event.flow_style))
            here, key = Node(start, start, {} if kind is MappingStartEvent else []), None
            continue
        if kind in _ENDS:
            node = here
            here, key, flow = stack.pop()
            node.end = last = end if flow else last
        else:
            node = Node(start, end, None, alias=kind is AliasEvent)
            last = end
        if isinstance(here.inner, list):
            here.inner.append(node)
            node.key_end = node.end
        elif key is None:
            key = (event.value if kind is ScalarEvent else "", node.start, node.end)
        elif here.inner is not None:
            node.key_start, node.key_end = key[1:]
            here.inner[f"{key[0]}\0{node.start}" if key[0] in here.inner else key[0]] = node
            key = None
            if first and len(stack) == 1:
                return here
    return here.inner[0] if isinstance(here.inner, list) and here.inner else here


def parsed(text: str) -> Iterator[Any]:
    """The events of a piece of YAML that make up its values."""
    next_event: Callable[[], Any] = CParser(text).get_event
    while (event := next_event()) is not None:
        if event.__class__ in _PARTS:
            yield event


class Section:
    """A mapping at the top or right below: where it begins, in braces or not, and where its entries do, in order."""

    __slots__ = ("flow", "start", "starts")

    def __init__(self, start: int, flow: bool, starts: array[int]) -> None:
        self.start, self.flow, self.starts = start, flow, starts


class YamlIndex:
    """Finds places by path; ``aliases`` tells for each alias, by its start, where its anchor begins."""

    def __init__(
        self,
        source: TextSource,
        root: dict[str, Any],
        top: Section,
        sections: dict[str, Section],
        aliases: dict[int, int],
    ) -> None:
        self.source = source
        self.root = root
        self.top = top
        self.sections = sections
        self.aliases = aliases
        self._orders: dict[str | None, dict[str, int]] = {}
        self._read: dict[int, Node] = {}
        self._all: Node | None = None
        self._all_texts: list[tuple[int, int]] = []
        self._all_starts: list[int] = []

    def find(self, path: tuple[PathPart, ...], *, key: bool) -> tuple[int, int]:
        """Start and end of a value or key; what lies behind an alias stands where the alias does."""
        text = self.source.text
        if not path or path[0] not in self.root:
            return self.top.start, self.top.start if key or path else max(self.top.start, len(text.rstrip()))
        if key and len(path) == 2 and (begin := self._plain(str(path[0]), path[1])) is not None:
            return begin, begin + len(str(path[1]))
        node, rest = self._walk(path)
        at_key = bool(rest and not node.alias) or (key and not rest)
        start, end = (node.key_start, node.key_end) if at_key else (node.start, node.end)
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        return start, max(start, end)

    def _plain(self, name: str, id: PathPart) -> int | None:
        """Where the id of an item begins that stands before a `:` just as it is, as most do: read at a glance."""
        section = self.sections.get(name)
        if section is None or not isinstance(id, str) or not id.isidentifier() or id not in self.root[name]:
            return None
        start, text = section.starts[self._order(name, self.root[name])[id]], self.source.text
        after = start + len(id)
        return start if text.startswith(id, start) and text[after : after + 2] in _AFTER_KEY else None

    def anchor(self, path: tuple[PathPart, ...]) -> tuple[int, int] | None:
        """Start and end of the anchor's name, with its ``&``, for the first alias on the way."""
        if not self.aliases or not path or path[0] not in self.root:
            return None
        node, _ = self._walk(path)
        return named(self.source.text, self.aliases[node.start], "&") if node.alias else None

    def comments(self, places: Sequence[int]) -> list[int]:
        """Those of the places, in their order, that belong to no key or text: a ``#`` there begins a comment."""
        owners: dict[int, tuple[PathPart, ...]] = {}
        for name, start in zip(self.root, self.top.starts, strict=True):
            owners[start] = (name,)
        for name, section in self.sections.items():
            owners.update((start, (name, id)) for id, start in zip(self.root[name], section.starts, strict=True))
        free, texts, starts, owner = [], [], self._starts(), -1
        for place in places:
            at = bisect_right(starts, place) - 1
            if at != owner:
                node, owner = self._around(owners[starts[at]])[0], at
                texts = self._all_texts if node is self._all else node.texts()
            number = bisect_right(texts, (place, len(self.source.text))) - 1
            if at < 0 or number < 0 or place >= texts[number][1]:
                free.append(place)
        return free

    def _walk(self, path: tuple[PathPart, ...]) -> tuple[Node, tuple[PathPart, ...]]:
        """As far as ``path`` leads in the text, or to the first alias; and what is left of the path."""
        node, rest = self._around(path)
        while rest and not node.alias:
            inner = node.child(rest[0])
            if inner is None:
                break
            node, rest = inner, rest[1:]
        if rest == (0,) and node.inner is None and not node.alias:
            rest = ()  # one text where a list of them may stand
        return node, rest

    def _around(self, path: tuple[PathPart, ...]) -> tuple[Node, tuple[PathPart, ...]]:
        """A mapping with the section or item that ``path`` leads into, and the path from there."""
        name = str(path[0])
        section, outer, rest = self.top, self.root, path
        if name in self.sections:
            if len(path) == 1 or path[1] not in self.root[name]:
                return Node(0, 0, {name: self._section(name)}), path
            section, outer, rest = self.sections[name], self.root[name], path[1:]
        start = section.starts[self._order(None if rest is path else name, outer)[str(rest[0])]]
        text, last = self.source.text, start - 1
        while last > 0 and text[last] in " \t\r\n":
            last -= 1
        if last < 0 or text[last] != "?":  # a key behind a `?` means something else when it is read by itself
            with contextlib.suppress(YAMLError):
                entry = self._closely(start, section.flow)
                inner = entry.child(rest[0])
                if inner is not None and (inner.start < inner.end or not outer[str(rest[0])]):
                    return entry, rest
        return self._whole(), path

    def _section(self, name: str) -> Node:
        """A section as one value, without reading all of it."""
        section = self.sections[name]
        begin = self.top.starts[self._order(None, self.root)[name]]
        key = (begin, begin)
        with contextlib.suppress(YAMLError):
            piece = self.source.text[begin : section.start]
            event: Any = next(event for event in parsed(piece) if event.__class__ is ScalarEvent)
            key = (begin + bare(piece, event), begin + event.end_mark.index)
        last = next(reversed(self.root[name]))
        end = self.find((name, last), key=False)[1]
        closing = re.compile(_CLOSING).match(self.source.text, end) if section.flow else None
        node = Node(section.start, closing.end() if closing else end, {})
        node.key_start, node.key_end = key
        return node

    def _closely(self, start: int, flow: bool) -> Node:
        """The mapping whose first entry begins at ``start``, with no more than that entry."""
        if start not in self._read:
            starts = self._starts()
            at = bisect_right(starts, start)
            text = self.source.text
            before = "{" if flow else " " * (self.source.span(start, start).column - 1)
            piece = text[start : starts[at] if at < len(starts) else len(text)]
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[start] = survey(before + piece, start - len(before), first=True)
        return self._read[start]

    def _whole(self) -> Node:
        """All of the file, read closely: for the rare item that cannot be read by itself."""
        if self._all is None:
            self._all = survey(self.source.text, 0)
            self._all_texts = self._all.texts()
        return self._all

    def _order(self, name: str | None, mapping: dict[str, Any]) -> dict[str, int]:
        if name not in self._orders:
            self._orders[name] = {key: number for number, key in enumerate(mapping)}
        return self._orders[name]

    def _starts(self) -> list[int]:
        if not self._all_starts:
            every = chain(self.top.starts, *(section.starts for section in self.sections.values()))
            self._all_starts.extend(sorted(set(every)))
        return self._all_starts


def bare(text: str, event: Any) -> int:
    """Where the value of an event begins in the text, after its anchor and tag."""
    start: int = event.start_mark.index
    properties = re.compile(_PROPERTIES).match(text, start) if event.anchor or event.tag else None
    return properties.end() if properties else start


def named(text: str, start: int, sign: str) -> tuple[int, int]:
    """Start and end of the first anchor (``&``) or tag (``!``) from ``start`` on."""
    found = re.compile(_SIGN_AND_NAME).match(text, text.index(sign, start))
    return found.span() if found else (start, start + 1)
