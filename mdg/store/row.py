"""From a row as a log has it to a row as the store keeps it: every value checked, one form for what means the same.

A row that cannot be kept is refused with its reason (:class:`Refused`); nothing is guessed.  What a landscape knows
(whether a system exists) is not asked here: the log says what happened, and the audit judges it.
"""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Callable, Mapping
from typing import Any

from mdg.store.instants import Unreadable, microseconds, shortened

#: A row in the order of :data:`mdg.store.models.WRITTEN`.
Row = tuple[int, bytes, str, str, str, str, str, str, str, int, str | None, str | None, str, int, int]
#: Where a row's instant and digest are, by which it is known again, and where it stood.
IDENTITY = operator.itemgetter(0, 1)
PLACE = slice(13, 15)

OPERATIONS = frozenset({"create", "update", "delete", "use"})
REQUIRED = ("event_id", "entity", "record_id", "group", "operation", "origin", "system", "changed_at", "applied_at")
OPTIONAL = ("via", "purpose")
SCOPE = "scope_"
#: Characters that the texts of one row may have together.
MAX_TEXT = 65_536
_TEXTS = ("event_id", "entity", "record_id", "group", "operation", "origin", "system")


class Refused(ValueError):
    """A row that the store does not take; the message is the reason."""


class Checker:
    """Checks the rows of one input; ``unknown`` counts the values in columns that events do not have."""

    def __init__(self) -> None:
        self.unknown: dict[str, int] = {}
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._scopes: dict[Any, str] = {}

    def row(self, raw: Mapping[str, Any], source: int, position: int) -> Row:
        """The row as the store keeps it.  Raises Refused with the first thing that is wrong."""
        shape = self._shapes.get(tuple(raw)) or self._shape(raw)
        texts = shape.texts(raw)
        via, purpose = shape.optional(raw)
        material = None
        scope = self._scope(shape, raw)
        try:
            changed, applied = microseconds(raw["changed_at"]), microseconds(raw["applied_at"])
            material = "\0".join((*texts, via or "", purpose or "", scope, str(changed), str(applied)))
            encoded = material.encode()
        except (TypeError, ValueError):
            return self._spelled_out(raw, source, position)
        if (
            "" in texts
            or via == ""
            or purpose == ""
            or texts[4] not in OPERATIONS
            or material.count("\0") != 11
            or len(material) > MAX_TEXT
        ):
            return self._spelled_out(raw, source, position)
        for name in shape.unknown:
            self.unknown[name] = self.unknown.get(name, 0) + 1
        digest = hashlib.blake2b(encoded, digest_size=16).digest()
        return (applied, digest, *texts, changed, via, purpose, scope, source, position)

    def _shape(self, raw: Mapping[str, Any]) -> _Shape:
        """What columns a row has; most inputs have few combinations of them."""
        for name in raw:
            if not isinstance(name, str):
                raise Refused("a name of a column is no text")
            _check_characters(shortened(name), name)
        missing = [name for name in REQUIRED if name not in raw]
        if missing:
            raise Refused(f"`{missing[0]}` is missing")
        shape = _Shape(raw)
        if len(self._shapes) < 1000:
            self._shapes[tuple(raw)] = shape
        return shape

    def _scope(self, shape: _Shape, raw: Mapping[str, Any]) -> str:
        """The values of the dimensions, as text that is the same for the same values."""
        if not shape.scopes:
            return "{}"
        values = shape.scope(raw)
        known = repr(values)
        found = self._scopes.get(known)
        if found is None:
            found = _scope_text(shape.scopes, values)
            if len(self._scopes) < 100_000:
                self._scopes[known] = found
        return found

    def _spelled_out(self, raw: Mapping[str, Any], source: int, position: int) -> Row:
        """Says what is wrong with a row; or mends it, where a number stands for a text, and checks it again."""
        mended = dict(raw)
        for name in (*_TEXTS, *OPTIONAL):
            value = raw.get(name)
            if value is None and name in OPTIONAL:
                continue
            mended[name] = _text(name, value)
        if mended["operation"] not in OPERATIONS:
            known = ", ".join(f"`{one}`" for one in sorted(OPERATIONS))
            raise Refused(f"`operation` is `{shortened(mended['operation'])}`, and none of {known}")
        for name in ("changed_at", "applied_at"):
            try:
                microseconds(raw[name])
            except Unreadable as wrong:
                raise Refused(f"`{name}` {wrong}") from None
        if sum(len(str(mended[name] or "")) for name in (*_TEXTS, *OPTIONAL) if name in mended) > MAX_TEXT // 2:
            raise Refused(f"the texts of the row have more than {MAX_TEXT // 2:,} characters")
        if all(mended[name] is raw.get(name) for name in mended if name in _TEXTS or name in OPTIONAL):
            raise Refused("a value of a dimension is too long, or has a character that no text has")
        return self.row(mended, source, position)


class _Shape:
    """Which columns a row has, and how to get at them at once."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.texts: Callable[[Mapping[str, Any]], tuple[str, ...]] = operator.itemgetter(*_TEXTS)
        known = {*REQUIRED, *OPTIONAL}
        self.scopes = tuple(sorted(name for name in raw if name.startswith(SCOPE) and len(name) > len(SCOPE)))
        self.unknown = tuple(name for name in raw if name not in known and name not in self.scopes)
        self._optional = tuple(name in raw for name in OPTIONAL)

    def optional(self, raw: Mapping[str, Any]) -> tuple[Any, Any]:
        has_via, has_purpose = self._optional
        return (raw["via"] if has_via else None), (raw["purpose"] if has_purpose else None)

    def scope(self, raw: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([raw[name] for name in self.scopes])


def _text(name: str, value: object) -> str:
    if value is None:
        raise Refused(f"`{name}` is missing")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Refused(f"`{name}` is no text")
    if not value:
        way = "leave it out where there is none" if name in OPTIONAL else "every event has one"
        raise Refused(f"`{name}` is empty; {way}")
    _check_characters(name, value)
    return value


def _check_characters(name: str, value: str) -> None:
    if "\0" in value:
        raise Refused(f"`{name}` has a NUL character in it")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refused(f"`{name}` has a character that is none: it is not in UTF-8") from None


def _scope_text(names: tuple[str, ...], values: tuple[Any, ...]) -> str:
    kept = {}
    for name, value in zip(names, values, strict=True):
        if value is not None:
            kept[name.removeprefix(SCOPE)] = _scope_value(name, value)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _scope_value(name: str, value: Any) -> str | list[str]:
    if isinstance(value, str):
        _check_characters(name, value)
        found = _written_list(value)
        return value if found is None else found
    if isinstance(value, (list, tuple, set, frozenset)):
        texts = [_scope_value(name, one) for one in value]
        if all(isinstance(one, str) for one in texts):
            return sorted({str(one) for one in texts})
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, int):
        return str(value)
    raise Refused(f"`{name}` is neither a text nor a list of texts")


def _written_list(text: str) -> list[str] | None:
    """The values of a `many` dimension where a cell of CSV holds them, as a JSON list."""
    if not text.startswith("["):
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, list) and all(isinstance(one, str) for one in read):
        return sorted(set(read))
    return None
