"""A record arrives before the one that it refers to, or where that one never comes.

## What is wrong

The entity `references` another. Its records come to a system to which the others never come, whatever they are; or
those may take longer to come there, and the flow does not wait for theirs (`after`).

## Why it matters

A relationship between two partners that the system does not know, an order of a customer who is not there yet: the
message is refused, or it is stored with a reference into the void, and in both cases somebody has to repair it by hand.
It happens to new records most of all, and so on the first day.

## Example

```yaml
mdg: 1
entities:
  partner:
    groups:
      core: [number, name]
  contract:
    references: {holder: {entity: partner}}
    groups:
      terms: [from, until]
systems:
  erp: {}
  portal: {}
ownership:
  erp_owns_partners: {system: erp, entity: partner, may: [create, update]}
  erp_owns_contracts: {system: erp, entity: contract, may: [create, update]}
flows:
  partners: {from: erp, to: portal, entity: partner, trigger: {every: 1d}}
  contracts: {from: erp, to: portal, entity: contract}  # MDG216
```

## Instead

Let the one wait for the other:

```yaml
mdg: 1
entities:
  partner:
    groups:
      core: [number, name]
  contract:
    references: {holder: {entity: partner}}
    groups:
      terms: [from, until]
systems:
  erp: {}
  portal: {}
ownership:
  erp_owns_partners: {system: erp, entity: partner, may: [create, update]}
  erp_owns_contracts: {system: erp, entity: contract, may: [create, update]}
flows:
  partners: {from: erp, to: portal, entity: partner, trigger: {every: 1d}}
  contracts: {from: erp, to: portal, entity: contract, after: partners}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, listed, some
from mdg.rules.telling import length, steps
from mdg.rules.topology.networks import networks
from mdg.topology import UNBOUNDED, Link, Network
from mdg.topology.large_network import network
from mdg.topology.parents import Late, brought, by_themselves, known, latest
from mdg.topology.reach import Set
from mdg.topology.routes import way


@attrs.frozen(slots=True, repr=False, eq=False)
class Parent:
    """What the records of an entity refer to: the entity of that, and by which names."""

    on: Network
    names: tuple[str, ...]


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        parents = _parents(landscape, on)
        for link in on.links if parents else ():
            if "create" in link.flow.operations:
                records = brought(on, link)
                if records != on.nothing:
                    yield from _by_flow(on, link, records, parents)
        for parent in parents:
            for system, records in by_themselves(on).items():
                if system not in known(parent.on):
                    yield _alone(on, system, records, parent)


def _parents(landscape: Landscape, on: Network) -> list[Parent]:
    names: dict[str, list[str]] = {}
    for name, entity in on.entity.references.items():
        names.setdefault(entity, []).append(name)
    return [
        Parent(network(landscape, landscape.entities[entity]), tuple(several))
        for entity, several in names.items()
        if entity in landscape.entities
    ]


def _by_flow(on: Network, link: Link, records: Set, parents: list[Parent]) -> Iterator[Problem]:
    """What is wrong with a flow that brings records to a system: at most one problem, told of one parent."""
    target = link.target
    for parent in parents:
        if target not in known(parent.on):
            yield _strange(on, link, records, parent)
            return
    for parent in parents:
        if parent.on is on or not link.delivers or not on.runs(link) or target in on.providers:
            continue
        late = latest(parent.on, target)
        if late is not None and not _waits(on.landscape, link.flow, parent):
            yield _early(on, link, records, parent, late)
            return


def _waits(landscape: Landscape, flow: Flow, parent: Parent) -> bool:
    """Whether a flow comes after one that brings the parents to its target, be it by way of others."""
    agenda, seen = list(flow.after), set(flow.after)
    while agenda:
        before = landscape.flows.get(agenda.pop())
        if before is not None:
            if before.target == flow.target and before.extract.entity == parent.on.entity.id:
                return True
            agenda += [name for name in before.after if name not in seen]
            seen.update(before.after)
    return False


def _strange(on: Network, link: Link, records: Set, parent: Parent) -> Problem:
    """The parents never come there."""
    flow, other = link.flow, parent.on.entity.id
    return _problem(
        on,
        link,
        records,
        parent,
        message=f"`{flow.id}` brings {some(on.entity.id, on.population(records))} to `{link.target}`, and the "
        f"`{other}` that they refer to ({listed(parent.names)}) never comes there",
        help=f"bring `{other}` records to `{link.target}` too, or take `{flow.id}` out",
    )


def _early(on: Network, link: Link, records: Set, parent: Parent, late: Late) -> Problem:
    """The parents may come later."""
    flow, other, target = link.flow, parent.on.entity.id, link.target
    bringing = [
        one for one in on.landscape.about("flows", other) if one.target == target and "create" in one.operations
    ]
    hops = (
        ()
        if late.delay is None
        else way(parent.on, "create", None, late.origin, target, late.origin, late.records, late.after)
    )
    return _problem(
        on,
        link,
        records,
        parent,
        message=f"`{flow.id}` can bring {some(on.entity.id, on.population(records))} to `{target}` before the "
        f"`{other}` that they refer to ({listed(parent.names)}), which {_how_late(late)}, and does not wait for it",
        help=f"let it wait for {listed(one.id for one in bringing)} (`after`)"
        if bringing
        else f"bring `{other}` records to `{target}` as fast, by a flow that `{flow.id}` can wait for",
        more=steps(hops),
    )


def _how_late(late: Late) -> str:
    if late.delay is None:
        return "may never come if it is new"
    return "comes by hand, without any bound" if late.delay == UNBOUNDED else f"may take `{length(late.delay)}`"


def _problem(
    on: Network,
    link: Link,
    records: Set,
    parent: Parent,
    *,
    message: str,
    help: str,
    more: tuple[Related, ...] = (),
) -> Problem:
    return Problem(
        code=RULE.code,
        message=message,
        place=link.flow.place,
        subject=("flow", link.id),
        help=help,
        related=(*_references(on, parent), *more),
        entity=on.entity.id,
        groups=link.flow.carries,
        systems=(link.target, link.source),
        population=on.population(records),
    )


def _alone(on: Network, system: str, records: Set, parent: Parent) -> Problem:
    """The records begin in a system to which no parent comes."""
    other = parent.on.entity.id
    return Problem(
        code=RULE.code,
        message=f"{some(on.entity.id, on.population(records))} begin in `{system}`, and the `{other}` "
        f"that they refer to ({listed(parent.names)}) never comes there",
        place=on.landscape.every.systems[system].place,
        subject=("system", system),
        field=f"{on.entity.id} {other}",
        help=f"bring `{other}` records to `{system}`",
        related=_references(on, parent),
        entity=on.entity.id,
        systems=(system,),
        population=on.population(records),
    )


def _references(on: Network, parent: Parent) -> tuple[Related, ...]:
    place = on.entity.place.at("references")
    return tuple(Related(f"refers to `{parent.on.entity.id}`", place.at(name, key=True)) for name in parent.names)


RULE = Rule(
    code="MDG216",
    name="child-before-parent",
    severity=Severity.WARNING,
    module=__name__,
    sections=("entities", "flows"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
