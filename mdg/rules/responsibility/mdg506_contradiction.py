"""Two responsibilities that are equally specific name different parties.

## What is wrong

For some records, two statements about the same concern are equally specific (both name the group or neither does, both
name the system or neither does) and hold different parties accountable.

## Why it matters

To be accountable cannot be shared: where two parties are, each waits for the other, and a finding or an incident is
passed to and fro. One party has to be named for each thing; the usual reading of a RACI matrix allows one A in a row.

## Example

```yaml
mdg: 1
parties:
  sales_team: {}
  finance_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
responsibilities:
  finance_answers: {concern: [accuracy, freshness], accountable: finance_team}
  sales_answers: {concern: accuracy, accountable: sales_team}  # MDG506
```

## Instead

Let one of them answer, or make one statement more specific:

```yaml
mdg: 1
parties:
  sales_team: {}
  finance_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
responsibilities:
  finance_answers: {concern: freshness, accountable: finance_team}
  sales_answers: {concern: accuracy, accountable: sales_team}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.answering import Responsibility
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.model.responsibility import specificity
from mdg.population import Population, union
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    # by id, so that it does not depend on the order of the files which of two is told
    statements = sorted(landscape.responsibilities.values(), key=lambda statement: statement.id)
    for index, later in enumerate(statements):
        entity = landscape.entities[later.extract.entity]
        affected, against = entity.space.nothing, []
        for earlier in statements[:index]:
            if _disagree(earlier, later):
                common = earlier.extract.population & later.extract.population & _applying(entity, earlier, later)
                if common:
                    affected = affected | common
                    against.append(earlier)
        if not against:
            continue
        concerns = [name for name in ("freshness", "accuracy", "compliance") if name in later.concerns]
        shared = [name for name in concerns if any(name in other.concerns for other in against)]
        others = listed(dict.fromkeys(other.id for other in against))
        yield Problem(
            code=RULE.code,
            message=f"`{later.id}` and {others} are equally specific, and hold different parties accountable "
            f"for {' and '.join(shared)}",
            place=later.place.at(key=True),
            subject=("responsibility", later.id),
            help="name one party, or say for which group or system each of them answers",
            related=tuple(Related(f"holds `{other.accountable}` accountable", other.place) for other in against),
            entity=entity.id,
            groups=later.extract.groups if later.extract.stated else (),
            systems=() if later.system is None else (later.system,),
            concerns=tuple(shared),
            population=affected,
            draft=later.draft,
        )


def _applying(entity: Entity, one: Responsibility, other: Responsibility) -> Population:
    """The records that have one of the groups about which two statements disagree; all, where they name none."""
    if not one.extract.stated:
        return entity.space.everything
    return union(entity.groups[name].applies for name in one.extract.groups if name in other.extract.groups)


def _disagree(one: Responsibility, other: Responsibility) -> bool:
    """Whether two statements are about the same thing, equally specific, and name different parties."""
    return (
        one.extract.entity == other.extract.entity
        and None not in (one.accountable, other.accountable)
        and one.accountable != other.accountable
        and specificity(one) == specificity(other)
        and one.system == other.system
        and bool(one.concerns & other.concerns)
        and (not one.extract.stated or bool(set(one.extract.groups) & set(other.extract.groups)))
    )


RULE = Rule(
    code="MDG506",
    name="contradiction",
    severity=Severity.ERROR,
    module=__name__,
    sections=("responsibilities",),
    concerns=("accuracy", "freshness", "compliance"),
    settled_by=("populations",),
    check=check,
)
