"""Records from a retired way of creation are served worse than new ones.

## What is wrong

The rule by which records were created has ended. Those that it left behind still live, and something is wrong with a
need or a copy of theirs (MDG301 to MDG304, MDG207) that is right for records as they begin today.

## Why it matters

A cutover moves the creation of records to another system, and the flows with it. Every test is made with new records,
and passes. What was created before is still in the old system, which nobody connects any more: old customers do
not arrive, or their changes do not, and the longest relations are the ones that are lost.

## Example

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  legacy: {}
  erp: {}
  shop: {}
ownership:
  legacy_created: {system: legacy, may: [create], valid: {until: 2024-12-31}}
  erp_creates: {system: erp, may: [create], valid: {from: 2025-01-01}}
flows:
  erp_to_shop: {from: erp, to: shop}
needs:
  shop_needs: {system: shop}  # MDG303 MDG218
```

## Instead

Let the old system go on bringing its records, or move them once to where new ones begin:

```yaml
mdg: 1
entities:
  product:
    groups:
      texts: [name, description]
systems:
  legacy: {}
  erp: {}
  shop: {}
ownership:
  legacy_created: {system: legacy, may: [create], valid: {until: 2024-12-31}}
  erp_creates: {system: erp, may: [create], valid: {from: 2025-01-01}}
flows:
  legacy_to_shop: {from: legacy, to: shop}
  erp_to_shop: {from: erp, to: shop}
needs:
  shop_needs: {system: shop}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.freshness.gaps import is_draft
from mdg.rules.telling import named
from mdg.rules.topology.networks import networks
from mdg.topology import Network
from mdg.topology.cutover import Worse, copies_worse, needs_worse, retired
from mdg.topology.links import raw
from mdg.topology.reach import Set


def check(landscape: Landscape) -> Iterator[Problem]:
    if landscape.ended:
        for on in networks(landscape):
            if retired(on):
                for need, worse in needs_worse(on):
                    yield _of_need(on, need, worse)
                for system, worse in copies_worse(on):
                    yield _of_copies(on, system, worse)


def _of_need(on: Network, need: Need, worse: Worse) -> Problem:
    fault = "they never come" if worse.absent else f"{named(worse.groups)} missing or too late"
    return Problem(
        code=RULE.code,
        message=f"`{need.system}` needs {_whose(on, worse)}, and is served worse than with new ones: {fault}",
        place=need.place,
        subject=("need", need.id),
        help=_help(on, worse, need.system),
        related=tuple(_related(on, worse.records)),
        entity=on.entity.id,
        groups=worse.groups,
        systems=(need.system,),
        population=on.population(worse.records),
        draft=is_draft(on.entity, need),
    )


def _of_copies(on: Network, name: str, worse: Worse) -> Problem:
    system = on.landscape.systems.get(name) or on.landscape.every.systems[name]
    return Problem(
        code=RULE.code,
        message=f"`{name}` holds {named(worse.groups)} of {_whose(on, worse)}, and some change never reaches it; "
        "of new ones every change does",
        place=system.place,
        subject=("system", name),
        help=_help(on, worse, name),
        related=tuple(_related(on, worse.records)),
        field=f"{on.entity.id} {' '.join(worse.groups)}",
        entity=on.entity.id,
        groups=worse.groups,
        systems=(name,),
        population=on.population(worse.records),
        draft=system.draft,
    )


def _whose(on: Network, worse: Worse) -> str:
    """Which records, and that they are those of a system that creates no more of them."""
    return f"{some(on.entity.id, on.population(worse.records))} that {_creators(on, worse.records)} created"


def _creators(on: Network, records: Set) -> str:
    return listed(sorted({one.system for one in retired(on) if raw(one.records) & records != on.nothing}), "or")


def _help(on: Network, worse: Worse, system: str) -> str:
    return (
        f"carry what {_creators(on, worse.records)} created to where new records begin, once "
        f"(`trigger: {{once: …}}`) or by a flow that stays, or bring it to `{system}` as new ones are"
    )


def _related(on: Network, records: Set) -> Iterator[Related]:
    """The rules that created such records until they ended, and those that create them today."""
    for origin in on.origins:
        for rule in origin.rules:
            if raw(rule.extract.population.after_life()) & records != on.nothing:
                if origin.in_force:
                    yield Related(f"lets `{origin.system}` create such records today", rule.place)
                elif rule.force.end is not None:
                    yield Related(f"let `{origin.system}` create them until {rule.force.end.isoformat()}", rule.place)


RULE = Rule(
    code="MDG218",
    name="orphaned-by-cutover",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "ownership"),
    concerns=("freshness", "accuracy"),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
