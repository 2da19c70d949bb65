"""Nothing shows that a copy of a deleted record is gone.

## What is wrong

Personal data was deleted, the time that the law allows for it is over, a system had the record, and no row says that
the deletion was applied there.  A row that came after that time proves the erasure all the same, and is no finding:
how long an erasure takes at worst is what MDG415 judges.

## Why it matters

An erasure has to be carried out within one month (GDPR, Art. 12(3), 17), in every copy, and it is for the controller
to show that it was (Art. 5(2)). The limit is kept with its source in the package's data.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems:
  shop: {}
  mail: {}  # MDG813
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
e3,customer,c1,,delete,shop,2026-01-06T08:00:00Z,shop,2026-01-06T08:00:00Z,
```

## Instead

Send deletions on, and record that they were applied:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
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
e3,customer,c1,,delete,shop,2026-01-06T08:00:00Z,shop,2026-01-06T08:00:00Z,
e4,customer,c1,,delete,shop,2026-01-06T08:00:00Z,mail,2026-01-06T08:30:00Z,shop_to_mail
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
    for one in happened.of_kind("erasure_unproven"):
        message = f"{count(one.count, 'deletion')} of `{one.entity}` not shown to have reached `{one.system}`"
        way_out = f"delete the copies in `{one.system}`, record it, and let a flow carry deletions there"
        yield problem(RULE, landscape, one, message, way_out, tuple(for_copy(landscape, one)))


RULE = Rule(
    code="MDG813",
    name="erasure-unproven",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance",),
    audit=audit,
)
