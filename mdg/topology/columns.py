"""What a large network answers from its arrays: one column for each kind of records from each origin.

See :mod:`.arrays`.  :func:`columns` says whether a network is one of those for which that is worth while.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Flow
from mdg.topology.arrays import FAR, Graph, Numbers, Steps
from mdg.topology.delays import Delays
from mdg.topology.links import BRINGING
from mdg.topology.reach import Set, partition

#: A :class:`mdg.topology.network.Network`, whose module loads this one for large networks.
Network = Any

#: A network is walked as arrays for up to so many columns: the bits of a word.
MOST_COLUMNS = 64


def columns(network: Network) -> Columns | None:
    """The columns of a network, None where it tells too many kinds of records apart."""
    if any(origin in network.no_passing for origin in network.born):
        return None
    kinds = partition(_all(network), _sets(network), network.nothing, most=MOST_COLUMNS)
    if kinds is None:
        return None
    pairs = [
        (origin, kind) for origin, born in network.born.items() for kind in kinds if kind & born != network.nothing
    ]
    return Columns(network, kinds, pairs) if 0 < len(pairs) <= MOST_COLUMNS else None


def _all(network: Network) -> Set:
    found = network.nothing
    for born in network.born.values():
        found = found | born
    return found


def _sets(network: Network) -> Iterator[Set]:
    """Every set that tells records apart."""
    yield from dict.fromkeys(flow.extract.population.members for flow in network.flows)
    yield from network.born.values()
    for group in network.entity.groups:
        yield network.applies(group)
        yield from network.owners(group).values()
        yield from (records for _, records, _ in network.supplies.get(group, ()))
        for origin in network.origins:
            yield origin.supplied(network.entity, group).members


class Columns:
    """The columns of a network: ``pairs`` of an origin and a kind of records, each a bit of a word."""

    def __init__(self, network: Network, kinds: Sequence[Set], pairs: Sequence[tuple[str, Set]]) -> None:
        self.network, self.pairs = network, pairs
        ends = (*network.born, *network.providers, *(s for g in network.entity.groups for s in network.owners(g)))
        self.graph = Graph(network.flows, ends, network.no_passing)
        self._masks: dict[Set, int] = {}
        self._unions: dict[int, Set] = {}
        self._steps: dict[int, Steps] = {}
        self._roads: dict[bytes, int] = {}
        self._entered: dict[tuple[str, int], Numbers] = {}
        self._walked: dict[tuple[str, int], tuple[list[tuple[str, int]], Numbers]] = {}
        self._sort()
        self._whole = bool((self.through == self.mask(_all(network))).all())

    def _sort(self) -> None:
        """What tells flows apart, said once for all that are alike: few are not."""
        kinds, kind = self.graph.kinds, self.graph.kind

        def told(words: Iterable[object], dtype: type) -> Numbers:
            return np.array(list(words), dtype)[kind] if kinds else np.empty(0, dtype)

        self.through = told((self.mask(records) for records, *_ in kinds), np.uint64)
        self._groups = {
            group: told(
                (group in groups and not BRINGING.isdisjoint(several) for _, groups, several, *_ in kinds), bool
            )
            for group in self.network.entity.groups
        }
        self._operations = {
            operation: told((operation in several for _, _, several, *_ in kinds), bool)
            for operation in ("create", "update", "delete")
        }
        self._timed = told((timed for *_, timed, _ in kinds), bool)
        self._delivering = told((bounded or timed for *_, bounded, timed, _ in kinds), bool)
        self._passing = told((not stops for *_, stops in kinds), bool)

    def mask(self, records: Set, origin: str | None = None) -> int:
        """The bits of the columns whose records are among these, from one origin or all."""
        if records not in self._masks:
            self._masks[records] = sum(
                1 << bit for bit, (_, kind) in enumerate(self.pairs) if kind & records != self.network.nothing
            )
        return self._masks[records] & self.of(origin) if origin is not None else self._masks[records]

    @functools.cache  # noqa: B019  # kept as long as the network is
    def of(self, origin: str) -> int:
        """The bits of the columns of one origin."""
        return sum(1 << bit for bit, (system, _) in enumerate(self.pairs) if system == origin)

    def wanted(self, operation: str | None, group: str | None) -> Numbers:
        """Whether each link carries such a change; None is creations or updates."""
        if operation is None:
            wanted = self._operations["create"] | self._operations["update"]
        else:
            wanted = self._operations[operation] & self._delivering
        return wanted if group is None else wanted & self._groups[group]

    @functools.cache  # noqa: B019  # kept as long as the network is
    def road(self, operation: str | None, group: str | None) -> int:
        """A number that stands for the links that carry such a change."""
        return self._roads.setdefault(np.packbits(self.wanted(operation, group)).tobytes(), len(self._roads))

    def steps(self, operation: str | None, group: str | None) -> Steps:
        """The links that carry such a change, wave by wave."""
        road = self.road(operation, group)
        if road not in self._steps:
            self._steps[road] = self.graph.some(self.wanted(operation, group))
        return self._steps[road]

    def only(self, found: Numbers, records: Set, origin: str) -> Numbers:
        """What is found of some records from one origin."""
        return found & np.uint64(self.mask(records, origin))

    def records(self, found: Numbers, system: str, origin: str) -> Set:
        """The records of one origin whose bits are set for a system; KeyError if there are none."""
        place = self.graph.place.get(system)
        word = 0 if place is None else int(found[place]) & self.of(origin)
        if not word:
            raise KeyError(system)
        if word not in self._unions:
            whole = self.network.nothing
            for bit, (_, kind) in enumerate(self.pairs):
                if word >> bit & 1:
                    whole = whole | kind
            self._unions[word] = whole
        return self._unions[word]

    def systems(self, found: Numbers, origin: str) -> Iterator[str]:
        """The systems for which bits of one origin are set."""
        for place in np.flatnonzero(found & np.uint64(self.of(origin))).tolist():
            yield self.graph.systems[place]

    @functools.cache  # noqa: B019  # kept as long as the network is
    def untimed(self, operation: str, group: str | None) -> bool:
        """Whether no timetable is among the links that carry such a change."""
        return not bool((self._timed[self.steps(operation, group).chosen]).any())

    # -- presence and holders

    @functools.cached_property
    def present(self) -> Numbers:
        """For each system, the bits of the columns whose records come to be there."""
        found = np.zeros(len(self.graph.systems), np.uint64)
        allowed = np.full(len(found), (1 << len(self.pairs)) - 1, np.uint64)
        for provider in self.network.providers:
            found[self.graph.place[provider]] = allowed[0]
        for origin, born in self.network.born.items():
            found[self.graph.place[origin]] |= np.uint64(self.mask(born, origin))
        self.graph.some(self._operations["create"] & self._passing).reach(found, allowed, self.through)
        return found

    @functools.cached_property
    def here(self) -> list[int]:
        """The same, as a list."""
        found: list[int] = self.present.tolist()
        return found

    def holding(self, group: str, seeds: Iterable[tuple[str, str, Set]]) -> Numbers:
        """For each system, the bits of the columns of which it holds the group.

        ``seeds`` are who writes it: of records from which origin, in which system, which of them.
        """
        found = np.zeros(len(self.graph.systems), np.uint64)
        for origin, system, records in seeds:
            found[self.graph.place[system]] |= np.uint64(self.mask(records, origin))
        self.steps(None, group).reach(found, self.present, self.through)
        return found

    # -- delays

    @functools.cache  # noqa: B019  # kept as long as the network is
    def bounds(self, operation: str, group: str | None, writer: str, origin: str) -> Delays | None:
        """The bounds of a change made at a writer, of records from one origin; None with timetables on the way."""
        if not self.untimed(operation, group):
            return None
        starts, found = self.walked(operation, group)
        own = self.of(origin)
        kinds = [
            (place, self.pairs[bit][1])
            for place, (system, bit) in enumerate(starts)
            if system == writer and own >> bit & 1
        ]
        if not kinds and int(self.present[self.graph.place[writer]]) & own:
            bits = [bit for bit in range(len(self.pairs)) if own >> bit & 1]
            found = self._delays(operation, group, [(writer, bit) for bit in bits])
            kinds = [(place, self.pairs[bit][1]) for place, bit in enumerate(bits)]
        return Delays(self.graph, found, kinds)

    def walked(self, operation: str, group: str | None) -> tuple[list[tuple[str, int]], Numbers]:
        """The delays of all changes with that operation: from where, of which columns, and a column for each."""
        key = operation, self.road(operation, group)
        if key not in self._walked:
            bits = range(len(self.pairs))
            if operation == "create":
                starts = [(system, bit) for bit, (system, _) in enumerate(self.pairs)]
            else:
                writers = dict.fromkeys(self._writers(operation))
                here = {system: int(self.present[self.graph.place[system]]) for system in writers}
                starts = [(system, bit) for system in writers for bit in bits if here[system] >> bit & 1]
            parts = [starts[first : first + MOST_COLUMNS] for first in range(0, len(starts), MOST_COLUMNS)]
            found = [self._delays(operation, group, part) for part in parts]
            whole = np.concatenate(found, axis=1) if found else np.empty((len(self.graph.systems), 0), np.int64)
            self._walked[key] = starts, whole
        return self._walked[key]

    def _writers(self, operation: str) -> Iterator[str]:
        """The systems that may make such a change to some group."""
        network = self.network
        for group in network.entity.groups if operation == "update" else ():
            yield from network.owners(group)
            yield from (system for system, _, _ in network.supplies.get(group, ()))

    def _delays(self, operation: str, group: str | None, starts: Sequence[tuple[str, int]]) -> Numbers:
        """The delay of a change that begins in a system, of a column's records: a row a system, a column a start."""
        steps = self.steps(operation, group)
        found = np.full((len(self.graph.systems), len(starts)), FAR, np.int64)
        bits = np.array([bit for _, bit in starts], np.uint64)
        # where all that carries it creates, and nothing stops, it comes to no system where the record is not
        everywhere = operation == "create" and not self.network.no_passing
        allowed = None if everywhere else (self.present[:, None] >> bits & np.uint64(1)).astype(bool)
        for place, (system, bit) in enumerate(starts):
            if int(self.present[self.graph.place[system]]) >> bit & 1:
                found[self.graph.place[system], place] = 0
        through = None if self._whole else (self.through[:, None] >> bits & np.uint64(1)).astype(bool)
        steps.shorten(found, allowed, through)
        return found

    def way(self, operation: str, group: str | None, writer: str, records: Set, system: str) -> list[Flow] | None:
        """The flows of a shortest way from a writer to a system, of records that are in one column of the walk.

        None where that cannot be told from the arrays, and has to be searched for.
        """
        starts, found = self.walked(operation, group)
        for place, (start, bit) in enumerate(starts):
            if start == writer and self.pairs[bit][1] & records != self.network.nothing:
                return self._back(operation, group, found, place, system)
        return None

    def _back(self, operation: str, group: str | None, found: Numbers, place: int, system: str) -> list[Flow] | None:
        steps = self.steps(operation, group)
        key = operation, self.road(operation, group)
        starts, _ = self.walked(operation, group)
        if key not in self._entered:
            bits = np.array([bit for _, bit in starts], np.uint64)
            through = None if self._whole else (self.through[:, None] >> bits & np.uint64(1)).astype(bool)
            entered = np.full((len(self.graph.systems), len(starts)), -1, np.int64)
            entered[steps.ends] = steps.before(found, through)
            self._entered[key] = entered
        entered, source, late = self._entered[key], steps.source, found[:, place]
        at, begin, route = self.graph.place[system], self.graph.place[starts[place][0]], list[Flow]()
        if late[at] >= FAR:
            return None
        while at != begin:
            number = int(entered[at, place])
            if number < 0 or len(route) > len(self.graph.systems):
                return None
            route.append(self.graph.flow(steps.chosen[number]))
            at = int(source[number])
        route.reverse()
        return route
