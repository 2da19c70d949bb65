"""What a large network answers from its arrays: one column for each kind of records from each origin.

See :mod:`.arrays`.  :func:`columns` says whether a network is one of those for which that is worth while.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

# the module is loaded for large networks only
import numpy as np

from mdg.topology.arrays import Graph
from mdg.topology.delays import Delays
from mdg.topology.reach import Set, partition, union_of
from mdg.topology.reading import FAR, Extracts, Numbers, Reading
from mdg.topology.walked import Into, Walked

#: A :class:`mdg.topology.network.Network`, whose module loads this one for large networks.
Network = Any

#: A network is walked as arrays for up to so many columns: the bits of a word.
MOST_COLUMNS = 64


def columns(network: Network) -> Columns | None:
    """The columns of a network, None where it tells too many kinds of records apart."""
    if any(origin in network.no_passing for origin in network.born):
        return None
    extracts = Extracts(network.flows)
    sets = chain(extracts.records, _sets(network))
    kinds = partition(_all(network), sets, network.nothing, most=MOST_COLUMNS)
    if kinds is None:
        return None
    pairs = [
        (origin, kind) for origin, born in network.born.items() for kind in kinds if kind & born != network.nothing
    ]
    return Columns(network, extracts, pairs) if 0 < len(pairs) <= MOST_COLUMNS else None


def _all(network: Network) -> Set:
    found = network.nothing
    for born in network.born.values():
        found = found | born
    return found


def _sets(network: Network) -> Iterator[Set]:
    """Every set that tells records apart, but those of the flows."""
    yield from network.born.values()
    for group in network.entity.groups:
        yield network.applies(group)
        yield from network.owners(group).values()
        yield from (records for _, records, _ in network.supplies.get(group, ()))
        for origin in network.origins:
            yield origin.supplied(network.entity, group).members


class Columns:
    """The columns of a network: ``pairs`` of an origin and a kind of records, each a bit of a word."""

    def __init__(self, network: Network, extracts: Extracts, pairs: Sequence[tuple[str, Set]]) -> None:
        self.network, self.pairs = network, pairs
        ends = (*network.born, *network.providers, *(s for g in network.entity.groups for s in network.owners(g)))
        reading = Reading(network.flows, extracts, ends)
        self.graph = Graph(reading)
        self._of: dict[str, int] = {}
        for bit, (system, _) in enumerate(pairs):
            self._of[system] = self._of.get(system, 0) | 1 << bit
        self._masks: dict[Set, int] = {}
        self._unions: dict[int, Set] = {}
        self._roads: dict[bytes, int] = {}
        self._road: dict[tuple[str | None, str | None], int] = {}
        self._untimed: dict[tuple[str, str | None], bool] = {}
        self._sort(reading, extracts.records)

    def _sort(self, reading: Reading, records: Sequence[Set]) -> None:
        """What tells flows apart, in the order of the links."""
        order = self.graph.order
        masks = [self.mask(one) for one in records]
        whole = self.mask(_all(self.network))
        #: whether every flow is about every column
        self.whole = all(mask == whole for mask in masks)
        self.through = reading.about(masks)[order]
        self._groups = {group: reading.bringing(group)[order] for group in self.network.entity.groups}
        self._operations = {operation: reading.doing(operation)[order] for operation in ("create", "update", "delete")}
        self._timed = reading.timed[order]
        self._delivering = self._timed | (self.graph.delay < FAR)
        stopping = [self.graph.place[system] for system in self.network.no_passing]
        self._passing = ~np.isin(self.graph.source, stopping)

    def mask(self, records: Set, origin: str | None = None) -> int:
        """The bits of the columns whose records are among these, from one origin or all."""
        if records not in self._masks:
            self._masks[records] = sum(
                1 << bit for bit, (_, kind) in enumerate(self.pairs) if kind & records != self.network.nothing
            )
        return self._masks[records] & self.of(origin) if origin is not None else self._masks[records]

    def of(self, origin: str) -> int:
        """The bits of the columns of one origin."""
        return self._of.get(origin, 0)

    def wanted(self, operation: str | None, group: str | None) -> Numbers:
        """Whether each link carries such a change; None is creations or updates."""
        if operation is None:
            wanted = self._operations["create"] | self._operations["update"]
        else:
            wanted = self._operations[operation] & self._delivering
        return wanted if group is None else wanted & self._groups[group]

    def road(self, operation: str | None, group: str | None) -> int:
        """A number that stands for the links that carry such a change."""
        key = operation, group
        if key not in self._road:
            links = np.packbits(self.wanted(operation, group)).tobytes()
            self._road[key] = self._roads.setdefault(links, len(self._roads))
        return self._road[key]

    def only(self, found: Numbers, records: Set, origin: str) -> Numbers:
        """What is found of some records from one origin."""
        return found & np.uint64(self.mask(records, origin))

    def union(self, word: int) -> Set:
        """The records of some columns, given as bits."""
        if word not in self._unions:
            self._unions[word] = union_of(
                (kind for bit, (_, kind) in enumerate(self.pairs) if word >> bit & 1), self.network.nothing
            )
        return self._unions[word]

    def systems(self, found: Numbers, origin: str) -> Iterator[str]:
        """The systems for which bits of one origin are set."""
        for place in np.flatnonzero(found & np.uint64(self.of(origin))).tolist():
            yield self.graph.systems[place]

    def untimed(self, operation: str, group: str | None) -> bool:
        """Whether no timetable is among the links that carry such a change."""
        key = operation, group
        if key not in self._untimed:
            self._untimed[key] = not bool(self._timed[self.wanted(operation, group)].any())
        return self._untimed[key]

    # -- presence and holders

    @functools.cached_property
    def present(self) -> Numbers:
        """For each system, the bits of the columns whose records come to be there."""
        found = np.zeros((len(self.graph.systems), 1), np.uint64)
        allowed = np.full(found.shape, (1 << len(self.pairs)) - 1, np.uint64)
        for provider in self.network.providers:
            found[self.graph.place[provider]] = allowed[0]
        for origin, born in self.network.born.items():
            found[self.graph.place[origin]] |= np.uint64(self.mask(born, origin))
        chosen = np.flatnonzero(self._operations["create"] & self._passing)
        self.graph.steps(chosen).reach(found, allowed, self.through[chosen, None])
        return found[:, 0]

    @functools.cached_property
    def here(self) -> list[int]:
        """The same, as a list."""
        found: list[int] = self.present.tolist()
        return found

    def holding(self, seeds: Mapping[str, Sequence[tuple[str, str, Set]]]) -> dict[str, Numbers]:
        """By group, for each system the bits of the columns of which it holds the group.

        ``seeds`` are by group who writes it: of records from which origin, in which system, which of them.
        """
        alike: dict[object, list[str]] = {}
        for group, several in seeds.items():
            alike.setdefault((self.road(None, group), tuple(several)), []).append(group)
        groups = [several[0] for several in alike.values()]
        in_a_word = MOST_COLUMNS // len(self.pairs)
        found: dict[str, Numbers] = {}
        for first in range(0, len(groups), in_a_word):
            found |= self._holding({group: seeds[group] for group in groups[first : first + in_a_word]})
        return {group: found[several[0]] for several in alike.values() for group in several}

    def _holding(self, seeds: Mapping[str, Sequence[tuple[str, str, Set]]]) -> dict[str, Numbers]:
        """The same of so many groups that a word has a bit for each column of each."""
        width, size = len(self.pairs), len(self.graph.systems)
        if not any(seeds.values()):
            return dict.fromkeys(seeds, np.zeros(size, np.uint64))
        found, allowed = np.zeros((size, 1), np.uint64), np.zeros((size, 1), np.uint64)
        wanted = {group: self.wanted(None, group) for group in seeds}
        chosen = np.flatnonzero(np.logical_or.reduce(list(wanted.values())))
        through = np.zeros((len(chosen), 1), np.uint64)
        for number, (group, several) in enumerate(seeds.items()):
            shift = np.uint64(number * width)
            for origin, system, records in several:
                found[self.graph.place[system]] |= np.uint64(self.mask(records, origin) << number * width)
            allowed[:, 0] |= self.present << shift
            through[:, 0] |= np.where(wanted[group], self.through, np.uint64(0))[chosen] << shift
        self.graph.steps(chosen).reach(found, allowed, through)
        bits = np.uint64((1 << width) - 1)
        return {group: found[:, 0] >> np.uint64(number * width) & bits for number, group in enumerate(seeds)}

    # -- delays

    @functools.cached_property
    def walks(self) -> Walked:
        """The delays of changes."""
        return Walked(self)

    @functools.cached_property
    def into(self) -> Into:
        """The links by where they lead, for ways back."""
        return Into(self.graph, self.network.flows, None if self.whole else self.through)

    def bounds(self, operation: str, group: str | None, writer: str, origin: str) -> Delays | None:
        """The bounds of a change made at a writer, of records from one origin; None with timetables on the way."""
        if not self.untimed(operation, group):
            return None
        key = "bounds", self.road(operation, group), operation, writer, origin
        found: Delays = self.network.derived(key, lambda: self._bounds(operation, group, writer, origin))
        return found

    def _bounds(self, operation: str, group: str | None, writer: str, origin: str) -> Delays:
        bits = [bit for bit in range(len(self.pairs)) if self.of(origin) >> bit & 1]
        starts, found = self.walks.of(operation, group)
        if any((writer, bit) in starts for bit in bits):
            kinds = [(starts[writer, bit], self.pairs[bit][1]) for bit in bits if (writer, bit) in starts]
        elif self.here[self.graph.place[writer]] & self.of(origin):
            found = self.walks.alone(operation, group, [(writer, bit) for bit in bits])
            kinds = [(place, self.pairs[bit][1]) for place, bit in enumerate(bits)]
        else:
            kinds = []
        return Delays(self.graph, found, kinds)
