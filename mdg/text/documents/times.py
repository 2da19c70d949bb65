"""Schedules and time zones as values of documents."""

from __future__ import annotations

import functools
from typing import Annotated

from mdg.text.documents.declare import Scalar, text_like
from mdg.text.values import Fault, quoted


def _cron(value: object) -> str:
    """Minute, hour, day of the month, month and day of the week, as in `0 22 * * 1-5` (on workdays at 22:00)."""
    if not isinstance(value, str) or not value:
        raise Fault(f"{quoted(value)} is not a cron expression", "write five fields, like `0 22 * * 1-5`")
    return _checked_cron(value)


@functools.lru_cache(maxsize=65_536)
def _checked_cron(text: str) -> str:
    from mdg.text.schedules import check_cron  # loads cronsim, for texts in which a schedule stands

    return check_cron(text)


def _timezone(value: object) -> str:
    """A time zone by its name in the IANA database, such as `Europe/Berlin`, or `UTC`."""
    if not isinstance(value, str) or not value:
        raise Fault(f"{quoted(value)} is not a time zone", "write it like `Europe/Berlin`, or `UTC`")
    return _checked_timezone(value)


@functools.lru_cache(maxsize=1024)
def _checked_timezone(text: str) -> str:
    from mdg.text.schedules import check_timezone  # loads the time-zone database, for texts that name a zone

    return check_timezone(text)


def _terms(value: str, *alone: str) -> str:
    """The pattern of a field of a cron expression: terms with commas between them, each of values or one ``alone``."""
    term = "|".join((rf"(\*|{value}(-{value})?)(/0*[1-9][0-9]*)?", *alone))
    return f"({term})(,({term}))*"


def _either(numbers: str, names: str) -> str:
    """The pattern of a number, or of a name in letters of either case."""
    spelt = ["".join(f"[{letter}{letter.lower()}]" for letter in name) for name in names.split()]
    return f"(0*({numbers})|{'|'.join(spelt)})"


_MONTH = _either("[1-9]|1[0-2]", "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
_WEEKDAY = _either("[0-7]", "SUN MON TUE WED THU FRI SAT")
_FIELDS = (
    _terms("0*[1-5]?[0-9]"),
    _terms("0*(1?[0-9]|2[0-3])"),
    _terms("0*([1-9]|[12][0-9]|3[01])", "[Ll][Ww]?(/0*[1-9][0-9]*)?"),
    _terms(_MONTH),
    _terms(_WEEKDAY, "0*[0-7][Ll]", f"{_WEEKDAY}#0*[1-5]"),
)
_CRON_SCHEMA = text_like(
    r"\s*" + r"\s+".join(_FIELDS) + r"\s*",
    "Not a cron expression: write minute, hour, day of the month, month and day of the week, like 0 22 * * 1-5.",
)
_ZONE_SCHEMA = text_like(
    "[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", "Not a time zone: write it like Europe/Berlin, or UTC."
)

Cron = Annotated[str, Scalar(_cron, _CRON_SCHEMA, "cron")]
TimeZone = Annotated[str, Scalar(_timezone, _ZONE_SCHEMA, "timezone")]
