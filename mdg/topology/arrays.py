"""Large networks as arrays: presence, holders and delays from every origin at once.

Where few kinds of records are told apart, each kind from each origin is one column, and a walk over the links moves all
columns together, of all groups that fare differently.  Links are sorted by the level of their target, so that one walk
settles everything but what comes back round a circle; the levels that a circle lies in are repeated until nothing
changes.  The answers are those of :mod:`.reach` and :mod:`.bounds`, which take over where this does not fit: with
timetables, many kinds of records, or providers that create.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

# the module is loaded for large networks only
import numpy as np

from mdg.topology.depth import Depth, in_order
from mdg.topology.reading import FAR, Reading

Numbers = Any


class Graph:
    """The systems and flows of a network, in an order in which nearly all flows lead onward."""

    def __init__(self, reading: Reading) -> None:
        self.place, self.systems = reading.place, tuple(reading.place)
        self.depth = Depth(reading.source, reading.target, len(self.systems))
        level = self.depth.level
        self.order = by_level(reading.target, level)
        self.source, self.target = reading.source[self.order], reading.target[self.order]
        self.delay = reading.delay[self.order]

    def steps(self, chosen: Numbers) -> Steps:
        """Some of the links."""
        return Steps(self.source[chosen], self.target[chosen], self.depth.level)


def by_level(target: Numbers, level: Numbers) -> Numbers:
    """The places of links by the level of their target, and those with the same target together."""
    rank = np.empty(len(level), np.int64)
    rank[in_order(level, len(level))] = np.arange(len(level))
    return in_order(rank[target], len(level))


class Level(NamedTuple):
    """Links into systems of one level: which they are, their sources, where each target begins, the targets."""

    links: slice
    sources: Numbers
    heads: Numbers
    ends: Numbers


class Circling(NamedTuple):
    """Levels among which circles lie, and the links (by number) that close them."""

    levels: list[Level]
    back: Numbers


class Steps:
    """Some links, level by level of their targets: in an order in which ``depth``, a level of each node, grows."""

    def __init__(self, source: Numbers, target: Numbers, depth: Numbers) -> None:
        self.source, self.target = source, target
        heads = np.flatnonzero(np.diff(self.target, prepend=-1))
        ends = target[heads]
        level = depth[ends]
        cuts = np.flatnonzero(np.diff(level, prepend=-1)) if len(heads) else heads
        begins = heads[cuts]
        links = map(slice, begins.tolist(), [*begins[1:].tolist(), len(source)])
        rows = map(slice, cuts.tolist(), [*cuts[1:].tolist(), len(heads)])
        local = heads - np.repeat(begins, np.diff([*cuts, len(heads)]))
        self.levels = [Level(some, source[some], local[row], ends[row]) for some, row in zip(links, rows, strict=True)]
        self._stretches = list(self._circles(depth, level[cuts]))

    def _circles(self, depth: Numbers, level: Numbers) -> Iterator[Circling]:
        """All levels in stretches: those that circles lie in, and between them those that none does."""
        back = np.flatnonzero(depth[self.source] >= depth[self.target])
        low, high = depth[self.target[back]], depth[self.source[back]]
        by_low = np.argsort(low, kind="stable")
        done, place = 0, 0
        while place < len(back):
            first, last = place, int(high[by_low[place]])
            while place < len(back) and int(low[by_low[place]]) <= last:
                last = max(last, int(high[by_low[place]]))
                place += 1
            begin = int(np.searchsorted(level, low[by_low[first]]))
            end = int(np.searchsorted(level, last, side="right"))
            yield Circling(self.levels[done:begin], back[:0])
            yield Circling(self.levels[begin:end], np.sort(back[by_low[first:place]]))
            done = end
        yield Circling(self.levels[done:], back[:0])

    def walk(self, onward: Callable[[Level], None], again: Callable[[Numbers], bool]) -> None:
        """Go through all levels, and through those of circles as long as there is something new ``again``."""
        for levels, back in self._stretches:
            while True:
                for level in levels:
                    onward(level)
                if not len(back) or not again(back):
                    break

    def reach(self, found: Numbers, allowed: Numbers, through: Numbers) -> None:
        """Spread bits along the links: those of ``through`` by link, and only where they are ``allowed`` by system.

        All have a row for each system, or link, and a column for each word of bits.
        """
        source, target = self.source, self.target

        def onward(level: Level) -> None:
            coming = found.take(level.sources, axis=0)
            coming &= through[level.links]
            come = np.bitwise_or.reduceat(coming, level.heads, axis=0)
            come &= allowed[level.ends]
            found[level.ends] |= come

        def again(back: Numbers) -> bool:
            more = found[source[back]] & through[back] & allowed[target[back]] & ~found[target[back]]
            np.bitwise_or.at(found, target[back], more)
            return bool(more.any())

        if found.any():
            self.walk(onward, again)

    def lengthen(self, found: Numbers) -> None:
        """Find the longest ways, by column, counted in links, where no circle lies; below 0 is what none leads to."""
        for level in self.levels:
            coming = np.maximum.reduceat(found.take(level.sources, axis=0), level.heads, axis=0)
            coming += 1
            found[level.ends] = np.maximum(found[level.ends], coming, out=coming)

    def shorten(self, found: Numbers, delay: Numbers, allowed: Numbers | None, through: Numbers | None) -> None:
        """Find the shortest ways, by column, to the systems where the column is allowed (None: wherever it comes).

        ``found`` is by system, road and column, ``delay`` by link and road; ``allowed`` says for each system, and
        ``through`` for each link, which columns they are about: None that it is about all.
        """
        source, target = self.source, self.target
        lasts = delay[:, :, None]

        def coming_by(links: slice | Numbers, sources: Numbers) -> Numbers:
            coming = found.take(sources, axis=0)
            coming += lasts[links]
            if through is not None:
                np.copyto(coming, FAR, where=~through[links][:, None, :])
            return coming

        def onward(level: Level) -> None:
            least = np.minimum.reduceat(coming_by(level.links, level.sources), level.heads, axis=0)
            if allowed is not None:
                np.copyto(least, FAR, where=~allowed[level.ends][:, None, :])
            found[level.ends] = np.minimum(found[level.ends], least, out=least)

        def again(back: Numbers) -> bool:
            coming = coming_by(back, source[back])
            if allowed is not None:
                np.copyto(coming, FAR, where=~allowed[target[back]][:, None, :])
            if not (coming < found[target[back]]).any():
                return False
            np.minimum.at(found, target[back], coming)
            return True

        self.walk(onward, again)
