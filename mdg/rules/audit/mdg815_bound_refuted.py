"""A change took longer than the static bound although every hop kept its promise.

## What is wrong

The landscape says how late a change can be in the needing system at worst. One was later, and flow by flow each
delivered within its own interval and latency.

## Why it matters

Then it is the model that is wrong: a filter that the text does not have, a route that is taken in fact and another
that is drawn. Whatever else is concluded from the landscape about this need is in doubt.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  shop_to_erp: {from: shop, to: erp, trigger: {every: 6h}}
  erp_to_mail: {from: erp, to: mail, trigger: {every: 6h}}
needs:
  mail_needs: {system: mail, max_age: 1d}  # MDG815
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c2,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e4,customer,c2,name,create,shop,2026-01-05T08:00:00Z,erp,2026-01-05T12:00:00Z,shop_to_erp
e5,customer,c2,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T17:00:00Z,erp_to_mail
```

## Instead

Find out why the shorter route did not deliver, and write down what is so:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
  shop_to_erp: {from: shop, to: erp, trigger: {every: 6h}}
  erp_to_mail: {from: erp, to: mail, trigger: {every: 6h}}
needs:
  mail_needs: {system: mail, max_age: 1d}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail
e3,customer,c2,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e4,customer,c2,name,create,shop,2026-01-05T08:00:00Z,erp,2026-01-05T12:00:00Z,shop_to_erp
e5,customer,c2,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:50:00Z,shop_to_mail
e6,customer,c3,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,
e7,customer,c3,name,create,shop,2026-01-05T08:00:00Z,erp,2026-01-05T08:10:00Z,shop_to_erp
e8,customer,c3,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:30:00Z,erp_to_mail
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.told import lasted, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("bound_refuted"):
        message = (
            f"a change for `{one.need}` took {lasted(one.measured)} to `{one.system}`, over the bound of "
            f"{lasted(one.promised)}, though every hop kept its promise"
        )
        flows = [landscape.every.flows[name] for name in one.route]
        hops = [Related(f"hop {place} of {len(flows)}: `{flow.id}`", flow.place) for place, flow in enumerate(flows, 1)]
        way_out = "find out why no shorter route delivered it, and write down what is so"
        yield problem(RULE, landscape, one, message, way_out, hops)


RULE = Rule(
    code="MDG815",
    name="bound-refuted",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("freshness", "compliance"),
    audit=audit,
)
