"""How late changes are everywhere at most, by one walk: as if each flow missed a run, and then waited its longest.

What is in time even so is in time, and need not be followed through the calendar.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from mdg.model.topology import Every
from mdg.topology.cohorts import Cohort
from mdg.topology.links import UNBOUNDED, Link, seconds
from mdg.topology.network import Network
from mdg.topology.reach import Set, less
from mdg.topology.timetable import timetable

#: By system, what arrives there: so many seconds late at most, of which records.
Arrivals = dict[str, list[tuple[float, Set]]]
#: From each system on, the links: where to, of which records, and how late with a run missed; and if they end there.
_Onward = Mapping[str, list[tuple[str, Set, float, bool]]]
_YEAR = 366 * 86_400


def late_in(arrivals: Arrivals, system: str, limit: float, nothing: Set) -> Set:
    """The records of which a change arrives in a system, and may be over a limit in seconds."""
    fine, come = nothing, nothing
    for delay, records in arrivals.get(system, ()):
        come = come | records
        if delay <= limit:
            fine = fine | records
    return less(come, fine)


class Soonest:
    """Walks through a network; what is asked for is whether it takes longer than ``most`` seconds."""

    def __init__(self, network: Network, most: int) -> None:
        self.network = network
        self._until = network.calendar[1] + most
        self._delays: dict[object, float] = {}

    def arrivals(self, cohort: Cohort, operation: str, group: str | None, seeds: Mapping[str, Set]) -> Arrivals:
        """How late changes made at the seeds are everywhere at most; no seed has a record that another one has."""
        links = self.network.carrying(operation, group)
        key = ("soonest", self._until, cohort, id(links), frozenset(seeds.items()))
        return self.network.derived(key, lambda: _soonest(self._onward(cohort, links), seeds, self.network.nothing))

    def _onward(self, cohort: Cohort, links: tuple[Link, ...]) -> _Onward:
        return self.network.derived(("onward", self._until, cohort, id(links)), lambda: self._leading(cohort, links))

    def _leading(self, cohort: Cohort, links: tuple[Link, ...]) -> _Onward:
        present, nothing = cohort.present, self.network.nothing
        sources = {link.source for link in links}
        found: dict[str, list[tuple[str, Set, float, bool]]] = {}
        for link in links:
            target = link.target
            here = present.get(target)
            if here is not None:
                records = link.records & here
                if records != nothing and (delay := self._delay(link)) is not None:
                    one = (target, records, delay, target not in sources)
                    several = found.get(link.source)
                    if several is None:
                        found[link.source] = [one]
                    else:
                        several.append(one)
        return found

    def _delay(self, link: Link) -> float | None:
        """How late what a link brings is at most, the first run after a change being missed; None for a single load."""
        if not link.delivers:
            return None
        trigger = link.flow.trigger
        if link.timetable is None:
            more = seconds(trigger.period) if isinstance(trigger, Every) else 0
            return (link.delay or 0) + more
        if link.timetable not in self._delays:
            self._delays[link.timetable] = 2 * self._wait(link)
        return self._delays[link.timetable] + link.latency

    def _wait(self, link: Link) -> float:
        """How long a change waits at most for a run, from the beginning of the calendar on."""
        if link.timetable is None:
            return 0
        table, start = timetable(link.timetable.expression, link.timetable.timezone), self.network.calendar[0]
        run, runs = table.next(start), table.gaps(start, self._until)
        # where runs are years apart, what follows the last of them may be no gap at all
        if run is None or runs is None or runs.longest > _YEAR or table.next(self._until) is None:
            return UNBOUNDED
        return max(run - start, runs.longest)


def _soonest(onward: _Onward, seeds: Mapping[str, Set], nothing: Set) -> Arrivals:
    """What arrives everywhere from the seeds, none of which has a record that another one has."""
    found: Arrivals = {}
    known: dict[str, Set] = {}
    waiting: dict[tuple[float, str], Set] = {(0, system): records for system, records in seeds.items()}
    agenda = list(waiting)
    heapq.heapify(agenda)
    while agenda:
        late_by, system = at = heapq.heappop(agenda)
        fresh = less(waiting.pop(at), known.get(system, nothing))
        if fresh == nothing:
            continue
        known[system] = known[system] | fresh if system in known else fresh
        found.setdefault(system, []).append((late_by, fresh))
        for target, records, delay, ends in onward.get(system, ()):
            more = fresh & records
            if more == nothing:
                continue
            if ends:
                found.setdefault(target, []).append((late_by + delay, more))
                continue
            then = late_by + delay, target
            if then in waiting:
                waiting[then] = waiting[then] | more
            else:
                waiting[then] = more
                heapq.heappush(agenda, then)
    return found
