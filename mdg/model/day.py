"""A day as a caller of the library names it."""

from __future__ import annotations

import datetime as dt

from mdg.diagnostic import MdgError


def as_day(given: dt.date | str) -> dt.date:
    """The day that a date, or a text such as ``2026-01-31``, names.

    MdgError for everything else; a date with a time is refused, since its day depends on the time zone.
    """
    if isinstance(given, str):
        try:
            return dt.date.fromisoformat(given)
        except ValueError as error:
            raise MdgError(f"`{given}` is no day; write it like `2026-01-31`") from error
    if isinstance(given, dt.datetime) or not isinstance(given, dt.date):
        raise MdgError(f"`{given}` is no day; give a date")
    return given


def day_in(timezone: str, instant: dt.datetime) -> dt.date:
    """The day that it is there at an instant (in UTC); that in UTC at the first and last ones, where there is none."""
    # only for who has a zone of their own
    from zoneinfo import ZoneInfo

    try:
        return instant.astimezone(ZoneInfo(timezone)).date()
    except OverflowError:
        return instant.date()
