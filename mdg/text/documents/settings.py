"""Settings: how a landscape wants to be read and checked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from mdg.text.documents.declare import MAY_BE_EMPTY, Day, Days, Many, field
from mdg.text.documents.document import Document
from mdg.text.documents.times import TimeZone

Level = Literal["error", "warning", "info"]


class CalendarDocument(Document):
    """The days on which schedules are examined."""

    from_: Day = field("The first day; default 2026-01-01.", default=dt.date(2026, 1, 1), key="from")
    days: Days = field("How many days; default 400.", default=400)


class SettingsDocument(Document):
    """How the landscape wants to be read and checked; what a command is told wins."""

    fail_on: Level | None = field("The level from which a check fails; default `error`.", default=None)
    select: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The rules that are run: codes, or their beginnings; left out, all.", default=None
    )
    ignore: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The rules that are not run: codes, or their beginnings.", default=None
    )
    severity: dict[str, Level] | None = field("For a rule's code, the level of its findings.", default=None)
    timezone: TimeZone | None = field("The time zone of the days in the landscape; default UTC.", default=None)
    calendar: CalendarDocument | None = field(
        "The days on which schedules are examined; default 400 days from 2026-01-01.", default=None
    )
    packs: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "The packs of rules about law that apply: `gdpr`, `fr-cnil`, `ccpa`, or those of `packs`; default `gdpr`.",
        default=None,
    )
    exclude: Annotated[Many[str], MAY_BE_EMPTY] | None = field(
        "Files below the landscape's folder that are not part of it, as patterns such as `drafts/**`.", default=None
    )
