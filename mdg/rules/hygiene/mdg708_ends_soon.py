"""Something ends, and nothing takes over.

## What is wrong

The validity of a statement ends, and from the next day on part of what it grants, moves, needs or settles is not
covered by any other statement of its section.

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
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create, update], valid: {until: 2098-12-31}}
  shop_goes_on: {system: shop, may: [create, update], valid: {from: 2099-01-01}}
  crm_corrects: {system: crm, may: [enrich]}
survivorship:
  names: {strategy: latest}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import ONE_DAY, Landscape
from mdg.population import Population
from mdg.rule import Rule

_KINDS = {
    "ownership": "ownership",
    "flows": "flow",
    "needs": "need",
    "matching": "matching",
    "survivorship": "survivorship",
    "responsibilities": "responsibility",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    for section, kind in _KINDS.items():
        for item in getattr(landscape, section).values():
            end = item.force.end
            if end is None or end == dt.date.max or not item.extract.population:
                continue
            left = _left(landscape.every.on(end + ONE_DAY), section, item)
            if left:
                yield _problem(kind, item, end, left)
    for section, kind in (("agreements", "agreement"), ("licences", "licence")):
        for item in getattr(landscape, section).values():
            end = min((day for day in (item.until, item.force.end) if day is not None), default=None)
            if end is not None and end >= landscape.as_of and not _renewed(landscape, section, item, end):
                yield _problem(kind, item, end, None)


def _left(later: Landscape, section: str, item: Any) -> Population:
    """The part of an item's population that nothing of its section covers any more, on the day after its end."""
    left = item.extract.population
    wanted = _parts(section, item)
    for part in wanted:
        uncovered = item.extract.population
        for other in getattr(later, section).values():
            if other.extract.entity == item.extract.entity and part in _parts(section, other):
                uncovered = uncovered - other.extract.population
        left = uncovered if part == wanted[0] else left | uncovered
    found: Population = left
    return found


def _parts(section: str, item: Any) -> list[tuple[str, ...]]:
    """What an item says, taken apart into what has to be covered piece by piece."""
    groups = item.extract.groups
    if section == "ownership":
        return [
            (system, operation, group)
            for system in item.systems
            for operation in sorted(item.may)
            for group in (groups if operation != "delete" else ("",))
        ]
    if section == "flows":
        ends = (item.source, item.target)
        carried = [(*ends, operation, group) for operation in sorted(item.operations - {"delete"}) for group in groups]
        return carried + ([(*ends, "delete")] if "delete" in item.operations else [])
    if section == "needs":
        return [(item.system, group) for group in groups]
    if section == "responsibilities":
        return [(concern, group) for concern in sorted(item.concerns) for group in groups]
    if section == "survivorship":
        return [(group,) for group in groups]
    return [("",)]


def _renewed(landscape: Landscape, section: str, item: Any, end: dt.date) -> bool:
    """Whether an agreement or licence of the same scope is in force on the day after."""
    later = landscape.every.on(end + ONE_DAY)
    for other in getattr(later, section).values():
        if other is item or (other.until is not None and other.until <= end):
            continue
        if section == "licences" and other.provider == item.provider and item.permits <= other.permits:
            return True
        if section == "agreements" and other.kind == item.kind and set(item.systems) <= set(other.systems):
            return True
    return False


def _problem(kind: str, item: Any, end: dt.date, left: Population | None) -> Problem:
    extract = getattr(item, "extract", None)
    path = ("until",) if extract is None and item.until == end else ("valid", "until")
    return Problem(
        code=RULE.code,
        message=f"`{item.id}` is in force until {end.isoformat()}, and nothing takes over",
        place=item.place.at(*path),
        subject=(kind, item.id),
        help="add the statement that follows it, or leave its end open",
        entity=extract.entity if extract else None,
        groups=extract.groups if extract and extract.stated else (),
        population=left,
        draft=item.draft,
    )


RULE = Rule(
    code="MDG708",
    name="ends-soon",
    severity=Severity.WARNING,
    module=__name__,
    check=check,
)
