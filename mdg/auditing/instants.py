"""Instants as a log writes them, and the instants at which another day's landscape begins to hold."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from mdg.model.happened import EPOCH
from mdg.model.landscape import Landscape

#: ISO 8601 with a date, an optional time to the microsecond, and an optional offset; without one it is UTC.
INSTANT = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.]\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?"
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(given: Any) -> int | None:
    """An instant in whole microseconds since 1970 in UTC; None for what is none."""
    if isinstance(given, bool) or given is None:
        return None
    if isinstance(given, int):
        return given
    if isinstance(given, str):
        if not re.fullmatch(INSTANT, given, re.ASCII):
            return None
        try:
            given = dt.datetime.fromisoformat(given)
        except ValueError:
            return None
    if isinstance(given, dt.datetime):
        at = given.replace(tzinfo=dt.UTC) if given.tzinfo is None else given
        return (at - EPOCH) // _MICROSECOND
    if isinstance(given, dt.date):
        return (dt.datetime(given.year, given.month, given.day, tzinfo=dt.UTC) - EPOCH) // _MICROSECOND
    return None


def periods(landscape: Landscape) -> list[tuple[int | None, Landscape]]:
    """The landscape of each stretch of days on which the same is in force, with the instant at which it begins.

    Days are those of the landscape's time zone; the first stretch begins at no instant.
    """
    every = landscape.every
    zone = ZoneInfo(every.settings.timezone)
    found: list[tuple[int | None, Landscape]] = []
    for day in every.days(dt.date.min):
        begins = None
        if day != dt.date.min:
            begins = micros(dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC))
        found.append((begins, every.on(day)))
    return found
