"""The landscape is written in a version of the language that this program does not read.

## What is wrong

The key `mdg` names another version than 1.

## Why it matters

A later version may give the same words another meaning. To read it as version 1 would be to guess.

## Example

```yaml
mdg: 2  # MDG009
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

Write `mdg: 1`, or use a release of the program that reads that version.

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

RULE = Rule(code="MDG009", name="unsupported-version", severity=Severity.ERROR, module=__name__)
