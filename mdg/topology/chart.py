"""A picture of a landscape as data: systems as nodes, flows as edges; all of them, or those of one question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Event, Every, Flow, Manual, Once, System, Trigger
from mdg.population import Population
from mdg.topology.bounds import Bounds, bounds
from mdg.topology.links import UNBOUNDED, Link, seconds
from mdg.topology.network import Network
from mdg.topology.order import Order
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class Node:
    """A system; of a change its ``wave``, and ``within`` how many seconds it has it at worst (None for no bound)."""

    system: System
    wave: int | None = None
    within: int | None = None

    def as_json(self) -> dict[str, Json]:
        found = {
            "id": self.system.id,
            "title": self.system.title,
            "kind": self.system.kind,
            "vendor": self.system.vendor,
            "region": self.system.region,
            "operator": self.system.operator,
        }
        return found if self.wave is None else {**found, "wave": self.wave, "within_seconds": self.within}


@attrs.frozen(slots=True, repr=False, eq=False)
class Edge:
    """A flow with the groups and the records that the picture is about; ``whole`` if it leaves none of these out."""

    flow: Flow
    groups: tuple[str, ...]
    records: Population
    whole: bool

    def as_json(self) -> dict[str, Json]:
        flow = self.flow
        return {
            "source": flow.source,
            "target": flow.target,
            "key": flow.id,
            "title": flow.title,
            "entity": flow.extract.entity,
            "groups": list(self.groups),
            "when": self.records.when(),
            "operations": [name for name in ("create", "update", "delete") if name in flow.operations],
            "trigger": trigger(flow.trigger),
            "latency_seconds": seconds(flow.latency),
            "delay_seconds": _delay(flow),
            "via": flow.via,
            "protocol": flow.protocol,
            "draft": flow.draft,
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Chart:
    """The nodes and edges, and what they answer (``about``)."""

    landscape: Landscape
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    about: dict[str, Json]

    @property
    def waves(self) -> dict[int, list[str]]:
        """The systems by wave; empty where the picture is of no change."""
        found: dict[int, list[str]] = {}
        for node in self.nodes:
            if node.wave is not None:
                found.setdefault(node.wave, []).append(node.system.id)
        return dict(sorted(found.items()))

    def as_json(self) -> dict[str, Json]:
        """As node-link data, which networkx and D3 read."""
        about = {"landscape": self.landscape.name, "as_of": self.landscape.as_of.isoformat(), **self.about}
        return {
            "directed": True,
            "multigraph": True,
            "graph": about,
            "nodes": [node.as_json() for node in self.nodes],
            "edges": [edge.as_json() for edge in self.edges],
        }


def trigger(found: Trigger) -> dict[str, Json]:
    """What sets a flow off, as the language has it: the kind, and what belongs to it."""
    match found:
        case Event():
            return {"kind": "event"}
        case Every(period=period):
            return {"kind": "every", "period_seconds": seconds(period)}
        case Cron(expression=expression, timezone=timezone):
            return {"kind": "cron", "expression": expression, "timezone": timezone}
        case Manual(limit=limit):
            return {"kind": "manual", "limit_seconds": None if limit is None else seconds(limit)}
        case Once(at=at):
            return {"kind": "once", "at": at.isoformat()}


def _delay(flow: Flow) -> int | None:
    """The bound of a flow by itself; None where that depends on a calendar, or there is none."""
    match flow.trigger:
        case Event():
            return seconds(flow.latency)
        case Every(period=dt.timedelta() as wait) | Manual(limit=dt.timedelta() as wait):
            return seconds(wait) + seconds(flow.latency)
        case _:
            return None


def chart(
    reading: Landscape, entities: Collection[str], groups: Collection[str], records: Set | None, about: dict[str, Json]
) -> Chart:
    """The flows in force that are about these entities, groups and records; empty and None for all.

    ``reading`` is the landscape on a day.  Systems without such a flow are there only where nothing is chosen.
    """
    edges = []
    for flow in reading.flows.values():
        if not entities or flow.extract.entity in entities:
            edges += list(_edge(reading, flow, groups, records))
    chosen = bool(entities or groups or records is not None)
    ends = {end for edge in edges for end in (edge.flow.source, edge.flow.target)}
    nodes = (Node(system) for system in reading.systems.values() if not chosen or system.id in ends)
    return Chart(landscape=reading, nodes=tuple(nodes), edges=tuple(edges), about=about)


def _edge(reading: Landscape, flow: Flow, groups: Collection[str], records: Set | None) -> Iterator[Edge]:
    """The flow as far as it is about these groups and records, if it is."""
    entity = reading.entities[flow.extract.entity]
    carried = tuple(name for name in flow.carries if not groups or {name, f"{entity.id}.{name}"} & {*groups})
    if groups and not carried:
        return
    asked = entity.space.everything if records is None else Population(entity.space, records)
    population = flow.extract.population & asked
    if population or records is None:
        applying = tuple(name for name in carried if records is None or entity.groups[name].applies & population)
        yield Edge(flow, applying, population, population == asked)


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Part:
    """What of a change travels by itself: a ``group``, or (None) the record, of those created in ``created_in``."""

    created_in: str
    group: str | None
    records: Set


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Change:
    """A change of some records: ``operation`` at ``origin``, in parts each of which takes its own way.

    ``groups`` are those that the picture is about, none where it is about all that the flows bring.
    """

    operation: str
    origin: str
    groups: tuple[str, ...]
    parts: tuple[Part, ...]


def chart_of_change(net: Network, change: Change, records: Set, about: dict[str, Json]) -> Chart:
    """The flows that a change of some records takes, and the systems that it reaches, with waves and bounds."""
    links: dict[int, Link] = {}
    ways: dict[int, dict[str | None, Set]] = {}
    late: dict[str, float] = {change.origin: 0}
    for part in change.parts:
        found = bounds(net, change.operation, part.group, change.origin, net.present(part.created_in, part.records))
        for system, several in found.items():
            late[system] = max(late.get(system, 0), *(bound.delay for bound in several))
        for link, taken in _taken(net, change.operation, part.group, found):
            links[link.index] = link
            way = ways.setdefault(link.index, {})
            way[part.group] = way[part.group] | taken if part.group in way else taken
    order = Order(links.values(), change.origin, late)
    nodes = [
        _node(net.landscape.systems[system], number, late[system])
        for number, several in enumerate(order.waves)
        for system in several
    ]
    edges = [_part(net, links[index], way, change, records) for index, way in sorted(ways.items())]
    return Chart(landscape=net.landscape, nodes=tuple(nodes), edges=tuple(edges), about=about)


def _taken(net: Network, operation: str, group: str | None, found: Bounds) -> Iterator[tuple[Link, Set]]:
    """The links that lead on from where a change comes, each with the records for which they do."""
    reached = {system: _all(net, (one.records for one in several)) for system, several in found.items()}
    for link in net.carrying(operation, group):
        if link.delivers and link.source in reached and link.target in reached and net.runs(link):
            records = link.records & reached[link.source] & reached[link.target]
            if records != net.nothing:
                yield link, records


def _all(net: Network, several: Iterable[Set]) -> Set:
    found = net.nothing
    for one in several:
        found = found | one
    return found


def _node(system: System, wave: int, late: float) -> Node:
    return Node(system, wave, None if late == UNBOUNDED else int(late))


def _part(net: Network, link: Link, way: dict[str | None, Set], change: Change, records: Set) -> Edge:
    taken = _all(net, way.values())
    named = (name for name in link.flow.carries if not change.groups or name in way)
    groups = tuple(name for name in named if net.applies(name) & taken != net.nothing)
    return Edge(link.flow, groups, net.population(taken), records & ~link.records == net.nothing)
