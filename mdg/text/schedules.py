"""Cron expressions and time zones; a module of its own, loaded once the first of either stands in a text.

cronsim, which examines the schedules later on, decides what a cron expression is.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

from cronsim import CronSim, CronSimError

from mdg.text.suggest import nearest
from mdg.text.values import Fault, quoted

_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_ANY_TIME = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@functools.lru_cache(maxsize=1024)
def check_cron(text: str) -> str:
    """The expression, if it has five fields that cron understands; else a Fault."""
    parts = text.split()
    if len(parts) != len(_FIELDS):
        said = "`@daily` and the like are not" if text.startswith("@") else f"this has {len(parts)}"
        raise Fault(
            f"{quoted(text)} is not a cron expression",
            f"write five fields (minute, hour, day of the month, month, day of the week), like `0 22 * * 1-5`; {said}",
        )
    if _understood(text):
        return text
    for index, name in enumerate(_FIELDS):
        alone = ["*"] * len(_FIELDS)
        alone[index] = parts[index]
        if not _understood(" ".join(alone)):
            raise Fault(f"{quoted(parts[index])} is no {name} in the cron expression {quoted(text)}", _RANGES[index])
    raise Fault(f"{quoted(text)} names a day that never comes", "name a day that the month has")


_RANGES = (
    "minutes run from 0 to 59: `0`, `0,30` or `*/15`",
    "hours run from 0 to 23: `22`, `8-18` or `*/2`",
    "days of the month run from 1 to 31: `1`, `1,15` or `L` for the last",
    "months run from 1 to 12 or JAN to DEC: `1`, `1-6` or `*/3`",
    "days of the week run from 0 (Sunday) to 7 or SUN to SAT: `1-5` or `MON`",
)


def _understood(text: str) -> bool:
    try:
        CronSim(text, _ANY_TIME)
    except CronSimError:
        return False
    return True


@functools.lru_cache(maxsize=256)
def check_timezone(text: str) -> str:
    """The name of a time zone, if the time-zone database has it; else a Fault."""
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(text, sorted(zoneinfo.available_timezones()))
        help = f"did you mean `{near}`?" if near else "write it like `Europe/Berlin`, or `UTC`"
        raise Fault(f"unknown time zone `{text}`", help) from None
    return text
