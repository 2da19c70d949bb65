"""Decisions on whole tables: the clauses that hold are found for all rows at once, and decided once a combination."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.decision.answer import Decision
from mdg.decision.coding import Coding
from mdg.decision.encode import WORD, Alphabet, Classes, Coded, Numbers, check_text, encode
from mdg.decision.frames import column_names, column_of, count_rows, is_column, select, with_columns
from mdg.decision.partial import decide_with_care
from mdg.decision.reading import Reading
from mdg.decision.request import DecisionError, check_known, understand_groups
from mdg.decision.table import FULL, OPERATIONS, Asked, Shape, Table, of_set, read_many

_TEXTS = pa.list_(pa.string())
#: The columns beside the dimensions, under names that no dimension has.
SYSTEM, GROUPS, NOTHING = "/system", "/groups", "/"
#: Rows decided at once: few enough for the numbers of a block to stay in the processor's cache.
BLOCK = 1 << 18


class _RowError(DecisionError):
    """What is wrong with one row of a block."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


@attrs.frozen(slots=True, eq=False)
class Column:
    """A column that decisions depend on: its values, and their classes."""

    values: Any
    coded: Coded


@attrs.define(slots=True, eq=False)
class Answers:
    """The different answers, and which of them each row has."""

    which: Numbers
    found: list[tuple[Any, ...]] = attrs.field(factory=list)

    def put(self, rows: Numbers | None, classes: Classes, answers: Sequence[tuple[Any, ...]]) -> None:
        """One answer for each class of these rows (of all rows for None)."""
        self.which[slice(None) if rows is None else rows] = classes.numbers + len(self.found)
        self.found.extend(answers)

    def columns(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as columns of these names and types."""
        which = pa.array(self.which)
        parts = zip(*self.found, strict=True) if self.found else ((),) * len(names)
        return {name: pa.array(part, kind).take(which) for (name, kind), part in zip(names.items(), parts, strict=True)}


class Rows:
    """One operation on one entity, to be decided for every row of a table; see ``DecisionPoint.decide_table``."""

    def __init__(
        self, reading: Reading, operation: str, entity: str, *, system: Any, groups: Any, explain: bool
    ) -> None:
        every = reading.landscape.every
        check_known("operation", operation, OPERATIONS)
        check_known("entity", entity, every.entities)
        self._reading, self._operation, self._entity = reading, operation, entity
        self._shape = reading.of_entity(entity).shape
        self._explain = explain
        if system is not None and not is_column(system):
            check_known("system", system, every.systems)
        if groups is not None and not is_column(groups):
            groups = understand_groups(self._shape.entity, groups)
        self._system, self._groups = system, groups

    def decide(self, table: Any) -> Any:
        """The table with its answers."""
        names = {"allowed": pa.bool_(), "rules": _TEXTS, "denied_groups": _TEXTS}
        if self._explain:
            names |= {"instead": _TEXTS, "reason": pa.string()}
        arrow = self._relevant(table, names)
        blocks = []
        for start in range(0, arrow.num_rows, BLOCK):
            try:
                blocks.append(self._block(arrow.slice(start, BLOCK)).columns(names))
            except _RowError as error:
                raise DecisionError(f"row {start + error.row}: {error}") from error
        columns = {name: pa.chunked_array([block[name] for block in blocks], type=kind) for name, kind in names.items()}
        return with_columns(table, columns)

    def _relevant(self, table: Any, answers: Iterable[str]) -> Any:
        """The columns that decisions depend on, as an Arrow table; ``answers`` are those that will be added."""
        names = list(column_names(table))
        dimensions = self._shape.entity.dimensions
        given: dict[str, Any] = {SYSTEM: self._system, GROUPS: self._groups}
        taken = [name for name in dimensions if name in names]
        asking = [key for key, value in given.items() if value is None and key[1:] not in dimensions]
        own = {key: key[1:] for key in asking if key[1:] in names}
        self._check_names(names, taken, own.values(), answers)
        arrow = select(table, list(dict.fromkeys([*taken, *own.values()])))
        columns = {name: arrow.column(name) for name in taken}
        columns |= {key: arrow.column(name) for key, name in own.items()}
        columns |= {key: column_of(value) for key, value in given.items() if is_column(value)}
        count = count_rows(table)
        for name, column in columns.items():
            many = name == GROUPS or (name != SYSTEM and dimensions[name].many)
            columns[name] = check_text(name.removeprefix("/"), column, many=many)
            if len(column) != count:
                raise DecisionError(f"`{name.removeprefix('/')}` has {len(column)} rows, and the table has {count}")
        # a table without any column would not know its rows
        return pa.table(columns or {NOTHING: pa.nulls(count)})

    def _check_names(self, names: list[str], taken: list[str], own: Iterable[str], answers: Iterable[str]) -> None:
        """DecisionError where it is not plain what a column is: a dimension, part of the question, or an answer."""
        entity = f"`{self._entity}`"
        if self._system is None and "system" in self._shape.entity.dimensions:
            raise DecisionError(f"`system` is a dimension of {entity}, so no column says who asks; pass `system=`")
        if self._system is None and "system" not in names:
            raise DecisionError("no system is named, and the table has no column `system`")
        replaced = [name for name in answers if name in taken]
        if replaced:
            raise DecisionError(
                f"the answer `{replaced[0]}` would replace the dimension of {entity} in the column of that name; "
                "rename the dimension, or decide record by record"
            )
        for name in (*taken, *own, *answers):
            if names.count(name) > 1:
                raise DecisionError(f"the table has {names.count(name)} columns `{name}`, and one is expected")

    def _block(self, arrow: Any) -> Answers:
        """The answers for some rows."""
        codings = {coding.name: coding for coding in self._shape.codings}
        columns = {}
        for name in arrow.column_names:
            if name == NOTHING:
                continue
            values = arrow.column(name)
            own = self._explain or name not in codings
            alphabet = Alphabet.of_column(values) if own else Alphabet.of_coding(codings[name])
            columns[name] = Column(values, encode(values, alphabet))
        answers = Answers(np.zeros(arrow.num_rows, dtype=np.int64))
        if self._explain:
            self._by_record(None, columns, answers)
            return answers
        whole, other = self._split(columns, arrow.num_rows)
        self._by_record(other, columns, answers)
        for system, rows in whole:
            self._by_clauses(system, rows, columns, answers)
        return answers

    def _split(
        self, columns: Mapping[str, Column], count: int
    ) -> tuple[list[tuple[str, Numbers | None]], Numbers | None]:
        """The rows of each system of which all is known, and the others; None for all rows."""
        shape = self._shape
        if any(coding.name not in columns for coding in shape.codings):
            return [], None
        known = np.ones(count, dtype=bool)
        for coding in shape.codings:
            coded = columns[coding.name].coded
            known &= coded.classes.numbers < coded.known
        if GROUPS in columns:
            known &= self._sound_groups(columns[GROUPS])
        if SYSTEM not in columns:
            rows = None if known.all() else np.flatnonzero(known)
            return [(self._system, rows)], np.flatnonzero(~known)
        column = columns[SYSTEM]
        classes = column.coded.classes.dense()
        names = column.values.take(pa.array(classes.first_rows())).to_pylist()
        sound = np.array([name in self._reading.landscape.every.systems for name in names], dtype=bool)
        known &= sound[classes.numbers]
        order = np.argsort(np.where(known, classes.numbers, classes.size), kind="stable")
        ends = np.cumsum(np.bincount(classes.numbers[known], minlength=classes.size))
        parts = np.split(order, ends)
        return [(name, rows) for name, rows in zip(names, parts[:-1], strict=True) if len(rows)], np.sort(parts[-1])

    def _sound_groups(self, column: Column) -> Any:
        """For each row, whether the groups that it names are known (or left out)."""
        classes = column.coded.classes.dense()
        named = column.values.take(pa.array(classes.first_rows())).to_pylist()
        sound = []
        for names in named:
            try:
                understand_groups(self._shape.entity, names)
                sound.append(True)
            except DecisionError:
                sound.append(False)
        return np.array(sound, dtype=bool)[classes.numbers]

    def _by_clauses(self, system: str, rows: Numbers | None, columns: Mapping[str, Column], answers: Answers) -> None:
        """Decide rows of which everything is known: first which clauses hold, then once for each set of them."""
        table, codings = self._reading.table(system, self._entity), self._shape.codings
        masks = [_masks(self._shape, table, columns[coding.name].coded, coding) for coding in codings]
        numbers = [columns[coding.name].coded.classes.of(rows).numbers for coding in codings]
        count = len(answers.which) if rows is None else len(rows)
        words: list[Numbers] = []
        classes = Classes(np.zeros(count, dtype=np.int64), 1)
        for shift in range(0, table[FULL].bit_length(), WORD):
            full = table[FULL] >> shift & (1 << WORD) - 1
            word = np.full(count, full, dtype=np.int64)
            for by_class, own in zip(masks, numbers, strict=True):
                word &= np.array([mask >> shift & full for mask in by_class], dtype=np.int64)[own]
            words.append(word)
            classes = classes.with_(Classes(word, full + 1).dense())
        asked: list[Any] | None = None
        if GROUPS in columns:
            classes = classes.with_(columns[GROUPS].coded.classes.of(rows).dense())
        classes = classes.dense()
        first = classes.first_rows()
        if GROUPS in columns:
            asked = columns[GROUPS].values.take(pa.array(first if rows is None else rows[first])).to_pylist()
        holding = [sum(int(word[row]) << WORD * at for at, word in enumerate(words)) for row in first]
        found = [
            self._answer(table, mask, self._asked(self._groups if asked is None else asked[number]))
            for number, mask in enumerate(holding)
        ]
        answers.put(rows, classes, found)

    def _answer(self, table: Table, mask: int, asked: Asked) -> tuple[Any, ...]:
        operation = self._operation
        if self._shape.allows(table, operation, mask, asked):
            return True, self._shape.grounds(table, operation, mask, asked), ()
        return False, (), self._shape.denied(table, operation, mask, asked)

    @staticmethod
    def _asked(groups: Any) -> Asked:
        return None if groups is None else (groups,) if isinstance(groups, str) else tuple(groups)

    def _by_record(self, rows: Numbers | None, columns: Mapping[str, Column], answers: Answers) -> None:
        """Decide these rows (all for None) record by record, equal ones once."""
        count = len(answers.which) if rows is None else len(rows)
        classes = Classes(np.zeros(count, dtype=np.int64), 1)
        for column in columns.values():
            classes = classes.with_(column.coded.classes.of(rows))
        classes = classes.dense()
        first = classes.first_rows()
        order = np.argsort(first)
        found: list[tuple[Any, ...]] = [()] * len(first)
        for number, decision in zip(order, self._decisions(first[order], rows, columns), strict=True):
            found[number] = (decision.allowed, decision.rules, decision.denied_groups)
            if self._explain:
                found[number] += (decision.instead, decision.reason)
        answers.put(rows, classes, found)

    def _decisions(self, first: Numbers, rows: Numbers | None, columns: Mapping[str, Column]) -> Iterator[Decision]:
        """The decisions on single rows; DecisionError names the first row that has no answer."""
        which = first if rows is None else rows[first]
        values = {name: column.values.take(pa.array(which)).to_pylist() for name, column in columns.items()}
        systems = values.pop(SYSTEM, None)
        groups = values.pop(GROUPS, None)
        for number, row in enumerate(which):
            record = {name: column[number] for name, column in values.items()}
            try:
                yield decide_with_care(
                    self._reading,
                    self._operation,
                    self._system if systems is None else systems[number],
                    self._entity,
                    self._groups if groups is None else groups[number],
                    record,
                )
            except DecisionError as error:
                raise _RowError(int(row), str(error)) from error


def _masks(shape: Shape, table: Table, coded: Coded, coding: Coding) -> list[int]:
    """The clauses that each class of a dimension leaves standing."""
    if not coding.many:
        return [table[coding.first + code] for (code,) in coded.members]
    if coding.few:
        return [table[coding.first + of_set(1 << code for code in codes)] for codes in coded.members]
    place = next(place for name, _, _, place in shape.many if name == coding.name)
    return [read_many(table, place, [table[coding.first + code] for code in codes]) for codes in coded.members]
