"""The instants at which another day's landscape begins to hold."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from mdg.model.instants import microseconds
from mdg.model.landscape import Landscape


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
            begins = microseconds(dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC))
        found.append((begins, every.on(day)))
    return found
