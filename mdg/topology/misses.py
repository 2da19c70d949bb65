"""What becomes of a need that holds when one run of one flow is missed: an interval doubles, a second run counts.

Which flows matter is found without trying all of them.  A few links by which a change is in time for sure are gathered:
the best route at the worst moment, then the best one at the moment that is worst along those, and so on.  A run missed
on any other flow changes nothing.  For each of these few, links are gathered in the same way with its run missed: until
they are in time, or no other link of the network would make it better at the moment that is worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from mdg.model.topology import Every
from mdg.topology.freshness import Change, Lag
from mdg.topology.journey import Hop, Journeys
from mdg.topology.links import UNBOUNDED, Link, seconds
from mdg.topology.needs import Served, in_time
from mdg.topology.network import Network
from mdg.topology.pace import longest_pace
from mdg.topology.reach import Set
from mdg.topology.routes import first
from mdg.topology.walk import shortest
from mdg.topology.worst import worst_delays


@attrs.frozen(slots=True, repr=False, eq=False)
class Miss:
    """One missed run of ``link``, and how late a group is then: the lag's delay is with the run missed."""

    group: str
    link: Link
    lag: Lag
    hops: tuple[Hop, ...]


def misses(network: Network, one: Served) -> Iterator[Miss]:
    """The single missed runs by which a need that holds does not; of records that are in time otherwise."""
    if one.limit is not None and any(map(_runs, network.links)):
        for each in in_time(network, one):
            yield from _misses(network, one, each.group, each.lag)


def _runs(link: Link) -> bool:
    """Whether a flow has runs, one of which can be missed."""
    return link.timetable is not None or isinstance(link.flow.trigger, Every)


def _misses(network: Network, one: Served, group: str, lag: Lag) -> Iterator[Miss]:
    """The missed runs by which the change of a lag is too late."""
    change, system = lag.change, one.need.system
    allowed = (one.limit or 0) - change.refreshed
    links = network.carrying(change.operation, group)
    if _surely_in_time(network, links, lag.delay or 0, allowed):
        return
    # the links are the network's own and kept as long as it is, so that their identity stands for them
    key = ("misses", id(links), change.origin.system, change.writer, system, lag.records, allowed)
    for missed in network.derived(key, lambda: tuple(_by_parts(network, links, change, system, lag.records, allowed))):
        found = Lag(missed.records, missed.delay + change.refreshed, change, missed.after)
        yield Miss(group, missed.link, found, missed.hops)


def _surely_in_time(network: Network, links: Sequence[Link], delay: float, allowed: int) -> bool:
    """Whether no missed run can matter: without timetables it adds what was waited for at most."""
    return not network.derived(("timed", id(links)), lambda: any(link.timetable is not None for link in links)) and (
        2 * delay <= allowed
    )


def pace_that_bears_a_miss(network: Network, one: Served, miss: Miss) -> int:
    """The seconds between two runs of the flow with which it may miss one, on the route that is too late; 0 for none.

    What is visible just after a run that comes before a missed one waits for two intervals.
    """
    change = miss.lag.change
    allowed = (one.limit or 0) - change.refreshed
    links = [hop.link for hop in miss.hops]
    place = next((number for number, link in enumerate(links) if link.index == miss.link.index), None)
    pace = None if place is None else longest_pace(links, place, allowed, network.calendar)
    return 0 if pace is None else pace // 2


class _Found(NamedTuple):
    """A missed run that matters, and the records for which it does."""

    link: Link
    records: Set
    delay: float
    after: int | None
    hops: tuple[Hop, ...]


def _by_parts(
    network: Network, links: Sequence[Link], change: Change, system: str, records: Set, allowed: int
) -> Iterator[_Found]:
    """The missed runs that matter, for records that fare like the first one of those that are left."""
    left = records
    while left != network.nothing:
        part = _Part(network, links, change, system, first(network, left), allowed)
        found = [*part.broken()]
        alike = part.alike(left, whole=bool(found))
        for link, gathered in found:
            yield _Found(link, alike, gathered.delay, gathered.after, gathered.hops)
        left = left & ~alike


class _Gathered(NamedTuple):
    """Some links, by index, and how late a change is at worst on them; ``hops`` are the way at the moment that is."""

    links: Mapping[int, Link]
    delay: float
    after: int | None
    hops: tuple[Hop, ...] = ()


class _Part:
    """The links that one record can take, and what of them it needs to be in time."""

    def __init__(
        self, network: Network, links: Sequence[Link], change: Change, system: str, point: Set, allowed: int
    ) -> None:
        self._network, self._links, self._writer, self._system = network, links, change.writer, system
        self._allowed, self._present = allowed, network.present(change.origin.system)
        self._open = [link for link in links if link.delivers and self._usable(link) & point != network.nothing]
        self._needed: dict[int, Link] = {}

    def broken(self) -> Iterator[tuple[Link, _Gathered]]:
        """The links of which a missed run makes the change too late, and how late it is then."""
        usual = self._gather(self._open, {})
        self._needed.update(usual.links)
        for link in usual.links.values():
            if _runs(link):
                missed = _missed(link)
                found = self._gather(
                    [missed if other is link else other for other in self._open], {**usual.links, link.index: missed}
                )
                if found.delay > self._allowed:
                    yield link, found
                else:
                    self._needed.update(found.links)

    def _gather(self, links: Sequence[Link], begun: Mapping[int, Link]) -> _Gathered:
        """So many of the links that a change is in time on them, or is not better off with all the others."""
        journeys = Journeys(links, self._writer, self._network.calendar)
        taken = dict(begun)
        after: int | None = None
        delay = UNBOUNDED
        while True:
            if taken:
                delay, after = self._worst(taken.values())
                if delay <= self._allowed:
                    return _Gathered(taken, delay, after)
            hops = journeys.to(self._system, after)
            more = {hop.link.index: hop.link for hop in hops if hop.link.index not in taken}
            if not more:
                return _Gathered(taken, delay, after, hops)
            taken.update(more)

    def _worst(self, links: Iterable[Link]) -> tuple[float, int | None]:
        """How late a change is on some links at worst, and just after which moment."""
        several = [link for link in links if link.delay != UNBOUNDED]
        start, end = self._network.calendar
        if all(link.timetable is None for link in several):
            return shortest(several, self._writer).get(self._system, UNBOUNDED), None
        found = worst_delays(several, self._writer, start, end).get(self._system)
        return (UNBOUNDED, end - 1) if found is None else found

    def alike(self, records: Set, *, whole: bool) -> Set:
        """The records that can take the links that were needed; with ``whole``, and no link that the first cannot."""
        for link in self._needed.values():
            records = records & self._usable(link)
        if whole:
            own = {link.index for link in self._open}
            for link in self._links:
                if link.delivers and link.index not in own:
                    records = records & ~self._usable(link)
        return records

    def _usable(self, link: Link) -> Set:
        """The records that can take a link: those that are present at both ends."""
        nothing = self._network.nothing
        return link.records & self._present.get(link.source, nothing) & self._present.get(link.target, nothing)


def _missed(link: Link) -> Link:
    """A link of which the run after a change does not take it along."""
    trigger = link.flow.trigger
    if isinstance(trigger, Every):
        return attrs.evolve(link, delay=(link.delay or 0) + seconds(trigger.period))
    return attrs.evolve(link, missed=True)
