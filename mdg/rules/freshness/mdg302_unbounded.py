"""A need has a limit, and what it is about arrives only when somebody remembers to send it.

## What is wrong

The need states `max_age`, and for some records a needed group comes to the system only by routes on which a flow is run
by hand, with no limit agreed. Nothing bounds how late a change can be there.

## Why it matters

A file that is sent "when there is time" is sent every Friday until the colleague is on leave. The limit of the need is
then kept by luck. A limit agreed for the hand-over (`{manual: 5d}`) can be held against somebody, and `mdg` counts with
it.

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
  shop_to_mail: {from: shop, to: mail, trigger: manual}
needs:
  mail_needs: {system: mail, max_age: 7d}  # MDG302
```

## Instead

Agree a limit, or let a machine do it:

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
  shop_to_mail: {from: shop, to: mail, trigger: {manual: 5d}}
needs:
  mail_needs: {system: mail, max_age: 7d}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.freshness.ages import few, groups, related
from mdg.rules.freshness.gaps import is_draft, limited
from mdg.rules.freshness.ways_out import in_words
from mdg.rules.telling import length
from mdg.topology.advice import advice
from mdg.topology.links import UNBOUNDED
from mdg.topology.needs import Served, together
from mdg.topology.network import Network
from mdg.topology.routes import route


def check(landscape: Landscape) -> Iterator[Problem]:
    for net, one in limited(landscape):
        need, late = one.need, one.unbounded
        if late:
            affected = net.population(together(late, net.nothing))
            hops = [hop for each in late for hop in route(net, each.group, need.system, each.lag)]
            by_hand = dict.fromkeys(hop.link.id for hop in hops if hop.link.delay == UNBOUNDED)
            yield Problem(
                code=RULE.code,
                message=f"{few(groups(need, late))} of {some(net.entity.id, affected)} can be late without bound in "
                f"`{need.system}`, which allows {length(one.limit or 0)}: {listed(by_hand)} "
                f"{'is' if len(by_hand) == 1 else 'are'} run by hand, with no limit agreed",
                place=need.place,
                subject=("need", need.id),
                help=_help(net, one),
                related=related(net, one, late),
                entity=net.entity.id,
                groups=groups(need, late),
                systems=(need.system,),
                population=affected,
                draft=is_draft(net.entity, need),
            )


def _help(net: Network, one: Served) -> str:
    found = advice(net, one, one.unbounded)
    if found.hopeless:
        return "no limit that could be agreed helps all of these records: see MDG305"
    return "; or ".join([*in_words(found), "let a schedule do what is done by hand"])


RULE = Rule(
    code="MDG302",
    name="unbounded",
    severity=Severity.ERROR,
    module=__name__,
    sections=("flows", "needs"),
    concerns=("freshness",),
    settled_by=("flows", "ownership", "systems", "populations"),
    check=check,
)
