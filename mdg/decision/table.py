"""What one system may do with one kind of record, made for asking: the fewest and smallest objects that will do.

Questions go to many tables in turn, so what costs is fetching them from memory.  What all systems share stands in the
:class:`Shape` of the entity; a :class:`Table` has a tuple of masks, and for each operation one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from mdg.decision.coding import Coding
from mdg.decision.masks import ALWAYS, Bits, Masks, make_masks
from mdg.model.entity import Entity
from mdg.model.items import Clauses, Ownership

OPERATIONS = ("create", "enrich", "update", "delete")
#: How many operations are on groups; deleting comes after them.
DELETE = 3

Asked = tuple[str, ...] | None


@attrs.frozen(slots=True, eq=False)
class Lookups:
    """How a table finds the clauses that hold; see there."""

    masks: Masks
    many: tuple[tuple[str, dict[str, int], int, tuple[int, ...], int], ...]
    free: tuple[tuple[str, frozenset[str]], ...]


def make_lookups(codings: Sequence[Coding], bits: Bits) -> Lookups:
    """The lookups of a table with these clauses."""
    masks, manys = make_masks(codings, bits)
    conditioned = bits.by_dimension()
    read = list(zip([coding for coding in codings if coding.many], manys, strict=True))
    return Lookups(
        masks,
        tuple(
            (coding.name, coding.codes, many.found, many.further, many.refused)
            for coding, many in read
            if coding.name in conditioned or not coding.closed
        ),
        tuple((coding.name, coding.values) for coding, _ in read if coding.closed and coding.name not in conditioned),
    )


@attrs.frozen(slots=True, eq=False)
class Shape:
    """What the tables of one entity have in common; its clauses have the same, lowest bits in all of them."""

    entity: Entity
    codings: tuple[Coding, ...]
    bits: Bits
    lookups: Lookups
    #: how many dimensions a record has, and those of one value: name and codes
    width: int
    closed: tuple[tuple[str, dict[str, int]], ...]
    open: tuple[tuple[str, dict[str, int], int], ...]
    #: by operation, the place of each group in :attr:`Table.grants`; of a deletion all have the same
    places: dict[str, dict[str, int]]
    #: where records may start, and where they are impossible
    starts: int
    impossible: int
    #: where each group applies, of those that do not apply everywhere
    applies: dict[str, int]
    #: groups that a record must not exist without, and where; within where they apply
    required: tuple[tuple[str, int], ...]
    #: whether there is nothing more to a decision than the rules of the system
    plain: bool


def make_shape(entity: Entity, codings: tuple[Coding, ...], starts: Clauses, numbers: dict[int, int]) -> Shape:
    """The shape of an entity's tables."""
    bits = Bits(numbers)
    applies = {
        name: mask for name, group in entity.groups.items() if (mask := bits.mask(group.applies_clauses)) != ALWAYS
    }
    required = tuple(
        (name, mask) for name, group in entity.groups.items() if (mask := bits.mask(group.required_clauses))
    )
    count = len(entity.groups)
    places = {
        operation: {name: number * count + index for index, name in enumerate(entity.groups)}
        for number, operation in enumerate(OPERATIONS[:DELETE])
    }
    places["delete"] = dict.fromkeys(entity.groups, count * DELETE)
    starting, impossible = bits.mask(starts), bits.mask(entity.impossible_clauses)
    return Shape(
        entity=entity,
        codings=codings,
        bits=bits,
        lookups=make_lookups(codings, bits),
        width=len(codings),
        closed=tuple((coding.name, coding.codes) for coding in codings if coding.closed and not coding.many),
        open=tuple(
            (coding.name, coding.codes, coding.first) for coding in codings if not (coding.closed or coding.many)
        ),
        places=places,
        starts=starting,
        impossible=impossible,
        applies=applies,
        required=required,
        plain=not (applies or required or impossible) and starting == ALWAYS,
    )


@attrs.frozen(slots=True, eq=False)
class Rule:
    """An ownership rule of the table's system, and the clauses under which it holds."""

    statement: Ownership
    bits: int


