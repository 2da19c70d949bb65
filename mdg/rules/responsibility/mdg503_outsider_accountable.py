"""A vendor or a processor is held accountable.

## What is wrong

A responsibility names as accountable a party that is declared to be a vendor or a processor (`is`).

## Why it matters

Work can be given to others, answering for it cannot: a processor acts only on the controller's instructions
(GDPR, Articles 28(3)(a) and 29), and it is the controller who has to demonstrate that the principles are kept
(Article 5(2)). A processor that decides on its own is taken for a controller (Article 28(10)). In a contract dispute
the accountable party would sit on the other side of the table.

## Example

```yaml
mdg: 1
parties:
  hosting: {is: processor}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
responsibilities:
  names: {concern: accuracy, accountable: hosting}  # MDG503
```

## Instead

Let somebody of one's own answer, and the outsider do the work:

```yaml
mdg: 1
parties:
  hosting: {is: processor}
  shop_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
responsibilities:
  names: {concern: accuracy, accountable: shop_team, responsible: hosting}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.sheet import CONCERNS
from mdg.rule import Rule

_OUTSIDE = frozenset({"vendor", "processor"})


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in landscape.responsibilities.values():
        party = landscape.parties.get(one.accountable or "")
        if party is not None and party.is_ in _OUTSIDE:
            yield Problem(
                code=RULE.code,
                message=f"`{party.id}` is a {party.is_}, and is held accountable for "
                f"{' and '.join(concern for concern in CONCERNS if concern in one.concerns)}",
                place=one.place.at(key=True),
                subject=("responsibility", one.id),
                help=f"name a party of your own as accountable, and `{party.id}` as `responsible`",
                related=(Related(f"is declared to be a {party.is_}", party.place),),
                entity=one.extract.entity,
                groups=one.extract.groups if one.extract.stated else (),
                systems=() if one.system is None else (one.system,),
                concerns=tuple(concern for concern in CONCERNS if concern in one.concerns),
                population=one.extract.population,
                draft=one.draft,
            )


RULE = Rule(
    code="MDG503",
    name="outsider-accountable",
    severity=Severity.ERROR,
    module=__name__,
    sections=("parties", "responsibilities"),
    concerns=CONCERNS,
    check=check,
)
