"""What one clause can say: a part for each dimension, and the target that clauses are fitted to.

A part is a tuple of its kind and three masks of classes:

- ``("in", mask, 0, 0)``: the value is in one of these classes (dimensions with one value);
- ``("any", mask, 0, 0)``: the record has at least one of these (dimensions with a set of values);
- ``("cube", ones, zeros, some)``: it has each of ``ones``, none of ``zeros`` and, unless that is 0, at least one of
  ``some`` (likewise).  ``some`` holds the class of the unnamed values, which is never in ``ones``: they cannot be asked
  for by name.

None is no condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mdg.population.axes import Layout

if TYPE_CHECKING:
    from mdg.population.ground import Ground, Set

Part = tuple[str, int, int, int]
Parts = tuple[Part | None, ...]
Loose = dict[int, Part]


class Target:
    """A population to be put into clauses: ``low`` must be covered, ``off`` must not be touched, the rest is free."""

    __slots__ = ("empty", "ground", "layouts", "low", "off", "sets")

    def __init__(self, ground: Ground, low: Set) -> None:
        self.ground = ground
        self.sets = ground.sets
        self.layouts = ground.layouts
        self.empty = self.sets.empty
        self.low = low
        self.off = ground.possible & ~low

    def covered(self, axis: int, part: Part | None) -> Set:
        """The combinations for which one part holds."""
        return self.sets.full if part is None else self.ground.part(self.layouts[axis], part)

    def clause(self, parts: Sequence[Part | None], but: int = -1) -> Set:
        """The combinations for which all parts hold, of one axis (``but``) whatever its part."""
        found = self.sets.full
        for axis in range(len(parts) - 1, -1, -1):
            part = parts[axis]
            if part is not None and axis != but:
                found = self.ground.part(self.layouts[axis], part) & found
        return found

    def meets(self, found: Set, layout: Layout, place: int) -> bool:
        """Whether a record of the set has that class."""
        if layout.many:
            return bool(found & self.sets.literal(layout.first + place, 0b10) != self.empty)
        return bool(found & self.sets.literal(layout.first, 1 << place) != self.empty)

    def lacks(self, found: Set, layout: Layout, place: int) -> bool:
        """Whether a record of the set does without that class (sets of values)."""
        return bool(found & self.sets.literal(layout.first + place, 0b01) != self.empty)

    def seen(self, found: Set, layout: Layout) -> int:
        """The classes that records of the set have."""
        return sum(1 << place for place in range(layout.width) if self.meets(found, layout, place))

    def hull(self, found: Set) -> Parts:
        """The tightest clause of lists and cubes round a set that is not empty."""
        return tuple(simple(layout, self.tightest(layout, found)) for layout in self.layouts)

    def tightest(self, layout: Layout, found: Set) -> Part:
        """The tightest list or cube of one dimension round a set that is not empty."""
        seen = self.seen(found, layout)
        if not layout.many:
            return ("in", seen, 0, 0)
        ones = sum(1 << place for place in layout.classes(seen) if not self.lacks(found, layout, place))
        return cube(layout, ones, layout.whole & ~seen)

    def one_clause(self, low: Set) -> Parts | None:
        """A clause that covers ``low`` and nothing of ``off``, if there is one at all.

        For a dimension with one value, the values seen are the tightest list, and the tightest is right if any is.
        Of a set of values, the tightest cube is, or else some "at least one of"; which one is searched for by ruling
        out one wrong record after the other: some dimension must leave it out, by naming no value that it has.
        """
        tight = [self.tightest(layout, low) for layout in self.layouts]
        return self._search(low, tight, {}, set())

    def _search(
        self, low: Set, tight: list[Part], loose: Loose, failed: set[frozenset[tuple[int, Part]]]
    ) -> Parts | None:
        parts = [simple(layout, loose.get(axis, tight[axis])) for axis, layout in enumerate(self.layouts)]
        wrong = self.clause(parts) & self.off
        if wrong == self.empty:
            return tuple(parts)
        state = frozenset(loose.items())
        if state in failed:
            return None
        point = self.sets.first(wrong)
        for axis, layout in enumerate(self.layouts):
            for part in self._without(axis, layout, point, loose.get(axis), tight[axis]):
                if low & ~self.covered(axis, part) == self.empty:
                    found = self._search(low, tight, {**loose, axis: part}, failed)
                    if found is not None:
                        return found
        failed.add(state)
        return None

    def _without(
        self, axis: int, layout: Layout, point: Sequence[int], chosen: Part | None, tight: Part
    ) -> Iterator[Part]:
        """The ways in which "at least one of" leaves a combination out."""
        if not layout.many:
            return
        has = sum(1 << place for place in range(layout.width) if point[layout.first + place])
        _, ones, zeros, some = tight
        free = layout.whole & ~ones & ~zeros & ~has
        if not some and (chosen is None or chosen[0] == "any"):
            mask = free if chosen is None else chosen[1] & ~has
            if mask:
                yield ("any", mask, 0, 0)
        if layout.other is not None and not some and (chosen is None or chosen[0] == "cube"):
            mask = free if chosen is None else chosen[3] & ~has
            if mask >> layout.other & 1:
                yield ("cube", ones, zeros, mask)

    def point_clause(self, point: Sequence[int]) -> Parts:
        """The clause that is true of one combination alone."""
        parts: list[Part | None] = []
        for layout in self.layouts:
            if layout.many:
                ones = sum(1 << place for place in range(layout.width) if point[layout.first + place])
                parts.append(simple(layout, cube(layout, ones, layout.whole & ~ones)))
            else:
                parts.append(simple(layout, ("in", 1 << point[layout.first], 0, 0)))
        return tuple(parts)

    def loosened(self, parts: Parts, order: Iterable[int], widen: bool) -> Parts:
        """The clause with all conditions dropped that can be, in that order; with all values added, if ``widen``."""
        found = list(parts)
        for axis in order:
            part = found[axis]
            if part is not None:
                wrong = self.clause(found, axis) & self.off
                found[axis] = self.loosest(axis, part, wrong, widen)
        return tuple(found)

    def loosest(self, axis: int, part: Part, wrong: Set, widen: bool) -> Part | None:
        """A part that lets more through and still nothing of ``wrong``."""
        if wrong == self.empty:
            return None
        layout = self.layouts[axis]
        if not layout.many:
            return simple(layout, ("in", layout.whole & ~self.seen(wrong, layout), 0, 0)) if widen else part
        free = layout.whole & ~self.seen(wrong, layout)
        if part[0] == "any":
            return ("any", free, 0, 0) if widen else part
        if widen and (free & part[1] or (part[3] and not part[3] & ~free)):
            return simple(layout, ("any", free, 0, 0))
        return self.fewer_bits(layout, part, wrong)

    def fewer_bits(self, layout: Layout, part: Part, wrong: Set, ones_first: bool = False) -> Part | None:
        """The cube without the values that it need not name, to let nothing of ``wrong`` through."""
        _, ones, zeros, some = part
        for one in (True, False) if ones_first else (False, True):
            for bit in [1 << place for place in layout.classes(ones if one else zeros)]:
                fewer = (ones & ~bit, zeros, some) if one else (ones, zeros & ~bit, some)
                if self._keeps_out(layout, fewer, wrong):
                    ones, zeros, some = fewer
        if some and self._keeps_out(layout, (ones, zeros, 0), wrong):
            some = 0
        for place in layout.classes(layout.whole & ~some & ~ones & ~zeros if some else 0):
            if self._keeps_out(layout, (ones, zeros, some | 1 << place), wrong):
                some |= 1 << place
        return simple(layout, ("cube", ones, zeros, some))

    def _keeps_out(self, layout: Layout, masks: tuple[int, int, int], wrong: Set) -> bool:
        return bool(wrong & self.ground.part(layout, ("cube", *masks)) == self.empty)


def cube(layout: Layout, ones: int, zeros: int) -> Part:
    """The records with each of ``ones`` and none of ``zeros``."""
    other = 0 if layout.other is None else 1 << layout.other
    return ("cube", ones & ~other, zeros, ones & other)


def simple(layout: Layout, part: Part) -> Part | None:
    """The part in its simplest kind: None if it says nothing."""
    kind, mask, zeros, some = part
    if kind == "in":
        return None if mask == layout.whole else part
    if kind == "cube":
        if some and not mask and not zeros:
            return ("any", some, 0, 0)
        return part if mask or zeros or some else None
    if mask.bit_count() == 1 and mask.bit_length() - 1 != layout.other:
        return ("cube", mask, 0, 0)
    return part
