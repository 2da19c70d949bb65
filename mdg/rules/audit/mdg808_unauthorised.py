"""A system changed what it has no right to change.

## What is wrong

An origin change that no ownership rule of that system allows for that group of that record, on the day when it was
made; nor does it supply the group as a provider.

## Why it matters

Rights that nobody keeps to are worse than none: everybody relies on them. The change has travelled on from there, and
will clash with those of the owner.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}  # MDG808
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
e3,customer,c1,name,update,mail,2026-01-05T10:00:00Z,mail,2026-01-05T10:00:00Z,
```

## Instead

Take the right away in the system, or grant it in the landscape:

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
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,update,mail,2026-01-05T10:00:00Z,mail,2026-01-05T10:00:00Z,
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.told import count, groups, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("unauthorised"):
        message = f"{count(one.count)} of {groups(one)} of `{one.entity}` made in `{one.system}` without a right"
        way_out = f"stop `{one.system}` from changing it, or grant it the right under `ownership`"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG808",
    name="unauthorised",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance", "accuracy"),
    audit=audit,
)
