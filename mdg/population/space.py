"""Populations of one entity: exact sets of its records, and the algebra on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from mdg.diagnostic import MdgError
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


class Space:
    """All populations of one entity: what records can exist, by the classes of values that statements tell apart.

    ``axes`` are the entity's dimensions, ``impossible`` says which records cannot exist.  ``kind`` forces the
    representation, ``"bits"`` or ``"diagram"``; left out, the size decides.
    """

    __slots__ = ("_impossible", "_layouts", "_named", "_parts", "_possible", "_sets", "axes", "entity")

    def __init__(
        self, entity: str, axes: Sequence[Axis], impossible: Sequence[Clause] = (), *, kind: str | None = None
    ) -> None:
        self.entity = entity
        self.axes = tuple(axes)
        self._layouts: list[Layout] = []
        sizes: list[int] = []
        for axis in self.axes:
            layout = Layout(axis, len(sizes))
            self._layouts.append(layout)
            sizes += layout.sizes
        self._named = {layout.name: layout for layout in self._layouts}
        self._sets = _sets(sizes, kind)
        self._parts: dict[Any, Set] = {}
        self._impossible: Set = self._sets.empty
        for clause in impossible:
            self._impossible = self._impossible | self._clause(clause)
        self._possible: Set = self._sets.full & ~self._impossible

    def __repr__(self) -> str:
        return f"Space({self.entity!r}, {', '.join(self._named)})"

    @property
    def everything(self) -> Population:
        """All records that can exist."""
        return Population(self, self._possible)

    @property
    def nothing(self) -> Population:
        """No record at all."""
        return Population(self, self._sets.empty)

    def of(self, when: Sequence[Clause]) -> Population:
        """The records for which one of the clauses holds, less the impossible ones."""
        found = self._sets.empty
        try:
            for clause in when:
                found = found | self._clause(clause)
            return Population(self, found & self._possible)
        except MemoryError:
            raise out_of_room(self.entity) from None

    def impossible_contains(self, record: Record) -> bool:
        """Whether a record, with a value for every dimension, is one of those declared impossible."""
        return self._sets.has(self._impossible, self._point(record))

    def starting(self) -> Population:
        """The records that may start as what they are."""
        found = self._possible
        for layout in self._layouts:
            mask = layout.starting()
            if not layout.many:
                found = found & self._sets.literal(layout.first, mask)
                continue
            for place in layout.classes(layout.whole & ~mask):
                found = found & self._sets.literal(layout.first + place, 0b01)
        return Population(self, found)

    def record(self, values: Record) -> Population:
        """The records that have these values, whatever their other dimensions; ValueError for what is no value."""
        found = self._possible
        for name, value in values.items():
            layout = self._layout(name)
            if layout.many:
                has = {layout.class_of(text) for text in _texts(value)}
                for place in range(layout.width):
                    found = found & self._sets.literal(layout.first + place, 0b10 if place in has else 0b01)
            else:
                found = found & self._sets.literal(layout.first, 1 << layout.class_of(_text(layout, value)))
        return Population(self, found)

    def _layout(self, name: str) -> Layout:
        layout = self._named.get(name)
        if layout is None:
            raise ValueError(f"`{self.entity}` has no dimension `{name}`")
        return layout

    def _point(self, record: Record) -> list[int]:
        """The class combination of a record with a value for every dimension."""
        point: list[int] = []
        for layout in self._layouts:
            value = record.get(layout.name)
            if value is None:
                raise ValueError(f"the record has no `{layout.name}`")
            if layout.many:
                has = {layout.class_of(text) for text in _texts(value)}
                point += (place in has for place in range(layout.width))
            else:
                point.append(layout.class_of(_text(layout, value)))
        return point

    def _clause(self, clause: Clause) -> Set:
        found = self._sets.full
        # from the last dimension to the first: a diagram is built from the bottom
        for name, condition in sorted(clause.items(), key=lambda item: self._layout(item[0]).first, reverse=True):
            layout = self._named[name]
            found = self._many(layout, condition) & found if layout.many else self._single(layout, condition) & found
        return found

    def _single(self, layout: Layout, condition: Condition) -> Set:
        mask = layout.whole
        if condition.any_of is not None:
            mask &= layout.mask(condition.any_of)
        if condition.only is not None:
            mask &= layout.mask(condition.only)
        for value in condition.all_of:
            mask &= layout.mask((value,))
        mask &= ~layout.mask(condition.none_of)
        if condition.besides is not None:
            mask &= ~layout.mask(condition.besides)
        return self._sets.literal(layout.first, mask)

    def _many(self, layout: Layout, condition: Condition) -> Set:
        zeros, ones = layout.mask(condition.none_of), 0
        if condition.only is not None:
            zeros |= layout.whole & ~layout.mask(condition.only)
        for value in condition.all_of:
            ones |= layout.mask((value,))
        found = self._part(layout, ("cube", ones, zeros, 0))
        if condition.any_of is not None:
            found = found & self._part(layout, ("any", layout.mask(condition.any_of), 0, 0))
        if condition.besides is not None:
            found = found & self._part(layout, ("any", layout.whole & ~layout.mask(condition.besides), 0, 0))
        return found

    def _part(self, layout: Layout, part: tuple[str, int, int, int]) -> Set:
        """The combinations for which a part of a clause holds (see :mod:`mdg.population.shapes`)."""
        kind, mask, zeros, some = part
        if kind == "in":
            return self._sets.literal(layout.first, mask)
        key = (layout.first, part)
        found = self._parts.get(key)
        if found is not None:
            return found
        if kind == "any":
            found = self._sets.empty
            for place in layout.classes(mask):
                found = found | self._sets.literal(layout.first + place, 0b10)
        else:
            found = self._sets.full
            for place in layout.classes(mask | zeros):
                wanted = (mask >> place & 1) << 1 | (zeros >> place & 1)
                # a value both wanted and unwanted: no class is left
                found = found & self._sets.literal(layout.first + place, wanted if wanted != 0b11 else 0)
            if some:
                found = found & self._part(layout, ("any", some, 0, 0))
        self._parts[key] = found
        return found


class Population:
    """An exact set of an entity's records; immutable.

    ``&``, ``|``, ``-`` and ``~`` (among the possible records) give populations; ``<=`` is inclusion, and a population
    is true if it has a record.  Populations of different spaces do not mix.
    """

    __slots__ = ("_set", "_when", "_witness", "space")

    def __init__(self, space: Space, found: Set) -> None:
        self.space = space
        self._set = found
        self._when: list[dict[str, Any]] | None = None
        self._witness: dict[str, str | list[str]] | None = None

    def __repr__(self) -> str:
        return f"Population({self.space.entity!r}, {self.witness() if self else 'nobody'})"

    def _other(self, other: Population) -> Set:
        if other.space is not self.space:
            raise ValueError("populations of different spaces do not mix")
        return other._set

    def __and__(self, other: Population) -> Population:
        try:
            return Population(self.space, self._set & self._other(other))
        except MemoryError:
            raise out_of_room(self.space.entity) from None

    def __or__(self, other: Population) -> Population:
        try:
            return Population(self.space, self._set | self._other(other))
        except MemoryError:
            raise out_of_room(self.space.entity) from None

    def __sub__(self, other: Population) -> Population:
        try:
            return Population(self.space, self._set & ~self._other(other))
        except MemoryError:
            raise out_of_room(self.space.entity) from None

    def __invert__(self) -> Population:
        return self.space.everything - self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Population):
            return NotImplemented
        return self.space is other.space and bool(self._set == other._set)

    def __hash__(self) -> int:
        return hash(self._set)

    def __le__(self, other: Population) -> bool:
        return not self - other

    def __bool__(self) -> bool:
        return bool(self._set != self.space._sets.empty)

    def contains(self, record: Record) -> bool:
        """Whether a record, with a value for every dimension, belongs; ValueError for a missing or unknown value."""
        return self.space._sets.has(self._set, self.space._point(record))

    def after_life(self) -> Population:
        """The records that one of these may become, itself included, over any number of steps of `becomes`."""
        space, sets, found = self.space, self.space._sets, self._set
        for layout in space._layouts:
            becomes = layout.axis.becomes
            facets = range(layout.first, layout.first + len(layout.sizes))
            if becomes == "any":
                for facet in facets:
                    found = sets.forget(found, facet)
            elif becomes == "grows":
                for facet in facets:
                    found = found | sets.forget(found & sets.literal(facet, 0b01), facet) & sets.literal(facet, 0b10)
            elif becomes is not None:
                image = found
                for place, later in layout.reach().items():
                    began = found & sets.literal(layout.first, 1 << place)
                    image = image | sets.forget(began, layout.first) & sets.literal(layout.first, later)
                found = image
        return Population(space, found & space._possible)

    def witness(self) -> dict[str, str | list[str]]:
        """One record of the population, dimension by dimension: the first in the order of the landscape's values.

        ValueError if there is none.
        """
        if not self:
            raise ValueError("an empty population has no witness")
        if self._witness is None:
            point = self.space._sets.first(self._set)
            self._witness = {}
            for layout in self.space._layouts:
                if layout.many:
                    has = (place for place in range(layout.width) if point[layout.first + place])
                    self._witness[layout.name] = sorted(layout.value(place) for place in has)
                else:
                    self._witness[layout.name] = layout.value(point[layout.first])
        return dict(self._witness)

    def when(self) -> list[dict[str, Any]]:
        """The population as a `when`, as short as a person would write it: ``[{}]`` for everything, ``[]`` for nothing.

        No clause, condition or listed value can be left out without changing the population; impossible records count
        on neither side.  What one clause can say, one clause says.
        """
        if self._when is None:
            # a small landscape without findings never words a population
            from mdg.population.wording import worded

            try:
                self._when = worded(self.space, self._set)
            except MemoryError:
                raise out_of_room(self.space.entity) from None
        return [dict(clause) for clause in self._when]


def union(populations: Iterable[Population]) -> Population:
    """The records in at least one of the populations (at least one, of one space); quicker than ``|`` one by one."""
    return _counted(populations)[0]


def two_or_more(populations: Iterable[Population]) -> Population:
    """The records in at least two of the populations (of which there is at least one, all of one space)."""
    return _counted(populations)[1]


def _counted(populations: Iterable[Population]) -> tuple[Population, Population]:
    listed = list(populations)
    if not listed:
        raise ValueError("no population, so no space")
    space = listed[0].space
    if not isinstance(space._sets, BitSets):
        # the largest first: what they cover simplifies the diagrams of all that follows
        listed.sort(key=lambda population: -space._sets.size(population._set))
    once = twice = space._sets.empty
    try:
        for population in listed:
            found = listed[0]._other(population)
            twice = twice | once & found
            once = once | found
    except MemoryError:
        raise out_of_room(space.entity) from None
    return Population(space, once), Population(space, twice)


def _sets(sizes: Sequence[int], kind: str | None) -> BitSets | Diagrams:
    if kind == "bits" or (kind is None and prod(sizes) <= MOST_BITS):
        return BitSets(sizes)
    # loads a library, which only landscapes with many dimensions need
    from mdg.population.diagram import Diagrams

    return Diagrams(sizes)


def _texts(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


def _text(layout: Layout, value: str | Iterable[str]) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"a record has one value of `{layout.name}`")


def out_of_room(entity: str) -> MdgError:
    """What to say where a space's nodes do not suffice."""
    return MdgError(
        f"the populations of `{entity}` overlap in too many ways to be decided exactly within memory; "
        "name fewer values in its conditions, or split the entity"
    )
