"""A change arrived by a way that nobody declared.

## What is wrong

A row that is no origin change, and whose `via` is empty, or is no flow, or not one into that system, or one that does
not carry that group, population or operation.

## Why it matters

Copies that nobody declared are served by nobody: no deletion reaches them, no consent, no correction. This is where
personal data is found that should not be there.

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
  desk: {}  # MDG810
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
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,desk,2026-01-05T08:30:00Z,night_job
```

## Instead

Declare the flow, or switch it off:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
  desk: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  night_job: {from: shop, to: desk}
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,desk,2026-01-05T08:30:00Z,night_job
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.told import count, groups, problem, undeclared


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("undeclared_route"):
        message = (
            f"{count(one.count, 'row')} of {groups(one)} came from `{one.origin}` to `{one.system}` {undeclared(one)}"
        )
        way_out = "declare the flow, with what it carries, or switch it off and delete what it brought"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG810",
    name="undeclared-route",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance", "accuracy"),
    audit=audit,
)
