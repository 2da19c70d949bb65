"""Spans of calendar time whose days may vary, as retention is counted in."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen(slots=True)
class Period:
    """Years and months, whose days vary, and the ``rest``; ``text`` as written."""

    years: int
    months: int
    rest: dt.timedelta
    text: str


@attrs.frozen(slots=True)
class Retention:
    """How long something is kept, counted from the event named (``start``)."""

    keep: Period | None
    start: str | None
