"""Timetables, held to Debian's cron minute by minute (tests/spec/cron.py), to cronsim where that is right, to laws."""

from __future__ import annotations

import calendar
import datetime as dt
import struct
import threading
import zoneinfo
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
from cronsim import CronSim
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mdg.text.schedules import check_cron
from mdg.topology.timetable import Gaps, Timetable, timetable
from mdg.topology.wall_clock import stretches
from tests.spec import cron as reference
from tests.spec.profiles import AGREEMENT, LAWS

DAY = 86_400
UTC = dt.UTC
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)


def seconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(seconds=1)


def instant(text: str) -> int:
    """Seconds since 1970 of a day, or a day and time, in UTC."""
    return seconds(dt.datetime.fromisoformat(text).replace(tzinfo=UTC))


def moment(at: int) -> dt.datetime:
    return EPOCH + dt.timedelta(seconds=at)


def said(expression: str, zone: str, first: str, days: int = 1) -> str:
    """The runs on days of the zone, as its clock shows them, each followed by how far it is ahead of UTC."""
    clock = zoneinfo.ZoneInfo(zone)
    start = dt.datetime.fromisoformat(first)
    ends = [seconds(day.replace(tzinfo=clock).astimezone(UTC)) for day in (start, start + dt.timedelta(days=days))]
    shown = [moment(run).astimezone(clock) for run in timetable(expression, zone).runs(*ends)]
    return " ".join(f"{one:%d@%H:%M%z}" for one in shown)


@pytest.mark.parametrize(
    ("expression", "zone", "day", "expected"),
    [
        # made good for, at the first minute after those skipped, and once
        ("30 2 * * *", "Europe/Berlin", "2026-03-29", "29@03:00+0200"),
        ("0,20,40 2 * * *", "Europe/Berlin", "2026-03-29", "29@03:00+0200"),
        ("30 2 * * *", "Australia/Sydney", "2026-10-04", "04@03:00+1100"),
        # a star: by the wall clock
        ("*/30 2 * * *", "Europe/Berlin", "2026-03-29", ""),
        ("*/30 2 * * *", "Europe/Berlin", "2026-10-25", "25@02:00+0200 25@02:30+0200 25@02:00+0100 25@02:30+0100"),
        # not twice
        ("30 2 * * *", "Europe/Berlin", "2026-10-25", "25@02:30+0200"),
        ("0,30 2,3 * * *", "Australia/Sydney", "2026-04-05", "05@02:00+1100 05@02:30+1100 05@03:00+1000 05@03:30+1000"),
        # midnight is skipped, on a day that the expression names or on the day before it
        ("30 0 * * 5", "Africa/Cairo", "2026-04-24", "24@01:00+0300"),
        ("*/30 0 * * 5", "Africa/Cairo", "2026-04-24", ""),
        ("15 0 * * SUN", "America/Santiago", "2026-09-06", "06@01:00-0300"),
        ("*/30 1 * * SUN", "America/Santiago", "2026-09-06", "06@01:00-0300 06@01:30-0300"),
        ("59 23 * * SAT", "America/Santiago", "2026-09-05", "05@23:59-0400"),
        ("0 0 8 3 *", "America/Havana", "2026-03-08", "08@01:00-0400"),
        ("0 0,1 * * *", "Asia/Beirut", "2026-03-29", "29@01:00+0300"),
        # midnight is passed twice, so that the Saturday has its last hour again
        ("30 23 * * *", "America/Santiago", "2026-04-04", "04@23:30-0300"),
        ("30 */23 * * *", "America/Santiago", "2026-04-04", "04@00:30-0300 04@23:30-0300 04@23:30-0400"),
        # half an hour
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-04", "04@02:30+1100"),
        ("40 1,2 * * *", "Australia/Lord_Howe", "2026-04-05", "05@01:40+1100 05@02:40+1030"),
        ("40 1 */1 * *", "Australia/Lord_Howe", "2026-04-05", "05@01:40+1100"),
        ("40 */1 * * *", "Australia/Lord_Howe", "2026-04-05", " ".join([
            "05@00:40+1100 05@01:40+1100", *(f"05@{hour:02}:40+1030" for hour in range(1, 24))])),
        # two hours
        ("15 1,2,3 * * *", "Antarctica/Troll", "2026-10-25", "25@01:15+0200 25@02:15+0200 25@03:15+0000"),
        # Ramadan, with its clocks an hour back
        ("30 2 * * *", "Africa/Casablanca", "2026-02-14", "14@02:30+0100"),
        ("30 2 * * *", "Africa/Casablanca", "2026-02-15", "15@02:30+0100"),
        ("30 2 * * *", "Africa/Casablanca", "2026-03-22", "22@03:00+0100"),
        # a day that never was is no daylight saving: what was due on it is lost
        ("0 12 * * *", "Pacific/Apia", "2011-12-29", "29@12:00-1000"),
        ("30 2 30 * *", "Pacific/Apia", "2011-12-28", ""),
        ("0 0 31 12 *", "Pacific/Apia", "2011-12-31", "31@00:00+1400"),
        # summer for a week
        ("0 12 * * *", "America/Boa_Vista", "2000-10-12", "12@12:00-0300"),
        ("0 22 * * *", "Asia/Kathmandu", "2026-06-01", "01@22:00+0545"),
        # fields
        ("5-5/2 0 * * *", "UTC", "2026-01-01", "01@00:05+0000"),
        ("0 0 13 * 1", "UTC", "2026-02-13", "13@00:00+0000"),
        ("0 0 LW * *", "UTC", "2026-05-29", "29@00:00+0000"),
    ],
)  # fmt: skip
def test_known_days(expression: str, zone: str, day: str, expected: str) -> None:
    assert said(expression, zone, day) == expected


