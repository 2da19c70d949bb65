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
  erp_needs: {system: erp, groups: [name, credit]}
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

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.life import existing
from mdg.model.wants import wants
from mdg.model.writers import provided, written
from mdg.rule import Rule


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        asking, born = _asking(landscape, entity), existing(landscape, entity)
        for group in entity.groups.values():
            concerned = entity.space.nothing
            for _, _, extract, groups in asking:
                if group.name in groups:
                    concerned = concerned | extract.population
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
                    Related(what, place)
                    for what, place, extract, groups in asking
                    if group.name in groups and extract.population & blank
                ),
                entity=entity.id,
                groups=(group.name,),
                population=blank,
                draft=entity.draft,
            )


def _asking(landscape: Landscape, entity: Entity) -> list[tuple[str, Place, Extract, tuple[str, ...]]]:
    """What carries, needs or reads groups of an entity: in words, where, which records, which groups."""
    found = [
        ("is carried by this flow", flow.place, flow.extract, flow.carries)
        for flow in landscape.flows.values()
        if flow.extract.entity == entity.id
    ]
    for want in wants(landscape, entity.id):
        verb = "needed by this need" if want.what == "need" else f"read by this {want.what}"
        found.append((f"is {verb}", want.place, want.extract, want.extract.groups))
    return found


RULE = Rule(
    code="MDG106",
    name="nobody-supplies",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership"),
    settled_by=("ownership", "systems", "populations"),
    check=check,
)
