"""Values as a landscape writes them: durations, periods, dates, booleans, numbers, instants, ids.

Every ``parse_…`` takes the text that stands in the source, or the Python value that it means (so that a landscape can
be built in Python), and raises :class:`Fault`, which says in the user's words what is wrong and what to write instead.
"""

from __future__ import annotations

import datetime as dt
import functools
import re

import attrs

from mdg.diagnostic import PathPart

ZERO = dt.timedelta(0)
#: The longest duration, all 9999 years of the calendar: so many flows as there are can add up theirs.
LONGEST = dt.date.max - dt.date.min
_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
# patterns as text: each is compiled, and kept, when the first value of its kind is read
_SHORT = r"(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?"
_ISO = (
    r"P(?!\Z)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?"
    r"(?:T(?!\Z)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?"
)
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LOCAL = rf"{_DATE}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?"
_INSTANT = rf"{_LOCAL}(?:\.[0-9]{{1,6}})?(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})"
_ID = r"[^\W\d_][\w-]*"
_BOOLEANS = {"true": True, "false": False}

#: Why a key that starts with `x-` cannot stand where ids do.
NO_EXTENSION = "ids start with a letter and not with `x-`: such keys are extensions, which are not read here"
_WRITE_DURATION = "write it like `15m`, `2h` or `1h30m`"
_WRITE_PERIOD = "write it like `30d`, `P3M` or `P3Y`"


class Fault(ValueError):
    """A value that cannot be meant: ``path`` and ``key`` lead from the value to the part of it that is at fault."""

    def __init__(
        self, message: str, help: str, path: tuple[PathPart, ...] = (), *, key: bool = False, code: str = "MDG006"
    ) -> None:
        super().__init__(message)
        self.message, self.help, self.path, self.key, self.code = message, help, path, key, code


@attrs.frozen(slots=True, repr=False)
class Period:
    """Years and months, whose days vary, and the ``rest``, which is exact; ``text`` as written."""

    years: int
    months: int
    rest: dt.timedelta
    text: str


def quoted(value: object) -> str:
    """What the user wrote, as a message shows it: in back-ticks, and not longer than a line."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"`{shortened(str(value))}`"


def shortened(text: str) -> str:
    """A text, or its beginning where it is longer than a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def parse_duration(value: object) -> dt.timedelta:
    """A duration of exact length in whole seconds, zero or more: `30s`, `15m`, `2h`, `1d`, `1w`, `1h30m`, `PT15M`."""
    if isinstance(value, str):
        return _duration(value)
    if isinstance(value, dt.timedelta):
        if value < ZERO or value.microseconds:
            raise Fault(f"{quoted(value)} is not a duration in whole seconds", _WRITE_DURATION)
        if value > LONGEST:
            raise _too_long(value)
        return value
    raise Fault(f"{quoted(value)} is not a duration", _WRITE_DURATION)


@functools.lru_cache(maxsize=4096)
def _duration(text: str) -> dt.timedelta:
    short = re.fullmatch(_SHORT, text)
    if short and text:
        return _length(text, zip(short.groups(), _UNITS.values(), strict=True))
    iso = re.fullmatch(_ISO, text)
    if iso is None:
        raise _no_duration(text)
    years, months, *exact = iso.groups()
    if years or months:
        raise Fault(f"`{text}` has no fixed length, as years and months differ", "write it in days, like `90d`")
    return _length(text, zip(exact, _UNITS.values(), strict=True))


def _length(text: str, parts: zip[tuple[str | None, int]]) -> dt.timedelta:
    try:
        length = dt.timedelta(seconds=sum(int(number) * unit for number, unit in parts if number))
    except (OverflowError, ValueError):  # more digits than a whole number may be read from, or too many days
        raise _too_long(text) from None
    if length > LONGEST:
        raise _too_long(text)
    return length


def _too_long(value: object) -> Fault:
    return Fault(f"{quoted(value)} is too long a duration", f"write a shorter one, `{LONGEST.days}d` at most")


def _no_duration(text: str) -> Fault:
    if text.startswith("-"):
        return Fault(f"{quoted(text)} is negative, which no duration is", _WRITE_DURATION)
    if text.isdecimal():
        return Fault(
            f"{quoted(text)} has no unit", f"write the unit too: `{text[:9]}s`, `{text[:9]}m` or `{text[:9]}h`"
        )
    found = re.fullmatch(r"([0-9]+) ?([a-z]+)", text.lower())
    unit = _LONG_UNITS.get(found[2].removesuffix("s")) if found else None
    if found and unit:
        return Fault(f"{quoted(text)} is not a duration", f"write `{found[1]}{unit}`")
    return Fault(f"{quoted(text)} is not a duration", _WRITE_DURATION)


_LONG_UNITS = {
    **dict.fromkeys(("w", "wk", "week"), "w"),
    **dict.fromkeys(("d", "day"), "d"),
    **dict.fromkeys(("h", "hr", "hour"), "h"),
    **dict.fromkeys(("m", "min", "minute"), "m"),
    **dict.fromkeys(("", "sec", "second"), "s"),  # the unit `s` itself has lost its letter by then
}


