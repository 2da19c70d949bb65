"""A file is not YAML, or uses a part of YAML that the language leaves out.

## What is wrong

The text breaks off somewhere: wrong indentation, a tab, an unfinished quote, a colon in plain text, bytes that are no
UTF-8. Or it uses merge keys (`<<`), tags, a second document, keys that are not text, or nests or repeats itself
beyond the limits. A `.json` file is read as JSON.

## Why it matters

A reader that guesses reads something else than was meant. Tags, merge keys and repeated aliases hide what a reviewer
would have to see.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {title: !text Shop}  # MDG002
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

Write plain YAML: mappings, lists and text.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {title: Shop}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```
"""

from __future__ import annotations

from mdg.diagnostic import Severity
from mdg.rule import Rule

RULE = Rule(code="MDG002", name="not-yaml", severity=Severity.ERROR, module=__name__)
