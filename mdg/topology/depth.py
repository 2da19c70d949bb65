"""How deep systems lie in a large network: components, and an order in which nearly all flows lead onward."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# the module is loaded for large networks only
import numpy as np

Numbers = Any


class Depth:
    """The components of a graph (Tarjan 1972), sources last, and the levels of its nodes.

    ``level`` is the longest way to a node over links that close no circle of the search; on those that do, and on no
    others, it does not grow.
    """

    def __init__(self, source: Numbers, target: Numbers, size: int) -> None:
        onward = np.argsort(source, kind="stable")
        first = np.searchsorted(source[onward], np.arange(size + 1)).tolist()
        leads = target[onward].tolist()
        #: by node, where it leads to
        self.leading: list[list[int]] = [leads[first[node] : first[node + 1]] for node in range(size)]
        self.component, left = [-1] * size, list[int]()
        self.components = 0
        self._search(left)
        self.level = np.array(self._levels(left), np.int64)

    def _search(self, left: list[int]) -> None:
        """Number the components; ``left`` gets the nodes in the order in which the search leaves them."""
        leading, component = self.leading, self.component
        #: by node: when it was seen, which earlier one of its component is known; those of no component so far
        seen, lowest, waiting = [0] * len(leading), [0] * len(leading), list[int]()
        number, path, rest = 0, list[int](), list[Iterator[int]]()
        for root in range(len(leading)):
            node, new = root, not seen[root]
            while new or path:
                if new:
                    number += 1
                    seen[node] = lowest[node] = number
                    waiting.append(node)
                    path.append(node)
                    rest.append(iter(leading[node]))
                node, low, new = path[-1], lowest[path[-1]], False
                for other in rest[-1]:
                    before = seen[other]
                    if not before:
                        lowest[node], node, new = low, other, True
                        break
                    if before < low and component[other] < 0:
                        low = before
                if not new:
                    path.pop()
                    rest.pop()
                    left.append(node)
                    if low == seen[node]:
                        self._close(node, waiting)
                    elif lowest[path[-1]] > low:
                        lowest[path[-1]] = low

    def _close(self, node: int, waiting: list[int]) -> None:
        """The component of a node is complete: what waits since it was seen."""
        member = -1
        while member != node:
            member = waiting.pop()
            self.component[member] = self.components
        self.components += 1

    def _levels(self, left: list[int]) -> list[int]:
        """The levels; a link to a node that the search left later than its source closes a circle."""
        level = [0] * len(left)
        past = bytearray(len(left))
        for node in reversed(left):
            past[node] = 1
            next_level = level[node] + 1
            for other in self.leading[node]:
                if level[other] < next_level and not past[other]:
                    level[other] = next_level
        return level

    def component_levels(self) -> list[int]:
        """For each component the longest way to it, counted in components."""
        component, level = self.component, [0] * self.components
        for node in sorted(range(len(component)), key=component.__getitem__, reverse=True):
            own = component[node]
            next_level = level[own] + 1
            for other in self.leading[node]:
                there = component[other]
                if level[there] < next_level and there != own:
                    level[there] = next_level
        return level
