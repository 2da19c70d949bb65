"""What the landscape promises: how late each need is served at worst, by the days on which that holds."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from mdg.auditing.stage import Log
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.topology.freshness import held, worst
from mdg.topology.links import UNBOUNDED, raw
from mdg.topology.network import network


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


class Bounds:
    """The static bounds of needs, by the stretch of days in which a change was made."""

    def __init__(self, log: Log) -> None:
        self._readings = [meaning.reading for meaning in log.meanings]
        self._known: dict[tuple[int, str], float | None] = {}

    def of(self, period: int, need: str) -> float | None:
        """The bound in seconds; None where there is none, or the need is not in force."""
        key = period, need
        if key not in self._known:
            reading = self._readings[period]
            self._known[key] = bound_of(reading, reading.needs[need]) if need in reading.needs else None
        return self._known[key]

    def now(self, log: Log) -> dict[str, float | None]:
        """Those of the needs with a limit that are in force on the day of the audit, by their ids."""
        day = log.landscape.as_of
        period = bisect_right(log.landscape.every.days(dt.date.min), day) - 1
        needs = self._readings[period].needs
        return {name: self.of(period, name) for name, need in needs.items() if need.max_age is not None}
