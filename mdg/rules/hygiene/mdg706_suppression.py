"""A suppression that gives no reason, has ended, or suppresses nothing.

## What is wrong

A comment `# mdg: ignore[...]` lacks the reason, is written wrongly, names a rule that does not exist, is past its
`until` day, or stands on a line where there is nothing to suppress. Whether one of a rule on what happened (MDG801 to
MDG815) suppresses anything is told by an audit of a log all of whose rows could be judged.

## Why it matters

A suppression is a decision to live with a fault. Without a reason nobody can review it; one that no longer hides
anything will hide the next fault on that line.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}  # mdg: ignore[MDG701] not yet in use  # MDG706
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

Take the comment away, or give it a reason and a day on which it ends.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  crm: {}  # mdg: ignore[MDG701] goes live in spring until=2099-03-31
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(
    code="MDG706",
    name="suppression",
    severity=Severity.WARNING,
    module=__name__,
)
