"""Data of a special category is used for a purpose that states no condition for it.

## What is wrong

A need, a step or a view uses a group of a special category (health, belief, origin, opinion, biometric or genetic data,
sexual orientation) for a purpose without `special_condition`. Where that is explicit consent (`A9-2-a`), and the
purpose does not say where consent is kept, MDG705 asks: it has to be shown as any other (Article 7(1)).

## Why it matters

Such data may not be processed at all, unless one of the conditions of Article 9(2) GDPR is met, and a lawful basis
under Article 6 is not one. Which categories of the Fides taxonomy fall under it is told by a dated list of our own,
since the taxonomy has no such mark.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      allergies: {attributes: [allergy], categories: [user.health_and_medical]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}  # MDG407
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P1Y}
```

## Instead

State the condition, if there is one; else do not use it:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      allergies: {attributes: [allergy], categories: [user.health_and_medical]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders:
    {lawful_basis: contract, special_condition: A9-2-h, controller: company, data_subjects: [customer], retention: P1Y}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.uses import Use, used_for, uses
from mdg.population import union
from mdg.rule import Rule, Unknown, listed
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.sensitive import special_kinds


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for use in uses(landscape, entity.id):
            if use.purpose.special_condition is None:
                groups = {name: special_kinds(entity.groups[name]) for name in use.extract.groups}
                found = {name: kinds for name, kinds in groups.items() if kinds}
                if found:
                    yield _problem(landscape, use, found)


def _problem(landscape: Landscape, use: Use, found: dict[str, tuple[str, ...]]) -> Problem:
    entity = landscape.entities[use.extract.entity]
    kinds = dict.fromkeys(kind for several in found.values() for kind in several)
    kind, name = ("process", use.process) if use.process is not None else (use.what, use.id)
    return Problem(
        code=RULE.code,
        message=f"{use.what} `{use.id}` uses {listed(found)} ({', '.join(kinds)}) for `{use.purpose.id}`, "
        "which states no condition of Article 9(2) GDPR",
        place=use.place,
        subject=(kind, name or use.id),
        help="add `special_condition` to the purpose if one is met, or leave the group out",
        related=(
            Related("states no `special_condition`", use.purpose.place),
            *(Related("is of a special category", entity.groups[name].place) for name in found),
        ),
        field=use.step.id if use.step is not None else entity.id,
        entity=entity.id,
        groups=tuple(found),
        systems=() if use.system is None else (use.system,),
        population=use.extract.population & union(entity.groups[name].applies for name in found),
        draft=use.draft,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Purposes that use special categories by explicit consent and do not say where it is kept."""
    for purpose in landscape.purposes.values():
        if purpose.special_condition == "A9-2-a" and purpose.consent is None:
            groups = (
                landscape.entities[use.extract.entity].groups[name]
                for use in used_for(landscape, purpose)
                for name in use.extract.groups
            )
            if any(special_kinds(group) for group in groups):
                yield Unknown("purpose.explicit_consent", "where explicit consent is kept", purpose.id, purpose.place)


RULE = Rule(
    code="MDG407",
    name="special-category-without-condition",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes"),
    concerns=("compliance",),
    check=under("MDG407", check),
    unknown=facts("MDG407", unknown),
)
