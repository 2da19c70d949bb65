"""What integration code asks of a landscape about one record: where it goes, who holds it, how stale it gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from mdg.decision.request import check_known, understand_groups, understand_value
from mdg.diagnostic import MdgError
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.population import Population
from mdg.topology.copies import Staleness
from mdg.topology.freshness import Lag, held, holders_of, worst
from mdg.topology.links import UNBOUNDED
from mdg.topology.network import Network, network
from mdg.topology.propagation import Propagation, propagate
from mdg.topology.reach import Set
from mdg.topology.routes import route

Record = Mapping[str, "str | Iterable[str]"]
CHANGES = ("create", "update", "delete")


def present(landscape: Landscape, entity: str, *, created_in: str, record: Record) -> frozenset[str]:
    """The systems in which a record comes to be that is created in that class in a system, whoever allows it.

    MdgError for an unknown entity, system, dimension or value, and for a missing dimension.
    """
    net = _network(landscape, entity)
    point, origin = point_of(net.entity, record), _known(landscape, created_in)
    return frozenset(net.about(point.members).present(origin, point.members)) if point else frozenset()


def holders(landscape: Landscape, entity: str, group: str, *, created_in: str, record: Record) -> frozenset[str]:
    """The systems that hold a group of a record that is created in that class in a system; errors as for `present`."""
    net = _network(landscape, entity)
    check_known("group", group, net.entity.groups, f" of `{entity}`")
    point, origin = point_of(net.entity, record), _known(landscape, created_in)
    if not point:
        return frozenset()
    supplied = group in _supplied(net, origin, point.members)
    return frozenset(holders_of(net.about(point.members), group, origin, point.members, supplied=supplied))


def staleness(landscape: Landscape, entity: str, group: str, *, at: str, record: Record | None = None) -> Staleness:
    """How stale a group of a record gets in a system at worst, whichever of its origins it came from.

    Without a record: of all records, the one with the worst answer as ``witness``.  Errors as for `present`.
    """
    net = _network(landscape, entity)
    check_known("group", group, net.entity.groups, f" of `{entity}`")
    system = _known(landscape, at)
    records = None if record is None else point_of(net.entity, record).members
    return answer(net, group, system, records)


def answer(net: Network, group: str, system: str, records: Set | None) -> Staleness:
    """The staleness of a group in a system, of the worst of some records (all, if None)."""
    found = worst(net, group, system)
    if records is not None:
        found = [lag for lag in found if lag.records & records != net.nothing]
    holding = _holding(net, group, system, records)
    said: dict[str, Any] = {"entity": net.entity.id, "group": group, "system": system, "held": holding}
    if not found:
        return Staleness(**said, worst=dt.timedelta())
    lag = found[0]
    some = lag if records is None else attrs.evolve(lag, records=lag.records & records)
    return Staleness(**said, **_worst(net, group, system, some), witness=net.population(some.records).witness())


def _holding(net: Network, group: str, system: str, records: Set | None) -> bool:
    """Of one record: whether it is held wherever it began; of all: whether that is so of some."""
    here = held(net, group, system)
    return bool((here if records is None else here & records) != net.nothing)


def _worst(net: Network, group: str, system: str, lag: Lag) -> dict[str, Any]:
    change = lag.change
    refreshed = dt.timedelta(seconds=change.refreshed)
    said: dict[str, Any] = {"writer": change.writer, "change": change.kind, "refreshed": refreshed}
    if lag.delay is None:
        return {**said, "worst": None, "never": True}
    hops = route(net, group, system, lag)
    said |= {"route": tuple(hop.link.id for hop in hops), "hops": hops}
    if lag.delay == UNBOUNDED:
        return {**said, "worst": None, "unbounded": True}
    after = None if lag.after is None else dt.datetime.fromtimestamp(lag.after, dt.UTC)
    return {**said, "worst": dt.timedelta(seconds=lag.delay), "after": after}


def plan(
    landscape: Landscape,
    operation: str,
    *,
    origin: str,
    entity: str,
    record: Record,
    groups: Iterable[str] | None = None,
    created_in: str | None = None,
) -> Propagation:
    """In which order, and how soon, systems learn of a change that is made at ``origin``.

    ``operation`` is create, update or delete.  Of an update, ``groups`` are those that change (left out: all that the
    system may write there after the creation); of a creation, those whose arrival is told (left out: all that it
    supplies).  What the record does not have does not travel.  ``created_in`` says where the record began; an update
    or a deletion needs it only where several systems may create it.  MdgError as for `present`, and where it is not
    clear or not known where the record began.
    """
    check_known("operation", operation, CHANGES)
    net = _network(landscape, entity)
    at = _known(landscape, origin)
    asked = understand_groups(net.entity, groups)
    point = point_of(net.entity, record)
    if not point:
        raise MdgError("such a record is impossible, so that no change of it goes anywhere")
    if operation == "create":
        if created_in not in (None, at):
            raise MdgError(f"a creation at `{at}` is where the record begins, which cannot be in `{created_in}`")
        start = at
    else:
        start = _start(net, landscape, created_in, point)
    if asked is None:
        asked = tuple(_changed(net, operation, start, at, point.members))
    shown = {name: value if isinstance(value, str) else sorted(value) for name, value in record.items()}
    about = net.about(point.members)
    had = [group for group in asked if net.applies(group) & point.members != net.nothing]
    return propagate(about, operation, start, point.members, at=at, groups=had, named=groups is not None, shown=shown)


def _start(net: Network, landscape: Landscape, created_in: str | None, point: Population) -> str:
    """Where a record began that is updated or deleted."""
    if created_in is not None:
        return _known(landscape, created_in)
    several = sorted({one.system for one in net.origins if one.records & point})
    if len(several) == 1:
        return several[0]
    if not several:
        raise MdgError("no system may create such a record; say where it began with `created_in`")
    named = ", ".join(f"`{system}`" for system in several)
    raise MdgError(f"such a record may have begun in {named}; say where with `created_in`")


def _changed(net: Network, operation: str, start: str, at: str, point: Set) -> list[str]:
    """The groups of a change of which none are named."""
    if operation == "create":
        supplied = _supplied(net, start, point)
        return [group for group in net.entity.groups if group in supplied]
    if operation == "delete":
        return []
    return [group for group in net.entity.groups if at in net.later_writers(start, group, point)]


def _supplied(net: Network, origin: str, point: Set) -> set[str]:
    """The groups that a system supplies where it creates such a record today."""
    found: set[str] = set()
    for rule in net.landscape.ownership.values():
        extract = rule.extract
        creates = "create" in rule.may and origin in rule.systems and extract.entity == net.entity.id
        if creates and extract.population.members & point != net.nothing:
            found.update(group for group in extract.groups if net.applies(group) & point != net.nothing)
    return found


def _network(landscape: Landscape, entity: str) -> Network:
    check_landscape(landscape)
    check_known("entity", entity, landscape.every.entities)
    return network(reading_of(landscape), landscape.every.entities[entity])


def check_landscape(landscape: object) -> None:
    """TypeError for what is no landscape: a path, which `mdg.check` takes, is tried here too."""
    if not isinstance(landscape, Landscape):
        raise TypeError("this is asked of a landscape, as `mdg.load` gives it")


def reading_of(landscape: Landscape) -> Landscape:
    """What is in force on the landscape's day; made once."""
    every = landscape.every
    return every.derived(("reading", landscape.as_of), lambda: every.on(landscape.as_of))


def _known(landscape: Landscape, system: str) -> str:
    check_known("system", system, landscape.every.systems)
    return system


def point_of(entity: Entity, record: Any) -> Population:
    """The set of that record alone, empty where it is impossible."""
    if not isinstance(record, Mapping):
        raise MdgError("a record is a mapping from dimension to value")
    for name in record:
        check_known("dimension", name, entity.dimensions, f" of `{entity.id}`")
    missing = [name for name in entity.dimensions if record.get(name) is None]
    if missing:
        named = ", ".join(f"`{name}`" for name in missing)
        raise MdgError(f"the record has no {named}, and every dimension of `{entity.id}` is needed")
    values = {name: understand_value(dimension, record[name]) for name, dimension in entity.dimensions.items()}
    return entity.space.record(values)
