"""Changes arrived later than a need allows.

## What is wrong

The change, or a newer version of what it changed, became visible in the needing system after `max_age` had passed.
The finding has the worst rows, with how long each took and by how much that was too long.

## Why it matters

A need is a promise to whoever works with the copy. Whether schedules could keep it is for MDG301 to say, from the
text; this is what happened: a job that failed, a queue that filled up, a release on a Friday.

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
  mail_needs: {system: mail, max_age: 2h}  # MDG801
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T11:00:00Z,shop_to_mail
```

## Instead

Find out which flow lost the time, and mend it; or allow as much as the business can bear:

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
from mdg.rules.audit.told import count, problem, worst_lag


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("late"):
        message = f"{count(one.count)} for `{one.need}` came too late in `{one.system}`, {worst_lag(one)}"
        way_out = "see which hop lost the time in the rows below, or allow more in `max_age`"
        yield problem(RULE, landscape, one, message, way_out)


RULE = Rule(
    code="MDG801",
    name="late",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("freshness", "compliance"),
    audit=audit,
)
