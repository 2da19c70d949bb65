"""A key that the language does not know.

## What is wrong

A key is misspelt or in the wrong place. The nearest key that is known there is suggested. Keys that start with `x-`
are your own: they are kept beside every key of the language, though not where ids, dimensions or values stand, since
they would vanish from what is checked. A file without any known key at the top is told once.

## Why it matters

A tool that ignores what it does not know turns a typing error into a rule that is not in force: `delet: [crm]` denies
nothing and grants nothing.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {vendr: somebody}  # MDG005
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

Correct the key, or start it with `x-`.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {vendor: somebody, x-cost-centre: "4711"}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG005", name="unknown-key", severity=Severity.ERROR, module=__name__)
