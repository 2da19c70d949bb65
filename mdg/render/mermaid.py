"""A picture as a Mermaid flowchart, as GitHub, GitLab and many wikis draw it in a code block ``mermaid``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.render.picture import is_by_hand, of_edge, of_node, title
from mdg.topology.chart import Chart, Node

#: Of more flows, Mermaid draws nothing unless it is told to (its setting ``maxEdges``).
MOST_EDGES = 500
#: The shape of a system by its kind: what stands before and behind its label.
_SHAPES = {"hub": ("{{", "}}"), "provider": ("([", "])"), "store": ("[(", ")]"), "channel": (">", "]")}
_ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"})


def mermaid(chart: Chart) -> str:
    """The flowchart; broken lines are what somebody does by hand, or once."""
    names = {node.system.id: f"s{number}" for number, node in enumerate(chart.nodes)}
    lines = [f"%% {title(chart)}", "flowchart LR"]
    waves = chart.waves
    by_id = {node.system.id: node for node in chart.nodes}
    for number, systems in waves.items():
        lines.append(f'    subgraph wave{number}["wave {number}"]')
        lines += [f"        {_node(names, by_id[system])}" for system in systems]
        lines.append("    end")
    if not waves:
        lines += [f"    {_node(names, node)}" for node in chart.nodes]
    lines += [f"    {line}" for line in _edges(chart, names)]
    return "\n".join(lines) + "\n"


def _node(names: dict[str, str], node: Node) -> str:
    before, behind = _SHAPES.get(node.system.kind or "", ("[", "]"))
    return f"{names[node.system.id]}{before}{_label(of_node(node))}{behind}"


def _edges(chart: Chart, names: dict[str, str]) -> Iterator[str]:
    for edge in chart.edges:
        arrow = "-.->" if is_by_hand(edge) else "-->"
        ends = names[edge.flow.source], names[edge.flow.target]
        yield f"{ends[0]} {arrow}|{_label(of_edge(chart, edge))}| {ends[1]}"


def _label(lines: Iterable[str]) -> str:
    return '"' + "<br>".join(line.translate(_ENTITIES) for line in lines) + '"'
