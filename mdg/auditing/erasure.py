"""Deletions: records that came back after one, and copies that no deletion was seen to reach."""

from __future__ import annotations

import json
from importlib.resources import files

import ibis

from mdg.auditing.engine import STAGED, Expr, whole
from mdg.auditing.stage import Log

_DAY = 86_400_000_000


def limit() -> int:
    """How long an erasure may take, in microseconds: no month is longer (see the data's own source)."""
    data = json.loads((files("mdg.data") / "time_limits.json").read_text(encoding="utf-8"))
    days: int = data["erasure"]["days"]
    return days * _DAY


def erasures(log: Log, rows: Expr) -> None:
    """Keep the rows that bring back what was deleted, and the copies that may still be there, one a deletion."""
    deleting = log.having(lambda kind: kind.operation == "delete")
    if not deleting:
        return
    engine = log.engine
    deletions = engine.keep("deletions", _by_record(log, rows.filter(rows.kind.isin(deleting))))
    others = _by_record(log, rows.filter(~rows.kind.isin(deleting)))
    others = engine.keep("of_deleted", others.semi_join(deletions, "record"))
    engine.append("resurrected", _resurrected(others, deletions))
    personal = log.having(lambda kind: kind.operation == "delete" and kind.is_origin and _is_personal(log, kind.entity))
    if personal:
        due = deletions.filter(deletions.kind.isin(personal), deletions.made < whole(log.as_of - limit()))
        engine.append("erasure_unproven", _unproven(others, due, deletions))


def _by_record(log: Log, rows: Expr) -> Expr:
    return rows.mutate(record=rows.key - rows.key % whole(log.width))


def _resurrected(others: Expr, deletions: Expr) -> Expr:
    """Rows of changes no newer than a deletion, applied where that had been applied before."""
    gone = deletions.group_by(record="record", place="system", deleted="made").agg(gone=deletions.applied.min())
    back = others.inner_join(gone, [("record", "record"), ("system", "place")])
    back = back.filter(lambda t: (t.applied > t.gone) & (t.made <= t.deleted))
    return back.select(*STAGED).distinct()


def _unproven(others: Expr, due: Expr, deletions: Expr) -> Expr:
    """Of deletions whose time is over, the systems that had the record since and of which no row says that it went."""
    told = deletions.group_by(of="record", place="system").agg(told=deletions.made.max())
    # what came to be there before the last deletion that was told is gone
    left = others.left_join(told, [("record", "of"), ("system", "place")])
    left = left.filter(lambda t: t.told.isnull() | (t.told < t.made)).select("record", "system", "made")
    copies = left.group_by(of="record", system="system").agg(held=left.made.min())
    due = due.select("key", "record", "kind", "origin", "made")
    held = due.inner_join(copies, [("record", "of")]).drop("of").filter(lambda t: t.held <= t.made)
    return held.mutate(applied=ibis.null("int64")).select(*STAGED).distinct()


def _is_personal(log: Log, entity: str) -> bool:
    """Whether some group of the entity is known to be personal data."""
    return any(group.personal for group in log.landscape.every.entities[entity].groups.values())
