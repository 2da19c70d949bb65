"""A need allows less time than the transfers alone take, so that no schedule helps.

## What is wrong

Even if every flow ran on each change and nothing ever waited, some change would arrive later than the need's `max_age`:
the latencies on the quickest route, with what a provider's supply may be old where it comes from, add up to more.

## Why it matters

Running jobs more often is the first thing that everybody tries, and here it is money spent for nothing. Either the
transfers themselves get faster, or a more direct flow is built, or the limit was a wish.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 5m}, latency: 75m}
needs:
  mail_needs: {system: mail, max_age: 1h}  # MDG301 MDG305
```

## Instead

Make the transfers quicker, go a shorter way, or allow what they take:

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 5m}, latency: 20m}
needs:
  mail_needs: {system: mail, max_age: 1h}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, some
from mdg.rules.freshness.ages import against, began, few, groups
from mdg.rules.freshness.gaps import is_draft, limited
from mdg.rules.telling import length
from mdg.topology.hurry import hopeless, quickest
from mdg.topology.journey import Hop
from mdg.topology.needs import Late, Served, together
from mdg.topology.network import Network


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in limited(landscape):
        late = hopeless(net, one)
        if late:
            yield _problem(net, one, late)


def _problem(net: Network, one: Served, late: Sequence[Late]) -> Problem:
    need, first = one.need, late[0]
    affected = net.population(together(late, net.nothing))
    figure, limit = against(first.lag.delay or 0, one.limit or 0)
    hops, _ = quickest(net, first.group, need.system, first.lag)
    return Problem(
        code=RULE.code,
        message=f"{few(groups(need, late))} of {some(net.entity.id, affected)} cannot be in `{need.system}` "
        f"within {limit}, whatever the schedules: {_takes(first, figure)}",
        place=need.place,
        subject=("need", need.id),
        help=_help(first, hops, figure),
        related=(*began(net, first), *_latencies(hops)),
        entity=net.entity.id,
        groups=groups(need, late),
        systems=(need.system,),
        population=affected,
        seen=net.population(first.records),
        draft=is_draft(net.entity, need),
    )


def _takes(late: Late, figure: str) -> str:
    """What takes so long: the transfers, or what a provider's supply may be old before it sets out."""
    change = late.lag.change
    if not change.refreshed:
        return f"the transfers alone take {figure}"
    old = f"what `{change.writer}` supplies may be {length(change.refreshed)} old"
    more = (late.lag.delay or 0) - change.refreshed
    return f"{old}, and the transfers take {length(more)} more" if more else old


def _help(late: Late, hops: Sequence[Hop], figure: str) -> str:
    change, ways = late.lag.change, []
    if change.refreshed:
        ways.append(f"have `{change.writer}` refresh it more often (`refreshed`)")
    slowest = max(hops, key=lambda hop: hop.link.latency, default=None)
    if slowest is not None and slowest.link.latency:
        ways.append(f"make the transfers quicker, `{slowest.link.id}` above all ({length(slowest.link.latency)})")
        ways += ["let a flow go a shorter way"] if len(hops) > 1 else []
    return f"{', '.join(ways)}, or allow {figure}" if ways else f"allow {figure}"


def _latencies(hops: Sequence[Hop]) -> Iterator[Related]:
    """What each transfer on the quickest route takes."""
    for number, hop in enumerate(hops, 1):
        link = hop.link
        takes = f"takes {length(link.latency)}" if link.latency else "takes no time"
        yield Related(
            f"hop {number} of {len(hops)}: `{link.source}` → `{link.target}` by `{link.id}` {takes} once it runs",
            link.flow.place,
        )


RULE = Rule(
    code="MDG305",
    name="impossible",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
