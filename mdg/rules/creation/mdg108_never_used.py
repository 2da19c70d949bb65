"""A flow carries a group to systems that do not want it.

## What is wrong

Flows bring a group into systems that say what they need, and no need, process step or view asks for it; for what
a system alone writes it needs no flow. Where data is used for a purpose, the consent and the objections to that are
asked for too.

## Why it matters

Each copy is something to keep fresh, to correct, to protect and to erase. Data that nobody wants costs all that and
serves nothing; for personal data it is more than the purpose needs (GDPR, Article 5(1)(c)).

A system that states no need at all is not judged: what it wants is not known.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      basket: [items]  # MDG108
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp}
needs:
  erp_needs: {system: erp, groups: [name]}
```

## Instead

Carry what is needed:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      basket: [items]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name]}
needs:
  erp_needs: {system: erp, groups: [name]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.carried import carried, carrying, in_order
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.model.writers import sole_writers
from mdg.population import Population, union
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.asking import asking


def check(landscape: Landscape) -> Iterator[Problem]:
    stating = stating_needs(landscape)
    for entity in landscape.entities.values():
        flows = carrying(landscape, entity.id)
        # whether what is carried reaches systems that say what they need, and others
        told = {
            extract: {flow.target in stating for flow in several}
            for extract, several in carried(landscape, entity.id).items()
        }
        for group in entity.groups.values():
            bringing = flows.get(group.name, {})
            judged = [extract.population for extract in bringing if True in told[extract]]
            if not judged:
                continue
            unclear = [extract.population for extract in bringing if False in told[extract]]
            idle = (union(judged) & group.applies) - union([entity.space.nothing, *unclear])
            if idle:
                idle = idle - _wanted(landscape, entity, group.name)
            if idle:
                yield _problem(entity, group.name, idle, in_order(landscape, bringing))


def _wanted(landscape: Landscape, entity: Entity, group: str) -> Population:
    """The records of which somebody wants the group and is not the only one who writes it."""
    alone = sole_writers(landscape, entity, group)
    several = [want for want in asking(landscape, entity.id) if group in want.extract.groups]
    others = union([entity.space.nothing, *(one.extract.population for one in several if one.system not in alone)])
    writing = [one.extract.population - alone[one.system] for one in several if one.system in alone]
    return union([others, *writing])


def _problem(entity: Entity, group: str, idle: Population, bringing: list[Flow]) -> Problem:
    flows = [flow for flow in bringing if flow.extract.population.meets(idle)]
    targets = tuple(dict.fromkeys(flow.target for flow in flows))
    return Problem(
        code=RULE.code,
        message=f"`{group}` of {some(entity.id, idle)} is carried to {listed(targets)}, "
        "and no need, step or view that a flow could serve asks for it",
        place=entity.groups[group].place,
        subject=("group", f"{entity.id}.{group}"),
        help="leave it out of the `groups` of these flows, or state the need for it",
        related=tuple(Related(f"carries it to `{flow.target}`", flow.place) for flow in flows),
        entity=entity.id,
        groups=(group,),
        population=idle,
        draft=entity.draft,
    )


def stating_needs(landscape: Landscape) -> set[str]:
    """The systems that say what they need."""
    return {need.system for need in landscape.needs.values()}


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems that receive data and do not say what they need."""
    stating = stating_needs(landscape)
    carrying = (flows for entity in landscape.entities for flows in carried(landscape, entity).values())
    receiving = {flow.target for flows in carrying for flow in flows}
    for name, system in landscape.systems.items():
        if name in receiving and name not in stating:
            yield Unknown("system.needs", "what a system needs that data flows into", name, system.place)


RULE = Rule(
    code="MDG108",
    name="never-used",
    severity=Severity.WARNING,
    module=__name__,
    sections=("entities", "flows", "needs"),
    settled_by=("ownership", "flows", "needs", "processes", "views", "systems", "populations"),
    check=check,
    unknown=unknown,
)
