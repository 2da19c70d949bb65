"""Changes never arrived where they are needed.

## What is wrong

A change was made, its `max_age` is over, and neither it nor a newer version of what it changed has become visible in
the needing system.

## Why it matters

A copy that lacks a change looks like any other copy. Watching the newest time stamp of a table does not find it: the
table is fresh, and this record is not in it.

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
needs:
  mail_needs: {system: mail, max_age: 2h}  # MDG802
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c2,name,create,shop,2026-01-05T09:00:00Z,shop,2026-01-05T09:00:00Z,
```

## Instead

Send what is missing again, and find out where it was lost:

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
e3,customer,c2,name,create,shop,2026-01-05T09:00:00Z,shop,2026-01-05T09:00:00Z,
e4,customer,c2,name,create,shop,2026-01-05T09:00:00Z,mail,2026-01-05T09:30:00Z,shop_to_mail
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
    for one in happened.of_kind("missing"):
        message = f"{count(one.count)} for `{one.need}` never came to `{one.system}`"
        way_out = "send them again; if a filter left them out, say so in the `when` of the need"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG802",
    name="missing",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("freshness", "compliance"),
    audit=audit,
)
