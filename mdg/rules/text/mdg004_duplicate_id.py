"""Two files declare the same id in one section.

## What is wrong

A landscape in a folder is the union of its files, and two of them declare an item with the same id in the same
section. Both places are named; the first one, in the order of the file names, is kept while the rest is judged.

## Why it matters

Which of the two counts would depend on the names of the files. Where teams keep a file each, that is how one of them
overrides the other without either knowing.

## Example

```yaml title=customers.yaml
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

```yaml title=shops.yaml
systems:
  shop: {vendor: another}  # MDG004
```

## Instead

Declare it once, or give the two things different ids.

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

RULE = Rule(code="MDG004", name="duplicate-id", severity=Severity.ERROR, module=__name__)
