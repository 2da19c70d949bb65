"""Populations: exact sets of an entity's records, and the algebra on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar

from mdg.diagnostic import MdgError
from mdg.population.axes import Axis, Clause
from mdg.population.bits import BitSets
from mdg.population.ground import Ground, Record, Set, text, texts
from mdg.population.lives import earlier, later
from mdg.population.wording import worded

if TYPE_CHECKING:
    from mdg.population.boxes import Box, Derivation

T = TypeVar("T")

#: How many results are remembered of what two populations share: each may be large.
MOST_KEPT = 4


class Space(Ground):
    """All populations of one entity: what records can exist, by the classes of values that statements tell apart.

    ``axes`` are the entity's dimensions, ``impossible`` says which records cannot exist.  ``kind`` forces the
    representation, ``"bits"`` or ``"diagram"``; left out, the size decides.
    """

    __slots__ = ("_twice",)

    def __init__(
        self, entity: str, axes: Sequence[Axis], impossible: Sequence[Clause] = (), *, kind: str | None = None
    ) -> None:
        super().__init__(entity, axes, impossible, kind)
        self._twice: dict[tuple[Set, ...], Set] = {}

    def __repr__(self) -> str:
        return f"Space({self.entity!r}, {', '.join(self.named)})"

    @property
    def everything(self) -> Population:
        """All records that can exist."""
        return Population(self, self.possible, self._derived("written", ({},)))

    @property
    def nothing(self) -> Population:
        """No record at all."""
        return Population(self, self.sets.empty, self._derived("written", ()))

    def of(self, when: Sequence[Clause]) -> Population:
        """The records for which one of the clauses holds, less the impossible ones."""

        def work() -> Set:
            found = self.sets.empty
            for clause in when:
                found = found | self.clause(clause)
            return found & self.possible

        return Population(self, self.roomy(work), self._derived("written", when))

    def impossible_contains(self, record: Record) -> bool:
        """Whether a record, with a value for every dimension, is one of those declared impossible."""
        return self.sets.has(self.impossible, self.point(record))

    def starting(self) -> Population:
        """The records that may start as what they are."""
        found = self.possible
        box: Box = ()
        for layout in self.layouts:
            mask = layout.starting()
            box += tuple(0b01 | (mask >> place & 1) << 1 for place in range(layout.width)) if layout.many else (mask,)
        for facet, mask in enumerate(box):
            found = found & self.sets.literal(facet, mask)
        return Population(self, found, self._derived("boxed", box))

    @property
    def lasting(self) -> bool:
        """Whether no record ever becomes another."""
        return not any(layout.axis.becomes for layout in self.layouts)

    def becoming(self, found: Set) -> Set:
        """The records that may become one of these, these included, over any number of steps of `becomes`."""

        def work() -> Set:
            before = found
            for layout in self.layouts:
                before = earlier(self.sets, layout, before)
            return before & self.possible

        return self.roomy(work)

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

    def made(self, work: Callable[[], Set], how: str, parts: Sequence[Population]) -> Population:
        """A population made of others, in the way of the function ``how`` of :mod:`mdg.population.boxes`."""
        derivations = [part.derivation for part in parts if part.derivation is not None]
        known = self._derived(how, derivations) if len(derivations) == len(parts) else None
        return Population(self, self.roomy(work), known)

    def twice(self, sets: tuple[Set, ...]) -> Set:
        """What is in two of the sets at least; several rules ask it of the same ones."""

        def work() -> Set:
            once = twice = self.sets.empty
            for found in sets:
                twice = twice | once & found
                once = once | found
            return twice

        if sets not in self._twice:
            if len(self._twice) == MOST_KEPT:
                del self._twice[next(iter(self._twice))]
            self._twice[sets] = self.roomy(work)
        return self._twice[sets]

    def roomy(self, work: Callable[[], T]) -> T:
        """What the work on sets gives; MdgError if there is no room for it even when all that is not needed is gone."""
        try:
            return work()
        except MemoryError:
            self.sets.tidy()
        try:
            return work()
        except MemoryError:
            raise MdgError(
                f"the populations of `{self.entity}` overlap in too many ways to be decided exactly within memory; "
                "name fewer values in its conditions, or split the entity"
            ) from None

    def _derived(self, how: str, parts: Any) -> Derivation | None:
        """How a population comes about; of small spaces, nobody asks for it."""
        if isinstance(self.sets, BitSets):
            return None
        # loaded with the first large space
        from mdg.population import boxes

        found: Derivation = getattr(boxes, how)(self.layouts, parts)
        return found


class Population:
    """An exact set of an entity's records; immutable.

    ``&``, ``|``, ``-`` and ``~`` (among the possible records) give populations; ``<=`` is inclusion, and a population
    is true if it has a record.  Populations of different spaces do not mix.
    """

    __slots__ = ("_set", "_when", "_witness", "derivation", "space")

    def __init__(self, space: Space, found: Set, derivation: Derivation | None = None) -> None:
        self.space = space
        self.derivation = derivation
        self._set = found
        self._when: list[dict[str, Any]] | None = None
        self._witness: dict[str, str | list[str]] | None = None

    def __repr__(self) -> str:
        return f"Population({self.space.entity!r}, {self.witness() if self else 'nobody'})"

    @property
    def members(self) -> Set:
        """The set itself, for walks over whole landscapes: ``&``, ``|``, ``& ~`` and ``==`` are all it is good for."""
        return self._set

    def _other(self, other: Population) -> Set:
        if other.space is not self.space:
            raise ValueError("populations of different spaces do not mix")
        return other._set

    def __and__(self, other: Population) -> Population:
        others = self._other(other)
        return self.space.made(lambda: self._set & others, "both", (self, other))

    def __or__(self, other: Population) -> Population:
        others = self._other(other)
        return self.space.made(lambda: self._set | others, "either", (self, other))

    def __sub__(self, other: Population) -> Population:
        others = self._other(other)
        return self.space.made(lambda: self._set & ~others, "less", (self, other))

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

    def meets(self, other: Population) -> bool:
        """Whether some record is in both."""
        others = self._other(other)
        return bool(self.space.roomy(lambda: self._set & others) != self.space.sets.empty)

    def after_life(self) -> Population:
        """The records that one of these may become, itself included, over any number of steps of `becomes`."""
        space = self.space

        def work() -> Set:
            found = self._set
            for layout in space.layouts:
                found = later(space.sets, layout, found)
            return found & space.possible

        known = None if self.derivation is None else space._derived("grown", self.derivation)
        return Population(space, space.roomy(work), known)

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
            self._when = self.space.roomy(lambda: worded(self.space, self._set, self.derivation))
        return [dict(clause) for clause in self._when]


def union(populations: Iterable[Population]) -> Population:
    """The records in at least one of the populations; quicker than ``|`` one by one, there is at least one."""
    listed = _listed({id(population): population for population in populations}.values())
    sets = [listed[0]._other(population) for population in listed]
    return listed[0].space.made(lambda: reduce(or_, sets), "either", listed)


def two_or_more(populations: Iterable[Population]) -> Population:
    """The records in at least two of the populations (of which there is at least one, all of one space)."""
    listed = _listed(populations)
    sets = tuple(listed[0]._other(population) for population in listed)
    space = listed[0].space
    return space.made(lambda: space.twice(sets), "twice", listed)


def _listed(populations: Iterable[Population]) -> list[Population]:
    """Populations to be united; of large spaces the largest first, which simplifies the diagrams of the others."""
    listed = list(populations)
    if not listed:
        raise ValueError("no population, so no space")
    sets = listed[0].space.sets
    if isinstance(sets, BitSets):
        return listed
    found = [population for population in listed if population] or listed[:1]
    return sorted(found, key=lambda population: -sets.size(population._set))
