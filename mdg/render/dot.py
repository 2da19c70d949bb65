"""A picture in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable

from mdg.render.picture import is_by_hand, of_edge, of_node, title
from mdg.topology.chart import Chart

_SHAPES = {"hub": "hexagon", "provider": "oval", "store": "cylinder", "channel": "cds"}


def dot(chart: Chart) -> str:
    """The graph, from left to right; broken lines are what somebody does by hand, or once."""
    lines = [
        f"digraph {_quoted([chart.landscape.name or 'landscape'])} {{",
        f"  label={_quoted([title(chart)])};",
        "  rankdir=LR;",
        "  node [shape=box];",
    ]
    for node in chart.nodes:
        shape = _SHAPES.get(node.system.kind or "")
        more = f", shape={shape}" if shape else ""
        lines.append(f"  {_quoted([node.system.id])} [label={_quoted(of_node(node))}{more}];")
    for systems in chart.waves.values():
        lines.append(f"  {{rank=same; {'; '.join(_quoted([system]) for system in systems)}}}")
    for edge in chart.edges:
        more = ", style=dashed" if is_by_hand(edge) else ""
        ends = f"{_quoted([edge.flow.source])} -> {_quoted([edge.flow.target])}"
        lines.append(f"  {ends} [label={_quoted(of_edge(chart, edge))}{more}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(lines: Iterable[str]) -> str:
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
