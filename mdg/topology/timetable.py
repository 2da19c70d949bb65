"""When a cron runs: exactly, as Debian's cron makes its runs in a time zone, and quickly.

The runs of a year of UTC are worked out at once and kept.  :mod:`mdg.topology.cron_fields` tells the days and the wall
minutes that the expression names, :mod:`mdg.topology.wall_clock` the few stretches of real time in which the wall clock
runs evenly and cron treats it alike; in a stretch, a run is a wall minute less the offset.  No minute is simulated, no
day is searched, and a cron that never runs costs as little as one that does.

All instants are whole seconds since 1970-01-01 UTC, of the years 1 to 9999.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import operator
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from mdg.topology.cron_fields import CronFields, days_around, first_day
from mdg.topology.wall_clock import DAY, Stretch, stretches

#: A cron that does not run within so many years after a change is no route for it.
YEARS = 9
#: No nine years are shorter.
_SURELY_WITHIN = YEARS * 365 * DAY
_MEAN_YEAR = 146_097 * DAY // 400
_EPOCH = dt.date(1970, 1, 1).toordinal()
_MOST_YEARS_KEPT = 16


class Gaps(NamedTuple):
    """The shortest and the longest time from a run to the next, in seconds, and the run with which that one begins."""

    shortest: int
    longest: int
    longest_from: int


class Timetable:
    """The runs of a cron; get it from :func:`timetable`, and share it between threads as you like."""

    __slots__ = ("_fields", "_years", "expression", "timezone")

    def __init__(self, expression: str, timezone: str) -> None:
        self.expression = expression
        self.timezone = timezone
        self._fields = CronFields(expression)
        self._years: dict[int, array[int]] = {}
        # only where something runs by the clock
        from zoneinfo import ZoneInfo

        ZoneInfo(timezone)  # an unknown zone is told at once

    def __repr__(self) -> str:
        return f"timetable({self.expression!r}, {self.timezone!r})"

    def runs(self, start: int, end: int) -> array[int]:
        """The runs from ``start`` to ``end`` (excluded), in order, each instant once: a new array of seconds."""
        found = array("q")
        for runs, first, last in self._years_of(start, end):
            found += runs[first:last]
        return found

    def count(self, start: int, end: int) -> int:
        """How many runs there are from ``start`` to ``end`` (excluded)."""
        return sum(max(0, last - first) for _, first, last in self._years_of(start, end))

    def _years_of(self, start: int, end: int) -> Iterator[tuple[array[int], int, int]]:
        """Year by year the runs, and from where to where they are within these instants."""
        for year in range(max(_year_of(start), 1), min(_year_of(end - 1), dt.MAXYEAR) + 1):
            runs = self._in_year(year)
            yield runs, bisect_left(runs, start), bisect_left(runs, end)

    def next(self, at: int, *, strictly: bool = False) -> int | None:
        """The first run at that instant or after it; with ``strictly``, after it.

        None if there is none within nine years, that is until the same day and time nine years later, a run at which
        still counts.  The 29th of February is the first of March then.
        """
        wanted = at + 1 if strictly else at
        year = max(_year_of(wanted), 1)
        for each in range(year, min(year + YEARS, dt.MAXYEAR) + 1):
            runs = self._in_year(each)
            index = bisect_left(runs, wanted)
            if index < len(runs):
                run = runs[index]
                return run if _is_near(at, run) else None
        return None

    def gaps(self, start: int, end: int) -> Gaps | None:
        """How far apart runs are: each from ``start`` to ``end`` (excluded) and the one after it, be it after the end.

        A run that none follows within nine years begins no gap.  None if there is no gap.  Of several gaps that are the
        longest, the first one is named.
        """
        runs = self.runs(start, end)
        following = self.next(runs[-1], strictly=True) if runs else None
        if following is not None:
            runs.append(following)
        found = [(later - run, run) for run, later in itertools.pairwise(runs) if _is_near(run, later)]
        if not found:
            return None
        longest, longest_from = max(found, key=operator.itemgetter(0))
        return Gaps(min(found)[0], longest, longest_from)

    def _in_year(self, year: int) -> array[int]:
        """The runs in a year of UTC, kept; two threads at once may both work them out, and find the same."""
        runs = self._years.get(year)
        if runs is None:
            runs = array("q")
            days = days_around(self._fields.days, year)
            for stretch in stretches(self.timezone, year) if days else ():
                runs += array("q", self._in_stretch(stretch, days))
            if len(self._years) >= _MOST_YEARS_KEPT:
                self._years = {}
            self._years[year] = runs
        return runs

    def _in_stretch(self, stretch: Stretch, days: tuple[int, ...]) -> list[int]:
        """The runs in a stretch, of wall minutes on those days."""
        start, end, offset, with_star, without_star = stretch
        since = with_star if self._fields.with_star else without_star
        if since is None:
            return []
        low, high = bisect_left(days, since // DAY), bisect_left(days, (end + offset) // DAY + 1)
        seconds = self._fields.seconds
        found = [midnight + s for midnight in [d * DAY - offset for d in days[low:high]] for s in seconds]
        missed = bisect_left(found, since - offset)
        first, last = bisect_left(found, start), bisect_left(found, end)
        if missed < first and (first == last or found[first] != start):
            return [start, *found[first:last]]
        return found[first:last]


@functools.lru_cache(maxsize=16_384)
def timetable(expression: str, timezone: str) -> Timetable:
    """The timetable of a cron in a time zone; equal arguments give the same object.

    Raises ValueError for what is no cron expression, zoneinfo.ZoneInfoNotFoundError for what is no time zone.
    """
    return Timetable(expression, timezone)


def _year_of(at: int) -> int:
    """The year of UTC; the mean year is out by one at most."""
    year = 1970 + at // _MEAN_YEAR
    if at < first_day(year) * DAY:
        return year - 1
    return year + 1 if at >= first_day(year + 1) * DAY else year


def _is_near(at: int, run: int) -> bool:
    """Whether a run is within nine years after an instant."""
    return run - at <= _SURELY_WITHIN or run <= _nine_years_after(at)


def _nine_years_after(at: int) -> int:
    day = dt.date.fromordinal(at // DAY + _EPOCH)
    year = min(day.year + YEARS, dt.MAXYEAR)
    later = dt.date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)
    return (later.toordinal() - _EPOCH) * DAY + at % DAY
