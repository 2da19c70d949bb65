"""From a row as a log has it to a row as the store keeps it: every value checked, one form for what means the same.

A row that cannot be kept is refused with its reason (:class:`Refused`); nothing is guessed.  What a landscape knows
(whether a system exists) is not asked here: the log says what happened, and the audit judges it.
"""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from orjson import dumps

from mdg.model.event import (
    OF_NO_GROUP,
    OPERATIONS,
    OPTIONAL,
    REQUIRED,
    SCOPE,
    TEXTS,
    as_text,
    scope_of,
    written_list,
    wrong_character,
)
from mdg.model.instants import Unreadable, microseconds, shortened

#: A row in the order of :data:`mdg.store.models.WRITTEN`.
Row = tuple[int, bytes, str, str, str, str, str, str, str, int, str | None, str | None, str, int, int]
#: Where a row's instant and digest are, by which it is known again, and where it stood.
IDENTITY = operator.itemgetter(0, 1)
PLACE = operator.itemgetter(13, 14)

#: Characters that the texts of one row may have together.
MAX_TEXT = 65_536
#: Values of one kind that are remembered, as they commonly come again.
MAX_KEPT = 50_000
_DIGEST = hashlib.blake2b(digest_size=16)


class _Nothing(str):
    """What stands for no group while a row is checked: an empty text in the store, that no row can have."""

    __slots__ = ()


_NO_GROUP = _Nothing()


class Refused(ValueError):
    """A row that the store does not take; the message is the reason."""


class Checker:
    """Checks the rows of one input; ``unknown`` counts the values in columns that events do not have."""

    def __init__(self) -> None:
        self.unknown: dict[str, int] = {}
        self._shapes: dict[frozenset[Any], _Shape] = {}
        self._last = _Shape(REQUIRED)
        self._instants: dict[str, int] = {}

    def row(self, raw: Mapping[str, Any], source: int, position: int) -> Row:
        """The row as the store keeps it.  Raises Refused with the first thing that is wrong."""
        shape = self._last
        try:
            values = shape.values(raw) if len(raw) == shape.size else None
        except KeyError:
            values = None
        if values is None:
            raw = _with_group(raw)
            shape = self._last = self._shape(raw)
            values = shape.values(raw)
        texts = values[:7]
        via = values[at] if (at := shape.via) else None
        purpose = values[at] if (at := shape.purpose) else None
        try:
            changed = self._instants.get(values[7]) or self._instant(values[7])
            applied = microseconds(values[8])
            joined = "".join((*texts, "" if via is None else via, "" if purpose is None else purpose))
            scope = shape.scope(values)
            material = dumps((*texts, via, purpose, scope, changed, applied))
        except Refused:
            raise
        except (TypeError, ValueError):  # of the last, Unreadable and what orjson raises are two
            return self._spelled_out(raw, source, position)
        if (
            "" in texts
            or via == ""
            or purpose == ""
            or texts[4] not in OPERATIONS
            or len(material) > MAX_TEXT
            or "\0" in joined
        ):
            _explain(raw)
            texts = tuple(map(str, texts))
        if shape.unknown:
            self._count(shape)
        digest = _DIGEST.copy()
        digest.update(material)
        return (applied, digest.digest(), *texts, changed, via, purpose, scope, source, position)

    def _shape(self, raw: Mapping[str, Any]) -> _Shape:
        """What columns a row has; most inputs have few combinations of them."""
        names = frozenset(raw)
        shape = self._shapes.get(names)
        if shape is not None:
            return shape
        for name in raw:
            if not isinstance(name, str):
                raise Refused("a name of a column is no text")
            _check_characters(shortened(name), name)
        missing = [name for name in REQUIRED if name not in raw]
        if missing:
            raise Refused(f"`{missing[0]}` is missing")
        shape = _Shape(raw)
        if len(self._shapes) < MAX_KEPT:
            self._shapes[names] = shape
        return shape

    def _instant(self, value: Any) -> int:
        """The instant of a change, which commonly stands in one row after the other."""
        found = microseconds(value)
        if type(value) is str:
            if len(self._instants) >= MAX_KEPT:
                self._instants.clear()
            self._instants[value] = found
        return found

    def _count(self, shape: _Shape) -> None:
        for name in shape.unknown:
            self.unknown[name] = self.unknown.get(name, 0) + 1

    def _spelled_out(self, raw: Mapping[str, Any], source: int, position: int) -> Row:
        """Checks the row again with texts where numbers and the like stood for them; or says what is wrong with it."""
        mended = dict(raw)
        for name in (*TEXTS, *OPTIONAL):
            if raw.get(name) is not None:
                mended[name] = as_text(raw[name])
        if raw["group"] is None and raw["operation"] in OF_NO_GROUP:
            mended["group"] = _NO_GROUP
        _explain(mended)
        for name, value in raw.items():
            if name.startswith(SCOPE) and value is not None:
                mended[name] = _scope_value(name, value)
        return self.row(mended, source, position)


