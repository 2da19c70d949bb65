"""Two systems change the same data, and their changes can cross on the way.

## What is wrong

Two systems may enrich or update a group of the same record, each receives the other's changes, and that takes time. A
change made in one before it knows of the other's is made without it, and when the two arrive, one of them is lost. The
finding says how long that window is in each direction, and along which flows. Where a `survivorship` says who wins, it
is a note: the loss is decided upon, and not left to chance.

## Why it matters

Nobody sees an error: both users got a confirmation, and one of the two corrections is gone, or each system keeps the
other's. The window is the sum of both ways, so that two harmless nightly jobs leave a whole day. Keeping copies that
everybody may change without loss needs one owner or an agreed order (Gray, Helland, O'Neil and Shasha, "The dangers of
replication and a solution", SIGMOD 1996).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]  # MDG103 MDG203
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
  erp_corrects: {system: erp, may: [update]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}, loop_protection: version}
  erp_to_shop: {from: erp, to: shop, trigger: {cron: "0 2 * * *", timezone: UTC}, loop_protection: version}
```

## Instead

Let one of them write, and the other one ask for it:

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
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}}
```
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, later_writers
from mdg.rule import Rule, listed, some
from mdg.rules.settling import policies, rules_of, settled
from mdg.rules.telling import length, steps
from mdg.topology import UNBOUNDED, Network
from mdg.topology.circles import Step, knots
from mdg.topology.cohort_routes import path
from mdg.topology.cohorts import Cohort, cohorts, delivering
from mdg.topology.large_network import going_round, network
from mdg.topology.links import Bound
from mdg.topology.reach import Set, union_of


class Window(NamedTuple):
    """How late a change of each of two systems is in the other at worst, for records that have both in common."""

    there: Bound
    back: Bound
    records: Set

    @property
    def lasts(self) -> float:
        return self.there.delay + self.back.delay


@attrs.frozen(slots=True, repr=False, eq=False)
class Crossing:
    """Two systems whose changes of a group cross, and of which records."""

    cohort: Cohort
    group: str
    one: str
    two: str
    records: Set

    def window(self, records: Set) -> Window:
        """The longest window of some of the records."""
        nothing = self.cohort.network.nothing
        there = self.cohort.late("update", self.group, self.one, self.two, records)
        back = self.cohort.late("update", self.group, self.two, self.one, records)
        windows = [Window(one, two, one.records & two.records) for one, two in itertools.product(there, back)]
        return max((one for one in windows if one.records != nothing), key=lambda one: one.lasts)


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        for group in entity.groups:
            if len(later_writers(landscape, entity, group)) > 1:
                flows = network(landscape, entity)
                found = [one for cohort in cohorts(flows) for one in _crossings(cohort, group)]
                if found:
                    yield _problem(flows, group, found)


def _crossings(cohort: Cohort, group: str) -> Iterator[Crossing]:
    """The pairs of owners each of whom gets the other's changes, and not at once."""
    nothing = cohort.network.nothing
    owners = cohort.updating(group)
    for together in _in_reach(cohort, group, owners):
        for one, two in itertools.combinations(together, 2):
            both = owners[one] & owners[two]
            if both == nothing:
                continue
            crossing = both & _both_ways(cohort.reached, group, one, two, nothing)
            if crossing != nothing:
                crossing = crossing & ~_both_ways(cohort.at_once, group, one, two, nothing)
            if crossing != nothing:
                yield Crossing(cohort, group, one, two, crossing)


def _both_ways(reached: Callable[[str, str, str], dict[str, Set]], group: str, one: str, two: str, nothing: Set) -> Set:
    """The records of which a change of each of two systems comes to the other."""
    there: Set = reached("update", group, one).get(two, nothing)
    back: Set = reached("update", group, two).get(one, nothing)
    return there & back


