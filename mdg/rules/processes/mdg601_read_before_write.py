"""A step reads what only a later step of its process writes.

## What is wrong

A step reads a group that none of its records has yet: a step that comes after it enriches them with that group, and
nothing else brings it: no creation, no provider, no other system that may enrich them, no step that may come before and
no other process.

## Why it matters

On its first run the step finds nothing. On every later one it finds what the run before has left, which is worse: the
process works in every test but the first, and decides by data that are one round old.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      coupon: {attributes: [code], categories: []}
systems:
  shop: {}
  game: {}
ownership:
  shop_owns: {system: shop, groups: [name], may: [create, update, delete]}
  shop_wins: {system: shop, groups: [coupon], may: [enrich, update]}
flows:
  shop_to_game: {from: shop, to: game}
needs:
  game_needs: {system: game, max_age: 1d}
processes:
  lottery:
    steps:
      show: {system: game, groups: [coupon]}  # MDG601
      win: {system: shop, groups: [coupon], writes: enrich}
```

## Instead

Turn the two round; or, if the step means what was there before, leave the group out of the process that writes it.

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      coupon: {attributes: [code], categories: []}
systems:
  shop: {}
  game: {}
ownership:
  shop_owns: {system: shop, groups: [name], may: [create, update, delete]}
  shop_wins: {system: shop, groups: [coupon], may: [enrich, update]}
flows:
  shop_to_game: {from: shop, to: game}
needs:
  game_needs: {system: game, max_age: 1d}
processes:
  lottery:
    steps:
      win: {system: shop, groups: [coupon], writes: enrich}
      show: {system: game, groups: [coupon]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.life import origins
from mdg.model.order import ancestors
from mdg.model.use import Process, Step
from mdg.model.writers import provided, rules_on
from mdg.population import Population, union
from mdg.rule import Rule, listed, some


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        earlier = ancestors(process)
        for step in process.steps.values():
            if step.reads and step.system in landscape.systems:
                behind = {name for name in process.steps if step.id in earlier[name] and name not in earlier[step.id]}
                later = [process.steps[name] for name in process.steps if name in behind and _brings(process, name)]
                about = [one for one in later if one.extract.entity == step.extract.entity]
                found = {name: _empty(landscape, process, step, name, behind, about) for name in step.extract.groups}
                found = {name: records for name, records in found.items() if records}
                if found:
                    yield _problem(process, step, found, about)


def _brings(process: Process, name: str) -> bool:
    return process.steps[name].writes == "enrich"


def _empty(
    landscape: Landscape, process: Process, step: Step, group: str, behind: Set[str], later: Sequence[Step]
) -> Population:
    """The records of which a step reads a group that steps behind it, the ``later`` ones, are the first to bring."""
    entity = landscape.entities[step.extract.entity]
    bringing = [other for other in later if group in other.extract.groups]
    empty = step.extract.population & entity.groups[group].applies
    empty = empty & union(other.extract.population for other in bringing) if bringing else entity.space.nothing
    if not empty:
        return empty
    for origin in origins(landscape, entity):
        empty = empty - origin.supplied(entity, group)
    for rule in rules_on(landscape, entity.id, _ADDING):
        if group in rule.extract.groups:
            for system in rule.systems:
                here = [other.extract.population for other in bringing if other.system == system]
                empty = empty - (rule.extract.population - union(here) if here else rule.extract.population)
    for other in _elsewhere(landscape, process, behind):
        if other.writes in _BRINGING and other.extract.entity == entity.id and group in other.extract.groups:
            empty = empty - other.extract.population
    return empty - provided(landscape, entity, group)


def _elsewhere(landscape: Landscape, process: Process, behind: Set[str]) -> Iterator[Step]:
    """Every step of every process but those behind a step of this one."""
    for one in landscape.processes.values():
        for step in one.steps.values():
            if one is not process or step.id not in behind:
                yield step


def _problem(process: Process, step: Step, found: dict[str, Population], later: Sequence[Step]) -> Problem:
    entity, population = step.extract.entity, union(found.values())
    bringing = [other for other in later if not found.keys().isdisjoint(other.extract.groups)]
    names = listed([other.id for other in bringing])
    comes = "are the first to bring, and they come" if len(bringing) > 1 else "is the first to bring, and it comes"
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` reads {listed(found)} of {some(entity, population)}, which {names} "
        f"{comes} later",
        place=step.place,
        subject=("process", process.id),
        help=f"put it after {names}, or leave {listed(found)} out of what it reads",
        related=tuple(Related("brings it", other.place) for other in bringing),
        field=step.id,
        entity=entity,
        groups=tuple(found),
        systems=(step.system or "",),
        population=population,
        draft=process.draft,
    )


_ADDING = frozenset({"enrich"})
_BRINGING = frozenset({"create", "enrich"})

RULE = Rule(
    code="MDG601",
    name="read-before-write",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("accuracy",),
    settled_by=("ownership", "systems", "populations"),
    check=check,
)
