"""Decision diagrams with a branch for each class, and the boxes that they are made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from mdg.population.bits import BitSets
    from mdg.population.diagram import Diagrams
    from mdg.population.ground import Set

#: The nodes of a diagram with a branch for each class: facet and children, 0 and 1 being nothing and all.
Branching = tuple[int, tuple[int, ...]]


class Tree:
    """A set's diagram with a branch for each class of a facet instead of yes and no."""

    __slots__ = ("_weights", "nodes", "root", "sizes")

    def __init__(self, sets: BitSets | Diagrams, found: Set) -> None:
        self.sizes = sets.sizes
        self.nodes: list[Branching] = [(len(sets.sizes), ()), (len(sets.sizes), ())]
        self._weights: list[list[float]] = []
        self.root = self._read(sets, sets.unfold(found), {0: 0, 1: 1}, {})

    def _read(
        self, sets: BitSets | Diagrams, unfolded: Hashable, read: dict[Hashable, int], made: dict[Branching, int]
    ) -> int:
        number = read.get(unfolded)
        if number is None:
            facet, below = sets.branches(unfolded)
            children = tuple([self._read(sets, each, read, made) for each in below])
            if len(set(children)) == 1:
                number = children[0]
            else:
                number = made.setdefault((facet, children), len(self.nodes))
                if number == len(self.nodes):
                    self.nodes.append((facet, children))
            read[unfolded] = number
        return number

    def boxes(self, wanted: int) -> int:
        """How many boxes make up the set (``wanted`` 1) or its complement (0)."""
        count = [int(wanted == 0), int(wanted == 1)]
        for _, children in self.nodes[2:]:
            count.append(sum(count[child] for child in set(children)))
        return count[self.root]

    def draw(self, chance: random.Random) -> list[int]:
        """A record of the set, any one with the same probability (as far as floating point goes)."""
        if not self._weights:
            self._weights = self._weighed()
        point, node = [], self.root
        for facet, size in enumerate(self.sizes):
            at, children = self.nodes[node]
            if at == facet:
                weights = self._weights[node]
                place = bisect_right(weights, chance.random() * weights[-1], 0, size - 1)
                node = children[place]
            else:
                place = int(chance.random() * size)
            point.append(place)
        return point

    def _weighed(self) -> list[list[float]]:
        """For each node, how many records there are up to each of its classes."""
        counts, found = [0, 1], [[], []]  # type: tuple[list[int], list[list[float]]]
        below = [prod(self.sizes[facet:]) for facet in range(len(self.sizes) + 1)]
        for facet, children in self.nodes[2:]:
            # a child that does not depend on the next facets has the records of each of their classes
            each = [counts[child] * below[facet + 1] // below[self.nodes[child][0]] for child in children]
            counts.append(sum(each))
            found.append([float(count) for count in accumulate(each)])
        return found

    def columns(self, wanted: int) -> list[list[int]]:
        """For each facet and class, the boxes that have it, as bits; of the set (``wanted`` 1) or the rest (0)."""
        blocks: list[tuple[int, list[bytes]] | None] = [(int(wanted == 0), []), (int(wanted == 1), [])]
        widths = [(size + 7) // 8 for size in self.sizes]
        # a column is a byte for each box; what starts lower down has all classes of the facets above
        for facet, children in self.nodes[2:]:
            masks: dict[int, int] = {}
            for place, child in enumerate(children):
                masks[child] = masks.get(child, 0) | 1 << place
            parts = []
            for child, mask in masks.items():
                count, columns = blocks[child] or (0, [])
                if count:
                    own = [bytes([byte]) * count for byte in mask.to_bytes(widths[facet], "little")]
                    parts.append((count, own + self._filled(widths, facet + 1, self.nodes[child][0], count) + columns))
            if len(parts) == 1:
                blocks.append(parts[0])
            else:
                joined = [b"".join(column) for column in zip(*(columns for _, columns in parts), strict=True)]
                blocks.append((sum(count for count, _ in parts), joined))
        count, columns = blocks[self.root] or (0, [])
        columns = self._filled(widths, 0, self.nodes[self.root][0], count) + columns
        return self._bits(widths, columns)

    def _filled(self, widths: Sequence[int], start: int, end: int, count: int) -> list[bytes]:
        whole = [((1 << self.sizes[facet]) - 1).to_bytes(widths[facet], "little") for facet in range(start, end)]
        return [bytes([byte]) * count for wide in whole for byte in wide]

    def _bits(self, widths: Sequence[int], columns: Sequence[bytes]) -> list[list[int]]:
        tables = [bytes(49 if byte >> bit & 1 else 48 for byte in range(256)) for bit in range(8)]
        found, at = [], 0
        for size, width in zip(self.sizes, widths, strict=True):
            found.append([int(columns[at + place // 8].translate(tables[place % 8]), 2) for place in range(size)])
            at += width
        return found
