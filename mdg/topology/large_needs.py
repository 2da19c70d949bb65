"""Which needs are plainly served in time, found by one walk for all of them, so that few have to be looked at exactly.

A need hangs on the flows that lead to its system, and on those that lead to whoever may write: the others are left out.
On these, every flow is taken to miss a run each time.  A need that holds even then holds with any single run missed,
and with all of that to spare.  What is left is looked at in a network of the flows that matter to it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

from mdg.model.items import Need
from mdg.model.topology import Every
from mdg.topology.cohorts import Cohort, apart, cohorts
from mdg.topology.freshness import variants
from mdg.topology.large_network import feeding
from mdg.topology.links import UNBOUNDED, Link, raw, seconds
from mdg.topology.needs import Gap, Served, late
from mdg.topology.network import Network
from mdg.topology.reach import Set, union_of
from mdg.topology.timetable import timetable
from mdg.topology.uneven import uneven_gaps

#: By system, what arrives there: so many seconds late at most, of which records.
Arrivals = dict[str, list[tuple[float, Set]]]
#: From each system on, the links: where to, of which records, and how late with a run missed; and if they end there.
_Onward = Mapping[str, list[tuple[str, Set, float, bool]]]


def gaps(network: Network) -> list[Served]:
    """The needs of an entity for which records are not there, or a group of theirs; what is late is not told."""
    return network.derived("gaps", lambda: list(_gaps(network)))


def limits(network: Network) -> list[tuple[Network, Served]]:
    """The needs of which something may be late, or would be with a run missed, each with a network that tells it all.

    What is absent is not told.
    """
    return network.derived("limits", lambda: list(_limits(network)))


def _needing(network: Network) -> list[Need]:
    return [need for need in network.landscape.needs.values() if need.extract.entity == network.entity.id]


def fed(network: Network) -> Network:
    """The network with those flows alone on which needs depend."""
    return network.derived("fed", lambda: feeding(network, {need.system for need in _needing(network)}))


def _gaps(network: Network) -> Iterator[Served]:
    few = fed(network)
    for need in _needing(network):
        if any(_has_gap(cohort, need) for cohort in cohorts(few)):
            absent, not_held = tuple(_absent(network, need)), tuple(_not_held(network, need))
            yield Served(need=need, absent=absent, not_held=not_held)


def _has_gap(cohort: Cohort, need: Need) -> bool:
    network, wanted = cohort.network, raw(need.extract.population)
    nothing, here = network.nothing, cohort.present.get(need.system, network.nothing)
    if _less(cohort.whole & wanted, here) != nothing:
        return True
    here = here & wanted
    for group in need.extract.groups:
        for records, created in _begun(cohort, group):
            some = records & here
            if some != nothing:
                held = cohort.holding(group, created=created)
                if _less(some, held.get(need.system, nothing)) != nothing:
                    return True
    return False


def _begun(cohort: Cohort, group: str) -> tuple[tuple[Set, bool], ...]:
    """The records created with a group, and those without it."""
    network = cohort.network
    return network.derived(
        ("begun", cohort, group),
        lambda: (
            (union_of(cohort.created(group).values(), network.nothing), True),
            (cohort.lacking(group), False),
        ),
    )


def _absent(network: Network, need: Need) -> Iterator[Gap]:
    wanted, nothing = raw(need.extract.population), network.nothing
    for cohort in cohorts(network):
        gone = _less(wanted, cohort.present.get(need.system, nothing))
        for origin in network.origins if gone != nothing else ():
            some = raw(origin.records) & gone
            if origin.system in cohort.born and some != nothing:
                yield Gap(origin, some, cohort.present)


def _not_held(network: Network, need: Need) -> Iterator[Gap]:
    wanted, nothing = raw(need.extract.population), network.nothing
    for group in need.extract.groups:
        for variant in variants(network, group):
            origin = variant.origin
            cohort = next(one for one in cohorts(network) if origin.system in one.born)
            lacking = variant.records & wanted & cohort.present.get(need.system, nothing)
            if lacking != nothing:
                held = cohort.holding(group, created=variant.supplied)
                lacking = _less(lacking, held.get(need.system, nothing))
                if lacking != nothing:
                    yield Gap(origin, lacking, held, group)


# -- what may be late


def _limits(network: Network) -> Iterator[tuple[Network, Served]]:
    few = fed(network)
    glance = Glance(few)
    loud = [need for need in _needing(network) if need.max_age is not None and not glance.says_fine(need)]
    if loud:
        exact = feeding(few, {need.system for need in loud})
        for need in loud:
            unbounded, over = late(exact, need)
            yield exact, Served(need=need, unbounded=tuple(unbounded), over=tuple(over))


class Glance:
    """What one walk for each way of writing tells of all needs of an entity."""

    def __init__(self, network: Network) -> None:
        self.network = network
        limited = [seconds(need.max_age) for need in _needing(network) if need.max_age is not None]
        self._until = network.calendar[1] + max(limited, default=0)
        self._delays: dict[object, float] = {}
        uneven: dict[object, int] = {}
        for link in network.links:
            if link.timetable is not None and link.timetable not in uneven:
                found = uneven_gaps(network, link)
                uneven[link.timetable] = 0 if found is None else found.shortest
        #: what must be left over, so that no uneven timetable nearly breaks a need
        self._spare = max(uneven.values(), default=0)

    def says_fine(self, need: Need) -> bool:
        """Whether whatever comes to a need is in time, with any run missed."""
        network, limit = self.network, seconds(need.max_age) if need.max_age is not None else 0
        wanted = raw(need.extract.population)
        for cohort in cohorts(network):
            for group in need.extract.groups:
                for arrivals, refreshed in self._arrivals(cohort, group):
                    allowed, fine, come = limit - refreshed - self._spare, network.nothing, network.nothing
                    for delay, records in arrivals.get(need.system, ()):
                        come = come | records
                        if delay <= allowed:
                            fine = fine | records
                    if come & wanted & ~fine != network.nothing:
                        return False
        return True

    def _arrivals(self, cohort: Cohort, group: str) -> list[tuple[Arrivals, int]]:
        """How late each change of a group is everywhere, and how old what it brings may be where it is made."""
        return self.network.derived(("glance", cohort, group), lambda: self._arriving(cohort, group))

    def _arriving(self, cohort: Cohort, group: str) -> list[tuple[Arrivals, int]]:
        network = self.network
        found = [(self._walk(cohort, "create", group, cohort.created(group, in_force=True)), 0)]
        for batch in apart(cohort.updating(group), network.nothing):
            found.append((self._walk(cohort, "update", group, batch), 0))
        for system, records, refreshed in network.supplies.get(group, ()):
            found.append((self._walk(cohort, "update", group, {system: records & cohort.whole}), refreshed))
        return found

    def _walk(self, cohort: Cohort, operation: str, group: str, seeds: Mapping[str, Set]) -> Arrivals:
        links = self.network.carrying(operation, group)
        key = ("soonest", cohort, id(links), frozenset(seeds.items()))
        return self.network.derived(key, lambda: _soonest(self._onward(cohort, links), seeds, self.network.nothing))

    def _onward(self, cohort: Cohort, links: tuple[Link, ...]) -> _Onward:
        return self.network.derived(("onward", cohort, id(links)), lambda: self._leading(cohort, links))

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


_YEAR = 366 * 86_400


def _soonest(onward: _Onward, seeds: Mapping[str, Set], nothing: Set) -> Arrivals:
    """What arrives everywhere from the seeds, none of which has a record that another one has."""
    found: Arrivals = {}
    known: dict[str, Set] = {}
    waiting: dict[tuple[float, str], Set] = {(0, system): records for system, records in seeds.items()}
    agenda = list(waiting)
    heapq.heapify(agenda)
    while agenda:
        late_by, system = at = heapq.heappop(agenda)
        fresh = _less(waiting.pop(at), known.get(system, nothing))
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


def _less(records: Set, others: Set) -> Set:
    return records & ~others
