"""The flows of one entity on one day as links between systems, each with its set of records; presence and holders.

Sets are those of the entity's space, without the wrapping of a population, since whole landscapes are walked with them.
Everything is asked of an *origin*, the system where the records began, and for all of its records at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from mdg.collector import CollectorResting
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.model.life import Origin, origins
from mdg.model.topology import Flow
from mdg.model.writers import later_writers
from mdg.population import Population
from mdg.topology.links import BRINGING, Link, carried, flows_of, link_of, links_of, raw, seconds
from mdg.topology.reach import Leading, Reached, Set, spread, spread_within
from mdg.topology.timetable import timetable

T = TypeVar("T")

if TYPE_CHECKING:
    from mdg.topology.columns import Columns

#: From so many links on a network is walked as arrays, where it tells few kinds of records apart.
FEWEST_LINKS = 2_000


@attrs.define(slots=False, eq=False)
class Network:
    """The flows of one entity that count in a landscape read on a day (see :func:`network`)."""

    landscape: Landscape
    entity: Entity
    flows: Sequence[Flow]
    #: the walks through the calendar so far, by flows and writer (see :mod:`.bounds`)
    walks: dict[object, Any] = attrs.field(factory=dict)
    _kept: dict[object, object] = attrs.field(factory=dict, init=False)
    _links: dict[int, Link] = attrs.field(factory=dict, init=False)
    _bundles: dict[tuple[str, ...], frozenset[str]] = attrs.field(factory=dict, init=False)

    def about(self, records: Set) -> Network:
        """The network as far as it is about some records, for questions about them alone."""
        flows = [flow for flow in self.flows if flow.extract.population.members & records != self.nothing]
        return Network(self.landscape, self.entity, flows, self.walks)

    def altered(self, links: Iterable[Link]) -> Network:
        """The network as it would be with these links, whose numbers they keep."""
        links = tuple(links)
        found = Network(self.landscape, self.entity, [link.flow for link in links])
        # in place of what would be read of the flows
        vars(found).update(links=links, columns=None)
        return found

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The flows as links, each with its number in this network."""
        found, known = links_of(self.flows), self._links
        return tuple(known.get(link.index, link) for link in found) if known else tuple(found)

    def link(self, number: int) -> Link:
        """One of the links; of a large network, without a look at all the others."""
        if "links" in vars(self):
            return self.links[number]
        if number not in self._links:
            flow = self.flows[number]
            names = carried(flow)
            if names not in self._bundles:
                self._bundles[names] = frozenset(names)
            self._links[number] = link_of(number, flow, self._bundles[names])
        return self._links[number]

    def derived(self, key: object, work_out: Callable[[], T]) -> T:
        """What ``work_out`` answers, kept for the next who asks under ``key``; the collector rests meanwhile."""
        if key not in self._kept:
            with CollectorResting():
                self._kept[key] = self.entity.space.roomy(work_out)
        found: T = self._kept[key]  # type: ignore[assignment]  # one key, one type
        return found

    @cached_property
    def nothing(self) -> Set:
        """The set of no record."""
        return self.entity.space.sets.empty

    def population(self, records: Set) -> Population:
        """A set as a population."""
        return Population(self.entity.space, records)

    @cached_property
    def calendar(self) -> tuple[int, int]:
        """Where schedules are examined: from, to (excluded), in seconds since 1970 UTC."""
        settings = self.landscape.settings
        start = dt.datetime.combine(settings.calendar_from, dt.time(), dt.UTC)
        first = int(start.timestamp())
        return first, first + settings.calendar_days * 86_400

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Where records may have come from."""
        return origins(self.landscape, self.entity)

    @cached_property
    def providers(self) -> frozenset[str]:
        """The providers in force."""
        return frozenset(name for name, system in self.landscape.systems.items() if system.kind == "provider")

    @cached_property
    def no_passing(self) -> frozenset[str]:
        """The systems that pass no record on which did not begin there: providers, be they in force or not."""
        every = self.landscape.every.systems.values()
        several = frozenset(system.id for system in every if system.kind == "provider")
        return several.intersection(flow.source for flow in self.flows) if several else several

    def applies(self, group: str) -> Set:
        """The records that have the group at all."""
        return raw(self.entity.groups[group].applies)

    @cached_property
    def supplies(self) -> dict[str, tuple[tuple[str, Set, int], ...]]:
        """By group, what providers supply: who, of which records, at most how many seconds old."""
        found: dict[str, list[tuple[str, Set, int]]] = {}
        for system in self.landscape.systems.values():
            for supply in system.supplies if system.kind == "provider" else ():
                extract = supply.extract
                in_force = extract.population_name is None or extract.population_name in self.landscape.populations
                if in_force and extract.entity == self.entity.id:
                    for group in extract.groups:
                        records = raw(extract.population) & self.applies(group)
                        if records != self.nothing:
                            found.setdefault(group, []).append((system.id, records, seconds(supply.refreshed)))
        return {group: tuple(several) for group, several in found.items()}

    def owners(self, group: str) -> dict[str, Set]:
        """The systems granted to enrich or update a group, and for which records; present there or not."""
        found = later_writers(self.landscape, self.entity, group)
        return {system: raw(population) for system, population in found.items()}

    # -- presence and holders

    @cached_property
    def born(self) -> dict[str, Set]:
        """For each system, the records that may have come into being there, lately or under rules that have ended."""
        found: dict[str, Set] = {}
        for origin in self.origins:
            records = raw(origin.records)
            found[origin.system] = found[origin.system] | records if origin.system in found else records
        return found

    def present(self, origin: str, records: Set | None = None) -> Mapping[str, Set]:
        """For each system, the records from that origin (all of them, unless given) that come to be in it."""
        if records is None:
            return self.derived(("present", origin), lambda: self._present_all(origin))
        return self.derived(("present", origin, records), lambda: self._present(origin, records))

    def _present_all(self, origin: str) -> Mapping[str, Set]:
        if self.columns is not None:
            return Reached(self.columns, self.columns.present, origin)
        return self._present(origin, self.born[origin])

    @cached_property
    def columns(self) -> Columns | None:
        """The arrays of a large network; None where that does not fit, or numpy is not installed."""
        if len(self.flows) < FEWEST_LINKS:
            return None
        try:
            # numpy is loaded for large networks only
            from mdg.topology.columns import columns
        except ImportError:
            return None
        return columns(self)

    def _present(self, origin: str, records: Set) -> dict[str, Set]:
        seeds = dict.fromkeys(self.providers, records)
        seeds[origin] = records
        links = self._creating
        if self.no_passing - {origin}:
            links = {source: on for source, on in links.items() if source == origin or source not in self.no_passing}
        return spread(seeds, links, self.nothing)

    @cached_property
    def _creating(self) -> dict[str, list[tuple[str, Set]]]:
        return _leading(link for link in self.links if "create" in link.flow.operations)

    def carrying(self, operation: str | None, group: str | None) -> tuple[Link, ...]:
        """The links on which a change travels, with the group if one is given; None is creations or updates."""
        return self.derived(("carrying", operation, group), lambda: self._carrying(operation, group))

    def road(self, operation: str | None, group: str | None) -> int:
        """A number that stands for the links on which a change travels: groups that travel together have the same."""
        if self.columns is not None:
            return self.columns.road(operation, group)
        return id(self.carrying(operation, group))

    @cached_property
    def _manners(self) -> tuple[dict[tuple[frozenset[str], frozenset[str]], int], list[int]]:
        """The different pairs of operations and groups that links have, by number, and the number of each link."""
        known: dict[tuple[frozenset[str], frozenset[str]], int] = {}
        found = [known.setdefault((link.flow.operations, link.groups), len(known)) for link in self.links]
        return known, found

    def _carrying(self, operation: str | None, group: str | None) -> tuple[Link, ...]:
        """One tuple stands for all that have the same links: many groups travel together."""
        manners, numbers = self._manners
        wanted = BRINGING if operation is None else {operation}
        fit = tuple(
            not wanted.isdisjoint(operations) and (group is None or group in groups) for operations, groups in manners
        )
        return self.derived(("links", fit), lambda: tuple(compress(self.links, map(fit.__getitem__, numbers))))

    def leading(self, links: tuple[Link, ...]) -> Leading:
        """Where links lead; they are kept by the network, so that their identity stands for them."""
        return self.derived(("leading", id(links)), lambda: _leading(links))

    def runs(self, link: Link) -> bool:
        """Whether a link has a run for what is there when the calendar begins; what has no timetable has."""
        if link.timetable is None:
            return True
        table = timetable(link.timetable.expression, link.timetable.timezone)
        return table.next(self.calendar[0]) is not None

    def holding_writers(self, origin: str, group: str, records: Set | None = None) -> Mapping[str, Set]:
        """For each system, the records of which it has the group from writers other than their creation."""
        if records is None and self.columns is not None:
            return Reached(self.columns, self._columns_of("later", self._later_seeds)[group], origin)
        key = ("later", origin, group, records)
        return self.derived(key, lambda: self._held_from(origin, group, self._later(origin, group, records), records))

    def holding_creation(self, origin: str, group: str, supplied: Set, records: Set | None = None) -> Mapping[str, Set]:
        """For each system, the records of which it has the group as it was ``supplied`` at their creation."""
        if records is None and self.columns is not None:
            return Reached(self.columns, self._columns_of("created", self._creation_seeds)[group], origin)
        key = ("created", origin, group, supplied, records)
        return self.derived(key, lambda: self._held_from(origin, group, {origin: supplied}, records))

    def _columns_of(self, what: str, seeds: Callable[[str], Iterator[tuple[str, str, Set]]]) -> dict[str, Any]:
        """By group, for each system and column whether it holds the group from these seeds, each of one origin."""
        columns = self.columns
        if columns is None:
            raise ValueError("a small network has no columns")
        return self.derived(what, lambda: columns.holding({group: list(seeds(group)) for group in self.entity.groups}))

    def _later_seeds(self, group: str) -> Iterator[tuple[str, str, Set]]:
        for origin in self.born:
            for system, records in self.later_writers(origin, group).items():
                yield origin, system, records

    def _creation_seeds(self, group: str) -> Iterator[tuple[str, str, Set]]:
        for origin in self.origins:
            yield origin.system, origin.system, raw(origin.supplied(self.entity, group))

    def later_writers(self, origin: str, group: str, records: Set | None = None) -> dict[str, Set]:
        """The writers of a group other than the creation, and of which records: owners present, and providers."""
        return self.derived(("writers", origin, group, records), lambda: self._later(origin, group, records))

    def _later(self, origin: str, group: str, records: Set | None) -> dict[str, Set]:
        present = self.present(origin, records)
        found = self.updating(origin, group, records)
        whole = present.get(origin, self.nothing)
        for system, supplied, _ in self.supplies.get(group, ()):
            more = supplied & whole
            if more != self.nothing:
                found[system] = found[system] | more if system in found else more
        return found

    def updating(self, origin: str, group: str, records: Set | None = None) -> dict[str, Set]:
        """The systems granted to enrich or update the group, for the records that come to be in them."""
        present = self.present(origin, records)
        found = {}
        for system, granted in self.owners(group).items():
            here = granted & present[system] if system in present else self.nothing
            if here != self.nothing:
                found[system] = here
        return found

    def _held_from(self, origin: str, group: str, seeds: dict[str, Set], records: Set | None) -> dict[str, Set]:
        if not seeds:
            return {}
        leading = self.leading(self.carrying(None, group))
        return spread_within(seeds, leading, self.present(origin, records), self.nothing)


def network(landscape: Landscape, entity: Entity) -> Network:
    """The network of an entity, in a landscape read on a day (:meth:`Landscape.on`); made once."""
    return landscape.derived(("network", entity.id), lambda: Network(landscape, entity, flows_of(landscape, entity.id)))


def _leading(links: Iterable[Link]) -> dict[str, list[tuple[str, Set]]]:
    found: dict[str, list[tuple[str, Set]]] = {}
    for link in links:
        found.setdefault(link.source, []).append((link.target, link.records))
    return found
