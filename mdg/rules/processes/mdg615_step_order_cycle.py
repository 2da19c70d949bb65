"""Steps that wait for each other.

## What is wrong

By what they name in `after`, some steps of a process come before themselves.

## Why it matters

Such a process cannot begin, or somebody begins it in the middle and skips what ought to have come first, a check of
consent for example.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
processes:
  campaign:
    steps:
      pick: {system: shop, after: [send]}  # MDG615
      send: {system: shop, after: [pick]}
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
processes:
  campaign:
    steps:
      pick: {system: shop}
      send: {system: shop, after: [pick]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.order import cycles
from mdg.rule import Rule, listed


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        for together in cycles(process):
            first = process.steps[min(together)]
            yield Problem(
                code=RULE.code,
                message=f"the steps {listed(together)} of `{process.id}` come before themselves"
                if len(together) > 1
                else f"the step `{first.id}` of `{process.id}` comes before itself",
                place=process.steps[together[0]].place,
                subject=("process", process.id),
                help="take one `after` out of the circle",
                related=tuple(Related("is in the circle", process.steps[name].place) for name in together[1:]),
                field=first.id,
                entity=first.extract.entity,
                systems=() if first.system is None else (first.system,),
                draft=process.draft,
            )


RULE = Rule(
    code="MDG615",
    name="step-order-cycle",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("accuracy",),
    check=check,
)
