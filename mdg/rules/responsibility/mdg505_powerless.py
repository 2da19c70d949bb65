"""Whoever answers for freshness operates nothing on the way by which the data comes.

## What is wrong

A party is accountable for how fresh a needed group is in a system, and neither owns a flow on the route by which it
comes there latest, nor operates a system on it or is its steward. Routes on which it is not said who owns a flow, or
who looks after a system, are left out.

## Why it matters

A figure that somebody answers for and cannot influence is a figure nobody looks after. Whoever is accountable has to be
able to change a schedule, or at least to have a promise from the one who can.

## Example

```yaml
mdg: 1
parties:
  sales_team: {}
  erp_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  erp: {steward: erp_team}
  crm: {steward: erp_team}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_crm: {from: erp, to: crm, owner: erp_team}
needs:
  crm_needs: {system: crm, max_age: 1d}
responsibilities:
  fresh: {concern: freshness, accountable: sales_team}  # MDG505
```

## Instead

Let a party answer that can do something about it:

```yaml
mdg: 1
parties:
  sales_team: {}
  erp_team: {}
entities:
  customer:
    groups:
      name: [first, last]
systems:
  erp: {steward: erp_team}
  crm: {steward: sales_team}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_crm: {from: erp, to: crm, owner: erp_team}
needs:
  crm_needs: {system: crm, max_age: 1d}
responsibilities:
  fresh: {concern: freshness, accountable: sales_team}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Severity
from mdg.model.answering import Responsibility
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.model.raci import assignments
from mdg.rule import Rule, some
from mdg.rules.telling import chain, steps
from mdg.topology import Network, network
from mdg.topology.freshness import worst
from mdg.topology.journey import Hop
from mdg.topology.links import raw
from mdg.topology.reach import Set
from mdg.topology.routes import route


@attrs.frozen(slots=True, repr=False, eq=False)
class _Powerless:
    """A need whose group comes by a route on which a party has no part, and the records of which that is so."""

    need: Need
    group: str
    writer: str
    hops: tuple[Hop, ...]
    records: Set


def check(landscape: Landscape) -> Iterator[Problem]:
    found: dict[str, list[_Powerless]] = {}
    statements: dict[str, Responsibility] = {}
    for entity in landscape.entities.values():
        if any("freshness" in one.concerns for one in landscape.about("responsibilities", entity.id)):
            net = network(landscape, entity)
            owned = {flow.target for flow in net.flows if flow.owner is not None}
            for need in landscape.about("needs", entity.id):
                # where no flow that comes there has an owner, nobody says who looks after the whole way
                if need.max_age is not None and need.system in owned:
                    for statement, one in _powerless(net, need):
                        statements[statement.id] = statement
                        found.setdefault(statement.id, []).append(one)
    for name, several in found.items():
        yield _problem(landscape, statements[name], several)


def _powerless(net: Network, need: Need) -> Iterator[tuple[Responsibility, _Powerless]]:
    for group in need.extract.groups:
        for assigned in assignments(net.landscape, net.entity, net.entity.groups[group], need.system, "freshness"):
            if len(assigned.accountable) != 1:
                continue
            about = raw(assigned.records) & raw(need.extract.population)
            for lag in worst(net, group, need.system):
                records = lag.records & about
                if records == net.nothing:
                    continue
                hops = route(net, group, need.system, attrs.evolve(lag, records=records))
                if hops and _without_part(net.landscape, assigned.accountable[0], hops):
                    yield assigned.statements[0], _Powerless(need, group, lag.change.writer, hops, records)
                break


def _without_part(landscape: Landscape, party: str, hops: tuple[Hop, ...]) -> bool:
    """Whether it is said of all flows and systems on a route who looks after them, and never that this party does."""
    owners = [hop.link.flow.owner for hop in hops]
    names = {system for hop in hops for system in (hop.link.source, hop.link.target)}
    systems = [landscape.every.systems[name] for name in names]
    stated = None not in owners and all(system.operator or system.steward for system in systems)
    return stated and party not in {*owners, *(who for one in systems for who in (one.operator, one.steward))}


def _problem(landscape: Landscape, statement: Responsibility, several: list[_Powerless]) -> Problem:
    first, entity = several[0], landscape.entities[statement.extract.entity]
    net = network(landscape, entity)
    records = net.nothing
    for one in several:
        records = records | one.records
    return Problem(
        code=RULE.code,
        message=f"`{statement.accountable}` answers for how fresh `{first.group}` of "
        f"{some(entity.id, net.population(records))} is in `{first.need.system}`, and has no part in the way "
        f"{chain(first.writer, first.hops)}",
        place=statement.place.at(key=True),
        subject=("responsibility", statement.id),
        help="let a party answer that owns a flow or operates a system on it, or give this one such a part",
        related=steps(first.hops),
        entity=entity.id,
        groups=tuple(dict.fromkeys(one.group for one in several)),
        systems=tuple(dict.fromkeys(one.need.system for one in several)),
        population=net.population(records),
        draft=statement.draft,
    )


RULE = Rule(
    code="MDG505",
    name="powerless",
    severity=Severity.WARNING,
    module=__name__,
    sections=("responsibilities", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "responsibilities", "populations"),
    check=check,
)
