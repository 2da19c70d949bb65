"""What the populations of one entity are made of: its records as class combinations, and the sets of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from mdg.population.axes import Axis, Clause, Condition, Layout
from mdg.population.bits import BitSets

if TYPE_CHECKING:
    from mdg.population.diagram import Diagrams

#: Up to this many class combinations are kept as bits, more as decision diagrams (docs/decisions/0002-populations.md).
MOST_BITS = 1 << 16

#: A value for each dimension; for `many`, its values.
Record = Mapping[str, "str | Iterable[str]"]
#: Sets of class combinations: integers or diagrams, see the two modules.
Set = Any


class Ground:
    """The facets of an entity's axes, the sets over them, and what conditions and records are in these terms.

    ``impossible`` are the combinations that no record can have, ``possible`` the others.
    """

    __slots__ = ("_parts", "axes", "entity", "impossible", "layouts", "named", "possible", "sets")

    def __init__(self, entity: str, axes: Sequence[Axis], impossible: Sequence[Clause], kind: str | None) -> None:
        self.entity = entity
        self.axes = tuple(axes)
        self.layouts: list[Layout] = []
        sizes: list[int] = []
        for axis in self.axes:
            layout = Layout(axis, len(sizes))
            self.layouts.append(layout)
            sizes += layout.sizes
        self.named = {layout.name: layout for layout in self.layouts}
        self.sets = _sets(sizes, kind)
        self._parts: dict[Any, Set] = {}
        self.impossible: Set = self.sets.empty
        for clause in impossible:
            self.impossible = self.impossible | self.clause(clause)
        self.possible: Set = self.sets.full & ~self.impossible

    def layout(self, name: str) -> Layout:
        """The dimension of that name; ValueError if there is none."""
        layout = self.named.get(name)
        if layout is None:
            raise ValueError(f"`{self.entity}` has no dimension `{name}`")
        return layout

    def point(self, record: Record) -> list[int]:
        """The class combination of a record with a value for every dimension; ValueError for what is no value."""
        point: list[int] = []
        for layout in self.layouts:
            value = record.get(layout.name)
            if value is None:
                raise ValueError(f"the record has no `{layout.name}`")
            if layout.many:
                has = {layout.class_of(each) for each in texts(value)}
                point += (place in has for place in range(layout.width))
            else:
                point.append(layout.class_of(text(layout, value)))
        return point

    def clause(self, clause: Clause) -> Set:
        """The combinations for which every condition holds."""
        found = self.sets.full
        # from the last dimension to the first: a diagram is built from the bottom
        for name, condition in sorted(clause.items(), key=lambda item: self.layout(item[0]).first, reverse=True):
            layout = self.named[name]
            if layout.many:
                found = self._many(layout, condition) & found
            else:
                found = self.sets.literal(layout.first, layout.fitting(condition)) & found
        return found

    def _many(self, layout: Layout, condition: Condition) -> Set:
        ones, zeros, wanted = layout.demands(condition)
        found = self.part(layout, ("cube", ones, zeros, 0))
        for mask in wanted:
            found = found & self.part(layout, ("any", mask, 0, 0))
        return found

    def part(self, layout: Layout, part: tuple[str, int, int, int]) -> Set:
        """The combinations for which a part of a clause holds (see :mod:`mdg.population.shapes`)."""
        kind, mask, zeros, some = part
        if kind == "in":
            return self.sets.literal(layout.first, mask)
        key = (layout.first, part)
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = (
                self._any(layout, mask) if kind == "any" else self._cube(layout, mask, zeros, some)
            )
        return found

    def _any(self, layout: Layout, mask: int) -> Set:
        found = self.sets.empty
        for place in layout.classes(mask):
            found = found | self.sets.literal(layout.first + place, 0b10)
        return found

    def _cube(self, layout: Layout, ones: int, zeros: int, some: int) -> Set:
        if ones & zeros:
            return self.sets.empty
        found = self._any(layout, some) if some else self.sets.full
        for place in layout.classes(ones | zeros):
            found = found & self.sets.literal(layout.first + place, 0b10 if ones >> place & 1 else 0b01)
        return found


def _sets(sizes: Sequence[int], kind: str | None) -> BitSets | Diagrams:
    if kind == "bits" or (kind is None and prod(sizes) <= MOST_BITS):
        return BitSets(sizes)
    # loads a library, which only landscapes with many dimensions need
    from mdg.population.diagram import Diagrams

    return Diagrams(sizes)


def texts(value: str | Iterable[str]) -> Iterable[str]:
    """The values of a dimension with a set of them."""
    return (value,) if isinstance(value, str) else value


def text(layout: Layout, value: str | Iterable[str]) -> str:
    """The value of a dimension with one; ValueError for several."""
    if isinstance(value, str):
        return value
    raise ValueError(f"a record has one value of `{layout.name}`")
