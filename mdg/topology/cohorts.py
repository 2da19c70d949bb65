"""Records from several origins looked at together, and where their changes come to at all.

What presence and routes depend on is where a record began.  Origins that have no record in common can be walked with at
once: of each record one knows its origin.  Such origins are a :class:`Cohort`; a landscape in which every country has
its own system of entry has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from mdg.topology.bounds import bounds
from mdg.topology.forest import Edges, Forest, edges
from mdg.topology.links import Bound, Link, raw
from mdg.topology.network import Network
from mdg.topology.reach import Set, spread_within, union_of
from mdg.topology.walk import yearly
from mdg.topology.worst import worst_delays


@attrs.define(slots=False, eq=False)
class Cohort:
    """Records by the system where they began (``born``), no record of which is in two, as long as a network lives."""

    network: Network
    born: dict[str, Set]

    @cached_property
    def whole(self) -> Set:
        """All the records."""
        return union_of(self.born.values(), self.network.nothing)

    @cached_property
    def present(self) -> Mapping[str, Set]:
        """For each system, the records that come to be in it."""
        network = self.network
        if len(self.born) == 1:
            return network.present(next(iter(self.born)))
        seeds = dict.fromkeys(network.providers, self.whole)
        for system, records in self.born.items():
            seeds.setdefault(system, records)
        leading: dict[str, list[tuple[str, Set]]] = {}
        for link in network.carrying("create", None):
            records = link.records
            if link.source in network.no_passing:
                records = records & self.born.get(link.source, network.nothing)
            leading.setdefault(link.source, []).append((link.target, records))
        return spread_within(seeds, leading, None, network.nothing)

    # -- who writes

    def created(self, group: str, *, in_force: bool = False) -> dict[str, Set]:
        """For each origin, the records that may have been created with the group; by any rules, or those in force."""
        key = ("created with", self, group, in_force)
        return self.network.derived(key, lambda: self._created(group, in_force))

    def _created(self, group: str, in_force: bool) -> dict[str, Set]:
        found: dict[str, Set] = {}
        for origin in self.network.origins:
            if origin.system in self.born and (origin.in_force or not in_force):
                _include(found, origin.system, raw(origin.supplied(self.network.entity, group)), self.network.nothing)
        return found

    def lacking(self, group: str) -> Set:
        """The records that may have been created without the group, though it applies to them."""
        return self.network.derived(("created without", self, group), lambda: self._lacking(group))

    def _lacking(self, group: str) -> Set:
        network = self.network
        several = (raw(one.lacking(network.entity, group)) for one in network.origins if one.system in self.born)
        return union_of(several, network.nothing) & network.applies(group)

    def updating(self, group: str) -> dict[str, Set]:
        """The systems granted to enrich or update the group, for the records that come to be in them."""
        return self.network.derived(("updating", self, group), lambda: self._updating(group))

    def _updating(self, group: str) -> dict[str, Set]:
        found: dict[str, Set] = {}
        for system, granted in self.network.owners(group).items():
            if system in self.present:
                _include(found, system, granted & self.present[system], self.network.nothing)
        return found

    def supplying(self, group: str) -> dict[str, Set]:
        """The providers that supply the group, and of which records."""
        found: dict[str, Set] = {}
        for system, supplied, _ in self.network.supplies.get(group, ()):
            _include(found, system, supplied & self.whole, self.network.nothing)
        return found

    def later_writers(self, group: str) -> dict[str, Set]:
        """Whoever writes the group other than by creation: owners present, and providers."""
        return self.network.derived(("later writers", self, group), lambda: self._later_writers(group))

    def _later_writers(self, group: str) -> dict[str, Set]:
        found = dict(self.updating(group))
        for system, records in self.supplying(group).items():
            _include(found, system, records, self.network.nothing)
        return found

    # -- who has what

    def holding(self, group: str, *, created: bool = True) -> dict[str, Set]:
        """For each system, the records of which it has the group; without what only creations brought if not asked."""
        return self.network.derived(("holding", self, group, created), lambda: self._holding(group, created))

    def _holding(self, group: str, created: bool) -> dict[str, Set]:
        seeds = dict(self.later_writers(group))
        if created:
            for system, records in self.created(group).items():
                _include(seeds, system, records, self.network.nothing)
        return self._spread(self.network.carrying(None, group), seeds)

    def _spread(self, links: tuple[Link, ...], seeds: Mapping[str, Set]) -> dict[str, Set]:
        """What spreads from the seeds along links that the network keeps; many groups have the same of both."""
        network = self.network
        key = ("spread", self, id(links), frozenset(seeds.items()))
        return network.derived(key, lambda: spread_within(seeds, network.leading(links), self.present, network.nothing))

    # -- where changes come to

    def reached(self, operation: str, group: str | None, writer: str) -> dict[str, Set]:
        """For each system, the records of which a change made at ``writer`` comes to it, however late."""
        return self.reached_by(operation, group, {writer: self.present.get(writer, self.network.nothing)})

    def reached_by(self, operation: str, group: str | None, writers: Mapping[str, Set]) -> dict[str, Set]:
        """The same of several writers, each with its records, none of which another one has."""
        network = self.network
        links = delivering(network, operation, group)
        if network.derived(("yearly", id(links)), lambda: all(yearly(link) for link in links)):
            return self._spread(links, writers)
        found: dict[str, Set] = {}
        for writer, own in writers.items():
            for system, several in bounds(network, operation, group, writer, self.present).items():
                records = union_of((one.records for one in several), network.nothing) & own
                _include(found, system, records, network.nothing)
        return found

    def at_once(self, operation: str, group: str | None, writer: str) -> dict[str, Set]:
        """For each system, the records of which a change made at ``writer`` is there without any delay."""
        network = self.network
        links = delivering(network, operation, group)
        quick = network.derived(("quick", id(links)), lambda: tuple(link for link in links if link.delay == 0))
        return self._spread(quick, {writer: self.present.get(writer, network.nothing)})

    def late(self, operation: str, group: str, writer: str, system: str, records: Set) -> list[Bound]:
        """How late a change made at ``writer`` is in ``system`` at worst, of those of some records that it reaches."""
        nothing = self.network.nothing
        several = bounds(self.network, operation, group, writer, self.present).get(system, ())
        return [one._replace(records=one.records & records) for one in several if one.records & records != nothing]

    def coming(self, operation: str, group: str, writers: Mapping[str, Set], system: str, *, avoiding: str) -> Set:
        """The records of which a change comes from one of some writers to a system, and not by way of another one."""
        network, nothing = self.network, self.network.nothing
        links = delivering(network, operation, group)
        several = frozenset(writers.items())
        others = network.derived(
            ("others", several, avoiding),
            lambda: union_of((records for writer, records in writers.items() if writer != avoiding), nothing),
        )
        if others == nothing:
            return others
        key = ("forest", self, id(links), several)
        forest = network.derived(key, lambda: Forest(writers, self._edges(links), nothing))
        found: Set = forest.reach.get(system, nothing) & others
        if found != nothing:
            lost = network.derived((*key, avoiding), lambda: forest.lost([avoiding], others))
            found = found & ~lost[system] if system in lost else found
        return found

    def _edges(self, links: tuple[Link, ...]) -> Edges[str]:
        present, nothing = self.present, self.network.nothing
        triples = (
            (link.source, link.target, link.records & present[link.source] & present[link.target])
            for link in links
            if link.source in present and link.target in present
        )
        return self.network.derived(("edges", self, id(links)), lambda: edges(triples, nothing))


def cohorts(network: Network) -> tuple[Cohort, ...]:
    """The origins of a network in as few cohorts as come about by taking them one by one."""
    return network.derived(
        "cohorts", lambda: tuple(Cohort(network, born) for born in apart(network.born, network.nothing))
    )


def apart(owned: Mapping[str, Set], nothing: Set) -> list[dict[str, Set]]:
    """Systems with their records, in batches no two of which have a record in common."""
    batches: list[tuple[dict[str, Set], Set]] = []
    for system, records in owned.items():
        for place, (batch, whole) in enumerate(batches):
            if whole & records == nothing:
                batch[system] = records
                batches[place] = batch, whole | records
                break
        else:
            batches.append(({system: records}, records))
    return [batch for batch, _ in batches]


def delivering(network: Network, operation: str, group: str | None) -> tuple[Link, ...]:
    """The links on which a change travels and arrives one day; the same tuple for all groups that travel together."""
    links = network.carrying(operation, group)
    return network.derived(("delivering", id(links)), lambda: tuple(arriving(network, links)))


def arriving(network: Network, links: Iterable[Link]) -> list[Link]:
    """The links on which a change arrives one day; of a timetable that comes round, it is asked once."""
    known: dict[int, bool] = {}
    found = []
    for link in links:
        arrived = known.get(id(link.timetable)) if link.timetable is not None else link.delivers
        if arrived is None:
            arrived = arrives(network, link)
            if yearly(link):
                known[id(link.timetable)] = arrived
        if arrived:
            found.append(link)
    return found


def arrives(network: Network, link: Link) -> bool:
    """Whether what is changed in a link's source, at any time of the calendar, comes to its target."""
    if link.timetable is None:
        return link.delivers
    if yearly(link):
        return network.runs(link)
    return link.target in worst_delays([link], link.source, *network.calendar)


def entering(network: Network, links: tuple[Link, ...]) -> dict[str, list[Link]]:
    """Links by the system that they lead into; kept by the network, as for :func:`leading`."""
    return network.derived(("entering", id(links)), lambda: _entering(links))


def _entering(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.target, []).append(link)
    return found


def _include(found: dict[str, Set], system: str, records: Set, nothing: Set) -> None:
    if records != nothing:
        found[system] = found[system] | records if system in found else records
