"""A picture as GraphML, which yEd, Gephi, Cytoscape and networkx read; see http://graphml.graphdrawing.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from mdg.diagnostic import Json
from mdg.render.cells import visible
from mdg.rules.telling import trigger
from mdg.text.notation import notation
from mdg.topology.chart import Chart

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
#: GraphML's types of attributes; what is neither is text in the notation of the language.
_TYPES: dict[type, str] = {bool: "boolean", int: "long"}


def graphml(chart: Chart) -> str:
    """The document; what a system or flow does not say has no entry."""
    data = chart.as_json()
    for written, edge in zip(data["edges"], chart.edges, strict=True):
        written["trigger"] = trigger(edge.flow)
    root = ElementTree.Element("graphml", xmlns=_NAMESPACE)
    keys = _Keys(root)
    keys.declare("graph", [data["graph"]])
    keys.declare("node", data["nodes"], but=("id",))
    keys.declare("edge", data["edges"], but=("source", "target", "key"))
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    keys.write(graph, "graph", data["graph"])
    for node in data["nodes"]:
        keys.write(ElementTree.SubElement(graph, "node", id=node["id"]), "node", node)
    for edge in data["edges"]:
        ends = {"id": edge["key"], "source": edge["source"], "target": edge["target"]}
        keys.write(ElementTree.SubElement(graph, "edge", ends), "edge", edge)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


class _Keys:
    """The declared attributes, by what they belong to and by name."""

    def __init__(self, root: ElementTree.Element) -> None:
        self._root = root
        self._declared: dict[tuple[str, str], str] = {}

    def declare(self, kind: str, items: Iterable[Mapping[str, Json]], but: Iterable[str] = ()) -> None:
        types: dict[str, str] = {}
        for item in items:
            for name, value in item.items():
                if name not in but and _says_something(value):
                    types.setdefault(name, _TYPES.get(type(value), "string"))
        for name, made in types.items():
            key = f"{kind}_{name}"
            self._declared[kind, name] = key
            told = {"id": key, "for": kind, "attr.name": name, "attr.type": made}
            ElementTree.SubElement(self._root, "key", told)

    def write(self, element: ElementTree.Element, kind: str, item: Mapping[str, Json]) -> None:
        for name, value in item.items():
            key = self._declared.get((kind, name))
            if key is not None and _says_something(value):
                ElementTree.SubElement(element, "data", key=key).text = _text(value)


def _says_something(value: Json) -> bool:
    return value is not None and value != "" and value != []


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return visible(", ".join(value))
    return visible(value if isinstance(value, str) else notation(value))
