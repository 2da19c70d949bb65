"""Flows wait for each other in a circle.

## What is wrong

`after` says that a flow must wait until others have delivered, and these in turn wait, one after another, for the
first.

## Why it matters

No order satisfies all of them. A scheduler that takes `after` at its word never starts; one that does not starts
somewhere, and children arrive before their parents. `mdg plan` cannot order what goes in a circle either.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, after: shop_to_crm}  # MDG214
  shop_to_crm: {from: shop, to: crm, after: shop_to_erp}
```

## Instead

Take one of the waits out:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp}
  shop_to_crm: {from: shop, to: crm, after: shop_to_erp}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.population import union
from mdg.rule import Rule
from mdg.topology.components import components


def check(landscape: Landscape) -> Iterator[Problem]:
    flows = landscape.flows
    waiting = {flow.id: [other for other in flow.after if other in flows] for flow in flows.values() if flow.after}
    if not waiting:
        return
    waits = {name: [other for other in others if other in waiting] for name, others in waiting.items()}
    circles = [set(several) for several in components(waits) if len(several) > 1 or several[0] in waits[several[0]]]
    place = {name: number for number, name in enumerate(flows)}
    for circle in sorted(circles, key=lambda several: min(place[name] for name in several)):
        problem = _problem(flows, waits, sorted(circle, key=place.__getitem__))
        if problem is not None:
            yield problem


def _problem(flows: dict[str, Flow], waits: dict[str, list[str]], circle: list[str]) -> Problem | None:
    """One problem for flows that wait for each other, told of the first of them that is about any record."""
    moving = [flows[name] for name in circle if flows[name].extract.population]
    if not moving:
        return None
    first = moving[0]
    way = _round(waits, first.id, set(circle))
    entity = first.extract.entity
    return Problem(
        code=RULE.code,
        message=f"`{first.id}` waits for itself: {' → '.join(f'`{name}`' for name in way)}"
        if len(way) > 2
        else f"`{first.id}` waits for itself",
        place=first.place,
        subject=("flow", first.id),
        help="take one of them out of the `after` of another",
        related=tuple(
            Related(f"waits for `{other}`", flows[name].place.at("after"))
            for name in circle
            for other in waits[name]
            if other in circle
        ),
        entity=entity,
        systems=tuple(dict.fromkeys(flows[name].target for name in circle)),
        population=union([flow.extract.population for flow in moving if flow.extract.entity == entity]),
    )


def _round(waits: dict[str, list[str]], first: str, circle: set[str]) -> list[str]:
    """A shortest way from a flow by what it waits for back to it."""
    came: dict[str, str] = {}
    agenda = [first]
    while first not in came:
        onward = []
        for name in agenda:
            for other in waits[name]:
                if other in circle and other not in came:
                    came[other] = name
                    onward.append(other)
        agenda = onward
    way = [first]
    while len(way) == 1 or way[-1] != first:
        way.append(came[way[-1]])
    return way[::-1]


RULE = Rule(
    code="MDG214",
    name="order-cycle",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows",),
    check=check,
)
