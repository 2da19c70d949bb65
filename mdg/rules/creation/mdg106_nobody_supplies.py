"""A group is carried, needed or read, and nobody ever writes it.

## What is wrong

Flows carry a group, or needs, process steps or views ask for it, for records on which no system writes it: none
supplies it at creation, none enriches or updates it, and no provider has it. Records that come from no creation are
left to MDG101.

## Why it matters

The field exists everywhere and is filled nowhere. Interfaces for it are built, tested with made-up values, and deliver
blanks. Mostly a right was forgotten, or was given for other records than those that are asked for.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      credit: [limit]  # MDG106
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update], groups: [name]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name]}
needs:
  erp_needs: {system: erp, groups: [name, credit]}  # MDG304
```

## Instead

Say who writes it:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      credit: [limit]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update], groups: [name]}
  erp_rates: {system: erp, may: [enrich, update], groups: [credit]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name]}
needs:
  erp_needs: {system: erp, groups: [name, credit]}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.carried import carrying, in_order
from mdg.model.landscape import Landscape
from mdg.model.life import existing
from mdg.model.topology import Flow
from mdg.model.wants import Want, wants
from mdg.model.writers import provided, written
from mdg.population import union
from mdg.rule import Rule


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        by_group, born = carrying(landscape, entity.id), existing(landscape, entity)
        wanted = wants(landscape, entity.id)
        for group in entity.groups.values():
            flows = by_group.get(group.name, {})
            asking = [want for want in wanted if group.name in want.extract.groups]
            extracts = [*flows, *(want.extract for want in asking)]
            concerned = union([entity.space.nothing, *(extract.population for extract in extracts)])
            concerned = concerned & group.applies & born
            if not concerned:
                continue
            blank = concerned - written(landscape, entity, group.name)
            if blank:
                blank = blank - provided(landscape, entity, group.name)
            if not blank:
                continue
            yield Problem(
                code=RULE.code,
                message=f"`{group.name}` of some `{entity.id}` records is carried, needed or read, "
                "and nobody writes it there",
                place=group.place,
                subject=("group", f"{entity.id}.{group.name}"),
                help="grant `create`, `enrich` or `update` on it to a system, let a provider supply it, "
                "or stop asking for it",
                related=tuple(
                    Related(_asks(one), one.place)
                    for one in chain[Flow | Want](in_order(landscape, flows), asking)
                    if one.extract.population.meets(blank)
                ),
                entity=entity.id,
                groups=(group.name,),
                population=blank,
                draft=entity.draft,
            )


def _asks(one: Flow | Want) -> str:
    """How a flow carries, or a statement needs or reads, in words."""
    if isinstance(one, Flow):
        return "is carried by this flow"
    return "is needed by this need" if one.what == "need" else f"is read by this {one.what}"


RULE = Rule(
    code="MDG106",
    name="nobody-supplies",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership"),
    settled_by=("ownership", "systems", "populations"),
    check=check,
)
