"""A name that is declared nowhere, or a value that a dimension does not have.

## What is wrong

A statement names a system, entity, group, dimension, population, party or other item that does not exist, or compares
a dimension with a value that it cannot have. The nearest name is suggested.

## Why it matters

A condition on a value that no record has is never true, so the rule behind it never applies; a flow to a system that
does not exist delivers to nobody. Neither shows up until somebody misses the data.

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR]
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  shop_deletes: {system: shop, may: [delete], when: {country: UK}}  # MDG008
```

## Instead

Correct the name, or declare it.

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, FR, GB]
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  shop_deletes: {system: shop, may: [delete], when: {country: GB}}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG008", name="unknown-reference", severity=Severity.ERROR, module=__name__)
