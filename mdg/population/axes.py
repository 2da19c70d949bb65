"""What a population is told apart by: conditions as they are compiled, and dimensions with the values that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs


@attrs.frozen(slots=True)
class Condition:
    """One normalised condition on one dimension; all its parts must hold.

    ``any_of``: the value is one of these (of a set of values, at least one is).  ``none_of``: it is none of these.
    For dimensions whose records have a set of values, also ``all_of``: each of these is among them; ``only``: nothing
    but these is (``()`` for records without any); ``besides``: something is that is none of these, the opposite of
    ``only``.
    """

    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    besides: tuple[str, ...] | None = None


#: Conditions by dimension, all of which must hold.
Clause = Mapping[str, Condition]


@attrs.frozen(slots=True, repr=False)
class Axis:
    """One dimension of an entity, with the constants that statements name.

    ``rest`` are the other values: none (``()``), infinitely many (``None``: an open dimension), or the unnamed values
    of a closed one; they behave alike.  ``starts`` are the constants that a new record may have (``None``: any),
    ``rest_starts`` says whether it may have one of the rest.  ``becomes`` is how the value may change: ``None`` never,
    ``"any"``, ``"grows"`` (sets of values only), or single steps between constants, whose closure is meant.
    """

    name: str
    many: bool = False
    constants: tuple[str, ...] = ()
    rest: tuple[str, ...] | None = ()
    starts: frozenset[str] | None = None
    rest_starts: bool = True
    becomes: str | Mapping[str, frozenset[str]] | None = None


class Layout:
    """An axis as *facets*: one facet with a value for each class, or (``many``) a yes/no facet for each class.

    ``values`` are the values with a class of their own; what remains shares the last class, at ``other`` (None where
    nothing remains).  A set of classes is a bit mask, the first class being the lowest bit.
    """

    __slots__ = ("axis", "first", "many", "name", "other", "places", "rest", "sizes", "values", "whole", "width")

    def __init__(self, axis: Axis, first: int) -> None:
        alone = axis.rest is not None and len(axis.rest) == 1
        self.axis = axis
        self.name = axis.name
        self.many = axis.many
        self.values = axis.constants + (axis.rest or ()) if alone else axis.constants
        self.rest: tuple[str, ...] | None = () if alone else axis.rest
        self.other = None if self.rest == () else len(self.values)
        #: how many classes there are
        self.width = len(self.values) + (self.other is not None)
        self.whole = (1 << self.width) - 1
        #: the number of the first facet, and the sizes of all of them
        self.first = first
        self.sizes = (2,) * self.width if axis.many else (self.width,)
        self.places = {value: place for place, value in enumerate(self.values)}

    def class_of(self, value: str) -> int:
        """The class of a value that a record has; ValueError if no record can."""
        place = self.places.get(value)
        if place is None:
            place = self.other
            if place is None or (self.rest is not None and value not in self.rest):
                raise ValueError(f"`{self.name}` has no value `{value}`")
        return place

    def mask(self, values: Iterable[str]) -> int:
        """The classes of values that a condition names; the unnamed values of a closed dimension only all together."""
        found, others = 0, set()
        for value in values:
            place = self.places.get(value)
            if place is not None:
                found |= 1 << place
            else:
                others.add(value)
        if others:
            if not self.rest or others != set(self.rest):
                raise ValueError(f"no value of `{self.name}` that is told apart: `{min(others)}`")
            found |= 1 << self.width - 1
        return found

    def fitting(self, condition: Condition) -> int:
        """The classes that meet a condition, of a dimension with one value."""
        found = self.whole
        if condition.any_of is not None:
            found &= self.mask(condition.any_of)
        if condition.only is not None:
            found &= self.mask(condition.only)
        for value in condition.all_of:
            found &= self.mask((value,))
        found &= ~self.mask(condition.none_of)
        if condition.besides is not None:
            found &= ~self.mask(condition.besides)
        return found

    def demands(self, condition: Condition) -> tuple[int, int, list[int]]:
        """What a condition asks of a set of values: each of these classes, none of these, and one of each of these."""
        ones, zeros = 0, self.mask(condition.none_of)
        if condition.only is not None:
            zeros |= self.whole & ~self.mask(condition.only)
        for value in condition.all_of:
            ones |= self.mask((value,))
        wanted = [] if condition.any_of is None else [self.mask(condition.any_of)]
        if condition.besides is not None:
            wanted.append(self.whole & ~self.mask(condition.besides))
        return ones, zeros, wanted

    def classes(self, mask: int) -> Iterator[int]:
        """The classes in a mask, in order."""
        return (place for place in range(self.width) if mask >> place & 1)

    def starting(self) -> int:
        """The classes that a new record may have."""
        starts = None if self.axis.starts is None else frozenset(self.axis.starts)
        rest = frozenset(self.axis.rest or ())
        found = 0
        for place, value in enumerate(self.values):
            ok = self.axis.rest_starts if value in rest else starts is None or value in starts
            found |= ok << place
        if self.other is not None and self.axis.rest_starts:
            found |= 1 << self.other
        return found

    def reach(self) -> dict[int, int]:
        """From each class that single steps lead on from, the classes that it can become, itself included."""
        steps = self.axis.becomes
        if not isinstance(steps, Mapping):
            return {}
        found = {}
        for value in steps:
            seen, todo = {value}, [value]
            while todo:
                new = set(steps.get(todo.pop(), ())) - seen
                seen |= new
                todo += new
            found[self.class_of(value)] = self.mask(seen)
        return found

    def some_other(self) -> str:
        """A value of the last class: the first of a closed dimension's, some unused text for an open one."""
        if self.rest:
            return self.rest[0]
        text, number = "other", 1
        while text in self.places:
            number += 1
            text = f"other_{number}"
        return text

    def value(self, place: int) -> str:
        """A value of the class."""
        return self.some_other() if place == self.other else self.values[place]
