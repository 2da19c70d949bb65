"""A change arrived of which nobody knows where it was made.

## What is wrong

The log has the row by which a change became visible in a system, and none that says that it was made in its `origin`.

## Why it matters

Either the log is incomplete, and then nothing that it does not show is proven; or somebody writes in the name of
another system.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}  # MDG807
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c2,name,create,shop,2026-01-05T09:00:00Z,mail,2026-01-05T09:30:00Z,shop_to_mail
```

## Instead

Record changes where they are made too:

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
from mdg.rules.audit.told import by, count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("orphan"):
        message = f"{count(one.count, 'row')} in `{one.system}` tell of changes that nobody saw being made{by(one)}"
        way_out = "record the change in its `origin` too; if it is an initial load, record the load there first"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG807",
    name="orphan",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance", "accuracy"),
    audit=audit,
)
