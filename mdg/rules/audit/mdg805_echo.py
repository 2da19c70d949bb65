"""A change came back to the system where it was made.

## What is wrong

A row has its own origin as the system in which it became visible, and a flow that brought it there.

## Why it matters

An echo overwrites what has been changed since, marks records as changed that are not, and starts the next round.
Where nothing stops it, it becomes a loop (MDG806).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  mail_to_shop: {from: mail, to: shop}  # MDG805
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:41:00Z,mail_to_shop
```

## Instead

Send nothing back to where it came from (`loop_protection: origin`):

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
  mail_corrects: {system: mail, may: [update]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  mail_to_shop: {from: mail, to: shop}
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,update,mail,2026-01-05T09:00:00Z,mail,2026-01-05T09:00:00Z,
e4,customer,c1,name,update,mail,2026-01-05T09:00:00Z,shop,2026-01-05T09:00:00Z,mail_to_shop
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.told import by, count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("echo"):
        message = f"{count(one.count)} came back to `{one.system}`, where they were made{by(one)}"
        way_out = "send nothing back to where it came from, and say so with `loop_protection: origin`"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG805",
    name="echo",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("accuracy", "compliance"),
    audit=audit,
)
