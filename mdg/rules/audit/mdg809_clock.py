"""Rows say that a change was applied before it was made.

## What is wrong

`applied_at` lies before `changed_at`. Such a row is counted, delivers nothing, and enters no quantile.

## Why it matters

Two clocks differ, or two time zones were mixed up. Every lag that the log shows between these systems is then wrong
by as much, late ones included.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}  # MDG809
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T07:59:58Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
```

## Instead

Set the clocks by one source, and write instants in UTC:

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
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.told import count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("clock"):
        message = f"{count(one.count, 'row')} of `{one.entity}` in `{one.system}` were applied before they were made"
        way_out = "set the clocks of the systems by one source, and record instants in UTC"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG809",
    name="clock",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("accuracy", "compliance"),
    audit=audit,
)
