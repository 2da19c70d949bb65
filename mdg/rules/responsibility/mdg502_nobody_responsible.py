"""Somebody is accountable, and nobody does the work.

## What is wrong

A responsibility names who is accountable and nobody who is responsible, and no statement that is equally specific does
for the same records, although others about that entity and concern name somebody.

## Why it matters

To answer for a thing and to do it are two roles (the A and the R of a RACI matrix). Where the second is empty the work
is nobody's task, and whoever answers for it learns so from the first complaint.

## Example

```yaml
mdg: 1
parties:
  sales_team: {}
  shop_team: {}
entities:
  customer:
    groups:
      name: [first, last]
      contact: [email]
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
responsibilities:
  names: {groups: [name], concern: accuracy, accountable: sales_team, responsible: shop_team}
  contacts: {groups: [contact], concern: accuracy, accountable: sales_team}  # MDG502
```

## Instead

Name who does it; that may be the same party:

```yaml
mdg: 1
parties:
  sales_team: {}
  shop_team: {}
entities:
  customer:
    groups:
      name: [first, last]
      contact: [email]
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
responsibilities:
  names: {groups: [name], concern: accuracy, accountable: sales_team, responsible: shop_team}
  contacts: {groups: [contact], concern: accuracy, accountable: sales_team, responsible: sales_team}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.answering import Responsibility
from mdg.model.expected import statements
from mdg.model.landscape import Landscape
from mdg.model.responsibility import specificity
from mdg.model.sheet import CONCERNS
from mdg.population import Population, union
from mdg.rule import Rule, some


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in landscape.responsibilities.values():
        if one.accountable is None or one.responsible:
            continue
        lacking = {
            concern: records
            for concern in CONCERNS
            if concern in one.concerns and (records := _without(landscape, one, concern))
        }
        if lacking:
            affected = union(lacking.values())
            yield Problem(
                code=RULE.code,
                message=f"`{one.accountable}` is accountable for the {' and '.join(lacking)} of "
                f"{some(one.extract.entity, affected)} under `{one.id}`, and nobody is responsible",
                place=one.place.at(key=True),
                subject=("responsibility", one.id),
                help="add `responsible`: the parties that do the work",
                entity=one.extract.entity,
                groups=one.extract.groups if one.extract.stated else (),
                systems=() if one.system is None else (one.system,),
                concerns=tuple(lacking),
                population=affected,
                draft=one.draft,
            )


def _without(landscape: Landscape, one: Responsibility, concern: str) -> Population:
    """The records of a statement for which no equally specific one names who does the work; none where none does."""
    about = statements(landscape, one.extract.entity, concern)
    if not any(other.responsible for other in about):
        return landscape.entities[one.extract.entity].space.nothing
    alike = [
        other.extract.population
        for other in about
        if other.responsible
        and specificity(other) == specificity(one)
        and other.system == one.system
        and set(one.extract.groups) <= set(other.extract.groups)
    ]
    return one.extract.population - union(alike) if alike else one.extract.population


RULE = Rule(
    code="MDG502",
    name="nobody-responsible",
    severity=Severity.ERROR,
    module=__name__,
    sections=("responsibilities",),
    concerns=CONCERNS,
    settled_by=("responsibilities", "populations"),
    check=check,
)
