"""A key stands twice in one mapping.

## What is wrong

The same key occurs a second time in the same mapping. Both places are named; the first one is kept while the rest of
the text is judged.

## Why it matters

Most readers of YAML take the last one in silence, so half of what was written is lost: an access rule that was
reviewed and merged, and is not in force.

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
  shop_creates:
    system: shop
    may: [create, update]
    may: [delete]  # MDG003
```

## Instead

Keep one of them, or join the two.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
ownership:
  shop_creates:
    system: shop
    may: [create, update, delete]
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG003", name="duplicate-key", severity=Severity.ERROR, module=__name__)
