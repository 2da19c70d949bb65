"""The record of processing has a gap where the law wants an entry.

## What is wrong

Personal data is used for a purpose, and of what the record of processing has to contain the text does not say one of
this: who the controller is, whose data it is, or how long each group of it is kept; or, where other systems state their
`region`, in which country a system is that uses it, or that keeps a copy and states no use. `mdg ropa` prints the
record, with every field that is open.

## Why it matters

Each controller keeps a record of its processing activities, in writing, and shows it to the authority on request (GDPR,
Article 30(1) and (4)). Security measures cannot be read from a landscape, and have to be written by hand.

## Example

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders: {lawful_basis: contract, controller: company, retention: P1Y}  # MDG428
```

## Instead

```yaml
mdg: 1
parties:
  company: {}
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d, purpose: orders}
purposes:
  orders: {lawful_basis: contract, controller: company, data_subjects: [customer], retention: P1Y}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.rules.compliance.applying import under
from mdg.rules.compliance.register import FIELDS, register

#: The fields of Article 30(1) that a landscape can fill, and that are missed where they are open.
_WANTED = ("controller", "data_subjects", "retention", "transfers")


def check(landscape: Landscape) -> Iterator[Problem]:
    placed = any(system.region is not None for system in landscape.systems.values())
    headings = {key: (english, point) for key, english, _, point in FIELDS}
    seen = set()
    for entry in register(landscape):
        wanted = [key for key in _WANTED if key != "transfers" or placed]
        gaps = [key for key in wanted if key in entry.open or key in entry.partly]
        if gaps and entry.purpose not in seen:
            seen.add(entry.purpose)
            purpose = landscape.purposes[entry.purpose]
            told = ", ".join(f"{headings[key][0].lower()} ({headings[key][1]})" for key in gaps)
            yield Problem(
                code=RULE.code,
                message=f"the record of processing for `{purpose.id}` lacks what Article 30(1) GDPR asks for: {told}",
                place=purpose.place,
                subject=("purpose", purpose.id),
                help="say it on the purpose or the systems; `mdg ropa` shows the record and all that is open in it",
                draft=purpose.draft,
            )


RULE = Rule(
    code="MDG428",
    name="record-of-processing-gap",
    severity=Severity.WARNING,
    module=__name__,
    sections=("purposes",),
    concerns=("compliance",),
    settled_by=("systems",),
    check=under("MDG428", check),
)
