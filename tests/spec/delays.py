"""How late a change can be: the earliest guaranteed arrival, by trying every way on, and the worst over a calendar.

**Why looking at a few moments is exact.**  Follow one route for a change made at t.  Until its first timetable every
flow adds a length that does not depend on t; the first timetable replaces that by a run, and from there on the arrival
depends on the run alone.  So as a function of t the delay of a route, its arrival less t, falls evenly while one run is
waited for and, without a timetable, is the same for all t; it jumps up only where t, plus what was added before the
first timetable, passes a run.  The delay to a system is the least over its routes, so that between two neighbouring
such moments (of any route) it never rises: its supremum there is what it is just after the earlier of the two.  Hence
the supremum over the calendar is the largest of the delays at its start and just after each moment in it that is d
before a run of a timetable, where d can have been added before that timetable (`sums_before`; or nothing, for what
comes after a flow without bound).  "Just after" is a value of its own here (`Moment.after`), for which a run at the
very instant is gone; so a supremum that is not attained is exact too.  A run that is missing within nine years makes
a delay infinite from just after the run before it, which is looked at as well.

Readings where the text leaves room: the nine years are counted from when the change is visible in the flow's source
(from when it was made, if only an unbounded flow brings it there), and a run at their very end still counts; a `once`
delivers no change at any time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .cron import next_run, runs_between
from .reference import Item
from .timing import Calendar, Instant, Length, Trigger, length, trigger_of
from .topology import spread

NOTHING = Length(0)


class Hop(NamedTuple):
    """A flow as far as delays go."""

    name: str
    source: str
    target: str
    trigger: Trigger
    latency: Length


class Moment(NamedTuple):
    """An instant, or the time just after it, which is later."""

    at: Instant
    after: bool = False


class Delay(NamedTuple):
    """How late: a length, unbounded, or never; the later the larger."""

    rank: int
    length: Length

    def __add__(self, more: object) -> Delay:
        assert isinstance(more, Length)
        return Delay(self.rank, self.length + more) if self.rank == 0 else self


UNBOUNDED = Delay(1, NOTHING)
NEVER = Delay(2, NOTHING)


def finite(length: Length) -> Delay:
    """A delay of that length."""
    return Delay(0, length)


AT_ONCE = finite(NOTHING)


def hops(flows: Mapping[str, Item]) -> frozenset[Hop]:
    """The flows, read."""
    return frozenset(
        Hop(name, flow["from"], flow["to"], trigger_of(flow), length(flow.get("latency", "0s")))
        for name, flow in flows.items()
    )


def delivered(hop: Hop, visible: Moment) -> Moment | None:
    """When the flow has delivered at the latest what is visible in its source then; None for never or no bound."""
    trigger = hop.trigger
    if trigger.kind == "event":
        return Moment(visible.at + hop.latency, visible.after)
    if trigger.kind == "cron":
        run = next_run(trigger.cron, trigger.zone, visible.at, strictly=visible.after)
        if run is not None and trigger.missed:
            run = next_run(trigger.cron, trigger.zone, run, strictly=True)
        return None if run is None else Moment(run + hop.latency)
    if trigger.period is not None:
        return Moment(visible.at + trigger.waits + hop.latency, visible.after)
    return None


def arrivals(network: Iterable[Hop], writer: str, made: Moment) -> dict[str, Moment]:
    """The earliest guaranteed arrival of a change in each system that has a bound for it, by whichever route."""
    found = {writer: made}
    improved = True
    while improved:
        improved = False
        for hop in network:
            there = delivered(hop, found[hop.source]) if hop.source in found else None
            if there is not None and (hop.target not in found or there < found[hop.target]):
                found[hop.target] = there
                improved = True
    return found


def delays_at(network: Iterable[Hop], writer: str, made: Moment) -> dict[str, Delay]:
    """The delay of a change made then in each system that it reaches at all; what is left out is never reached."""
    known = arrivals(network, writer, made)
    steps = [(hop.source, hop.target) for hop in network if _goes_on(hop, known.get(hop.source, made))]
    reached = spread({writer}, steps)
    return {system: finite(known[system].at - made.at) if system in known else UNBOUNDED for system in reached}


def _goes_on(hop: Hop, visible: Moment) -> bool:
    """Whether the flow is a route at all."""
    return hop.trigger.kind == "manual" or delivered(hop, visible) is not None


def moments(network: Iterable[Hop], writer: str, calendar: Calendar) -> set[Moment]:
    """The moments of the calendar at which the delay from the writer can be largest: see the module's docstring."""
    found = {Moment(calendar.start)}
    for hop in network:
        if hop.trigger.kind == "cron":
            for added in sums_before(network, writer, hop.source) | {NOTHING}:
                start, end = calendar.start + added, calendar.end + added
                for run in runs_between(hop.trigger.cron, hop.trigger.zone, start, end):
                    found.add(Moment(run - added, after=True))
    return found


