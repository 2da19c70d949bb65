"""The network of an entity, with what many rules ask of a large one worked out in a few passes over its links.

Few links differ in what they carry: which of them take a change along is decided for each kind, and not for each link.
Groups that travel together get the same tuple of links, and so do a change and its arrival where all of them deliver;
whatever is kept by such tuples is then made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from mdg.model.entity import Entity
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.topology.cohorts import arriving, entering
from mdg.topology.components import components
from mdg.topology.links import BRINGING, Link
from mdg.topology.network import Network
from mdg.topology.network import network as plain
from mdg.topology.reach import Set

_OPERATIONS = (None, "create", "update", "delete")


def network(landscape: Landscape, entity: Entity) -> Network:
    """The network of an entity, in a landscape read on a day (:meth:`Landscape.on`); made once."""
    return landscape.derived(("prepared network", entity.id), lambda: prepared(plain(landscape, entity)))


def prepared(on: Network) -> Network:
    """The network itself, ready to say what its links carry."""
    numbers: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    links = on.links
    kinds = [numbers.setdefault((link.flow.operations, link.groups), len(numbers)) for link in links]
    made: dict[frozenset[int], tuple[Link, ...]] = {frozenset(numbers.values()): links}
    for operation in _OPERATIONS:
        wanted = BRINGING if operation is None else {operation}
        for group in (None, *on.entity.groups):
            some = frozenset(
                number
                for (operations, groups), number in numbers.items()
                if not operations.isdisjoint(wanted) and (group is None or group in groups)
            )
            if some not in made:
                made[some] = tuple([link for link, kind in zip(links, kinds, strict=True) if kind in some])
            _keep(on, ("carrying", operation, group), made[some])
    for several in made.values():
        delivering = several
        if any(link.timetable is not None or link.delay is None for link in several):
            delivering = tuple(arriving(on, several))
        _keep(on, ("delivering", id(several)), delivering)
    return on


def _keep(on: Network, what: tuple[object, ...], links: tuple[Link, ...]) -> None:
    on.derived(what, lambda: links)


def entered_twice(on: Network) -> list[str]:
    """The systems into which two flows bring updates of a group of the same records, one of them not by versions."""
    # of many systems, most are entered by the same flows as others are, but for where these come from
    known: dict[tuple[tuple[Extract, frozenset[str], bool], ...], bool] = {}
    found = []
    for system, several in entering(on, on.links).items():
        if len(several) > 1:
            shape = tuple(
                [(one.flow.extract, one.flow.operations, one.flow.loop_protection == "version") for one in several]
            )
            if shape not in known:
                known[shape] = _meet(several, on.nothing)
            if known[shape]:
                found.append(system)
    return found


def _meet(links: Sequence[Link], nothing: Set) -> bool:
    updating = [link for link in links if "update" in link.flow.operations]
    return any(
        not (one.flow.loop_protection == other.flow.loop_protection == "version")
        and not one.groups.isdisjoint(other.groups)
        and one.records & other.records != nothing
        for one, other in combinations(updating, 2)
    )


def going_round(links: Iterable[Link]) -> list[Link]:
    """Those of some links that are on a cycle of them, whatever their records; from a system to itself is none."""
    left = [link for link in links if link.source != link.target]
    while True:
        sources, targets = {link.source for link in left}, {link.target for link in left}
        ends = sources & targets
        fewer = [link for link in left if link.source in ends and link.target in ends]
        if len(fewer) == len(left):
            break
        left = fewer
    return _inside(left)


def _inside(links: Sequence[Link]) -> list[Link]:
    leading: dict[str, dict[str, None]] = {}
    for link in links:
        leading.setdefault(link.source, {})[link.target] = None
    number: dict[str, int] = {}
    for place, component in enumerate(components({system: list(onward) for system, onward in leading.items()})):
        number.update(dict.fromkeys(component, place))
    return [link for link in links if number[link.source] == number[link.target]]


def feeding(network: Network, systems: Iterable[str]) -> Network:
    """The network with those flows alone that decide what is in some systems, and when."""
    ends = {*systems, *network.born, *network.providers}
    for group in network.entity.groups:
        ends.update(network.owners(group))
    sources: dict[str, set[str]] = {}
    for flow in network.flows:
        into = sources.get(flow.target)
        if into is None:
            sources[flow.target] = {flow.source}
        else:
            into.add(flow.source)
    agenda = list(ends)
    while agenda:
        more = sources.get(agenda.pop(), ())
        fresh = [source for source in more if source not in ends]
        ends.update(fresh)
        agenda += fresh
    flows = [flow for flow in network.flows if flow.target in ends]
    if len(flows) == len(network.flows):
        return network
    return prepared(Network(network.landscape, network.entity, flows))
