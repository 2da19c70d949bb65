"""A step answers while somebody waits, from data that comes in batches.

## What is wrong

An interactive step (`answers_within`) reads a group in a system to which changes come, by the way on which they are
latest, on a flow that does not run on each change. A step that reads a view reads where the parts come from that show
the group.

## Why it matters

The answer comes in two seconds, and it is the answer of last night. Whoever is waiting takes it for the present: the
basket that has been emptied since, the coupon that has been redeemed.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      basket: {attributes: [items], categories: []}
systems:
  shop: {}
  game: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_game: {from: shop, to: game, trigger: {every: 1d}}
needs:
  game_needs: {system: game, max_age: 2d}
processes:
  campaign:
    steps:
      play: {system: game, answers_within: 2s}  # MDG614
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      basket: {attributes: [items], categories: []}
systems:
  shop: {}
  game: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_game: {from: shop, to: game}
needs:
  game_needs: {system: game, max_age: 2d}
processes:
  campaign:
    steps:
      play: {system: game, answers_within: 2s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Event
from mdg.rule import Rule, some
from mdg.rules.processes.looking import Reading, readings
from mdg.rules.telling import chain, length, steps
from mdg.topology.freshness import Lag
from mdg.topology.journey import Hop
from mdg.topology.routes import route


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in readings(landscape):
        if one.step.answers_within is not None:
            found = [
                (group, lag, hops)
                for group in one.groups
                for lag in one.lags(group)
                if (hops := _batch(one, group, lag))
            ]
            if found:
                yield _problem(one, found)


def _batch(one: Reading, group: str, lag: Lag) -> tuple[Hop, ...]:
    """The way of a lag, where a flow on it does not run on each change."""
    hops = route(one.net, group, one.system, lag)
    return hops if any(not isinstance(hop.link.flow.trigger, Event) for hop in hops) else ()


def _problem(one: Reading, found: list[tuple[str, Lag, tuple[Hop, ...]]]) -> Problem:
    net, step = one.net, one.step
    group, lag, hops = found[0]
    records = net.nothing
    for _, other, _ in found:
        records = records | other.records
    within = length(step.answers_within.total_seconds()) if step.answers_within is not None else ""
    return Problem(
        code=RULE.code,
        message=f"step `{one.process.id}.{step.id}` answers within {within} from `{group}` of "
        f"{some(net.entity.id, net.population(records))} that comes to {one.where} by batch: "
        f"{chain(lag.change.writer, hops)}",
        place=step.place,
        subject=("process", one.process.id),
        help="bring it on each change, or ask the system that knows it",
        related=steps(hops),
        field=one.field,
        entity=net.entity.id,
        groups=tuple(dict.fromkeys(name for name, _, _ in found)),
        systems=(one.system,),
        population=net.population(records),
        seen=net.population(lag.records),
        draft=one.process.draft,
    )


RULE = Rule(
    code="MDG614",
    name="real-time-on-batch",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("freshness",),
    settled_by=("flows", "systems", "populations"),
    check=check,
)
