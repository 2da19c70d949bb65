"""A data category or use that the taxonomy does not have.

## What is wrong

The `categories` of a group or attribute, or the `data_use` or `data_subjects` of a purpose, are no keys of the Fides
taxonomy that comes with the program.

## Why it matters

What is personal data, and what it may be used for, is decided by these keys, each inheriting from the one before its
last dot. A key that does not exist belongs to nothing, so the data under it would be treated as if it were not
personal.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.mail]}  # MDG702
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```

## Instead

Use the key of the taxonomy.

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
ownership:
  shop_creates: {system: shop, may: [create, update, delete]}
needs:
  shop_needs: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attrs

from mdg.diagnostic import Place, Problem, Severity
from mdg.model.entity import Group
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.text.suggest import nearest
from mdg.text.taxonomy import data_categories, data_subjects, data_uses

_WAY = {
    "data category": "use a key of the Fides taxonomy, such as `user.contact.email`",
    "data use": "use a key of the Fides taxonomy, such as `essential.service`",
    "kind of data subject": "use a key of the Fides taxonomy, such as `customer`",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            places = {name: place for name, place in _stated(group) if name not in data_categories()}
            for name, place in places.items():
                subject = ("group", f"{entity.id}.{group.name}")
                problem = _problem("data category", name, data_categories(), place, subject, entity.draft)
                yield attrs.evolve(problem, entity=entity.id, groups=(group.name,))
    for purpose in landscape.purposes.values():
        subject, draft = ("purpose", purpose.id), purpose.draft
        if purpose.data_use is not None and purpose.data_use not in data_uses():
            yield _problem("data use", purpose.data_use, data_uses(), purpose.place.at("data_use"), subject, draft)
        for index, name in enumerate(purpose.data_subjects):
            if name not in data_subjects():
                place = purpose.place.at("data_subjects", index)
                yield _problem("kind of data subject", name, data_subjects(), place, subject, draft)


def _stated(group: Group) -> Iterator[tuple[str, Place]]:
    """The categories that a group and its attributes state, each with its place; the first place last."""
    for attribute in reversed(group.attributes):
        for index, name in reversed(list(enumerate(attribute.categories or ()))):
            yield name, attribute.place.at("categories", index)
    for index, name in reversed(list(enumerate(group.categories or ()))):
        yield name, group.place.at("categories", index)


def _problem(
    what: str, name: str, known: Collection[str], place: Place, subject: tuple[str, str], draft: bool
) -> Problem:
    near = nearest(name, known)
    return Problem(
        code=RULE.code,
        message=f"`{name}` is no {what} of the taxonomy",
        place=place,
        subject=subject,
        field=f"{what} {name}",
        help=f"did you mean `{near}`?" if near else _WAY[what],
        draft=draft,
    )


RULE = Rule(
    code="MDG702",
    name="unknown-category",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance",),
    check=check,
)
