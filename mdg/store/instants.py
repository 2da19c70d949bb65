"""Instants of events: from what logs write to whole microseconds since 1970 in UTC, and back."""

from __future__ import annotations

import datetime as dt

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LOCAL_EPOCH = dt.datetime(1970, 1, 1)
#: Smaller numbers would be instants before March 1973: they count seconds or milliseconds.
LEAST_NUMBER = 100_000_000_000_000
_LAST = 253_402_300_799_999_999
_DAY, _SECOND = 86_400_000_000, 1_000_000
_BEFORE_TIME = ("T", " ", "t")
_read = dt.datetime.fromisoformat
WRITE = "write it like `2026-12-31T22:30:00Z`"


class Unreadable(ValueError):
    """What stands there is no instant; the message goes on after the name of the column."""


def microseconds(value: object) -> int:
    """The instant that an event gives: text as ISO 8601 with date and time (UTC where it names no offset), an aware
    datetime, a naive one in UTC, or whole microseconds since 1970.

    Digits beyond the microsecond are cut off.  Unreadable for anything else, for a number so small that it must count
    seconds or milliseconds, and for what lies outside the years 1 to 9999.
    """
    if type(value) is str:
        if value[10:11] not in _BEFORE_TIME:
            raise Unreadable(f"is no instant with a date and a time of day: `{shortened(value)}`; {WRITE}")
        try:
            since = _read(value) - EPOCH
        except TypeError:  # it has no offset
            return _of_datetime(_read(value))
        except (ValueError, OverflowError):
            raise Unreadable(f"is no instant with a date and a time of day: `{shortened(value)}`; {WRITE}") from None
        return since.days * _DAY + since.seconds * _SECOND + since.microseconds
    if isinstance(value, dt.datetime):
        return _of_datetime(value)
    if type(value) is int:
        return _of_number(value)
    raise Unreadable(f"is no instant; {WRITE}")


def _of_datetime(read: dt.datetime) -> int:
    try:
        since = read - (_LOCAL_EPOCH if read.tzinfo is None else EPOCH)
    except OverflowError:
        raise Unreadable("lies outside the years 1 to 9999") from None
    return since.days * _DAY + since.seconds * _SECOND + since.microseconds


def _of_number(number: int) -> int:
    if abs(number) < LEAST_NUMBER:
        raise Unreadable(f"is a number that counts no microseconds: `{number}`; {WRITE}, or count microseconds")
    if abs(number) > _LAST:
        raise Unreadable(f"lies outside the years 1 to 9999: `{number}`; count microseconds since 1970")
    return number


def written(instant: int) -> str:
    """Microseconds since 1970 as ISO 8601 in UTC."""
    return (EPOCH + dt.timedelta(microseconds=instant)).isoformat().replace("+00:00", "Z")


def shortened(text: str) -> str:
    """What the user wrote, not longer than a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."
