"""When cron runs, held to days worked out by hand and to cronsim where cronsim is right."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from . import cron
from .profiles import LAWS

UTC = datetime.UTC
DAY = datetime.timedelta(days=1)


def runs(expression: str, zone: str, first: str, days: int = 1) -> list[str]:
    """The runs on days of that zone, as its clock shows them, each with the offset from UTC in hours."""
    clock = zoneinfo.ZoneInfo(zone)
    start = datetime.datetime.fromisoformat(first).replace(tzinfo=clock)
    end = (start + days * DAY).astimezone(UTC)
    found = [run.astimezone(clock) for run in cron.runs_between(expression, zone, start.astimezone(UTC), end)]
    return [f"{run:%d %H:%M} {offset(run):+g}" for run in found]


def offset(run: datetime.datetime) -> float:
    """By how many hours the clock is ahead of UTC."""
    ahead = run.utcoffset()
    assert ahead is not None
    return ahead / datetime.timedelta(hours=1)


BERLIN, SYDNEY = "Europe/Berlin", "Australia/Sydney"


@pytest.mark.parametrize(
    ("expression", "zone", "day", "expected"),
    [
        # summer time begins: 02:00 is 03:00
        ("30 2 * * *", BERLIN, "2026-03-29", ["29 03:00 +2"]),
        ("30 2 * * *", SYDNEY, "2026-10-04", ["04 03:00 +11"]),
        ("0,30 2 * * *", BERLIN, "2026-03-29", ["29 03:00 +2"]),
        ("0 2,3 * * *", BERLIN, "2026-03-29", ["29 03:00 +2"]),
        ("30 1-4 * * *", BERLIN, "2026-03-29", ["29 01:30 +1", "29 03:00 +2", "29 03:30 +2", "29 04:30 +2"]),
        ("30 */2 * * *", BERLIN, "2026-03-29", ["29 00:30 +1", *(f"29 {h:02}:30 +2" for h in range(4, 24, 2))]),
        ("*/30 2 * * *", BERLIN, "2026-03-29", []),
        # summer time ends: from 03:00 back to 02:00
        ("30 2 * * *", BERLIN, "2026-10-25", ["25 02:30 +2"]),
        ("30 2 * * *", SYDNEY, "2026-04-05", ["05 02:30 +11"]),
        ("0 3 * * *", BERLIN, "2026-10-25", ["25 03:00 +1"]),
        ("*/30 2 * * *", BERLIN, "2026-10-25", ["25 02:00 +2", "25 02:30 +2", "25 02:00 +1", "25 02:30 +1"]),
        ("30 * * 10 *", BERLIN, "2026-10-25", [
            *(f"25 {h:02}:30 +2" for h in range(3)), *(f"25 {h:02}:30 +1" for h in range(2, 24))]),
        # where cronsim 2.8 is wrong: midnight is skipped, the clock changes by half an hour
        ("30 0 * * 5", "Africa/Cairo", "2026-04-24", ["24 01:00 +3"]),
        ("*/30 0 * * 5", "Africa/Cairo", "2026-04-24", []),
        ("*/30 1 * * SUN", "America/Santiago", "2026-09-06", ["06 01:00 -3", "06 01:30 -3"]),
        ("*/20 3 * * *", "Australia/Lord_Howe", "2026-10-04", ["04 03:00 +11", "04 03:20 +11", "04 03:40 +11"]),
        ("*/15 2 * * *", "Australia/Lord_Howe", "2026-04-05", [f"05 02:{m:02} +10.5" for m in (0, 15, 30, 45)]),
        ("40 1,2 * * *", "Australia/Lord_Howe", "2026-04-05", ["05 01:40 +11", "05 02:40 +10.5"]),
        ("40 */1 * * *", "Australia/Lord_Howe", "2026-04-05", [
            "05 00:40 +11", "05 01:40 +11", "05 01:40 +10.5", *(f"05 {h:02}:40 +10.5" for h in range(2, 24))]),
        ("5-5/2 0 * * *", "UTC", "2026-01-01", ["01 00:05 +0"]),
    ],
)  # fmt: skip
def test_changes_of_the_clock(expression: str, zone: str, day: str, expected: list[str]) -> None:
    assert runs(expression, zone, day) == expected


def test_a_clock_that_is_set_back_by_two_hours_is_caught_up_with() -> None:
    """Troll goes from +2 to +0: a job without star waits until the wall clock is where it was."""
    assert runs("15 1,2,3 * * *", "Antarctica/Troll", "2026-10-25") == ["25 01:15 +2", "25 02:15 +2", "25 03:15 +0"]
    assert len(runs("15 */1 * * *", "Antarctica/Troll", "2026-10-25")) == 26
    assert runs("15 2 * * *", "Antarctica/Troll", "2026-03-29") == ["29 03:00 +2"]


def test_days_of_the_month_and_of_the_week() -> None:
    def dates(expression: str, first: str, days: int) -> list[int]:
        return [int(run[:2]) for run in runs(expression, "UTC", first, days)]

    assert dates("0 22 L * *", "2026-01-01", 151) == [31, 28, 31, 30, 31]
    assert dates("0 22 LW * *", "2026-01-01", 151) == [30, 27, 31, 30, 29]
    assert dates("0 22 * * 5L", "2026-01-01", 90) == [30, 27, 27]
    assert dates("0 22 * * 1#2", "2026-01-01", 90) == [12, 9, 9]
    assert dates("0 22 13 * 5", "2026-02-01", 28) == [6, 13, 20, 27], "either of them"
    assert dates("0 22 */2 * 5", "2026-02-01", 28) == [13, 27], "both, as one begins with a star"
    assert dates("0 22 * * 7,MON-TUE", "2026-02-01", 7) == [1, 2, 3]
    assert dates("0 0 29 2 *", "2026-01-01", 1460) == [29]
    assert dates("0 0 20/5 * *", "2026-01-01", 31) == [20, 25, 30]


def test_the_next_run_is_at_the_instant_or_after_it_and_within_nine_years() -> None:
    at = datetime.datetime(2026, 1, 5, 22, tzinfo=UTC)
    assert cron.next_run("0 22 * * *", "UTC", at) == at
    assert cron.next_run("0 22 * * *", "UTC", at, strictly=True) == at + DAY
    assert cron.next_run("0 22 * * *", "UTC", at + datetime.timedelta(seconds=1)) == at + DAY
    leap = datetime.datetime(2096, 2, 29, tzinfo=UTC)
    assert cron.next_run("0 0 29 2 *", "UTC", leap, strictly=True) == datetime.datetime(2104, 2, 29, tzinfo=UTC)
    sunday = datetime.datetime(2032, 2, 29, tzinfo=UTC)
    assert cron.next_run("0 0 29 2 */7", "UTC", datetime.datetime(2026, 1, 1, tzinfo=UTC)) == sunday
    assert cron.next_run("0 0 29 2 */7", "UTC", sunday, strictly=True) is None, "the next one is 28 years later"
    assert cron.next_run("0 0 29 2 */7", "UTC", datetime.datetime(2023, 2, 28, tzinfo=UTC)) is None
    assert cron.next_run("0 0 29 2 */7", "UTC", datetime.datetime(2023, 3, 1, tzinfo=UTC)) == sunday


MINUTES = ("0", "30", "5,50", "*", "*/15", "7-40/11", "45/5")
HOURS = ("*", "0", "2", "3", "2,3", "*/2", "1-4", "22-23")
DAYS = ("*", "*", "L", "LW", "1,25,29", "*/2")
WEEKDAYS = ("*", "*", "0", "1-5", "SUN", "6L", "7#5", "*/3")
MONTHS = ("*", "*", "MAR-APR,10", "*/2")
#: zones whose clocks change by full hours, and not at midnight, with a day shortly before a change
CHANGES = [
    (BERLIN, "2026-03-27"), (BERLIN, "2026-10-23"), (SYDNEY, "2026-04-03"), (SYDNEY, "2026-10-02"),
    ("America/New_York", "2026-03-06"), ("America/New_York", "2026-10-30"), ("Antarctica/Troll", "2026-03-27"),
    ("Antarctica/Troll", "2026-10-23"), ("Asia/Kolkata", "2026-02-26"), ("UTC", "2028-02-27"),
]  # fmt: skip
EXPRESSIONS = st.tuples(*(st.sampled_from(words) for words in (MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS))).map(" ".join)


@LAWS
@given(expression=EXPRESSIONS, change=st.sampled_from(CHANGES))
def test_cronsim_agrees_where_it_can(expression: str, change: tuple[str, str]) -> None:
    zone, first = change
    start = datetime.datetime.fromisoformat(first).replace(tzinfo=UTC)
    end = start + 4 * DAY
    theirs = []
    for run in CronSim(expression, (start - datetime.timedelta(seconds=1)).astimezone(zoneinfo.ZoneInfo(zone))):
        if run >= end:
            break
        theirs.append(run.astimezone(UTC))
    assert list(cron.by_the_minute(expression, zone, start, end)) == theirs
    assert list(cron.runs_between(expression, zone, start, end)) == theirs


@LAWS
@given(
    expression=EXPRESSIONS,
    zone=st.sampled_from(["Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Beirut", "America/Santiago"]),
    day=st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)),
)
def test_the_quick_way_is_the_way_of_the_daemon(expression: str, zone: str, day: datetime.date) -> None:
    start = datetime.datetime.combine(day, datetime.time(), UTC)
    simulated = cron.by_the_minute(expression, zone, start - 5 * DAY, start + DAY)
    assert cron.runs_on(expression, zone, day) == tuple(run for run in simulated if run >= start)
