"""A schedule does not say in which time zone it runs.

## What is wrong

A flow runs by `cron`, or loads once at a time of day, and names no `timezone`, so that UTC is taken.

## Why it matters

Ten at night is another instant in each zone, and in many zones it moves twice a year. Whether a nightly job runs
before or after the one that feeds it, and so whether a copy is an hour or a day old, hangs on it.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  nightly: {from: shop, to: erp, trigger: {cron: "0 22 * * *"}}  # MDG703
```

## Instead

Name the zone, be it UTC.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  nightly: {from: shop, to: erp, trigger: {cron: "0 22 * * *", timezone: Europe/Berlin}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule


def check(landscape: Landscape) -> Iterator[Problem]:
    for flow in landscape.flows.values():
        stated = getattr(flow.trigger, "stated", True)
        if stated:
            continue
        key = "cron" if hasattr(flow.trigger, "expression") else "once"
        yield Problem(
            code=RULE.code,
            message=f"`{flow.id}` runs at a time of day, and does not say in which time zone",
            place=flow.place.at("trigger", key),
            subject=("flow", flow.id),
            help="add `timezone`, such as `Europe/Berlin`; without one, UTC is taken",
            entity=flow.extract.entity,
            groups=flow.extract.groups,
            systems=(flow.target,),
            draft=flow.draft,
        )


RULE = Rule(
    code="MDG703",
    name="ambiguous-time",
    severity=Severity.WARNING,
    module=__name__,
    concerns=("freshness",),
    settled_by=("settings",),
    check=check,
)
