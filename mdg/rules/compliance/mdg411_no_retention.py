"""Nobody has said how long personal data is kept.

## What is wrong

A group of personal data states no retention, and no purpose that it is used or collected for does, or one of them does
not; or it states only half of one: how long (`keep`), or from which event on (`from`), and then nothing else stands in
for the other half. Landscapes that say of nothing how long it is kept are left to MDG705.

## Why it matters

Data is kept no longer than is necessary for its purposes (GDPR, Article 5(1)(e)); people have to be told the period or
how it is determined (Article 13(2)(a)), and the record of processing names it (Article 30(1)(f)). A period without an
event that starts it never begins, and so never ends.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email], retention: {keep: P3Y, from: last contact}}
      name: {attributes: [last], categories: [user.name], retention: {keep: P3Y}}  # MDG411
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```

## Instead

Say both:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email], retention: {keep: P3Y, from: last contact}}
      name: {attributes: [last], categories: [user.name], retention: {keep: P3Y, from: last order}}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.entity import Entity, Group
from mdg.model.landscape import Landscape
from mdg.model.uses import uses
from mdg.model.writers import written
from mdg.rule import Rule, Unknown
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import personal_entities


def check(landscape: Landscape) -> Iterator[Problem]:
    if not _said(landscape):
        return
    for entity, group in _open(landscape):
        yield Problem(
            code=RULE.code,
            message=f"`{group.name}` of `{entity.id}` is personal data, and nothing says {_lacking(group)}",
            place=group.place,
            subject=("group", f"{entity.id}.{group.name}"),
            help="add `retention: {keep: P3Y, from: the event that starts it}`, or state it on each purpose",
            entity=entity.id,
            groups=(group.name,),
            population=group.applies,
            draft=entity.draft,
        )


def _open(landscape: Landscape) -> Iterator[tuple[Entity, Group]]:
    """The groups of personal data that somebody writes, of which no full retention is stated."""
    for entity in personal_entities(landscape):
        for group in entity.groups.values():
            if group.personal and written(landscape, entity, group.name) and not _stated(landscape, entity, group):
                yield entity, group


def _stated(landscape: Landscape, entity: Entity, group: Group) -> bool:
    """Whether it is said how long a group is kept: by itself, or by every purpose that it is used for."""
    if group.retention is not None:
        return group.retention.keep is not None and group.retention.start is not None
    purposes = [use.purpose for use in uses(landscape, entity.id) if group.name in use.extract.groups]
    purposes += [landscape.every.purposes[name] for name in group.collected_for]
    return bool(purposes) and all(purpose.retention is not None for purpose in purposes)


def _lacking(group: Group) -> str:
    if group.retention is None:
        return "how long it is kept"
    return "from which event on that is counted" if group.retention.keep is not None else "how long it is kept"


def _said(landscape: Landscape) -> bool:
    """Whether the landscape says of anything how long it is kept."""
    groups = (group for entity in landscape.entities.values() for group in entity.groups.values())
    return any(group.retention is not None for group in groups) or any(
        purpose.retention is not None for purpose in landscape.purposes.values()
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Personal data in a landscape that has purposes and says of nothing how long it is kept."""
    if landscape.purposes and not _said(landscape):
        for entity, group in _open(landscape):
            yield Unknown("group.retention", "how long a group is kept", f"{entity.id}.{group.name}", group.place)


RULE = Rule(
    code="MDG411",
    name="no-retention",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "purposes"),
    concerns=("compliance",),
    settled_by=("purposes", "needs", "processes", "views"),
    check=under("MDG411", check),
    unknown=facts("MDG411", unknown),
)
