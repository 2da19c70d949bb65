"""Populations: exact sets of an entity's records, and the algebra on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mdg.diagnostic import MdgError
from mdg.population.axes import Axis, Clause
from mdg.population.bits import BitSets
from mdg.population.ground import Ground, Record, Set, text, texts
from mdg.population.wording import worded


class Space(Ground):
    """All populations of one entity: what records can exist, by the classes of values that statements tell apart.

    ``axes`` are the entity's dimensions, ``impossible`` says which records cannot exist.  ``kind`` forces the
    representation, ``"bits"`` or ``"diagram"``; left out, the size decides.
    """

    __slots__ = ()

    def __init__(
        self, entity: str, axes: Sequence[Axis], impossible: Sequence[Clause] = (), *, kind: str | None = None
    ) -> None:
        super().__init__(entity, axes, impossible, kind)

    def __repr__(self) -> str:
        return f"Space({self.entity!r}, {', '.join(self.named)})"

    @property
    def everything(self) -> Population:
        """All records that can exist."""
        return Population(self, self.possible)

    @property
    def nothing(self) -> Population:
        """No record at all."""
        return Population(self, self.sets.empty)

    def of(self, when: Sequence[Clause]) -> Population:
        """The records for which one of the clauses holds, less the impossible ones."""
        found = self.sets.empty
        try:
            for clause in when:
                found = found | self.clause(clause)
            return Population(self, found & self.possible)
        except MemoryError:
            raise out_of_room(self.entity) from None

    def impossible_contains(self, record: Record) -> bool:
        """Whether a record, with a value for every dimension, is one of those declared impossible."""
        return self.sets.has(self.impossible, self.point(record))

    def starting(self) -> Population:
        """The records that may start as what they are."""
        found = self.possible
        for layout in self.layouts:
            mask = layout.starting()
            if not layout.many:
                found = found & self.sets.literal(layout.first, mask)
                continue
            for place in layout.classes(layout.whole & ~mask):
                found = found & self.sets.literal(layout.first + place, 0b01)
        return Population(self, found)

    def record(self, values: Record) -> Population:
        """The records that have these values, whatever their other dimensions; ValueError for what is no value."""
        found = self.possible
        for name, value in values.items():
            layout = self.layout(name)
            if layout.many:
                has = {layout.class_of(text) for text in texts(value)}
                for place in range(layout.width):
                    found = found & self.sets.literal(layout.first + place, 0b10 if place in has else 0b01)
            else:
                found = found & self.sets.literal(layout.first, 1 << layout.class_of(text(layout, value)))
        return Population(self, found)


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
        return bool(self._set != self.space.sets.empty)

    def contains(self, record: Record) -> bool:
        """Whether a record, with a value for every dimension, belongs; ValueError for a missing or unknown value."""
        return self.space.sets.has(self._set, self.space.point(record))

    def after_life(self) -> Population:
        """The records that one of these may become, itself included, over any number of steps of `becomes`."""
        space, sets, found = self.space, self.space.sets, self._set
        for layout in space.layouts:
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
        return Population(space, found & space.possible)

    def witness(self) -> dict[str, str | list[str]]:
        """One record of the population, dimension by dimension: the first in the order of the landscape's values.

        ValueError if there is none.
        """
        if not self:
            raise ValueError("an empty population has no witness")
        if self._witness is None:
            point = self.space.sets.first(self._set)
            self._witness = {}
            for layout in self.space.layouts:
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
            try:
                self._when = worded(self.space, self._set)
            except MemoryError:
                raise out_of_room(self.space.entity) from None
        return [dict(clause) for clause in self._when]


def union(populations: Iterable[Population]) -> Population:
    """The records in at least one of the populations; quicker than ``|`` one by one, there is at least one."""
    return _counted(populations)[0]


def two_or_more(populations: Iterable[Population]) -> Population:
    """The records in at least two of the populations (of which there is at least one, all of one space)."""
    return _counted(populations)[1]


def _counted(populations: Iterable[Population]) -> tuple[Population, Population]:
    listed = list(populations)
    if not listed:
        raise ValueError("no population, so no space")
    space = listed[0].space
    if not isinstance(space.sets, BitSets):
        # the largest first: what they cover simplifies the diagrams of all that follows
        listed.sort(key=lambda population: -space.sets.size(population._set))
    once = twice = space.sets.empty
    try:
        for population in listed:
            found = listed[0]._other(population)
            twice = twice | once & found
            once = once | found
    except MemoryError:
        raise out_of_room(space.entity) from None
    return Population(space, once), Population(space, twice)


def out_of_room(entity: str) -> MdgError:
    """What to say where a space's nodes do not suffice."""
    return MdgError(
        f"the populations of `{entity}` overlap in too many ways to be decided exactly within memory; "
        "name fewer values in its conditions, or split the entity"
    )
