"""The landscape does not do what an expectation says of it.

## What is wrong

An expectation tells of one record where it must get to, with what and how soon, where it must never get to, or who may
and may not do something with it. On this day that is not so. A system is `reached` when the record comes to be in it
and it holds the groups that are named; `within` counts from the creation until the record is there, and each of the
groups named that come with the creation. Of a record that is created where it says neither as it is nor as what it
was before, nothing is expected to arrive, so that `reaches` fails.

## Why it matters

Expectations are how the people who agreed on a landscape pin down what it is for. When one fails, a change elsewhere
in the text has broken a promise, and nobody has noticed yet.

## Example

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, CH]
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 1d}}
expectations:
  swiss_are_billed:
    record: {country: CH}
    created_in: shop
    reaches: {erp: {groups: [name], within: 4h}}  # MDG707
```

## Instead

Mend the landscape, or the expectation if it is out of date.

```yaml
mdg: 1
entities:
  customer:
    dimensions:
      country: [DE, CH]
    groups:
      name: [first, last]
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create]}
flows:
  shop_to_erp: {from: shop, to: erp, trigger: {every: 4h}}
expectations:
  swiss_are_billed:
    record: {country: CH}
    created_in: shop
    reaches: {erp: {groups: [name], within: 4h}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Place, Problem, Related, Severity
from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.life import origins
from mdg.model.use import Expectation, Reach
from mdg.population import Population
from mdg.rule import Rule, listed
from mdg.rules.telling import length, steps
from mdg.topology.bounds import bounds
from mdg.topology.freshness import holders_of
from mdg.topology.large_network import network
from mdg.topology.links import UNBOUNDED, seconds
from mdg.topology.network import Network
from mdg.topology.reach import Set
from mdg.topology.routes import way


@attrs.frozen(slots=True, repr=False, eq=False)
class Failure:
    """What is not as expected, where that is said, and the route that tells why."""

    text: str
    place: Place
    help: str
    route: tuple[Related, ...] = ()
    groups: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()


def check(landscape: Landscape) -> Iterator[Problem]:
    for expectation in _in_force(landscape):
        entity = landscape.every.entities[expectation.entity]
        record = entity.space.record(expectation.record)
        if not record:
            continue  # an impossible record: nothing is ever found about it
        failures = [*_rights(landscape, entity, expectation, record), *_ways(landscape, entity, expectation, record)]
        if failures:
            yield _problem(expectation, record, failures)


def _problem(expectation: Expectation, record: Population, failures: list[Failure]) -> Problem:
    first = failures[0]
    more = tuple(Related(one.text, one.place) for one in failures[1:])
    further = f", and {len(more)} more of what it expects fail{'s' if len(more) == 1 else ''}" if more else ""
    return Problem(
        code=RULE.code,
        message=f"`{expectation.id}` fails: {first.text}{further}",
        place=first.place,
        subject=("expectation", expectation.id),
        help=first.help,
        related=(*first.route, *more),
        entity=expectation.entity,
        groups=tuple(dict.fromkeys(group for one in failures for group in one.groups)),
        systems=tuple(dict.fromkeys(system for one in failures for system in one.systems)),
        population=record,
        draft=expectation.draft,
    )


def _in_force(landscape: Landscape) -> Iterator[Expectation]:
    """Those of the day by what they say themselves: one about a system that is out of force is put to the test too."""
    for expectation in landscape.every.expectations.values():
        here = expectation.id in landscape.expectations or not expectation.force.holds(landscape.as_of)
        if expectation.valid.holds(landscape.as_of) and here:
            yield expectation


# -- who may do what


def _rights(landscape: Landscape, entity: Entity, expectation: Expectation, record: Population) -> Iterator[Failure]:
    for key, granted in (("may", expectation.may), ("may_not", expectation.may_not)):
        for operation, systems in granted.items():
            for system in systems:
                if _may(landscape, entity, operation, system, record) != (key == "may"):
                    verb = "may not" if key == "may" else "may"
                    yield Failure(
                        f"`{system}` {verb} {operation} it",
                        expectation.place.at(key, operation),
                        f"{'grant' if key == 'may' else 'withdraw'} `{operation}` in `ownership`, or mend `{key}`",
                        systems=(system,),
                    )


def _may(landscape: Landscape, entity: Entity, operation: str, system: str, record: Population) -> bool:
    """Whether a system may do something with a record, whatever the groups."""
    rules = [rule for rule in _covering(landscape, entity, system, record) if operation in rule.may]
    if operation == "delete":
        return bool(rules)
    given = {group for rule in rules for group in rule.extract.groups if record & entity.groups[group].applies}
    if operation != "create":
        return bool(given)
    required = {name for name, group in entity.groups.items() if record & group.required & group.applies}
    return bool(rules) and bool(record & entity.space.starting()) and bool(given) and required <= given


def _covering(landscape: Landscape, entity: Entity, system: str, record: Population) -> Iterator[Ownership]:
    for rule in landscape.ownership.values():
        if rule.extract.entity == entity.id and system in rule.systems and rule.extract.population & record:
            yield rule


# -- where it gets to


def _ways(landscape: Landscape, entity: Entity, expectation: Expectation, record: Population) -> Iterator[Failure]:
    origin = expectation.created_in
    if origin is None:
        return
    net, point = network(landscape, entity).about(record.members), record.members
    present = net.present(origin, point)
    begun = _begun(landscape, entity, origin, record)
    if expectation.reaches and begun is None:
        yield Failure(
            f"`{origin}` may not create it",
            expectation.place.at("created_in"),
            f"grant `create` to `{origin}` for it, or name another system in `created_in`",
            systems=(origin,),
        )
    for number, system in enumerate(expectation.never_reaches):
        if system in present:
            hops = way(net, "create", None, origin, system, origin, point) if system != origin else ()
            yield Failure(
                f"it comes to be in `{system}`",
                expectation.place.at("never_reaches", number),
                "narrow a flow on the way by `when`, or take the system out of `never_reaches`",
                steps(hops),
                systems=(system,),
            )
    for system, reach in expectation.reaches.items():
        place = expectation.place.at("reaches", system, key=True)
        yield from _reached(net, Asked(origin, point, system, reach, place), begun or frozenset())


@attrs.frozen(slots=True, repr=False, eq=False)
class Asked:
    """A system that a record must reach."""

    origin: str
    point: Set
    system: str
    reach: Reach
    place: Place


def _reached(net: Network, asked: Asked, supplied: frozenset[str]) -> Iterator[Failure]:
    system, origin, point = asked.system, asked.origin, asked.point
    here = net.present(origin, point)
    if system not in here:
        feeding = sorted({link.source for link in net.links if link.target == system and link.source in here})
        yield Failure(
            f"it never comes to be in `{system}`",
            asked.place,
            f"let a flow with `create` bring it there from {listed(feeding or [origin], 'or')}",
            systems=(system,),
        )
        return
    wanted = [group for group in asked.reach.groups or () if net.applies(group) & point != net.nothing]
    for group in wanted:
        if system not in holders_of(net, group, origin, point, supplied=group in supplied):
            yield Failure(
                f"`{system}` never holds `{group}` of it",
                asked.place,
                f"let a flow carry `{group}` there",
                groups=(group,),
                systems=(system,),
            )
    if asked.reach.within is not None:
        coming = [None, *(group for group in wanted if group in supplied)]
        yield from _in_time(net, asked, coming, seconds(asked.reach.within))


def _in_time(net: Network, asked: Asked, coming: list[str | None], limit: int) -> Iterator[Failure]:
    """The record, and each group that comes with its creation, where that is later than expected."""
    present = net.present(asked.origin, asked.point)
    for group in coming:
        found = bounds(net, "create", group, asked.origin, present).get(asked.system)
        late = None if not found else found[0].delay
        if late is not None and late <= limit:
            continue
        what = "it" if group is None else f"`{group}` of it"
        if late is None:
            text = f"the creation never brings {what} to `{asked.system}`"
        elif late == UNBOUNDED:
            text = f"nothing bounds when {what} is in `{asked.system}`"
        else:
            text = f"{what} is in `{asked.system}` after {length(late)} at worst, {length(limit)} expected"
        after = found[0].after if found else None
        hops = way(net, "create", group, asked.origin, asked.system, asked.origin, asked.point, after) if found else ()
        yield Failure(
            text,
            asked.place,
            "shorten what it waits for on the way, or allow more in `within`",
            steps(hops),
            () if group is None else (group,),
            (asked.system,),
        )
        return


def _begun(landscape: Landscape, entity: Entity, system: str, record: Population) -> frozenset[str] | None:
    """The groups a record began with in a system, as it is or as what it was before; None where it cannot have."""
    here = [one for one in origins(landscape, entity) if one.system == system and one.in_force and one.records & record]
    if _may(landscape, entity, "create", system, record):
        return frozenset(group for group in entity.groups if any(one.given(entity, group) & record for one in here))
    before = [one for one in here if (one.started - record).after_life() & record]
    if not before:
        return None
    return frozenset(group for group in entity.groups if any(one.supplied(entity, group) & record for one in before))


RULE = Rule(
    code="MDG707",
    name="expectation-failed",
    severity=Severity.ERROR,
    module=__name__,
    sections=("expectations",),
    settled_by=("ownership", "flows", "systems", "populations"),
    check=check,
)
