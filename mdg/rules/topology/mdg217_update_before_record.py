"""An update can come to a system before the record does, and is lost there.

## What is wrong

A flow without `create` brings updates of a group to a system, and they can be there before the record itself, which
comes another, slower way. The flow creates nothing, so that the first update finds nothing to change. What a provider
supplies is such an update too, and the provider has it from the beginning.

## Why it matters

Right after a record is created it is corrected and completed: this is when most updates are made. The ones that arrive
early are dropped, or wait in an error queue that nobody reads; and as the change has been sent, it is not sent again.
The two ends differ until the next change of the same group, which may be never.

## Example

```yaml
mdg: 1
entities:
  product:
    groups:
      core: [number, name]
      prices: [price]
systems:
  erp: {}
  shop: {}
ownership:
  erp_creates: {system: erp, may: create, groups: [core]}
  erp_maintains: {system: erp, may: update}
flows:
  products_to_shop: {from: erp, to: shop, groups: [core], trigger: {cron: "0 22 * * *", timezone: Europe/Berlin}}
  prices_to_shop: {from: erp, to: shop, groups: [prices], operations: [update]}  # MDG217
```

## Instead

Let the quick flow bring the record along, or let the record travel as fast:

```yaml
mdg: 1
entities:
  product:
    groups:
      core: [number, name]
      prices: [price]
systems:
  erp: {}
  shop: {}
ownership:
  erp_creates: {system: erp, may: create, groups: [core]}
  erp_maintains: {system: erp, may: update}
flows:
  products_to_shop: {from: erp, to: shop, groups: [core]}
  prices_to_shop: {from: erp, to: shop, groups: [prices], operations: [update]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Problem, Related, Severity
from mdg.model.landscape import Landscape
from mdg.model.writers import LATER, rules_on
from mdg.rule import Rule, listed, some
from mdg.rules.telling import length, schedule, steps
from mdg.rules.topology.networks import networks, whole
from mdg.topology import UNBOUNDED, Network
from mdg.topology.early import Early, early_updates
from mdg.topology.journey import Hop
from mdg.topology.links import raw
from mdg.topology.reach import Set
from mdg.topology.routes import first, way
from mdg.topology.trails import updating


def check(landscape: Landscape) -> Iterator[Problem]:
    for on in networks(landscape):
        several: dict[str, list[Early]] = {}
        for early in early_updates(on):
            several.setdefault(early.link.id, []).append(early)
        for found in several.values():
            yield _problem(on, found)


def _problem(on: Network, found: list[Early]) -> Problem:
    flow = found[0].link.flow
    population = whole(on, (early.records for early in found))
    point = first(on, population.members)
    shown = max((early for early in found if early.records & point != on.nothing), key=lambda early: early.bound.delay)
    groups = tuple(dict.fromkeys(early.group for early in found))
    links = (*updating(shown.cohort, shown.group, shown.spared).to(shown.link.source, point), shown.link)
    late = shown.bound.delay
    # a provider brings no record anywhere, whatever its flows carry
    create = "" if flow.source in on.no_passing else f"let `{flow.id}` carry `create` too, or "
    takes = "comes by hand, without any bound" if late == UNBOUNDED else f"may take `{length(late)}`"
    return Problem(
        code=RULE.code,
        message=f"`{flow.id}` can bring an update of {listed(groups)} to `{flow.target}` before the record is there, "
        f"which {takes}; it creates none, and so the update of {some(on.entity.id, population)} is lost",
        place=flow.place,
        subject=("flow", flow.id),
        help=f"{create}let the record come to `{flow.target}` as fast",
        related=(
            *steps(_record(on, shown, point)),
            *(
                Related(
                    f"the update goes `{one.source}` → `{one.target}` by `{one.id}`, {schedule(one)}", one.flow.place
                )
                for one in links
            ),
            *_granted(on, groups, links[0].source, point),
        ),
        entity=on.entity.id,
        groups=groups,
        systems=(flow.target, links[0].source),
        population=population,
    )


def _record(on: Network, shown: Early, point: Set) -> tuple[Hop, ...]:
    """How the record comes, where it is as late as can be."""
    return way(on, "create", None, shown.origin, shown.link.target, shown.origin, point, shown.bound.after)


def _granted(on: Network, groups: tuple[str, ...], writer: str, point: Set) -> Iterator[Related]:
    for rule in rules_on(on.landscape, on.entity.id, LATER):
        about = not set(groups).isdisjoint(rule.extract.groups)
        if writer in rule.systems and about and raw(rule.extract.population) & point != on.nothing:
            yield Related(f"lets `{writer}` change it", rule.place)
    for group in groups:
        if any(name == writer and records & point != on.nothing for name, records, _ in on.supplies.get(group, ())):
            yield Related(f"supplies `{group}`", on.landscape.systems[writer].place.at("supplies"))


RULE = Rule(
    code="MDG217",
    name="update-before-record",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    concerns=("freshness", "accuracy"),
    settled_by=("flows", "systems", "populations"),
    check=check,
)
