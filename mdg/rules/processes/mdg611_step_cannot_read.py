"""A step reads what is not there.

## What is wrong

A step reads a group in a system, and for some records that it is about the record never comes to be in that system from
where it began, or it does and the group does not. A step that reads a view reads in the systems from which the parts
come that show the group, but for those that are optional.

## Why it matters

The process has been drawn on the assumption that the data is there. It finds nothing, and goes on with an empty field,
or leaves people out without a trace.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
      score: {attributes: [score], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact]}
needs:
  mailer_needs: {system: mailer, groups: [contact], max_age: 1d}
processes:
  campaign:
    steps:
      pick: {system: mailer, groups: [score]}  # MDG611
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
      score: {attributes: [score], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer}
needs:
  mailer_needs: {system: mailer, groups: [contact], max_age: 1d}
processes:
  campaign:
    steps:
      pick: {system: mailer, groups: [score]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.processes.looking import Reading, readings
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in readings(landscape):
        net = one.net
        if one.part is not None and one.part.optional:
            continue  # the view does without it
        absent = one.absent()
        lacking = {name: one.lacking(name) for name in one.groups}
        lacking = {name: records for name, records in lacking.items() if records != net.nothing}
        if absent != net.nothing or lacking:
            yield _problem(one, absent, lacking)


def _problem(one: Reading, absent: Set, lacking: dict[str, Set]) -> Problem:
    net, step = one.net, one.step
    missing = [*lacking.values(), *([absent] if absent != net.nothing else [])]
    population = union(net.population(records) for records in missing)
    faults = []
    if absent != net.nothing:
        faults.append(f"{some(net.entity.id, net.population(absent))} never come to be there")
    if lacking:
        whole = union(net.population(records) for records in lacking.values())
        faults.append(f"{listed(lacking)} of {some(net.entity.id, whole)} never does")
    return Problem(
        code=RULE.code,
        message=f"step `{one.process.id}.{step.id}` reads {listed(one.groups)} in {one.where}, and "
        f"{', and '.join(faults)}",
        place=step.place,
        subject=("process", one.process.id),
        help="let a flow bring it there, read it where it is, or narrow the step",
        related=tuple(
            Related(f"brings `{net.entity.id}` there", link.flow.place)
            for link in net.links
            if link.target == one.system and link.records & population.members != net.nothing
        ),
        field=one.field,
        entity=net.entity.id,
        groups=tuple(lacking) or one.groups,
        systems=(one.system,),
        population=population,
        draft=one.process.draft,
    )


RULE = Rule(
    code="MDG611",
    name="step-cannot-read",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("freshness", "accuracy"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
