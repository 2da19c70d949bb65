"""How late a change can be in each system, for all records at once.

The shortest ways are found as Dijkstra's algorithm finds them, with sets of records in place of marks: a system is done
with for a record once the smallest delay is known for that record, and goes on for the others.  Where timetables are on
the way, records that the links do not tell apart are followed together through the calendar (:mod:`.worst`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mdg.topology.links import UNBOUNDED, Bound, Link
from mdg.topology.network import Network
from mdg.topology.reach import Leading, Reached, Set, partition, spread, spread_within
from mdg.topology.walk import Worst
from mdg.topology.worst import worst_delays

#: By system, the bounds of a change there, each for other records.
Bounds = Mapping[str, list[Bound]]
_Found = dict[str, list[Bound]]


class Useful(NamedTuple):
    """A link, for the records at both ends of it."""

    link: Link
    records: Set


def bounds(network: Network, operation: str, group: str | None, writer: str, present: Mapping[str, Set]) -> Bounds:
    """How late a change of the records in ``present[writer]`` is in each system that it reaches.

    It travels along the links with that operation (and group), between systems where the records are ``present``.  The
    bounds of a system are about records none of which is in two of them; of those left out, it is never told.
    """
    if isinstance(present, Reached):
        found = present.columns.bounds(operation, group, writer, present.origin)
        if found is not None:
            return found
    records = present.get(writer, network.nothing)
    links = network.carrying(operation, group)
    # both are the network's own and kept as long as it is, so that their identity stands for them
    key = ("bounds", id(links), id(present), writer, records)
    return network.derived(key, lambda: _bounds(network, links, writer, records, present))


class Departing(NamedTuple):
    """The links of a road that deliver anything, by where they come from, and whether a timetable is among them."""

    links: Mapping[str, Sequence[Link]]
    leading: Leading
    timed: bool


def _departing(network: Network, links: tuple[Link, ...]) -> Departing:
    """Links that the network keeps, so that their identity stands for them."""

    def work_out() -> Departing:
        found: dict[str, list[Link]] = {}
        for link in links:
            if link.delivers and network.runs(link):
                found.setdefault(link.source, []).append(link)
        pairs = {source: [(link.target, link.records) for link in several] for source, several in found.items()}
        return Departing(found, pairs, any(link.timetable is not None for some in found.values() for link in some))

    return network.derived(("departing", id(links)), work_out)


def _bounds(network: Network, links: tuple[Link, ...], writer: str, records: Set, present: Mapping[str, Set]) -> Bounds:
    departing = _departing(network, links)
    if departing.timed:
        useful, reached, timed = _useful(network, departing, writer, records, present)
        if timed:
            return _through_timetables(network, useful, writer, records, reached)
    return _shortest(departing.links, writer, records, present, network.nothing)


def _useful(
    network: Network, departing: Departing, writer: str, records: Set, present: Mapping[str, Set]
) -> tuple[list[Useful], dict[str, Set], bool]:
    """The links that a change of records may take, what they reach, and whether a timetable is among them."""
    nothing = network.nothing
    reached = spread_within({writer: records}, departing.leading, present, nothing)
    useful, timed = [], False
    for source, links in departing.links.items():
        here = reached.get(source)
        for link in links if here is not None else ():
            both = link.records & present.get(link.target, nothing)
            if both & here != nothing:
                useful.append(Useful(link, both))
                timed = timed or link.timetable is not None
    return useful, reached, timed


def _shortest(
    leading: Mapping[str, Sequence[Link]], writer: str, records: Set, present: Mapping[str, Set], nothing: Set
) -> Bounds:
    """The bounds where no timetable is on the way."""
    found: _Found = {}
    known: dict[str, Set] = {}
    agenda: list[tuple[float, int, str, Set]] = [(0, 0, writer, records)]
    number = 0
    while agenda:
        late, _, system, fresh = heapq.heappop(agenda)
        before = known.get(system)
        if before is not None:
            fresh = fresh & ~before
        if fresh == nothing:
            continue
        known[system] = fresh if before is None else before | fresh
        _add(found.setdefault(system, []), late, fresh)
        for link in leading.get(system, ()):
            target = link.target
            more = fresh & link.records
            if more == nothing or target not in present:
                continue
            more = more & present[target]
            if more == nothing:
                continue
            done = known.get(target)
            if done is not None and more & ~done == nothing:
                continue
            number += 1
            heapq.heappush(agenda, (late + (link.delay or 0), number, target, more))
    return found


def _add(several: list[Bound], delay: float, records: Set, after: int | None = None) -> None:
    """One more bound of a system, or more records to the one that is the same."""
    for place, one in enumerate(several):
        if one.delay == delay and one.after == after:
            several[place] = Bound(delay, one.records | records, after)
            return
    several.append(Bound(delay, records, after))


def _through_timetables(
    network: Network, useful: Sequence[Useful], writer: str, records: Set, reached: dict[str, Set]
) -> Bounds:
    """The bounds where timetables are on the way: by records that the links do not tell apart."""
    nothing = network.nothing
    bounded = [one for one in useful if one.link.delay != UNBOUNDED]
    found: _Found = {}
    for alike, links in _kinds(network, useful, records):
        for system, worst in _walked(network, links, writer).items():
            _add(found.setdefault(system, []), worst.delay, alike, worst.after)
    certain = spread({writer: records}, _pairs(bounded), nothing)
    for system, here in reached.items():
        left = here & ~certain[system] if system in certain else here
        if left != nothing:
            _add(found.setdefault(system, []), UNBOUNDED, left)
    return found


def _kinds(network: Network, useful: Sequence[Useful], records: Set) -> Iterator[tuple[Set, tuple[Link, ...]]]:
    """Records that the links with a bound do not tell apart, and which of the links they take."""
    bounded = [one for one in useful if one.link.delay != UNBOUNDED]
    for alike in partition(records, (one.records for one in bounded), network.nothing) or ():
        yield alike, tuple(one.link for one in bounded if one.records & alike != network.nothing)


def _pairs(links: Iterable[Useful]) -> dict[str, list[tuple[str, Set]]]:
    found: dict[str, list[tuple[str, Set]]] = {}
    for one in links:
        found.setdefault(one.link.source, []).append((one.link.target, one.records))
    return found


def _walked(network: Network, links: tuple[Link, ...], writer: str) -> dict[str, Worst]:
    """The worst delays along those links; many groups and populations share theirs."""
    key = tuple(link.id for link in links), writer
    found: dict[str, Worst] | None = network.walks.get(key)
    if found is None:
        found = network.walks[key] = worst_delays(links, writer, *network.calendar)
    return found
