"""The receiver has no key by which to find the record that a flow is about.

## What is wrong

Either the flow names a `key`, and for some records no group with that attribute is held at both ends. Or it names none,
the two systems know the entity by different `keys`, and no crosswalk maps them.

## Why it matters

A change has to find its record. Where the key is missing at one end, the receiver finds nothing and drops the change,
or takes it for a new record and makes a duplicate; matching by name instead joins people who are not the same.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {keys: {customer: user_id}}
  erp: {keys: {customer: partner_number}}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp}  # MDG211
```

## Instead

Say where the keys are mapped, or carry a key that both ends hold:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {keys: {customer: user_id}}
  erp: {keys: {customer: partner_number}}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp}
crosswalks:
  users_and_partners: {entity: customer, system: erp, maps: [shop]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.topology.networks import networks
from mdg.topology import Network
from mdg.topology.keys import keyed, unshared


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        mapped = _mapped(landscape, on.entity.id)
        for flow in landscape.about("flows", on.entity.id):
            problem = _keyless(on, flow) if flow.key else _differing(landscape, flow, mapped)
            if problem is not None and flow.extract.population:
                yield problem


def _keyless(on: Network, flow: Flow) -> Problem | None:
    """What is wrong where the flow names its key."""
    if any(_may_be_anywhere(on, attribute) for attribute in flow.key):
        return None
    lacking = {attribute: unshared(on, flow, attribute) for attribute in flow.key}
    without = [attribute for attribute, records in lacking.items() if records != on.nothing]
    if not without:
        return None
    population = on.population(on.nothing)
    for attribute in without:
        population = population | on.population(lacking[attribute])
    groups = [group for attribute in without for group in keyed(on.entity, attribute)]
    kept = f"`{flow.source}` and `{flow.target}` do not both hold {listed(groups, 'or')}"
    return Problem(
        code=RULE.code,
        message=f"`{flow.target}` cannot find {some(on.entity.id, population)} that `{flow.id}` is about by "
        f"{listed(without)}: {kept if groups else 'no group has it'}",
        place=flow.place.at("key"),
        subject=("flow", flow.id),
        help=f"bring {listed(groups, 'or')} to both, or name a key that both hold"
        if groups
        else "name an attribute of a group that both hold",
        related=tuple(Related("holds the key", on.entity.groups[group].place) for group in groups),
        entity=on.entity.id,
        groups=tuple(groups),
        systems=(flow.source, flow.target),
        population=population,
    )


def _may_be_anywhere(on: Network, attribute: str) -> bool:
    """Whether it is the entity's key that belongs to no group, or may stand in a group that lists no attributes."""
    if keyed(on.entity, attribute):
        return False
    return attribute in on.entity.key or any(not group.attributes for group in on.entity.groups.values())


def _mapped(landscape: Landscape, entity: str) -> list[frozenset[str]]:
    """The systems whose keys are matched with each other, by crosswalk."""
    walks = landscape.crosswalks.values()
    return [frozenset((*walk.maps, walk.system)) for walk in walks if walk.entity == entity]


def _differing(landscape: Landscape, flow: Flow, mapped: list[frozenset[str]]) -> Problem | None:
    """What is wrong where it does not, and the ends state keys of their own."""
    entity, systems = flow.extract.entity, landscape.every.systems
    source, target = ends = systems[flow.source], systems[flow.target]
    if not source.keys or not target.keys:
        return None
    ours, theirs = source.keys.get(entity), target.keys.get(entity)
    if ours is None or theirs is None or ours == theirs:
        return None
    if any({flow.source, flow.target} <= walk for walk in mapped):
        return None
    return Problem(
        code=RULE.code,
        message=f"`{flow.source}` knows `{entity}` by `{ours}` and `{flow.target}` by `{theirs}`, "
        f"and no crosswalk maps the one to the other for `{flow.id}`",
        place=flow.place,
        subject=("flow", flow.id),
        help="add a crosswalk for the two, or name the `key` by which the flow finds the record",
        related=tuple(
            Related(f"knows it by `{end.keys[entity]}`", end.place.at("keys", entity, key=True)) for end in ends
        ),
        entity=entity,
        groups=flow.carries,
        systems=(flow.source, flow.target),
        population=flow.extract.population,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems between which records travel without anybody saying by which key they are known there."""
    systems, what = landscape.every.systems, "the key by which a system knows an entity"
    for entity in landscape.entities:
        ends: dict[str, None] = {}
        for flow in landscape.about("flows", entity):
            if not flow.key:
                ends[flow.source] = ends[flow.target] = None
        for name in ends:
            system = systems.get(name)
            if system is not None and entity not in system.keys:
                yield Unknown("system.keys", what, f"{name}.{entity}", system.place)


RULE = Rule(
    code="MDG211",
    name="key-not-held",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "systems", "crosswalks"),
    settled_by=("flows", "ownership", "crosswalks", "systems", "populations"),
    check=check,
    unknown=unknown,
)
