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

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import attrs

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.items import Item
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown, listed
from mdg.rules import ON_LANDSCAPES, rules

#: How many of the items that lack a fact are told by name.
_NAMED = 20


@attrs.define(slots=True, eq=False)
class Fact:
    """A fact that items leave out, each with where it could be stated, and the rules that it would decide."""

    description: str
    items: dict[str, Place] = attrs.field(factory=dict)
    several: list[Sequence[Item]] = attrs.field(factory=list)
    decided: dict[str, None] = attrs.field(factory=dict)

    def add(self, unknown: Unknown) -> None:
        if not unknown.beside:
            self.items.setdefault(unknown.item, unknown.place)
        elif unknown.beside not in self.several:  # rules that want the same mostly lack it of the same items
            self.several.append(unknown.beside)

    def first(self, most: int) -> list[tuple[str, Place]]:
        """The first of the items that leave it out."""
        found = dict(islice(self.items.items(), most))
        for item in chain.from_iterable(islice(several, most) for several in self.several):
            found.setdefault(item.id, item.place)
        return [*islice(found.items(), most)]

    def count(self) -> int:
        """How many items leave it out."""
        if not self.items and len(self.several) == 1:
            return len(self.several[0])
        return len(self.items.keys() | {item.id for item in chain.from_iterable(self.several)})


def check(landscape: Landscape) -> Iterator[Problem]:
    for name, fact in _lacking(landscape).items():
        shown, count = fact.first(_NAMED), fact.count()
        more = f" and {count - _NAMED} more" if count > _NAMED else ""
        yield Problem(
            code=RULE.code,
            message=f"nothing states {fact.description}: {listed(item for item, _ in shown)}{more}; "
            f"{listed(fact.decided)} cannot judge there",
            place=shown[0][1],
            subject=("fact", name),
            field="unknown",
            help="state it where it matters, or set this aside with `ignore: [MDG705]`",
            related=tuple(Related(f"is not stated for `{item}`", place) for item, place in shown[1:]),
        )


def _lacking(landscape: Landscape) -> dict[str, Fact]:
    """What is left out, by the name of the fact."""
    found: dict[str, Fact] = {}
    for rule in rules(ON_LANDSCAPES):
        for unknown in rule.unknown(landscape) if rule.unknown is not None else ():
            fact = found.get(unknown.fact)
            if fact is None:
                fact = found[unknown.fact] = Fact(unknown.description)
            fact.decided[rule.code] = None
            fact.add(unknown)
    return found


RULE = Rule(
    code="MDG705",
    name="unknown-fact",
    severity=Severity.INFO,
    module=__name__,
    settled_by=("needs",),
    check=check,
)
