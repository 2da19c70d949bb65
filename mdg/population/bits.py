"""Sets of class combinations as Python integers: a bit for each combination.  Quick to build, for small spaces."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import Any


class BitSets:
    """All sets over some facets; the first facet is the most significant digit of a combination's number."""

    __slots__ = ("_literals", "_strides", "empty", "full", "sizes")

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self._strides = [prod(self.sizes[place + 1 :]) for place in range(len(self.sizes))]
        self.full = (1 << prod(self.sizes)) - 1
        self.empty = 0
        self._literals: dict[tuple[int, int], int] = {}

    def literal(self, facet: int, mask: int) -> int:
        """The combinations whose class in that facet is in the mask."""
        found = self._literals.get((facet, mask))
        if found is None:
            found = self._literals[facet, mask] = self._literal(facet, mask)
        return found

    def _literal(self, facet: int, mask: int) -> int:
        size, stride = self.sizes[facet], self._strides[facet]
        block, unit = (1 << stride) - 1, 0
        for place in range(size):
            if mask >> place & 1:
                unit |= block << place * stride
        period = size * stride
        times, have = prod(self.sizes[:facet]), 1
        while have < times:
            more = min(have, times - have)
            unit |= (unit & ((1 << more * period) - 1)) << have * period
            have += more
        return unit & self.full

    def forget(self, found: int, facet: int) -> int:
        """The combinations that differ from one of these in that facet at most."""
        size, stride = self.sizes[facet], self._strides[facet]
        lowest = 0
        for place in range(size):
            lowest |= (found & self.literal(facet, 1 << place)) >> place * stride
        spread = lowest
        for place in range(1, size):
            spread |= lowest << place * stride
        return spread

    def tidy(self) -> None:
        """Make room; there is nothing to be given up here."""

    def first(self, found: int) -> tuple[int, ...]:
        """The first combination in order of the facets; the set must not be empty."""
        number = (found & -found).bit_length() - 1
        return tuple(number // stride % size for size, stride in zip(self.sizes, self._strides, strict=True))

    def has(self, found: int, point: Sequence[int]) -> bool:
        """Whether a combination is in the set."""
        return bool(found >> sum(map(int.__mul__, point, self._strides)) & 1)

    def size(self, found: int) -> float:
        """How many combinations there are; exact here, and a weight to order sets by elsewhere."""
        return found.bit_count()

    def unfold(self, found: int) -> Hashable:
        """The set, to be taken apart by :meth:`branches`; 0 and 1 are nothing and all."""
        return self._rest(0, found)

    def branches(self, unfolded: Any) -> tuple[int, list[Hashable]]:
        """The topmost facet of an unfolded set, and what remains of the set for each of its classes."""
        facet, found = unfolded
        stride = self._strides[facet]
        block = (1 << stride) - 1
        return facet, [self._rest(facet + 1, found >> place * stride & block) for place in range(self.sizes[facet])]

    def _rest(self, facet: int, found: int) -> Hashable:
        if not found:
            return 0
        return 1 if found.bit_count() == prod(self.sizes[facet:]) else (facet, found)