def test_the_day_that_apia_skipped() -> None:
    assert said("0 12 * * *", "Pacific/Apia", "2011-12-29", 3) == "29@12:00-1000 31@12:00+1400"


def numbers(least: int, greatest: int, *words: str) -> st.SearchStrategy[str]:
    """A field: terms with commas between them."""
    number = st.integers(least, greatest)
    step = st.integers(1, 9).map("/{}".format)
    pair = st.tuples(number, number).map(sorted).map(lambda two: f"{two[0]}-{two[1]}")
    term = st.one_of(
        st.just("*"), number.map(str), st.tuples(st.just("*") | pair | number.map(str), step).map("".join), pair
    )
    return st.lists(term | st.sampled_from(words) if words else term, min_size=1, max_size=3).map(",".join)


STAR = st.just("*")
EARLY = st.sampled_from(["0", "1", "2", "3", "23", "0-3", "1,2", "*/2", "23,0", "2-3/1"])
EXPRESSIONS = st.tuples(
    numbers(0, 59),
    EARLY | numbers(0, 23),
    STAR | STAR | numbers(1, 31, "L", "LW"),
    STAR | STAR | numbers(1, 12, "MAR", "OCT-DEC", "APR/3"),
    STAR | STAR | numbers(0, 7, "SUN", "MON-FRI", "5L", "0L", "7#1", "TUE#4", "3#5"),
).map(" ".join)
#: Zones with a day on which their clocks change, or near it.
CHANGES = [
    ("Africa/Cairo", "2026-04-24"), ("Africa/Cairo", "2026-10-29"), ("Africa/Casablanca", "2026-02-15"),
    ("Africa/Casablanca", "2026-03-22"), ("Africa/Monrovia", "1972-01-07"), ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"), ("America/New_York", "2027-03-14"), ("America/New_York", "2027-11-07"),
    ("America/Santiago", "2026-04-05"), ("America/Santiago", "2026-09-06"), ("America/St_Johns", "2008-03-09"),
    ("America/Caracas", "2007-12-09"), ("Antarctica/Troll", "2026-03-29"), ("Antarctica/Troll", "2026-10-25"),
    ("Asia/Beirut", "2026-03-29"), ("Asia/Beirut", "2026-10-24"), ("Asia/Kathmandu", "1985-12-31"),
    ("Asia/Pyongyang", "2015-08-14"), ("Asia/Gaza", "2040-10-20"), ("Australia/Lord_Howe", "2026-04-04"),
    ("Australia/Lord_Howe", "2026-10-03"), ("Australia/Sydney", "2026-04-04"), ("Australia/Sydney", "2026-10-03"),
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("Europe/Dublin", "2099-10-25"),
    ("Europe/Moscow", "2014-10-25"), ("Pacific/Apia", "2011-12-30"), ("Pacific/Kiritimati", "1994-12-31"),
    ("Pacific/Kwajalein", "1993-08-21"), ("UTC", "2028-02-29"),
]  # fmt: skip


