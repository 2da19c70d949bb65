"""Data was used for a purpose without the consent that this requires.

## What is wrong

A `use` whose purpose requires consent (`lawful_basis: consent`, `opt_in: consent`, or `special_condition: A9-2-a` where
the data is of a special category): the newest row on consent for that record and purpose that was
visible in that system by then is not `granted`, or there is none.

## Why it matters

Without consent there is no lawful basis (GDPR, Art. 6(1)(a), 9(2)(a)), and whoever uses the data must be able to prove
it (Art. 7(1)). What counts is what the system knew, not what was recorded elsewhere.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      consents: [newsletter]
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
needs:
  mail_needs: {groups: [name], system: mail, max_age: 2h}
purposes:
  newsletter: {lawful_basis: consent, consent: {group: customer.consents}}  # MDG811
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via,purpose,scope_consent
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail,,
e3,customer,c1,name,use,mail,2026-01-05T10:00:00Z,mail,2026-01-05T10:00:00Z,,newsletter,
```

## Instead

Bring consent to the system before the data is used there, and let it check:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      consents: [newsletter]
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 1h}}
needs:
  mail_needs: {groups: [name], system: mail, max_age: 2h}
purposes:
  newsletter: {lawful_basis: consent, consent: {group: customer.consents}}
```

```csv
event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via,purpose,scope_consent
e1,customer,c1,name,create,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,,
e2,customer,c1,name,create,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail,,
e3,customer,c1,consents,update,shop,2026-01-05T08:00:00Z,shop,2026-01-05T08:00:00Z,,newsletter,granted
e4,customer,c1,consents,update,shop,2026-01-05T08:00:00Z,mail,2026-01-05T08:40:00Z,shop_to_mail,newsletter,granted
e5,customer,c1,name,use,mail,2026-01-05T10:00:00Z,mail,2026-01-05T10:00:00Z,,newsletter,
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.audit.owed import for_use
from mdg.rules.audit.told import count, problem


def audit(landscape: Landscape, happened: Audit) -> Iterator[Problem]:
    for one in happened.of_kind("use_without_consent"):
        message = f"{count(one.count, 'use')} for `{one.purpose}` in `{one.system}` without consent known there"
        way_out = "let the system check consent before each use, and bring withdrawals to it in time"
        yield problem(RULE, landscape, one, message, way_out, tuple(for_use(landscape, one)))


RULE = Rule(
    code="MDG811",
    name="use-without-consent",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance",),
    audit=audit,
)
