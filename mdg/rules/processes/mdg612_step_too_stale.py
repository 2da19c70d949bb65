"""A step reads data that can be older than it allows.

## What is wrong

A step with `max_age` reads a group in a system, and how old that can be there at worst, with how long the step holds it
before the next one (`hold`), is over the limit, or has no bound. A step that reads a view reads where the parts come
from that show the group, and their caches add to that.

## Why it matters

How old a copy is does not end with its arrival: what is read at two in the morning and used at noon is ten hours older.
A limit that counts only the way is kept on paper.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, trigger: {every: 1h}}
needs:
  mailer_needs: {system: mailer, max_age: 1h}  # MDG306
processes:
  campaign:
    steps:
      pick: {system: mailer, max_age: 2h, hold: 10h}  # MDG612
```

## Instead

```yaml
mdg: 1
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: []}
systems:
  shop: {}
  mailer: {}
ownership:
  shop_owns: {system: shop, may: [create, update, delete]}
flows:
  shop_to_mailer: {from: shop, to: mailer, trigger: {every: 1h}}
needs:
  mailer_needs: {system: mailer, max_age: 2h}
processes:
  campaign:
    steps:
      pick: {system: mailer, max_age: 2h, hold: 1h}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, some
from mdg.rules.processes.looking import Reading, readings
from mdg.rules.telling import chain, length, steps
from mdg.topology import UNBOUNDED
from mdg.topology.freshness import Lag
from mdg.topology.links import seconds
from mdg.topology.routes import route


def check(landscape: Landscape) -> Iterator[Problem]:
    for one in readings(landscape):
        if one.step.max_age is not None:
            held, limit = seconds(one.step.hold or dt.timedelta()), seconds(one.step.max_age)
            late = [
                (group, lag)
                for group in one.groups
                for lag in one.lags(group)
                if lag.delay is not None and lag.delay + one.cached + held > limit
            ]
            if late:
                yield _problem(one, sorted(late, key=_worst_first), held, limit)


def _worst_first(pair: tuple[str, Lag]) -> tuple[float, str, str]:
    group, lag = pair
    return -(lag.delay or 0), group, lag.change.writer


def _problem(one: Reading, late: list[tuple[str, Lag]], held: int, limit: int) -> Problem:
    net, step, (group, worst) = one.net, one.step, late[0]
    records = net.nothing
    for _, lag in late:
        records = records | lag.records
    population, hops = net.population(records), route(net, group, one.system, worst)
    delay = worst.delay or 0
    age = "without any bound" if delay == UNBOUNDED else f"up to {length(delay + one.cached + held)}"
    hold = f", {length(held)} of it held by the step" if held else ""
    hold += f", {length(one.cached)} of it in the cache of `{step.view}`" if one.cached else ""
    return Problem(
        code=RULE.code,
        message=f"step `{one.process.id}.{step.id}` uses `{group}` of {some(net.entity.id, population)} that is {age} "
        f"old{hold}; {length(limit)} are allowed: {chain(worst.change.writer, hops)}",
        place=step.place,
        subject=("process", one.process.id),
        help="bring it faster, read it closer to its source, or hold it for less time",
        related=steps(hops),
        field=one.field,
        entity=net.entity.id,
        groups=tuple(dict.fromkeys(name for name, _ in late)),
        systems=(one.system,),
        population=population,
        seen=net.population(worst.records),
        draft=one.process.draft,
    )


RULE = Rule(
    code="MDG612",
    name="step-too-stale",
    severity=Severity.ERROR,
    module=__name__,
    sections=("processes",),
    concerns=("freshness",),
    settled_by=("flows", "systems", "populations"),
    check=check,
)
