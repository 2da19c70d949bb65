"""A copy can get older than the need for it allows.

## What is wrong

The need states `max_age`, and along the best route of some change, at the worst moment of the calendar, the change
arrives later than that. The finding goes through the route flow by flow: which schedule, waiting how long, and since
when.

## Why it matters

Every interface keeps its own promise, and the chain does not. What counts is not the longest interval but how the
schedules lie to each other: of three nightly jobs, the second started half an hour too early adds a whole day, on every
day, and no monitor shows it. This is what real-time systems call the end-to-end latency of a cause-effect chain, and
its worst case the largest age of the information (see the explanation of staleness in the documentation).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 12h}, latency: 30m}
needs:
  mail_needs: {system: mail, max_age: 12h}  # MDG301
```

## Instead

Run the flow that takes the most time more often, or allow more:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  mail: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, trigger: {every: 4h}, latency: 30m}
needs:
  mail_needs: {system: mail, max_age: 12h}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, some
from mdg.rules.freshness.ages import against, few, groups, mostly, related
from mdg.rules.freshness.gaps import is_draft, limited
from mdg.rules.freshness.ways_out import in_words
from mdg.topology.advice import advice
from mdg.topology.needs import Served, together
from mdg.topology.network import Network
from mdg.topology.routes import route


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in limited(landscape):
        if one.over:
            yield _problem(net, one)


def _problem(net: Network, one: Served) -> Problem:
    need, late = one.need, one.over
    affected = net.population(together(late, net.nothing))
    figure, limit = against(late[0].lag.delay or 0, one.limit or 0)
    hops = route(net, late[0].group, need.system, late[0].lag)
    return Problem(
        code=RULE.code,
        message=f"{few(groups(need, late))} of {some(net.entity.id, affected)} can be {figure} late "
        f"in `{need.system}`, over {limit}{mostly(hops)}",
        place=need.place,
        subject=("need", need.id),
        help=_help(net, one, figure),
        related=related(net, one, late),
        entity=net.entity.id,
        groups=groups(need, late),
        systems=(need.system,),
        population=affected,
        seen=net.population(late[0].records),
        draft=is_draft(net.entity, need),
    )


def _help(net: Network, one: Served, figure: str) -> str:
    """The intervals or the schedule that would do, all worked out for every record that is late."""
    found = advice(net, one, one.over)
    if found.hopeless:
        return "no schedule helps all of these records: see MDG305"
    return "; or ".join([*in_words(found), f"allow {figure}"])


RULE = Rule(
    code="MDG301",
    name="too-stale",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
