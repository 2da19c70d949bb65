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
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mdg.diagnostic import Place, Problem, Severity
from mdg.model.entity import Group
from mdg.model.landscape import Landscape
from mdg.rule import Rule
from mdg.text.suggest import nearest
from mdg.text.taxonomy import data_categories, data_subjects, data_uses


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            if not group.categories:
                continue
            subject = ("group", f"{entity.id}.{group.name}")
            for name in group.categories:
                if name not in data_categories():
                    place = _category_place(group, name)
                    yield _problem("data category", name, data_categories(), place, subject, entity.id)
    for purpose in landscape.purposes.values():
        subject = ("purpose", purpose.id)
        if purpose.data_use is not None and purpose.data_use not in data_uses():
            yield _problem("data use", purpose.data_use, data_uses(), purpose.place.at("data_use"), subject)
        for index, name in enumerate(purpose.data_subjects):
            if name not in data_subjects():
                place = purpose.place.at("data_subjects", index)
                yield _problem("kind of data subject", name, data_subjects(), place, subject)


def _category_place(group: Group, name: str) -> Place:
    """Where a category of a group stands: in the list of an attribute, else in its own."""
    for attribute in group.attributes:
        if name in attribute.categories:
            return attribute.place.at("categories", attribute.categories.index(name))
    own = [
        category for category in group.categories or () if not any(category in a.categories for a in group.attributes)
    ]
    return group.place.at("categories", own.index(name))


def _problem(
    what: str, name: str, known: Collection[str], place: Place, subject: tuple[str, str], entity: str | None = None
) -> Problem:
    near = nearest(name, known)
    return Problem(
        code=RULE.code,
        message=f"`{name}` is no {what} of the taxonomy",
        place=place,
        subject=subject,
        field=f"{what} {name}",
        help=f"did you mean `{near}`?" if near else "use a key of the Fides taxonomy, such as `user.contact.email`",
        entity=entity,
        groups=(subject[1].partition(".")[2],) if entity else (),
    )


RULE = Rule(
    code="MDG702",
    name="unknown-category",
    severity=Severity.ERROR,
    module=__name__,
    concerns=("compliance",),
    check=check,
)
