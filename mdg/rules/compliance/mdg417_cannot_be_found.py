"""A system that holds personal data and cannot look a person up.

## What is wrong

A system states by which attributes it finds a record (`finds_by`), and of some records whose personal data it keeps it
has none of the groups with these attributes. What the system knows a record by (`keys`) is there with the record, and
so is a `key` of the entity that stands in no group. Systems that state nothing are left to MDG705, as soon as some
system does.

## Why it matters

Access, correction and erasure (GDPR, Articles 15 to 17) begin with finding the person. A copy that can only be searched
by a number which it does not have is left out of the answer, and nobody notices.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [number, last], categories: [user.name]}
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {finds_by: [number]}
  mailer: {finds_by: [number]}  # MDG417
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact]}
needs:
  shop_needs: {system: shop, max_age: 1d}
  mailer_needs: {system: mailer, groups: [contact]}
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: {attributes: [number, last], categories: [user.name]}
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {finds_by: [number]}
  mailer: {finds_by: [email]}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact]}
needs:
  shop_needs: {system: shop, max_age: 1d}
  mailer_needs: {system: mailer, groups: [contact]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import System
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import of_system, together
from mdg.topology import Network
from mdg.topology.cohorts import cohorts
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for system in landscape.systems.values():
        for net, held in of_system(landscape, system.id) if system.finds_by is not None else ():
            lost = together(net, held) & ~_found(net, system)
            if lost != net.nothing:
                population = net.population(lost)
                groups = tuple(name for name, records in held.items() if records & lost != net.nothing)
                yield Problem(
                    code=RULE.code,
                    message=f"`{system.id}` holds {listed(groups)} of {some(net.entity.id, population)}, and "
                    f"has nothing there by which it finds a record ({', '.join(system.finds_by or ()) or 'none'})",
                    place=system.place.at("finds_by", key=True),
                    subject=("system", system.id),
                    help="bring the group with that attribute too, or let it find records by one that it has",
                    field=net.entity.id,
                    entity=net.entity.id,
                    groups=groups,
                    systems=(system.id,),
                    population=population,
                    draft=system.draft,
                )


def _found(net: Network, system: System) -> Set:
    """The records of which a system has a group with an attribute by which it finds them.

    The key of a record is there wherever the record is: that of the system, and of the entity if it is in no group.
    """
    wanted = set(system.finds_by or ())
    grouped = {attribute.name for group in net.entity.groups.values() for attribute in group.attributes}
    if wanted & {*(set(net.entity.key) - grouped), system.keys.get(net.entity.id)}:
        return ~net.nothing
    found = net.nothing
    for group in net.entity.groups.values():
        if any(attribute.name in wanted for attribute in group.attributes):
            for cohort in cohorts(net):
                found = found | cohort.holding(group.name).get(system.id, net.nothing)
    return found


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Systems with personal data that do not say how they find a person, where others do."""
    if any(system.finds_by is not None for system in landscape.systems.values()):
        for system in landscape.systems.values():
            if system.finds_by is None and any(True for _ in of_system(landscape, system.id)):
                yield Unknown("system.finds_by", "by what a system finds a person", system.id, system.place)


RULE = Rule(
    code="MDG417",
    name="cannot-be-found",
    severity=Severity.WARNING,
    module=__name__,
    sections=("systems",),
    concerns=("compliance",),
    settled_by=("flows", "populations", "systems"),
    check=under("MDG417", check),
    unknown=facts("MDG417", unknown),
)
