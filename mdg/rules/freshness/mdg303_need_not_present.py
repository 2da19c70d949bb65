"""A system needs records that never come to be in it.

## What is wrong

For some records that the need is about, and for some system in which they may have come into being, no chain of flows
that carry creations leads into the needing system. The flows may leave them out, or carry only later changes, or be
missing.

## Why it matters

This is the report that ends in "replicated successfully, yet nowhere to be seen": every interface does what it was told
to, and the customer is not there. It shows in the one case that nobody tried, since most records do arrive.

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
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, when: {country: DE}}
needs:
  mail_needs: {system: mail}  # MDG303
```

## Instead

Let the flow take them along, or say that they are not needed:

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
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail}
needs:
  mail_needs: {system: mail}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.population import Population
from mdg.rule import Rule
from mdg.rules.freshness.gaps import involved, is_draft, needs, origins, remedy
from mdg.topology.needs import together


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in needs(landscape):
        need, gaps = one.need, one.absent
        if gaps:
            absent = net.population(together(gaps, net.nothing))
            yield Problem(
                code=RULE.code,
                message=_message(net.entity.id, absent, origins(gaps), need.system),
                place=need.place,
                subject=("need", need.id),
                help=remedy(net, need, gaps),
                related=involved(net, need, gaps),
                entity=net.entity.id,
                groups=need.extract.groups,
                systems=(need.system,),
                population=absent,
                draft=is_draft(net.entity, need),
            )


def _message(entity: str, absent: Population, began: str, system: str) -> str:
    if absent == absent.space.everything:
        return f"no `{entity}` from {began} ever comes to be in `{system}`, which needs it"
    return f"some `{entity}` records from {began} never come to be in `{system}`, which needs them"


RULE = Rule(
    code="MDG303",
    name="need-not-present",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness", "accuracy"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
