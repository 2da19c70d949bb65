"""Which law applies to a landscape: the packs that it names, else the default one; and spans of calendar time."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from mdg.model.landscape import Landscape
from mdg.rule import Unknown

if TYPE_CHECKING:
    from mdg.model.period import Period
    from mdg.text.law import Law
    from mdg.text.values import Period as Written

T = TypeVar("T")
#: The years after which the calendar repeats itself, and their days.
_CYCLE, _CYCLE_DAYS = 400, 146_097


def law_of(landscape: Landscape) -> Law:
    """The law of the packs that apply; none where the landscape says that none do."""
    # read once something is found, or law is asked for
    from mdg.text.law import law

    return landscape.derived("law", lambda: law(landscape.settings.packs, landscape.packs))


def under(code: str, check: Callable[[Landscape], Iterable[T]]) -> Callable[[Landscape], Iterator[T]]:
    """What a rule finds, as long as a pack that applies has the rule; the packs are read only if it finds anything."""

    def judged(landscape: Landscape) -> Iterator[T]:
        for found in check(landscape):
            if code not in law_of(landscape).rules:
                return
            yield found

    return judged


def facts(code: str, unknown: Callable[[Landscape], Iterable[Unknown]]) -> Callable[[Landscape], Iterator[Unknown]]:
    """The facts for want of which a rule is silent; none where systems could not be read, so that nobody knows."""

    def told(landscape: Landscape) -> Iterator[Unknown]:
        if landscape.derived("systems that flows name are read", lambda: _systems_are_read(landscape)):
            yield from under(code, unknown)(landscape)

    return told


def _systems_are_read(landscape: Landscape) -> bool:
    systems = landscape.every.systems
    return all(flow.source in systems and flow.target in systems for flow in landscape.every.flows.values())


def shortest_days(period: Period | Written) -> float:
    """How many days a span of calendar time has at least."""
    return _days(period.years * 12 + period.months)[0] + period.rest.total_seconds() / 86_400


def exceeds(one: Period | Written, other: Period | Written) -> bool:
    """Whether one span is longer than another, from whatever day on they are counted."""
    months = (one.years - other.years) * 12 + one.months - other.months
    more = _days(months)[0] if months >= 0 else -_days(-months)[1]
    return more * 86_400 + one.rest.total_seconds() > other.rest.total_seconds()


@functools.lru_cache(maxsize=256)
def _days(months: int) -> tuple[int, int]:
    """How many days so many months in a row have at least, and at most; the calendar repeats after 400 years."""
    cycles, rest = divmod(months, 12 * _CYCLE)
    spans = [_first(start + rest) - _first(start) for start in range(12 * _CYCLE)]
    return cycles * _CYCLE_DAYS + min(spans), cycles * _CYCLE_DAYS + max(spans)


def _first(month: int) -> int:
    """The first day of a month, counted from a year in which the calendar begins to repeat."""
    return dt.date(_CYCLE + month // 12, month % 12 + 1, 1).toordinal()
