"""What an event of a log consists of: the names of its columns, in one place for who reads, keeps or judges them."""

from __future__ import annotations

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
