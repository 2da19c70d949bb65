"""Something ends, and nothing takes over.

## What is wrong

The validity of a statement ends, and from the next day on part of what it grants, moves, needs or settles is not
covered by the other statements of its section. A right counts as taken over where any system has it from then on, as
after a cutover; what is left over is told. A draft takes over from drafts only. Where it ends because a system,
population or entity that it names does, that one is told, once, with all the statements that end with it.

## Why it matters

On that day an integration that ran for years is denied, or an agreement lapses and data keeps flowing without it. The
date is known today, and so is the gap.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update], valid: {until: 2098-12-31}}  # MDG708
```

## Instead

Say what takes over, or leave the end open.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update], valid: {until: 2098-12-31}}
  shop_goes_on: {system: shop, may: [create, update], valid: {from: 2099-01-01}}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.answering import Responsibility
from mdg.model.items import Need, Ownership
from mdg.model.landscape import ONE_DAY, Landscape
from mdg.model.names import named
from mdg.model.policies import Matching
from mdg.model.topology import Flow
from mdg.population import Population
from mdg.rule import Rule, listed

_KINDS = {
    "ownership": "ownership",
    "flows": "flow",
    "needs": "need",
    "matching": "matching",
    "survivorship": "survivorship",
    "responsibilities": "responsibility",
}
#: What statements name, and end with.
_NAMED = {"systems": "system", "populations": "population", "entities": "entity"}
_AGREED = {"agreements": "agreement", "licences": "licence"}
_ORDER = ("create", "enrich", "update", "delete")
#: An operation or a concern, and a group; blank where there is none.
Part = tuple[str, str]


@attrs.frozen(slots=True, repr=False, eq=False)
class Left:
    """What is not covered: for which records, which parts (none where it is all), and whether for some records only."""

    population: Population
    parts: tuple[Part, ...]
    some: bool


def check(landscape: Landscape) -> Iterator[Problem]:
    ending: dict[tuple[str, str], list[tuple[Any, Population]]] = {}
    for section, kind in _KINDS.items():
        for item in getattr(landscape, section).values():
            left = _left(landscape.every, section, item)
            if left and item.valid.end == item.force.end:
                yield _problem(kind, item, item.force.end, left)
            elif left:
                for culprit in _culprits(landscape, item):
                    ending.setdefault(culprit, []).append((item, left.population))
    for (section, name), with_it in ending.items():
        yield _with_what_it_names(_NAMED[section], getattr(landscape, section)[name], with_it)
    yield from _agreed(landscape)


def _culprits(landscape: Landscape, item: Any) -> Iterator[tuple[str, str]]:
    """What a statement names and ends with."""
    for section, name in dict.fromkeys(named(item)):
        other = getattr(landscape, section).get(name)
        if other is not None and other.valid.end == item.force.end:
            yield section, name


def _agreed(landscape: Landscape) -> Iterator[Problem]:
    for section, kind in _AGREED.items():
        for item in getattr(landscape, section).values():
            end = _last_day(item)
            if end is not None and landscape.as_of <= end < dt.date.max and not _renewed(landscape, section, item, end):
                yield _problem(kind, item, end, None)


def _left(every: Landscape, section: str, item: Any) -> Left | None:
    """What nothing of its section covers any more, on the day after an item's end; None where all is covered."""
    end = item.force.end
    if end is None or end == dt.date.max or not item.extract.population:
        return None
    left = every.derived((RULE.code, section, item.id), lambda: _uncovered(_on(every, end + ONE_DAY), section, item))
    return left if left.population else None


def _on(every: Landscape, day: dt.date) -> Landscape:
    return every.derived((RULE.code, day), lambda: every.on(day))


def _uncovered(later: Landscape, section: str, item: Any) -> Left:
    whole: Population = item.extract.population
    left, lost = whole.space.nothing, []
    others = [
        (other.extract.population, _parts(other))
        for other in getattr(later, section).values()
        if other.extract.entity == item.extract.entity and (item.draft or not other.draft) and _instead(other, item)
    ]
    parts = _parts(item)
    for part in parts:
        uncovered = whole
        for population, covered in others:
            if part in covered:
                uncovered = uncovered - population
        if uncovered:
            left = left | uncovered
            lost.append(part)
    return Left(left, () if len(lost) == len(parts) else tuple(lost), not whole <= left)


