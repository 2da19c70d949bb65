"""Systems and flows, as compiled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from mdg.model.items import Extract, Item

if TYPE_CHECKING:
    from mdg.model.period import Period
    from mdg.model.supplies import Recovery, Supply


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class System(Item):
    """What holds or supplies records."""

    kind: str | None = None
    vendor: str | None = None
    region: str | None = None
    access_from: tuple[str, ...] = ()
    operator: str | None = None
    role: str | None = None
    steward: str | None = None
    certified: tuple[str, ...] = ()
    finds_by: tuple[str, ...] | None = None
    keys: dict[str, str] = attrs.field(factory=dict)
    stores: bool = True
    without_consent: str = "allow"
    erasure_procedure: str | None = None
    retention: Period | None = None
    recovery: Recovery | None = None
    supplies: tuple[Supply, ...] = ()


@attrs.frozen(slots=True, repr=False)
class Event:
    """On each change."""


@attrs.frozen(slots=True, repr=False)
class Every:
    """Runs that are ``period`` apart, with an unknown phase."""

    period: dt.timedelta


@attrs.frozen(slots=True, repr=False)
class Cron:
    """A timetable: Debian cron's five fields, in ``timezone``; ``stated`` tells whether the text names the zone."""

    expression: str
    timezone: str
    stated: bool = True


@attrs.frozen(slots=True, repr=False)
class Manual:
    """By hand, within ``limit`` if one is agreed."""

    limit: dt.timedelta | None = None


@attrs.frozen(slots=True, repr=False)
class Once:
    """A single load, at an instant with its time zone; ``stated`` tells whether the text names the zone."""

    at: dt.datetime
    stated: bool = True

    def day(self, timezone: str) -> dt.date:
        """The day of it in the landscape's time zone, from which on what it loaded is there."""
        # only for what is loaded once, at a time of day
        from zoneinfo import ZoneInfo

        return self.at.astimezone(ZoneInfo(timezone)).date()


Trigger = Event | Every | Cron | Manual | Once
ON_EVENT = Event()


#: The operations with which groups travel.
_CARRYING = frozenset({"create", "update"})


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Flow(Item):
    """How an extract travels from ``source`` to ``target``."""

    extract: Extract
    source: str
    target: str
    trigger: Trigger = ON_EVENT
    latency: dt.timedelta = dt.timedelta()
    operations: frozenset[str] = frozenset({"create", "update", "delete"})
    via: str | None = None
    protocol: str | None = None
    owner: str | None = None
    loop_protection: str = "none"
    merge: str = "patch"
    on_leaving: str = "keep"
    change_detection: str = "log"
    reconcile: dt.timedelta | None = None
    initial_load: bool | None = None
    delivery: str | None = None
    idempotent: bool | None = None
    encrypted: bool | None = None
    key: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def carries(self) -> tuple[str, ...]:
        """The groups that travel; none where neither creations nor updates do."""
        return () if self.operations.isdisjoint(_CARRYING) else self.extract.groups
