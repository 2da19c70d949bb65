"""The longest ways through a large network, counted in components, from several systems at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

# the module is loaded for large networks only
import numpy as np

from mdg.topology.arrays import Steps, by_level
from mdg.topology.depth import Depth

if TYPE_CHECKING:
    from mdg.topology.columns import Columns

#: Of what is not reached, however long the way from there.
_NOWHERE = -(1 << 30)


def longest_ways(columns: Columns, starts: Sequence[str], bit: int) -> list[dict[str, int]]:
    """For each start the longest way to each system that links which carry creations of a column lead to from there."""
    graph = columns.graph
    about = columns.through >> np.uint64(bit) & np.uint64(1) == 1
    chosen = np.flatnonzero(columns.wanted("create", None) & about)
    source, target, depth = graph.source[chosen], graph.target[chosen], graph.depth
    if len(chosen) < len(graph.source):
        depth = Depth(source, target, len(graph.systems))
    component, level = np.array(depth.component, np.int64), np.array(depth.component_levels(), np.int64)
    source, target = component[source], component[target]
    onward = np.flatnonzero(source != target)
    onward = onward[by_level(target[onward], level)]
    found = np.full((len(level), len(starts)), _NOWHERE, np.int32)
    found[component[[graph.place[start] for start in starts]], np.arange(len(starts))] = 0
    Steps(source[onward], target[onward], level).lengthen(found)
    names = np.array(graph.systems, object)
    told = []
    for ways in found[component].T:
        reached = np.flatnonzero(ways >= 0)
        told.append(dict(zip(names[reached].tolist(), ways[reached].tolist(), strict=True)))
    return told