def _with_group(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row; one that may be of no group has none where it has no such column."""
    return {**raw, "group": None} if "group" not in raw and raw.get("operation") in OF_NO_GROUP else raw


def _explain(raw: Mapping[str, Any]) -> None:
    """Raises Refused with what is wrong with a row, if anything is."""
    for name in (*TEXTS, *OPTIONAL):
        if name not in OPTIONAL or raw.get(name) is not None:
            _check_text(name, raw[name])
    if raw["operation"] not in OPERATIONS:
        known = ", ".join(f"`{one}`" for one in sorted(OPERATIONS))
        raise Refused(f"`operation` is none of {known}: `{shortened(raw['operation'])}`")
    for name in ("changed_at", "applied_at"):
        try:
            microseconds(raw[name])
        except Unreadable as wrong:
            raise Refused(f"`{name}` {wrong}") from None
    scopes = [name for name in raw if name.startswith(SCOPE)]
    scope = _scope_text(tuple(scopes), [raw[name] for name in scopes])
    if len(scope) + sum(len(raw.get(name) or "") for name in (*TEXTS, *OPTIONAL)) > MAX_TEXT:
        raise Refused(f"the texts of the row have more than {MAX_TEXT:,} characters")


class _Shape:
    """The columns of a row: how to get all of its values at once, and what its scope is as text.

    ``values`` gives those of :data:`REQUIRED`, ``via`` and ``purpose`` where there are such columns (``via`` and
    ``purpose`` are their places in it, 0 for none), those of the scope, and those in columns that events do not have.
    A row of as many columns that has all of these is alike.
    """

    __slots__ = ("_behind", "_scopes", "_start", "_texts", "purpose", "scope", "size", "unknown", "values", "via")

    def __init__(self, raw: Collection[str]) -> None:
        self._scopes = tuple(sorted(name for name in raw if name.startswith(SCOPE) and len(name) > len(SCOPE)))
        known = (*REQUIRED, *(name for name in OPTIONAL if name in raw), *self._scopes)
        self.unknown = tuple(name for name in raw if name not in {*known, *OPTIONAL})
        self.size = len(raw)
        self.via, self.purpose = (known.index(name) if name in known else 0 for name in OPTIONAL)
        self.values: Callable[[Mapping[str, Any]], tuple[Any, ...]] = operator.itemgetter(*known, *self.unknown)
        self._start, self._behind = len(known) - len(self._scopes), len(known)
        self.scope: Callable[[tuple[Any, ...]], str] = self._text if self._scopes else lambda _: "{}"
        self._texts: dict[bytes, str] = {}

    def _text(self, values: tuple[Any, ...]) -> str:
        """The values of the dimensions, as text that is the same for the same values."""
        values = values[self._start : self._behind]
        known = dumps(values, default=_as_list)
        found = self._texts.get(known)
        if found is None:
            found = _scope_text(self._scopes, values)
            if len(self._texts) < MAX_KEPT:
                self._texts[known] = found
        return found


def _check_text(name: str, value: object) -> None:
    if value is None:
        raise Refused(f"`{name}` is missing")
    if not isinstance(value, str):
        raise Refused(f"`{name}` is no text")
    if not value and value is not _NO_GROUP:
        way = "leave it out where there is none" if name in OPTIONAL else "every event has one"
        raise Refused(f"`{name}` is empty; {way}")
    _check_characters(name, value)


def _as_list(value: object) -> list[Any]:
    """Sets, for orjson."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError


def _check_characters(name: str, value: str) -> None:
    wrong = wrong_character(name, value)
    if wrong is not None:
        raise Refused(wrong)


def _scope_text(names: Sequence[str], values: Sequence[Any]) -> str:
    kept = {}
    for name, value in zip(names, values, strict=True):
        if value is not None:
            kept[name.removeprefix(SCOPE)] = _scope_value(name, value)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _scope_value(name: str, value: Any) -> str | list[str]:
    if isinstance(value, str):
        found = written_list(value)
        texts: str | list[str] | None = value if found is None else found
    else:
        texts = scope_of(value)
    if texts is None:
        raise Refused(f"`{name}` is neither a text nor a list of texts")
    for text in [texts] if isinstance(texts, str) else texts:
        _check_characters(name, text)
    return texts
