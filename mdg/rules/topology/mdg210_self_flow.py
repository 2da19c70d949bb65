"""A flow into its own source, or two flows that say the same.

## What is wrong

A flow leads from a system to that system; or two flows lead from one system to the same other one, with the same
groups of the same records and the same operations (parallel flows).

## Why it matters

A flow into its own source is a slip of the pen, or an echo: the system gets back what it sent. Of two parallel flows
one is forgotten sooner or later. It is changed in one place and not in the other, it doubles the load, and what
arrives last wins, whichever is older. Two that differ, in their records, groups or operations, are no fault.

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
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}}
  erp_to_itself: {from: erp, to: erp}  # MDG210
```

## Instead

Leave one of them:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}}
```
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.carried import beside_each_other
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    for flow in landscape.flows.values():
        if flow.source == flow.target and flow.extract.population:
            yield _into_itself(flow)
    # most pairs of systems have the same flows between them as others have
    known: dict[tuple[tuple[Extract, frozenset[str]], ...], bool] = {}
    for several in beside_each_other(landscape):
        shape = tuple([(flow.extract, flow.operations) for flow in several])
        if shape not in known:
            known[shape] = len(set(map(_said, several))) < len(several)
        if known[shape] and several[0].source != several[0].target:
            yield from _parallels(several)


def _parallels(several: list[Flow]) -> Iterator[Problem]:
    alike: dict[Hashable, list[Flow]] = {}
    for flow in several:
        if flow.extract.population:
            alike.setdefault(_said(flow), []).append(flow)
    for first, *others in (sorted(flows, key=lambda flow: flow.id) for flows in alike.values()):
        for flow in others:
            yield _parallel(flow, first)


def _said(flow: Flow) -> Hashable:
    """What two parallel flows have in common, besides their ends."""
    extract = flow.extract
    return flow.operations, extract.entity, flow.carries, extract.population


def _into_itself(flow: Flow) -> Problem:
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` leads from `{flow.source}` to `{flow.source}` itself",
        place=flow.place,
        subject=("flow", flow.id),
        help="name the system that is meant, or take the flow out",
        entity=flow.extract.entity,
        groups=flow.carries,
        systems=(flow.source,),
        population=flow.extract.population,
    )


def _parallel(flow: Flow, first: Flow) -> Problem:
    carried = listed(flow.carries) or "deletions"
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` carries {carried} of the same `{flow.extract.entity}` records "
        f"from `{flow.source}` to `{flow.target}` as `{first.id}` does",
        place=flow.place,
        subject=("flow", flow.id),
        help="take one of the two out, or let them differ in their records, groups or operations",
        related=(Related("carries the same", first.place),),
        entity=flow.extract.entity,
        groups=flow.carries,
        systems=(flow.source, flow.target),
        population=flow.extract.population,
    )


RULE = Rule(
    code="MDG210",
    name="self-flow",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    check=check,
)
