"""The day by which a point decides."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest

import mdg
from mdg.decision import DecisionError, DecisionPoint

TEXT: dict[str, Any] = {
    "mdg": "1",
    "settings": {"timezone": "America/New_York"},
    "entities": {"partner": {"groups": {"identity": ["name"]}}},
    "systems": {"crm": {}, "erp": {"valid": {"from": "2026-03-10"}}},
    "ownership": {
        "old": {"system": "crm", "may": ["update"], "valid": {"until": "2026-03-07"}},
        "new": {"system": "crm", "may": ["update"], "valid": {"from": "2026-03-09"}},
        "erp": {"system": "erp", "may": ["update"]},
    },
}


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: str) -> None:
        self.asked = 0
        self.set(now)

    def set(self, now: str) -> None:
        self.now = dt.datetime.fromisoformat(now).replace(tzinfo=zoneinfo.ZoneInfo("America/New_York")).timestamp()

    def __call__(self) -> float:
        self.asked += 1
        return self.now


def rules(point: DecisionPoint, system: str = "crm") -> tuple[str, ...]:
    return point.decide("update", system=system, entity="partner", record={}).rules


def test_a_long_lived_point_follows_the_calendar_of_its_time_zone() -> None:
    """The day changes at midnight there, also round the night on which the clocks go forward."""
    clock = Clock("2026-03-07T23:59:59")
    point = DecisionPoint(mdg.load(TEXT), clock=clock)
    assert rules(point) == ("old",)
    clock.set("2026-03-08T00:00:00")
    assert (rules(point), point.day) == ((), dt.date(2026, 3, 8))
    clock.set("2026-03-08T23:59:59")
    assert rules(point) == ()
    clock.set("2026-03-09T00:00:00")
    assert rules(point) == ("new",)
    clock.set("2026-03-20T12:00:00")
    assert (rules(point), rules(point, "erp")) == (("new",), ("erp",))


def test_tables_follow_the_calendar_too() -> None:
    pa = pytest.importorskip("pyarrow")
    clock = Clock("2026-03-07T12:00:00")
    point = DecisionPoint(mdg.load(TEXT), clock=clock)
    rows = pa.table({"system": ["crm", "erp"]})
    assert point.decide_table("update", rows, entity="partner").column("rules").to_pylist() == [["old"], []]
    clock.set("2026-03-10T00:00:00")
    assert point.decide_table("update", rows, entity="partner").column("rules").to_pylist() == [["new"], ["erp"]]


def test_an_answer_stays_that_of_its_day() -> None:
    clock = Clock("2026-03-07T12:00:00")
    point = DecisionPoint(mdg.load(TEXT), clock=clock)
    answer = point.decide("update", system="erp", entity="partner", record={})
    assert answer.reason == "system `erp` is not in force on 2026-03-07"
    assert answer.instead == ("crm",)
    clock.set("2026-03-08T12:00:00")
    assert rules(point) == ()
    assert answer.instead == ("crm",)


def test_with_a_day_the_clock_is_not_asked() -> None:
    clock = Clock("2026-03-20T12:00:00")
    point = DecisionPoint(mdg.load(TEXT), as_of=dt.date(2026, 3, 7), clock=clock)
    assert rules(point) == ("old",)
    assert DecisionPoint(mdg.load(TEXT), as_of="2026-03-09").day == dt.date(2026, 3, 9)
    assert clock.asked == 0


def test_the_day_of_the_landscape_does_not_bind_the_point() -> None:
    """A landscape read as of some day keeps every date."""
    clock = Clock("2026-03-20T12:00:00")
    landscape = mdg.load(TEXT, as_of=dt.date(2026, 3, 7))
    assert rules(DecisionPoint(landscape, clock=clock)) == ("new",)
    assert rules(DecisionPoint(landscape.on(dt.date(2026, 3, 7)), clock=clock)) == ("new",)


@pytest.mark.parametrize("as_of", ["2026-02-30", "tomorrow", dt.datetime(2026, 3, 7, 12)])
def test_what_is_no_day_is_an_error(as_of: Any) -> None:
    with pytest.raises(DecisionError, match="is no day"):
        DecisionPoint(mdg.load(TEXT), as_of=as_of)
