"""Large networks as arrays: presence, holders and delays from every origin at once.

Where few kinds of records are told apart, each kind from each origin is one column, and a walk over the links moves all
columns together.  Links are sorted by the wave of their target, so that one walk settles everything but what comes back
round a cycle; walks are repeated until nothing changes.  The answers are those of :mod:`.reach` and :mod:`.bounds`,
which take over where this does not fit: with timetables, many kinds of records, or providers that create.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Cron, Event, Flow
from mdg.topology.links import UNBOUNDED, delay_of
from mdg.topology.reach import Set

#: Delays of what is not reached, and of what nothing bounds: sums of both stay in order, and within 64 bits.
FAR, BY_HAND = 1 << 60, 1 << 44

Numbers = Any
#: What is read of a flow, all at once, since there are hundreds of thousands.
_PARTS = attrgetter(
    "source", "target", "extract.population.members", "extract.groups", "operations", "trigger", "latency"
)


class Graph:
    """The systems and flows of a network, in an order in which nearly all flows lead onward.

    ``kind`` numbers what tells flows apart beside their ends: ``kinds`` has for each the records, the groups, the
    operations, whether a delay bounds it, whether it has a timetable, and whether it comes from one of ``stopping``.
    """

    def __init__(self, flows: Sequence[Flow], more: Iterable[str], stopping: frozenset[str]) -> None:
        self.place = {system: number for number, system in enumerate(dict.fromkeys(more))}
        self.kinds: dict[tuple[Set, tuple[str, ...], frozenset[str], bool, bool, bool], int] = {}
        source, target, kind, delay = self._read(flows, stopping)
        self.systems = tuple(self.place)
        self.wave = waves(source, target, len(self.place))
        self.order = np.lexsort((target, self.wave[target]))
        self.source, self.target = source[self.order], target[self.order]
        self.kind, self.delay = kind[self.order], delay[self.order]
        self._flows = flows

    def _read(self, flows: Sequence[Flow], stopping: frozenset[str]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        place, kinds = self.place, self.kinds
        enter, known = place.setdefault, kinds.setdefault
        source, target, kind, delay = [], [], [], []
        late: float | None
        parts = zip(flows, map(_PARTS, flows), strict=True)
        for flow, (start, end, records, groups, operations, trigger, latency) in parts:
            source.append(enter(start, len(place)))
            target.append(enter(end, len(place)))
            if trigger.__class__ is Event:
                late, timed = latency.days * 86_400 + latency.seconds, False
            else:
                late, timed = delay_of(flow), isinstance(trigger, Cron)
            delay.append(FAR if late is None else BY_HAND if late == UNBOUNDED else late)
            key = (records, groups, operations, late is not None, timed, start in stopping)
            kind.append(known(key, len(kinds)))
        return np.array(source, np.int64), np.array(target, np.int64), np.array(kind), np.array(delay, np.int64)

    def flow(self, number: int) -> Flow:
        """The flow that stands at a place in the order."""
        return self._flows[int(self.order[number])]

    def some(self, wanted: Numbers) -> Steps:
        """The links for which ``wanted`` is true."""
        return Steps(self, np.flatnonzero(wanted))


def waves(source: Numbers, target: Numbers, size: int) -> Numbers:
    """For each node a wave later than those of the nodes that lead to it; in cycles, of most of them."""
    found = np.full(size, -1, np.int64)
    waiting = np.bincount(target, minlength=size)
    onward = np.argsort(source, kind="stable")
    first = np.searchsorted(source[onward], np.arange(size + 1))
    leads_to = target[onward]
    frontier = np.flatnonzero(waiting == 0)
    left, number = size, 0
    while left:
        if not len(frontier):
            rest = np.flatnonzero(found < 0)
            frontier = rest[waiting[rest] == waiting[rest].min()][:1]
        found[frontier] = number
        left -= len(frontier)
        number += 1
        reached = leads_to[spans(first[frontier], first[frontier + 1])]
        np.subtract.at(waiting, reached, 1)
        reached = np.unique(reached)
        frontier = reached[(waiting[reached] <= 0) & (found[reached] < 0)]
    return found


def spans(begin: Numbers, end: Numbers) -> Numbers:
    """The numbers of several stretches, one after another."""
    lengths = end - begin
    if not len(lengths):
        return lengths
    shift = np.repeat(end - lengths.cumsum(), lengths)
    return np.arange(lengths.sum()) + shift


class Steps:
    """Some links of a graph, wave by wave of their targets."""

    def __init__(self, graph: Graph, chosen: Numbers) -> None:
        self.graph, self.chosen = graph, chosen
        self.source, self.target = graph.source[chosen], graph.target[chosen]
        self.delay = graph.delay[chosen][:, None]
        wave = graph.wave[self.target]
        heads = np.flatnonzero(np.diff(self.target, prepend=-1))
        self.heads, self.ends = heads, self.target[heads]
        cuts = np.flatnonzero(np.diff(wave[heads], prepend=-1)) if len(heads) else heads
        begins = heads[cuts]
        links = map(slice, begins.tolist(), [*begins[1:].tolist(), len(chosen)])
        rows = map(slice, cuts.tolist(), [*cuts[1:].tolist(), len(heads)])
        local = heads - np.repeat(begins, np.diff([*cuts, len(heads)]))
        #: wave by wave: where its links are, their sources, their delays, where each target begins, the targets
        self.waves = [
            (some, self.source[some], self.delay[some], local[row], self.ends[row])
            for some, row in zip(links, rows, strict=True)
        ]
        back = np.flatnonzero(graph.wave[self.source] >= wave)
        self.back = self.source[back], self.target[back], self.delay[back], back

    def reach(self, found: Numbers, allowed: Numbers, through: Numbers) -> None:
        """Spread bits along the links: those of ``through`` by link, and only where they are ``allowed`` by system."""
        if not found.any():
            return
        masks = through[self.chosen]
        source, target, _, places = self.back
        while True:
            for some, sources, _, heads, ends in self.waves:
                found[ends] |= np.bitwise_or.reduceat(found[sources] & masks[some], heads) & allowed[ends]
            more = found[source] & masks[places] & allowed[target] & ~found[target]
            if not more.any():
                return
            np.bitwise_or.at(found, target, more)

    def shorten(self, found: Numbers, allowed: Numbers | None, through: Numbers | None) -> None:
        """Find the shortest ways, by column, to the systems where the column is allowed (None: wherever it comes).

        ``through`` says for each link which columns it is about, None that it is about all.
        """
        masks = None if through is None else through[self.chosen]
        source, target, delay, places = self.back
        while True:
            for some, sources, delays, heads, ends in self.waves:
                coming = found[sources]
                coming += delays
                if masks is not None:
                    coming[~masks[some]] = FAR
                least = np.minimum.reduceat(coming, heads, axis=0)
                if allowed is not None:
                    least[~allowed[ends]] = FAR
                found[ends] = np.minimum(found[ends], least, out=least)
            coming = found[source] + delay
            if masks is not None:
                coming[~masks[places]] = FAR
            if allowed is not None:
                coming[~allowed[target]] = FAR
            if not (coming < found[target]).any():
                return
            np.minimum.at(found, target, coming)

    def before(self, found: Numbers, through: Numbers | None) -> Numbers:
        """For each target (in the order of ``ends``) and column, a link by which the shortest way enters it."""
        coming = found[self.source] + self.delay
        tight = coming == found[self.target]
        if through is not None:
            tight &= through[self.chosen]
        numbers = np.where(tight, np.arange(len(self.chosen), dtype=np.int32)[:, None], np.int32(-1))
        return np.maximum.reduceat(numbers, self.heads, axis=0) if len(self.heads) else numbers
