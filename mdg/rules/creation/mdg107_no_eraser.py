"""Personal data that no system may delete.

## What is wrong

Some system may write a group of personal data, and for some of these records no ownership rule lets any system delete
the record.

## Why it matters

A person may ask for erasure, and data must not be kept longer than its purpose needs (GDPR, Articles 17(1) and
5(1)(e)). Where nobody may delete, the first such request has no one to carry it out. Whether data is personal is told
by its `categories`, of the Fides taxonomy: whatever is under `user` is.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}  # MDG107
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```

## Instead

Grant `delete` to a system:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.writers import rules_on, written
from mdg.population import Population
from mdg.rule import Rule, Unknown, some

_WRITING = frozenset({"create", "enrich", "update"})


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        personal = [group for group in entity.groups.values() if group.personal]
        if not personal:
            continue
        deletable = entity.space.nothing
        for rule in rules_on(landscape, entity.id, frozenset({"delete"})):
            deletable = deletable | rule.extract.population
        for group in personal:
            kept = written(landscape, entity, group.name) - deletable
            if not kept:
                continue
            yield Problem(
                code=RULE.code,
                message=f"`{group.name}` of {some(entity.id, kept)} is personal data, and nobody may delete it there",
                place=group.place,
                subject=("group", f"{entity.id}.{group.name}"),
                help="grant `delete` on these records to the system that answers requests for erasure",
                related=tuple(
                    Related("is written under this rule", rule.place)
                    for rule in rules_on(landscape, entity.id, _WRITING)
                    if group.name in rule.extract.groups and _wrote(rule) & kept
                ),
                entity=entity.id,
                groups=(group.name,),
                population=kept,
                draft=entity.draft,
            )


def _wrote(rule: Ownership) -> Population:
    """The records that may have something from a rule: what it created keeps it, whatever it has become."""
    population = rule.extract.population
    return population.after_life() if "create" in rule.may else population


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Groups of which nobody can say whether they are personal data."""
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            if group.personal is None:
                yield Unknown(
                    "group.categories", "the data categories of a group", f"{entity.id}.{group.name}", group.place
                )


RULE = Rule(
    code="MDG107",
    name="no-eraser",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership"),
    concerns=("compliance",),
    settled_by=("ownership", "populations"),
    check=check,
    unknown=unknown,
)
