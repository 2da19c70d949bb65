"""Personal data is used for a purpose that has no lawful basis.

## What is wrong

A purpose states no `lawful_basis`, and a need, a step or a view uses personal data for it, or a group of personal data
is collected for it.

## Why it matters

Processing is lawful only if one of the six conditions of Article 6(1) GDPR applies, and the controller has to be able
to show which (Article 5(2)) and to tell people (Article 13(1)(c)). Uses that name no purpose at all are left to MDG705.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders:  # MDG401
    controller: company
    data_subjects: [customer]
    retention: P1Y
parties:
  company: {}
```

## Instead

State the basis:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders:
    lawful_basis: contract
    controller: company
    data_subjects: [customer]
    retention: P1Y
parties:
  company: {}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Purpose
from mdg.model.uses import used_for, without_purpose
from mdg.rule import Rule, Unknown
from mdg.rules.compliance.applying import facts, under


def check(landscape: Landscape) -> Iterator[Problem]:
    for purpose in landscape.purposes.values():
        if purpose.lawful_basis is None:
            related = tuple(_related(landscape, purpose))
            if related:
                yield Problem(
                    code=RULE.code,
                    message=f"personal data is used for `{purpose.id}`, which states no lawful basis",
                    place=purpose.place,
                    subject=("purpose", purpose.id),
                    help="add `lawful_basis`: the condition of Article 6(1) GDPR that it rests on",
                    related=related,
                    draft=purpose.draft,
                )


def _related(landscape: Landscape, purpose: Purpose) -> Iterator[Related]:
    for use in used_for(landscape, purpose):
        yield Related("uses personal data for it", use.place)
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            if group.personal and purpose.id in group.collected_for:
                yield Related("is personal data collected for it", group.place)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Uses of personal data that name no purpose, in a landscape that has purposes."""
    for what, name, place in without_purpose(landscape) if landscape.purposes else ():
        yield Unknown("use.purpose", "for which purpose personal data is used", f"{what} {name}", place)


RULE = Rule(
    code="MDG401",
    name="no-lawful-basis",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes"),
    concerns=("compliance",),
    check=under("MDG401", check),
    unknown=facts("MDG401", unknown),
)
