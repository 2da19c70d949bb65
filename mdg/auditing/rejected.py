"""The rows of a log that cannot be judged: how many there are, and where and why for the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdg.auditing import meaning, values
from mdg.auditing.engine import INSTANTS, PLACES, Expr, texts, whole
from mdg.auditing.stage import Log, readable_rows, same_kind
from mdg.model.event import SCOPE
from mdg.model.happened import Rejection
from mdg.model.instants import NO_INSTANT, micros

#: How many rows that cannot be judged are told with their places.
MOST_REJECTIONS = 20


def reject(log: Log) -> None:
    """Count the rows that could not be judged, and find the places of the first of them."""
    table = log.source.table
    late = table.filter(lambda t: t.applied_at > whole(log.as_of))
    judged = log.count + log.repeated + log.conflicting + log.engine.count(late.filter(log.engine.complete(late)))
    log.rejected = log.engine.count(table) - judged + log.source.broken()
    if log.rejected and log.source.placed is not None:
        log.rejections = tuple(_found_in_place(log, log.source.placed))
    elif log.rejected:
        log.rejections = tuple(log.source.places(lambda row: _reason(log, row), MOST_REJECTIONS))


def _found_in_place(log: Log, placed: Expr) -> Iterable[Rejection]:
    """The first rows that could not be judged, found by the engine: incomplete ones, and those of no kind."""
    begins = [start for start in log.begins if start is not None]
    readable, kinds = readable_rows(log.engine, placed, log.landscape, begins, log.as_of), log.engine.table("kinds")
    wrong = readable.anti_join(kinds, same_kind(log, readable, kinds)).select(*placed.columns)
    rows = placed.filter(~log.engine.complete(placed)).union(wrong).order_by(list(PLACES)).limit(MOST_REJECTIONS)
    for row in log.engine.rows(rows):
        yield Rejection(row[PLACES[0]], row[PLACES[1]], _reason_in_place(log, row))


def _reason_in_place(log: Log, row: Mapping[str, Any]) -> str:
    """Why a row cannot be judged, where all that is left of it is what the audit reads."""
    if row["event_id"] is None:  # so do rows come with something in a column that has no texts
        for name in log.source.no_texts:
            if name == "event_id" or row[name] is not None:
                return f"`{name}` is {'neither a text nor a list of texts' if name.startswith(SCOPE) else 'no text'}"
    for name in INSTANTS:
        if row[name] is None:
            return f"`{name}` is missing or {NO_INSTANT}"
    return _reason(log, row) or "it cannot be judged"


def _reason(log: Log, row: Mapping[str, Any]) -> str | None:
    """Why a row as it stands in the log cannot be judged; None if it can, or is not looked at."""
    wrong = meaning.incomplete(row)
    if wrong is not None:
        return wrong
    if (micros(row["applied_at"]) or 0) > log.as_of:
        return None
    cells = {name: row.get(name) for name in texts(values.dimensions(log.landscape))}
    return meaning.fault(log.landscape, cells, blank_is_empty=log.source.blank_is_empty)
