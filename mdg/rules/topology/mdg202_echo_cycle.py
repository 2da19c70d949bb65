"""A change can go round a cycle of flows for ever, since none of them keeps it from coming back.

## What is wrong

A group travels on flows that lead back to where they began, for records that take every one of them, and none of these
flows has `loop_protection`. Flows of which each carries other groups, or other records, make no such cycle.

## Why it matters

Each system takes what comes in for a change and sends it on, so that one correction becomes traffic without end, and an
older version that comes round puts aside a newer one. Keeping a change from being sent back to where it came from is
the first rule of every two-way replication (*origin filtering*, as in PostgreSQL's logical replication).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop}  # MDG202
  shop_to_erp: {from: shop, to: erp}
```

## Instead

Protect one flow of each cycle:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop, loop_protection: origin}
  shop_to_erp: {from: shop, to: erp}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.telling import named
from mdg.topology import Link, Network
from mdg.topology.circles import Step, circling, knots
from mdg.topology.cohorts import Cohort, apart, cohorts, delivering
from mdg.topology.components import components
from mdg.topology.large_network import going_round, network
from mdg.topology.reach import union_of
from mdg.topology.routes import first

#: How many of the flows of further cycles are shown, and how many are named as those to protect.
_MOST_SHOWN = 12
_MOST_NAMED = 6


@attrs.define(slots=True, repr=False, eq=False)
class Circle:
    """Flows that lead into each other, the groups that go round on them, and of which records each does."""

    links: dict[int, Link] = attrs.field(factory=dict)
    groups: dict[str, None] = attrs.field(factory=dict)
    steps: list[list[Step]] = attrs.field(factory=list)

    def add(self, group: str, steps: list[Step]) -> None:
        self.links.update((step.link.index, step.link) for step in steps)
        self.groups[group] = None
        self.steps.append(steps)


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        flows = network(landscape, entity)
        found: dict[str, Circle] = {}
        for group in entity.groups:
            for cohort in cohorts(flows):
                for operation in ("create", "update"):
                    for steps in knots(list(_going_round(cohort, operation, group))):
                        steps.sort(key=lambda step: step.link.id)
                        found.setdefault(steps[0].link.id, Circle()).add(group, steps)
        for circle in found.values():
            yield _problem(flows, circle)


def _going_round(cohort: Cohort, operation: str, group: str) -> Iterator[Step]:
    """The unprotected flows on which a change goes round, and of which records."""
    network_, nothing = cohort.network, cohort.network.nothing
    links = delivering(network_, operation, group)
    steps = network_.derived(("circling", cohort, id(links)), lambda: _circling(cohort, links))
    if not steps:
        return
    batches = [cohort.created(group, in_force=True)]
    if operation == "update":
        batches = apart(cohort.later_writers(group), nothing)
    reached = [cohort.reached_by(operation, group, batch) for batch in batches]
    applies = network_.applies(group)
    for step in steps:
        changed = union_of((one.get(step.link.source, nothing) for one in reached), nothing)
        records = step.records & changed & applies
        if records != nothing:
            yield Step(step.link, records)


def _circling(cohort: Cohort, links: Sequence[Link]) -> list[Step]:
    """The unprotected links on a cycle of such, for the records that are present all the way round."""
    present, nothing = cohort.present, cohort.network.nothing
    loose = cohort.network.derived("loose", lambda: _loose(cohort.network))
    steps = []
    for link in [link for link in links if link.index in loose] if loose else ():
        there = link.records & present.get(link.source, nothing) & present.get(link.target, nothing)
        if there != nothing:
            steps.append(Step(link, there))
    return circling(steps, nothing)


def _loose(flows: Network) -> frozenset[int]:
    """The unprotected links on a cycle of such, whatever their records and groups: of many, mostly none."""
    return frozenset(
        link.index for link in going_round(link for link in flows.links if link.flow.loop_protection == "none")
    )


def _problem(flows: Network, circle: Circle) -> Problem:
    steps = circle.steps[0]
    shown = steps[0]
    hops = _once_round(flows, steps)
    population = flows.population(union_of((one.records for several in circle.steps for one in several), flows.nothing))
    round_ = " → ".join(f"`{name}`" for name in (shown.link.source, *(link.target for link in hops)))
    beside = [link for link in circle.links.values() if link not in hops]
    related = [Related(f"`{link.source}` → `{link.target}` by `{link.id}`", link.flow.place) for link in hops]
    related += [
        Related(f"`{link.source}` → `{link.target}` by `{link.id}` is on another such cycle", link.flow.place)
        for link in beside[:_MOST_SHOWN]
    ]
    flow = shown.link.flow
    return Problem(
        code=RULE.code,
        message=f"changes of {named(list(circle.groups))} of {some(flows.entity.id, population)} go round {round_}: "
        f"none of {listed(link.id for link in hops)} keeps them from coming back",
        place=flow.place,
        subject=("flow", flow.id),
        help=_help(list(circle.links.values())),
        related=tuple(related),
        entity=flows.entity.id,
        groups=tuple(circle.groups),
        systems=tuple(dict.fromkeys(link.source for link in hops)),
        population=population,
        seen=flows.population(shown.records),
        draft=flow.draft,
    )


def _once_round(flows: Network, steps: Sequence[Step]) -> list[Link]:
    """A shortest way round for the first record of the first step, which it begins with."""
    point = first(flows, steps[0].records)
    start = steps[0].link
    leading: dict[str, list[Link]] = {}
    for link, records in steps:
        if records & point != flows.nothing:
            leading.setdefault(link.source, []).append(link)
    came: dict[str, Link] = {}
    agenda = [start.target]
    for here in agenda:
        if here == start.source:
            break
        for link in leading.get(here, ()):
            if link.target not in came:
                came[link.target] = link
                agenda.append(link.target)
    way: list[Link] = []
    here = start.source
    while here != start.target:
        way.append(came[here])
        here = came[here].source
    return [start, *reversed(way)]


def _help(links: Sequence[Link]) -> str:
    breaking = _breaking(links) if len(links) <= _MOST_SHOWN else []
    if not breaking or len(breaking) > _MOST_NAMED:
        return "set `loop_protection: origin` on one flow of each cycle"
    return f"set `loop_protection: origin` on {listed(link.id for link in breaking)}"


def _breaking(links: Sequence[Link]) -> list[Link]:
    """A few of the links without which the others lead round no more, and none of which can be left out."""

    def round_again(left: Sequence[Link]) -> bool:
        leading: dict[str, list[str]] = {}
        for link in left:
            leading.setdefault(link.source, []).append(link.target)
            leading.setdefault(link.target, [])
        return any(len(component) > 1 for component in components(leading))

    # from the last to the first: what leads back is mostly written after what leads there
    protected: list[Link] = list(links)
    for link in links:
        fewer = [other for other in protected if other is not link]
        if not round_again([other for other in links if other not in fewer]):
            protected = fewer
    return protected


RULE = Rule(
    code="MDG202",
    name="echo-cycle",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows",),
    settled_by=("populations", "systems"),
    check=check,
)