def agrees(expression: str, zone: str, start: dt.datetime, end: dt.datetime) -> None:
    """The runs are those of the reference, to the second."""
    theirs = [seconds(run) for run in reference.runs_between(expression, zone, start, end)]
    assert list(timetable(expression, zone).runs(seconds(start), seconds(end))) == theirs


def agrees_near(expression: str, change: tuple[str, str], before: int, length: int) -> None:
    zone, day = change
    start = dt.datetime.fromisoformat(day).replace(tzinfo=UTC) - dt.timedelta(minutes=before)
    agrees(expression, zone, start, start + dt.timedelta(minutes=length))


NEAR = {
    "expression": EXPRESSIONS,
    "change": st.sampled_from(CHANGES),
    "before": st.integers(0, 1500),
    "length": st.integers(1, 4000),
}


@LAWS
@given(**NEAR)
def test_near_changes_of_the_clock_it_runs_as_the_reference(
    expression: str, change: tuple[str, str], before: int, length: int
) -> None:
    agrees_near(expression, change, before, length)


@pytest.mark.slow
@settings(AGREEMENT, max_examples=2 * AGREEMENT.max_examples)
@given(**NEAR)
def test_near_changes_of_the_clock_it_runs_as_the_reference_longer(
    expression: str, change: tuple[str, str], before: int, length: int
) -> None:
    agrees_near(expression, change, before, length)


ANYWHERE = {
    "expression": EXPRESSIONS,
    "zone": st.sampled_from(sorted({zone for zone, _ in CHANGES})),
    "day": st.datetimes(dt.datetime(1965, 1, 1), dt.datetime(2090, 1, 1)),
}


@LAWS
@given(**ANYWHERE)
def test_weeks_are_those_of_the_reference(expression: str, zone: str, day: dt.datetime) -> None:
    start = day.replace(second=0, microsecond=0, tzinfo=UTC)
    agrees(expression, zone, start, start + dt.timedelta(days=9))


@pytest.mark.slow
@LAWS
@given(**ANYWHERE)
def test_whole_years_are_those_of_the_reference(expression: str, zone: str, day: dt.datetime) -> None:
    start = day.replace(second=0, microsecond=0, tzinfo=UTC)
    agrees(expression, zone, start, start + dt.timedelta(days=400))


