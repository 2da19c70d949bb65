"""Schedules and time zones as values of documents."""

from __future__ import annotations

from typing import Annotated

from mdg.text.documents.declare import Scalar
from mdg.text.values import Fault, quoted


def _cron(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Fault(f"{quoted(value)} is not a cron expression", "write five fields, like `0 22 * * 1-5`")
    from mdg.text.schedules import check_cron  # loads cronsim, for texts in which a schedule stands

    return check_cron(value)


def _timezone(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Fault(f"{quoted(value)} is not a time zone", "write it like `Europe/Berlin`, or `UTC`")
    from mdg.text.schedules import check_timezone  # loads the time-zone database, for texts that name a zone

    return check_timezone(value)


Cron = Annotated[str, Scalar(_cron, {"type": "string", "minLength": 9})]
TimeZone = Annotated[str, Scalar(_timezone, {"type": "string", "minLength": 1})]
