"""How deep systems lie in a large network: components, and an order in which nearly all flows lead onward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

# the module is loaded for large networks only
import numpy as np

Numbers = Any


def in_order(keys: Numbers, most: int) -> Numbers:
    """The places of numbers below ``most``, in their order; of the same number, the first place first."""
    return np.argsort(keys.astype(np.uint16) if most <= 1 << 16 else keys, kind="stable")


class Leading:
    """By node, where links lead from it.

    All of them in one list, since tens of thousands of lists are as many things for the collector to look through.
    """

    def __init__(self, source: Numbers, target: Numbers, size: int) -> None:
        onward = in_order(source, size)
        self._first: list[int] = np.searchsorted(source[onward], np.arange(size + 1)).tolist()
        self._ends: list[int] = target[onward].tolist()

    def __getitem__(self, node: int) -> list[int]:
        return self._ends[self._first[node] : self._first[node + 1]]


class Depth:
    """The components of a graph, sources last, and the levels of its nodes.

    ``level`` is the longest way to a node over links that close no circle in an order of the nodes; on those that do,
    and on no others, it does not grow.  What comes before all circles and after them is taken off (Kahn 1962), and what
    is left between them is searched (Tarjan 1972).
    """

    def __init__(self, source: Numbers, target: Numbers, size: int) -> None:
        #: by node, where it leads to
        self.leading = Leading(source, target, size)
        before = _taken_off(self.leading, np.bincount(target, minlength=size).tolist(), range(size))
        core, after = list[int](), list[int]()
        self.component, self.components = [-1] * size, 0
        if len(before) < size:
            inside = np.ones(size, bool)
            inside[before] = False
            links = inside[source] & inside[target]
            entering = Leading(target[links], source[links], size)
            rest = np.flatnonzero(inside).tolist()
            after = _taken_off(entering, np.bincount(source[links], minlength=size).tolist(), rest)
            inside[after] = False
            core = np.flatnonzero(inside).tolist()
            self._number(after)
            core = _Search(self, core, inside.tolist()).left[::-1]
        self._number(before[::-1])
        self.levels = self._levels([*before, *core, *reversed(after)])
        self.level = np.array(self.levels, np.int64)

    def _number(self, nodes: Sequence[int]) -> None:
        """Each of some nodes is a component of its own, and each leads only to earlier ones."""
        for number, node in enumerate(nodes, self.components):
            self.component[node] = number
        self.components += len(nodes)

    def _levels(self, order: Sequence[int]) -> list[int]:
        """The levels; a link to a node that is earlier in the order, or to the same one, closes a circle."""
        level, past = [0] * len(order), bytearray(len(order))
        for node in order:
            past[node] = 1
            beyond = level[node] + 1
            for other in self.leading[node]:
                if level[other] < beyond and not past[other]:
                    level[other] = beyond
        return level

    def component_levels(self) -> list[int]:
        """For each component the longest way to it, counted in components."""
        component, level = self.component, [0] * self.components
        for node in in_order(np.array(component, np.int64), self.components)[::-1].tolist():
            own = component[node]
            beyond = level[own] + 1
            for other in self.leading[node]:
                there = component[other]
                if level[there] < beyond and there != own:
                    level[there] = beyond
        return level


def _taken_off(leading: Leading, waiting: list[int], nodes: Sequence[int]) -> list[int]:
    """The nodes, each after all those that lead to it, as far as no circle is before them."""
    found = [node for node in nodes if not waiting[node]]
    for node in found:
        for other in leading[node]:
            waiting[other] -= 1
            if not waiting[other]:
                found.append(other)
    return found


class _Search:
    """The search of what lies between circles, which numbers the components; ``left`` is in the order of leaving."""

    def __init__(self, depth: Depth, nodes: Sequence[int], inside: Sequence[bool]) -> None:
        self._depth, size = depth, len(inside)
        self.left: list[int] = []
        #: by node: when it was seen, which earlier one of its component is known; then those of no component so far
        self._seen, self._lowest, self._waiting = [0] * size, [0] * size, list[int]()
        self._leading = {node: [other for other in depth.leading[node] if inside[other]] for node in nodes}
        for root in nodes:
            if not self._seen[root]:
                self._search(root)

    def _search(self, root: int) -> None:
        seen, lowest, component, leading = self._seen, self._lowest, self._depth.component, self._leading
        path, rest = list[int](), list[Iterator[int]]()
        node, new, number = root, True, len(self.left)
        while new or path:
            if new:
                number += 1
                seen[node] = lowest[node] = number
                self._waiting.append(node)
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
                self._leave(path, rest, low)

    def _leave(self, path: list[int], rest: list[Iterator[int]], low: int) -> None:
        """All that the last node of the path leads to has been seen."""
        node = path.pop()
        rest.pop()
        self.left.append(node)
        if low != self._seen[node]:
            self._lowest[path[-1]] = min(self._lowest[path[-1]], low)
            return
        member, depth = -1, self._depth
        while member != node:
            member = self._waiting.pop()
            depth.component[member] = depth.components
        depth.components += 1
