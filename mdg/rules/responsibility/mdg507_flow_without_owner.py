"""A flow that nobody looks after.

## What is wrong

A flow names no owner, and neither of the systems at its ends has an operator, although others do. Landscapes that name
neither owners nor operators anywhere are left to MDG705.

## Why it matters

Flows break between two teams. When this one stops at night, the sender sees that all was sent and the receiver that
nothing came, and nobody is called.

## Example

```yaml
mdg: 1
parties:
  shop_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  shop_to_crm: {from: shop, to: crm, owner: shop_team}
  shop_to_mail: {from: shop, to: mail}  # MDG507
```

## Instead

Name its owner, or who operates one of its ends:

```yaml
mdg: 1
parties:
  shop_team: {}
  mail_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  shop_to_crm: {from: shop, to: crm, owner: shop_team}
  shop_to_mail: {from: shop, to: mail, owner: mail_team}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, Unknown


def check(landscape: Landscape) -> Iterator[Problem]:
    if not _said(landscape):
        return
    for flow in landscape.flows.values():
        if _abandoned(landscape, flow):
            yield Problem(
                code=RULE.code,
                message=f"`{flow.id}` has no owner, and neither `{flow.source}` nor `{flow.target}` has an operator",
                place=flow.place,
                subject=("flow", flow.id),
                help="add `owner`: the party that is called when it stops",
                related=tuple(
                    Related("has no operator", landscape.systems[name].place)
                    for name in dict.fromkeys((flow.source, flow.target))
                ),
                entity=flow.extract.entity,
                groups=flow.extract.groups if flow.extract.stated else (),
                systems=(flow.source, flow.target),
                population=flow.extract.population,
                draft=flow.draft,
            )


def _abandoned(landscape: Landscape, flow: Flow) -> bool:
    return flow.owner is None and not any(landscape.systems[name].operator for name in (flow.source, flow.target))


def _said(landscape: Landscape) -> bool:
    """Whether the landscape says of anything who looks after it."""
    owned = any(flow.owner is not None for flow in landscape.flows.values())
    return owned or any(system.operator is not None for system in landscape.systems.values())


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Flows in a landscape that has parties and says of nothing who looks after it."""
    if landscape.parties and not _said(landscape):
        for flow in landscape.flows.values():
            yield Unknown("flow.owner", "who owns a flow", flow.id, flow.place)


RULE = Rule(
    code="MDG507",
    name="flow-without-owner",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    concerns=("freshness",),
    settled_by=("systems",),
    check=check,
    unknown=unknown,
)
