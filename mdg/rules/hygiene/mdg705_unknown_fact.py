"""A fact is left out that rules would need.

## What is wrong

The text does not state something (the data categories of a group, say), and rules that need it are silent about the
items that lack it. Each missing fact is told once, with the items that lack it and the rules that it would decide.

## Why it matters

Silence is no pass. What is not stated is not known, and a rule that guessed would be wrong in both directions. This
says what a clean run has not looked at.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]  # MDG705
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
```

## Instead

State the fact, for those items for which it matters.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed
from mdg.rules import rules

#: How many of the items that lack a fact are told by name.
_NAMED = 20


def check(landscape: Landscape) -> Iterator[Problem]:
    lacking: dict[str, dict[str, Unknown]] = {}
    decided: dict[str, list[str]] = {}
    for rule in rules():
        for unknown in rule.unknown(landscape) if rule.unknown is not None else ():
            lacking.setdefault(unknown.fact, {}).setdefault(unknown.item, unknown)
            codes = decided.setdefault(unknown.fact, [])
            if rule.code not in codes:
                codes.append(rule.code)
    for fact, items in lacking.items():
        first = next(iter(items.values()))
        more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
        yield Problem(
            code=RULE.code,
            message=f"nothing states {first.description}: {listed(list(items)[:_NAMED])}{more}; "
            f"{listed(decided[fact])} cannot judge there",
            place=first.place,
            subject=("fact", fact),
            field="unknown",
            help="state it where it matters, or set this aside with `ignore: [MDG705]`",
            related=tuple(
                Related(f"is not stated for `{unknown.item}`", unknown.place)
                for unknown in list(items.values())[1:_NAMED]
            ),
        )


RULE = Rule(
    code="MDG705",
    name="unknown-fact",
    severity=Severity.INFO,
    module=__name__,
    settled_by=("needs",),
    check=check,
)
