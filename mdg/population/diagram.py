"""Sets of class combinations as binary decision diagrams, for spaces too large to give every combination a bit.

The facets keep their order.  A facet's classes get prefix codes, so that every assignment of the binary variables is a
combination and none has to be excluded.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import reduce
from typing import Any

# Imported with the module, which a space loads on first need: start-up of a small landscape stays free of it.
from oxidd.bcdd import BCDDManager

#: The nodes that one space may use, some 32 bytes each; the address space is reserved and only used where needed.
CAPACITY = 1 << 25
#: The entries of the cache of operations, 20 bytes each.
CACHE = 1 << 20


def prefix_codes(size: int) -> list[tuple[bool, ...]]:
    """Codes for that many classes, in order, no one a prefix of another, each about as long as the others."""
    if size <= 1:
        return [()] * size
    half = (size + 1) // 2
    return [(False, *code) for code in prefix_codes(half)] + [(True, *code) for code in prefix_codes(size - half)]


class Diagrams:
    """All sets over some facets, in one manager.

    A set is a function of the library's, whose operators are the set operations and whose equality is theirs.
    """

    __slots__ = ("_codes", "_first", "_literals", "_manager", "_width", "empty", "full", "sizes")

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self._codes = [prefix_codes(size) for size in self.sizes]
        self._first: list[int] = []
        width = 0
        for codes in self._codes:
            self._first.append(width)
            width += max(map(len, codes), default=0)
        self._width = width
        self._manager = BCDDManager(CAPACITY, CACHE, 1)
        self._manager.add_vars(width)
        self.empty: Any = self._manager.false()
        self.full: Any = self._manager.true() if all(self.sizes) else self.empty
        self._literals: dict[tuple[int, int], Any] = {}

    def literal(self, facet: int, mask: int) -> Any:
        """The combinations whose class in that facet is in the mask."""
        found = self._literals.get((facet, mask))
        if found is None:
            found = self.empty
            for place, code in enumerate(self._codes[facet]):
                if mask >> place & 1:
                    found = found | self._code(facet, code)
            self._literals[facet, mask] = found
        return found

    def _code(self, facet: int, code: tuple[bool, ...]) -> Any:
        manager, first = self._manager, self._first[facet]
        bits = [manager.var(first + at) if bit else manager.not_var(first + at) for at, bit in enumerate(code)]
        return reduce(lambda left, right: left & right, reversed(bits), self.full)

    def forget(self, found: Any, facet: int) -> Any:
        """The combinations that differ from one of these in that facet at most."""
        length = max(map(len, self._codes[facet]), default=0)
        bits = [self._manager.var(self._first[facet] + at) for at in reversed(range(length))]
        return found.exists(reduce(lambda left, right: left & right, bits, self._manager.true()))

    def _follow(self, found: Any, facet: int, place: int) -> Any:
        """What remains of a set that starts at or below that facet, once the facet has that class."""
        first = self._first[facet]
        for at, bit in enumerate(self._codes[facet][place]):
            if found.node_var() == first + at:
                found = found.cofactor_true() if bit else found.cofactor_false()
        return found

    def _facet_of(self, found: Any) -> int:
        """The topmost facet that the set depends on; the number of facets for all and for none."""
        variable = found.node_var()
        if variable is None:
            return len(self.sizes)
        facet = len(self.sizes) - 1
        while self._first[facet] > variable or not self._codes[facet][0]:
            facet -= 1
        return facet

    def tidy(self) -> None:
        """Make room: give up all nodes that no set needs."""
        self._manager.gc()

    def first(self, found: Any) -> tuple[int, ...]:
        """The first combination in order of the facets; the set must not be empty."""
        point = []
        for facet, size in enumerate(self.sizes):
            for place in range(size):
                below = self._follow(found, facet, place)
                if below != self.empty:
                    found = below
                    point.append(place)
                    break
        return tuple(point)

    def has(self, found: Any, point: Sequence[int]) -> bool:
        """Whether a combination is in the set."""
        for facet, place in enumerate(point):
            found = self._follow(found, facet, place)
        return bool(found == self.full)

    def size(self, found: Any) -> float:
        """How much of the space the set fills, as a weight to order sets by."""
        return float(found.sat_count_float(self._width))

    def unfold(self, found: Any) -> Hashable:
        """The set, to be taken apart by :meth:`branches`; 0 and 1 are nothing and all."""
        if found == self.empty:
            return 0
        unfolded: Hashable = 1 if found == self.full else found
        return unfolded

    def branches(self, unfolded: Any) -> tuple[int, list[Hashable]]:
        """The topmost facet that an unfolded set depends on, and what remains of it for each of the facet's classes."""
        facet = self._facet_of(unfolded)
        return facet, [self.unfold(self._follow(unfolded, facet, place)) for place in range(self.sizes[facet])]
