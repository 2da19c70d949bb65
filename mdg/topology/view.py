"""A chart as a networkx graph: networkx lives here alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mdg.diagnostic import MdgError
from mdg.topology.chart import Chart

if TYPE_CHECKING:
    import networkx

    Graph: TypeAlias = networkx.MultiDiGraph[str]


def view(chart: Chart) -> Graph:
    """Systems as nodes and flows as edges, with the attributes of the chart's JSON.

    MdgError where networkx is not installed.
    """
    try:
        # only for those who go on with it, and slow to load
        import networkx
    except ModuleNotFoundError as missing:
        if missing.name != "networkx":
            raise
        raise MdgError("a networkx graph needs the extra `graph`: `pip install 'mdg[graph]'`") from None
    data = chart.as_json()
    graph: Graph = networkx.MultiDiGraph(**data["graph"])
    for node in data["nodes"]:
        graph.add_node(node.pop("id"), **node)
    for edge in data["edges"]:
        graph.add_edge(edge.pop("source"), edge.pop("target"), key=edge.pop("key"), **edge)
    return graph
