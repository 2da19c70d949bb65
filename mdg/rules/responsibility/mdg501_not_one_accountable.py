"""Nobody is accountable for data that people depend on.

## What is wrong

For some records of a group that is personal data, or that a system needs, no responsibility says who is accountable for
one of the concerns freshness, accuracy and compliance, although the landscape says it for other groups of that entity.
A statement that leaves the party out is the answer "nobody", and a less specific one is not read in its place. Two
parties for the same thing are told by MDG506. A concern about which nothing is said for the whole entity is left to
MDG705.

## Why it matters

A finding, a complaint, a request of a data subject needs one addressee. Where there is none, each team takes it for the
other's, and the controller cannot demonstrate who sees to the principles for processing personal data (GDPR,
Article 5(2)). The common form of it is the RACI matrix, which wants exactly one A in each row.

## Example

```yaml
mdg: 1
parties:
  sales_team: {}
entities:
  customer:  # MDG501
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
responsibilities:
  names: {groups: [name], concern: accuracy, accountable: sales_team}
```

## Instead

Say who answers for the rest:

```yaml
mdg: 1
parties:
  sales_team: {}
  shop_team: {}
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
responsibilities:
  names: {groups: [name], concern: accuracy, accountable: sales_team}
  rest: {concern: accuracy, accountable: shop_team}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.expected import expected, statements, unanswered
from mdg.model.landscape import Landscape
from mdg.model.sheet import CONCERNS
from mdg.population import Population, union
from mdg.rule import Rule, Unknown, some
from mdg.rules.telling import named


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        wanted = expected(landscape, entity)
        gaps = {
            concern: found
            for concern in CONCERNS
            if statements(landscape, entity.id, concern) and (found := _gaps(landscape, entity, concern, wanted))
        }
        if gaps:
            yield _problem(landscape, entity, gaps)


def _gaps(landscape: Landscape, entity: Entity, concern: str, wanted: dict[str, Population]) -> dict[str, Population]:
    found = {name: unanswered(landscape, entity, name, concern, records) for name, records in wanted.items()}
    return {name: records for name, records in found.items() if records}


def _problem(landscape: Landscape, entity: Entity, gaps: dict[str, dict[str, Population]]) -> Problem:
    affected = union([records for found in gaps.values() for records in found.values()])
    lacking = {name for found in gaps.values() for name in found}
    told = "; ".join(f"for the {concern} of {named(list(found))}" for concern, found in gaps.items())
    blanks = [
        Related("names nobody", one.place)
        for one in landscape.about("responsibilities", entity.id)
        if one.accountable is None and one.concerns & gaps.keys() and one.extract.population & affected
    ]
    return Problem(
        code=RULE.code,
        message=f"of {some(entity.id, affected)}, nobody is accountable {told}",
        place=entity.place,
        subject=("entity", entity.id),
        help="add a responsibility that names one party; one without `groups` is for all that no other speaks of",
        related=tuple(blanks),
        entity=entity.id,
        groups=tuple(name for name in entity.groups if name in lacking),
        concerns=tuple(gaps),
        population=affected,
        draft=entity.draft,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Concerns of which a landscape that has parties says nothing, for an entity somebody has to answer for."""
    for entity in landscape.entities.values() if landscape.parties else ():
        if expected(landscape, entity):
            for concern in CONCERNS:
                if not statements(landscape, entity.id, concern):
                    fact = "who is accountable for something"
                    yield Unknown("entity.accountable", fact, f"{concern} of {entity.id}", entity.place)


RULE = Rule(
    code="MDG501",
    name="not-one-accountable",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "responsibilities"),
    concerns=CONCERNS,
    settled_by=("responsibilities", "populations"),
    check=check,
    unknown=unknown,
)
