"""Durations, dates, booleans, instants, ids and the like: what they mean, and what is said of what means nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.text.schedules import check_cron, check_timezone
from mdg.text.suggest import nearest
from mdg.text.values import (
    Fault,
    Period,
    format_duration,
    parse_bool,
    parse_date,
    parse_days,
    parse_duration,
    parse_id,
    parse_instant,
    parse_local_time,
    parse_period,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("30s", 30),
        ("15m", 900),
        ("2h", 7_200),
        ("1d", 86_400),
        ("1w", 604_800),
        ("1h30m", 5_400),
        ("1w2d3h4m5s", 788_645),
        ("90m", 5_400),
        ("007m", 420),
        ("PT15M", 900),
        ("P1DT2H", 93_600),
        ("P2W", 1_209_600),
        ("PT0S", 0),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == dt.timedelta(seconds=seconds)
    assert parse_period(text) == Period(0, 0, dt.timedelta(seconds=seconds), text)


@pytest.mark.parametrize(
    "text",
    ["", "m", "P", "PT", "P1DT", "1.5h", "1h 30m", "30m1h", "15M", "1h1h", "15", "-1h", "٣m", "1h\n", "P1Y", "pt1h"],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_duration(text)
    assert caught.value.help


@pytest.mark.parametrize(
    ("text", "years", "months", "days"),
    [("P3Y", 3, 0, 0), ("P3M", 0, 3, 0), ("P1Y6M10D", 1, 6, 10), ("90d", 0, 0, 90), ("P1Y2W", 1, 0, 14)],
)
def test_periods_keep_years_and_months(text: str, years: int, months: int, days: int) -> None:
    assert parse_period(text) == Period(years, months, dt.timedelta(days=days), text)


@pytest.mark.parametrize(("text", "instead"), [("3y", "P3Y"), ("6mo", "P6M"), ("3 years", "P3Y"), ("6 months", "P6M")])
def test_periods_written_as_people_do(text: str, instead: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_period(text)
    assert caught.value.help == f"write `{instead}`"


@pytest.mark.parametrize(
    ("text", "instead"), [("5 min", "5m"), ("3 hours", "3h"), ("2days", "2d"), ("1 week", "1w"), ("10 secs", "10s")]
)
def test_durations_written_as_people_do(text: str, instead: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_duration(text)
    assert caught.value.help == f"write `{instead}`"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (dt.timedelta(), "0s"),
        (dt.timedelta(seconds=90), "1m30s"),
        (dt.timedelta(hours=52, minutes=15), "52h15m"),
        (dt.timedelta(hours=72), "3d"),
        (dt.timedelta(days=7), "7d"),
        (dt.timedelta(hours=25), "25h"),
        (dt.timedelta(days=1, seconds=1), "24h1s"),
        (dt.timedelta(microseconds=1), "1s"),
    ],
)
def test_durations_are_shown_as_the_language_writes_them(length: dt.timedelta, text: str) -> None:
    assert format_duration(length) == text


LENGTHS = st.integers(0, 10**10).map(lambda seconds: dt.timedelta(seconds=seconds))


@given(LENGTHS)
def test_what_is_shown_can_be_read_again(length: dt.timedelta) -> None:
    assert parse_duration(format_duration(length)) == length


@given(st.lists(st.tuples(st.integers(0, 10**4), st.sampled_from("wdhms")), unique_by=lambda part: part[1], min_size=1))
def test_a_sum_is_the_sum_of_its_parts(parts: list[tuple[int, str]]) -> None:
    parts.sort(key=lambda part: "wdhms".index(part[1]))
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert parse_duration(text) == sum((parse_duration(f"{number}{unit}") for number, unit in parts), dt.timedelta())


@given(st.text(max_size=12))
def test_any_text_has_a_meaning_or_a_fault(text: str) -> None:
    faults = []
    for parse in (parse_duration, parse_period, parse_date, parse_bool, parse_local_time, parse_instant, parse_id):
        try:
            parse(text)
        except Fault as fault:
            faults.append(fault)
    assert all(fault.message and fault.help for fault in faults)


def test_values_of_python_are_taken_as_they_are() -> None:
    day, noon = dt.date(2027, 1, 31), dt.datetime(2027, 1, 31, 12)
    assert parse_duration(dt.timedelta(minutes=5)) == dt.timedelta(minutes=5)
    assert parse_period(dt.timedelta(days=5)).text == "5d"
    assert (parse_date(day), parse_local_time(noon), parse_bool(True), parse_days(400)) == (day, noon, True, 400)
    assert parse_instant(dt.datetime(2027, 1, 31, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))).hour == 11


@pytest.mark.parametrize(
    ("parse", "value"),
    [
        (parse_duration, dt.timedelta(seconds=-1)),
        (parse_duration, dt.timedelta(milliseconds=5)),
        (parse_duration, 5),
        (parse_period, 5),
        (parse_date, dt.datetime(2027, 1, 31)),
        (parse_date, "2027-02-29"),
        (parse_date, "20270131"),
        (parse_bool, "True"),
        (parse_bool, 1),
        (parse_days, True),
        (parse_days, "0"),
        (parse_days, "4e2"),
        (parse_local_time, "2027-01-31"),
        (parse_local_time, "2027-01-31T24:30"),
        (parse_instant, "2027-01-31T18:00"),
        (parse_instant, "2027-02-31T18:00Z"),
        (parse_id, ""),
        (parse_id, 5),
        (parse_id, "x-a"),
        (parse_id, "a\n"),
    ],
)
def test_what_means_nothing_is_a_fault(parse: object, value: object) -> None:
    assert callable(parse)
    with pytest.raises(Fault) as caught:
        parse(value)
    assert caught.value.help


@pytest.mark.parametrize("name", ["a", "A1", "a-b_c", "größe", "Straße-2", "x", "x_a", "xa"])
def test_ids(name: str) -> None:
    assert parse_id(name) == name


def test_instants_are_in_utc() -> None:
    assert parse_instant("2027-01-31T18:00:00+02:00") == dt.datetime(2027, 1, 31, 16, tzinfo=dt.UTC)
    assert parse_instant("2027-01-31T18:00:00.25Z").microsecond == 250_000


@pytest.mark.parametrize(
    "text", ["0 22 * * 1-5", "*/15 8-18 * * MON-FRI", "0 0 1,15 JAN *", "0 0 L * *", "30 2 29 2 *", "0 0 * * 7"]
)
def test_cron_expressions(text: str) -> None:
    assert check_cron(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@daily", "`@daily` is not a cron expression"),
        ("60 0 * * *", "`60` is no minute in the cron expression `60 0 * * *`"),
        ("0 0 32 * *", "`32` is no day of the month in the cron expression `0 0 32 * *`"),
        ("0 0 * 13 *", "`13` is no month in the cron expression `0 0 * 13 *`"),
        ("0 0 * * 8", "`8` is no day of the week in the cron expression `0 0 * * 8`"),
        ("0 0 31 2 *", "`0 0 31 2 *` names a day that never comes"),
        ("* * * * * * *", "`* * * * * * *` is not a cron expression"),
    ],
)
def test_what_is_no_cron_expression(text: str, said: str) -> None:
    with pytest.raises(Fault) as caught:
        check_cron(text)
    assert caught.value.message == said


@pytest.mark.parametrize("name", ["", "Nowhere", "../etc/passwd", "/etc/localtime", "Europe"])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(Fault):
        check_timezone(name)


@pytest.mark.parametrize(
    ("word", "candidates", "near"),
    [
        ("sytem", ["title", "system", "systems"], "system"),
        ("form", ["to", "from"], "from"),
        ("fromm", ["to", "from"], "from"),
        ("Country", ["county", "country"], "country"),
        ("erp-prod", ["erp_dev", "erp_prod"], "erp_prod"),
        ("entites", ["entities", "title"], "entities"),
        ("desc", ["description", "title"], "description"),
        ("s", ["so", "to"], None),
        ("", ["a"], None),
        ("colour", ["systems", "flows"], None),
        ("loop_protecton", ["loop_protection"], "loop_protection"),
        ("acert", ["carte", "ecart", "acetr"], "acetr"),
    ],
)
def test_the_nearest_word(word: str, candidates: list[str], near: str | None) -> None:
    assert nearest(word, candidates) == near


@given(st.text("abcdefgh", min_size=4, max_size=12), st.data())
def test_two_neighbours_swapped_are_found_again(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert nearest(swapped, ["zzzzzzzzzzzzzzzzzzz", word]) == word
