"""A flow began without an initial load, and what existed before never arrives.

## What is wrong

The flow says `initial_load: false`, records were created before it began (`valid.from`), and they come to its receiver
in no other way.

## Why it matters

From the day on which an interface goes live it passes on what is new. Everything older is missing on the other side, in
silence: the first order of an old customer finds nobody, a report counts the new ones only, and an update of an old
record meets a receiver that has never seen it.

## Example

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop, initial_load: false, valid: {from: 2025-11-01}}  # MDG209
```

## Instead

Load once what was there; a single load of its own says so too (`trigger: {once: 2025-11-01T18:00}`):

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  erp: {}
  shop: {}
ownership:
  erp_owns: {system: erp, may: [create, update]}
flows:
  erp_to_shop: {from: erp, to: shop, initial_load: true, valid: {from: 2025-11-01}}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.life import Origin
from mdg.rule import Rule, Unknown, listed, some
from mdg.rules.topology.networks import networks
from mdg.topology import Link, Network
from mdg.topology.cohorts import arrives, cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set
from mdg.topology.sole_ways import by_it_alone


@attrs.frozen(slots=True, repr=False, eq=False)
class Missed:
    """Older records that do not arrive, and under which rules they were created."""

    records: Set
    rules: tuple[Ownership, ...]


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        for link in _marked(on, loaded=False):
            began = link.flow.force.start
            missed = None if began is None else _missed(on, link, began)
            if began is not None and missed is not None:
                yield _problem(on, link, began, missed)


def _marked(on: Network, *, loaded: bool | None) -> list[Link]:
    """The links of which the text says so whether there was an initial load."""
    if not any(flow.initial_load is loaded for flow in on.flows):
        return []
    return [link for link in on.links if link.flow.initial_load is loaded]


def _missed(on: Network, link: Link, began: dt.date) -> Missed | None:
    """The records created before the flow began that come to its target by it alone."""
    found, rules = on.nothing, []
    if "create" in link.flow.operations and arrives(on, link):
        for origin in on.origins:
            older = [rule for rule in origin.rules if rule.force.start is None or rule.force.start < began]
            created = _created(on, origin, older) & link.records
            for cohort in cohorts(on) if created != on.nothing else ():
                if origin.system in cohort.born:
                    records = by_it_alone(cohort, link, created & cohort.born[origin.system])
                    if records != on.nothing:
                        found = found | records
                        rules += older
    return Missed(found, tuple(dict.fromkeys(rules))) if rules else None


def _created(on: Network, origin: Origin, rules: list[Ownership]) -> Set:
    """The records that were created under some of an origin's rules, or that these would let it create."""
    found = on.nothing
    for rule in rules:
        population = rule.extract.population
        found = found | raw((population & origin.started).after_life()) | raw(population & origin.records)
    return found


def _problem(on: Network, link: Link, began: dt.date, missed: Missed) -> Problem:
    flow, population = link.flow, on.population(missed.records)
    creating = dict.fromkeys(system for rule in missed.rules for system in rule.systems)
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` began on {began.isoformat()} without an initial load: {some(on.entity.id, population)} "
        f"created before never arrive in `{flow.target}`",
        place=flow.place,
        subject=("flow", flow.id),
        help="load once what was there before, by the flow (`initial_load: true`) or by another "
        f"(`trigger: {{once: {began.isoformat()}T00:00}}`)",
        related=tuple(
            Related(
                f"lets {listed(rule.systems)} create them, "
                + ("from the beginning" if rule.force.start is None else f"since {rule.force.start.isoformat()}"),
                rule.place,
            )
            for rule in missed.rules
        ),
        entity=on.entity.id,
        groups=flow.carries,
        systems=(flow.target, flow.source, *creating),
        population=population,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Flows that began after records had been created, or at a time not stated, as far as that would decide."""
    for on in networks(landscape):
        for link in _marked(on, loaded=None):
            flow, began = link.flow, link.flow.force.start
            if began is not None and _missed(on, link, began) is not None:
                what = "whether a flow loaded what was there before it began"
                yield Unknown("flow.initial_load", what, flow.id, flow.place)
        for link in _marked(on, loaded=False):
            flow = link.flow
            if flow.force.start is None and _missed(on, link, dt.date.max) is not None:
                what = "since when a flow has run that began without an initial load"
                yield Unknown("flow.valid.from", what, flow.id, flow.place)


RULE = Rule(
    code="MDG209",
    name="no-initial-load",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
    unknown=unknown,
)
