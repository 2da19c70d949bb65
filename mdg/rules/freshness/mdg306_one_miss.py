"""A need holds only as long as no run is ever missed.

## What is wrong

Every change arrives within the need's `max_age`, and would not if one run of one flow were missed: where an interval
doubles, or the run after the next of a timetable is the one that counts. Flows that are run by hand are not looked at:
their limit is an agreement.

## Why it matters

Jobs fail: a certificate has ended, a file is locked, a server is being patched. A schedule that can bear one failure
gives somebody a day to see to it; one that cannot turns each of them into a broken promise, and mostly nobody knows
which kind it is.

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
  shop_to_mail: {from: shop, to: mail, trigger: {every: 6h}, latency: 30m}
needs:
  mail_needs: {system: mail, max_age: 12h}  # MDG306
```

## Instead

Run it so often that a run may be missed, or allow for one:

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

from collections.abc import Iterator, Sequence

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.freshness.ages import against, began, few, groups
from mdg.rules.freshness.gaps import is_draft, limited
from mdg.rules.telling import length, schedule, steps
from mdg.topology.misses import Miss, misses, pace_that_bears_a_miss
from mdg.topology.needs import Late, Served, together, worst_first
from mdg.topology.network import Network


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in limited(landscape):
        found = sorted(misses(net, one), key=lambda miss: (worst_first(Late(miss.group, miss.lag)), miss.link.id))
        if found:
            yield _problem(net, one, found)


def _problem(net: Network, one: Served, found: Sequence[Miss]) -> Problem:
    need, worst = one.need, found[0]
    affected = net.population(together([Late(miss.group, miss.lag) for miss in found], net.nothing))
    late = groups(need, found)
    missed = {miss.link.id for miss in found}
    flows = dict.fromkeys([hop.link.id for hop in worst.hops if hop.link.id in missed] + sorted(missed))
    figure, limit = against(worst.lag.delay or 0, one.limit or 0)
    return Problem(
        code=RULE.code,
        message=f"one missed run of {listed(flows, 'or')} makes {few(late)} of {some(net.entity.id, affected)} "
        f"{figure} late in `{need.system}`, over {limit}",
        place=need.place,
        subject=("need", need.id),
        help=_help(net, one, found, figure),
        related=(*began(net, Late(worst.group, worst.lag)), *_missed(worst), *_others(found)),
        entity=net.entity.id,
        groups=late,
        systems=(need.system,),
        population=affected,
        seen=net.population(worst.lag.records),
        draft=is_draft(net.entity, need),
    )


def _missed(worst: Miss) -> Iterator[Related]:
    """The route with the run missed, hop by hop."""
    for hop, told in zip(worst.hops, steps(worst.hops), strict=True):
        missed = ", one run being missed" if hop.link.index == worst.link.index else ""
        yield Related(f"{told.message}{missed}", told.place)


def _others(found: Sequence[Miss]) -> Iterator[Related]:
    """The other flows of which a run may not be missed, each with the worst that comes of it."""
    told = {hop.link.id for hop in found[0].hops}
    for miss in found:
        if miss.link.id not in told:
            told.add(miss.link.id)
            late = f"`{miss.group}` is {length(miss.lag.delay or 0)} late"
            yield Related(f"{late} if this flow, {schedule(miss.link)}, misses a run", miss.link.flow.place)


def _help(net: Network, one: Served, found: Sequence[Miss], figure: str) -> str:
    """How often the flows would have to run to bear it, where that can be told of each by itself."""
    paces: dict[str, int] = {}
    for miss in found:
        pace = pace_that_bears_a_miss(net, one, miss)
        paces[miss.link.id] = min(pace, paces.get(miss.link.id, pace))
    ways = [f"`{link}` run every {length(pace)} or more often" for link, pace in paces.items() if pace > 0]
    more_often = f"let {' and '.join(ways)}, or " if len(ways) == len(paces) else ""
    return f"{more_often}have a failed run noticed and made up for in time, or allow {figure}"


RULE = Rule(
    code="MDG306",
    name="one-miss",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
