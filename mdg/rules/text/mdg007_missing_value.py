"""A key that must be there is missing.

## What is wrong

An item lacks a key without which it says nothing: a flow without `to`, an ownership rule without `may`, an extract
that names no `entity` where several are declared, a landscape without its version.

## Why it matters

There is no default that would be safe. A right for no system or a flow to nowhere was meant for one.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop}  # MDG007
```

## Instead

State it.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG007", name="missing-value", severity=Severity.ERROR, module=__name__)
