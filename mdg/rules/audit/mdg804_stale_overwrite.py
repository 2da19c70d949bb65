"""An older version was applied after a newer one.

## What is wrong

In one system, a row of a record's group was applied although a row with a later `changed_at` had been applied there
before.

## Why it matters

The newer value is gone, and nothing will bring it back until the record changes again. A slow retry or a second route
is the usual cause.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}  # MDG804
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,update,shop,2026-01-05T08:10:00Z,shop,2026-01-05T08:10:00Z,
e3,customer,c1,name,update,shop,2026-01-05T08:10:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e4,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:50:00Z,shop_to_mail
```

## Instead

Let the receiver refuse what is older than what it has (`loop_protection: version`):

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
e3,customer,c1,name,update,shop,2026-01-05T08:10:00Z,shop,2026-01-05T08:10:00Z,
e4,customer,c1,name,update,shop,2026-01-05T08:10:00Z,mail,2026-01-05T08:50:00Z,shop_to_mail
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
    for one in happened.of_kind("stale_overwrite"):
        message = f"{count(one.count, 'row')} overwrote a newer version in `{one.system}`{by(one)}"
        way_out = "let the receiver compare versions, and say so with `loop_protection: version`"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG804",
    name="stale-overwrite",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("accuracy", "compliance"),
    audit=audit,
)
