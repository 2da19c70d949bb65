"""The days on which law itself changes: decisions and figures that begin or have just ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mdg.model.landscape import ONE_DAY, Landscape
from mdg.rules.compliance.applying import law_of


def law_days(landscape: Landscape) -> tuple[dt.date, ...]:
    """The days after that of a landscape on which law changes that it gives occasion for, in order.

    As far ahead as the calendar is long (``settings.calendar``): what is to end in years may well be prolonged, and
    whoever writes a landscape has no say in that.
    """
    first = landscape.as_of
    last = first + dt.timedelta(days=min(landscape.settings.calendar_days, (dt.date.max - first).days))
    found = {day for spans in (_decisions(landscape), _facts(landscape)) for day in spans if first < day <= last}
    return tuple(sorted(found))


def _decisions(landscape: Landscape) -> Iterator[dt.date]:
    """The days of the adequacy decisions about the countries in which systems are, or are looked into from."""
    countries = {code for one in landscape.systems.values() for code in (one.region, *one.access_from) if code}
    if countries:
        # only where something is said to be somewhere
        from mdg.text.law import adequacy

        for country in countries:
            for decision in adequacy(country):
                yield from _turns(decision.start, decision.end)


def _facts(landscape: Landscape) -> Iterator[dt.date]:
    """The days of the figures of the packs that apply."""
    for fact in law_of(landscape).facts if landscape.purposes else ():
        yield from _turns(fact.start, fact.end)


def _turns(start: dt.date | None, end: dt.date | None) -> Iterator[dt.date]:
    if start is not None:
        yield start
    if end is not None and end < dt.date.max:
        yield end + ONE_DAY
