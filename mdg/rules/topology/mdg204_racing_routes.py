"""An older version can overtake a newer one, since changes come to a system by two routes.

## What is wrong

Changes that one system makes to a group come to another one by two flows, and at least one of the two ways takes time.
The older of two changes, on its way by the slower route, can arrive after the newer one by the faster, and puts it
aside. Where every flow by which they arrive is `loop_protection: version`, the older one is turned away.

## Why it matters

The system ends with data that was right once and is wrong now, with nothing on the way to correct it: both messages
were delivered, each flow is healthy, and only the order is wrong. A second route is mostly added for speed, or for
safety, beside the nightly file that nobody dared to switch off. Delivery in order is a promise of one channel, not of
two (Kleppmann, *Designing Data-Intensive Applications*, 2017, chapters 5 and 9).

## Example

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  hub: {}
  mail: {}  # MDG204
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail}
  shop_to_hub: {from: shop, to: hub}
  hub_to_mail: {from: hub, to: mail, trigger: {every: 1h}}
```

The hub hands on within an hour what the shop has long sent, and corrected, directly.

## Instead

Take one of the routes away, or compare versions where they meet:

```yaml
mdg: 1
entities:
  customer:
    groups:
      name: [first, last]
systems:
  shop: {}
  hub: {}
  mail: {}
ownership:
  shop_owns: {system: shop, may: [create, update]}
flows:
  shop_to_mail: {from: shop, to: mail, loop_protection: version}
  shop_to_hub: {from: shop, to: hub}
  hub_to_mail: {from: hub, to: mail, trigger: {every: 1h}, loop_protection: version}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mdg.diagnostic import Problem, Severity
from mdg.model.landscape import Landscape
from mdg.rule import Rule, listed, some
from mdg.rules.telling import length, named, steps
from mdg.topology import UNBOUNDED, Link, Network
from mdg.topology.cohort_routes import along, transit
from mdg.topology.cohorts import cohorts
from mdg.topology.large_network import entered_twice, feeding, network
from mdg.topology.races import Race, races
from mdg.topology.reach import union_of
from mdg.topology.routes import first

#: How many flows are named as those to protect.
_MOST_NAMED = 6


class Route(NamedTuple):
    """A way of a change into a system; ``takes`` at most so many seconds."""

    links: tuple[Link, ...]
    takes: float

    @property
    def last(self) -> Link:
        """The flow by which it enters."""
        return self.links[-1]

    @property
    def protected(self) -> bool:
        """Whether an older version is turned away there."""
        return self.last.flow.loop_protection == "version"


def check(landscape: Landscape) -> Iterator[Problem]:
    for entity in landscape.entities.values():
        whole = network(landscape, entity)
        systems = entered_twice(whole)
        if systems:
            yield from _racing(feeding(whole, systems))


def _racing(flows: Network) -> Iterator[Problem]:
    found: dict[str, list[Race]] = {}
    for group in flows.entity.groups:
        for cohort in cohorts(flows):
            for race in races(cohort, group):
                found.setdefault(race.system, []).append(race)
    for several in found.values():
        yield _problem(flows, several)


def _problem(flows: Network, several: Sequence[Race]) -> Problem:
    records, entity = union_of((race.records for race in several), flows.nothing), flows.entity
    population, point = flows.population(records), first(flows, records)
    told = next(race for race in several if race.records & point != flows.nothing)
    system = flows.landscape.systems.get(told.system) or flows.landscape.every.systems[told.system]
    groups = tuple(dict.fromkeys(race.group for race in several))
    writer = told.writer(point)
    ways = (Route(links, sum(transit(flows, link) for link in links)) for links in told.ways(point))
    routes = sorted(ways, key=lambda route: route.takes)
    quick, slow = _two(routes)
    return Problem(
        code=RULE.code,
        message=f"an older {named(groups, 'or')} of {some(entity.id, population)} can overtake a newer one at "
        f"`{told.system}`: changes made in `{writer}` come there by `{quick.last.id}`{_takes(quick)} and by "
        f"`{slow.last.id}`{_takes(slow)}",
        place=system.place,
        subject=("system", told.system),
        help=_help(routes),
        related=tuple(hop for route in (quick, slow) for hop in steps(along(flows, writer, told.system, route.links))),
        field=entity.id,
        entity=entity.id,
        groups=groups,
        systems=(told.system,),
        population=population,
        seen=flows.population(told.records),
        draft=system.draft,
    )


def _help(routes: Sequence[Route]) -> str:
    loose = tuple(dict.fromkeys(route.last.id for route in routes if not route.protected))
    where = listed(loose) if len(loose) <= _MOST_NAMED else "every flow that brings it there"
    return f"set `loop_protection: version` on {where}, or leave one route only"


def _two(routes: Sequence[Route]) -> tuple[Route, Route]:
    """The slowest of some routes, and the fastest by another flow, not both of which are protected."""
    return next(
        (quick, slow)
        for slow in reversed(routes)
        for quick in routes
        if quick.last is not slow.last and not (quick.protected and slow.protected)
    )


def _takes(route: Route) -> str:
    if route.takes == UNBOUNDED:
        return ", without any bound"
    return f" within {length(route.takes)}" if route.takes else " at once"


RULE = Rule(
    code="MDG204",
    name="racing-routes",
    severity=Severity.WARNING,
    module=__name__,
    sections=("flows",),
    settled_by=("populations", "systems"),
    check=check,
)
