"""Which law applies to a landscape: the packs that it names, else the default one; and spans of calendar time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from mdg.model.landscape import Landscape
from mdg.rule import Unknown

if TYPE_CHECKING:
    from mdg.model.period import Period
    from mdg.text.law import Law
    from mdg.text.values import Period as Written

T = TypeVar("T")
#: The days of a month and of a year, at their shortest and at their longest.
_MONTH, _YEAR = (28, 31), (365, 366)


def law_of(landscape: Landscape) -> Law:
    """The law of the packs that apply; none where the landscape says that none do."""
    # read once something is found, or law is asked for
    from mdg.text.law import law

    return law(landscape.settings.packs)


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
        systems = landscape.every.systems
        if all(flow.source in systems and flow.target in systems for flow in landscape.every.flows.values()):
            yield from under(code, unknown)(landscape)

    return told


def shortest_days(period: Period | Written) -> float:
    """How many days a span of calendar time has at least."""
    return _days(period, 0)


def longest_days(period: Period | Written) -> float:
    """How many days a span of calendar time has at most."""
    return _days(period, 1)


def exceeds(one: Period | Written, other: Period | Written) -> bool:
    """Whether one span is longer than another, from whatever day on they are counted."""
    if one.rest == other.rest:
        return one.years * 12 + one.months > other.years * 12 + other.months
    return shortest_days(one) > longest_days(other)


def _days(period: Period | Written, at: int) -> float:
    years, months = divmod(period.years * 12 + period.months, 12)
    return years * _YEAR[at] + months * _MONTH[at] + period.rest.total_seconds() / 86_400