def _instead(other: Any, item: Any) -> bool:
    """Whether a statement is about the same systems as the one that ends; a right may pass to any system."""
    if isinstance(item, Ownership):
        return True
    if isinstance(item, Responsibility):
        return other.system in (None, item.system)
    if isinstance(item, Flow):
        return bool(other.source == item.source and other.target == item.target)
    return not isinstance(item, Need) or bool(other.system == item.system)


def _parts(item: Any) -> list[Part]:
    """What an item says, taken apart into what has to be covered piece by piece."""
    groups = item.extract.groups
    if isinstance(item, Matching):
        return [("", "")]
    stated = getattr(item, "may", None) or getattr(item, "operations", None) or getattr(item, "concerns", None) or {""}
    return [
        (what, group)
        for what in sorted(stated, key=lambda what: (_ORDER.index(what) if what in _ORDER else 0, what))
        for group in (groups if what != "delete" else ("",))
    ]


def _rest(left: Left) -> str:
    """In words, which part of a statement nothing takes over; nothing where it is the whole."""
    by_what: dict[str, list[str]] = {}
    for what, group in left.parts:
        by_what.setdefault(what, []).extend([group] if group else [])
    said = [
        " of ".join(part for part in (listed([what]) if what else "", listed(groups)) if part)
        for what, groups in by_what.items()
    ]
    return "".join(f" {'or ' if index else ''}{one}" for index, one in enumerate(said)) + (
        " for some records" if left.some else ""
    )


def _last_day(item: Any) -> dt.date | None:
    """The last day of an agreement or licence, by itself or by its validity."""
    return min((day for day in (item.until, item.force.end) if day is not None), default=None)


def _renewed(landscape: Landscape, section: str, item: Any, end: dt.date) -> bool:
    """Whether others cover on the day after what an agreement or licence does: its systems, its permissions."""
    left = set(item.systems) if section == "agreements" else {*item.permits, ""}
    for other in getattr(_on(landscape.every, end + ONE_DAY), section).values():
        last = _last_day(other)
        if other.id == item.id or (last is not None and last <= end):
            continue
        if section == "agreements" and other.kind == item.kind:
            left -= set(other.systems)
        if section == "licences" and other.provider == item.provider:
            left -= {*other.permits, ""}
    return not left


def _problem(kind: str, item: Any, end: dt.date, left: Left | None) -> Problem:
    extract = getattr(item, "extract", None)
    path = ("until",) if extract is None and item.until == end else ("valid", "until")
    return Problem(
        code=RULE.code,
        message=f"{kind} `{item.id}` is in force until {end.isoformat()}, and nothing takes over"
        + (_rest(left) if left else ""),
        place=item.place.at(*path),
        subject=(kind, item.id),
        help="add the statement that follows it, or leave its end open",
        entity=extract.entity if extract else None,
        groups=extract.groups if extract and extract.stated else (),
        population=left.population if left else None,
        draft=item.draft,
    )


def _with_what_it_names(kind: str, item: Any, with_it: list[tuple[Any, Population]]) -> Problem:
    """One problem for what ends and takes several statements with it."""
    entities = {statement.extract.entity for statement, _ in with_it}
    population = with_it[0][1] if len(entities) == 1 else None
    for _, left in with_it[1:] if population is not None else ():
        population = left if population is None else population | left
    what = "a statement that names it" if len(with_it) == 1 else f"{len(with_it)} statements that name it"
    end = item.valid.end.isoformat()
    return Problem(
        code=RULE.code,
        message=f"{kind} `{item.id}` is in force until {end}, and nothing takes over from {what}",
        place=item.place.at("valid", "until"),
        subject=(kind, item.id),
        help="add the statements that follow them, or leave its end open",
        related=tuple(Related("ends with it", statement.place) for statement, _ in with_it),
        entity=entities.pop() if population is not None else None,
        systems=(item.id,) if kind == "system" else (),
        population=population,
        draft=item.draft,
    )


RULE = Rule(
    code="MDG708",
    name="ends-soon",
    severity=Severity.WARNING,
    module=__name__,
    settled_by=(*_KINDS, *_AGREED, "populations"),
    check=check,
)
