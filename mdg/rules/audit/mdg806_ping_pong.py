"""A change came back to where it was made again and again.

## What is wrong

The log has more than one echo of the same change: it went out, came back, and went round once more.

## Why it matters

One echo costs little. A change that goes round does so until somebody notices: queues fill, histories grow, and real
changes wait behind it.

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
  mail_to_shop: {from: mail, to: shop}  # MDG805 MDG806
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:41:00Z,mail_to_shop
e4,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T09:41:00Z,mail_to_shop
```

## Instead

Break the loop at one of its flows (`loop_protection`):

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
    for one in happened.of_kind("ping_pong"):
        message = f"changes went round and came back to `{one.system}` {count(one.count, 'time')} more{by(one)}"
        way_out = "break the loop: give one of its flows `loop_protection`, and let the receiver keep to it"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG806",
    name="ping-pong",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("accuracy", "compliance"),
    audit=audit,
)