def _in_reach(cohort: Cohort, group: str, owners: dict[str, Set]) -> Iterator[list[str]]:
    """The owners between whom flows lead to and fro, whatever the records."""
    links = delivering(cohort.network, "update", group)
    tied = cohort.network.derived(
        ("tied", id(links)),
        lambda: [
            {step.link.source for step in inside}
            for inside in knots([Step(link, link.records) for link in going_round(links)])
        ],
    )
    for systems in tied:
        together = [owner for owner in owners if owner in systems]
        if len(together) > 1:
            yield together


def _problem(flows: Network, group: str, found: Sequence[Crossing]) -> Problem:
    nothing = flows.nothing
    every = union_of((one.records for one in found), nothing)
    open_ = every & ~settled(flows, group)
    judged = open_ if open_ != nothing else every
    windows = [(one, one.window(one.records & judged)) for one in found if one.records & judged != nothing]
    told, window = max(windows, key=lambda pair: pair[1].lasts)
    population = flows.population(judged)
    systems = tuple(dict.fromkeys(name for one in (told, *found) for name in (one.one, one.two)))
    others = f"; so can those made in {listed(systems[2:])}" if len(systems) > 2 else ""
    lost = "one of the two is lost"
    if open_ == nothing:
        lost = f"{listed(policy.id for policy in policies(flows, group))} decides which of the two is lost"
    return Problem(
        code=RULE.code,
        message=f"changes of `{group}` of {some(flows.entity.id, population)} made in `{told.one}` and `{told.two}` "
        f"can cross, {_lasts(window)}, and {lost}: {_late(told.one, told.two, window.there)}, "
        f"{_late(told.two, told.one, window.back)}{others}",
        place=flows.entity.groups[group].place,
        subject=("group", f"{flows.entity.id}.{group}"),
        help=_help(flows, group, told, settled_=open_ == nothing),
        related=tuple(_related(flows, told, window)),
        entity=flows.entity.id,
        groups=(group,),
        systems=systems,
        population=flows.population(every),
        seen=flows.population(window.records),
        severity=Severity.WARNING if open_ != nothing else Severity.INFO,
        draft=flows.entity.draft,
    )


def _lasts(window: Window) -> str:
    if window.lasts == UNBOUNDED:
        return "nothing bounds for how long"
    return f"in a window of {length(window.lasts)}"


def _late(writer: str, system: str, bound: Bound) -> str:
    if bound.delay == UNBOUNDED:
        return f"nothing bounds when `{system}` hears of one made in `{writer}`"
    if bound.delay == 0:
        return f"`{system}` hears at once of one made in `{writer}`"
    return f"`{system}` hears of one made in `{writer}` up to {length(bound.delay)} later"


def _help(flows: Network, group: str, told: Crossing, *, settled_: bool) -> str:
    if settled_:
        names = listed(policy.id for policy in policies(flows, group))
        return (
            f"see to it that `{told.one}` and `{told.two}` both apply {names}, or let only one of them write `{group}`"
        )
    return f"let only one of them write `{group}` of these records, or say in a `survivorship` who wins"


def _related(flows: Network, told: Crossing, window: Window) -> Iterator[Related]:
    shown = window.records
    for system in (told.one, told.two):
        for rule in rules_of(flows, system):
            granted = rule.may & LATER and told.group in rule.extract.groups
            if granted and rule.extract.population.members & shown != flows.nothing:
                yield Related(f"lets `{system}` write `{told.group}`", rule.place)
    for policy in policies(flows, told.group):
        if policy.extract.population.members & told.records != flows.nothing:
            yield Related("says who wins, of some of these records at least", policy.place)
    for writer, system, bound in ((told.one, told.two, window.there), (told.two, told.one, window.back)):
        yield from steps(path(told.cohort, "update", told.group, writer, system, shown, bound.after))


RULE = Rule(
    code="MDG203",
    name="lost-update-window",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows", "ownership"),
    settled_by=("survivorship", "populations", "systems"),
    check=check,
)
