"""When Debian's cron runs a job: the reference lives through every minute as the daemon does.

`by_the_minute` is the reading.  Once a real minute the daemon compares the wall clock with its virtual clock, which
shows the last wall minute whose jobs have all run (cron(8), Notes, and the main loop of vixie cron 3.0pl1):

- one minute ahead: all jobs of that minute;
- up to five minutes ahead (it woke late): all jobs of each minute in between;
- up to three hours ahead (summer time begins): jobs with a star for the minute only if they are due now; the others
  also if they were due in a minute skipped, all of them now;
- behind by at most three hours (summer time ends): jobs with a star only, until the virtual clock is caught up;
- anything else is a correction of the clock: all jobs of the minute now.

A job is one *with a star* if its minute or hour begins with `*` (`*/15` too).  If the day of the month or the day of
the week begins with `*`, both must fit the day, else one of them.  A job that was due several times in the minutes
skipped runs that often, but at one instant, which counts once here.  `runs_on` gives the same instants and is quicker:
it lives only through days near a change of the clock, and lists hours and minutes on the others.

Beyond Debian's fields, those of cronsim are read: `L` and `LW` (last day, last weekday of the month), `5L` and `5#2`
(last, second Friday), `a/n` (every n-th from a).

Differences of cronsim 2.8; what the daemon does in cases 2 to 4 is held in :mod:`.test_cron`:

1. Asked for what follows an instant in a repeated hour, it gives for a job without star the first of the two
   wall minutes, which lies *before* the instant asked about; it must be asked from before the change.
2. A job with a star on a day whose midnight is skipped (Cairo, Beirut, Havana, Santiago): it takes the skipped 00:00
   for a minute of that day, so that `*/30 0 * * 5` has a run on a day that has no hour 0, and looks for the next hour
   from there, so that `*/30 1 * * SUN` loses 01:00 and 01:30.  The daemon has no run in the first case, two in the
   second.
3. Changes of the clock by half an hour (Lord Howe) throw it off the full hour, in which it looks for the next hour
   that fits: `*/20 3 * * *` loses 03:00 and 03:20 in spring, `*/15 2 * * *` loses 02:00 and 02:15 in autumn, and
   `40 * * * *` loses the repeated 01:40.  The daemon runs them.
4. `5-5/2` is 5, 7, 9, … to it; a range ends where it ends, so that it is 5 alone here.
5. It counts the runs of two skipped minutes (`0,30 2 * * *`) as one, as here; the daemon starts two, at one instant.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import itertools
import zoneinfo
from collections.abc import Iterator
from typing import NamedTuple

Instant = datetime.datetime
UTC = datetime.UTC
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
NONE = datetime.timedelta(0)
#: A cron that does not run for so long after a change is no route for it.
YEARS = 9

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if number}
_WEEKDAYS = {"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}


class Job(NamedTuple):
    """A cron expression, read: the numbers that fit, and for days the tests that fit."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: tuple[str, ...]
    months: frozenset[int]
    weekdays: tuple[str, ...]
    both_days: bool
    with_star: bool

    def fits_day(self, day: datetime.date) -> bool:
        """Whether the job has something to do on that day of the wall calendar."""
        in_month = any(_day_fits(term, day) for term in self.days)
        in_week = any(_weekday_fits(term, day) for term in self.weekdays)
        return day.month in self.months and (in_month and in_week if self.both_days else in_month or in_week)

    def fits(self, wall: datetime.datetime) -> bool:
        """Whether the job is due in that minute of the wall clock."""
        return wall.minute in self.minutes and wall.hour in self.hours and self.fits_day(wall.date())


@functools.cache
def read(expression: str) -> Job:
    """The job of a cron expression with five fields."""
    minute, hour, day, month, weekday = expression.upper().split()
    return Job(
        _numbers(minute, 0, 59),
        _numbers(hour, 0, 23),
        tuple(day.split(",")),
        _numbers(month, 1, 12, _MONTHS),
        tuple(weekday.split(",")),
        day.startswith("*") or weekday.startswith("*"),
        minute.startswith("*") or hour.startswith("*"),
    )