def format_duration(length: dt.timedelta) -> str:
    """A duration as the language writes it: `5d`, `52h15m`, `30s`; a part of a second counts as a whole one."""
    seconds = -(-length // dt.timedelta(seconds=1))
    if seconds and seconds % 86_400 == 0:
        return f"{seconds // 86_400}d"
    hours, rest = divmod(seconds, 3_600)
    parts = ((hours, "h"), (rest // 60, "m"), (rest % 60, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def parse_period(value: object) -> Period:
    """A span of calendar time, in which the days of a year or a month may vary: `P3Y`, `P3M`, or any duration."""
    if isinstance(value, Period):
        return value
    if isinstance(value, dt.timedelta):
        rest = parse_duration(value)
        return Period(0, 0, rest, format_duration(rest))
    if isinstance(value, str):
        return _period(value)
    raise Fault(f"{quoted(value)} is not a span of time", _WRITE_PERIOD)


@functools.lru_cache(maxsize=1024)
def _period(text: str) -> Period:
    iso = re.fullmatch(_ISO, text)
    if iso:
        years, months, *exact = iso.groups()
        if len(years or "") > 4 or len(months or "") > 5:
            raise Fault(f"{quoted(text)} is too long a span of time", "write a shorter one")
        rest = _length(text, zip(exact, _UNITS.values(), strict=True))
        return Period(int(years or 0), int(months or 0), rest, text)
    try:
        return Period(0, 0, _duration(text), text)
    except Fault as fault:
        found = re.fullmatch(r"([0-9]{1,4}) ?(y|mo)[a-z]*", text.lower())
        if found:
            raise Fault(fault.message, f"write `P{found[1]}{found[2][0].upper()}`") from None
        raise Fault(fault.message, _WRITE_PERIOD if fault.help == _WRITE_DURATION else fault.help) from None


def parse_date(value: object) -> dt.date:
    """A day, as `2027-01-31`."""
    if isinstance(value, str) and re.fullmatch(_DATE, value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Fault(f"{quoted(value)} is not in the calendar", "write a day that exists") from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise Fault(f"{quoted(value)} is not a date", "write it as year, month and day: `2027-01-31`")


def parse_local_time(value: object) -> dt.datetime:
    """A day and a time on the clock of some place, as `2027-03-26T18:00`."""
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value
    text = str(value)
    if re.fullmatch(_LOCAL, text):
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            raise Fault(f"{quoted(value)} is not in the calendar", "write a day and a time that exist") from None
    if isinstance(value, str) and re.fullmatch(_INSTANT, text):
        raise Fault(f"{quoted(value)} names its own time zone", "write the local time, and the zone as `timezone`")
    raise Fault(f"{quoted(value)} is not a day and a time", "write it as `2027-03-26T18:00`")


def parse_instant(value: object) -> dt.datetime:
    """An instant, as `2027-01-31T18:00:00Z` or with an offset; in UTC."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC)
    text = str(value)
    if re.fullmatch(_INSTANT, text):
        try:
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise Fault(f"{quoted(value)} is not in the calendar", "write a day and a time that exist") from None
    if re.fullmatch(_LOCAL, text):
        raise Fault(f"{quoted(value)} does not say in which time zone", f"write `{text}Z` for UTC, or add an offset")
    raise Fault(f"{quoted(value)} is not an instant", "write it as `2027-01-31T18:00:00Z`")


def parse_bool(value: object) -> bool:
    """A yes or no: `true` or `false`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        found = _BOOLEANS.get(value)
        if found is not None:
            return found
        if value.lower() in {"yes", "on", "y", "1", "true"}:
            raise Fault(f"{quoted(value)} is neither `true` nor `false`", "write `true`")
        if value.lower() in {"no", "off", "n", "0", "false"}:
            raise Fault(f"{quoted(value)} is neither `true` nor `false`", "write `false`")
    raise Fault(f"{quoted(value)} is neither `true` nor `false`", "write `true` or `false`")


def parse_days(value: object) -> int:
    """A number of days, from 1 to 36,600 (a century)."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value) and 1 <= int(value) <= 36_600:
        return int(value)
    raise Fault(f"{quoted(value)} is not a number of days", "write a whole number from 1 to 36600")


def parse_id(value: object) -> str:
    """An id: letters, digits, `_` and `-`, starting with a letter; `x-…` is kept for extensions."""
    if isinstance(value, str):
        if value.isidentifier() and value[0] != "_":  # most are, and this is faster
            return value
        if re.fullmatch(_ID, value) and not value.startswith("x-"):
            return value
    near = re.sub(r"[^\w-]+", "_", str(value)).strip("_-") if isinstance(value, str) else ""
    rule = "an id starts with a letter and goes on with letters, digits, `_` and `-`"
    if isinstance(value, str) and value.startswith("x-"):
        rule = NO_EXTENSION
    elif re.fullmatch(_ID, near):
        rule = f"{rule}, like `{near}`"
    raise Fault(f"{quoted(value)} is not an id", rule)
