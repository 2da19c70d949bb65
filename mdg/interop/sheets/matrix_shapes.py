"""How a matrix of ownership is laid out: what its columns are, and what its cells are about.

Four shapes are met: a row for each right with its letters in one cell; a column for each of C, R, U and D; a column
for each system, with letters in the cells; and that with C, R, U and D below each system.  The last two are met turned
round too: a row for each system, and a column for each object, with groups or C, R, U and D below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import attrs

from mdg.interop.sheets.heading_words import GROUP, MATRIX, OBJECT, OPERATIONS, REMARK, RIGHTS, SYSTEM, words_of
from mdg.interop.sheets.headings import Heading, recognised
from mdg.interop.sheets.matrix_corner import system_column
from mdg.interop.sheets.rights import Rights, rights, says_rights, ticked
from mdg.interop.sheets.table import Row, Table


@attrs.frozen(slots=True)
class Cell:
    """A column in which rights stand: by which operation, and of what; where None, each row says so itself."""

    column: int
    operation: str | None = None
    system: str | None = None
    object: str | None = None
    group: str | None = None

    @property
    def about(self) -> str:
        """What the heading says that the column is about."""
        return " ".join(filter(None, (self.system, self.object, self.group)))

    def read(self, text: str) -> Rights:
        """What the text of a cell in that column says."""
        return ticked(text, self.operation) if self.operation else rights(text)


@attrs.frozen(slots=True)
class Shape:
    """How a sheet is laid out, and how clearly so: the clearer, the higher."""

    layout: str
    clear: int
    table: Table
    heading: Heading
    cells: tuple[Cell, ...]


def shapes(table: Table, heading: Heading, systems: Collection[str]) -> Iterator[Shape]:
    """The layouts that a heading may belong to."""
    below = [row for row in table.rows if row.line > heading.row.line]
    column = system_column(heading, below, systems)
    if column is not None:
        yield from _turned(table, Heading(heading.row, {SYSTEM: column}), below)
        return
    joined = heading.with_second(below[0], (OBJECT, GROUP)) if below else heading
    if SYSTEM not in heading.columns:
        # in the corner of such a table there often stands nothing
        heading, joined = heading.cornered(OBJECT), joined.cornered(OBJECT)
    if OBJECT in joined.columns:
        yield from _straight(table, heading, joined, below)


def _straight(table: Table, heading: Heading, joined: Heading, below: Sequence[Row]) -> Iterator[Shape]:
    columns = heading.columns
    letters = [role for role in OPERATIONS if role in columns]
    sure = heading.clearly(SYSTEM, MATRIX) and (RIGHTS in columns or len(letters) > 1)
    if OBJECT in columns and SYSTEM in columns and (sure or not says_rights(below, columns[SYSTEM], 0.5)):
        if len(letters) > 1 or (letters and RIGHTS not in columns):
            yield Shape("letters", 500, table, heading, tuple(Cell(columns[role], role) for role in letters))
        elif RIGHTS in columns:
            yield Shape("rights", 400, table, heading, (Cell(columns[RIGHTS]),))
        elif (column := _likeliest(heading, below)) is not None:
            yield Shape("rights", 200, table, heading, (Cell(column),))
        return
    # a system may be called `App`, `CRM system` or `Access`
    heading, joined = (one.only((OBJECT, GROUP, REMARK)) for one in (heading, joined))
    two_lines = _in_two_lines(joined, below)
    if two_lines:
        cells = tuple(Cell(at, operation, system=name) for at, name, operation in two_lines)
        yield Shape("systems and letters", 300 + len(cells), table, attrs.evolve(joined, second=below[0]), cells)
    elif OBJECT in heading.columns and (wide := _wide(heading, below)):
        cells = tuple(Cell(at, system=heading.row.cell(at)) for at in wide)
        yield Shape("systems", 100 + len(wide), table, heading, cells)


def _turned(table: Table, heading: Heading, below: Sequence[Row]) -> Iterator[Shape]:
    """Layouts with a row for each system."""
    if below and (two_lines := _in_two_lines(heading, below)):
        cells = tuple(Cell(at, operation, object=name) for at, name, operation in two_lines)
        second = attrs.evolve(heading, second=below[0])
        yield Shape("objects and letters", 300 + len(cells), table, second, cells)
    elif below and (groups := _groups(heading, below)):
        second = attrs.evolve(heading, second=below[0])
        yield Shape("objects and groups", 300 + len(groups), table, second, groups)
    elif wide := _wide(heading, below):
        cells = tuple(Cell(at, object=heading.row.cell(at)) for at in wide)
        yield Shape("objects", 100 + len(wide), table, heading, cells)


def _in_two_lines(heading: Heading, below: Sequence[Row]) -> list[tuple[int, str, str]]:
    """The columns of a matrix that has C, R, U, D in a second line of its heading, with the name above and the letter.

    A cell that is merged with the one above says nothing of its own, and neither do remarks.
    """
    if not below or _says_what(heading, below[0]):
        return []
    letters = words_of({role: MATRIX[role] for role in OPERATIONS})
    found = []
    name = ""
    for at in range(max(len(heading.row.cells), len(below[0].cells))):
        own, second = heading.row.cell(at), below[0].cell(at)
        if at in heading.columns.values() or (own and own == second):
            name = ""
            continue
        name = own or name
        operation = recognised(Row(0, (second,)), letters).columns
        if name and operation:
            found.append((at, name, next(iter(operation))))
        elif second and not recognised(Row(0, (second,)), words_of({REMARK: MATRIX[REMARK]})).columns:
            return []
    return found if len(found) > 1 else []


def _says_what(heading: Heading, second: Row) -> bool:
    """Whether a line says in the columns of objects, groups or systems what it is about: it is none of a heading."""
    for role in (OBJECT, GROUP, SYSTEM):
        at = heading.columns.get(role)
        told = "" if at is None else second.cell(at)
        own = told and told != heading.row.cell(at or 0)
        if own and not recognised(Row(0, (told,)), words_of({role: MATRIX[role]})).columns:
            return True
    return False


def _groups(heading: Heading, below: Sequence[Row]) -> tuple[Cell, ...]:
    """The cells of a matrix with systems beside them that has groups in the second line, below the object of each."""
    second, rows = below[0], below[1:]
    corner = heading.columns[SYSTEM]
    if _says_what(heading, second):
        return ()
    found = []
    name = ""
    for at in range(corner + 1, max(len(heading.row.cells), len(second.cells))):
        own, group = heading.row.cell(at), second.cell(at)
        name = own or name
        if (own or group) and says_rights(rows, at, 0.25):
            found.append(Cell(at, object=name, group=None if group == own else group or None))
    named = [cell for cell in found if cell.group]
    data = [cell for cell in named if says_rights([second], cell.column, 0)]
    return tuple(found) if len(named) > 1 and not data and all(cell.object for cell in found) else ()


def _wide(heading: Heading, rows: Sequence[Row]) -> list[int]:
    """The columns with a heading in which rights stand; if none clearly does, those in which any does."""
    named = heading.others()
    return [at for at in named if says_rights(rows, at, 0.25)] or [at for at in named if says_rights(rows, at, 0)]


def _likeliest(heading: Heading, rows: Sequence[Row]) -> int | None:
    """The column of rights where no heading says which it is."""
    width = max((len(row.cells) for row in rows), default=0)
    return next((at for at in range(width) if at not in heading.columns.values() and says_rights(rows, at, 0.5)), None)
