"""Measured lags beside static bounds: where reality is slower though every hop kept its promise, the model is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from mdg.auditing.deliveries import Wanted
from mdg.auditing.engine import STAGED, Row, whole
from mdg.auditing.promises import Bounds
from mdg.auditing.stage import Log
from mdg.model.happened import MICRO
from mdg.model.topology import Cron, Flow
from mdg.topology.links import delay_of
from mdg.topology.timetable import timetable

#: So many deliveries of a need, the slowest, are followed hop by hop.
FOLLOWED = 50


@attrs.frozen(slots=True)
class Refuted:
    """A delivery that took longer than its bound (in seconds), and the flows by which it came."""

    row: Row
    bound: float
    route: tuple[Flow, ...]


def refuted(log: Log, what: Wanted, bounds: Bounds, need: str) -> Refuted | None:
    """The slowest delivery of a need that took longer than its bound while every hop on its way kept its promise.

    Bound and promises are those of the day of the change.
    """
    periods = sorted({kind.period for kind in log.kinds.values() if kind.is_origin})
    several = (_refuted_in(log, what, need, period, bounds.of(period, need)) for period in periods)
    return max(filter(None, several), key=lambda one: one.row["lag"], default=None)


def _refuted_in(log: Log, what: Wanted, need: str, period: int, bound: float | None) -> Refuted | None:
    """The same among the changes of one stretch of days."""
    if bound is None:
        return None
    kinds = log.having(lambda kind: kind.period == period and kind.is_origin)
    engine, number = log.engine, what.needs.index(need)
    table = engine.table("arrived")
    slow = table.filter(table.item == number, table.lag > whole(int(bound * MICRO)), table.key.notnull())
    slow = slow.filter(slow.kind.isin(kinds))
    slowest = engine.rows(slow.order_by([slow.lag.desc(), slow.key, slow.made]).limit(FOLLOWED))
    if not slowest:
        return None
    keys = engine.put("followed", {"key": "int64"}, [(key,) for key in sorted({row["key"] for row in slowest})])
    rows = engine.rows(log.rows.semi_join(keys, "key").select(*STAGED))
    target = log.systems[log.landscape.every.needs[need].system]
    for row in slowest:
        route = _kept(log, rows, row, target)
        if route:
            return Refuted(row, bound, route)
    return None


def _kept(log: Log, rows: list[Row], slow: Row, target: int) -> tuple[Flow, ...] | None:
    """The flows by which a change came to a system, if it did so flow by flow and each kept its promise.

    Nothing is promised of what its system had no right to change, nor of what a flow is not declared for.
    """
    kind = log.kinds[slow["kind"]]
    meaning = log.meanings[kind.period]
    if meaning.is_unauthorised(kind):
        return None
    flows = meaning.reading.flows
    change = slow["key"], log.systems[kind.origin], slow["made"]
    there: dict[int, Row] = {}
    for one in sorted(rows, key=lambda row: row["applied"], reverse=True):
        if (one["key"], one["origin"], one["made"]) == change:
            there[one["system"]] = one  # the first one, as it is the last to be looked at
    system, route, seen = target, list[Flow](), set[int]()
    while system != change[1]:
        arrival = there.get(system)
        if arrival is None or system in seen or meaning.is_undeclared(log.kinds[arrival["kind"]]):
            return None
        flow = flows[log.kinds[arrival["kind"]].via or ""]
        seen.add(system)
        before = there.get(log.systems[flow.source])
        if before is None or not _in_time(flow, before, arrival):
            return None
        route.append(flow)
        system = log.systems[flow.source]
    return tuple(reversed(route))


def _in_time(flow: Flow, before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a flow delivered within what it promises."""
    took = row["applied"] - before["applied"]
    if isinstance(flow.trigger, Cron):
        at = -(-before["applied"] // MICRO)
        run = timetable(flow.trigger.expression, flow.trigger.timezone).next(at)
        return run is not None and row["applied"] <= (run + flow.latency.total_seconds()) * MICRO
    promise = delay_of(flow)
    return promise is not None and 0 <= took <= promise * MICRO
