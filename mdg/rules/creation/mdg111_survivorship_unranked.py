"""A priority list leaves out a system that may write there.

## What is wrong

A `survivorship` with `strategy: priority` ranks systems for a population and its groups, and a system that may enrich
or update one of these groups for some of these records is not in the list.

## Why it matters

The policy is there to say who wins. When the system that was left out writes, it says nothing, so each consumer decides
in its own way and the golden record depends on where one looks.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  others_correct: {system: [crm, erp], may: [update]}
flows:
  shop_to_crm: {from: shop, to: crm}
  shop_to_erp: {from: shop, to: erp}
  crm_to_shop: {from: crm, to: shop, operations: [update], loop_protection: origin}
  erp_to_shop: {from: erp, to: shop, operations: [update], loop_protection: origin}
survivorship:
  names: {strategy: priority, systems: [crm, shop]}  # MDG111
```

## Instead

Rank every writer:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  others_correct: {system: [crm, erp], may: [update]}
flows:
  shop_to_crm: {from: shop, to: crm}
  shop_to_erp: {from: shop, to: erp}
  crm_to_shop: {from: crm, to: shop, operations: [update], loop_protection: origin}
  erp_to_shop: {from: erp, to: shop, operations: [update], loop_protection: origin}
survivorship:
  names: {strategy: priority, systems: [erp, crm, shop]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, later_writers, rules_on
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    for policy in landscape.survivorship.values():
        if policy.strategy != "priority":
            continue
        extract = policy.extract
        entity = landscape.entities[extract.entity]
        affected, systems, groups = entity.space.nothing, {}, {}
        for group in extract.groups:
            for system, population in later_writers(landscape, entity, group).items():
                missed = population & extract.population
                if system not in policy.systems and missed:
                    affected = affected | missed
                    systems[system] = groups[group] = True
        if not affected:
            continue
        yield Problem(
            code=RULE.code,
            message=f"{listed(systems)} may write {listed(groups)} there, and the priority list does not rank "
            + ("it" if len(systems) == 1 else "them"),
            place=policy.place.at("systems"),
            subject=("survivorship", policy.id),
            help=f"put {listed(systems)} in the list, or take the right to write away",
            related=tuple(
                Related(f"lets {listed(rule.systems)} write", rule.place)
                for rule in rules_on(landscape, entity.id, LATER)
                if set(rule.systems) & set(systems)
                and set(rule.extract.groups) & set(groups)
                and rule.extract.population & affected
            ),
            entity=entity.id,
            groups=tuple(groups),
            systems=tuple(systems),
            population=affected,
            draft=policy.draft,
        )


RULE = Rule(
    code="MDG111",
    name="survivorship-unranked",
    severity=Severity.ERROR,
    module=__name__,
    sections=("survivorship",),
    settled_by=("populations",),
    check=check,
)
