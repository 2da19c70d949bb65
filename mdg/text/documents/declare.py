"""How a document is declared: its fields, and the markers that say how a value is read from text.

A document is a class with annotations, as in pydantic::

    class NeedDocument(ExtractDocument):
        system: str = field("The system that needs the extract.")
        max_age: Duration | None = field("How stale it may get, at worst; left out, no bound.", default=None)

``str`` is a text that is not empty, a list or tuple is not empty either (unless marked ``MAY_BE_EMPTY``), and the
members of a union are told apart by what stands in the text: a text, a list or a mapping.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

import attrs

from mdg.text.values import (
    Period,
    parse_bool,
    parse_date,
    parse_days,
    parse_duration,
    parse_id,
    parse_local_time,
    parse_period,
)

REQUIRED: Any = object()
#: The default of a mapping: shared, so it cannot be changed.
NOTHING: Any = MappingProxyType({})


@attrs.frozen(slots=True, eq=False, repr=False)
class Field:
    """One key of a document: what it says, its default, and how the text spells it."""

    description: str
    default: Any
    key: str

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def field(description: str, *, default: Any = REQUIRED, key: str = "") -> Any:
    """Declare a key; ``key`` is its spelling in the text where Python cannot spell it so."""
    return Field(description, default, key)


@attrs.frozen(slots=True, eq=False, repr=False)
class Scalar:
    """A value that ``read`` makes from a text; ``schema`` is the JSON schema of what may be written.

    One that has a ``name`` is a definition there, described by what the docstring of ``read`` begins with.
    """

    read: Callable[[object], Any]
    schema: Mapping[str, Any]
    name: str = ""


@attrs.frozen(slots=True, eq=False, repr=False)
class Short:
    """A short way to write a value: ``expand`` turns it into the long one, and leaves everything else alone.

    ``schema`` is the JSON schema of the short form, ``form`` what a message calls it.
    """

    expand: Callable[[Any], Any]
    form: str
    schema: Mapping[str, Any]


@attrs.frozen(slots=True, eq=False, repr=False)
class Forms:
    """A union whose members ``tell`` apart: it answers with the name of a class, or ``<text>`` for ``text``."""

    tell: Callable[[Any], str]
    text: Scalar


#: A list or tuple of which it means something that nothing is in it.
MAY_BE_EMPTY = "may be empty"
#: A mapping in which something must be.
NOT_EMPTY = "not empty"


def _one_as_many(value: Any) -> Any:
    return [value] if type(value) is str and value else value


#: A text. An editor's YAML library takes some for numbers, yes and no, or nothing: `0001`, `NO`, `null` are texts here.
TEXT_SCHEMA: Mapping[str, Any] = {
    "minLength": 1,
    "if": {"type": ["array", "object"]},
    "then": {"type": "string"},
}
#: Nothing in a list of texts stands twice; of what an editor takes for numbers, `1` and `01` would be the same.
DISTINCT: Mapping[str, Any] = {
    "if": {"type": "array", "items": {"type": "string"}},
    "then": {"uniqueItems": True},
}
_LENGTH = "(?=.)([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?"
_WEEKS = "([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?"
_DATE = "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = "([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?"


def text_like(pattern: str, said: str) -> Mapping[str, Any]:
    """The JSON schema of a text of that form; ``said`` is what editors say of any other that know this keyword."""
    return {"type": "string", "pattern": f"^({pattern})$", "patternErrorMessage": said}


_DURATION_SCHEMA = text_like(f"{_LENGTH}|P(?=.){_WEEKS}", "Not a duration: write it like 15m, 2h or 1h30m.")
_PERIOD_SCHEMA = text_like(
    f"{_LENGTH}|P(?=.)([0-9]{{1,4}}Y)?([0-9]{{1,5}}M)?{_WEEKS}", "Not a span of time: write it like 30d, P3M or P3Y."
)
_DAY_SCHEMA = text_like(_DATE, "Not a date: write it as year, month and day, like 2027-01-31.")
_LOCAL_SCHEMA = text_like(f"{_DATE}T{_CLOCK}", "Not a day and a time: write it like 2027-03-26T18:00.")
_FLAG_SCHEMA = {
    "type": ["boolean", "string"],
    "pattern": "^(true|false)$",
    "patternErrorMessage": "Neither true nor false.",
}
_DAYS_SCHEMA = {
    "type": ["integer", "string"],
    "minimum": 1,
    "maximum": 36_600,
    "pattern": "^0*([1-9][0-9]{0,3}|[12][0-9]{4}|3[0-5][0-9]{3}|36[0-5][0-9]{2}|36600)$",
    "patternErrorMessage": "Not a number of days: write a whole number from 1 to 36600.",
}
#: Beyond ASCII, this lets signs pass that are no letters: no pattern says `letter` to every library alike.
_ID_SCHEMA = {
    "type": ["string", "boolean", "null"],
    "pattern": r"^(?!x-)[^\x00-@\[-`{-\u00a9][^\x00-,./:-@\[-^`{-\u00a9]*$",
    "patternErrorMessage": "Not an id: it starts with a letter and goes on with letters, digits, _ and -.",
}

Duration = Annotated[dt.timedelta, Scalar(parse_duration, _DURATION_SCHEMA, "duration")]
CalendarSpan = Annotated[Period, Scalar(parse_period, _PERIOD_SCHEMA, "span")]
Day = Annotated[dt.date, Scalar(parse_date, _DAY_SCHEMA, "day")]
LocalTime = Annotated[dt.datetime, Scalar(parse_local_time, _LOCAL_SCHEMA, "moment")]
Flag = Annotated[bool, Scalar(parse_bool, _FLAG_SCHEMA, "flag")]
Days = Annotated[int, Scalar(parse_days, _DAYS_SCHEMA, "days")]
Id = Annotated[str, Scalar(parse_id, _ID_SCHEMA, "id")]

T = TypeVar("T")
#: One text, or a list of them.
Many = Annotated[tuple[T, ...], Short(_one_as_many, "a text", TEXT_SCHEMA)]
