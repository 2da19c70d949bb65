"""A system may create a record without a group that every such record must have.

## What is wrong

A group is `required`, and a system may create records for which it applies, but none of the rules that let it create
them supplies that group.

## Why it matters

A record must not exist without a required group, so each creation in that system is denied, or, where nobody asks
first, a record comes into being that no other system can work with: a customer without a tax number that the ERP
refuses a day later.

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
      tax: {attributes: [vat_number], required: {kind: company}}
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create], groups: [name]}  # MDG105
```

## Instead

Let the system supply the group, or require it only of records that are created elsewhere:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
      tax: {attributes: [vat_number], required: {kind: company}}
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create], groups: [name, tax]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        required = [group for group in entity.groups.values() if group.required]
        if not required:
            continue
        by_system: dict[str, list[Ownership]] = {}
        for rule in landscape.about("ownership", entity.id):
            if "create" in rule.may:
                for system in rule.systems:
                    by_system.setdefault(system, []).append(rule)
        found: dict[str, list[Problem]] = {}
        for system, rules in by_system.items():
            # what is in force before drafts, then by id: which rule is told does not depend on the order of the files
            for problem in _of_system(entity, system, sorted(rules, key=lambda rule: (rule.draft, rule.id))):
                found.setdefault(problem.subject[1], []).append(problem)
        for several in found.values():
            yield _joined(several)


def _of_system(entity: Entity, system: str, rules: list[Ownership]) -> Iterator[Problem]:
    """One problem for the first of the system's rules that covers the record, about every group it lacks."""
    lacking = {}
    for group in entity.groups.values():
        wanting = group.required & entity.space.starting()
        for rule in rules:
            if group.name in rule.extract.groups:
                wanting = wanting - rule.extract.population
        if wanting:
            lacking[group.name] = wanting
    seen = entity.space.nothing
    for rule in rules:
        own = rule.extract.population - seen
        seen = seen | own
        groups = tuple(name for name, population in lacking.items() if population & own)
        if not groups:
            continue
        affected = entity.space.nothing
        for name in groups:
            affected = affected | (lacking[name] & own)
        yield Problem(
            code="MDG105",
            message=f"`{system}` may create `{entity.id}` records without {listed(groups)}, which they must have",
            place=rule.place,
            subject=("ownership", rule.id),
            help=_way_out(groups),
            related=tuple(Related(f"`{name}` is required", entity.groups[name].place) for name in groups),
            entity=entity.id,
            groups=groups,
            systems=(system,),
            population=affected,
            draft=rule.draft,
        )


def _way_out(groups: tuple[str, ...]) -> str:
    them = "it" if len(groups) == 1 else "them"
    return f"add {listed(groups)} to its `groups`, or leave these records to a system that supplies {them}"


def _joined(several: list[Problem]) -> Problem:
    """One problem for a rule that grants the same to several systems."""
    first = several[0]
    if len(several) == 1:
        return first
    systems = tuple(dict.fromkeys(system for problem in several for system in problem.systems))
    groups = tuple(dict.fromkeys(name for problem in several for name in problem.groups))
    population = first.population
    for problem in several[1:]:
        population = population | problem.population  # type: ignore[operator]  # all have one
    related = {other.message: other for problem in several for other in problem.related}
    return attrs.evolve(
        first,
        message=f"{listed(systems)} may create `{first.entity}` records without {listed(groups)}, which they must have",
        help=_way_out(groups),
        related=tuple(related.values()),
        systems=systems,
        groups=groups,
        population=population,
    )


RULE = Rule(
    code="MDG105",
    name="required-not-supplied",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership"),
    settled_by=("ownership", "populations"),
    check=check,
)
