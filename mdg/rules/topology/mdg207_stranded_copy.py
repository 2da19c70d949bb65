"""A system keeps a copy that some change of it never reaches.

## What is wrong

A system holds a group of some records, because a flow once brought it or because it writes it itself, and there is a
writer whose changes never come there: updates stop on the way, or what the origin supplies at the creation does not
travel on the flows that brought the record.

## Why it matters

The copy looks like any other and is quietly wrong from the first change on. It is used all the same: letters go to the
old address, a withdrawn consent still counts. Data kept about a person has to be accurate and, where necessary, kept up
to date (GDPR Art. 5(1)(d)).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}  # MDG207
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, operations: [create]}
```

The ERP gets every customer as it was created, and no correction.

## Instead

Let the changes travel as well:

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
  shop_to_erp: {from: shop, to: erp, operations: [create, update]}
```
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER
from mdg.rule import Rule, listed, some
from mdg.rules.bridges import Bridge, bridge, mend, stop
from mdg.rules.settling import rules_of
from mdg.rules.telling import MOST_NAMED, named
from mdg.rules.topology.stranding import Stranded, stranded
from mdg.topology import Network
from mdg.topology.cohorts import entering
from mdg.topology.large_network import network
from mdg.topology.reach import Set, union_of
from mdg.topology.routes import first

_CREATING = frozenset({"create"})
#: How many writers are looked at for a message, and how many are shown with the rules that let them write.
_MOST_LOOKED_AT = 100
_MOST_SHOWN = 8


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        flows = network(landscape, entity)
        found: dict[str, list[Stranded]] = {}
        for one in stranded(flows):
            found.setdefault(one.system, []).append(one)
        for several in found.values():
            yield _problem(flows, several)


def _problem(flows: Network, several: Sequence[Stranded]) -> Problem:
    records, entity = union_of((one.records for one in several), flows.nothing), flows.entity
    told, writer, shown = _told(several, first(flows, records))
    system = flows.landscape.systems.get(told.system) or flows.landscape.every.systems[told.system]
    population = flows.population(records)
    reached = told.cohort.reached(told.operation, told.group, writer)
    found = bridge(flows, told.operation, told.group, reached, told.cohort.present, told.system, shown)
    return Problem(
        code=RULE.code,
        message=_message(several, some(entity.id, population)),
        place=system.place,
        subject=("system", told.system),
        help=_help(flows, told, writer, found),
        related=tuple(_related(flows, told, several, shown, found)),
        field=entity.id,
        entity=entity.id,
        groups=tuple(dict.fromkeys(one.group for one in several)),
        systems=(told.system,),
        population=population,
        seen=flows.population(shown),
        draft=system.draft,
    )


def _told(several: Sequence[Stranded], point: Set) -> tuple[Stranded, str, Set]:
    """What is told of the record that the finding shows: what strands it, a writer, and the records it is one of."""
    return next(
        (one, writer, missed)
        for one in several
        for writer, missed in one.concerned()
        if missed & point != one.cohort.network.nothing
    )


def _message(several: Sequence[Stranded], whose: str) -> str:
    groups = tuple(dict.fromkeys(one.group for one in several))
    updating, creating = (_writers(several, operation) for operation in ("update", "create"))
    missed = [f"no change made in {updating}"] if updating else []
    if creating:
        missed.append(f"nothing that {creating} supplies at the creation")
    return f"`{several[0].system}` holds {named(groups)} of {whose}, and {' and '.join(missed)} ever reaches it"


def _writers(several: Sequence[Stranded], operation: str) -> str:
    """The first of the writers whose changes never arrive, in words."""
    every = (writer for one in several if one.operation == operation for writer, _ in one.concerned())
    names = list(dict.fromkeys(itertools.islice(every, _MOST_LOOKED_AT)))
    if len(names) <= MOST_NAMED:
        return listed(names, "or")
    return f"{', '.join(f'`{name}`' for name in names[: MOST_NAMED - 1])} or others"


def _help(flows: Network, told: Stranded, writer: str, found: Bridge | None) -> str:
    advice = mend(found, told.operation, told.group, writer, told.system)
    writes = told.cohort.later_writers(told.group).get(told.system, flows.nothing)
    if writes & told.records != flows.nothing:
        return f"{advice}, or let only one of the two write `{told.group}` of these records"
    return f"{advice}, or stop bringing `{told.group}` there"


def _related(
    flows: Network, told: Stranded, several: Sequence[Stranded], shown: Set, found: Bridge | None
) -> Iterator[Related]:
    if found is not None:
        yield Related(stop(found, told.operation, told.group), found.link.flow.place)
    seen: set[tuple[str, str]] = set()
    for one in several:
        for writer, missed in itertools.islice(one.concerned(), MOST_NAMED):
            if (writer, one.operation) not in seen and len(seen) < _MOST_SHOWN:
                seen.add((writer, one.operation))
                yield from _lets(flows, writer, one.group, missed, LATER if one.operation == "update" else _CREATING)
    point = first(flows, shown)
    holding = told.cohort.holding(told.group)
    into = entering(flows, flows.carrying(None, told.group))
    for link in into.get(told.system, ()):
        if link.records & holding.get(link.source, flows.nothing) & point != flows.nothing:
            yield Related(f"brings `{told.group}` to `{told.system}`", link.flow.place)
    yield from _lets(flows, told.system, told.group, point, LATER)


def _lets(flows: Network, system: str, group: str, records: Set, operations: frozenset[str]) -> Iterator[Related]:
    """Where the text lets a system write the group: its rules, and what it supplies as a provider."""
    for rule in rules_of(flows, system):
        about = rule.extract.population.after_life() if "create" in rule.may else rule.extract.population
        if rule.may & operations and group in rule.extract.groups and about.members & records != flows.nothing:
            yield Related(f"lets `{system}` {' and '.join(sorted(rule.may & operations))} `{group}`", rule.place)
    supplies = [supplied for name, supplied, _ in flows.supplies.get(group, ()) if name == system]
    if operations == LATER and any(supplied & records != flows.nothing for supplied in supplies):
        yield Related(f"supplies `{group}`", flows.landscape.systems[system].place.at("supplies"))


RULE = Rule(
    code="MDG207",
    name="stranded-copy",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "ownership"),
    concerns=("freshness",),
    settled_by=("flows", "populations", "systems"),
    check=check,
)