def sums_before(network: Iterable[Hop], writer: str, system: str) -> set[Length]:
    """What the flows of any route without a timetable, and without a circle, add from the writer to the system."""
    return set(_sums(frozenset(network), writer, system, frozenset()))


def _sums(network: frozenset[Hop], here: str, system: str, before: frozenset[str]) -> Iterator[Length]:
    if here == system:
        yield NOTHING
        return
    for hop in network:
        bounded = hop.trigger.kind == "event" or hop.trigger.period is not None
        if hop.source == here and bounded and hop.target not in before | {here}:
            step = hop.latency + hop.trigger.waits
            yield from (step + rest for rest in _sums(network, hop.target, system, before | {here}))


class Worst(NamedTuple):
    """The worst delay, and the moments at which it comes about."""

    delay: Delay
    moments: frozenset[Moment]


@functools.lru_cache(maxsize=100_000)
def worst_delays(network: frozenset[Hop], writer: str, calendar: Calendar) -> dict[str, Worst]:
    """The worst delay from the writer to each system that a change reaches at some moment of the calendar."""
    by_moment = {made: delays_at(network, writer, made) for made in moments(network, writer, calendar)}
    found = {}
    for system in set().union(*by_moment.values()):
        delays = {made: delays.get(system, NEVER) for made, delays in by_moment.items()}
        worst = max(delays.values())
        found[system] = Worst(worst, frozenset(made for made, delay in delays.items() if delay == worst))
    return found


def worst_delay(network: Iterable[Hop], writer: str, system: str, calendar: Calendar) -> Delay:
    """The supremum of the delay from the writer to the system over the calendar."""
    found = worst_delays(frozenset(network), writer, calendar).get(system)
    return NEVER if found is None else found.delay


def along(route: Iterable[Hop], writer: str, made: Moment) -> Moment | None:
    """The guaranteed arrival at the end of a route; None if it does not hang together, or has no bound."""
    here, visible = writer, made
    for hop in route:
        if hop.source != here or (there := delivered(hop, visible)) is None:
            return None
        here, visible = hop.target, there
    return visible


def explains(route: tuple[Hop, ...], network: Iterable[Hop], writer: str, system: str, calendar: Calendar) -> bool:
    """Whether the route is one by which the worst delay comes about: the best one at a moment that is worst.

    For a worst delay that is unbounded: whether the route leads there, every flow of it being one; never has none.
    """
    whole = frozenset(network)
    worst = worst_delays(whole, writer, calendar).get(system)
    ends = [writer, *(hop.target for hop in route)]
    connected = all(hop.source == end for hop, end in zip(route, ends, strict=False)) and ends[-1] == system
    if worst is None or worst.delay == NEVER or not set(route) <= whole or not connected:
        return False
    if worst.delay == UNBOUNDED:
        return all(_goes_on(hop, made) for made in worst.moments for hop in route)
    for made in worst.moments:
        end = along(route, writer, made)
        if end is not None and finite(end.at - made.at) == worst.delay:
            return True
    return False
