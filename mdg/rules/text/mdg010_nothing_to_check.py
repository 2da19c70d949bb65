"""There is nothing to check.

## What is wrong

The path leads to no landscape: an empty folder, a folder without a `.yaml`, `.yml` or `.json` file, or files in which
nothing is declared.

## Why it matters

A check of nothing that passes looks like a check that passed. A wrong path in a pipeline would then be green for
ever.

## Example

```yaml
mdg: 1  # MDG010
```

## Instead

Name the folder or file that holds the landscape, and declare at least one entity and one system.

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

RULE = Rule(code="MDG010", name="nothing-to-check", severity=Severity.ERROR, module=__name__)
