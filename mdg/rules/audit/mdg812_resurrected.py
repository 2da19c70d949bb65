"""A record came back after it had been deleted.

## What is wrong

In a system in which a deletion of the record had been applied, a row was applied later of a change that had been made
before the deletion, or at the same instant.

## Why it matters

The person asked to be forgotten, was told that it is done, and is written to again (GDPR, Art. 17). The usual cause
is a slow route, or a replay, that knows nothing of the deletion.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}  # MDG812
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,,delete,shop,2026-01-05T08:30:00Z,shop,2026-01-05T08:30:00Z,
e3,customer,c1,,delete,shop,2026-01-05T08:30:00Z,mail,2026-01-05T08:35:00Z,shop_to_mail
e4,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
```

## Instead

Keep the order of changes, deletions included, or remember what was deleted:

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
e3,customer,c1,,delete,shop,2026-01-05T09:30:00Z,shop,2026-01-05T09:30:00Z,
e4,customer,c1,,delete,shop,2026-01-05T09:30:00Z,mail,2026-01-05T09:35:00Z,shop_to_mail
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.owed import for_copy
from mdg.rules.audit.told import count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("resurrected"):
        message = f"{count(one.count, 'row')} brought records back to `{one.system}` that had been deleted there"
        way_out = "remember deletions in the receiver, so that an older change cannot undo them"
        yield problem(RULE, landscape, one, message, way_out, tuple(for_copy(landscape, one)))


RULE = Rule(
    code="MDG812",
    name="resurrected",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance",),
    audit=audit,
)
