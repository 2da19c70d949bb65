"""What an event of a log consists of: the names of its columns, in one place for who reads, keeps or judges them."""

from __future__ import annotations

import json

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
