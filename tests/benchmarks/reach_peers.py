"""Networkx on the landscape of the reach benchmark, and a plain search of what is asked of it."""

from __future__ import annotations

import datetime as dt
import heapq
import math
import time
from collections.abc import Callable, Iterable, Iterator

import networkx as nx

from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.model.topology import Event, Every, Flow, Manual
from mdg.topology.links import delay_of

#: by what is done, the seconds that it took
Times = dict[str, float]
#: by system, the flows that lead there
Into = dict[str, list[Flow]]


def minutes_of(flow: Flow) -> float:
    """How late a flow without a timetable is at worst, in minutes."""
    match flow.trigger:
        case Event():
            waits = dt.timedelta()
        case Every(period=waits) | Manual(limit=dt.timedelta() as waits):
            pass
        case _:
            return math.inf
    return (waits + flow.latency) / dt.timedelta(minutes=1)


def by_networkx(landscape: Landscape) -> Times:
    """The six passes over the graph of each entity: for each, the seconds over all of them."""
    times: Times = {}

    def timed(what: str, work: Callable[[], object]) -> object:
        began = time.process_time()
        found = work()
        times[what] = times.get(what, 0) + time.process_time() - began
        return found

    for entity in landscape.entities:
        flows = [flow for flow in landscape.flows.values() if flow.extract.entity == entity]
        owners = [rule for rule in landscape.ownership.values() if rule.extract.entity == entity]
        starts = sorted({system for rule in owners for system in rule.systems})
        graph: nx.DiGraph[str] = nx.DiGraph()
        timed("graph", lambda graph=graph, flows=flows: _build(graph, flows))
        condensed = timed("components", lambda graph=graph: nx.condensation(graph))
        timed("waves", lambda condensed=condensed: _waves(condensed))
        timed("earliest", lambda graph=graph, starts=starts: nx.multi_source_dijkstra_path_length(graph, set(starts)))
        timed("latest", lambda graph=graph, condensed=condensed: _latest(graph, condensed))
        gate = max(graph.out_degree, key=lambda one: (one[1], one[0]))[0]
        timed("gate", lambda graph=graph, starts=starts, gate=gate: _without(graph, starts, gate))
    return times


def _build(graph: nx.DiGraph[str], flows: Iterable[Flow]) -> None:
    graph.add_weighted_edges_from((flow.source, flow.target, delay_of(flow)) for flow in flows)


def _waves(condensed: nx.DiGraph[int]) -> dict[int, int]:
    """The longest path to each component, counted in components."""
    return {node: number for number, several in enumerate(nx.topological_generations(condensed)) for node in several}


def _latest(graph: nx.DiGraph[str], condensed: nx.DiGraph[int]) -> dict[int, float]:
    """The longest path to each component in minutes, over its slowest flows."""
    place = condensed.graph["mapping"]
    late = dict.fromkeys(condensed, 0.0)
    for node in nx.topological_sort(condensed):
        for system in condensed.nodes[node]["members"]:
            for target, data in graph.adj[system].items():
                other = place[target]
                if other != node and late[node] + data["weight"] > late[other]:
                    late[other] = late[node] + data["weight"]
    return late


def _without(graph: nx.DiGraph[str], starts: Iterable[str], gate: str) -> set[str]:
    """What can still be reached when a system is gone."""
    left = nx.restricted_view(graph, [gate], [])
    found: set[str] = set()
    for start in starts:
        if start not in found and start != gate:
            found.add(start)
            found.update(target for _, target in nx.bfs_edges(left, start))
    return found


class Plain:
    """A search backwards from one system, flow by flow, of the records of one market."""

    def __init__(self, landscape: Landscape) -> None:
        self.landscape = landscape
        self._into: dict[tuple[str, str | None], Into] = {}

    def creators(self, entity: str) -> list[str]:
        """The systems in which records of an entity begin, of whatever market."""
        owners = (rule for rule in self.landscape.ownership.values() if rule.extract.entity == entity)
        return sorted({system for rule in owners for system in rule.systems})

    def into(self, entity: str, market: str | None) -> Into:
        """The flows that are about a market (None: where there is one for all), by where they lead."""
        if (entity, market) not in self._into:
            found: Into = {}
            for flow in self.landscape.flows.values():
                if flow.extract.entity == entity and _is_about(flow, market):
                    found.setdefault(flow.target, []).append(flow)
            self._into[entity, market] = found
        return self._into[entity, market]

    def late(self, need: Need, market: str | None, group: str | None) -> dict[str, float]:
        """By creator, the minutes that a creation takes to a system at worst with the group, if it comes there."""
        wanted = set(self.creators(need.extract.entity))
        into = self.into(need.extract.entity, market)
        found: dict[str, float] = {}
        agenda = [(0.0, need.system)]
        while agenda and len(found.keys() & wanted) < len(wanted):
            late, system = heapq.heappop(agenda)
            if system not in found:
                found[system] = late
                for flow in into.get(system, ()):
                    if flow.source not in found and (group is None or group in flow.extract.groups):
                        heapq.heappush(agenda, (late + minutes_of(flow), flow.source))
        return {system: late for system, late in found.items() if system in wanted}

    def judged(self, need: Need, market: str | None) -> tuple[set[str], set[tuple[str, str]], float | None]:
        """From which creators it never comes; without which group; and how late, of what is held from all of them."""
        every = set(self.creators(need.extract.entity))
        present = set(self.late(need, market, None))
        lacking: set[tuple[str, str]] = set()
        worst: float | None = None
        for group in need.extract.groups:
            late = self.late(need, market, group)
            lacking |= {(system, group) for system in present - late.keys()}
            if late.keys() == every:
                worst = max(late.values()) if worst is None else max(worst, *late.values())
        return every - present, lacking, worst


def _is_about(flow: Flow, market: str | None) -> bool:
    clauses = flow.extract.clauses
    named = [value for clause in clauses for one in clause.get("market", ()) for value in one.any_of or ()]
    return market is None or not named or market in named


def sampled(items: Iterable[Need], count: int) -> Iterator[Need]:
    """So many needs, evenly spread over all."""
    several = list(items)
    step = max(1, len(several) // count)
    yield from several[step // 2 :: step][:count]
