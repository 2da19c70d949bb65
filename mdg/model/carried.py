"""What travels: the flows that carry each group of an entity."""

from __future__ import annotations

from collections.abc import Mapping

from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.topology import Flow


def carried(landscape: Landscape, entity: str) -> Mapping[Extract, list[Flow]]:
    """The flows that carry groups of an entity, by extract: of many flows, most share theirs with others."""
    return landscape.derived(("carried", entity), lambda: _carried(landscape, entity))


def _carried(landscape: Landscape, entity: str) -> dict[Extract, list[Flow]]:
    by_extract = landscape.by_extract("flows", entity)
    return {
        extract: carrying
        for extract, flows in by_extract.items()
        if (carrying := [one for one in flows if one.carries])
    }


def carrying(landscape: Landscape, entity: str) -> Mapping[str, Mapping[Extract, list[Flow]]]:
    """The same for each group; groups that no flow carries are left out."""
    return landscape.derived(("carrying", entity), lambda: _carrying(landscape, entity))


def _carrying(landscape: Landscape, entity: str) -> dict[str, dict[Extract, list[Flow]]]:
    found: dict[str, dict[Extract, list[Flow]]] = {}
    for extract, flows in carried(landscape, entity).items():
        for group in extract.groups:
            found.setdefault(group, {})[extract] = flows
    return found


def in_order(landscape: Landscape, flows: Mapping[Extract, list[Flow]]) -> list[Flow]:
    """These flows in the order of the text."""
    if len(flows) == 1:
        return next(iter(flows.values()))
    places = landscape.derived("order of flows", lambda: {name: place for place, name in enumerate(landscape.flows)})
    return sorted((flow for several in flows.values() for flow in several), key=lambda flow: places[flow.id])


def beside_each_other(landscape: Landscape) -> list[list[Flow]]:
    """The flows of any entity that lead from one system to the same other one as another flow does, pair by pair."""
    return landscape.derived("beside each other", lambda: _beside_each_other(landscape))


def _beside_each_other(landscape: Landscape) -> list[list[Flow]]:
    found: dict[tuple[str, str], list[Flow]] = {}
    for flow in landscape.flows.values():
        ends = flow.source, flow.target
        several = found.get(ends)
        if several is None:
            found[ends] = [flow]
        else:
            several.append(flow)
    return [several for several in found.values() if len(several) > 1]
