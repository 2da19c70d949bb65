"""Measured lags beside static bounds: where reality is slower though every hop kept its promise, the model is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdg.auditing.deliveries import Wanted
from mdg.auditing.engine import STAGED, Row, whole
from mdg.auditing.stage import Log
from mdg.model.happened import MICRO
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Flow
from mdg.topology.freshness import held, worst
from mdg.topology.links import UNBOUNDED, delay_of, raw
from mdg.topology.network import network
from mdg.topology.timetable import timetable

#: So many deliveries of a need, the slowest, are followed hop by hop.
FOLLOWED = 50


def bound_of(reading: Landscape, need: Need) -> float | None:
    """The static bound of a need in seconds, over all its groups and records; None where it has none."""
    found = 0.0
    net = network(reading, reading.entities[need.extract.entity])
    for group in need.extract.groups:
        here = held(net, group, need.system) & raw(need.extract.population)
        if here == net.nothing:
            continue
        for lag in worst(net, group, need.system):
            if lag.records & here != net.nothing:
                if lag.delay is None or lag.delay == UNBOUNDED:
                    return None
                found = max(found, lag.delay)
    return found


def bounds(reading: Landscape, names: Iterable[str]) -> dict[str, float | None]:
    """The static bound of each need in force, by its id."""
    known = [name for name in names if name in reading.needs]
    return {name: bound_of(reading, reading.needs[name]) for name in known}


def refuted(
    log: Log, what: Wanted, known: Mapping[str, float | None], need: str
) -> tuple[Row, tuple[Flow, ...]] | None:
    """The slowest delivery of a need that took longer than its bound while every hop on its way kept its promise."""
    bound = known.get(need)
    if bound is None:
        return None
    engine, number = log.engine, what.needs.index(need)
    table = engine.table("arrived")
    slow = table.filter(table.item == number, table.lag > whole(int(bound * MICRO)), table.key.notnull())
    slowest = engine.rows(slow.order_by([slow.lag.desc(), slow.key, slow.made]).limit(FOLLOWED))
    if not slowest:
        return None
    keys = engine.put("followed", {"key": "int64"}, [(key,) for key in sorted({row["key"] for row in slowest})])
    rows = engine.rows(log.rows.semi_join(keys, "key").select(*STAGED))
    target = log.systems[log.landscape.every.needs[need].system]
    for row in slowest:
        route = _kept(log, rows, row, target)
        if route:
            return row, route
    return None


def _kept(log: Log, rows: list[Row], slow: Row, target: int) -> tuple[Flow, ...] | None:
    """The flows by which a change came to a system, if it did so flow by flow and each kept its promise."""
    kind = log.kinds[slow["kind"]]
    flows = log.meanings[kind.period].reading.flows
    change = slow["key"], log.systems[kind.origin], slow["made"]
    there: dict[int, Row] = {}
    for one in sorted(rows, key=lambda row: row["applied"], reverse=True):
        if (one["key"], one["origin"], one["made"]) == change:
            there[one["system"]] = one  # the first one, as it is the last to be looked at
    system, route, seen = target, list[Flow](), set[int]()
    while system != change[1]:
        arrival = there.get(system)
        flow = None if arrival is None else flows.get(log.kinds[arrival["kind"]].via or "")
        if arrival is None or flow is None or log.systems[flow.target] != system or system in seen:
            return None
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
