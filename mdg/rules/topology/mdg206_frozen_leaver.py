"""A copy stays behind when its record leaves a flow's population, and nobody refreshes it.

## What is wrong

The record can become one that the flow no longer carries (see `becomes`). The receiver keeps what it has
(`on_leaving: keep`, the default), and nothing brings it the group of such a record any more, although it is personal
data, or a need of the receiver asks for it.

## Why it matters

A filter looks at what is to be sent, not at what has been sent. A customer who is blocked, moved to another account
group or unsubscribed is filtered out from that day on, and so is the news that this has happened: the receiver goes on
with the last state it saw, and treats it as current. Data that is kept has to be accurate, and kept up to date where
necessary (GDPR, Article 5(1)(d)).

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      stage: {values: [active, closed], becomes: {active: [closed]}}
    groups:
      credit: [limit, risk_class]
systems:
  erp: {}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop, when: {stage: active}}  # MDG206
needs:
  shop_decides: {system: shop, groups: [credit]}  # MDG303
```

## Instead

Let the receiver drop what has left, or go on telling it:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      stage: {values: [active, closed], becomes: {active: [closed]}}
    groups:
      credit: [limit, risk_class]
systems:
  erp: {}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop}
needs:
  shop_decides: {system: shop, groups: [credit]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.population.lives import later
from mdg.rule import Rule, Unknown, listed
from mdg.rules.creation.mdg107_no_eraser import unknown as without_categories
from mdg.rules.telling import schedule, steps
from mdg.rules.topology.networks import networks, whole
from mdg.topology import Link, Network
from mdg.topology.cohorts import Cohort, arrives, cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set, union_of
from mdg.topology.routes import first
from mdg.topology.trails import bringing, ride

#: By system and group, the needs that ask for it there.
Asking = dict[tuple[str, str], list[Need]]


@attrs.frozen(slots=True, repr=False, eq=False)
class Left:
    """``records`` of which a group stays behind when they have become one of ``gone``; ``need`` asks for it still."""

    group: str
    cohort: Cohort
    records: Set
    gone: Set
    need: Need | None = None


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        if on.entity.space.lasting:
            continue
        asking: Asking = {}
        for need in landscape.about("needs", on.entity.id):
            for group in need.extract.groups:
                asking.setdefault((need.system, group), []).append(need)
        personal = {group.name for group in on.entity.groups.values() if group.personal}
        for link in on.links:
            if link.flow.on_leaving == "keep" and link.groups:
                found = [left for left in _left(on, link, personal, asking) if left.records != on.nothing]
                if found and arrives(on, link):
                    yield _problem(on, link, found)


def _left(on: Network, link: Link, personal: set[str], asking: Asking) -> Iterator[Left]:
    """What stays behind in the target, group by group."""
    leavers = on.derived(("leavers", link.records), lambda: _leavers(on, link.records))
    for group in on.entity.groups if leavers != on.nothing else ():
        needs = asking.get((link.target, group), [])
        if group in link.groups and (needs or group in personal):
            for cohort in cohorts(on):
                there: Set = cohort.present.get(link.target, on.nothing)
                for born, created in _beginnings(cohort, group):
                    gone = _lacked(cohort, link.target, group, born, created) & ~link.records
                    if gone == on.nothing:
                        continue
                    brought = _held(cohort, link.source, group, created) & born & there & leavers
                    if group in personal and brought != on.nothing:
                        yield Left(group, cohort, brought & _becoming(on, gone), gone)
                    for need in needs if brought != on.nothing else ():
                        asked = raw(need.extract.population)
                        yield Left(group, cohort, brought & asked & _becoming(on, gone & asked), gone & asked, need)


def _beginnings(cohort: Cohort, group: str) -> Iterator[tuple[Set, bool]]:
    """The records that may have been created with a group, and those that may have been without."""
    nothing = cohort.network.nothing
    created = union_of(cohort.created(group).values(), nothing)
    if created != nothing:
        yield created, True
    lacking = cohort.lacking(group)
    if lacking != nothing:
        yield lacking, False


def _leavers(on: Network, records: Set) -> Set:
    """Those of them that can become others."""
    return records & on.entity.space.becoming(on.entity.space.possible & ~records)


def _becoming(on: Network, gone: Set) -> Set:
    found: Set = on.derived(("becoming", gone), lambda: on.entity.space.becoming(gone))
    return found


def _held(cohort: Cohort, system: str, group: str, created: bool) -> Set:
    """The records of which a system has the group, counting what their creation brought or not."""
    found: Set = cohort.holding(group, created=created).get(system, cohort.network.nothing)
    return found


def _lacked(cohort: Cohort, system: str, group: str, born: Set, created: bool) -> Set:
    """The records of which it has the group from nobody."""
    found: Set = born & ~_held(cohort, system, group, created)
    return found


def _problem(on: Network, link: Link, found: list[Left]) -> Problem:
    flow, target = link.flow, link.target
    population = whole(on, (left.records for left in found))
    point = first(on, population.members)
    shown = next(left for left in found if left.records & point != on.nothing)
    changed = _changed(on, point, shown.gone)
    groups = tuple(dict.fromkeys(left.group for left in found))
    step = " and ".join(f"`{name}: {value}`" for name, value in changed.items())
    dimensions = on.entity.dimensions
    needs = {left.need.id: left.need for left in found if left.need is not None}
    return Problem(
        code=RULE.code,
        message=f"some `{on.entity.id}` records leave what `{flow.id}` carries, as by {step}, "
        f"and the copy of {listed(groups)} in `{target}` stays behind: nobody refreshes it",
        place=flow.place,
        subject=("flow", flow.id),
        help=f"let `{target}` drop what has left (`on_leaving: remove`), or let `{flow.id}` go on carrying it",
        related=(
            *(Related(f"can become `{name}: {value}`", dimensions[name].place) for name, value in changed.items()),
            *steps(ride(on, bringing(shown.cohort, shown.group).to(link.source, point))),
            Related(f"brings it from `{link.source}` to `{target}`, {schedule(link)}", flow.place),
            *(Related("asks for it before and after", need.place) for need in needs.values()),
        ),
        entity=on.entity.id,
        groups=groups,
        systems=(target, link.source),
        concerns=("accuracy",) if needs else (),
        population=population,
    )


def _changed(on: Network, point: Set, gone: Set) -> dict[str, str]:
    """In what a record differs from one of those that it can become: in one dimension, if one is enough."""
    space = on.entity.space
    after: Set = on.nothing
    for layout in space.layouts:
        if after == on.nothing:
            after = later(space.sets, layout, point) & gone
    if after == on.nothing:
        after = raw(on.population(point).after_life()) & gone
    before, then = on.population(point).witness(), on.population(after).witness()
    return {name: _text(value) for name, value in then.items() if value != before[name]}


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Groups of records that change, of which nobody can say whether they are personal data."""
    changing = {entity.id for entity in landscape.entities.values() if not entity.space.lasting}
    return (fact for fact in without_categories(landscape) if fact.item.partition(".")[0] in changing)


RULE = Rule(
    code="MDG206",
    name="frozen-leaver",
    severity=Severity.WARNING,
    module=__name__,
    sections=("entities", "flows"),
    concerns=("compliance", "accuracy"),
    settled_by=("ownership", "flows", "systems", "populations"),
    check=check,
    unknown=unknown,
)