def _numbers(field: str, first: int, last: int, names: dict[str, int] | None = None) -> frozenset[int]:
    """The numbers that a field lists: `*`, `a`, `a-b`, each with `/n`, several with commas between."""
    found: set[int] = set()
    for term in field.split(","):
        values, _, step = term.partition("/")
        low, _, high = values.partition("-")
        if values == "*":
            begin, end = first, last
        else:
            begin = _number(low, names)
            end = _number(high, names) if high else last if step else begin
        found |= set(range(begin, end + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, names: dict[str, int] | None) -> int:
    return names[text] if names and text in names else int(text)


@functools.cache
def _day_fits(term: str, day: datetime.date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if term == "L":
        return day.day == last
    if term == "LW":
        weekdays = [n for n in range(1, last + 1) if datetime.date(day.year, day.month, n).isoweekday() <= 5]
        return day.day == weekdays[-1]
    return day.day in _numbers(term, 1, 31)


@functools.cache
def _weekday_fits(term: str, day: datetime.date) -> bool:
    if term.endswith("L"):
        return day.isoweekday() % 7 == int(term[:-1]) % 7 and (day + 7 * DAY).month != day.month
    if "#" in term:
        weekday, _, nth = term.partition("#")
        return day.isoweekday() % 7 == _number(weekday, _WEEKDAYS) % 7 and (day.day - 1) // 7 + 1 == int(nth)
    return day.isoweekday() % 7 in {number % 7 for number in _numbers(term, 0, 7, _WEEKDAYS)}


def wall_clock(instant: Instant, zone: str) -> datetime.datetime:
    """What the clock on the wall shows, to the minute."""
    return instant.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def by_the_minute(expression: str, zone: str, start: Instant, end: Instant) -> Iterator[Instant]:
    """The runs from start to end (excluded), both full minutes; the clock was calm in the three hours before."""
    job = read(expression)
    virtual = wall_clock(start - MINUTE, zone)
    now = start
    while now < end:
        wall = wall_clock(now, zone)
        ahead = wall - virtual
        if NONE < ahead <= 180 * MINUTE:
            missed = [virtual + n * MINUTE for n in range(1, ahead // MINUTE + 1)]
            due = any(job.fits(one) for one in ([wall] if ahead > 5 * MINUTE and job.with_star else missed))
            virtual = wall
        elif -180 * MINUTE <= ahead <= NONE:
            due = job.with_star and job.fits(wall)
        else:
            due = job.fits(wall)
            virtual = wall
        if due:
            yield now
        now += MINUTE


@functools.cache
def runs_on(expression: str, zone: str, day: datetime.date) -> tuple[Instant, ...]:
    """The runs on one day of UTC, in order."""
    start = _midnight(day)
    if not _is_calm(zone, day) or not _is_calm(zone, day - DAY):
        since = start - DAY
        while not (_is_calm(zone, since.date()) and _is_calm(zone, since.date() - DAY)):
            since -= DAY
        return tuple(run for run in by_the_minute(expression, zone, since, start + DAY) if run >= start)
    job = read(expression)
    offset = wall_clock(start, zone) - start.replace(tzinfo=None)
    found = []
    for date in (day - DAY, day, day + DAY):
        if job.fits_day(date):
            for hour, minute in itertools.product(sorted(job.hours), sorted(job.minutes)):
                run = datetime.datetime.combine(date, datetime.time(hour, minute), UTC) - offset
                if start <= run < start + DAY:
                    found.append(run)
    return tuple(found)


def _midnight(day: datetime.date) -> Instant:
    return datetime.datetime.combine(day, datetime.time(), UTC)


@functools.cache
def _is_calm(zone: str, day: datetime.date) -> bool:
    """Whether the clocks of the zone do not change on that day of UTC, looking once an hour."""
    hours = [_midnight(day) + 60 * n * MINUTE for n in range(25)]
    return len({wall_clock(hour, zone) - hour.replace(tzinfo=None) for hour in hours}) == 1


def next_run(expression: str, zone: str, instant: Instant, *, strictly: bool = False) -> Instant | None:
    """The first run at or after the instant (strictly: after it), None if there is none within nine years."""
    day, last = instant.date(), years_after(instant, YEARS)
    while day <= last.date():
        for run in runs_on(expression, zone, day):
            if instant < run <= last or (run == instant and not strictly):
                return run
        day += DAY
    return None


def years_after(instant: Instant, years: int) -> Instant:
    """The same day and time years later; the first of March for a 29th of February that there is not."""
    if (instant.month, instant.day) == (2, 29) and not calendar.isleap(instant.year + years):
        return instant.replace(year=instant.year + years, month=3, day=1)
    return instant.replace(year=instant.year + years)


def runs_between(expression: str, zone: str, start: Instant, end: Instant) -> Iterator[Instant]:
    """The runs from start to end (excluded)."""
    day = start.date()
    while _midnight(day) < end:
        yield from (run for run in runs_on(expression, zone, day) if start <= run < end)
        day += DAY
