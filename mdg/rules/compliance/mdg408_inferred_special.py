"""What is concluded from sensitive data is not treated as sensitive.

## What is wrong

A group of personal data is derived from one of a special category, over any number of steps, and states no special
category itself.

## Why it matters

Data from which a special category can be concluded is of that category: an order of medicines tells of somebody's
health, even if it is not certain that it is for the one who ordered (Court of Justice, C-21/23, Lindenapotheke; for
conclusions in general, C-184/20). An affinity, a segment or a score made of it inherits that, and with it the need for
a condition of Article 9(2) GDPR, whatever it is called.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      medicines: {attributes: [orders], categories: [user.health_and_medical]}
      segment: {attributes: [segment], categories: [user.demographic.profile], derived_from: [medicines]}  # MDG408
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```

## Instead

Call it what it is, or conclude it from something else:

```yaml
mdg: 1
entities:
  customer:
    groups:
      medicines: {attributes: [orders], categories: [user.health_and_medical]}
      segment: {attributes: [segment], categories: [user.health_and_medical], derived_from: [medicines]}
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

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.sensitive import concluded_from, special_kinds


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            if not group.derived_from or not group.personal or special_kinds(group):
                continue
            sources = {name: special_kinds(entity.groups[name]) for name in concluded_from(entity, group.name)}
            sources = {name: kinds for name, kinds in sources.items() if kinds}
            if sources:
                kinds = dict.fromkeys(kind for several in sources.values() for kind in several)
                yield Problem(
                    code=RULE.code,
                    message=f"`{group.name}` is concluded from {listed(sources)}, which tells of {', '.join(kinds)}, "
                    "and states no such category itself",
                    place=group.place,
                    subject=("group", f"{entity.id}.{group.name}"),
                    help="give it the category of what it is concluded from, or derive it from other groups",
                    related=tuple(Related("is of a special category", entity.groups[name].place) for name in sources),
                    entity=entity.id,
                    groups=(group.name,),
                    population=group.applies,
                    draft=entity.draft,
                )


RULE = Rule(
    code="MDG408",
    name="inferred-special",
    severity=Severity.WARNING,
    module=__name__,
    sections=("entities",),
    concerns=("compliance",),
    check=under("MDG408", check),
)
