"""Nobody has said how fresh personal data must be.

## What is wrong

For some records, systems hold a group of personal data, and no need with `max_age` is about it anywhere, nor does any
responsibility say who answers for its freshness. Groups whose data categories nothing states are left to MDG705.

## Why it matters

Personal data have to be accurate and, where necessary, kept up to date (GDPR, Article 5(1)(d)). Without a figure or a
person nobody can say whether a copy is too old, and the question comes up when the letter has gone to the old address.

## Example

```yaml
mdg: 1
entities:
  customer:  # MDG309
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail}
needs:
  mail_needs: {system: mail}
```

## Instead

Say how old it may get where it is used, or who answers for that:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [first, last], categories: [user.name]}
systems:
  shop: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mail: {from: shop, to: mail}
needs:
  mail_needs: {system: mail, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.population import Population, union
from mdg.rule import Rule, Unknown, some
from mdg.rules.freshness.ages import few
from mdg.topology.cohorts import cohorts
from mdg.topology.large_network import network
from mdg.topology.network import Network
from mdg.topology.reach import union_of


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        personal = [group for group in entity.groups.values() if group.personal]
        if not personal:
            continue
        stated, net = _stated(landscape, entity), network(landscape, entity)
        without = {group.name: _held(net, group.name) - _about(stated, group.name, entity) for group in personal}
        without = {name: records for name, records in without.items() if records}
        if without:
            affected = union(without.values())
            yield Problem(
                code=RULE.code,
                message=f"nothing says how fresh {few(without)} of {some(entity.id, affected)} must be, "
                "nor who answers for that",
                place=entity.place,
                subject=("entity", entity.id),
                help="state a need with `max_age` where the data are used, "
                "or a responsibility for the concern `freshness`",
                related=tuple(
                    Related("is personal data", entity.groups[name].place) for name in without if len(personal) > 1
                ),
                entity=entity.id,
                groups=tuple(without),
                population=affected,
                draft=entity.draft,
            )


def _stated(landscape: Landscape, entity: Entity) -> list[Extract]:
    """What limits and responsibilities are about."""
    limits = [need.extract for need in landscape.needs.values() if need.max_age is not None]
    answers = [one.extract for one in landscape.responsibilities.values() if "freshness" in one.concerns]
    return list(dict.fromkeys(extract for extract in (*limits, *answers) if extract.entity == entity.id))


def _about(stated: list[Extract], group: str, entity: Entity) -> Population:
    """The records of which something is stated about a group."""
    return union([entity.space.nothing, *(one.population for one in stated if group in one.groups)])


def _held(net: Network, group: str) -> Population:
    """The records of which some system writes a group, and so holds it."""
    found = net.nothing
    for cohort in cohorts(net):
        found = union_of(cohort.created(group).values(), found)
        found = union_of((here & net.applies(group) for here in cohort.later_writers(group).values()), found)
    return net.population(found)


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Groups of which nobody can say whether they are personal data."""
    for entity in landscape.entities.values():
        for group in entity.groups.values():
            if group.personal is None:
                yield Unknown(
                    "group.categories", "the data categories of a group", f"{entity.id}.{group.name}", group.place
                )


RULE = Rule(
    code="MDG309",
    name="no-objective",
    severity=Severity.INFO,
    module=__name__,
    sections=("entities", "needs", "responsibilities"),
    concerns=("freshness",),
    settled_by=("needs", "responsibilities", "systems", "populations"),
    check=check,
    unknown=unknown,
)
