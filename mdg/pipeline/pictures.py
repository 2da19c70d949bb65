"""The picture that is asked for: all flows of a landscape, or those of some groups, some records, or one change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mdg.decision.request import check_known, understand_groups, understand_value
from mdg.diagnostic import Json, MdgError
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.pipeline.questions import CHANGES, Record, check_landscape, reading_of
from mdg.topology.chart import Change, Chart, Part, chart, chart_of_change
from mdg.topology.links import raw
from mdg.topology.network import Network, network
from mdg.topology.reach import Set

if TYPE_CHECKING:
    from mdg.topology.view import Graph

Names = str | Iterable[str] | None


def graph(
    landscape: Landscape,
    entity: Names = None,
    *,
    group: Names = None,
    record: Record | None = None,
    population: str | None = None,
    operation: str | None = None,
    origin: str | None = None,
    created_in: str | None = None,
) -> Graph:
    """A landscape on its day as a networkx graph: systems as nodes, flows as edges, each under its id as key.

    Left out, ``entity`` and ``group`` (one or several) mean all.  ``record`` has values for some dimensions or all, and
    ``population`` is the name of one: only flows for such records are there, each with those in ``when``.  With an
    ``operation`` (create, update or delete) made at ``origin`` it is the flows that such a change takes, and every
    system that it reaches has its ``wave`` and the bound ``within_seconds``, over all of these records.  Attributes are
    those of ``mdg graph --format json``.  MdgError for unknown names, and where the extra `graph` is not installed.
    """
    picture = draw(
        landscape,
        entity,
        group=group,
        record=record,
        population=population,
        operation=operation,
        origin=origin,
        created_in=created_in,
    )
    # networkx is loaded with it, which may not be there
    from mdg.topology.view import view

    return view(picture)


def draw(
    landscape: Landscape, entity: Names = None, *, group: Names = None, without: Names = None, **asked: Any
) -> Chart:
    """The same as a chart, for what draws it; ``without`` are names that are left out of the landscape already."""
    check_landscape(landscape)
    reading = reading_of(landscape)
    entities, groups = _names(entity), _names(group)
    for name in entities:
        _check_in_force(reading, "entity", "entities", name)
    known = {name: None for one in reading.entities.values() for group in one.groups for name in _both(one, group)}
    for name in groups:
        check_known("group", name, known)
    about: dict[str, Json] = {"entities": list(entities), "groups": list(groups)}
    about |= {name: value for name, value in asked.items() if value is not None}
    about |= {} if without is None else {"without": list(_names(without))}
    if all(asked.get(name) is None for name in ("record", "population", "operation", "origin")):
        return chart(reading, entities, groups, None, about)
    one = _one(reading, entities)
    records = _records(reading, one, asked.get("record"), asked.get("population"))
    if asked.get("operation") is None and asked.get("origin") is None:
        return chart(reading, (one.id,), groups, records, about)
    net = network(reading, one)
    own = [name.removeprefix(f"{one.id}.") for name in groups]
    return chart_of_change(net, _change(net, records, own, **asked), records, about)


def _names(given: Names) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _check_in_force(reading: Landscape, kind: str, section: str, name: str) -> None:
    """MdgError for a name that the landscape does not have, or not on the day."""
    if name not in getattr(reading, section):
        check_known(kind, name, getattr(reading.every, section))
        raise MdgError(f"the {kind} `{name}` is not in force on {reading.as_of.isoformat()}")


def _both(entity: Entity, group: str) -> tuple[str, str]:
    return group, f"{entity.id}.{group}"


def _one(reading: Landscape, entities: Collection[str]) -> Entity:
    chosen = list(entities or reading.entities)
    if len(chosen) != 1:
        named = ", ".join(f"`{name}`" for name in chosen)
        raise MdgError(f"records and changes are of one entity; say which is meant: {named}")
    return reading.entities[chosen[0]]


def _records(reading: Landscape, entity: Entity, record: Any, population: str | None) -> Set:
    """The records with these values, whatever their other dimensions, that are in the population."""
    found = entity.space.everything
    if population is not None:
        _check_in_force(reading, "population", "populations", population)
        named = reading.populations[population]
        if named.entity != entity.id:
            raise MdgError(f"the population `{population}` is one of `{named.entity}`, not of `{entity.id}`")
        found = found & named.population
    if record is not None:
        if not isinstance(record, Mapping):
            raise MdgError("a record is a mapping from dimension to value")
        for name in record:
            check_known("dimension", name, entity.dimensions, f" of `{entity.id}`")
        values = {name: understand_value(entity.dimensions[name], value) for name, value in record.items()}
        found = found & entity.space.record(values)
    if not found:
        raise MdgError("there is no such record: each is impossible")
    return raw(found)


def _change(
    net: Network,
    records: Set,
    groups: list[str],
    *,
    operation: str | None = None,
    origin: str | None = None,
    created_in: str | None = None,
    record: Any = None,
    population: str | None = None,
) -> Change:
    if operation is None or origin is None:
        raise MdgError("a change has an `operation` and an `origin`; one of the two is missing")
    check_known("operation", operation, CHANGES)
    _check_in_force(net.landscape, "system", "systems", origin)
    asked = understand_groups(net.entity, groups) or ()
    if operation == "delete" and asked:
        raise MdgError("a deletion ends the whole record: leave out the groups")
    # one that is told in full is taken as created in that very class, whoever allows it
    whole = record is not None and set(net.entity.dimensions) <= record.keys()
    found: list[Part] = []
    for start in _starts(net, records, operation, origin, created_in):
        born = records & net.born[start] if start in net.born and not whole else records
        for group, some in _parts(net, operation, origin, start, born, asked, whole=whole):
            if some != net.nothing:
                found.append(Part(created_in=start, group=group, records=some))
    if operation == "update":
        asked = asked or tuple(name for name in net.entity.groups if any(part.group == name for part in found))
        if not asked:
            raise MdgError(f"`{origin}` may change no group of such a record; name the groups that it changes")
    return Change(operation=operation, origin=origin, groups=asked, parts=tuple(found))


def _parts(
    net: Network, operation: str, origin: str, start: str, born: Set, asked: Collection[str], *, whole: bool
) -> Iterator[tuple[str | None, Set]]:
    """What of a change takes its own way, and of which of the records that began in a system."""
    if asked:
        yield from ((group, born & net.applies(group)) for group in asked)
    elif operation == "update":
        for group in net.entity.groups:
            yield group, net.later_writers(start, group, born).get(origin, net.nothing)
    else:
        yield None, born
        for group in net.entity.groups if operation == "create" else ():
            yield group, born & _given(net, origin, group, whole=whole)


def _given(net: Network, origin: str, group: str, *, whole: bool) -> Set:
    """The records that begin in a system with a group; ``whole`` for those that begin as they are, and not before."""
    found = net.nothing
    for one in net.origins:
        if one.system == origin and one.in_force:
            found = found | raw(one.given(net.entity, group) if whole else one.supplied(net.entity, group))
    return found


def _starts(net: Network, records: Set, operation: str, origin: str, created_in: str | None) -> tuple[str, ...]:
    """Where the records began."""
    if created_in is not None:
        # also one that is out of force: what began there lives on
        check_known("system", created_in, net.landscape.every.systems)
        if operation == "create" and created_in != origin:
            raise MdgError(f"a creation at `{origin}` is where the record begins, which cannot be in `{created_in}`")
        return (created_in,)
    if operation == "create":
        return (origin,)
    found = tuple(system for system, born in net.born.items() if born & records != net.nothing)
    if not found:
        raise MdgError("no system may create such a record; say where it began with `created_in`")
    return found
