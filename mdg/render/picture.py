"""What a picture says of systems and flows, line by line; each format sets it in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.topology import Manual, Once
from mdg.render.cells import visible
from mdg.render.matrix_words import condition, shortly
from mdg.rules.telling import length, trigger
from mdg.topology.chart import Chart, Edge, Node

#: So many groups are named, and so much of a condition is shown.
_GROUPS, _CONDITION = 4, 60


def title(chart: Chart) -> str:
    """What the picture is of, in a line."""
    about = chart.about
    what = [chart.landscape.name or "landscape"]
    if about.get("operation"):
        what.append(f"{about['operation']} in {about['origin']}")
    what += [", ".join(about[key]) for key in ("entities", "groups") if about.get(key)]
    if about.get("population"):
        what.append(about["population"])
    if about.get("without"):
        what.append(f"without {', '.join(about['without'])}")
    return visible(f"{': '.join(what)}, as of {chart.landscape.as_of.isoformat()}")


def of_node(node: Node) -> Iterator[str]:
    """The id of a system, its title, and when it has the change."""
    yield node.system.id
    if node.system.title:
        yield visible(node.system.title)
    if node.wave:
        yield "no bound" if node.within is None else f"within {length(node.within)}"


def of_edge(chart: Chart, edge: Edge) -> Iterator[str]:
    """The id of a flow, when it runs, what it carries, and of which records."""
    flow = edge.flow
    yield flow.id
    yield visible(trigger(flow))
    yield _carried(chart, edge)
    if not edge.whole:
        yield visible(f"where {shortly(condition(edge.records.when()), _CONDITION)}")


def _carried(chart: Chart, edge: Edge) -> str:
    extract = edge.flow.extract
    entity = chart.landscape.entities[extract.entity]
    of = f" of {extract.entity}" if len(chart.landscape.entities) > 1 else ""
    if not edge.groups:
        return ", ".join(sorted(edge.flow.operations)) + (f" of {extract.entity}" if of else "")
    if len(edge.groups) == len(entity.groups) > 1:
        return f"every group{of}"
    shown = edge.groups if len(edge.groups) <= _GROUPS else edge.groups[: _GROUPS - 1]
    more = f" and {len(edge.groups) - len(shown)} more" if len(edge.groups) > len(shown) else ""
    return ", ".join(shown) + more + of


def is_by_hand(edge: Edge) -> bool:
    """Whether somebody sets the flow off, so that it is drawn with a broken line."""
    return isinstance(edge.flow.trigger, Manual | Once)
