"""Which needs are plainly served in time, found by one walk for all of them, so that few have to be looked at exactly.

A need hangs on the flows that lead to its system, and on those that lead to whoever may write: the others are left out.
On these, every flow is taken to miss a run each time.  A need that holds even then holds with any single run missed,
and with all of that to spare.  What is left is looked at in a network of the flows that matter to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.items import Need
from mdg.topology.cohorts import Cohort, apart, cohorts
from mdg.topology.freshness import variants
from mdg.topology.large_network import feeding
from mdg.topology.links import raw, seconds
from mdg.topology.needs import Gap, Served, late
from mdg.topology.network import Network
from mdg.topology.reach import Set, less, union_of
from mdg.topology.soonest import Arrivals, Soonest, late_in
from mdg.topology.uneven import uneven_gaps


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
    if less(cohort.whole & wanted, here) != nothing:
        return True
    here = here & wanted
    for group in need.extract.groups:
        for records, created in _begun(cohort, group):
            some = records & here
            if some != nothing:
                held = cohort.holding(group, created=created)
                if less(some, held.get(need.system, nothing)) != nothing:
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
        gone = less(wanted, cohort.present.get(need.system, nothing))
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
                lacking = less(lacking, held.get(need.system, nothing))
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
        self._soonest = Soonest(network, max(limited, default=0))
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
                    allowed = limit - refreshed - self._spare
                    if late_in(arrivals, need.system, allowed, network.nothing) & wanted != network.nothing:
                        return False
        return True

    def _arrivals(self, cohort: Cohort, group: str) -> list[tuple[Arrivals, int]]:
        """How late each change of a group is everywhere, and how old what it brings may be where it is made."""
        return self.network.derived(("glance", cohort, group), lambda: self._arriving(cohort, group))

    def _arriving(self, cohort: Cohort, group: str) -> list[tuple[Arrivals, int]]:
        network = self.network
        found = [(self._soonest.arrivals(cohort, "create", group, cohort.created(group, in_force=True)), 0)]
        for batch in apart(cohort.updating(group), network.nothing):
            found.append((self._soonest.arrivals(cohort, "update", group, batch), 0))
        for system, records, refreshed in network.supplies.get(group, ()):
            found.append((self._soonest.arrivals(cohort, "update", group, {system: records & cohort.whole}), refreshed))
        return found
