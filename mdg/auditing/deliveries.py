"""What became of every change for every need that it is for: arrived, late, missing or pending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs
import ibis

from mdg.auditing.engine import Expr, whole
from mdg.auditing.promises import Bounds
from mdg.auditing.stage import Log
from mdg.model.happened import MICRO

_MICROSECOND = dt.timedelta(microseconds=1)


@attrs.frozen(slots=True, eq=False)
class Wanted:
    """Which changes are for which needs, by kind: the need's number, its system and its limit in microseconds."""

    table: Expr
    #: the needs that have a limit, by number
    needs: tuple[str, ...]


def wanted(log: Log, bounds: Bounds) -> Wanted:
    """What the landscape says of every kind of change where it was made."""
    every = log.landscape.every.needs
    names = tuple(name for name, need in every.items() if need.max_age is not None)
    numbers = {name: number for number, name in enumerate(names)}
    rows = []
    for kind in log.kinds.values():
        if kind.is_origin:
            for need in log.meanings[kind.period].needs(kind):
                limit = (need.max_age or dt.timedelta()) // _MICROSECOND
                bound = bounds.of(kind.period, need.id)
                telling = limit if bound is None else min(limit, int(bound * MICRO))
                rows.append((kind.number, numbers[need.id], log.systems[need.system], limit, telling))
    types = {"kind": "int32", "need": "int16", "target": "int16", "allowed": "int64", "telling": "int64"}
    return Wanted(log.engine.put("wanted", types, rows), names)


def deliver(log: Log, rows: Expr, what: Wanted, keys: Expr) -> None:
    """Keep under ``arrived`` what arrived, and under ``absent`` what did not, for each need and change.

    Of the keys that are not among the unsettled ``keys``, a row with the change's own instant is its delivery: a join
    settles them.  The others, and what has no such row, are looked at in windows.
    """
    engine = log.engine
    table = what.table
    made = rows.filter(rows.kind.isin(log.having(lambda kind: kind.is_origin)))
    expected = made.inner_join(table, "kind").select("key", "made", "kind", "need", "target", "allowed", "telling")
    settled = expected.anti_join(keys, "key")
    there = rows.select(key=rows.key, target=rows.system, made=rows.made, applied=rows.applied)
    joined = settled.left_join(there, ["key", "target", "made"]).select(settled, lag=there.applied - settled.made)
    joined = engine.keep("joined", joined)
    engine.append("arrived", _arrivals(joined.filter(joined.lag.notnull())))
    open_ones = joined.filter(joined.lag.isnull()).drop("lag")
    rest = engine.keep("rest", open_ones.union(expected.semi_join(keys, "key").select(*open_ones.columns)))
    engine.drop("joined")
    found = engine.keep("found", _first_arrivals(log, rest, rows))
    engine.append("arrived", _arrivals(found.filter(found.lag.notnull())))
    engine.append("absent", found.filter(found.lag.isnull()).drop("lag"))


def _arrivals(table: Expr) -> Expr:
    """Arrivals; the key only of those that are late or over their bound, as nobody asks for the others'."""
    late, told = table.lag > table.allowed, table.lag > table.telling
    return table.select(
        item=table.need,
        lag=table.lag,
        made=table.made,
        over=late.ifelse(table.lag - table.allowed, ibis.null("int64")),
        key=told.ifelse(table.key, ibis.null("int64")),
        kind=told.ifelse(table.kind, ibis.null("int32")),
    )


def _first_arrivals(log: Log, rest: Expr, rows: Expr) -> Expr:
    """Of each change and need, the first arrival of that version or a newer one, as its lag."""
    known = rows.semi_join(rest, "key").filter(lambda t: t.applied >= t.made)
    known = known.select(key="key", target="system", made="made", applied="applied")
    asked = rest.select("key", "target", "made", applied=ibis.null("int64")).distinct()
    both = known.union(asked)
    versions = both.group_by(["key", "target", "made"]).agg(earliest=both.applied.min())
    newer = ibis.window(
        group_by=[versions.key, versions.target], order_by=versions.made.desc(), preceding=None, following=0
    )
    versions = versions.mutate(arrival=versions.earliest.min().over(newer))
    joined = rest.inner_join(versions, ["key", "target", "made"])
    return joined.select(rest, lag=versions.arrival - rest.made)


@attrs.define(slots=True)
class Counts:
    """How many changes of a need had which fate."""

    expected: int = 0
    delivered: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0


def counts(log: Log, what: Wanted) -> Mapping[str, Counts]:
    """The fates of all changes, by need."""
    found = {name: Counts() for name in what.needs}
    arrived, absent = log.engine.table("arrived"), log.engine.table("absent")
    for row in log.engine.rows(arrived.group_by("item").agg(n=arrived.count(), late=arrived.over.count())):
        one = found[what.needs[row["item"]]]
        one.delivered, one.late = row["n"], row["late"]
    over = is_missing(log, absent).ifelse(1, 0).sum()
    for row in log.engine.rows(absent.group_by("need").agg(n=absent.count(), missing=over)):
        one = found[what.needs[row["need"]]]
        one.missing, one.pending = row["missing"], row["n"] - row["missing"]
    for one in found.values():
        one.expected = one.delivered + one.missing + one.pending
    return found


def is_missing(log: Log, absent: Expr) -> Expr:
    """Whether what has not arrived should have by now."""
    return absent.made + absent.allowed < whole(log.as_of)
