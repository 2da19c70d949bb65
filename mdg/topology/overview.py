"""Of a group of a large network, everywhere at once: who lacks it, and how late the latest of its changes is.

Made of the columns (:mod:`.columns`), so that thousands of needs can be passed over that are served well; what may be
wrong is looked at record by record kind afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

# the module is loaded for large networks only
import numpy as np

from mdg.model.life import Origin
from mdg.topology.columns import Columns
from mdg.topology.delays import Delays
from mdg.topology.freshness import Change, Course, Lag, alike, courses, holders, variants
from mdg.topology.links import UNBOUNDED
from mdg.topology.network import Network
from mdg.topology.reach import Reached, Set
from mdg.topology.reading import BY_HAND, FAR

#: course, change, its bounds, the column walked, the bit, what it is old at the writer
Cause = tuple[Course, Change, Delays, int, int, int]


class Overview:
    """A group in every system, each with its number in the graph of the columns."""

    def __init__(self, network: Network, columns: Columns, group: str) -> None:
        self.network, self.columns, self.group = network, columns, group
        self._spoilt: dict[int, int] = {}

    @cached_property
    def lacking(self) -> list[int]:
        """The bits of the columns that do not hold the group, though it applies to them."""
        network, columns = self.network, self.columns
        lacking = np.zeros(len(columns.graph.systems), np.uint64)
        for variant in variants(network, self.group):
            found = holders(network, self.group, variant)
            here = found.found if isinstance(found, Reached) else np.zeros_like(lacking)
            lacking |= np.uint64(columns.mask(variant.records, variant.origin.system)) & ~here
        told: list[int] = lacking.tolist()
        return told

    def held(self, place: int, wanted: int) -> int:
        """Of some columns, those of records that hold the group in a system wherever they began."""
        lacking = self.lacking[place]
        if lacking not in self._spoilt:
            pairs = self.columns.pairs
            kinds = {kind for bit, (_, kind) in enumerate(pairs) if lacking >> bit & 1}
            self._spoilt[lacking] = sum(1 << bit for bit, (_, kind) in enumerate(pairs) if kind in kinds)
        return wanted & ~self._spoilt[lacking]

    # -- how late it is

    @cached_property
    def timed(self) -> bool:
        """Whether timetables are on the way, so that nothing is said here of how late it is."""
        return not all(self.columns.untimed(operation, self.group) for operation in ("create", "update"))

    @cached_property
    def late(self) -> list[int]:
        """The seconds by which the latest of all changes that count in a system is late; -1 where none counts.

        They are at least :data:`~.reading.BY_HAND` where nothing bounds it, and at least :data:`~.reading.FAR` where
        some change never arrives.
        """
        return self._latest[0]

    @cached_property
    def _causes(self) -> tuple[Cause, ...]:
        return tuple(_causes(self.network, self.columns, self.group))

    @cached_property
    def _latest(self) -> tuple[list[int], list[int]]:
        """The latest change in each system, of those that count for what it holds, and which it is."""
        size = len(self.columns.graph.systems)
        late, cause = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
        for number, (course, _, delays, place, bit, older) in enumerate(self._causes):
            if isinstance(course.holders, Reached):
                there = delays.of(place) + older
                there[(course.holders.found >> np.uint64(bit) & np.uint64(1)) == 0] = -1
                later = there > late
                np.copyto(late, there, where=later)
                cause[later] = number
        return late.tolist(), cause.tolist()

    def worst(self, place: int) -> tuple[int, Lag] | None:
        """The latest of all changes in a system, with the column that it is about; None where no change counts."""
        late = self.late[place]
        if late < 0:
            return None
        _, change, _, _, bit, _ = self._causes[self._latest[1][place]]
        delay = None if late >= FAR else UNBOUNDED if late >= BY_HAND else float(late)
        return 1 << bit, Lag(self.columns.pairs[bit][1], delay, change)


def overview(network: Network, group: str) -> Overview | None:
    """The overview of a group; None for a small network."""
    columns = network.columns
    if columns is None:
        return None
    known: dict[str, Overview] = network.derived("overviews", dict)
    if group not in known:
        name = alike(network, group)
        known[group] = known[name] if name in known else Overview(network, columns, name)
        known.setdefault(name, known[group])
    return known[group]


def _causes(network: Network, columns: Columns, group: str) -> Iterator[Cause]:
    for course in courses(network, group):
        system = course.variant.origin.system
        for change, delays in course.changes:
            if isinstance(delays, Delays):
                mask = columns.mask(change.records, system)
                for place, kind in delays.kinds:
                    for bit, pair in enumerate(columns.pairs):
                        if mask >> bit & 1 and pair == (system, kind):
                            yield course, change, delays, place, bit, change.refreshed


class Glance:
    """What can be told at a glance of some records in one system of a large network; False says nothing."""

    def __init__(self, network: Network, columns: Columns, system: str, records: Set) -> None:
        self._network, self._columns, self._wanted = network, columns, columns.mask(records)
        self._place = columns.graph.place.get(system)
        self._here = 0 if self._place is None else columns.here[self._place] & self._wanted

    def fine(self, groups: Iterable[str], limit: int | None) -> bool:
        """Whether all of them are there with these groups, and no change is later than so many seconds."""
        place, wanted = self._place, self._wanted
        if place is None or self._here != wanted:
            return False
        for group in groups:
            found = overview(self._network, group)
            if found is None or found.lacking[place] & wanted:
                return False
            if limit is not None and (found.timed or found.late[place] > limit):
                return False
        return True

    def absent(self, origins: Iterable[Origin]) -> Iterator[Origin]:
        """The origins of which some of the records are not there."""
        gone = self._wanted & ~self._here
        return (origin for origin in origins if self._columns.of(origin.system) & gone) if gone else iter(())

    def lacking(self, group: str) -> Iterator[Course]:
        """How records fared that are there without the group."""
        found = overview(self._network, group)
        if found is None or self._place is None:
            return
        lacking = found.lacking[self._place] & self._here
        if lacking:
            for course in courses(self._network, group):
                if self._columns.of(course.variant.origin.system) & lacking:
                    yield course

    def in_time(self, group: str, limit: int) -> bool:
        """Whether of those that hold the group wherever they began, no change is later than so many seconds."""
        found = overview(self._network, group)
        if found is None or self._place is None:
            return False
        return not found.held(self._place, self._here) or (not found.timed and found.late[self._place] <= limit)

    def latest(self, group: str) -> tuple[bool, Lag | None]:
        """Whether it can be told how late the group of them is at worst that is held wherever they began, and that."""
        found = overview(self._network, group)
        if found is None or self._place is None:
            return False, None
        held = found.held(self._place, self._here)
        if not held:
            return True, None
        told = None if found.timed else found.worst(self._place)
        return (False, None) if told is None or not told[0] & held else (True, told[1])
