"""Positions in a text: what sections are called, sources that tell lines and columns, and what readers return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import attrs

from mdg.diagnostic import PathPart, Place, Problem, Related, Span
from mdg.text.lines import Lines
from mdg.text.values import quoted

#: Each section of a landscape with the name of one item in it, in the order of the language.
SECTIONS: dict[str, str] = {
    "parties": "party",
    "entities": "entity",
    "populations": "population",
    "records": "record",
    "systems": "system",
    "ownership": "ownership",
    "flows": "flow",
    "needs": "need",
    "matching": "matching",
    "survivorship": "survivorship",
    "crosswalks": "crosswalk",
    "responsibilities": "responsibility",
    "purposes": "purpose",
    "agreements": "agreement",
    "licences": "licence",
    "processes": "process",
    "views": "view",
    "expectations": "expectation",
    "packs": "pack",
}

_SUBJECTS = SECTIONS | {"settings": "settings"}
#: what an editor calls the start of a file that says in which encoding it is
_BOM = b"\xef\xbb\xbf"


def subject_of(path: tuple[PathPart, ...], key: str) -> tuple[str, str]:
    """What a finding at ``path`` of the file ``key`` is about: the item around it, or the file itself."""
    if path and path[0] == "settings":
        return ("settings", "settings")
    if len(path) > 1 and path[0] in _SUBJECTS:
        return (_SUBJECTS[path[0]], str(path[1]))
    return ("file", key)


class Index(Protocol):
    """Where the parts of one file stand, in characters from its start; made by the reader of its format."""

    def find(self, path: tuple[PathPart, ...], *, key: bool) -> tuple[int, int]:
        """Start and end of the value (of its key) at ``path``, or of the key of the nearest thing around it."""
        ...

    def anchor(self, path: tuple[PathPart, ...]) -> tuple[int, int] | None:
        """Start and end of the anchor whose alias ``path`` leads through, if it does."""
        ...

    def comments(self, places: Sequence[int]) -> list[int]:
        """Those of the places, given in their order, where a ``#`` begins a comment."""
        ...


@attrs.define(slots=True, repr=False, eq=False)
class TextSource:
    """A file that was read: keeps its bytes, and tells lines and columns only once somebody asks."""

    name: str
    key: str
    data: bytes = attrs.field(default=b"", repr=False)
    index: Index | None = attrs.field(default=None, repr=False)
    _text: str | None = attrs.field(default=None, init=False, repr=False)
    _lines: Lines | None = attrs.field(default=None, init=False, repr=False)

    @property
    def text(self) -> str:
        """The text in characters, without a byte-order mark; what is not UTF-8 in it is replaced."""
        if self._text is None:
            self._text = without_mark(self.data).decode("utf-8", "replace")
        return self._text

    def locate(self, path: tuple[PathPart, ...], *, key: bool) -> Span:
        return self.span(*self.index.find(path, key=key)) if self.index else Span(self.name, 1, 1, 1, 1)

    def anchor(self, path: tuple[PathPart, ...]) -> Span | None:
        found = self.index.anchor(path) if self.index else None
        return self.span(*found) if found else None

    def lines(self) -> Sequence[str]:
        return self._cut() if self.data else ()

    def span(self, start: int, end: int) -> Span:
        """The lines and columns of the characters from ``start`` (from 0) to just before ``end``."""
        lines = self._cut()
        line, column = lines.position(start)
        if start <= end <= len(self.text) and "\n" not in (stretch := self.text[start:end]) and "\r" not in stretch:
            return Span(self.name, line, column, line, column + end - start)
        return Span(self.name, line, column, *lines.position(max(start, end)))

    def _cut(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines


@attrs.define(slots=True, repr=False, eq=False)
class Spot:
    """One stretch of a file as a source of its own: what stands in the text, yet not in the tree read from it."""

    source: TextSource
    start: int
    end: int
    name: str = attrs.field(init=False)
    key: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.name = self.source.name
        self.key = self.source.key

    def locate(self, path: tuple[PathPart, ...], *, key: bool) -> Span:
        return self.source.span(self.start, self.end)

    def anchor(self, path: tuple[PathPart, ...]) -> Span | None:
        return None

    def lines(self) -> Sequence[str]:
        return self.source.lines()


def without_mark(data: bytes) -> bytes:
    """The bytes after the byte-order mark that some editors put first."""
    return data[len(_BOM) :] if data.startswith(_BOM) else data


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Tree:
    """What the reader of one format made of one file; ``problems`` of an ``unreadable`` one are exactly one."""

    root: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False
    #: stretches of text that nobody read, though they may declare names: a second document
    lost: tuple[tuple[int, int], ...] = ()
    #: what stands under the second key of a name, which is not in ``root``, and where
    doubles: tuple[tuple[tuple[PathPart, ...], Any], ...] = ()
    #: how many values aliases added to those that are written out
    expanded: int = 0


def refused(source: TextSource, message: str, start: int, end: int, help: str, **more: Any) -> Tree:
    """The tree of a file that is not what its name promises: none, and one finding at the stretch given."""
    place = Place(Spot(source, start, end))
    subject = ("file", source.key)
    problem = Problem(code="MDG002", message=message, place=place, subject=subject, help=help, **more)
    return Tree(problems=(problem,), unreadable=True)


def wrong_top(source: TextSource, what: str) -> Tree:
    """The tree of a file that holds a list or a text where a mapping of sections belongs."""
    word = (source.text.split(maxsplit=1) or [""])[0]
    start = source.text.find(word)
    problem = Problem(
        code="MDG006",
        message=f"the file is {what}, and a landscape is a mapping of sections",
        place=Place(Spot(source, start, start + len(word))),
        subject=("file", source.key),
        help="start with `mdg: 1` and sections such as `systems:`, or leave the file out with `exclude` in `settings`",
    )
    return Tree(problems=(problem,), unreadable=True)


#: Places that a finding about a repeated key relates; it says how many there are.
MAX_RELATED = 20


def repeated(
    source: TextSource, path: tuple[PathPart, ...], first: tuple[int, int], others: Sequence[tuple[int, int]]
) -> Problem:
    """The finding about a key that stands more than once in one mapping; ``path`` ends with it."""
    kept = Related("the first one, which counts", Place(Spot(source, *first), path, key=True))
    more = [Related("and once more", Place(Spot(source, *spot), path, key=True)) for spot in others[1:MAX_RELATED]]
    inner = path[{"file": 0, "settings": 1}.get(subject_of(path, "")[0], 2) :]
    return Problem(
        code="MDG003",
        message=f"the key {quoted(path[-1])} stands {_times(len(others) + 1)} in one mapping",
        place=Place(Spot(source, *others[0]), path, key=True),
        subject=subject_of(path, source.key),
        help="keep one of them, or give the other a name of its own",
        related=(kept, *more),
        field=".".join(map(str, inner)),
    )


def _times(n: int) -> str:
    return "twice" if n == 2 else f"{n} times"
