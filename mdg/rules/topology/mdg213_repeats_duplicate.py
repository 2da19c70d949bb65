"""A message may arrive twice, and twice does harm.

## What is wrong

The flow delivers `at_least_once`, and its receiver is not `idempotent`: what arrives again is not recognised as known.

## Why it matters

Delivery at least once means that now and then the same message comes again: after a time-out, a restart, a switch to
the other node. A receiver that takes it for a new one makes a second customer, adds the points again, sends the
letter twice. Exactly once is what the two ends make of it together: the sender repeats, and the receiver knows what
it has seen.

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, delivery: at_least_once, idempotent: false}  # MDG213
```

## Instead

Let the receiver recognise a repetition, by a key or by the number of the message:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update]}
flows:
  shop_to_erp: {from: shop, to: erp, delivery: at_least_once, idempotent: true}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, Unknown


def check(landscape: Landscape) -> Iterator[Problem]:
    for flow in landscape.flows.values():
        if flow.delivery == "at_least_once" and flow.idempotent is False and flow.extract.population:
            yield Problem(
                code=RULE.code,
                message=f"`{flow.id}` may deliver a message twice (`delivery: at_least_once`), "
                f"and `{flow.target}` does not recognise it (`idempotent: false`)",
                place=flow.place,
                subject=("flow", flow.id),
                help=f"let `{flow.target}` recognise what it has had, and say `idempotent: true`",
                entity=flow.extract.entity,
                groups=flow.carries,
                systems=(flow.source, flow.target),
                population=flow.extract.population,
            )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Flows that do not say how they deliver, or that may repeat and do not say what that does."""
    flows = landscape.flows.values()
    silent = [flow for flow in flows if flow.delivery is None and flow.idempotent is not True]
    yield from Unknown.of("flow.delivery", "how often a flow delivers a message", silent)
    repeating = [flow for flow in flows if flow.delivery == "at_least_once" and flow.idempotent is None]
    yield from Unknown.of("flow.idempotent", "whether the same message twice does no harm", repeating)


RULE = Rule(
    code="MDG213",
    name="repeats-duplicate",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    check=check,
    unknown=unknown,
)
