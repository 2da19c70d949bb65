"""Cron expressions as schedulers have them, with seconds and years, as those of five fields that the language has."""

from __future__ import annotations

import re
from contextlib import suppress

from mdg.text.schedules import check_cron
from mdg.text.values import Fault

#: What cron understands in place of its five fields.
_NICKNAMES = {
    **{"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0"},
    **{"@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *"},
}
_CALLED = re.compile(r"cron\s*\((.*)\)", re.IGNORECASE)
_PREFIX = re.compile(r"^cron\s*[:=]?\s*", re.IGNORECASE)
_YEARS = ("*", "?")


def as_cron(text: str) -> str | None:
    """The expression in five fields; None where the text is none, or says what five fields cannot."""
    if text.lower() in _NICKNAMES:
        return _NICKNAMES[text.lower()]
    called = _CALLED.fullmatch(text)
    fields = (called[1] if called else _PREFIX.sub("", text).strip("\"'`()")).split()
    if len(fields) > 5:
        fields = _without_year(fields) if called else _without_seconds(fields)
    with suppress(Fault):
        return check_cron(" ".join(fields)) if len(fields) == 5 else None
    return None


def _without_year(fields: list[str]) -> list[str]:
    """Those of the cloud's schedulers, `cron(0 22 ? * MON-FRI *)`: the sixth field is the year."""
    return _days(fields[:5]) if len(fields) == 6 and fields[5] in _YEARS else []


def _without_seconds(fields: list[str]) -> list[str]:
    """Those of Quartz, `0 0 22 ? * MON-FRI`: the first field is the second, and a seventh the year."""
    whole = len(fields) == 6 or (len(fields) == 7 and fields[6] in _YEARS)
    return _days(fields[1:6]) if whole and fields[0].isdecimal() and "?" in (fields[3], fields[5]) else []


def _days(fields: list[str]) -> list[str]:
    """With `*` where any value is meant, and the days of the week counted from 0; both count Sunday as 1."""
    minute, hour, day, month, weekday = ("*" if field == "?" else re.sub("^0/", "*/", field) for field in fields)
    if re.search(r"[\d][#L]|/", weekday):
        return []
    return [minute, hour, day, month, re.sub(r"\d+", lambda found: str(int(found[0]) - 1), weekday)]
