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
    """A value that ``read`` makes from a text; ``schema`` is the JSON schema of what may be written."""

    read: Callable[[object], Any]
    schema: Mapping[str, Any]


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


TEXT_SCHEMA: Mapping[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_DURATION_SCHEMA = {
    "type": "string",
    "pattern": r"^(?=.)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$|^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$",
}
_PERIOD_SCHEMA = {
    "type": "string",
    "pattern": (
        r"^(?=.)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$|"
        r"^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$"
    ),
}
_LOCAL_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"}

Duration = Annotated[dt.timedelta, Scalar(parse_duration, _DURATION_SCHEMA)]
CalendarSpan = Annotated[Period, Scalar(parse_period, _PERIOD_SCHEMA)]
Day = Annotated[dt.date, Scalar(parse_date, {"type": "string", "format": "date"})]
LocalTime = Annotated[dt.datetime, Scalar(parse_local_time, _LOCAL_SCHEMA)]
Flag = Annotated[bool, Scalar(parse_bool, {"type": "boolean"})]
Days = Annotated[int, Scalar(parse_days, {"type": "integer", "minimum": 1, "maximum": 36_600})]
Id = Annotated[
    str, Scalar(parse_id, {"type": "string", "pattern": r"^\p{L}[\p{L}\p{N}_-]*$", "not": {"pattern": "^x-"}})
]

T = TypeVar("T")
#: One text, or a list of them.
Many = Annotated[tuple[T, ...], Short(_one_as_many, "a text", TEXT_SCHEMA)]
