"""Two groups of a new record that need not arrive together: by which ways one comes without the other, and how soon.

At best a flow takes no time at all, for what it states is a bound; what waits for a timetable waits until its next run.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

from mdg.topology.cohorts import Cohort
from mdg.topology.links import Link
from mdg.topology.reach import Set, spread_within
from mdg.topology.timetable import Timetable, timetable

#: A system, and whether the way to it has a flow on it that leaves the other group behind.
_Place = tuple[str, bool]


def apart_by(cohort: Cohort, origin: str, group: str, other: str, system: str) -> Set:
    """The records whose group can come to a system from their origin by a way that does not carry the other one."""
    net = cohort.network
    spread = net.derived(("apart", cohort, origin, group, other), lambda: _spread(cohort, origin, group, other))
    return spread.get(_name((system, True)), net.nothing)


def _spread(cohort: Cohort, origin: str, group: str, other: str) -> Mapping[str, Set]:
    """The same for every system, and whether the other one has been left behind."""
    nothing = cohort.network.nothing
    leading: dict[str, list[tuple[str, Set]]] = {}
    for link in _links(cohort, group):
        for parted in (False, True):
            after = parted or other not in link.groups
            leading.setdefault(_name((link.source, parted)), []).append((_name((link.target, after)), link.records))
    present = {_name((name, parted)): some for name, some in cohort.present.items() for parted in (False, True)}
    start = cohort.created(group, in_force=True).get(origin, nothing)
    return spread_within({_name((origin, False)): start}, leading, present, nothing)


def soonest(
    cohort: Cohort, origin: str, group: str, other: str, system: str, point: Set
) -> tuple[tuple[Link, ...], int]:
    """The way by which a record's group comes soonest without the other one, and in how many seconds at best.

    ``point`` is the set of that record alone.  No links where there is none.
    """
    key = ("soonest apart", cohort, origin, group, other, system, point)
    return cohort.network.derived(key, lambda: _soonest(cohort, origin, group, other, system, point))


def _soonest(
    cohort: Cohort, origin: str, group: str, other: str, system: str, point: Set
) -> tuple[tuple[Link, ...], int]:
    net = cohort.network
    there = {name for name, records in cohort.present.items() if records & point != net.nothing}
    links = [
        link
        for link in _links(cohort, group)
        if link.source in there and link.target in there and link.records & point != net.nothing
    ]
    best: tuple[tuple[Link, ...], int] = ((), 0)
    for moment in _moments(links, net.calendar):
        found = _ride(links, origin, other, system, moment)
        if found is not None and (not best[0] or found[1] < best[1]):
            best = found
            if best[1] == 0:
                break
    return best


def _moments(links: list[Link], calendar: tuple[int, int]) -> Iterator[int]:
    """When a change may be made so that it waits least: as the calendar begins, and just when some timetable runs."""
    yield calendar[0]
    for expression, zone in dict.fromkeys(
        (link.timetable.expression, link.timetable.timezone) for link in links if link.timetable is not None
    ):
        yield from timetable(expression, zone).runs(*calendar)


def _ride(links: list[Link], origin: str, other: str, system: str, moment: int) -> tuple[tuple[Link, ...], int] | None:
    """The soonest way for a change made at a moment, and how long after it."""
    leading: dict[str, list[tuple[Link, Timetable | None]]] = {}
    for link in links:
        table = None if link.timetable is None else timetable(link.timetable.expression, link.timetable.timezone)
        leading.setdefault(link.source, []).append((link, table))
    number, done = 0, set[_Place]()
    agenda: list[tuple[int, int, _Place, tuple[Link, ...]]] = [(moment, number, (origin, False), ())]
    while agenda:
        at, _, place, way = heapq.heappop(agenda)
        if place == (system, True):
            return way, at - moment
        if place in done:
            continue
        done.add(place)
        for link, table in leading.get(place[0], ()):
            then = at if table is None else table.next(at)
            if then is not None:
                number += 1
                parted = place[1] or other not in link.groups
                heapq.heappush(agenda, (then, number, (link.target, parted), (*way, link)))
    return None


def _links(cohort: Cohort, group: str) -> list[Link]:
    return [link for link in cohort.network.carrying("create", group) if link.delivers]


def _name(place: _Place) -> str:
    return f"{place[0]}\0{place[1]}"
