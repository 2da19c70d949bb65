"""What systems may do with one kind of record, made for asking: the fewest and smallest objects that will do.

Questions go to many tables in turn, so what costs is fetching them from memory.  What all systems share stands in the
:class:`Shape` of the entity; what a single one has, its *table*, is one flat tuple: the rules, the mask of all clauses,
the grants (by operation and group, the clauses that allow it), the masks by code, and three cells for each `many`
dimension of more than a few values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from mdg.decision.coding import Coding, code_dimensions
from mdg.decision.masks import ALWAYS, Bits, make_masks, standing
from mdg.model.entity import Entity
from mdg.model.items import Clauses, Ownership

OPERATIONS = ("create", "enrich", "update", "delete")
#: The places in a table of the rules and the mask of all clauses, and of the first of the grants.
RULES, FULL, GRANTS = 0, 1, 2
#: Where an entity has more codes than this, its tables keep only those masks that differ from the usual one.
DENSE = 1024

Asked = tuple[str, ...] | None


class SparseTable(dict[int, Any]):
    """A table of which most masks are the usual one of their dimension."""

    __slots__ = ("_firsts", "_usual")

    def __init__(self, cells: Mapping[int, Any], firsts: Sequence[int], usual: Sequence[int]) -> None:
        super().__init__(cells)
        self._firsts, self._usual = firsts, usual

    def __missing__(self, code: int) -> int:
        return self._usual[bisect_right(self._firsts, code) - 1]


Table = tuple[Any, ...] | SparseTable


@attrs.frozen(slots=True, eq=False)
class Rule:
    """An ownership rule of the table's system, and the clauses under which it holds."""

    statement: Ownership
    bits: int


@attrs.frozen(slots=True, eq=False)
class Shape:
    """What the tables of one entity have in common, and what is asked of them.

    The clauses of the entity itself have the same, lowest bits in all of its tables.  A *mask* is the set of clauses
    that hold for a record; of the groups ``asked`` for, None means that they were left out.  An unknown name or value
    raises ``KeyError``, what is no text or no collection ``TypeError``.
    """

    entity: Entity
    codings: tuple[Coding, ...]
    bits: Bits
    #: how many dimensions a record has
    width: int
    #: the dimensions: name and codes, of open ones the code of what has none
    closed: tuple[tuple[str, dict[str, int]], ...]
    open: tuple[tuple[str, dict[str, int], int], ...]
    #: of `many` ones with few values, what each adds to the code of their set, and that of the empty set
    few: tuple[tuple[str, dict[str, int], int], ...]
    #: of the other `many` ones, the values (if closed) and the place of their cells
    many: tuple[tuple[str, dict[str, int], frozenset[str] | None, int], ...]
    #: how many cells a table has
    size: int
    #: by operation, the place of each group's grant; a deletion has one, whatever the groups
    places: dict[str, dict[str, int]]
    deletion: int
    #: where records may start, and where they are impossible
    starts: int
    impossible: int
    #: where each group applies, of those that do not apply everywhere
    applies: dict[str, int]
    #: groups that a record must not exist without, and where; within where they apply
    required: tuple[tuple[str, int], ...]
    #: whether there is nothing more to a decision than the rules of the system
    plain: bool

    def holding(self, table: Table, record: dict[str, Any]) -> int:
        """The clauses that hold for a whole record; the point has the same written out, where every call counts."""
        mask: int = table[FULL]
        for name, codes in self.closed:
            mask &= table[codes[record[name]]]
        for name, codes, _ in self.open:
            mask &= table[codes[record[name]]]
        for name, codes, first in self.few:
            mask &= table[first + of_set(codes[one] for one in record[name])]
        for name, codes, _, place in self.many:
            mask &= read_many(table, place, (table[codes[one]] for one in record[name]))
        return mask

    def allows(self, table: Table, operation: str, mask: int, asked: Asked) -> bool:
        """Whether the operation is allowed."""
        places = self.places[operation]
        if asked is None:
            asked = self.supplied(table, operation, mask)
        allowed = asked != ()
        for group in asked:
            if not mask & table[places[group]]:
                allowed = False
        if self.plain and operation != "delete":
            return allowed
        return self._fits(table, operation, mask, asked if allowed else None)

    def _fits(self, table: Table, operation: str, mask: int, asked: Asked) -> bool:
        """Whether the entity has nothing against it either; ``asked`` is None where the rules have."""
        if mask & self.impossible:
            return False
        if operation == "delete":
            return bool(mask & table[self.deletion])
        if asked is None:
            return False
        applies = self.applies
        for group in asked:
            if group in applies and not mask & applies[group]:
                return False
        return operation != "create" or (bool(mask & self.starts) and not self.missing(mask, asked))

    def supplied(self, table: Table, operation: str, mask: int) -> tuple[str, ...]:
        """Every group that the rules let the system supply or change on such a record, in the entity's order."""
        if operation == "delete":
            return ()
        applies = self.applies
        return tuple(
            [
                group
                for group, place in self.places[operation].items()
                if mask & table[place] and (group not in applies or mask & applies[group])
            ]
        )

    def missing(self, mask: int, supplied: Sequence[str]) -> tuple[str, ...]:
        """The groups that such a record must not exist without and that are not supplied."""
        applies = self.applies
        return tuple(
            [
                name
                for name, where in self.required
                if name not in supplied and mask & where and mask & applies.get(name, ALWAYS)
            ]
        )

    def grounds(self, table: Table, operation: str, mask: int, asked: Asked) -> tuple[str, ...]:
        """The rules on which an allowed operation rests, in the order of the text."""
        deletion = operation == "delete"
        meant = frozenset(self.supplied(table, operation, mask) if asked is None else asked)
        return tuple(
            [
                rule.statement.id
                for rule in table[RULES]
                if mask & rule.bits
                and operation in rule.statement.may
                and (deletion or not meant.isdisjoint(rule.statement.extract.groups))
            ]
        )

    def denied(self, table: Table, operation: str, mask: int, asked: Asked) -> tuple[str, ...]:
        """The groups for which the operation fails, in the entity's order; none where the record itself is at fault."""
        if operation == "delete" or mask & self.impossible:
            return ()
        supplied = self.supplied(table, operation, mask)
        meant = supplied if asked is None else asked
        missing = self.missing(mask, meant) if operation == "create" else ()
        groups = self.entity.groups
        return tuple([name for name in groups if name in missing or (name in meant and name not in supplied)])


