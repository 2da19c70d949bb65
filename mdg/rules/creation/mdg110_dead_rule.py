"""A statement that changes nothing: about no record, or said already by another.

## What is wrong

The population of the item is empty, so that it can never apply; or another item covers it wholly, and grants, moves or
demands at least as much for the same systems. Of two equal items, the later is reported.

## Why it matters

Somebody wrote it for a reason. Either the condition is wrong, and the records that were meant are governed by nothing,
or it is a leftover that the next reader must understand, and that comes back to life when the other one changes.

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  shop_updates_french: {system: shop, may: [update], when: {country: FR}}  # MDG110
```

## Instead

Drop it, or narrow the other one:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import chain, permutations
from typing import Any

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.carried import beside_each_other
from mdg.model.items import Extract, Need, Ownership
from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Event, Every, Flow, Manual, Once, Trigger
from mdg.rule import Rule

#: The sections whose items may be dead, with the singular of each.
_SECTIONS = {
    "populations": "population",
    "ownership": "ownership",
    "flows": "flow",
    "needs": "need",
    "matching": "matching",
    "survivorship": "survivorship",
    "responsibilities": "responsibility",
    "views": "view",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    for section, kind in _SECTIONS.items():
        for item in _idle(landscape, section):
            yield _problem(kind, item, "no record can be in the population of `{}`", "mend its condition, or drop it")
    yield from _covered("ownership", landscape.ownership.values(), _each_system, _grants)
    yield from _covered("flow", _alike(landscape), _both_ends, _moves)
    yield from _covered("need", landscape.needs.values(), _its_system, _demands)


def _problem(kind: str, item: Any, message: str, help: str, by: Any = None) -> Problem:
    extract: Extract | None = getattr(item, "extract", None)
    return Problem(
        code=RULE.code,
        message=message.format(item.id),
        place=item.place.at(key=True),
        subject=(kind, item.id),
        help=help,
        related=() if by is None else (Related("says as much, and more", by.place),),
        entity=extract.entity if extract else item.entity,
        groups=extract.groups if extract and extract.stated else (),
        population=None if by is None else item.extract.population,
        draft=item.draft,
    )


def _covered(
    kind: str, items: Iterable[Any], keys: Callable[[Any], list[Hashable]], covers: Callable[[Any, Any], bool]
) -> Iterator[Problem]:
    """The items that another one covers; the earlier of two equal ones stays, and no draft covers what is live.

    What covers an item has every one of its ``keys`` too.
    """
    index: dict[Hashable, list[tuple[int, Any]]] = {}
    several = sorted((item for item in items if item.extract.population), key=lambda item: item.draft)
    for position, item in enumerate(several):
        for key in keys(item):
            index.setdefault(key, []).append((position, item))
    for position, item in enumerate(several):
        for place, other in index[keys(item)[0]]:
            if other is item or (other.draft and not item.draft) or not covers(other, item):
                continue
            equal = covers(item, other)
            if place < position or not equal:
                way = "drop one of the two" if equal else f"drop `{item.id}`, or narrow `{other.id}`"
                yield _problem(kind, item, f"`{{}}` says nothing that `{other.id}` does not", way, other)
                break


def _idle(landscape: Landscape, section: str) -> list[Any]:
    """The items whose population has no record."""
    if section == "populations":
        return [item for item in landscape.populations.values() if not item.population]
    by_extract = (landscape.by_extract(section, entity).items() for entity in landscape.entities)
    return [item for extract, items in chain.from_iterable(by_extract) if not extract.population for item in items]


def _alike(landscape: Landscape) -> list[Flow]:
    """The flows that share their ends with one that is about the same records and groups: of many flows, few."""
    # most pairs of systems have the same flows between them as others have
    known: dict[tuple[tuple[Extract, frozenset[str]], ...], bool] = {}
    found: list[Flow] = []
    for several in beside_each_other(landscape):
        shape = tuple([(flow.extract, flow.operations) for flow in several])
        if shape not in known:
            known[shape] = any(_may_cover(one, other) for one, other in permutations(several, 2))
        if known[shape]:
            found += several
    return found


def _may_cover(one: Flow, other: Flow) -> bool:
    """Whether ``one`` carries what ``other`` does."""
    return (
        one.extract.entity == other.extract.entity
        and set(other.carries) <= set(one.carries)
        and other.extract.population <= one.extract.population
    )


def _each_system(item: Ownership) -> list[Hashable]:
    return [(item.extract.entity, system) for system in item.systems]


def _both_ends(item: Flow) -> list[Hashable]:
    return [(item.extract.entity, item.source, item.target)]


def _its_system(item: Need) -> list[Hashable]:
    return [(item.extract.entity, item.system)]


def _wider(one: Extract, other: Extract) -> bool:
    return set(other.groups) <= set(one.groups) and other.population <= one.population


def _grants(one: Ownership, other: Ownership) -> bool:
    """Whether ``one`` grants at least what ``other`` does; a right to delete has no groups."""
    if not (set(other.systems) <= set(one.systems) and other.may <= one.may):
        return False
    if other.may == {"delete"}:
        return other.extract.population <= one.extract.population
    return _wider(one.extract, other.extract)


def _moves(one: Flow, other: Flow) -> bool:
    """Whether ``one`` moves at least what ``other`` does, no later, and in the same way."""
    return (
        other.operations <= one.operations
        and set(other.carries) <= set(one.carries)
        and other.extract.population <= one.extract.population
        and _no_later(one, other)
        and all(getattr(one, name) == getattr(other, name) for name in _MANNER)
    )


_MANNER = ("loop_protection", "merge", "on_leaving", "change_detection", "initial_load", "delivery", "encrypted", "via")


def _no_later(one: Flow, other: Flow) -> bool:
    """Whether each change comes by ``one`` at the latest when it comes by ``other``."""
    if one.trigger == other.trigger:
        return one.latency <= other.latency
    if isinstance(other.trigger, Once):
        return False  # a load of what is there is more than the changes that follow
    first = _longest(one.trigger)
    if first is None:
        return False
    if isinstance(other.trigger, Cron):  # it may run the moment that a change is made
        return first + one.latency <= other.latency
    last = _longest(other.trigger)
    return last is None or first + one.latency <= last + other.latency


def _longest(trigger: Trigger) -> dt.timedelta | None:
    """The longest wait for a run; None if there is no bound, or only one that the calendar tells."""
    if isinstance(trigger, Event):
        return dt.timedelta()
    if isinstance(trigger, Every):
        return trigger.period
    return trigger.limit if isinstance(trigger, Manual) else None


def _demands(one: Need, other: Need) -> bool:
    """Whether ``one`` demands at least what ``other`` does, for the same purpose, and no older."""
    if other.purpose is not None and other.purpose != one.purpose:
        return False
    if other.max_age is not None and (one.max_age is None or one.max_age > other.max_age):
        return False
    return _wider(one.extract, other.extract)


RULE = Rule(
    code="MDG110",
    name="dead-rule",
    severity=Severity.WARNING,
    module=__name__,
    sections=("ownership", "flows", "needs"),
    settled_by=("populations",),
    check=check,
)
