"""The delays of all changes in a large network, walked together, and the ways by which they come about.

See :mod:`.columns`.  What makes a change another one, as far as delays go, is where it starts, which records it is
about (a column), and which links carry it: groups that travel on the same links share a *road*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Flow
from mdg.topology.arrays import Graph
from mdg.topology.journey import Hop
from mdg.topology.reach import Set
from mdg.topology.reading import BY_HAND, FAR, Numbers

#: :class:`mdg.topology.columns.Columns`, whose module loads this one.
Columns = Any
#: A system where a change is made, and the column of the records.
Start = tuple[str, int]
#: So many starts of so many roads are walked at once.
MOST_AT_ONCE = 128


class Walked:
    """The walks that were asked for so far."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._found: dict[tuple[str, int], tuple[Mapping[Start, int], Numbers]] = {}
        self._ways: dict[tuple[str, int], Ways] = {}

    def of(self, operation: str, group: str | None) -> tuple[Mapping[Start, int], Numbers]:
        """The delays of such changes: a row a system, a column a start, and which column is whose."""
        key = operation, self._columns.road(operation, group)
        if key not in self._found:
            groups = [None] if group is None else list(self._columns.network.entity.groups)
            self._walk_all(operation, groups)
        return self._found[key]

    def _walk_all(self, operation: str, groups: Sequence[str | None]) -> None:
        """Walk every road of some groups, those with the same starts at once."""
        roads: dict[int, list[str | None]] = {}
        for group in groups:
            if self._columns.untimed(operation, group):
                roads.setdefault(self._columns.road(operation, group), []).append(group)
        alike: dict[tuple[Start, ...], dict[int, str | None]] = {}
        for road, several in roads.items():
            alike.setdefault(tuple(self._starts(operation, several)), {})[road] = several[0]
        for starts, by_road in alike.items():
            at_once = max(1, MOST_AT_ONCE // max(1, len(starts)))
            names = list(by_road.items())
            for first in range(0, len(names), at_once):
                some = dict(names[first : first + at_once])
                found = self._delays(operation, list(some.values()), starts)
                places = {start: place for place, start in enumerate(starts)}
                for number, road in enumerate(some):
                    self._found[operation, road] = places, found[:, number]

    def _starts(self, operation: str, groups: Sequence[str | None]) -> Iterator[Start]:
        """Who makes such changes to some of the groups that share a road."""
        columns = self._columns
        if operation == "create":
            yield from ((system, bit) for bit, (system, _) in enumerate(columns.pairs))
        else:
            for system in dict.fromkeys(self._writers(operation, groups)):
                here = columns.here[columns.graph.place[system]]
                yield from ((system, bit) for bit in range(len(columns.pairs)) if here >> bit & 1)

    def _writers(self, operation: str, groups: Sequence[str | None]) -> Iterator[str]:
        """The systems that may make such a change to one of the groups."""
        network = self._columns.network
        every = network.entity.groups if None in groups else groups
        for group in every if operation == "update" else ():
            yield from network.owners(group)
            yield from (system for system, _, _ in network.supplies.get(group, ()))

    def alone(self, operation: str, group: str | None, starts: Sequence[Start]) -> Numbers:
        """The delays of a change from some starts: a row a system, a column a start."""
        return self._delays(operation, [group], starts)[:, 0]

    def _delays(self, operation: str, groups: Sequence[str | None], starts: Sequence[Start]) -> Numbers:
        """The delays of a change of each group from each start: by system, group and start."""
        several = [
            self._walk(operation, groups, starts[first : first + MOST_AT_ONCE])
            for first in range(0, len(starts), MOST_AT_ONCE)
        ]
        if not several:
            return np.empty((len(self._columns.graph.systems), len(groups), 0), np.int64)
        return several[0] if len(several) == 1 else np.concatenate(several, axis=2)

    def _walk(self, operation: str, groups: Sequence[str | None], starts: Sequence[Start]) -> Numbers:
        columns, graph = self._columns, self._columns.graph
        wanted = np.stack([columns.wanted(operation, group) for group in groups], axis=1)
        chosen = np.flatnonzero(wanted.any(axis=1))
        delay = np.where(wanted[chosen], graph.delay[chosen, None], FAR)
        found = np.full((len(graph.systems), len(groups), len(starts)), FAR, np.int64)
        for place, (system, bit) in enumerate(starts):
            if columns.here[graph.place[system]] >> bit & 1:
                found[graph.place[system], :, place] = 0
        bits = np.array([bit for _, bit in starts], np.uint64)
        # where all that carries it creates, and nothing stops, it comes to no system where the record is not
        everywhere = operation == "create" and not columns.network.no_passing
        allowed = None if everywhere else (columns.present[:, None] >> bits & np.uint64(1)).astype(bool)
        through = None if columns.whole else (columns.through[chosen, None] >> bits & np.uint64(1)).astype(bool)
        graph.steps(chosen).shorten(found, delay, allowed, through)
        return found

    def way(
        self, operation: str, group: str | None, writer: str, origin: str, records: Set, system: str
    ) -> tuple[Hop, ...] | None:
        """The hops of a shortest way from a writer to a system, of a change made as the calendar begins.

        It is about records from an origin, the first column of them.  None where that cannot be told from the arrays.
        """
        columns = self._columns
        if not columns.untimed(operation, group):
            return None
        key = operation, columns.road(operation, group)
        starts, found = self.of(operation, group)
        mask = columns.mask(records, origin)
        bit = (mask & -mask).bit_length() - 1
        place = starts.get((writer, bit))
        if place is None:
            return None
        if key not in self._ways:
            self._ways[key] = Ways(columns, columns.wanted(operation, group), found)
        number = columns.graph.place
        return self._ways[key].to(number.get(system), bit, place, number[writer])


class Ways:
    """The ways along the links of one road, found by going back from where they end."""

    def __init__(self, columns: Columns, wanted: Numbers, found: Numbers) -> None:
        self._network, self._into, self._found = columns.network, columns.into, found
        self._wanted = wanted.tobytes()
        #: by column of the walk: how late the change is in each system, and the hop by which it comes there, from where
        self._late: dict[int, memoryview[int]] = {}
        self._hops: dict[int, dict[int, Hop]] = {}
        self._before: dict[int, dict[int, int]] = {}

    def to(self, system: int | None, bit: int, place: int, start: int) -> tuple[Hop, ...] | None:
        """The way to a system in a column of the walk: None where nothing bounds it, or it comes round to itself."""
        if place not in self._late:
            self._late[place] = memoryview(self._found[:, place])
            self._hops[place], self._before[place] = {}, {}
        late, hops, before = self._late[place], self._hops[place], self._before[place]
        if system is None or late[system] >= BY_HAND:
            return None
        links, sources = dict[int, int](), self._into.sources
        at = system
        while at != start and at not in hops:
            if at in links:
                return None
            links[at] = self._entered(at, bit, late)
            at = sources[links[at]]
        begin, link_of = self._network.calendar[0], self._network.link
        for at, link in links.items():
            source = before[at] = sources[link]
            hops[at] = Hop(self._into.numbers[link], begin + late[source], False, None, begin + late[at], link_of)
        way, at = list[Hop](), system
        while at != start:
            way.append(hops[at])
            at = before[at]
        return tuple(reversed(way))

    def _entered(self, at: int, bit: int, late: memoryview[int]) -> int:
        """The link by which a shortest way enters a system; of several, that of the first name from the earliest."""
        into, wanted, now = self._into, self._wanted, late[at]
        sources, delays, through = into.sources, into.delays, into.through
        tight: list[int] = [
            link
            for link in into.links[at]
            if wanted[link]
            and late[sources[link]] + delays[link] == now
            and (through is None or through[link] >> bit & 1)
        ]
        if len(tight) == 1:
            return tight[0]
        return min(tight, key=lambda link: (late[sources[link]], into.flow(link).id))


class Into:
    """The links of a graph by the systems that they lead into, as lists: ways back are looked for one by one."""

    def __init__(self, graph: Graph, flows: Sequence[Flow], through: Numbers | None) -> None:
        self.graph, self._flows = graph, flows
        #: the links' numbers in the network
        self.numbers: list[int] = graph.order.tolist()
        self.sources: list[int] = graph.source.tolist()
        self.delays: list[int] = graph.delay.tolist()
        self.through: list[int] | None = None if through is None else through.tolist()
        self.links = [range(0)] * len(graph.systems)
        heads = np.flatnonzero(np.diff(graph.target, prepend=-1))
        begins = heads.tolist()
        for begin, end, at in zip(begins, [*begins[1:], len(self.sources)], graph.target[heads].tolist(), strict=True):
            self.links[at] = range(begin, end)

    def flow(self, link: int) -> Flow:
        """The flow of a link."""
        return self._flows[self.numbers[link]]
