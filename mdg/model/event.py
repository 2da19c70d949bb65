"""What an event of a log consists of: the names of its columns, in one place for who reads, keeps or judges them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mdg.model.instants import shortened

#: Columns that hold a text in every event.
TEXTS = ("event_id", "entity", "record_id", "group", "operation", "origin", "system")
#: When the change was made, and when it became visible.
INSTANTS = ("changed_at", "applied_at")
#: Columns that every event has.
REQUIRED = (*TEXTS, *INSTANTS)
#: Columns that may be left out: the flow that brought it, and the purpose of a use or a consent.
OPTIONAL = ("via", "purpose")
#: How the names of columns begin that hold a record's dimensions.
SCOPE = "scope_"
OPERATIONS = frozenset({"create", "update", "delete", "use"})
#: Operations that may be about a record as a whole, and no group of it.
OF_NO_GROUP = frozenset({"delete", "use"})
#: Columns that hold a text wherever they hold something.
_ALL_TEXTS = (*TEXTS, *OPTIONAL)


def as_text(value: Any) -> Any:
    """An id that is written as a whole number, or as a UUID, is the text of it; all else is what it is."""
    return str(value) if isinstance(value, (int, UUID)) and not isinstance(value, bool) else value


def scope_of(value: Any) -> str | list[str] | None:
    """The text or the texts, sorted, that stand for a value of a dimension; None for what can be neither."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        texts = [scope_of(one) for one in value]
        several = {one for one in texts if isinstance(one, str)}
        return sorted(several) if all(isinstance(one, str) for one in texts) else None
    text = as_text(value)
    return text if isinstance(text, str) else None


def unsound(row: Mapping[str, Any]) -> str | None:
    """Why a row's texts and dimensions can be neither kept nor judged, whatever a landscape says; None if they can."""
    for name in _ALL_TEXTS:
        value = as_text(row.get(name))
        if value is None:
            continue
        if not isinstance(value, str):
            return f"`{name}` is no text"
        wrong = wrong_character(name, value)
        if wrong is not None:
            return wrong
    for name, value in row.items():
        wrong = wrong_character(shortened(name), name)
        if wrong is None and value is not None and name.startswith(SCOPE):
            found = written_list(value) or value if isinstance(value, str) else scope_of(value)
            if found is None:
                return f"`{name}` is neither a text nor a list of texts"
            told = (wrong_character(name, text) for text in ([found] if isinstance(found, str) else found))
            wrong = next(filter(None, told), None)
        if wrong is not None:
            return wrong
    return None


def wrong_character(name: str, text: str) -> str | None:
    """What no text of an event can have in it, as it is told of the column of that name; None if it has nothing so."""
    if "\0" in text:
        return f"`{name}` has a NUL character in it"
    if not text.isascii() and any(0xD800 <= ord(one) <= 0xDFFF for one in text):
        return f"`{name}` has a character that is none: it is not in UTF-8"
    return None


def written_list(text: str) -> list[str] | None:
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
