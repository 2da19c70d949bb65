"""What may be used once can be used twice.

## What is wrong

A step uses up a thing (`consumes`), and two systems can do that for the same records, since steps consume it in both or
both may change its group; and what one of them has done takes a while to come to the other, or never does.

## Why it matters

Within that time the second system takes the coupon, the seat, the last discount as it was before. Both answers are
right by what each of them knows, and one of them has to be taken back from a customer.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      coupon: {attributes: [code, redeemed], categories: []}
systems:
  shop: {}
  till: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_till: {from: shop, to: till, trigger: {every: 1h}}
needs:
  till_needs: {system: till, max_age: 1d}
processes:
  online:
    steps:
      redeem: {system: shop, consumes: customer.coupon}  # MDG605
  in_the_store:
    steps:
      redeem: {system: till, consumes: customer.coupon}  # MDG604
```

## Instead

Let one system decide:

```yaml
mdg: 1
entities:
  customer:
    groups:
      coupon: {attributes: [code, redeemed], categories: []}
systems:
  shop: {}
  till: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_till: {from: shop, to: till, trigger: {every: 1h}}
needs:
  till_needs: {system: till, max_age: 1d}
processes:
  online:
    steps:
      redeem: {system: shop, consumes: customer.coupon}
  in_the_store:
    steps:
      redeem: {system: shop, consumes: customer.coupon}
```
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.use import Process, Step
from mdg.rule import Rule, some
from mdg.rules.telling import length
from mdg.topology import UNBOUNDED, Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class _Spending:
    """A system in which a thing can be used up, the records of which, and the statement that lets it."""

    system: str
    records: Set
    place: Place
    process: Process | None = None
    step: Step | None = None


def check(landscape: Landscape) -> Iterator[Problem]:
    consuming: dict[tuple[str, str], list[tuple[Process, Step]]] = {}
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.consumes is not None and step.system in landscape.systems:
                consuming.setdefault(step.consumes, []).append((process, step))
    for (entity, group), steps in consuming.items():
        if entity in landscape.entities:
            yield from _of_thing(network(landscape, landscape.entities[entity]), group, steps)


def _of_thing(net: Network, group: str, steps: list[tuple[Process, Step]]) -> Iterator[Problem]:
    everything = net.applies(group)
    several = [
        _Spending(
            step.system or "",
            everything & raw(step.extract.population) if step.extract.entity == net.entity.id else everything,
            step.place,
            process,
            step,
        )
        for process, step in sorted(steps, key=lambda pair: (pair[0].id, pair[1].id))
    ]
    several += [
        _Spending(system, records & everything, net.landscape.systems[system].place)
        for system, records in sorted(net.owners(group).items())
        if system in net.landscape.systems and system not in {one.system for one in several}
    ]
    told: set[str] = set()
    for one, other in itertools.combinations(several, 2):
        later = other if other.step is not None else one
        if one.system != other.system and later.step is not None and f"{later.process}{later.step.id}" not in told:
            late = max((_window(net, group, a, b) for a, b in ((one, other), (other, one))), key=lambda pair: pair[0])
            if late[0] > 0:
                told.add(f"{later.process}{later.step.id}")
                yield _problem(net, group, later, one if later is other else other, *late)


def _window(net: Network, group: str, one: _Spending, other: _Spending) -> tuple[float, Set]:
    """How long what one system has done is unknown in the other, at worst, and of which records it is at all."""
    worst, records = 0.0, net.nothing
    for cohort in cohorts(net):
        both = one.records & other.records
        both = both & cohort.present.get(one.system, net.nothing) & cohort.present.get(other.system, net.nothing)
        if both == net.nothing:
            continue
        known = net.nothing
        for bound in cohort.late("update", group, one.system, other.system, both):
            known = known | bound.records
            if bound.delay > 0:
                worst, records = max(worst, bound.delay), records | bound.records
        never = both & ~known
        if never != net.nothing:
            worst, records = UNBOUNDED, records | never
    return worst, records


def _problem(net: Network, group: str, at: _Spending, other: _Spending, late: float, records: Set) -> Problem:
    population = net.population(records)
    window = "never comes to the other" if late == UNBOUNDED else f"takes up to {length(late)} to the other"
    step, process = at.step, at.process
    return Problem(
        code=RULE.code,
        message=f"`{group}` of {some(net.entity.id, population)} may be used once, and can be used in `{at.system}` "
        f"and in `{other.system}`: what one has done {window}",
        place=at.place,
        subject=("process", process.id if process is not None else ""),
        help="let one system decide, and ask it there and then",
        related=(Related("can use it up too", other.place),),
        field=f"{step.id if step is not None else ''}",
        entity=net.entity.id,
        groups=(group,),
        systems=(at.system, other.system),
        population=population,
        draft=process is not None and process.draft,
    )


RULE = Rule(
    code="MDG605",
    name="double-spend",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("accuracy",),
    settled_by=("flows", "systems", "populations"),
    check=check,
)
