"""Values of dimensions as small numbers: those that no statement about the entity tells apart share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from mdg.model.entity import Dimension, Entity
from mdg.model.items import Clauses
from mdg.population import Axis, Condition

#: Of how many classes of values a `many` dimension may have at most for its sets to be laid out, one cell for each.
FEW = 6


class OpenCodes(dict[str, int]):
    """The codes of an open dimension: text that no statement names has the code ``unnamed``.

    What is no text raises ``KeyError``, like an unknown value of a closed dimension.
    """

    __slots__ = ("unnamed",)

    def __init__(self, unnamed: int) -> None:
        super().__init__()
        self.unnamed = unnamed

    def __missing__(self, value: object) -> int:
        if isinstance(value, str):
            return self.unnamed
        raise KeyError(value)


@attrs.frozen(slots=True, eq=False)
class Coding:
    """The codes of one dimension, from ``first`` on: ``size`` of them; values that no statement names share the first.

    ``codes`` raises ``KeyError`` for a value that the dimension cannot have.  No two dimensions of an entity share a
    code.  Of an open dimension, ``values`` are those that statements name.
    """

    name: str
    many: bool
    closed: bool
    codes: dict[str, int]
    values: frozenset[str]
    first: int
    size: int

    @property
    def few(self) -> bool:
        """Whether a record's values are so few that each set of them has a cell in the tables."""
        return self.many and self.closed and self.size <= FEW

    @property
    def cells(self) -> int:
        """How many cells the tables have for the dimension, from ``first`` on."""
        return 1 << self.size if self.few else self.size

    def bits(self) -> dict[str, int]:
        """Of a dimension with ``few`` values, what each adds to the place of a set's cell."""
        return {value: 1 << code - self.first for value, code in self.codes.items()}

    def besides(self, values: Iterable[str]) -> frozenset[int]:
        """The codes of all values but some that statements name."""
        return frozenset(range(self.first, self.first + self.size)) - self.of(values)

    def of(self, values: Iterable[str]) -> frozenset[int]:
        """The codes of values that statements name."""
        codes = self.codes
        return frozenset(codes[value] for value in values)


def start_clauses(entity: Entity) -> Clauses:
    """Where a record may start, as clauses; one clause, since dimensions start independently."""
    clause: dict[str, tuple[Condition, ...]] = {}
    for axis in entity.space.axes:
        if axis.starts is None:
            continue
        if axis.rest_starts and axis.rest != ():
            others = tuple(value for value in axis.constants if value not in axis.starts)
            if others:
                clause[axis.name] = (Condition(none_of=others),)
        elif axis.many:
            clause[axis.name] = (Condition(only=_in_order(axis)),)
        elif axis.starts:
            clause[axis.name] = (Condition(any_of=_in_order(axis)),)
        else:
            return ()
    return (clause,)


def _in_order(axis: Axis) -> tuple[str, ...]:
    starts = axis.starts or ()
    return tuple(value for value in axis.constants if value in starts)


def code_dimensions(entity: Entity, statements: Iterable[Clauses], first: int) -> tuple[Coding, ...]:
    """A coding for each dimension of ``entity``, with codes from ``first`` on.

    They tell apart whatever the ``statements`` tell apart.
    """
    literals: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in entity.dimensions}
    seen: set[int] = set()
    for clauses in statements:
        for clause in clauses:
            if id(clause) not in seen:
                seen.add(id(clause))
                for name, values in _literals(clause):
                    literals[name][values] = None
    codings: list[Coding] = []
    # those with few values first: what is looked at for one record then stands closer together
    named = {name: len(frozenset().union(*sets)) for name, sets in literals.items()}
    for dimension in sorted(entity.dimensions.values(), key=lambda dimension: named[dimension.name]):
        codings.append(_coding(dimension, literals[dimension.name], first))
        first += codings[-1].cells
    return tuple(codings)


def _literals(clause: Mapping[str, tuple[Condition, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sets of values that a clause compares with; a record must have each of ``all``, so each stands alone."""
    for name, conditions in clause.items():
        for condition in conditions:
            for values in (condition.any_of, condition.none_of, condition.only, condition.besides):
                if values:
                    yield name, tuple(values)
            for value in condition.all_of or ():
                yield name, (value,)


def _coding(dimension: Dimension, literals: Iterable[tuple[str, ...]], first: int) -> Coding:
    told_apart: dict[str, list[int]] = {}
    for number, values in enumerate(literals):
        for value in values:
            told_apart.setdefault(value, []).append(number)
    codes = OpenCodes(first) if dimension.values is None else dict.fromkeys(dimension.values, first)
    unnamed = dimension.values is None or len(told_apart) < len(codes)
    classes: dict[tuple[int, ...], int] = {}
    for value, signature in told_apart.items():
        codes[value] = first + classes.setdefault(tuple(signature), len(classes) + unnamed)
    return Coding(
        name=dimension.name,
        many=dimension.many,
        closed=dimension.values is not None,
        codes=codes,
        values=frozenset(codes),
        first=first,
        size=len(classes) + unnamed,
    )
