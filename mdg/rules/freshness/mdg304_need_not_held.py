"""A system has the record, and a group that it needs never comes with it.

## What is wrong

For some records that the need is about, and for some system in which they may have come into being, the record comes to
be in the needing system, and one of the needed groups does not: no flow carries it there from a system that has it.

## Why it matters

The record is there, so nobody looks further: the e-mail system knows the address, and not whether its owner agreed to
be written to. A field that is always empty is taken for the answer "no" by the one program and "yes" by the next.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      consent: [newsletter]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, groups: [name]}
needs:
  mail_needs: {system: mail}  # MDG304
```

## Instead

Let a flow carry the group too:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      consent: [newsletter]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, groups: [name, consent]}
needs:
  mail_needs: {system: mail}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, some
from mdg.rules.freshness.ages import few
from mdg.rules.freshness.gaps import involved, is_draft, needs, origins, remedy
from mdg.topology.needs import together


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in needs(landscape):
        need, gaps = one.need, one.not_held
        if gaps:
            lacking = net.population(together(gaps, net.nothing))
            lacked = {gap.group for gap in gaps}
            groups = tuple(group for group in need.extract.groups if group in lacked)
            yield Problem(
                code=RULE.code,
                message=f"{few(groups)} of {some(net.entity.id, lacking)} from {origins(gaps)} never "
                f"{'comes' if len(groups) == 1 else 'come'} to `{need.system}`, which needs it",
                place=need.place,
                subject=("need", need.id),
                help=remedy(net, need, gaps),
                related=involved(net, need, gaps),
                entity=net.entity.id,
                groups=groups,
                systems=(need.system,),
                population=lacking,
                draft=is_draft(net.entity, need),
            )


RULE = Rule(
    code="MDG304",
    name="need-not-held",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness", "accuracy"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
