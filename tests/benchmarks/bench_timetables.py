"""How late changes can be where flows run by timetables: exact bounds from many writers to all systems.

Run it as ``python -m tests.benchmarks.bench_timetables [SYSTEMS [ROUNDS]]``; 1,000 systems and 2 rounds unless told,
the best of which counts.  There are five flows for each system, a quarter of them on each change, every so often, by
hand within an agreed limit, and by a cron in one of several time zones; 20 systems create records; the calendar has 400
days.
The landscape is made before the clock runs; times are the processor's, without the collector.

Bounds of 50 pairs of writer and system are compared with a plain search that knows nothing of the package: from the
moment at which the worst is told to begin, a change arrives just as late as that, and never later from 60 other moments
of the calendar.
"""

from __future__ import annotations

import bisect
import datetime as dt
import gc
import heapq
import math
import os
import platform
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Every, Flow, Manual
from mdg.topology import Network, network
from mdg.topology.bounds import Bounds, bounds
from tests.benchmarks.reach_workload import MIXED, landscape
from tests.spec.cron import runs_between

#: What must be reached, in seconds; and how much is looked at.
SECONDS, WRITERS, FLOWS, COMPARED, MOMENTS = 20, 20, 5, 50, 60
_ENTITY = "e0"


def by_mdg(about: Landscape) -> tuple[Network, dict[str, Bounds], float]:
    """The bounds of a creation in each system, by writer, and the seconds that they took."""
    began = time.process_time()
    net = network(about, about.entities[_ENTITY])
    found = {
        origin.system: bounds(net, "create", None, origin.system, net.present(origin.system)) for origin in net.origins
    }
    return net, found, time.process_time() - began


class Plain:
    """Earliest arrivals, flow by flow; instants are seconds since 1970."""

    def __init__(self, about: Landscape, calendar: tuple[int, int]) -> None:
        self.calendar = calendar
        self.leading: dict[str, list[Flow]] = defaultdict(list)
        for flow in about.flows.values():
            self.leading[flow.source].append(flow)

    def arrivals(self, writer: str, made: int, *, after: bool) -> dict[str, int]:
        """When a change made then, or just after it, is at the latest in each system."""
        found: dict[str, tuple[int, bool]] = {}
        agenda = [(made, after, writer)]
        while agenda:
            at, late, system = heapq.heappop(agenda)
            if system in found:
                continue
            found[system] = at, late
            for flow in self.leading[system]:
                if flow.target not in found and (there := self._delivered(flow, at, late)) is not None:
                    heapq.heappush(agenda, (*there, flow.target))
        return {system: at for system, (at, _) in found.items()}

    def _delivered(self, flow: Flow, at: int, late: bool) -> tuple[int, bool] | None:
        latency = round(flow.latency.total_seconds())
        if isinstance(flow.trigger, Cron):
            runs = self._runs(flow.trigger.expression, flow.trigger.timezone)
            place = (bisect.bisect_right if late else bisect.bisect_left)(runs, at)
            return (runs[place] + latency, False)
        if isinstance(flow.trigger, Every):
            return at + round(flow.trigger.period.total_seconds()) + latency, late
        if isinstance(flow.trigger, Manual):
            assert flow.trigger.limit is not None
            return at + round(flow.trigger.limit.total_seconds()) + latency, late
        return at + latency, late

    @cache  # it lives as long as the benchmark
    def _runs(self, expression: str, zone: str) -> list[int]:
        start = dt.datetime.fromtimestamp(self.calendar[0], dt.UTC)
        # what is made on the last day is on its way for weeks
        end = dt.datetime.fromtimestamp(self.calendar[1], dt.UTC) + dt.timedelta(days=200)
        return [round(run.timestamp()) for run in runs_between(expression, zone, start, end)]


def compare(about: Landscape, net: Network, found: dict[str, Bounds], seed: int = 1) -> int:
    """AssertionError where a bound is not that of the plain search; how many pairs were compared."""
    chance, plain = random.Random(seed), Plain(about, net.calendar)
    pairs = [
        (writer, system)
        for writer, several in found.items()
        for system, (bound,) in several.items()
        if system != writer and bound.delay < math.inf
    ]
    chosen: dict[str, list[str]] = defaultdict(list)
    for writer, system in chance.sample(pairs, min(COMPARED, len(pairs))):
        chosen[writer].append(system)
    for writer, systems in chosen.items():
        moments = [chance.randrange(*net.calendar) for _ in range(MOMENTS)]
        others = [plain.arrivals(writer, made, after=False) for made in moments]
        for system in systems:
            (bound,) = found[writer][system]
            made = net.calendar[0] if bound.after is None else bound.after
            arrived = plain.arrivals(writer, made, after=bound.after is not None)[system]
            assert arrived - made == bound.delay, f"{writer} to {system}: {bound.delay} s, not {arrived - made}"
            worst = max(arrivals[system] - at for arrivals, at in zip(others, moments, strict=True))
            assert worst <= bound.delay, f"{writer} to {system}: {worst} s late, over {bound.delay}"
    return sum(map(len, chosen.values()))


def main(systems: int = 1_000, rounds: int = 2) -> None:
    """Measure and print; AssertionError where an answer is wrong."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    taken = math.inf
    for size in sizes(systems):
        taken = min(measured(size) for _ in range(rounds))
        print(f"{size} systems, {size * FLOWS} flows: {taken:.2f} s")
    print(f"seconds: {taken:.2f} (at most {SECONDS}: {'met' if taken <= SECONDS else 'NOT met'})")


def measured(size: int) -> float:
    """The seconds that all bounds of a landscape of that size take; some are compared."""
    about = landscape(size, size * FLOWS, entities=1, creators=WRITERS, triggers=MIXED)
    gc.collect()
    gc.disable()
    net, found, seconds = by_mdg(about)
    gc.enable()
    told = sum(map(len, found.values()))
    print(f"  {len(found)} writers, {told} pairs, {compare(about, net, found)} of them compared")
    return seconds


def sizes(systems: int) -> Iterator[int]:
    return (size for size in (systems // 4, systems // 2, systems) if size)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
