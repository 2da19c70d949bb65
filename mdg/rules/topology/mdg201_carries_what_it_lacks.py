"""A flow carries a group that its source has for none of the records.

## What is wrong

A flow names a group (or means it, by leaving `groups` out), and its source holds that group for no record of the
flow's population, wherever it began: nobody writes it there, and no flow brings it.

## Why it matters

The field is mapped, tested with made-up values, and empty in production. With `merge: replace` it is worse: the empty
group deletes what the receiver has (MDG109). Either a flow that should feed the source is missing, or the group was
listed out of habit.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      credit: [limit]
systems:
  shop: {}
  erp: {}
  bank: {}
ownership:
  shop_owns: {system: shop, may: [create, update], groups: [name]}
  bank_rates: {system: bank, may: [enrich, update], groups: [credit]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name, credit]}  # MDG201
  shop_to_bank: {from: shop, to: bank, groups: [name]}
```

The limit is the bank's, and no flow takes it to the shop.

## Instead

Fetch it where it is:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
      credit: [limit]
systems:
  shop: {}
  erp: {}
  bank: {}
ownership:
  shop_owns: {system: shop, may: [create, update], groups: [name]}
  bank_rates: {system: bank, may: [enrich, update], groups: [credit]}
flows:
  shop_to_erp: {from: shop, to: erp, groups: [name]}
  bank_to_erp: {from: bank, to: erp, groups: [credit], operations: [update]}
  shop_to_bank: {from: shop, to: bank, groups: [name]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule
from mdg.rules.bridges import Bridge, bridge, mend, stop
from mdg.rules.telling import named
from mdg.topology import Network
from mdg.topology.cohorts import cohorts
from mdg.topology.large_network import network
from mdg.topology.reach import Set, union_of


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        flows = network(landscape, entity)
        existing = union_of(flows.born.values(), flows.nothing)
        holding = {group: _holding(flows, group) for group in entity.groups}
        # of many flows, most have their source, records and groups in common with others
        known: dict[tuple[str, Extract, frozenset[str]], dict[str, Set]] = {}
        for flow in landscape.about("flows", entity.id):
            key = flow.source, flow.extract, flow.operations
            lacking = known.get(key)
            if lacking is None:
                about = flow.extract.population.members & existing if flow.carries else flows.nothing
                lacking = dict(_lacking(flows, flow, about, holding)) if about != flows.nothing else {}
                known[key] = lacking
            if lacking:
                yield _problem(flows, flow, lacking)


def _holding(flows: Network, group: str) -> dict[str, Set]:
    """For each system, the records of which it has the group, from one origin at least."""
    several = [cohort.holding(group) for cohort in cohorts(flows)]
    if len(several) == 1:
        return several[0]
    found: dict[str, Set] = {}
    for holding in several:
        for system, records in holding.items():
            found[system] = found[system] | records if system in found else records
    return found


def _lacking(
    flows: Network, flow: Flow, about: Set, holding: Mapping[str, Mapping[str, Set]]
) -> Iterator[tuple[str, Set]]:
    """The groups that the source has for none of those records, and of which of them it should."""
    for group in flow.carries:
        records = about & flows.applies(group)
        if records != flows.nothing and records & holding[group].get(flow.source, flows.nothing) == flows.nothing:
            yield group, records


def _problem(flows: Network, flow: Flow, lacking: Mapping[str, Set]) -> Problem:
    groups = tuple(lacking)
    shown = lacking[groups[0]]
    found = _feeding(flows, flow, groups[0], shown)
    them = "it" if len(groups) == 1 else "them"
    advice = f"leave {them} out of its `groups`"
    related = []
    if found is not None:
        writer, way = found
        advice += f", or {mend(way, 'update', groups[0], writer, flow.source)}"
        related = [Related(stop(way, "update", groups[0]), way.link.flow.place)] if way else []
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` carries {named(groups)}, and `{flow.source}` has {them} for none of its "
        f"`{flows.entity.id}` records",
        place=flow.place.at("groups") if flow.extract.stated else flow.place,
        subject=("flow", flow.id),
        help=advice,
        related=tuple(related),
        entity=flows.entity.id,
        groups=groups,
        systems=(flow.source,),
        population=flows.population(union_of(lacking.values(), flows.nothing)),
        seen=flows.population(shown),
        draft=flow.draft,
    )


def _feeding(flows: Network, flow: Flow, group: str, records: Set) -> tuple[str, Bridge | None] | None:
    """Who writes the group of some of those records, and which flow could take it to the source."""
    for cohort in cohorts(flows):
        for writer, written in cohort.later_writers(group).items():
            about = written & records
            if about != flows.nothing:
                reached = cohort.reached("update", group, writer)
                return writer, bridge(flows, "update", group, reached, cohort.present, flow.source, about)
    return None


RULE = Rule(
    code="MDG201",
    name="carries-what-it-lacks",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows",),
    settled_by=("ownership", "flows", "populations", "systems"),
    check=check,
)
