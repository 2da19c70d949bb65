"""Clauses as bits: for each value of each dimension, a mask of the clauses that it leaves standing.

To find the clauses that a record meets is to intersect one mask a dimension: no step of it depends on how many clauses
there are, only the width of the masks does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from mdg.decision.coding import Coding
from mdg.model.items import Clauses
from mdg.population import Condition

#: The bit of the clause without conditions, which every record meets.
ALWAYS = 1

T = TypeVar("T")
Clause = Mapping[str, tuple[Condition, ...]]
#: The clauses (by the number of their bit) that have conditions on a dimension.
Stated = Sequence[tuple[int, tuple[Condition, ...]]]


@attrs.frozen(slots=True, eq=False)
class Many:
    """How the masks of a `many` dimension's values are read, once they are united.

    Bit ``i`` says that a value which clause ``i`` wants is there; ``found`` are those that want none.  Shifted right by
    each of ``further``, that a further wanted one is there; by ``refused`` (if not 0), that one is which it refuses.
    """

    found: int
    further: tuple[int, ...]
    refused: int

    @property
    def simple(self) -> bool:
        """Whether there is nothing to them but wanted values."""
        return not self.further and not self.refused


@attrs.frozen(slots=True, eq=False)
class Masks:
    """The masks of a set of clauses: the ``usual`` one of each dimension, and those that differ, by code.

    Of a dimension with few values a set of them has a mask, of all others a value.  ``many`` has the other `many`
    dimensions by name, those left out that no clause has a condition on.
    """

    usual: tuple[int, ...]
    special: dict[int, int]
    many: dict[str, Many]


@attrs.define(slots=True, eq=False)
class Bits:
    """Clauses in the order of their bits; the same clause is kept once.

    ``numbers`` has each mask that was made so far, once for all tables: it is memory, not time, that many tables cost.
    """

    numbers: dict[Any, Any]
    clauses: list[Clause] = attrs.field(factory=lambda: [{}])
    known: dict[int, int] = attrs.field(factory=dict)

    def copy(self) -> Bits:
        """The same clauses, to be added to."""
        return Bits(self.numbers, self.clauses.copy(), self.known.copy())

    def mask(self, clauses: Clauses) -> int:
        """The bits of which one at least stands where ``clauses`` hold; 0 where they never do."""
        found = 0
        for clause in clauses:
            if not clause:
                return ALWAYS
            bit = self.known.get(id(clause))
            if bit is None:
                bit = self.known[id(clause)] = 1 << len(self.clauses)
                self.clauses.append(clause)
            found |= bit
        return found

    def kept(self, number: T) -> T:
        """This mask (or these shifts), equal ones being one object."""
        kept: T = self.numbers.setdefault(number, number)
        return kept

    def by_dimension(self) -> dict[str, list[tuple[int, tuple[Condition, ...]]]]:
        """The conditions on each dimension, with the numbers of their clauses."""
        stated: dict[str, list[tuple[int, tuple[Condition, ...]]]] = {}
        for index, clause in enumerate(self.clauses):
            for name, conditions in clause.items():
                stated.setdefault(name, []).append((index, conditions))
        return stated


def make_masks(codings: Sequence[Coding], bits: Bits) -> Masks:
    """The masks of these clauses, and how to read those of the `many` dimensions."""
    width, stated = len(bits.clauses), bits.by_dimension()
    special: dict[int, int] = {}
    usual: list[int] = []
    manys: dict[str, Many] = {}
    for coding in codings:
        conditions = stated.get(coding.name, [])
        if not coding.many:
            usual.append(_single(coding, conditions, width, special))
            continue
        of_values: dict[int, int] = {}
        own, many = _many(coding, conditions, width, of_values)
        if coding.few:
            usual.append((1 << width) - 1)
            if conditions:
                codes = range(coding.first, coding.first + coding.size)
                special.update(_of_sets(coding, many, [of_values.get(code, own) for code in codes], width))
            continue
        special |= of_values
        usual.append(own)
        if conditions:
            manys[coding.name] = many
    return Masks(tuple(usual), special, manys)


def standing(full: int, found: int, further: Iterable[int], refused: int) -> int:
    """Which of the clauses ``full`` hold, ``found`` being the masks of a record's values, united (:class:`Many`)."""
    holding = full & found
    for shift in further:
        holding &= found >> shift
    return holding ^ holding & (found >> refused) if refused else holding