@pytest.fixture(scope="module")
def made_zones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which time zones can be put that do as no real one does."""
    folder = tmp_path_factory.mktemp("zones")
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder), *before])
    yield folder
    zoneinfo.reset_tzpath(before)


def make_zone(folder: Path, offset: int, change: int, at: int) -> str:
    """The name of a new zone, whose clock is changed once by so many minutes (RFC 8536, version 2)."""
    name = f"Made{offset:+}{change:+}at{at}"

    def block(times: list[int], offsets: list[int]) -> bytes:
        head = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, len(times), len(offsets), 4)
        kinds = b"".join(struct.pack(">lBB", 60 * minutes, 0, 0) for minutes in offsets)
        return head + struct.pack(f">{len(times)}q", *times) + bytes([1] * len(times)) + kinds + b"ABC\0"

    (folder / name).write_bytes(block([], [0]) + block([at], [offset, offset + change]) + b"\n\n")
    return name


@pytest.mark.parametrize("expression", ["*/7 * * * *", "0-59/7 0-23 * * *", "0-59/7 0-23 31 12 *", "*/7 */1 1 * *"])
@pytest.mark.parametrize("change", [1, 3, 4, 5, 6, 60, 179, 180, 181, 182, 240])
@pytest.mark.parametrize("direction", [1, -1])
def test_changes_of_any_size_are_met_as_the_daemon_meets_them(
    made_zones: Path, expression: str, change: int, direction: int
) -> None:
    """Five minutes and three hours are where cron changes its mind; here a year ends in the midst of it."""
    for minute in range(7 if change < 60 else 2):
        at = dt.datetime(2026, 12, 31, 23, 10 + minute, tzinfo=UTC)
        zone = make_zone(made_zones, -7, direction * change, seconds(at))
        start, end = at - dt.timedelta(minutes=20), at + dt.timedelta(minutes=change + 20)
        theirs = [seconds(run) for run in reference.by_the_minute(expression, zone, start, end)]
        assert list(timetable(expression, zone).runs(seconds(start), seconds(end))) == theirs, zone


@pytest.mark.slow
def test_the_clock_of_every_zone_is_known_at_all_times() -> None:
    for zone in sorted(zoneinfo.available_timezones() - {"localtime"}):
        clock = zoneinfo.ZoneInfo(zone)
        for year in (1944, 2000, 2011, 2026, 2027, 2054):
            found = stretches(zone, year)
            assert (found[0].start, found[-1].end) == (instant(f"{year}-01-01"), instant(f"{year + 1}-01-01"))
            assert all(one.end == two.start for one, two in pairwise(found)), zone
            for each in found:
                for at in {*range(each.start, each.end, DAY), each.end - 60}:
                    ahead = moment(at).astimezone(clock).utcoffset()
                    assert ahead is not None
                    assert each.offset == ahead // dt.timedelta(minutes=1) * 60, (zone, moment(at))


@LAWS
@given(expression=EXPRESSIONS, day=st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1)))
def test_fields_mean_what_cronsim_takes_them_for(expression: str, day: dt.date) -> None:
    """In UTC, where its clock has no part; all but a range of one number with steps."""
    assume(not any(low == high for low, high in _stepped_ranges(expression)))
    try:
        check_cron(expression)
    except ValueError:
        assume(False)
    start = dt.datetime.combine(day, dt.time(), UTC)
    theirs = [seconds(run) for run in islice(CronSim(expression, start - dt.timedelta(seconds=1)), 20)]
    end = theirs[-1] + 1 if theirs else seconds(start) + 40 * 365 * DAY
    assert list(timetable(expression, "UTC").runs(seconds(start), end)) == theirs


def _stepped_ranges(expression: str) -> Iterator[tuple[str, str]]:
    for term in expression.replace(",", " ").split():
        values, stepped, _ = term.partition("/")
        low, ranged, high = values.partition("-")
        if stepped and ranged:
            yield low, high


SOME = st.sampled_from([
    "0 22 * * 1-5", "*/7 * * * *", "30 2 * * *", "15 1,2,3 L * *", "0 0 29 2 *", "45 23 31 12 *", "0 6 1 */3 *",
])  # fmt: skip
PLACES = st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca"])
INSTANTS = st.integers(instant("2023-12-01"), instant("2028-04-01"))


@AGREEMENT
@given(expression=SOME, zone=PLACES, cuts=st.lists(INSTANTS, min_size=3, max_size=3).map(sorted))
def test_runs_rise_windows_can_be_joined_and_next_is_the_first_of_them(
    expression: str, zone: str, cuts: list[int]
) -> None:
    table = timetable(expression, zone)
    first, middle, last = cuts
    runs = table.runs(first, last)
    assert all(run < later for run, later in pairwise(runs))
    assert all(first <= run < last for run in runs)
    assert table.runs(first, middle) + table.runs(middle, last) == runs
    assert table.runs(last, first) == table.runs(first, first) == type(runs)("q")
    assert (table.count(first, last), table.count(last, first)) == (len(runs), 0)
    following = table.next(first)
    assert following is not None
    assert following == runs[0] if runs else following >= last
    assert table.next(following) == following
    after = table.next(following, strictly=True)
    assert after is not None
    assert list(table.runs(following, after + 1)) == [following, after]


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("0 0 29 2 */7", "2026-01-01", "2032-02-29"),
        ("0 0 29 2 */7", "2032-02-29 00:00:01", None),
        ("0 0 29 2 */7", "2023-02-28", None),
        ("0 0 29 2 */7", "2023-02-28 23:59:59", None),
        ("0 0 29 2 */7", "2023-03-01", "2032-02-29"),
        ("0 0 29 2 *", "2096-02-29 00:00:01", "2104-02-29"),
        # the 1st of March, if it is a Thursday; nine years after a 29th of February are a first of March
        ("0 1 */31 3 4", "2020-02-29 01:00", "2029-03-01 01:00"),
        ("0 1 */31 3 4", "2020-02-29 00:59:59", None),
        ("0 0 30 2 *", "2026-01-01", None),
        ("0 0 * 2 3#5", "2012-03-01", None),
        ("0 0 1 1 *", "9999-01-01 00:00:01", None),
    ],
)
def test_next_looks_nine_years_ahead(expression: str, at: str, expected: str | None) -> None:
    found = timetable(expression, "UTC").next(instant(at))
    assert found == (None if expected is None else instant(expected))


def test_rare_runs_over_four_hundred_years() -> None:
    sundays = [year for year in range(2000, 2400) if calendar.isleap(year) and dt.date(year, 2, 29).weekday() == 6]
    found = timetable("0 0 29 2 */7", "Asia/Kathmandu").runs(instant("2000-01-01"), instant("2400-01-01"))
    assert [moment(run).year for run in found] == sundays
    assert not timetable("0 0 30 2 *", "Asia/Kathmandu").runs(instant("2000-01-01"), instant("2400-01-01"))


def test_the_first_and_the_last_year_of_the_calendar_have_their_runs() -> None:
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        table = timetable("0 12 * * *", zone)
        for year in (1, 9999):
            start = instant(f"{year:04}-01-01")
            assert len(table.runs(start, start + 365 * DAY)) == 365
        assert table.next(instant("9999-12-31") + 2 * DAY) is None


def test_gaps() -> None:
    start, end = instant("2026-01-05"), instant("2026-02-01")
    weekdays = timetable("0 22 * * 1-5", "UTC")
    assert weekdays.gaps(start, end) == Gaps(DAY, 3 * DAY, instant("2026-01-09 22:00"))
    over_the_end = weekdays.gaps(start, instant("2026-01-10"))
    assert over_the_end == Gaps(DAY, 3 * DAY, instant("2026-01-09 22:00")), "its end is outside"
    assert weekdays.gaps(start, instant("2026-01-07")) == Gaps(DAY, DAY, instant("2026-01-05 22:00"))
    berlin = timetable("0 22 * * *", "Europe/Berlin").gaps(instant("2026-01-01"), instant("2027-01-01"))
    assert berlin == Gaps(DAY - 3600, DAY + 3600, instant("2026-10-24 20:00"))


def test_where_nothing_follows_there_is_no_gap() -> None:
    start, end = instant("2026-01-01"), instant("2040-01-01")
    assert timetable("0 0 30 2 *", "UTC").gaps(start, end) is None
    assert timetable("0 0 29 2 */7", "UTC").gaps(start, end) is None, "the one after 2032 is 28 years later"
    assert timetable("0 0 1 1 *", "UTC").gaps(start, start) is None


def test_two_runs_with_more_than_nine_years_between_them_are_no_gap() -> None:
    """Of the leap days that are a Sunday, a Monday or a Thursday: 2004, 2016, 2024, 2032, 2044."""
    eight_years = instant("2024-02-29") - instant("2016-02-29")
    found = timetable("0 0 29 2 */7,1,4", "UTC").gaps(instant("2004-01-01"), instant("2044-01-01"))
    assert found == Gaps(eight_years, eight_years, instant("2016-02-29"))
    assert timetable("0 0 29 2 */7", "UTC").gaps(instant("2026-01-01"), instant("2070-01-01")) is None


def test_a_timetable_is_shared_and_cannot_be_spoilt() -> None:
    table = timetable("*/5 * * * *", "Europe/Berlin")
    assert timetable("*/5 * * * *", "Europe/Berlin") is table
    start, end = instant("2026-01-01"), instant("2026-01-02")
    table.runs(start, end)[0] = 7
    assert table.runs(start, end)[0] == start


def test_threads_that_ask_at_once_get_the_same_answers() -> None:
    table = Timetable("7 */5 * * *", "America/Havana")
    alone = Timetable("7 */5 * * *", "America/Havana")
    years = [instant(f"{year}-01-01") for year in range(1990, 2090)]
    begin = threading.Barrier(4)
    found: list[list[int]] = []

    def ask() -> None:
        begin.wait()
        found.append([sum(table.runs(start, start + 3 * DAY)) for start in years])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == 4 * [[sum(alone.runs(start, start + 3 * DAY)) for start in years]]


@pytest.mark.parametrize(
    "expression", ["", "* * * *", "* * * * * *", "60 * * * *", "* * 0 * *", "* * * XYZ *", "*/0 * * * *"]
)
def test_what_is_no_cron_is_refused(expression: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        timetable(expression, "UTC")


def test_what_is_no_time_zone_is_refused() -> None:
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        timetable("0 0 * * *", "Europe/Atlantis")
