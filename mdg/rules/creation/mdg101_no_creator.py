"""Something is decided about records that nobody may create.

## What is wrong

For some population the landscape grants rights, moves data or states needs, and yet no system may bring such a record
into being: either a new record may start there and no ownership rule lets a system create it, or a record can only
come to be there later in its life, and no creation leads there.

## Why it matters

What is not allowed is denied, so an integration that asks gets a refusal for each of these records, on the first day,
in production. Where records of that kind do exist, they were created outside what was agreed. Commonly a value was
added to a dimension (a country, a role), and nobody decided who creates it.

## Example

```yaml
mdg: 1
entities:
  customer:  # MDG101
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates_people: {system: shop, may: [create, update], when: {kind: person}}
flows:
  shop_to_erp: {from: shop, to: erp}
```

Companies may start here as much as people, the flow carries both, and only people have a creator.

## Instead

Say who creates companies, or let the flow carry people only:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates_people: {system: shop, may: [create, update], when: {kind: person}}
  erp_creates_companies: {system: erp, may: [create, update], when: {kind: company}}
flows:
  shop_to_erp: {from: shop, to: erp}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Extract, Item
from mdg.model.landscape import Landscape
from mdg.model.life import creators, existing
from mdg.population import Population, union
from mdg.rule import Rule


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        space = entity.space
        concerned = union([space.nothing, *_concerned(landscape, entity)])
        starting = space.starting()
        creatable = union([space.nothing, *creators(landscape, entity.id).values()])
        unborn = (concerned & starting) - creatable
        adrift = concerned - starting - existing(landscape, entity)
        affected = unborn | adrift
        if affected:
            yield Problem(
                code=RULE.code,
                message=_message(entity.id, bool(unborn)),
                place=entity.place,
                subject=("entity", entity.id),
                help="let a system create these records, mark them as `impossible`, or take them out of what is stated",
                related=tuple(
                    Related(f"{what} there", item.place)
                    for item, what, population in _statements(landscape, entity)
                    if population.meets(affected)
                ),
                entity=entity.id,
                population=affected,
                draft=entity.draft,
            )


def _message(entity: str, unborn: bool) -> str:
    if unborn:
        return f"no system may create some `{entity}` records that rules, flows or needs are about"
    return f"some `{entity}` records that rules, flows or needs are about can come from no creation"


def _concerned(landscape: Landscape, entity: Entity) -> Iterator[Population]:
    """The records about which something is stated, extract by extract."""
    for section, (_, operations) in _ABOUT.items():
        for extract, items in landscape.by_extract(section, entity.id).items():
            for whole in {_is_whole(item, operations) for item in items}:
                yield _about(entity, extract, whole)


def _statements(landscape: Landscape, entity: Entity) -> Iterator[tuple[Item, str, Population]]:
    """What grants, moves or needs something, in words, and the records of which it does."""
    for section, (what, operations) in _ABOUT.items():
        for item in landscape.about(section, entity.id):
            yield item, what, _about(entity, item.extract, _is_whole(item, operations))


def _is_whole(item: Item, operations: str) -> bool:
    """Whether a statement is about creations or deletions, which are of whole records; all else is of groups."""
    return not _WHOLE.isdisjoint(getattr(item, operations, ()))


def _about(entity: Entity, extract: Extract, whole: bool) -> Population:
    """The records of an extract: all of them, or those to which one of its groups applies."""
    if whole:
        return extract.population
    return union([entity.space.nothing, *(entity.groups[name].applies for name in extract.groups)]) & extract.population


#: What statements of a section do, in words, and where they say by which operations.
_ABOUT = {
    "ownership": ("grants rights", "may"),
    "flows": ("moves records", "operations"),
    "needs": ("needs records", ""),
}
_WHOLE = frozenset({"create", "delete"})

RULE = Rule(
    code="MDG101",
    name="no-creator",
    severity=Severity.ERROR,
    module=__name__,
    sections=("entities", "ownership"),
    settled_by=("ownership", "populations"),
    check=check,
)
