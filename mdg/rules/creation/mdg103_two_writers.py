"""Two systems may change the same data, and nothing says which of them wins.

## What is wrong

For some population, two systems or more may enrich or update the same attribute group, and no `survivorship` says how a
conflict between them is settled. A group in which a purpose keeps its consents is left out: what people agree to and
withdraw is added to what was said before, and a withdrawal wins wherever it was made.

## Why it matters

Each of the two is right in its own eyes. What a third system sees then depends on which change arrived last, and a
correction made in one place is quietly undone from the other. Which source survives, by priority, by date or by a
steward's decision, has to be agreed before the first record is exchanged (ISO 8000-110 speaks of the authority for
master data, the trade of survivorship).

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
      address: [street, city]  # MDG103
systems:
  shop: {}
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  crm_corrects: {system: crm, may: [update], groups: [address], when: {country: DE}}
flows:
  shop_to_crm: {from: shop, to: crm}
  crm_to_shop: {from: crm, to: shop, groups: [address], operations: [update], loop_protection: origin}
```

## Instead

Let one of them write each population, or say who wins:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
      address: [street, city]
systems:
  shop: {}
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  crm_corrects: {system: crm, may: [update], groups: [address], when: {country: DE}}
flows:
  shop_to_crm: {from: shop, to: crm}
  crm_to_shop: {from: crm, to: shop, groups: [address], operations: [update], loop_protection: origin}
survivorship:
  addresses: {groups: [address], strategy: priority, systems: [crm, shop]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, later_writers, rules_on
from mdg.population import two_or_more
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    kept = {(one.consent.entity, one.consent.group) for one in landscape.purposes.values() if one.consent is not None}
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            writers = later_writers(landscape, entity, group.name)
            if len(writers) < 2 or (entity.id, group.name) in kept:
                continue
            contested = two_or_more(writers.values())
            for policy in landscape.about("survivorship", entity.id):
                if group.name in policy.extract.groups:
                    contested = contested - policy.extract.population
            if not contested:
                continue
            rules = [
                rule
                for rule in rules_on(landscape, entity.id, LATER)
                if group.name in rule.extract.groups and rule.extract.population & contested
            ]
            systems = tuple(system for system, population in writers.items() if population & contested)
            yield Problem(
                code=RULE.code,
                message=f"{listed(systems)} may each change `{group.name}` of the same `{entity.id}`, "
                "and no `survivorship` says who wins",
                place=group.place,
                subject=("group", f"{entity.id}.{group.name}"),
                help="let one of them write these records, or add a `survivorship` for the group",
                related=tuple(Related(f"may be changed in {listed(rule.systems)}", rule.place) for rule in rules),
                entity=entity.id,
                groups=(group.name,),
                systems=systems,
                population=contested,
                draft=entity.draft,
            )


RULE = Rule(
    code="MDG103",
    name="two-writers",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership", "survivorship"),
    settled_by=("survivorship", "populations"),
    check=check,
)
