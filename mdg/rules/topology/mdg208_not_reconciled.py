"""A flow may lose changes, and nothing ever compares its two ends.

## What is wrong

The flow delivers `at_most_once`, or finds changes by their time stamp (`change_detection: timestamp`), and no
`reconcile` says that both ends are compared in full now and then.

## Why it matters

A message that is delivered at most once is gone when the receiver is down. A query for what has changed since the last
run sees no deletion, and misses what was committed late with an earlier time. Each loss is small and silent; after a
year the copies differ in ways that nobody can explain. A full comparison is what brings them together again.

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
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}, change_detection: timestamp}  # MDG208
```

## Instead

Compare both ends regularly, or read the log of changes:

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
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1h}, change_detection: timestamp, reconcile: 1w}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow
from mdg.rule import Rule, Unknown

#: In what way each loses changes, by the key that says so.
_LOSING = {
    "delivery": ("at_most_once", "a message that does not arrive is not sent again"),
    "change_detection": ("timestamp", "deletions and late commits go unseen"),
}
_HELP = {
    "delivery": "deliver at least once, or compare both ends with `reconcile`",
    "change_detection": "read the log (`change_detection: log`), or compare both ends with `reconcile`",
}


def check(landscape: Landscape) -> Iterator[Problem]:
    for flow in landscape.flows.values():
        losing = [key for key, (value, _) in _LOSING.items() if getattr(flow, key) == value]
        if losing and flow.reconcile is None and flow.extract.population:
            yield _problem(flow, losing)


def _problem(flow: Flow, losing: list[str]) -> Problem:
    said = " and ".join(f"`{key}: {_LOSING[key][0]}`, {_LOSING[key][1]}" for key in losing)
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` may lose changes on the way to `{flow.target}` ({said}), and nothing compares both ends",
        place=flow.place,
        subject=("flow", flow.id),
        help=_HELP[losing[0]] if len(losing) == 1 else "compare both ends with `reconcile`",
        entity=flow.extract.entity,
        groups=flow.carries,
        systems=(flow.source, flow.target),
        population=flow.extract.population,
    )


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Flows that do not say how they deliver, and do not do without that by comparing both ends."""
    silent = [
        flow
        for flow in landscape.flows.values()
        if flow.delivery is None and flow.reconcile is None and flow.change_detection != "timestamp"
    ]
    yield from Unknown.of("flow.delivery", "how often a flow delivers a message", silent)


RULE = Rule(
    code="MDG208",
    name="not-reconciled",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    check=check,
    unknown=unknown,
)