def _of_sets(coding: Coding, many: Many, masks: Sequence[int], width: int) -> Iterator[tuple[int, int]]:
    """By the code of each set of a few values (:meth:`Coding.bits`), the clauses that hold for it."""
    united = [many.found]
    for mask in masks:
        united.extend([one | mask for one in united])
    full = (1 << width) - 1
    for chosen, found in enumerate(united):
        yield coding.first + chosen, standing(full, found, many.further, many.refused)


def _single(coding: Coding, stated: Stated, width: int, special: dict[int, int]) -> int:
    """Put the masks that differ from the usual one into ``special``; returns the usual one."""
    usual = (1 << width) - 1
    wanted: dict[int, int] = {}
    refused: dict[int, int] = {}
    for index, conditions in stated:
        wants = [coding.of(condition.any_of) for condition in conditions if condition.any_of is not None]
        refuses = frozenset().union(*(coding.of(condition.none_of or ()) for condition in conditions))
        if wants:
            usual &= ~(1 << index)
            _add(wanted, frozenset.intersection(*wants) - refuses, 1 << index)
        else:
            _add(refused, refuses, 1 << index)
    for code in {*wanted, *refused}:
        special[code] = (usual | wanted.get(code, 0)) & ~refused.get(code, 0)
    return usual


def _many(coding: Coding, stated: Stated, width: int, special: dict[int, int]) -> tuple[int, Many]:
    """The same for a `many` dimension, and how to read its masks."""
    demands = [(index, *_demands(coding, conditions)) for index, conditions in stated]
    layers = max([1, *(len(wants) for _, wants, _, _ in demands)])
    refusal = layers * width
    found = (1 << refusal) - 1
    usual = 0
    marks: dict[int, int] = {}
    spared: dict[int, int] = {}
    for index, wants, refuses, allows in demands:
        for layer, codes in enumerate(wants):
            bit = 1 << index + layer * width
            found &= ~bit
            _add(marks, codes, bit)
        _add(marks, refuses, 1 << index + refusal)
        if allows is not None:
            usual |= 1 << index + refusal
            _add(spared, allows - refuses, 1 << index + refusal)
    for code in {*marks, *spared}:
        special[code] = marks.get(code, 0) | (usual & ~spared.get(code, 0))
    refuses_some = any(refuses or allows is not None for _, _, refuses, allows in demands)
    further = tuple(layer * width for layer in range(1, layers))
    return usual, Many(found, further, refusal if refuses_some else 0)


def _demands(
    coding: Coding, conditions: Iterable[Condition]
) -> tuple[list[frozenset[int]], frozenset[int], frozenset[int] | None]:
    """What a clause asks of a record's values: one of each of these, none of these, and (if not None) only these."""
    wants: list[frozenset[int]] = []
    refuses: frozenset[int] = frozenset()
    allows: frozenset[int] | None = None
    for condition in conditions:
        if condition.any_of is not None:
            wants.append(coding.of(condition.any_of))
        wants.extend(coding.of((value,)) for value in condition.all_of or ())
        if condition.besides is not None:
            wants.append(coding.besides(condition.besides))
        refuses |= coding.of(condition.none_of or ())
        if condition.only is not None:
            only = coding.of(condition.only)
            allows = only if allows is None else allows & only
    return wants, refuses, allows


def _add(masks: dict[int, int], codes: Iterable[int], bit: int) -> None:
    for code in codes:
        masks[code] = masks.get(code, 0) | bit
