"""Where an older version of a group can overtake a newer one: systems that changes of one writer enter by two flows.

Two versions that a writer sends one after the other keep their order on each flow.  Where they come to a system by two
flows, of which one takes time, the older can arrive after the newer by the other one.  A run of a timetable takes what
its source has by then: straight from the writer that is the newest version, so that waiting for it counts for nothing,
but only its latency.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from mdg.topology.cohorts import Cohort, apart, delivering, entering
from mdg.topology.forest import Forest, edges
from mdg.topology.links import Link
from mdg.topology.reach import Set, union_of

#: A system, and whether what came there took time.
_Place = tuple[str, bool]


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Race:
    """A system where versions of a group race, for some records; ``writers`` has, of each of them, who writes it."""

    system: str
    group: str
    cohort: Cohort
    writers: Mapping[str, Set]
    records: Set
    run: _Run

    def writer(self, point: Set) -> str:
        """Who writes it of one of the records."""
        return next(name for name, own in self.writers.items() if own & point != self.cohort.network.nothing)

    def ways(self, point: Set) -> Iterator[tuple[Link, ...]]:
        """Ways of one record into the system by each flow: a short one, and one that takes time."""
        nothing = self.cohort.network.nothing
        for link, records in self.run.doors[self.system]:
            if records & point != nothing:
                for late in (False, True):
                    way = self.run.way((link.source, late), self.system, point)
                    if way is not None:
                        yield (*way, link)


class Entry(NamedTuple):
    """A flow into a system, for some records that are present at both ends."""

    link: Link
    records: Set


def races(cohort: Cohort, group: str) -> Iterator[Race]:
    """Every system where versions of one writer of the group can race."""
    network = cohort.network
    links = delivering(network, "update", group)
    doors = network.derived(("doors", cohort, id(links)), lambda: dict(_doors(cohort, links)))
    if doors:
        for writers in apart(cohort.later_writers(group), network.nothing):
            run = _run(cohort, links, writers, doors)
            for system, records in run.racing.items():
                here = records & network.applies(group)
                if here != network.nothing:
                    yield Race(system=system, group=group, cohort=cohort, writers=writers, records=here, run=run)


def _run(
    cohort: Cohort, links: tuple[Link, ...], writers: Mapping[str, Set], doors: Mapping[str, Sequence[Entry]]
) -> _Run:
    """What some writers send out; many groups share it."""
    key = ("races", cohort, id(links), frozenset(writers.items()))
    return cohort.network.derived(key, lambda: _Run(cohort, links, writers, doors))


def _doors(cohort: Cohort, links: tuple[Link, ...]) -> Iterator[tuple[str, list[Entry]]]:
    """The systems that some record enters by two flows, of which one is not protected by versions."""
    nothing, present = cohort.network.nothing, cohort.present
    for system, several in entering(cohort.network, links).items():
        if len(several) > 1 and system in present:
            entries = [
                Entry(link, link.records & present[system] & present.get(link.source, nothing))
                for link in several
                if link.source != system
            ]
            entries = [entry for entry in entries if entry.records != nothing]
            if _twice(entries, nothing) & _loose(entries, nothing) != nothing:
                yield system, entries


def _twice(entries: Sequence[Entry], nothing: Set) -> Set:
    """The records of two entries at least."""
    once = twice = nothing
    for _, records in entries:
        twice = twice | once & records
        once = once | records
    return twice


def _loose(entries: Sequence[Entry], nothing: Set) -> Set:
    """The records of the entries without protection by versions."""
    return union_of((records for link, records in entries if link.flow.loop_protection != "version"), nothing)


class _Run:
    """What some writers send out, no two of them of the same record.

    Each system is there twice: for what came without any delay, and for what came on a way that takes time.
    """

    def __init__(
        self,
        cohort: Cohort,
        links: tuple[Link, ...],
        writers: Mapping[str, Set],
        doors: Mapping[str, Sequence[Entry]],
    ) -> None:
        self.cohort, self.links, self.writers, self.doors = cohort, links, writers, doors
        self.nothing = cohort.network.nothing
        seeds = {(system, False): own & cohort.present.get(system, self.nothing) for system, own in writers.items()}
        self.forest = Forest(seeds, edges(self._edges(links), self.nothing), self.nothing)
        self.racing = dict(self._racing())

    def _edges(self, links: Sequence[Link]) -> Iterator[tuple[_Place, _Place, Set]]:
        present, nothing = self.cohort.present, self.nothing
        for link in links:
            source, target = link.source, link.target
            if source in present and target in present:
                records = link.records & present[source] & present[target]
                if target in self.writers:
                    records = records & ~self.writers[target]
                if records != nothing:
                    timed = records & self._takes_time(link)
                    yield (source, False), (target, False), records & ~timed
                    yield (source, False), (target, True), timed
                    yield (source, True), (target, True), records

    def _takes_time(self, link: Link) -> Set:
        """The records of which a change can be older than its source's when it leaves a link."""
        if link.delay == 0:
            return self.nothing
        if link.timetable is not None and link.latency == 0:
            own: Set = self.writers.get(link.source, self.nothing)
            return link.records & ~own
        return link.records

    def _racing(self) -> Iterator[tuple[str, Set]]:
        """The systems where versions race, and of which records."""
        for system, entries in self.doors.items():
            here = self._at(system)
            if system in self.writers:
                here = here & ~self.writers[system]
            some = [Entry(link, here & records) for link, records in entries] if here != self.nothing else []
            records = self._judged(system, some) if some else self.nothing
            if records != self.nothing:
                yield system, records

    def _at(self, system: str) -> Set:
        """The records of which a change comes to a system."""
        reach = self.forest.reach
        both: tuple[Set, Set] = reach.get((system, False), self.nothing), reach.get((system, True), self.nothing)
        return both[0] | both[1]

    def _judged(self, system: str, entries: Sequence[Entry]) -> Set:
        """Of which records versions race at a system: what comes to an entry by way of it is no other route.

        What the forest itself shows often decides; the rest is asked of it once more, without the system.
        """
        both = (system, False), (system, True)
        most = self._verdict(entries, lambda place: self.forest.reach.get(place, self.nothing))
        if most == self.nothing:
            return most
        found = self._verdict(entries, lambda place: self.forest.before(place, both))
        left = most & ~found
        if left == self.nothing:
            return found
        some = [Entry(link, records & left) for link, records in entries]
        ends = [(link.source, late) for link, _ in some for late in (False, True)]
        below = self.forest.below(both, left, until=self.forest.last(ends, left))
        found = found | self._verdict(some, lambda place: self._less(place, below))
        left = left & ~found
        if left == self.nothing:
            return found
        lost = self.forest.lost(both, left)
        some = [Entry(link, records & left) for link, records in entries]
        return found | self._verdict(some, lambda place: self._less(place, lost))

    def _less(self, place: _Place, lost: Mapping[_Place, Set]) -> Set:
        records: Set = self.forest.reach.get(place, self.nothing)
        return records & ~lost[place] if place in lost else records

    def _verdict(self, entries: Sequence[Entry], coming: Callable[[_Place], Set]) -> Set:
        """The records with two entries, of which one takes time and one is not protected by versions."""
        entered, timed = [], self.nothing
        for link, records in entries:
            late = coming((link.source, True))
            here = records & (coming((link.source, False)) | late)
            if here != self.nothing:
                entered.append(Entry(link, here))
                timed = timed | here & (self._takes_time(link) | late)
        return _twice(entered, self.nothing) & _loose(entered, self.nothing) & timed

    def way(self, place: _Place, system: str, point: Set) -> tuple[Link, ...] | None:
        """A way of one record to a place, not by way of the system; None where there is none."""
        if self.forest.reach.get(place, self.nothing) & point == self.nothing:
            return None
        path: list[_Place] | None = self.forest.path(place, point)
        if path is not None and any(name == system for name, _ in path):
            path = self.forest.path_beside(place, point, ((system, False), (system, True)))
        return None if path is None else tuple(self._step(one, two, point) for one, two in itertools.pairwise(path))

    def _step(self, one: _Place, two: _Place, point: Set) -> Link:
        """A link between two neighbours on a way."""
        for link in entering(self.cohort.network, self.links)[two[0]]:
            if link.source == one[0] and link.records & point != self.nothing:
                timed = self._takes_time(link) & point != self.nothing
                if one[1] or timed == two[1]:
                    return link
        raise AssertionError("neighbours on a way have a link between them")