@attrs.frozen(slots=True, eq=False)
class Table:
    """What one system may do with the records of one entity.

    A *mask* is the set of clauses that hold for a record; of the groups ``asked`` for, None means that they were left
    out.  An unknown name or value raises ``KeyError``, what is no text or no collection ``TypeError``.
    """

    shape: Shape
    masks: Masks
    #: the `many` dimensions: name, codes, and the parts of :class:`Many`
    many: tuple[tuple[str, dict[str, int], int, tuple[int, ...], int], ...]
    #: the `many` dimensions that no clause has a condition on: name, and the values that there are
    free: tuple[tuple[str, frozenset[str]], ...]
    #: how many clauses there are, and all of them
    width: int
    full: int
    #: by operation and group, the clauses that allow it; last, those that allow a deletion, whatever the groups
    grants: tuple[int, ...]
    rules: tuple[Rule, ...]

    def holding(self, record: dict[str, Any]) -> int:  # noqa: C901  # in one piece: a call costs as much as a dimension
        """The clauses that hold for a record; the values of its `many` dimensions become frozen sets."""
        shape = self.shape
        if len(record) != shape.width:
            raise KeyError
        masks = self.masks
        mask = self.full
        for name, codes in shape.closed:
            mask &= masks[codes[record[name]]]
        for name, codes, unnamed in shape.open:
            value = record[name]
            if value.__class__ is not str:
                raise TypeError
            mask &= masks[codes.get(value, unnamed)]
        for name, known in self.free:
            value = record[name]
            if value.__class__ is not frozenset:
                record[name] = value = frozenset((value,) if isinstance(value, str) else value)
            if not value <= known:
                raise KeyError
        for name, codes, found, further, refused in self.many:
            value = record[name]
            if value.__class__ is not frozenset:
                record[name] = value = frozenset((value,) if isinstance(value, str) else value)
            for one in value:
                found |= masks[codes[one]]
            mask &= found
            for shift in further:
                mask &= found >> shift
            if refused:
                mask ^= mask & (found >> refused)
        return mask

    def allows(self, operation: str, mask: int, asked: Asked) -> bool:
        """Whether the operation is allowed."""
        shape, grants = self.shape, self.grants
        places = shape.places[operation]
        if asked is None:
            asked = self.supplied(operation, mask)
        allowed = True
        for group in asked:
            if not mask & grants[places[group]]:
                allowed = False
        if operation == "delete":
            return bool(mask & grants[-1]) and not mask & shape.impossible
        if allowed and not shape.plain:
            return bool(asked) and self._fits(operation, mask, asked)
        return allowed and bool(asked)

    def _fits(self, operation: str, mask: int, asked: tuple[str, ...]) -> bool:
        """Whether the entity itself has nothing against it."""
        shape = self.shape
        if mask & shape.impossible:
            return False
        applies = shape.applies
        for group in asked:
            if group in applies and not mask & applies[group]:
                return False
        return operation != "create" or (bool(mask & shape.starts) and not self.missing(mask, asked))

    def supplied(self, operation: str, mask: int) -> tuple[str, ...]:
        """Every group that the rules let the system supply or change on such a record, in the entity's order."""
        if operation == "delete":
            return ()
        applies, grants = self.shape.applies, self.grants
        return tuple(
            [
                group
                for group, place in self.shape.places[operation].items()
                if mask & grants[place] and (group not in applies or mask & applies[group])
            ]
        )

    def missing(self, mask: int, supplied: Sequence[str]) -> tuple[str, ...]:
        """The groups that such a record must not exist without and that are not supplied."""
        applies = self.shape.applies
        return tuple(
            [
                name
                for name, where in self.shape.required
                if name not in supplied and mask & where and mask & applies.get(name, ALWAYS)
            ]
        )

    def grounds(self, operation: str, mask: int, asked: Asked) -> tuple[str, ...]:
        """The rules on which an allowed operation rests, in the order of the text."""
        deletion = operation == "delete"
        meant = frozenset(self.supplied(operation, mask) if asked is None else asked)
        return tuple(
            [
                rule.statement.id
                for rule in self.rules
                if mask & rule.bits
                and operation in rule.statement.may
                and (deletion or not meant.isdisjoint(rule.statement.extract.groups))
            ]
        )

    def denied(self, operation: str, mask: int, asked: Asked) -> tuple[str, ...]:
        """The groups for which the operation fails, in the entity's order; none where the record itself is at fault."""
        shape = self.shape
        if operation == "delete" or mask & shape.impossible:
            return ()
        supplied = self.supplied(operation, mask)
        meant = supplied if asked is None else asked
        missing = self.missing(mask, meant) if operation == "create" else ()
        groups = shape.entity.groups
        return tuple([name for name in groups if name in missing or (name in meant and name not in supplied)])


def make_table(shape: Shape, rules: Sequence[Ownership]) -> Table:
    """The table of a system with these rules on the entity."""
    bits = shape.bits.copy()
    own = tuple(Rule(rule, bits.mask(rule.extract.clauses)) for rule in rules)
    width = len(bits.clauses)
    # where no rule brings a clause of its own, the entity's lookups serve
    lookups = shape.lookups if width == len(shape.bits.clauses) else make_lookups(shape.codings, bits)
    return Table(
        shape=shape,
        masks=lookups.masks,
        many=lookups.many,
        free=lookups.free,
        width=width,
        full=(1 << width) - 1,
        grants=bits.kept(_grants(shape, own)),
        rules=own,
    )


def _grants(shape: Shape, rules: Sequence[Rule]) -> list[int]:
    found = [0] * (DELETE * len(shape.entity.groups) + 1)
    for rule in rules:
        for operation in rule.statement.may:
            if operation == "delete":
                found[-1] |= rule.bits
            else:
                places = shape.places[operation]
                for group in rule.statement.extract.groups:
                    found[places[group]] |= rule.bits
    return found
