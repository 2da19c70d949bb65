"""The data protection officer is to decide what he or she has to watch over.

## What is wrong

A responsibility for compliance names the data protection officer as accountable, which is an error, or as responsible,
which is a warning.

## Why it matters

The officer informs, advises and monitors (GDPR, Article 39), takes no instructions in that, and may have no other task
that leads to a conflict of interests (Article 38(3) and (6)). Such a conflict exists where the officer is given tasks
that would have him or her determine the purposes and means of processing (Court of Justice, C-453/21, X-FAB Dresden).
Compliance is the controller's (Article 24).

## Example

```yaml
mdg: 1
parties:
  officer: {is: data_protection_officer}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
responsibilities:
  lawful: {concern: compliance, accountable: officer}  # MDG504
```

## Instead

Let the business answer, and ask the officer first:

```yaml
mdg: 1
parties:
  officer: {is: data_protection_officer}
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
  lawful: {concern: compliance, accountable: shop_team, consulted: officer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule


def check(landscape: Landscape) -> Iterator[Problem]:
    officers = {party.id for party in landscape.parties.values() if party.is_ == "data_protection_officer"}
    for one in landscape.responsibilities.values():
        if "compliance" not in one.concerns:
            continue
        decides = one.accountable in officers
        acting = [party for party in one.responsible if party in officers]
        if not decides and not acting:
            continue
        officer = one.accountable if decides and one.accountable is not None else acting[0]
        yield Problem(
            code=RULE.code,
            message=f"`{officer}` is data protection officer, and {'accountable' if decides else 'responsible'} "
            "for compliance",
            place=one.place.at(key=True),
            subject=("responsibility", one.id),
            help=f"name the party that decides on the processing, and `{officer}` as `consulted`",
            related=(Related("is declared to be data protection officer", landscape.parties[officer].place),),
            entity=one.extract.entity,
            groups=one.extract.groups if one.extract.stated else (),
            systems=() if one.system is None else (one.system,),
            population=one.extract.population,
            severity=None if decides else Severity.WARNING,
            draft=one.draft,
        )


RULE = Rule(
    code="MDG504",
    name="dpo-decides",
    severity=Severity.ERROR,
    module=__name__,
    sections=("parties", "responsibilities"),
    concerns=("compliance",),
    check=check,
)
