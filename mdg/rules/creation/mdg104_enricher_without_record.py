"""A system may enrich or update records that never come to it.

## What is wrong

An ownership rule lets a system enrich or update a group of some population, and records of it that begin at some origin
never come to be in that system: no chain of flows that carry creations leads there for them.

## Why it matters

A right to change what one does not have is never used. The value that only this system could add, a rating, a limit, a
consent, stays empty for these records, and every need for it downstream is fed with nothing. Mostly the record was
forgotten on the way there, or the filter of a flow leaves out what the rule counts on.

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
      credit: [limit]
systems:
  shop: {}
  bank: {}
ownership:
  shop_creates: {system: shop, may: [create, update], groups: [name]}
  bank_rates: {system: bank, may: [enrich, update], groups: [credit]}  # MDG104
flows:
  shop_to_bank: {from: shop, to: bank, groups: [name], when: {kind: company}}
```

People begin in the shop, and the flow takes companies to the bank.

## Instead

Bring them to whoever enriches them, or grant the right for those alone that come there:

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
      credit: [limit]
systems:
  shop: {}
  bank: {}
ownership:
  shop_creates: {system: shop, may: [create, update], groups: [name]}
  bank_rates: {system: bank, may: [enrich, update], groups: [credit], when: {kind: company}}
flows:
  shop_to_bank: {from: shop, to: bank, groups: [name], when: {kind: company}}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, rules_on
from mdg.rule import Rule, listed, some
from mdg.rules.bridges import bridge, mend, stop
from mdg.topology import Network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.large_network import network
from mdg.topology.reach import Set, union_of
from mdg.topology.routes import first


class Missing(NamedTuple):
    """The records that never come to a system."""

    system: str
    cohort: Cohort
    records: Set


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        rules = rules_on(landscape, entity.id, LATER)
        if not rules:
            continue
        flows = network(landscape, entity)
        for rule in rules:
            missing = list(_missing(flows, entity, rule))
            if missing:
                yield _problem(flows, entity, rule, missing)


def _missing(flows: Network, entity: Entity, rule: Ownership) -> Iterator[Missing]:
    applies = flows.nothing
    for group in rule.extract.groups:
        applies = applies | flows.applies(group)
    about = rule.extract.population.members & applies
    for system in rule.systems:
        for cohort in cohorts(flows):
            here: Set = cohort.present.get(system, flows.nothing)
            records = about & cohort.whole & ~here
            if records != flows.nothing:
                yield Missing(system, cohort, records)


def _problem(flows: Network, entity: Entity, rule: Ownership, missing: list[Missing]) -> Problem:
    records = union_of((one.records for one in missing), flows.nothing)
    population, point = flows.population(records), first(flows, records)
    told = next(one for one in missing if one.records & point != flows.nothing)
    born = {name: told.records & begun for name, begun in told.cohort.born.items()}
    origins = [name for name, begun in born.items() if begun != flows.nothing]
    origin, shown = next((name, begun) for name, begun in born.items() if begun & point != flows.nothing)
    present = told.cohort.present
    found = bridge(flows, "create", None, present, present, told.system, shown)
    systems = tuple(dict.fromkeys(one.system for one in missing))
    may = " and ".join(operation for operation in ("enrich", "update") if operation in rule.may)
    related = [Related(f"begin in `{origin}` by this rule", place) for place in _begins(flows, origin, shown)]
    if found is not None:
        related.append(Related(stop(found, "create", None), found.link.flow.place))
    return Problem(
        code=RULE.code,
        message=f"{listed(systems)} may {may} {_what(rule)} of {some(entity.id, population)} that never come there: "
        f"they begin in {listed(origins)}, and no flow takes them on",
        place=rule.place,
        subject=("ownership", rule.id),
        help=f"{mend(found, 'create', None, origin, told.system)}, or narrow the rule to what comes there",
        related=tuple(related),
        entity=entity.id,
        groups=rule.extract.groups if rule.extract.stated else (),
        systems=systems,
        population=population,
        seen=flows.population(shown),
        draft=rule.draft,
    )


def _what(rule: Ownership) -> str:
    return listed(rule.extract.groups) if rule.extract.stated else "every group"


def _begins(flows: Network, system: str, records: Set) -> Iterator[Place]:
    """Where the text lets these records begin."""
    for origin in flows.origins:
        if origin.system == system and origin.records.members & records != flows.nothing:
            for rule in origin.rules:
                if rule.extract.population.after_life().members & records != flows.nothing:
                    yield rule.place


RULE = Rule(
    code="MDG104",
    name="enricher-without-record",
    severity=Severity.ERROR,
    module=__name__,
    sections=("ownership", "flows"),
    settled_by=("flows", "populations", "systems"),
    check=check,
)
