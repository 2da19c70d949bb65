"""A declared flow was never seen in the log.

## What is wrong

The flow was in force while the log was written, and no row came by it.  A single load is looked for where the log
reaches to its instant.

## Why it matters

Either nothing changed that it carries, or it has been switched off, or it does not record what it does. What is
promised on its account, in needs and in erasures, rests on nothing until then.

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
  desk: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  shop_to_desk: {from: shop, to: desk}  # MDG814
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
```

## Instead

Let the flow record what it delivers, or end it in the landscape:

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
  shop_to_desk: {from: shop, to: desk}
needs:
  mail_needs: {system: mail, max_age: 2h}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c1,name,create,shop,2026-01-05T08:00:00Z,desk,2026-01-05T08:00:01Z,shop_to_desk
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.instants import microseconds
from mdg.model.landscape import Landscape
from mdg.model.topology import Once
from mdg.rule import Rule


def _in_log(trigger: Once, happened: Audit) -> bool:
    """Whether a flow that runs once did so while the log was written."""
    first, last = happened.seen_from, microseconds(happened.as_of)
    return first is not None and first <= microseconds(trigger.at) <= last


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for name in happened.unseen_flows:
        flow = landscape.every.flows[name]
        if isinstance(flow.trigger, Once) and not _in_log(flow.trigger, happened):
            continue
        yield Problem(
            code=RULE.code,
            message=f"nothing in the log came by `{name}`, from `{flow.source}` to `{flow.target}`",
            help="let the flow record what it delivers, or end it with `valid`",
            place=flow.place,
            subject=("flow", name),
            entity=flow.extract.entity,
            groups=flow.extract.groups,
            systems=(flow.target,),
            draft=flow.draft,
        )


RULE = Rule(
    code="MDG814",
    name="unseen-flow",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("freshness", "compliance"),
    audit=audit,
)
