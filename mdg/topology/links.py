"""The flows of one entity on one day as links between systems, each with its set of records."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import attrs

from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Event, Every, Flow, Manual, Once, Trigger
from mdg.population import Population
from mdg.topology.reach import Set

#: The delay of what somebody does by hand, without a limit agreed: it outweighs every number of seconds.
UNBOUNDED = math.inf
#: Operations that bring groups.
BRINGING = frozenset({"create", "update"})


class Bound(NamedTuple):
    """For some records, the worst delay of a change in seconds (or :data:`UNBOUNDED`).

    ``after`` is the moment just after which a change is so late, None where that does not depend on the moment.
    """

    delay: float
    records: Set
    after: int | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Link:
    """A flow as far as topology goes.

    ``delay`` is the bound of what it delivers in seconds, :data:`UNBOUNDED` for a manual flow without a limit, and None
    for what has none of its own: a ``timetable`` (with ``latency`` seconds from a run on), and a single load, which
    delivers no change.  Where ``missed``, the first run of the timetable after a change does not take it along, and the
    second one does.
    """

    index: int
    flow: Flow
    source: str
    target: str
    records: Set
    groups: frozenset[str]
    delay: float | None
    timetable: Cron | None
    latency: int
    missed: bool = False

    @property
    def id(self) -> str:
        return self.flow.id

    @property
    def delivers(self) -> bool:
        """Whether a change can travel on it at all."""
        return self.delay is not None or self.timetable is not None


def links_of(flows: Iterable[Flow]) -> Iterator[Link]:
    """Flows as links, in their order."""
    known: dict[tuple[str, ...], frozenset[str]] = {}
    # many flows share a trigger, and a latency
    times: dict[tuple[int, int], _Times] = {}
    for index, flow in enumerate(flows):
        names = carried(flow)
        if names not in known:
            known[names] = frozenset(names)
        same = id(flow.trigger), id(flow.latency)
        if same not in times:
            times[same] = _times(flow)
        yield _link(index, flow, known[names], times[same])


def link_of(index: int, flow: Flow, groups: frozenset[str] | None = None) -> Link:
    """One flow as a link; ``groups``, if they are known, are those that it brings."""
    return _link(index, flow, frozenset(carried(flow)) if groups is None else groups, _times(flow))


#: The delay, the timetable and the latency of a link.
_Times = tuple[float | None, Cron | None, int]


def _times(flow: Flow) -> _Times:
    trigger, wait, latency = flow.trigger, wait_of(flow.trigger), seconds(flow.latency)
    return None if wait is None else wait + latency, trigger if isinstance(trigger, Cron) else None, latency


def _link(index: int, flow: Flow, groups: frozenset[str], times: _Times) -> Link:
    delay, timetable, latency = times
    return Link(
        index=index,
        flow=flow,
        source=flow.source,
        target=flow.target,
        records=flow.extract.population.members,
        groups=groups,
        delay=delay,
        timetable=timetable,
        latency=latency,
    )


def carried(flow: Flow) -> tuple[str, ...]:
    """The groups that a flow brings."""
    return () if flow.operations.isdisjoint(BRINGING) else flow.extract.groups


def flows_of(landscape: Landscape, entity: str) -> list[Flow]:
    """The flows of an entity that count: those in force, and of the single loads those that have run by the day."""
    return landscape.derived("flows", lambda: _by_entity(landscape)).get(entity, [])


def _by_entity(landscape: Landscape) -> dict[str, list[Flow]]:
    found: defaultdict[str, list[Flow]] = defaultdict(list)
    for flow in chain(landscape.flows.values(), landscape.loaded):
        if flow.trigger.__class__ is not Once or _has_run(landscape, flow.trigger):
            found[flow.extract.entity].append(flow)
    return dict(found)


def _has_run(landscape: Landscape, once: Trigger) -> bool:
    return not isinstance(once, Once) or once.day(landscape.settings.timezone) <= landscape.as_of


def delay_of(flow: Flow) -> float | None:
    """The bound of what a flow delivers, see :class:`Link`."""
    wait, latency = wait_of(flow.trigger), flow.latency
    return None if wait is None else wait + latency.days * 86_400 + latency.seconds


def wait_of(trigger: Trigger) -> float | None:
    """How long a change waits at most for a flow to start, in seconds; None where a timetable or nothing says."""
    if trigger.__class__ is Event:
        return 0
    match trigger:
        case Every(period=wait) | Manual(limit=dt.timedelta() as wait):
            return seconds(wait)
        case Manual():
            return UNBOUNDED
        case _:
            return None


def seconds(length: dt.timedelta) -> int:
    """A duration in whole seconds, which the language's durations are made of."""
    return length.days * 86_400 + length.seconds


def raw(population: Population) -> Set:
    """The set of a population."""
    return population.members
