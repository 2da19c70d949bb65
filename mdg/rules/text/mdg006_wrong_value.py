"""A value that the key does not allow.

## What is wrong

A value has the wrong shape (text where a list is asked for), is not among the values that the key allows, or is no
duration, date, number or time zone where one is asked for. An empty list counts as wrong, except for `only: []`.

## Why it matters

A value that cannot be understood cannot be checked. An empty list is refused because nobody can tell whether it was
meant as nothing or as everything.

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
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, latency: fifteen minutes}  # MDG006
```

## Instead

Write a value that the key allows; durations are written like `15m`, `2h` or `1h30m`.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, latency: 15m}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG006", name="wrong-value", severity=Severity.ERROR, module=__name__)
