"""Versions that came in the wrong order, more than once, or from nowhere.

Of nearly every record's group, each version has arrived everywhere before the next is made.  A join finds those:
only the others are sorted and looked at in windows.
"""

from __future__ import annotations

import ibis

from mdg.auditing.engine import Expr
from mdg.auditing.stage import Log

#: The kinds of violation that are told by kind of row, each with the table in which its rows are.
IN_ORDER = ("stale_overwrite", "orphan")
_CHANGE = ("key", "origin", "made")


def unsettled(log: Log, rows: Expr) -> Expr:
    """The keys of which some version overtook another, came twice, came from nowhere, or has a wrong clock."""
    engine = log.engine
    made = rows.filter(rows.kind.isin(log.having(lambda kind: kind.is_origin))).select(*_CHANGE)
    following = made.made.lead().over(group_by=made.key, order_by=made.made)
    made = made.mutate(following=following, known=ibis.literal(1, type="int8"))
    beside = rows.left_join(made, list(_CHANGE))
    wrong = made.known.isnull() | (rows.applied > made.following) | (rows.applied < rows.made)
    found = beside.filter(wrong).select(key=rows.key)
    twice = engine.repeated(rows, ("key", "made", "system"))
    if twice is not None:
        found = found.union(twice.select("key"))
    return engine.keep("unsettled", found.distinct())


def disorder(log: Log, rows: Expr, keys: Expr) -> None:
    """Of these keys, keep the rows that are stale, repeated or orphans; all as rows of the log."""
    engine = log.engine
    looked_at = engine.keep("looked_at", rows.semi_join(keys, "key"))
    engine.append("stale_overwrite", _stale(looked_at))
    engine.append("repeat", _repeats(looked_at))
    engine.append("orphan", _orphans(log, looked_at))
    engine.append("ping_pong", _ping_pong(log, looked_at))


def _stale(rows: Expr) -> Expr:
    """Rows before which a newer version was applied in their system."""
    versions = rows.group_by(["key", "system", "made"]).agg(earliest=rows.applied.min())
    newer = ibis.window(group_by=[versions.key, versions.system], order_by=versions.made.desc(), preceding=(None, 1))
    versions = versions.mutate(newer=versions.earliest.min().over(newer))
    return rows.inner_join(versions, ["key", "system", "made"]).filter(versions.newer < rows.applied).select(rows)


def _repeats(rows: Expr) -> Expr:
    """Rows of a change in a system beyond the first."""
    place = ibis.row_number().over(
        group_by=[rows.key, rows.origin, rows.made, rows.system], order_by=[rows.applied, rows.kind]
    )
    return rows.mutate(place=place).filter(lambda t: t.place > 0).drop("place")


def _orphans(log: Log, rows: Expr) -> Expr:
    """Rows of changes of which the log does not say where they were made."""
    made = rows.filter(rows.kind.isin(log.having(lambda kind: kind.is_origin))).select(*_CHANGE)
    travelled = rows.filter(rows.kind.isin(log.having(lambda kind: kind.is_travelled)))
    return travelled.anti_join(made, list(_CHANGE))


def _ping_pong(log: Log, rows: Expr) -> Expr:
    """Rows that came back to where their change was made, beyond the first of each change."""
    back = rows.filter(rows.kind.isin(log.having(lambda kind: kind.is_echo)))
    place = ibis.row_number().over(group_by=[back.key, back.origin, back.made], order_by=[back.applied, back.kind])
    return back.mutate(place=place).filter(lambda t: t.place > 0).drop("place")


def counted(log: Log, name: str) -> dict[tuple[int, str], int]:
    """How many rows were kept under that name, by kind and system."""
    if not log.engine.has(name):
        return {}
    table = log.engine.table(name)
    rows = log.engine.rows(table.group_by("kind", "system").agg(n=table.count()))
    return {(row["kind"], log.named[row["system"]]): row["n"] for row in rows}
