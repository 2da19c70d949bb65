"""The flows of a large network, read into arrays.

What many flows share, such as a population, a trigger or the groups that travel, is looked at once: a flow has its
number.  All of it is read column by column, since there are hundreds of thousands of flows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, count
from operator import attrgetter
from typing import Any, TypeVar

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Cron, Flow
from mdg.topology.links import BRINGING, UNBOUNDED, seconds, wait_of
from mdg.topology.reach import Set

#: Delays of what is not reached, and of what nothing bounds: sums of both stay in order, and within 64 bits.
FAR, BY_HAND = 1 << 60, 1 << 44

Numbers = Any
Key = TypeVar("Key", bound=Hashable)


class Reading:
    """The flows as arrays: where each leads, and by numbers what it carries.

    ``source`` and ``target`` are numbers of ``place``, ``delay`` is in seconds with latency.
    """

    def __init__(self, flows: Sequence[Flow], extracts: Extracts, more: Iterable[str]) -> None:
        size = len(flows)
        self._extracts = extracts
        sources, targets = map(attrgetter("source"), flows), map(attrgetter("target"), flows)
        names = chain(more, sources, targets)
        known: defaultdict[str, int] = defaultdict(count().__next__)
        ends = np.fromiter(map(known.__getitem__, names), np.int64)[-2 * size or None :]
        self.place = dict(known)
        self.source, self.target = ends[:size], ends[size:]
        self._read_delays(flows)
        self._operations, self._operation = numbered(map(attrgetter("operations"), flows), size)

    def _read_delays(self, flows: Sequence[Flow]) -> None:
        triggers, trigger = by_identity(list(map(attrgetter("trigger"), flows)))
        latencies, latency = by_identity(list(map(attrgetter("latency"), flows)))
        waits = [wait_of(one) for one in triggers]
        told = [FAR if wait is None else BY_HAND if wait == UNBOUNDED else wait for wait in waits]
        self.delay = np.array(told, np.int64)[trigger] if told else np.empty(0, np.int64)
        self.delay += np.array([seconds(one) for one in latencies], np.int64)[latency]
        np.minimum(self.delay, FAR, out=self.delay)
        self.timed = np.array([isinstance(one, Cron) for one in triggers], bool)[trigger]

    def about(self, masks: Sequence[int]) -> Numbers:
        """For each flow the mask of its records, of those that are given for each set of them."""
        return np.array(masks, np.uint64)[self._extracts.record][self._extracts.number]

    def doing(self, operation: str) -> Numbers:
        """Whether each flow has an operation."""
        return np.array([operation in several for several in self._operations], bool)[self._operation]

    def bringing(self, group: str) -> Numbers:
        """Whether each flow brings a group, by creations or by updates."""
        carried = np.array([group in several for several in self._extracts.groups], bool)[self._extracts.number]
        return carried & np.array([not BRINGING.isdisjoint(some) for some in self._operations], bool)[self._operation]


class Extracts:
    """What flows take along; most share it with others, so that it is read once."""

    def __init__(self, flows: Sequence[Flow]) -> None:
        several, self.number = by_identity(list(map(attrgetter("extract"), flows)))
        self.groups = [one.groups for one in several]
        #: the different sets of records, and which of them each extract has
        self.records: list[Set]
        self.records, self.record = numbered((one.population.members for one in several), len(several))


def numbered(values: Iterable[Key], size: int) -> tuple[list[Key], Numbers]:
    """The different values, and for each its number among them."""
    known: defaultdict[Key, int] = defaultdict(count().__next__)
    numbers = np.fromiter(map(known.__getitem__, values), np.int64, size)
    return list(known), numbers


def by_identity(values: Sequence[Any]) -> tuple[list[Any], Numbers]:
    """The different objects, and for each its number among them: dearer things than numbers are looked at seldom."""
    ids, numbers = numbered(map(id, values), len(values))
    first = np.empty(len(ids), np.int64)
    first[numbers[::-1]] = np.arange(len(values) - 1, -1, -1)
    return [values[place] for place in first.tolist()], numbers
