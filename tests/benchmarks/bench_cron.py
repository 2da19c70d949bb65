"""Timetables: the runs of 400 days, beside cronsim and the reference in the same run.

Run it as ``python -m tests.benchmarks.bench_cron [ROUNDS]``; 5 rounds unless told, the best of which counts.  *New* is
a timetable that is made and asked for the first time, *again* the second time; the first of a zone, and the first that
names these days, cost what is told before.  *Wrong* is how many runs cronsim has too many or too few.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
import zoneinfo
from collections.abc import Callable

from cronsim import CronSim

from mdg.topology import cron_fields
from mdg.topology.timetable import Timetable
from mdg.topology.wall_clock import stretches
from tests.spec import cron as reference

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = START + dt.timedelta(days=400)
FIRST, LAST = int(START.timestamp()), int(END.timestamp())
SCHEDULES = ("0 22 * * *", "0 22 * * 1-5", "40 * * * *", "*/5 * * * *", "0 0 29 2 */7")
ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe")


def by_cronsim(expression: str, zone: str) -> list[int]:
    """The runs as cronsim finds them."""
    found = []
    for run in CronSim(expression, (START - dt.timedelta(seconds=1)).astimezone(zoneinfo.ZoneInfo(zone))):
        if run >= END:
            break
        found.append(int(run.timestamp()))
    return found


def by_reference(expression: str, zone: str) -> list[int]:
    """The runs of the reference, which remembers nothing of earlier rounds."""
    reference.runs_on.cache_clear()
    return [int(run.timestamp()) for run in reference.runs_between(expression, zone, START, END)]


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The best of the rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best * 1000


def of_days(rounds: int) -> float:
    """What it costs to find the days that an expression names in two years."""

    def look() -> None:
        cron_fields.days_around.cache_clear()
        cron_fields.days_of.cache_clear()
        days = cron_fields.CronFields("0 22 * * 1-5").days
        cron_fields.days_around(days, 2026)
        cron_fields.days_around(days, 2027)

    return milliseconds(look, rounds)


def of_zone(zone: str, rounds: int) -> float:
    """What it costs to find the changes of a zone's clock in two years."""

    def look() -> None:
        stretches.cache_clear()
        stretches(zone, 2026)
        stretches(zone, 2027)

    return milliseconds(look, rounds)


def measure(expression: str, zone: str, rounds: int) -> str:
    """A line of the table."""
    kept = Timetable(expression, zone)
    ours = kept.runs(FIRST, LAST).tolist()
    if ours != by_reference(expression, zone):
        raise AssertionError(f"`{expression}` in {zone} does not run as the reference")
    wrong = len(set(ours) ^ set(by_cronsim(expression, zone)))
    columns = (
        milliseconds(lambda: Timetable(expression, zone).runs(FIRST, LAST), rounds),
        milliseconds(lambda: kept.runs(FIRST, LAST), rounds),
        milliseconds(lambda: kept.next(LAST), rounds),
        milliseconds(lambda: by_cronsim(expression, zone), rounds),
        milliseconds(lambda: by_reference(expression, zone), 1),
    )
    return f"{expression:14} {zone:20}{len(ours):8}" + "".join(f"{each:11.3f}" for each in columns) + f"{wrong:7}"


def main(rounds: int = 5) -> None:
    """Measure and print, in milliseconds."""
    heads = f"{'new':>11}{'again':>11}{'next':>11}{'cronsim':>11}{'reference':>11}{'wrong':>7}"
    print(f"the days of 0 22 * * 1-5: {of_days(rounds):.3f} ms")
    for zone in ZONES:
        print(f"the changes of the clock in {zone}: {of_zone(zone, rounds):.3f} ms")
    print(f"{'cron':14} {'zone':20}{'runs':>8}{heads}")
    for expression in SCHEDULES:
        for zone in ZONES:
            print(measure(expression, zone, rounds))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
