"""Matrices of ownership: which system creates, reads, updates and deletes which group of which object.

Four shapes are met: a row for each right with its letters in one cell; a column for each of C, R, U and D; a column
for each system, with letters in the cells; and that with C, R, U and D below each system.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from mdg.interop.sheets.filling import Filling
from mdg.interop.sheets.heading_words import (
    GROUP,
    MATRIX,
    OBJECT,
    OPERATIONS,
    REMARK,
    RIGHTS,
    SYSTEM,
    words_of,
)
from mdg.interop.sheets.headings import Heading, headings, recognised
from mdg.interop.sheets.rights import Rights, rights, ticked
from mdg.interop.sheets.statements import Reading, Right, best, no_heading
from mdg.interop.sheets.table import Row, Source, Table, listed

_WANTED = (
    (OBJECT, "`object`, `Objekt`, `objet`"),
    (SYSTEM, "`system`, `Anwendung`, `système`"),
    (RIGHTS, "`rights`, `CRUD`, `Rechte`, `droits`, or one for each of C, R, U, D"),
)
#: Objects, groups and systems that one cell may be about.
MOST = 100


@attrs.frozen(slots=True)
class _Cell:
    """A column in which rights stand: of which system (in its own column, where None), by which operation if any."""

    column: int
    system: str | None
    operation: str | None

    def read(self, text: str) -> Rights:
        return ticked(text, self.operation) if self.operation else rights(text)


@attrs.frozen(slots=True)
class _Shape:
    """How a sheet is laid out, and how clearly so: the clearer, the higher."""

    layout: str
    clear: int
    table: Table
    heading: Heading
    cells: tuple[_Cell, ...]
    #: the line of letters below the systems, which is no row of its own
    second: Row | None = None


def read_matrix(readings: Sequence[Table]) -> Reading:
    """What the matrix says, in the layout, and the reading of the file, by which most is understood; MdgError if none.

    Of layouts by which as much is understood, the clearest is taken.
    """
    words = words_of(MATRIX)
    found = [(table, heading) for table in readings for heading in headings(table, words)]
    reading = best(found, lambda table, heading: map(_read, _shapes(table, heading)))
    if reading is None:
        raise no_heading(readings, _WANTED, [heading for _, heading in found])
    return reading


def _read(shape: _Shape) -> Reading:
    systems = dict.fromkeys(cell.system for cell in shape.cells if cell.system)
    columns = shape.heading.columns
    keys = [columns[role] for role in (OBJECT, GROUP, SYSTEM) if role in columns]
    used = frozenset([*keys, *(cell.column for cell in shape.cells)])
    reading = Reading(shape.table, shape.heading, clear=shape.clear, layout=shape.layout, used=used)
    reading.second = shape.second
    reading.systems = tuple(systems)
    _read_rows(reading, shape)
    return reading


def _shapes(table: Table, heading: Heading) -> Iterator[_Shape]:
    """The layouts that a heading may belong to."""
    if SYSTEM not in heading.columns:
        heading = heading.cornered(OBJECT)  # in the corner of such a table there often stands nothing
    columns = heading.columns
    if OBJECT not in columns:
        return
    letters = [role for role in OPERATIONS if role in columns]
    below = [row for row in table.rows if row.line > heading.row.line]
    sure = heading.clearly(SYSTEM, MATRIX) and (RIGHTS in columns or len(letters) > 1)
    if SYSTEM in columns and (sure or not _says_rights(below, columns[SYSTEM], 0.5)):
        if len(letters) > 1 or (letters and RIGHTS not in columns):
            yield _Shape("letters", 500, table, heading, tuple(_Cell(columns[role], None, role) for role in letters))
        elif RIGHTS in columns:
            yield _Shape("rights", 400, table, heading, (_Cell(columns[RIGHTS], None, None),))
        elif (column := _likeliest(heading, below)) is not None:
            yield _Shape("rights", 200, table, heading, (_Cell(column, None, None),))
        return
    heading = heading.only((OBJECT, GROUP, REMARK))  # a system may be called `App`, `CRM system` or `Access`
    two_lines = _below_systems(heading, below)
    if two_lines:
        yield _Shape("systems and letters", 300 + len(two_lines), table, heading, two_lines, below[0])
        return
    named = heading.others()
    wide = [at for at in named if _says_rights(below, at, 0.25)] or [at for at in named if _says_rights(below, at, 0)]
    if wide:
        cells = tuple(_Cell(at, heading.row.cell(at), None) for at in wide)
        yield _Shape("systems", 100 + len(wide), table, heading, cells)


def _below_systems(heading: Heading, below: Sequence[Row]) -> tuple[_Cell, ...]:
    """The cells of a matrix that has C, R, U, D in a second line of its heading, below the system of each."""
    if not below:
        return ()
    letters = words_of({role: MATRIX[role] for role in OPERATIONS})
    found = []
    system = ""
    for at in range(max(len(heading.row.cells), len(below[0].cells))):
        named = at in {heading.columns.get(OBJECT), heading.columns.get(GROUP)}
        system = "" if named else heading.row.cell(at) or system
        operation = recognised(Row(0, (below[0].cell(at),)), letters).columns
        if system and operation:
            found.append(_Cell(at, system, next(iter(operation))))
        elif below[0].cell(at) and not named:
            return ()
    return tuple(found) if len(found) > 1 else ()


def _says_rights(rows: Sequence[Row], column: int, share: float) -> bool:
    """Whether more than that share of what stands in a column are rights."""
    said = [found for row in rows if (found := rights(row.cell(column))).said]
    return sum(1 for found in said if found.operations and not found.left) > len(said) * share


def _likeliest(heading: Heading, rows: Sequence[Row]) -> int | None:
    """The column of rights where no heading says which it is."""
    width = max((len(row.cells) for row in rows), default=0)
    return next((at for at in range(width) if at not in heading.columns.values() and _says_rights(rows, at, 0.5)), None)


def _read_rows(reading: Reading, shape: _Shape) -> None:
    columns = reading.heading.columns
    keys = [columns[role] for role in (OBJECT, GROUP, SYSTEM) if role in columns]
    filling = Filling(keys)
    heads = []
    for row in reading.below():
        if row is shape.second:
            reading.counted -= 1
            continue
        meant = filling.filled(row)
        if row.blank:
            continue
        said = [(cell, found) for cell in shape.cells if (found := cell.read(row.cell(cell.column))).said]
        why = _read_row(reading, row, {role: meant[columns[role]] for role in columns if columns[role] in meant}, said)
        if why and not said and any(row.cell(at) for at in keys):
            heads.append((row, why))
        elif why:
            reading.lost.append((reading.source(row), why))
    reading.filled = filling.lines
    for row, why in heads:
        reading.lost.append((reading.source(row), "it heads the rows below" if row.line in filling.heads else why))


def _read_row(reading: Reading, row: Row, meant: dict[str, str], said: Sequence[tuple[_Cell, Rights]]) -> str:
    """Take in what a row says; the answer is why it says nothing, if so."""
    objects, groups = listed(meant.get(OBJECT, "")), listed(meant.get(GROUP, "")) or ("",)
    named = listed(meant.get(SYSTEM, ""))
    if not said:
        return "nobody is said to do anything"
    if not objects:
        return "no object"
    if not named and any(cell.system is None for cell, _ in said):
        return "no system"
    if len(objects) * len(groups) * max(len(named), 1) > MOST:
        return f"it would be more than {MOST} rights"
    for cell, found in said:
        source = _source(reading, row, cell, meant)
        if found.left:
            reading.lost.append((source, _unclear(reading.heading.row.cell(cell.column), cell, found.left)))
        if found.operations:
            reading.rights += [
                Right(source=source, system=system, object=name, group=group, operations=found.operations)
                for system in ((cell.system,) if cell.system else named)
                for name in objects
                for group in groups
            ]
    return ""


def _unclear(heading: str, cell: _Cell, left: str) -> str:
    """Why a cell says nothing, or not all that stands in it."""
    below = f" below `{heading or cell.system}`" if cell.system or cell.operation else ""
    if cell.operation is None:
        return f"`{left}`{below} is none of C, R, U, D"
    return f"`{left}`{below} says neither yes nor no to `{cell.operation}`"


def _source(reading: Reading, row: Row, cell: _Cell, meant: dict[str, str]) -> Source:
    """The place of a right, and its row; where that holds the rights of all systems, what in it is about this one."""
    if cell.system is None:
        return reading.source(row)
    keys = [" ".join(meant[role].split()) for role in (OBJECT, GROUP) if role in meant]
    below = f" {cell.operation}" if cell.operation else ""
    text = " | ".join([*keys, f"{cell.system}{below}: {row.cell(cell.column)}", *reading.beside(row)])
    return Source(reading.table.file, row.line, text)
