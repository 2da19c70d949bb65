"""A flow goes round the hub that holds the same data.

## What is wrong

A system of `kind: hub` holds the group, and a flow brings it from one other system to another without the hub.

## Why it matters

A hub is there so that what has been matched, corrected and approved is what everybody gets. A direct flow beside it
brings another version, at another time, which nobody has looked at, and the receiver cannot tell the two apart. Every
such shortcut is also one more interface that the hub was meant to save.

## Example

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  mdm: {kind: hub}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_mdm: {from: erp, to: mdm}
  mdm_to_shop: {from: mdm, to: shop, groups: [texts], loop_protection: version}
  erp_to_shop: {from: erp, to: shop, groups: [texts], loop_protection: version}  # MDG212
```

## Instead

Take the direct flow out, or leave to it what the hub does not hold:

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  mdm: {kind: hub}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_mdm: {from: erp, to: mdm}
  mdm_to_shop: {from: mdm, to: shop, groups: [texts], loop_protection: version}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, listed, some
from mdg.rules.topology.networks import networks
from mdg.topology import Network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set, union_of

#: Who holds a group of which records; and the records of which some hub does.
Held = tuple[Mapping[str, Set], Set]


def check(landscape: Landscape) -> Iterator[Problem]:
    hubs = frozenset(name for name, system in landscape.systems.items() if system.kind == "hub")
    for on in networks(landscape) if hubs else ():
        held = {group: list(_held(on, group, hubs)) for group in on.entity.groups}
        if any(held.values()):
            for flow in on.flows:  # without single loads that are to come
                beside_hubs = hubs.isdisjoint((flow.source, flow.target)) and flow.source != flow.target
                if beside_hubs and flow.id in landscape.flows:
                    beside = dict(_beside(on, flow, held))
                    if beside:
                        yield _problem(on, flow, beside, hubs)


def _held(on: Network, group: str, hubs: frozenset[str]) -> Iterator[Held]:
    for cohort in cohorts(on):
        holding = cohort.holding(group)
        some_hub = union_of((holding[hub] for hub in hubs if hub in holding), on.nothing)
        if some_hub != on.nothing:
            yield holding, some_hub


def _beside(on: Network, flow: Flow, held: Mapping[str, list[Held]]) -> Iterator[tuple[str, Set]]:
    """The groups that both ends and a hub hold, and of which records."""
    records = raw(flow.extract.population)
    for group in flow.carries:
        found = on.nothing
        for holding, some_hub in held[group]:
            if flow.source in holding and flow.target in holding:
                found = found | records & some_hub & holding[flow.source] & holding[flow.target]
        if found != on.nothing:
            yield group, found


def _problem(on: Network, flow: Flow, beside: dict[str, Set], hubs: frozenset[str]) -> Problem:
    population = on.population(union_of(beside.values(), on.nothing))
    holding = [hub for hub in on.landscape.systems if hub in hubs and _holds(on, hub, beside)]
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` brings {listed(beside)} of {some(on.entity.id, population)} from `{flow.source}` to "
        f"`{flow.target}` past {listed(holding)}, which {'holds' if len(holding) == 1 else 'hold'} the same",
        place=flow.place,
        subject=("flow", flow.id),
        help=f"let `{flow.target}` get it from {listed(holding, 'or')}, or leave to `{flow.id}` what no hub holds",
        related=tuple(Related("is the hub that holds it", on.landscape.systems[hub].place) for hub in holding),
        entity=on.entity.id,
        groups=tuple(beside),
        systems=(flow.source, flow.target, *holding),
        population=population,
    )


def _holds(on: Network, hub: str, beside: dict[str, Set]) -> bool:
    return any(
        cohort.holding(group).get(hub, on.nothing) & records != on.nothing
        for group, records in beside.items()
        for cohort in cohorts(on)
    )


RULE = Rule(
    code="MDG212",
    name="hub-bypass",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows", "systems"),
    settled_by=("systems", "populations"),
    check=check,
)
