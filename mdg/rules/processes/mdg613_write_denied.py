"""A step writes what its system may not write.

## What is wrong

A step creates, enriches, updates or deletes in a system, and for some records and groups no ownership rule allows that
system to do so.

## Why it matters

Either the process breaks a rule that somebody decided on, or the rule forgets a process that has been run for years.
The check of rights at run time denies it in the one case and lets it pass unnoticed in the other; both are found here
first.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer}
  mailer_to_shop: {from: mailer, to: shop, operations: [update], loop_protection: origin}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
processes:
  campaign:
    steps:
      note: {system: mailer, groups: [contact], writes: update}  # MDG613
```

## Instead

Grant it, or let the owner do it:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer}
needs:
  mailer_needs: {system: mailer, max_age: 1d}
processes:
  campaign:
    steps:
      note: {system: shop, groups: [contact], writes: update}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.model.use import Process, Step
from mdg.model.writers import rules_on
from mdg.population import Population, union
from mdg.rule import Rule, listed, some


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.writes is not None and step.system in landscape.systems:
                entity = landscape.entities[step.extract.entity]
                denied = dict(_denied(landscape, entity, step))
                if denied:
                    yield _problem(landscape, process, step, denied)


def _denied(landscape: Landscape, entity: Entity, step: Step) -> Iterator[tuple[str, Population]]:
    """The groups that the step's system may not write, and of which records; of a deletion, the record as a whole."""
    rules = [
        rule for rule in rules_on(landscape, entity.id, frozenset({step.writes or ""})) if step.system in rule.systems
    ]
    about = step.extract.population
    if step.writes in ("create", "delete"):
        granted = union([entity.space.nothing, *(rule.extract.population for rule in rules)])
        starting = about & entity.space.starting() if step.writes == "create" else about
        if starting - granted:
            yield "", starting - granted
        about = starting & granted if step.writes == "create" else entity.space.nothing
    for name in step.extract.groups if step.extract.stated or step.writes != "create" else ():
        granting = [rule.extract.population for rule in rules if name in rule.extract.groups]
        left = (about & entity.groups[name].applies) - union([entity.space.nothing, *granting])
        if left:
            yield name, left


def _problem(landscape: Landscape, process: Process, step: Step, denied: dict[str, Population]) -> Problem:
    entity, population = step.extract.entity, union(denied.values())
    named = [name for name in denied if name]
    what = f"{listed(named)} of " if named else ""
    able = dict.fromkeys(
        system
        for rule in rules_on(landscape, entity, frozenset({step.writes or ""}))
        if rule.extract.population & population and (not named or set(named) & set(rule.extract.groups))
        for system in rule.systems
    )
    instead = f"; {listed(able)} may" if able else ""
    verbs = {"create": "creates", "enrich": "enriches", "update": "updates", "delete": "deletes"}
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` {verbs[step.writes or '']} {what}{some(entity, population)} in "
        f"`{step.system}`, and no ownership rule allows that{instead}",
        place=step.place,
        subject=("process", process.id),
        help=f"grant `{step.writes}` to `{step.system}`, or let the step run where it is allowed",
        field=step.id,
        entity=entity,
        groups=tuple(named),
        systems=(step.system or "",),
        population=population,
        draft=process.draft,
    )


RULE = Rule(
    code="MDG613",
    name="write-denied",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    settled_by=("ownership", "populations"),
    check=check,
)
