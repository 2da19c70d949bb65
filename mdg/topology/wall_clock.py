"""How Debian's cron reads the wall clock of a time zone, through changes of the clock: stretches of real time.

The daemon keeps a clock of its own, which shows the last wall minute that it has dealt with, and compares the two every
minute (cron(8), under Notes; ``main`` of Debian's cron 3.0pl1).  Where the wall clock is

- ahead by a minute, as ever, or by up to five: the jobs of all wall minutes since then run;
- ahead by up to three hours: jobs with a star run if they are due now, and the others also if they were due in a
  minute that the wall clock has skipped, at this one instant;
- not ahead, by up to three hours: only jobs with a star run until the wall clock shows minutes not yet dealt with;
- elsewhere: somebody has set the clock, and cron goes on from there.

While the offset from UTC stays, nothing of that changes from one minute to the next, so that a year needs no more
than a stretch for each change of the offset, and one for the time until the clock has caught up.

Offsets come from the time-zone database through :mod:`zoneinfo`, which does not list its changes.  The offset is
looked up every three days, and where two differ, the minute is found by halving.  In the database as of 2026 no zone
changes it twice within six days.  Offsets that are no full minutes (before 1972) show the minute that the
wall clock is in.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mdg.topology.cron_fields import first_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
_EPOCH = dt.datetime(1970, 1, 1)
_APART = 3 * DAY
#: Where a day's offset can still be reckoned with in both directions: all but two days of the years 1 to 9999.
_EARLIEST, _LATEST = (first_day(1) + 2) * DAY, (first_day(10_000) - 2) * DAY


class Stretch(NamedTuple):
    """The instants from ``start`` to ``end`` (excluded), in which the wall clock shows UTC and ``offset``.

    A job runs where the wall clock shows a minute of its, from ``with_star`` or ``without_star`` on; None if such a job
    does not run at all.  Minutes that the wall clock no longer shows at ``start`` are made good for then.  All are
    seconds: ``start`` and ``end`` from 1970-01-01 UTC, the others as the wall clock counts them from its 1970-01-01.
    """

    start: int
    end: int
    offset: int
    with_star: int
    without_star: int | None


@functools.lru_cache(maxsize=4096)
def stretches(timezone: str, year: int) -> tuple[Stretch, ...]:
    """The stretches of a year of UTC, in order and without a hole.

    Raises zoneinfo.ZoneInfoNotFoundError or ValueError for a zone that the database does not have.
    """
    start, end = first_day(year) * DAY, first_day(year + 1) * DAY
    # what cron's own clock shows does not depend on what was before a quiet day
    # only where something runs by the clock
    from zoneinfo import ZoneInfo

    offsets = list(_offsets(ZoneInfo(timezone), start - 2 * DAY, end))
    return tuple(_clipped(stretch, start) for stretch in _followed(offsets, end) if stretch.end > start)


def _clipped(stretch: Stretch, start: int) -> Stretch:
    """What is left of a stretch from that instant on."""
    if stretch.start >= start:
        return stretch
    wall = start + stretch.offset
    return Stretch(start, stretch.end, stretch.offset, wall, None if stretch.without_star is None else wall)


def _followed(offsets: list[tuple[int, int]], end: int) -> Iterator[Stretch]:
    """What cron makes of offsets, each with the instant from which it holds, until the end of the last."""
    start, offset = offsets[0]
    dealt_with = start + offset - MINUTE
    for (start, offset), (until, _) in itertools.pairwise([*offsets, (end, 0)]):
        wall = start + offset
        ahead = wall - dealt_with
        if 0 < ahead <= 3 * HOUR:
            missed = dealt_with + MINUTE
            yield Stretch(start, until, offset, missed if ahead <= 5 * MINUTE else wall, missed)
        elif -3 * HOUR <= ahead <= 0:
            caught_up = min(dealt_with + MINUTE - offset, until)
            yield Stretch(start, caught_up, offset, wall, None)
            if caught_up < until:
                yield Stretch(caught_up, until, offset, caught_up + offset, caught_up + offset)
            dealt_with = max(dealt_with, until + offset - MINUTE)
            continue
        else:
            yield Stretch(start, until, offset, wall, wall)
        dealt_with = until + offset - MINUTE


def _offsets(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The offset at the start and each that follows before the end, with the minute from which it holds."""
    known = _offset(zone, start)
    yield start, known
    for low in range(start, end, _APART):
        high = min(low + _APART, end)
        later = _offset(zone, high)
        if later != known:
            while high - low > MINUTE:
                middle = (low + high) // (2 * MINUTE) * MINUTE
                low, high = (middle, high) if _offset(zone, middle) == known else (low, middle)
            if high < end:
                yield high, later
            known = later


def _offset(zone: ZoneInfo, at: int) -> int:
    """By how many seconds, in full minutes, the wall clock is ahead of UTC."""
    universal = _EPOCH + dt.timedelta(seconds=min(max(at, _EARLIEST), _LATEST))
    ahead = zone.fromutc(universal.replace(tzinfo=zone)).utcoffset()
    return 0 if ahead is None else (ahead.days * DAY + ahead.seconds) // MINUTE * MINUTE
