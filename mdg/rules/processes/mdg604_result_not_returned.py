"""What a step writes never comes to the system that owns it.

## What is wrong

A step enriches or updates a group, or uses up what is in it (`consumes`), in a system which may not do that by any
ownership rule, others may, and no flow takes an update of it from there to one of them.

## Why it matters

Somebody unsubscribes, a letter comes back, a coupon is redeemed: the step notes it where it runs. If that never comes
to the owner of the group, the owner goes on telling everybody what was true before, the step's own system among them,
and a withdrawal of consent has been of no effect (GDPR, Article 7(3)).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      bounce: {attributes: [undeliverable], categories: []}
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
      note_bounce: {system: mailer, groups: [bounce], writes: update}  # MDG604 MDG613
```

## Instead

Let the owner write it, or let it come back under a right to write it:

```yaml
mdg: 1
entities:
  customer:
    groups:
      bounce: {attributes: [undeliverable], categories: []}
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
      note_bounce: {system: shop, groups: [bounce], writes: update}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Process, Step
from mdg.model.writers import LATER, rules_on
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for process in landscape.processes.values():
        for step in process.steps.values():
            for entity, about in _results(landscape, step).items():
                net = network(landscape, landscape.entities[entity])
                lost = {name: _lost(net, step.system or "", records, name) for name, records in about.items()}
                lost = {name: records for name, records in lost.items() if records != net.nothing}
                if lost:
                    yield _problem(net, process, step, lost)


def _results(landscape: Landscape, step: Step) -> dict[str, dict[str, Set]]:
    """What a step changes where it runs, by entity and group, of which records: what it writes, and what it uses up."""
    found: dict[str, dict[str, Set]] = {}
    if step.system not in landscape.systems:
        return found
    if step.writes in LATER:
        found[step.extract.entity] = dict.fromkeys(step.extract.groups, raw(step.extract.population))
    if step.consumes is not None and step.consumes[0] in landscape.entities:
        entity, group = step.consumes
        mine = entity == step.extract.entity
        records = raw(step.extract.population) if mine else landscape.entities[entity].space.possible
        found.setdefault(entity, {}).setdefault(group, records)
    return found


def _lost(net: Network, system: str, records: Set, group: str) -> Set:
    """The records of which a system may not write a group, somebody else may, and never hears of it."""
    about = records & net.applies(group)
    lost = net.nothing
    for cohort in cohorts(net):
        owners = cohort.updating(group)
        here: Set = about & cohort.present.get(system, net.nothing)
        if system in owners:
            here = here & ~owners[system]
        if here == net.nothing:
            continue
        reached = cohort.reached_by("update", group, {system: here})
        owned, told = net.nothing, net.nothing
        for owner, own in owners.items():
            owned = owned | own
            told = told | own & reached.get(owner, net.nothing)
        lost = lost | here & owned & ~told
    return lost


def _does(step: Step, lost: Iterable[str]) -> str:
    return "uses up" if step.consumes is not None and step.writes is None and step.consumes[1] in lost else "writes"


def _problem(net: Network, process: Process, step: Step, lost: dict[str, Set]) -> Problem:
    population = union(net.population(records) for records in lost.values())
    owners = dict.fromkeys(
        owner for name in lost for owner, own in net.owners(name).items() if own & lost[name] != net.nothing
    )
    rules = [
        rule
        for rule in rules_on(net.landscape, net.entity.id, LATER)
        if set(rule.systems) & owners.keys() and set(rule.extract.groups) & lost.keys()
    ]
    return Problem(
        code=RULE.code,
        message=f"step `{process.id}.{step.id}` {_does(step, lost)} {listed(lost)} of "
        f"{some(net.entity.id, population)} in `{step.system}`, and that never comes to {listed(owners)}, which "
        f"{'own' if len(owners) > 1 else 'owns'} it",
        place=step.place,
        subject=("process", process.id),
        help=f"let a flow bring updates of {listed(lost)} from `{step.system}` to {listed(owners, 'or')}",
        related=tuple(Related("says who owns it", rule.place) for rule in rules),
        field=step.id,
        entity=net.entity.id,
        groups=tuple(lost),
        systems=(step.system or "", *owners),
        population=population,
        draft=process.draft,
    )


RULE = Rule(
    code="MDG604",
    name="result-not-returned",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes", "flows"),
    concerns=("accuracy", "compliance"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
