"""Rows of the log as evidence: the worst of each kind of violation, with the record's own names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ibis

from mdg.auditing.engine import INSTANTS, Expr, Row
from mdg.auditing.stage import Log, that_count
from mdg.model.happened import MICRO
from mdg.model.instants import written

#: Of each kind of row that is at fault, so many are shown.
SHOWN = 3


def first_of(log: Log, tables: Sequence[Expr]) -> list[Row]:
    """Of the rows at fault in each table, the first of each kind and system, with the table's number as ``way``."""
    numbered = [table.mutate(way=ibis.literal(number, type="int16")) for number, table in enumerate(tables)]
    if not numbered:
        return []
    rows = ibis.union(*numbered) if len(numbered) > 1 else numbered[0]
    order = [rows.applied, rows.made, rows.key, rows.system]
    ranked = rows.mutate(place=ibis.row_number().over(group_by=[rows.way, rows.kind, rows.system], order_by=order))
    shown = ranked.filter(ranked.place < SHOWN).drop("place")
    return log.engine.rows(shown.order_by(["way", "kind", "applied", "made", "key", "system"]))


def told(log: Log, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Staged rows in the words of the log; the ids of their events come with :func:`find_events`."""
    rows = list(rows)
    if not rows:
        return []
    names = _records(log, {row["key"] // log.width for row in rows})
    found = [_told(log, row, names[row["key"] // log.width]) for row in rows]
    log.told.extend(zip(rows, found, strict=True))
    return found


def _records(log: Log, numbers: set[int]) -> dict[int, str]:
    table = log.records
    asked = log.engine.put("asked", {"record": "int64"}, [(number,) for number in sorted(numbers)])
    return {row["record"]: row["record_id"] for row in log.engine.rows(table.semi_join(asked, "record"))}


def _told(log: Log, row: Row, record: str) -> dict[str, Any]:
    kind = log.kinds[row["kind"]]
    applied = row["applied"]
    found: dict[str, Any] = {
        "event_id": None,
        "entity": kind.entity,
        "record_id": record,
        "group": kind.group,
        "operation": kind.operation,
        "origin": kind.origin,
        "changed_at": written(row["made"]),
        "system": log.named[row["system"]],
        "applied_at": None if applied is None else written(applied),
        "via": kind.via,
    }
    if kind.purpose is not None:
        found["purpose"] = kind.purpose
    for name in ("lag", "over"):
        if row.get(name) is not None:
            found[f"{name}_seconds"] = row[name] / MICRO
    return found


def find_events(log: Log) -> None:
    """Look for the ids of the events of all rows that were told, by all that else is known of them.

    The log is read once for all of them.  What did not arrive is told by the event of where it was made; what arrived,
    by whatever flow, by its own.  Rows that do not count, as another of their key does, are no evidence.
    """
    if not log.told:
        return
    ids = sorted({one["record_id"] for _, one in log.told})
    names = ("event_id", "entity", "record_id", "group", "operation", "origin", "system", "via", "purpose", *INSTANTS)
    events: dict[tuple[Any, ...], list[Row]] = {}
    for row in (row for table in that_count(log, ids) for row in log.engine.rows(table.select(*names))):
        events.setdefault((row["entity"], row["record_id"], row["group"], row["system"]), []).append(row)
    for staged, one in log.told:
        missing = staged["applied"] is None
        key = one["entity"], one["record_id"], one["group"], one["origin" if missing else "system"]
        near = [row for row in events.get(key, ()) if _may_be(row, staged, one)]
        if near:
            best = min(near, key=lambda row: (_differs(row, staged, one), row["event_id"]))
            one["event_id"] = best["event_id"]
            if not missing and one["via"] is None:
                one["via"] = best["via"]


def _may_be(row: Row, staged: Row, one: dict[str, Any]) -> bool:
    """Whether a row of the log is the one that was told, or one that delivered it, which a newer version may do."""
    applied = staged["applied"]
    if (row["operation"] == "use") != (one["operation"] == "use") or applied not in (None, row["applied_at"]):
        return False
    return "lag_seconds" not in one or staged["made"] <= row["changed_at"] <= row["applied_at"]


def _differs(row: Row, staged: Row, one: dict[str, Any]) -> tuple[bool, ...]:
    names = ("origin", "via", "operation", "purpose")
    return row["changed_at"] != staged["made"], *(row[name] != one.get(name) for name in names)
