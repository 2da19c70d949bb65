"""Instants as foreign logs write them: numbers in a unit, text in a form, the wall clock of a time zone."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

import attrs

from mdg.interop.feeds.losses import Lost
from mdg.model.instants import EPOCH

#: Nanoseconds of a unit.
UNITS = {"seconds": 10**9, "milliseconds": 10**6, "microseconds": 10**3, "nanoseconds": 1}
AMBIGUOUS = ("refuse", "first", "second")
#: A day by which a form of times is tried: none that is taken where a form names none.
_TRIED = dt.datetime(2024, 2, 29, 13, 5, 7, tzinfo=dt.UTC)
#: So long is a day without a time in ISO 8601: `2026-12-31`, `20261231`, `2026-W53-4`; one with a time is longer.
_ONLY_A_DAY = len("2026-12-31")
_YEARS = {"Y", "y", "G", "c", "x"}


@attrs.frozen(slots=True, kw_only=True)
class Clock:
    """How a column writes its instants; ``ambiguous`` says which is meant where a wall clock shows a time twice."""

    unit: str | None = None
    form: str | None = None
    timezone: str | None = None
    ambiguous: str = "refuse"

    def reader(self) -> Callable[[Any], dt.datetime]:
        """What reads a value; it raises Lost with the reason."""
        if self.unit is not None:
            per = UNITS[self.unit]
            return lambda value: counted(value, per)
        zone = zoneinfo.ZoneInfo(self.timezone) if self.timezone is not None else None
        return lambda value: self._local(self._written(value), zone, value)

    def _written(self, value: Any) -> dt.datetime:
        if isinstance(value, dt.datetime):
            return value
        if not isinstance(value, str):
            raise Lost(f"a time is no text: `{value}`")
        try:
            if self.form:
                return dt.datetime.strptime(value, self.form)
            if len(value) <= _ONLY_A_DAY:  # it would be read as midnight
                raise ValueError
            return dt.datetime.fromisoformat(value)
        except ValueError:
            raise Lost(f"a time is not written like `{self.form or '2026-12-31T22:30:00Z'}`: `{value}`") from None

    def _local(self, read: dt.datetime, zone: zoneinfo.ZoneInfo | None, value: Any) -> dt.datetime:
        """The instant of a time on the wall clock of a zone; one that names its offset is an instant already."""
        if read.tzinfo is not None:
            return read
        if zone is None:
            raise Lost(f"a time names no offset, and the mapping no `timezone` for it: `{value}`")
        first, second = read.replace(tzinfo=zone, fold=0), read.replace(tzinfo=zone, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != read:
            raise Lost(f"the clock never showed a time in {self.timezone}: `{value}`")
        if self.ambiguous == "refuse":
            raise Lost(
                f"the clock showed a time twice in {self.timezone}, and `ambiguous` does not say which: `{value}`"
            )
        return first if self.ambiguous == "first" else second


def form_fault(form: str) -> str | None:
    """What is wrong with a form of times, None if nothing is: a year or day that it does not name would be guessed."""
    if _YEARS.isdisjoint(re.findall("%(.)", form)):
        return f"has no year: `{form}`; add `%Y`, and join to the time the column that has it: `from: [year, time]`"
    try:
        read = dt.datetime.strptime(_TRIED.strftime(form), form)
    except (ValueError, re.error):
        return f"is no form in which times can be read: `{form}`; write it like `%d.%m.%Y %H:%M`"
    if read.date() != _TRIED.date():
        return f"does not say which day it is: `{form}`; add `%m` and `%d`"
    return None


def counted(value: Any, nanoseconds: int) -> dt.datetime:
    """The instant that a whole number of units since 1970 means, to the microsecond."""
    try:
        number = int(value) if isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, int):
            raise ValueError
        return EPOCH + dt.timedelta(microseconds=number * nanoseconds // 1000)
    except (ValueError, OverflowError):
        raise Lost(f"a time is no whole number of units since 1970: `{value}`") from None


def instant(value: Any) -> dt.datetime:
    """The instant that a message of the format itself gives, as ISO 8601 with an offset."""
    return Clock(timezone="UTC").reader()(value)