def of_set(codes: Iterable[int]) -> int:
    """The code of a set of few values, given those of the values."""
    chosen = 0
    for code in codes:
        chosen |= code
    return chosen


def read_many(table: Table, place: int, masks: Iterable[int]) -> int:
    """The clauses that hold for the values of a `many` dimension, given the masks of these."""
    found = table[place]
    if found is None:
        return int(table[FULL])
    for mask in masks:
        found |= mask
    return standing(table[FULL], found, table[place + 1] or (), table[place + 2])


def make_shape(entity: Entity, statements: Sequence[Clauses], starts: Clauses, numbers: dict[Any, Any]) -> Shape:
    """The shape of an entity's tables.

    ``statements`` are the clauses that they are to tell apart, ``starts`` say where a record may start; ``numbers`` see
    :class:`Bits`.
    """
    places, deletion = _places(tuple(entity.groups))
    codings = code_dimensions(entity, statements, deletion + 1)
    cells = max([deletion + 1, *(coding.first + coding.cells for coding in codings)])
    manys = [coding for coding in codings if coding.many and not coding.few]
    bits = Bits(numbers)
    applies = {
        name: mask for name, group in entity.groups.items() if (mask := bits.mask(group.applies_clauses)) != ALWAYS
    }
    required = tuple(
        (name, mask) for name, group in entity.groups.items() if (mask := bits.mask(group.required_clauses))
    )
    starting, impossible = bits.mask(starts), bits.mask(entity.impossible_clauses)
    single = [coding for coding in codings if not coding.many]
    return Shape(
        entity=entity,
        codings=codings,
        bits=bits,
        width=len(codings),
        closed=tuple((coding.name, coding.codes) for coding in single if coding.closed),
        open=tuple((coding.name, coding.codes, coding.first) for coding in single if not coding.closed),
        few=tuple((coding.name, coding.bits(), coding.first) for coding in codings if coding.few),
        many=tuple(
            (coding.name, coding.codes, coding.values if coding.closed else None, cells + 3 * number)
            for number, coding in enumerate(manys)
        ),
        size=cells + 3 * len(manys),
        places=places,
        deletion=deletion,
        starts=starting,
        impossible=impossible,
        applies=applies,
        required=required,
        plain=not (applies or required or impossible) and starting == ALWAYS,
    )


def _places(groups: Sequence[str]) -> tuple[dict[str, dict[str, int]], int]:
    """The places of the groups' grants in a table, by operation, and that of a deletion's, which is the last."""
    places = {
        operation: {name: GRANTS + number * len(groups) + index for index, name in enumerate(groups)}
        for number, operation in enumerate(OPERATIONS[:-1])
    }
    deletion = GRANTS + len(places) * len(groups)
    return places | {"delete": dict.fromkeys(groups, deletion)}, deletion


def make_table(shape: Shape, rules: Sequence[Ownership]) -> Table:
    """The table of a system with these rules on the entity."""
    bits = shape.bits.copy()
    own = tuple(Rule(rule, bits.mask(rule.extract.clauses)) for rule in rules)
    masks = make_masks(shape.codings, bits)
    cells: dict[int, Any] = {RULES: own, FULL: bits.kept((1 << len(bits.clauses)) - 1)}
    cells |= {place: bits.kept(mask) for place, mask in _grants(shape, own).items()}
    for name, _, _, place in shape.many:
        many = masks.many.get(name)
        cells[place] = None if many is None else bits.kept(many.found)
        cells[place + 1] = None if many is None or many.simple else bits.kept(many.further)
        cells[place + 2] = None if many is None else many.refused
    cells |= {code: bits.kept(mask) for code, mask in masks.special.items()}
    if shape.size > DENSE:
        return SparseTable(cells, [coding.first for coding in shape.codings], masks.usual)
    flat: list[Any] = [None] * shape.size
    for coding, usual in zip(shape.codings, masks.usual, strict=True):
        flat[coding.first : coding.first + coding.cells] = [bits.kept(usual)] * coding.cells
    for place, cell in cells.items():
        flat[place] = cell
    return tuple(flat)


def _grants(shape: Shape, rules: Sequence[Rule]) -> dict[int, int]:
    """By place, the clauses that allow an operation to a group, or a deletion."""
    found = dict.fromkeys(range(GRANTS, shape.deletion + 1), 0)
    for rule in rules:
        for operation in rule.statement.may:
            places = shape.places[operation]
            for group in rule.statement.extract.groups:
                found[places[group]] |= rule.bits
            if operation == "delete":
                found[shape.deletion] |= rule.bits
    return found
