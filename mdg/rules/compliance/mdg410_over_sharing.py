"""Personal data is sent where nobody needs it.

## What is wrong

A flow carries personal data of some records, and in no system that it can come to from there does a need, a step or a
view ask for it, nor does anybody write it there. All those systems state needs, so that this is no gap in the text. Of
a special category it is an error. Where data is used for a purpose, the consent and the objections to that are needed
too.

## Why it matters

Data has to be limited to what is necessary for the purposes (GDPR, Article 5(1)(c)), by default too (Article 25(2)).
Each copy that nobody uses can still be lost, has to be found for every request, and has to be erased.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      birth: {attributes: [date_of_birth], categories: [user.demographic.date_of_birth]}  # MDG108
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer}  # MDG410
needs:
  mailer_writes: {system: mailer, groups: [contact], max_age: 1d}
  shop_asks: {system: shop, max_age: 1d}
```

## Instead

Leave it out:

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      birth: {attributes: [date_of_birth], categories: [user.demographic.date_of_birth]}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, groups: [contact]}
needs:
  mailer_writes: {system: mailer, groups: [contact], max_age: 1d}
  shop_asks: {system: shop, max_age: 1d}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.population import union
from mdg.rule import Rule, listed, some
from mdg.rules.asking import asking
from mdg.rules.compliance.applying import facts, under
from mdg.rules.compliance.copies import personal_entities, unknown
from mdg.rules.compliance.sensitive import special_kinds
from mdg.rules.creation.mdg108_never_used import stating_needs
from mdg.topology import Link, Network, network
from mdg.topology.links import raw
from mdg.topology.reach import Set, spread


def check(landscape: Landscape) -> Iterator[Problem]:
    stating = stating_needs(landscape)
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        wanted = {name: _wanted(net, name) for name, group in entity.groups.items() if group.personal}
        for link in net.links:
            if link.target in stating:
                idle = {
                    name: records
                    for name in entity.groups
                    if name in link.groups
                    and name in wanted
                    and (records := _idle(net, link, name, wanted[name], stating)) != net.nothing
                    and not _finds(net, link, name)
                }
                if idle:
                    yield _problem(net, link, idle)


def _wanted(net: Network, group: str) -> dict[str, Set]:
    """The records of which each system asks for a group, or writes it; None stands for those who read a view."""
    found: dict[str, Set] = dict(net.owners(group))
    for want in asking(net.landscape, net.entity.id):
        if group in want.extract.groups:
            systems = (want.system,) if want.system is not None else net.landscape.systems
            for system in systems:
                found[system] = found.get(system, net.nothing) | raw(want.extract.population)
    return found


def _finds(net: Network, link: Link, group: str) -> bool:
    """Whether a group holds what a record is found by in the target, so that nothing can be sent without it."""
    target = net.landscape.systems[link.target]
    keys = {*link.flow.key, *net.entity.key, target.keys.get(net.entity.id, "")}
    return any(attribute.name in keys for attribute in net.entity.groups[group].attributes)


def _idle(net: Network, link: Link, group: str, wanted: Mapping[str, Set], stating: set[str]) -> Set:
    """The records that a flow carries of a group, which nobody asks for from its target on."""
    sent = link.records & net.applies(group) & ~wanted.get(link.target, net.nothing)
    if sent == net.nothing:
        return sent
    onward = spread({link.target: sent}, net.leading(net.carrying(None, group)), net.nothing)
    for system, records in onward.items():
        if system != link.source or link.source == link.target:
            sent = sent & ~(records if system not in stating else records & wanted.get(system, net.nothing))
    return sent


def _problem(net: Network, link: Link, idle: Mapping[str, Set]) -> Problem:
    entity = net.entity
    population = union(net.population(records) for records in idle.values())
    kinds = dict.fromkeys(kind for name in idle for kind in special_kinds(entity.groups[name]))
    told = f" ({', '.join(kinds)} among it)" if kinds else ""
    return Problem(
        code=RULE.code,
        message=f"`{link.id}` carries {listed(idle)} of {some(entity.id, population)} to `{link.target}`{told}, "
        "and nobody needs, reads or shows it there or behind",
        place=link.flow.place,
        subject=("flow", link.id),
        help="leave it out of the `groups` of this flow, or state who needs it and what for",
        related=tuple(Related("is personal data", entity.groups[name].place) for name in idle),
        entity=entity.id,
        groups=tuple(idle),
        systems=(link.target,),
        population=population,
        severity=Severity.ERROR if kinds else None,
        draft=link.flow.draft,
    )


RULE = Rule(
    code="MDG410",
    name="over-sharing",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("compliance",),
    settled_by=("ownership", "flows", "needs", "processes", "views", "systems", "populations"),
    check=under("MDG410", check),
    unknown=facts("MDG410", unknown),
)
