"""Of a group of a large network, everywhere at once: who lacks it, and how late the latest of its changes is.

Made of the columns (:mod:`.columns`), so that thousands of needs can be passed over that are served well; what may be
wrong is looked at record by record kind afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Flow
from mdg.topology.arrays import BY_HAND, FAR, Numbers
from mdg.topology.columns import Columns
from mdg.topology.delays import Delays
from mdg.topology.freshness import Change, Course, Lag, alike, courses
from mdg.topology.links import UNBOUNDED
from mdg.topology.network import Network
from mdg.topology.reach import Reached, Set


class Overview:
    """A group in every system: ``lacking`` are the columns that do not hold it, ``late`` the latest of all changes.

    ``late`` is in seconds, at least :data:`~.arrays.BY_HAND` where nothing bounds it and at least
    :data:`~.arrays.FAR` where some change never arrives.
    """

    def __init__(self, network: Network, columns: Columns, group: str, causes: Sequence[Cause]) -> None:
        self.network, self.columns, self.group, self.causes = network, columns, group, causes
        lacking = np.zeros(len(columns.graph.systems), np.uint64)
        held: dict[int, Numbers] = {}
        for course in courses(network, group):
            here = course.holders.found if isinstance(course.holders, Reached) else np.zeros_like(lacking)
            held[id(course)] = here
            lacking |= np.uint64(columns.mask(course.variant.records, course.variant.origin.system)) & ~here
        self.lacking: list[int] = lacking.tolist()
        self._delays(held)

    def _delays(self, held: dict[int, Numbers]) -> None:
        """The latest change in each system, of those that count for what it holds."""
        size = len(self.lacking)
        late, cause = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
        if self.causes:
            bits = np.array([one[4] for one in self.causes], np.uint64)
            words = np.stack([held[id(one[0])] for one in self.causes], axis=1)
            there = np.stack([one[2].of(one[3]) for one in self.causes], axis=1)
            there += np.array([one[5] for one in self.causes], np.int64)
            there[(words >> bits & np.uint64(1)) == 0] = -1
            cause = there.argmax(axis=1)
            late = there[np.arange(size), cause]
        self.late: list[int] = late.tolist()
        self._cause: list[int] = cause.tolist()

    def worst(self, system: str) -> Lag | None:
        """The latest of all changes in a system, of one kind of records; None where no change counts."""
        place = self.columns.graph.place.get(system)
        if place is None or self.late[place] < 0:
            return None
        late, (_, change, _, _, bit, _) = self.late[place], self.causes[self._cause[place]]
        delay = None if late >= FAR else UNBOUNDED if late >= BY_HAND else float(late)
        return Lag(self.columns.pairs[bit][1], delay, change)

    def way(self, system: str, lag: Lag) -> list[Flow] | None:
        """The flows by which a lag that :meth:`worst` told comes about; None if they have to be searched for."""
        change = lag.change
        return self.columns.way(change.operation, self.group, change.writer, lag.records, system)


#: course, change, its bounds, the column walked, the bit, what it is old at the writer
Cause = tuple[Course, Change, Delays, int, int, int]


def overview(network: Network, group: str) -> Overview | None:
    """The overview of a group; None for a small network, and where timetables are on the way."""
    if network.columns is None:
        return None
    name = alike(network, group)
    return network.derived(("overview", name), lambda: _overview(network, name))


def _overview(network: Network, group: str) -> Overview | None:
    columns = network.columns
    if columns is None or not all(columns.untimed(operation, group) for operation in ("create", "update")):
        return None
    return Overview(network, columns, group, tuple(_causes(network, columns, group)))


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


def well_served(network: Network, system: str, groups: Sequence[str], records: Set, limit: int | None) -> bool:
    """Whether records surely come to be in a system with these groups, no change later than the limit in seconds.

    False means that it has to be looked at.
    """
    columns = network.columns
    place = None if columns is None else columns.graph.place.get(system)
    if columns is None or place is None:
        return False
    wanted = columns.mask(records)
    if wanted & ~columns.here[place]:
        return False
    for group in groups:
        found = overview(network, group)
        if found is None or found.lacking[place] & wanted or (limit is not None and found.late[place] > limit):
            return False
    return True
