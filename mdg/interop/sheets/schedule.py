"""What was said of how often something runs, put together: one trigger, or why there is none."""

from __future__ import annotations

import datetime as dt

import attrs

from mdg.diagnostic import Json
from mdg.text.schedules import check_cron
from mdg.text.values import Fault, format_duration

#: The longest that a period may be, in days: nobody said when in it the run is.
_LONGEST = {"weekly": 7, "monthly": 31, "quarterly": 92, "half-yearly": 184, "yearly": 366}
_WORKING_DAYS = frozenset(range(1, 6))


@attrs.frozen(slots=True)
class Reading:
    """A trigger as the language writes it, and what was assumed; or none, and why."""

    trigger: Json = None
    why: str = ""
    assumed: tuple[str, ...] = ()


@attrs.define(slots=True, eq=False)
class Facts:
    """What a text says, piece by piece; times of day are hours and minutes, lengths are seconds."""

    kinds: set[str] = attrs.field(factory=set)
    periods: set[str] = attrs.field(factory=set)
    lengths: list[int] = attrs.field(factory=list)
    times: list[tuple[int, int]] = attrs.field(factory=list)
    hours: tuple[int, int] | None = None
    weekdays: set[int] = attrs.field(factory=set)
    days: list[int] = attrs.field(factory=list)
    dates: list[dt.date] = attrs.field(factory=list)
    zones: set[str] = attrs.field(factory=set)
    assumed: list[str] = attrs.field(factory=list)
    impossible: bool = False
    #: why it may mean one thing or another
    unclear: str = ""


class _Unclear(Exception):
    """What was said makes no trigger."""


def concluded(facts: Facts) -> Reading:
    """The trigger that the facts make together."""
    try:
        trigger = _trigger(facts)
        if isinstance(trigger, dict) and "cron" in trigger:
            check_cron(trigger["cron"])
    except _Unclear as unclear:
        return Reading(None, str(unclear))
    except Fault as fault:
        return Reading(None, fault.message)
    return Reading(trigger, "", tuple(facts.assumed))


def _trigger(facts: Facts) -> Json:
    if facts.unclear:
        raise _Unclear(facts.unclear)
    if facts.impossible or len(facts.zones) > 1 or len(facts.lengths) > 1 or len(facts.dates) > 1:
        raise _Unclear("it says more than one thing")
    timed = facts.periods or facts.lengths or facts.weekdays or facts.days or facts.hours
    if len(facts.kinds) > 1 or (facts.kinds and timed):
        raise _Unclear("it says more than one thing")
    if facts.dates or facts.kinds == {"once"}:
        return _once(facts, bool(timed))
    if facts.kinds:
        if facts.times:
            raise _Unclear("it says more than one thing")
        return next(iter(facts.kinds))
    if facts.lengths:
        return _interval(facts, facts.lengths[0])
    if facts.hours:
        raise _Unclear("it says from when to when, and not how often")
    if timed or facts.times:
        return _periodic(facts)
    raise _Unclear("it does not say how often")


def _once(facts: Facts, timed: bool) -> Json:
    if "once" not in facts.kinds or timed or len(facts.times) > 1:
        raise _Unclear("it says more than one thing")
    if not facts.dates:
        raise _Unclear("a single load needs its day, like `once 2027-03-26 18:00`")
    hour, minute = facts.times[0] if facts.times else (0, 0)
    if hour > 23 or minute > 59:
        raise _Unclear("there is no such time of day")
    if not facts.times:
        facts.assumed.append("it is taken to be at midnight")
    return {"once": f"{facts.dates[0].isoformat()}T{hour:02}:{minute:02}", **_zone(facts)}


def _interval(facts: Facts, seconds: int) -> Json:
    if not seconds:
        raise _Unclear("no interval comes of it")
    if facts.times or facts.days or facts.periods - {"daily", "working days"}:
        raise _Unclear("it says more than one thing")
    weekdays = _weekdays(facts)
    if not weekdays and facts.hours is None:
        return {"every": format_duration(dt.timedelta(seconds=seconds))}
    hours = f"{facts.hours[0]}-{facts.hours[1]}" if facts.hours else "*"
    minutes, rest = divmod(seconds, 60)
    if not rest and minutes < 60 and 60 % minutes == 0:
        return {"cron": f"*/{minutes} {hours} * * {weekdays or '*'}", **_zone(facts)}
    if not rest and minutes % 60 == 0 and minutes < 1_440 and 24 % (minutes // 60) == 0:
        step = "" if minutes == 60 else f"/{minutes // 60}"
        return {"cron": f"0 {hours}{step} * * {weekdays or '*'}", **_zone(facts)}
    raise _Unclear("no schedule of cron runs at such intervals on some days only")


def _periodic(facts: Facts) -> Json:
    periods = facts.periods - {"working days", "last"}
    if len(periods) > 1 or ("last" in facts.periods and (periods - {"monthly"} or facts.days)):
        raise _Unclear("it says more than one thing")
    period = next(iter(periods), "")
    weekdays = _weekdays(facts)
    days = ["L"] if "last" in facts.periods else [str(day) for day in facts.days]
    if days and (weekdays or period not in ("", "monthly") or (not period and "last" not in facts.periods)):
        return _nth_weekday(facts, days, weekdays, period)
    if days:
        return {"cron": f"{_clock(facts)} {','.join(days)} * *", **_zone(facts)}
    if weekdays and period in ("", "daily", "weekly"):
        if len(_days(facts)) == 1 and not facts.times:
            return {"every": "1w"}
        return {"cron": f"{_clock(facts)} * * {weekdays}", **_zone(facts)}
    if weekdays or (facts.times and period not in ("", "daily")):
        raise _Unclear("it does not say on which day")
    if facts.times:
        return {"cron": f"{_clock(facts)} * * *", **_zone(facts)}
    return {"every": "1d" if period == "daily" else f"{_LONGEST[period]}d"}


def _nth_weekday(facts: Facts, days: list[str], weekdays: str, period: str) -> Json:
    """The first Monday of the month."""
    if period != "monthly" or len(days) != 1 or not days[0].isdecimal() or not weekdays.isdecimal():
        raise _Unclear("it says more than one thing")
    return {"cron": f"{_clock(facts)} * * {weekdays}#{days[0]}", **_zone(facts)}


def _days(facts: Facts) -> set[int]:
    return facts.weekdays | (_WORKING_DAYS if "working days" in facts.periods else frozenset())


def _weekdays(facts: Facts) -> str:
    """The field of a cron expression for the days of the week, empty where none is said."""
    days = sorted(_days(facts))
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{days[0]}-{days[-1]}"
    return ",".join(map(str, days))


def _clock(facts: Facts) -> str:
    """Minute and hour, for a cron expression."""
    if not facts.times:
        facts.assumed.append("it is taken to be at midnight")
        return "0 0"
    minutes = {minute for _, minute in facts.times}
    if len(minutes) > 1:
        raise _Unclear("its times differ in their minutes, which takes a flow for each")
    return f"{minutes.pop()} {','.join(map(str, sorted({hour for hour, _ in facts.times})))}"


def _zone(facts: Facts) -> dict[str, Json]:
    return {"timezone": next(iter(facts.zones))} if facts.zones else {}
