"""Instants of events: from what logs write to whole microseconds since 1970 in UTC, and back."""

from __future__ import annotations

import datetime as dt
import re

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LOCAL_EPOCH = dt.datetime(1970, 1, 1)
#: The first and the last instant that can be told, those of the years 1 and 9999.
FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
#: Smaller numbers would be instants before March 1973: they count seconds or milliseconds.
LEAST_NUMBER = 100_000_000_000_000
#: How an instant is written: ISO 8601 with a date, a time of day and, unless it is in UTC, an offset.
WRITTEN = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?"
    r"(Z|[+-](0[0-9]|1[0-7])(:?[0-5][0-9])?)?"
)
#: How a number of microseconds is written where there are only texts.
COUNTED = r"-?[0-9]{15,18}"
#: What is cut off of a written instant, and what is left of it.
BEYOND_MICROSECONDS = r"[.,]([0-9]{1,6})[0-9]*"
_DAY, _SECOND = 86_400_000_000, 1_000_000
_BEFORE_TIME = ("T", " ", "t")
_read = dt.datetime.fromisoformat
_is_written = re.compile(WRITTEN).fullmatch
_OUTSIDE = "lies outside the years 1 to 9999"
WRITE = "write it like `2026-12-31T22:30:00Z`"
NO_INSTANT = f"is no instant with a date and a time of day; {WRITE}"


class Unreadable(ValueError):
    """What stands there is no instant; the message goes on after the name of the column."""


def microseconds(value: object) -> int:
    """The instant that an event gives: text as ISO 8601 with date and time (UTC where it names no offset), an aware
    datetime, a naive one in UTC, or whole microseconds since 1970, as a number or in digits.

    Digits beyond the microsecond are cut off.  Unreadable for anything else, for a number so small that it must count
    seconds or milliseconds, and for what lies outside the years 1 to 9999.
    """
    if type(value) is str:
        # what nearly all write, with seconds and `Z`, needs no second look
        marks = value[4:20:3]
        plain = (
            len(value) == 20 if marks == "--T::Z" else marks == "--T::." and value[-1] == "Z" and value[20:-1].isdigit()
        )
        if plain and value[11:13] != "24":
            try:
                since = _read(value) - EPOCH
            except ValueError:
                raise _no_instant(value) from None
            return since.days * _DAY + since.seconds * _SECOND + since.microseconds
        return _of_text(value)
    if isinstance(value, dt.datetime):
        return _of_datetime(value)
    if type(value) is int:
        return _of_number(value)
    raise Unreadable(f"is no instant; {WRITE}")


def _no_instant(value: str) -> Unreadable:
    return Unreadable(f"is no instant with a date and a time of day: `{shortened(value)}`; {WRITE}")


def _of_text(value: str) -> int:
    """The same of any text."""
    if value[10:11] not in _BEFORE_TIME or value[13:14] != ":" or value[7] != "-":
        if re.fullmatch(r"-?[0-9]{1,30}", value):
            return _of_number(int(value))
        raise _no_instant(value)
    if not _is_written(value):  # Python reads more than that
        raise _no_instant(value)
    try:
        since = _read(value) - EPOCH
    except TypeError:  # it has no offset
        return _of_datetime(_read(value))
    except (ValueError, OverflowError):
        raise _no_instant(value) from None
    at = since.days * _DAY + since.seconds * _SECOND + since.microseconds
    if FIRST <= at <= LAST:
        return at
    raise Unreadable(f"{_OUTSIDE}: `{value}`")


def _of_datetime(read: dt.datetime) -> int:
    try:
        since = read - (_LOCAL_EPOCH if read.tzinfo is None else EPOCH)
    except OverflowError:
        raise Unreadable(_OUTSIDE) from None
    at = since.days * _DAY + since.seconds * _SECOND + since.microseconds
    if not FIRST <= at <= LAST:  # by its offset
        raise Unreadable(_OUTSIDE)
    return at


def _of_number(number: int) -> int:
    if abs(number) < LEAST_NUMBER:
        raise Unreadable(f"is a number that counts no microseconds: `{number}`; {WRITE}, or count microseconds")
    if not FIRST <= number <= LAST:
        raise Unreadable(f"{_OUTSIDE}: `{number}`; count microseconds since 1970")
    return number


def micros(value: object) -> int | None:
    """The same as :func:`microseconds`, and None for what is no instant."""
    try:
        return microseconds(value)
    except Unreadable:
        return None


def written(instant: int) -> str:
    """Whole microseconds since 1970 as an instant: ``2026-01-31T22:00:00Z``."""
    return (EPOCH + dt.timedelta(microseconds=instant)).isoformat().replace("+00:00", "Z")


def shortened(text: str) -> str:
    """What the user wrote, not longer than a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."
