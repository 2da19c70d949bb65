"""When many changes, made at different moments, are in each system: earliest arrivals over timetables, all at once.

Moments are seconds from a beginning on, a column for each.  Of each schedule the runs are in a table of stretches so
short that none has two runs, which is looked into once for a flow and a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# the module is loaded for large networks only
import numpy as np

from mdg.model.topology import Cron
from mdg.topology.arrays import Level, Steps, by_level
from mdg.topology.depth import Depth
from mdg.topology.links import Link
from mdg.topology.timetable import timetable

Numbers = Any
#: A moment that never comes; twice that is still within 32 bits.
NEVER = 1 << 30
_LOW = (1 << 32) - 1


class Schedules:
    """The runs of several timetables from ``start`` on, up to a ``horizon`` in seconds."""

    def __init__(self, crons: Sequence[Cron], start: int, horizon: int) -> None:
        self.horizon = horizon
        #: by timetable: its runs, how long its stretches are, and where they begin in the table
        self.runs = [np.array(timetable(c.expression, c.timezone).runs(start, start + horizon)) - start for c in crons]
        widths = [int(np.diff(runs).min()) if len(runs) > 1 else horizon for runs in self.runs]
        tables = []
        for runs, width in zip(self.runs, widths, strict=True):
            starts = np.arange(0, horizon + 2 * width, width)
            tables.append(np.append(runs, NEVER)[np.searchsorted(runs, starts)])
        self.width = np.array(widths, np.int32)
        self.offset = np.cumsum([0, *map(len, tables)])[:-1].astype(np.int32)
        self._table = np.concatenate(tables).astype(np.int32) if tables else np.empty(0, np.int32)

    def next(self, moments: Numbers, width: Numbers, offset: Numbers) -> Numbers:
        """The first runs at some moments or after them; OverflowError for one after the horizon."""
        at = np.minimum(moments, self.horizon)
        stretch = at // width
        stretch += offset
        found = self._table[stretch]
        stretch += 1
        found = np.where(found < at, self._table[stretch], found)
        if ((found == NEVER) & (moments < NEVER)).any():
            raise OverflowError
        return found


class Rides:
    """The links that changes of one writer take."""

    def __init__(self, links: Sequence[Link], systems: dict[str, int], writer: str, start: int, horizon: int) -> None:
        self._size, self._writer = len(systems), systems[writer]
        source = np.array([systems[link.source] for link in links], np.int64)
        target = np.array([systems[link.target] for link in links], np.int64)
        level = Depth(source, target, self._size).level
        order = by_level(target, level)
        self._source, self._target = source[order], target[order]
        self._steps = Steps(self._source, self._target, level)
        ordered = [links[number] for number in order.tolist()]
        lasts = [link.latency if link.timetable is not None else int(link.delay or 0) for link in ordered]
        self._lasts = np.array(lasts, np.int64)[:, None] << 32
        numbers: dict[Cron, int] = {}
        which = [-1 if c is None else numbers.setdefault(c, len(numbers)) for c in (link.timetable for link in ordered)]
        self.crons = list(numbers)
        self.schedules = Schedules(self.crons, start, horizon)
        self._which = np.array(which, np.int64)
        self._timed = self._which >= 0
        self._timed_by_level: dict[int, Numbers] = {}

    def arrivals(self, moments: Numbers) -> tuple[Numbers, Numbers]:
        """For each system and each of some moments, when a change made at the writer then is there.

        And how much later it could be made, and be there as soon: surely so many seconds.
        """
        # a number of 64 bits has the arrival, and below it what is spare: of equal arrivals the one with more is less
        found = np.full((self._size, len(moments)), NEVER << 32, np.int64)
        found[self._writer] = moments.astype(np.int64) << 32

        def coming_by(links: slice | Numbers, timed: Numbers, sources: Numbers) -> Numbers:
            coming: Numbers = found[sources]
            if len(timed):
                coming[timed] = self._ride(coming[timed], self._which[links][timed])
            coming += self._lasts[links]
            return coming

        def onward(level: Level) -> None:
            coming = coming_by(level.links, self._timed_in(level), level.sources)
            least = np.minimum.reduceat(coming, level.heads, axis=0)
            found[level.ends] = np.minimum(found[level.ends], least, out=least)

        def again(back: Numbers) -> bool:
            coming = coming_by(back, np.flatnonzero(self._timed[back]), self._source[back])
            if not (coming < found[self._target[back]]).any():
                return False
            np.minimum.at(found, self._target[back], coming)
            return True

        self._steps.walk(onward, again)
        return (found >> 32).astype(np.int32), (NEVER - (found & _LOW)).astype(np.int32)

    def _timed_in(self, level: Level) -> Numbers:
        """Which of the links of a level have a timetable."""
        begin = level.links.start
        if begin not in self._timed_by_level:
            self._timed_by_level[begin] = np.flatnonzero(self._timed[level.links])
        return self._timed_by_level[begin]

    def _ride(self, coming: Numbers, which: Numbers) -> Numbers:
        """What comes to links with a timetable, as the run takes it along; what is spare is known from the first on."""
        at, low = (coming >> 32).astype(np.int32), coming & _LOW
        run = self.schedules.next(at, self.schedules.width[which, None], self.schedules.offset[which, None])
        low = np.where(low == 0, NEVER - (run - at), low)
        return (run.astype(np.int64) << 32) | low
