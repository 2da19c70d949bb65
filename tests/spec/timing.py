"""How a landscape writes lengths of time, its calendar, and what sets a flow off: read from the raw text."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Mapping
from typing import Any, NamedTuple

from .reference import Day, Item, Reference

UTC = datetime.UTC
Instant = datetime.datetime
Length = datetime.timedelta

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def length(text: str) -> Length:
    """A duration: `1h30m`, or ISO 8601 with weeks, days, hours, minutes, seconds."""
    parts = re.findall("([0-9]+)([wdhms])", text.lower())
    return Length(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))


class Trigger(NamedTuple):
    """What sets a flow off: the kind, and what the kind has of the rest; `missed` if one run is."""

    kind: str
    period: Length | None = None
    cron: str = ""
    zone: str = "UTC"
    at: Instant | None = None
    missed: bool = False

    @property
    def waits(self) -> Length:
        """How long a change waits at most for a run of an interval, or for somebody within the agreed limit."""
        return (self.period or Length(0)) * (2 if self.missed else 1)


def trigger_of(flow: Item) -> Trigger:
    """The trigger of a flow: `event`, `every`, `cron`, `manual` (with a period or without) or `once`."""
    written = flow.get("trigger", "event")
    if not isinstance(written, Mapping):
        return Trigger(written)
    zone = written.get("timezone", "UTC")
    if "cron" in written:
        return Trigger("cron", cron=written["cron"], zone=zone)
    if "once" in written:
        local = Instant.fromisoformat(written["once"]).replace(tzinfo=zoneinfo.ZoneInfo(zone))
        return Trigger("once", at=local.astimezone(UTC))
    kind = "every" if "every" in written else "manual"
    return Trigger(kind, length(written[kind]))


class Calendar(NamedTuple):
    """Where schedules are examined: whole days in UTC, the end excluded."""

    start: Instant
    end: Instant


def calendar_of(reference: Reference) -> Calendar:
    """The calendar of the settings: 400 days from 2026-01-01 unless they say otherwise."""
    written = settings_of(reference).get("calendar") or {}
    first = Day.fromisoformat(written.get("from", "2026-01-01"))
    start = Instant.combine(first, datetime.time(), UTC)
    return Calendar(start, start + Length(days=int(written.get("days", 400))))


def settings_of(reference: Reference) -> Mapping[str, Any]:
    """The settings."""
    found: Mapping[str, Any] = reference.raw.get("settings") or {}
    return found


def has_happened(reference: Reference, at: Instant, day: Day) -> bool:
    """Whether an instant is on or before that day, days being those of the landscape's time zone."""
    return at.astimezone(zoneinfo.ZoneInfo(settings_of(reference).get("timezone", "UTC"))).date() <= day
