"""The log as it lies in a store of ``mdg record``: its columns, and each row as often as it stood somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from mdg.auditing.engine import texts
from mdg.auditing.values import column
from mdg.model.event import INSTANTS, OPTIONAL, TEXTS

#: The columns of an event in a store; its dimensions stand together in one, as a JSON object.
COLUMNS = (*TEXTS, *OPTIONAL, *INSTANTS)
# a store keeps no group, of a deletion or a use, as an empty text
_NAMES = ", ".join("""nullif(e."group", '') as "group\"""" if name == "group" else f'e."{name}"' for name in COLUMNS)
#: The rows of a store: the same row is kept once, with every other place at which it stood.
EVENTS = (
    f"(select {_NAMES}, e.scope, e.sequence from mdg_event e union all "
    f"select {_NAMES}, e.scope, e.sequence from mdg_repeat r "
    "join mdg_event e on e.applied_at = r.applied_at and e.digest = r.digest) as events"
)


def scoped(dimensions: Iterable[str]) -> list[str]:
    """The columns that stand in a row's scope."""
    return [name for name in texts(dimensions) if name not in COLUMNS]


def dimension(name: str) -> str:
    """The key in a row's scope for a column of values."""
    return name.removeprefix(column(""))
