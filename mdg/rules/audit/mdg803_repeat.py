"""One change was delivered to a system more than once.

## What is wrong

The log has several events of the same change in the same system. What came back to where it was made is told by
MDG805 instead.

## Why it matters

At-least-once delivery is common, and harmless where the receiver knows what it has seen. Where it does not, a
repeated creation makes a duplicate and a repeated notice is sent twice.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}  # MDG803
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:50:00Z,shop_to_mail
```

## Instead

Deliver each change once, or let the receiver pass over what it has:

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
from mdg.rules.audit.told import by, count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("repeat"):
        message = f"{count(one.count, 'row')} brought a change to `{one.system}` that was there already{by(one)}"
        way_out = "deliver each change once, or let the receiver drop what it has (`idempotent: true`)"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG803",
    name="repeat",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("accuracy", "compliance"),
    audit=audit,
)
