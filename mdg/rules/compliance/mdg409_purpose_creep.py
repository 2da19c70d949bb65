"""Personal data is used for something else than it was collected for.

## What is wrong

A need, a step or a view uses a group of personal data for a purpose that is not among those that the group is
`collected_for`, whose data use is not under the data use of one of them either, and which states no reason why it is
compatible (`compatible_because`).

## Why it matters

Data is collected for specified purposes and may not be processed further in a way that is incompatible with them (GDPR,
Article 5(1)(b)); whether it is compatible has to be assessed, and written down (Article 6(4)), unless the person
consents to the new purpose: then that is one that the data is collected for, and belongs in `collected_for`.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email], collected_for: [orders]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: research}  # MDG409
purposes:
  orders:
    {lawful_basis: contract, data_use: essential.service, controller: company, data_subjects: [customer],
     retention: P1Y}
  research:
    {lawful_basis: legitimate_interests, data_use: analytics, controller: company, data_subjects: [customer],
     retention: P1Y}
```

## Instead

Say why it is compatible, or collect it for that purpose too:

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email], collected_for: [orders]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: research}
purposes:
  orders:
    {lawful_basis: contract, data_use: essential.service, controller: company, data_subjects: [customer],
     retention: P1Y}
  research:
    {lawful_basis: legitimate_interests, data_use: analytics, controller: company, data_subjects: [customer],
     retention: P1Y, compatible_because: counts orders a month and names nobody}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Group
from mdg.model.landscape import Landscape
from mdg.model.use import Purpose
from mdg.model.uses import Use, personal, uses
from mdg.population import union
from mdg.rule import Rule, listed
from mdg.rules.compliance.applying import under


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for use in uses(landscape, entity.id):
            if use.purpose.compatible_because is None:
                strange = [
                    name
                    for name in personal(landscape, use.extract)
                    if _is_strange(landscape, entity.groups[name], use.purpose)
                ]
                if strange:
                    yield _problem(landscape, use, strange)


def _is_strange(landscape: Landscape, group: Group, purpose: Purpose) -> bool:
    """Whether a group was collected for other purposes only."""
    if not group.collected_for or purpose.id in group.collected_for:
        return False
    known = [landscape.every.purposes[name].data_use for name in group.collected_for]
    use = purpose.data_use
    return use is None or not any(
        other is not None and (use == other or use.startswith(f"{other}.")) for other in known
    )


def _problem(landscape: Landscape, use: Use, strange: list[str]) -> Problem:
    entity = landscape.entities[use.extract.entity]
    collected = dict.fromkeys(name for group in strange for name in entity.groups[group].collected_for)
    kind, name = ("process", use.process) if use.process is not None else (use.what, use.id)
    return Problem(
        code=RULE.code,
        message=f"{use.what} `{use.id}` uses {listed(strange)} for `{use.purpose.id}`, "
        f"and that was collected for {listed(collected)}",
        place=use.place,
        subject=(kind, name or use.id),
        help="say on the purpose why it is compatible (`compatible_because`), or ask people anew",
        related=(
            *(Related("says what it was collected for", entity.groups[name].place) for name in strange),
            Related("is what it is used for", use.purpose.place),
        ),
        field=use.step.id if use.step is not None else entity.id,
        entity=entity.id,
        groups=tuple(strange),
        systems=() if use.system is None else (use.system,),
        population=use.extract.population & union(entity.groups[name].applies for name in strange),
        draft=use.draft,
    )


RULE = Rule(
    code="MDG409",
    name="purpose-creep",
    severity=Severity.ERROR,
    module=__name__,
    sections=("purposes", "needs", "processes"),
    concerns=("compliance",),
    check=under("MDG409", check),
)
