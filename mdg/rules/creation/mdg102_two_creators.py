"""Two systems may create the same record, and nothing settles it.

## What is wrong

For some population, a new record may be brought into being in two systems or more, and no `matching` says where the
duplicates that must follow are found and joined.

## Why it matters

Two systems that create independently create the same customer twice: with two numbers, two addresses, two consents.
Every later correction reaches one of the two. Deciding on one system of entry, or on a place where duplicates are
matched, is the first thing that master-data management has to settle (DAMA-DMBOK, 2nd edition, chapter 10).

## Example

```yaml
mdg: 1
entities:
  customer:  # MDG102
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create]}
  crm_creates: {system: crm, may: [create], when: {country: FR}}
```

## Instead

Let one system create each population, or say where duplicates are found:

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
  crm: {}
ownership:
  shop_creates: {system: shop, may: [create]}
  crm_creates: {system: crm, may: [create], when: {country: FR}}
matching:
  french_duplicates: {system: shop, when: {country: FR}, by: [last]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.life import creators
from mdg.population import two_or_more
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        may_create = creators(landscape, entity.id)
        if len(may_create) < 2:
            continue
        contested = two_or_more(may_create.values()) & entity.space.starting()
        for policy in landscape.about("matching", entity.id):
            contested = contested - policy.extract.population
        if not contested:
            continue
        rules = [
            rule
            for rule in landscape.about("ownership", entity.id)
            if "create" in rule.may and rule.extract.population & contested
        ]
        systems = tuple(system for system, population in may_create.items() if population & contested)
        yield Problem(
            code=RULE.code,
            message=f"the same `{entity.id}` may be created in {listed(systems)}, and no `matching` settles it",
            place=entity.place,
            subject=("entity", entity.id),
            help="let one of them create these records, or add a `matching` that says where duplicates are found",
            related=tuple(Related(f"may be created in {listed(rule.systems)}", rule.place) for rule in rules),
            entity=entity.id,
            systems=systems,
            population=contested,
            draft=entity.draft,
        )


RULE = Rule(
    code="MDG102",
    name="two-creators",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership", "matching"),
    settled_by=("matching", "populations"),
    check=check,
)
