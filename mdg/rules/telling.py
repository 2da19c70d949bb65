"""How rules tell of routes and lengths of time: hop by hop, each with the place of its flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from mdg.diagnostic import Related
from mdg.model.topology import Cron, Event, Every, Flow, Manual
from mdg.rule import listed
from mdg.text.values import format_duration
from mdg.topology.journey import Hop
from mdg.topology.links import UNBOUNDED, Link

#: How many names a message tells.
MOST_NAMED = 4


def length(seconds: float) -> str:
    """Seconds as the language writes a duration: ``52h15m``, ``5d``."""
    return format_duration(dt.timedelta(seconds=seconds))


def moment(seconds: int, timezone: str = "UTC") -> str:
    """An instant in a time zone: ``Fri 2026-03-27 22:00 UTC``."""
    # only to tell a moment of the calendar
    from zoneinfo import ZoneInfo

    at = dt.datetime.fromtimestamp(seconds, ZoneInfo(timezone))
    shown = "%H:%M:%S" if at.second else "%H:%M"
    return f"{at:%a %Y-%m-%d} {at:{shown}} {'UTC' if timezone == 'UTC' else timezone}"


def chain(writer: str, hops: Iterable[Hop]) -> str:
    """The systems on a route: ```shop` → `erp` → `mail```."""
    return " → ".join(f"`{system}`" for system in (writer, *(hop.link.target for hop in hops)))


def steps(hops: Sequence[Hop]) -> tuple[Related, ...]:
    """A route flow by flow: which schedule, waiting how long, and when it has arrived."""
    return tuple(
        Related(f"hop {number} of {len(hops)}: {step(hop)}", hop.link.flow.place) for number, hop in enumerate(hops, 1)
    )


def step(hop: Hop) -> str:
    """One hop: from where to where, by which schedule, and how long that takes at most."""
    link = hop.link
    way = f"`{link.source}` → `{link.target}` by `{link.id}`, {schedule(link)}"
    if hop.lasts is None:
        return f"{way}: without any bound" if link.delay == UNBOUNDED else way
    if hop.run is None or link.timetable is None:
        return f"{way}: at most {length(hop.lasts)}"
    zone = link.timetable.timezone
    waits, rest = hop.run - (hop.visible or 0), f", then {length(link.latency)}" if link.latency else ""
    since = f"visible {'just after ' if hop.after else ''}{moment(hop.visible or 0, zone)}"
    return f"{way}: {since}, waits {length(waits)} for the run of {moment(hop.run, zone)}{rest}"


def schedule(link: Link) -> str:
    """What sets the flow of a link off, in words."""
    return trigger(link.flow)


def trigger(flow: Flow) -> str:
    """What sets a flow off, in words."""
    match flow.trigger:
        case Event():
            return "on each change"
        case Every(period=period):
            return f"every {format_duration(period)}"
        case Cron(expression=expression, timezone=timezone):
            return f"cron `{expression}` ({timezone})"
        case Manual(limit=dt.timedelta() as limit):
            return f"by hand within {format_duration(limit)}"
        case Manual():
            return "by hand, with no limit agreed"
        case _:
            return "a single load"


def dominating(hops: Iterable[Hop]) -> Hop | None:
    """The hop that takes the longest, the first of several; None where nothing takes any time."""
    longest = max((hop for hop in hops if hop.lasts), key=lambda hop: hop.lasts or 0, default=None)
    return longest


def named(names: Sequence[str], conjunction: str = "and") -> str:
    """Names in back-ticks, of many only the first ones: a message is read, and has the others elsewhere."""
    if len(names) <= MOST_NAMED:
        return listed(names, conjunction)
    shown = ", ".join(f"`{name}`" for name in names[: MOST_NAMED - 1])
    return f"{shown} {conjunction} {len(names) - MOST_NAMED + 1} more"
