"""The five fields of a cron expression, read as Debian's cron does: which wall minutes of which days they name.

cronsim decides in :mod:`mdg.text.schedules` what an expression is; what it means is read here, as cronsim takes
``5-5/2`` for 5, 7, 9 and so on.  Beyond crontab(5) the words that cronsim knows are read: ``L`` and ``LW`` for the last
day and the last weekday of the month, ``5L`` and ``5#2`` for the last and the second Friday, ``a/n`` for every n-th
number from a.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
#: Names of the numbers of a field, its least and its greatest number.
_Field = tuple[tuple[str, ...], int, int]
_MINUTE: _Field = ((), 0, 59)
_HOUR: _Field = ((), 0, 23)
_DAY: _Field = ((), 1, 31)
_MONTH: _Field = (_MONTHS, 1, 12)
_WEEKDAY: _Field = (_WEEKDAYS, 0, 7)
#: Among the days of the month, and among the weekdays of a month, those that are no numbers.
_LAST, _LAST_WEEKDAY, _EVERY = -1, -2, 0
_LAST_DAYS = {"L": _LAST, "LW": _LAST_WEEKDAY}

#: The months of a year with the December before and the January after it, in which its clocks may be, and their days.
_AROUND = (12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1)
_COMMON = (31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31)
_LEAP = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31)


@functools.cache
def first_day(year: int) -> int:
    """The days from 1970-01-01 to the first of January of that year of the Gregorian calendar."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 - 719_162


class Days(NamedTuple):
    """The three fields that name days, as written; many schedules share them, and so what follows from them."""

    day: str
    month: str
    weekday: str


class CronFields:
    """What an expression names: days, and ``seconds``, those of the wall minutes in a day, in order.

    ``with_star`` tells whether minute or hour begins with ``*``: when the clock changes, such a job goes by the wall
    clock, and one without makes good for the minutes skipped and does not repeat itself (cron(8)).

    Raises ValueError if the expression has not five fields, or has one that cron does not understand.
    """

    __slots__ = ("days", "seconds", "with_star")

    def __init__(self, expression: str) -> None:
        minute, hour, day, month, weekday = expression.upper().split()
        hours, minutes = sorted(_numbers(hour, _HOUR)), sorted(_numbers(minute, _MINUTE))
        self.seconds = tuple(h * 3600 + m * 60 for h in hours for m in minutes)
        self.with_star = minute.startswith("*") or hour.startswith("*")
        self.days = Days(day, month, weekday)
        _read(self.days)


@functools.lru_cache(maxsize=1024)
def days_around(fields: Days, year: int) -> tuple[int, ...]:
    """The days named in the year and in the months before and after it, counted from 1970-01-01, in order."""
    _, months, _ = _read(fields)
    day = first_day(year) - 31
    lengths = _LEAP if first_day(year + 1) - first_day(year) == 366 else _COMMON
    found: list[int] = []
    for month, length in zip(_AROUND, lengths, strict=True):
        if month in months:
            found += [day + nth for nth in days_of(fields, (day + 4) % 7, length)]
        day += length
    return tuple(found)


@functools.lru_cache(maxsize=4096)
def days_of(fields: Days, first: int, length: int) -> tuple[int, ...]:
    """The days named in a month of that length which begins on that weekday (0 is Sunday), counted from 0.

    There are 28 kinds of months, and all years together cost no more than these.
    """
    named, _, weekdays = _read(fields)
    last_weekday = max(n for n in range(length) if 1 <= (first + n) % 7 <= 5)
    ends = {_LAST: length, _LAST_WEEKDAY: last_weekday + 1}
    in_month = {ends.get(day, day) - 1 for day in named}
    in_week = {n for n in range(length) if weekdays & _names_of((first + n) % 7, n, length)}
    both = fields.day.startswith("*") or fields.weekday.startswith("*")
    return tuple(n for n in sorted(in_month & in_week if both else in_month | in_week) if n < length)


def _names_of(weekday: int, day: int, length: int) -> set[tuple[int, int]]:
    """What a day, counted from 0, of a month of that length can be named by in the last field."""
    return {(weekday, _EVERY), (weekday, day // 7 + 1)} | ({(weekday, _LAST)} if day + 7 >= length else set())


@functools.lru_cache(maxsize=1024)
def _read(fields: Days) -> tuple[frozenset[int], frozenset[int], frozenset[tuple[int, int]]]:
    return _read_days(fields.day), _numbers(fields.month, _MONTH), _read_weekdays(fields.weekday)


def _read_days(field: str) -> frozenset[int]:
    """The days of the month; those that are not the same in each month stand as numbers of their own."""
    found: set[int] = set()
    for term in field.split(","):
        word = term.partition("/")[0]
        found |= {_LAST_DAYS[word]} if word in _LAST_DAYS else _numbers(term, _DAY)
    return frozenset(found)


def _read_weekdays(field: str) -> frozenset[tuple[int, int]]:
    """The days of the week from 0 for Sunday, each with which one of the month, from 1."""
    found: set[tuple[int, int]] = set()
    for term in field.split(","):
        day, sharp, nth = term.partition("#")
        if sharp:
            found.add((_number(day, _WEEKDAY) % 7, int(nth)))
        elif term.endswith("L"):
            found.add((_number(term[:-1], _WEEKDAY) % 7, _LAST))
        else:
            found |= {(number % 7, _EVERY) for number in _numbers(term, _WEEKDAY)}
    return frozenset(found)


def _numbers(field: str, kind: _Field) -> frozenset[int]:
    """The numbers that a field lists: ``*``, ``a`` or ``a-b``, each with ``/n``, several with commas between."""
    _, least, greatest = kind
    found: set[int] = set()
    for term in field.split(","):
        values, stepped, step = term.partition("/")
        low, ranged, high = values.partition("-")
        begin = least if values == "*" else _number(low, kind)
        end = _number(high, kind) if ranged else greatest if stepped or values == "*" else begin
        found.update(range(begin, end + 1, int(step) if stepped else 1))
    return frozenset(found)


def _number(text: str, kind: _Field) -> int:
    names, least, greatest = kind
    number = names.index(text) if text in names else int(text)
    if not least <= number <= greatest:
        raise ValueError(f"`{text}` is not from {least} to {greatest}")
    return number
