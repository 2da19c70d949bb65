"""Matrices of ownership: which system creates, reads, updates and deletes which group of which object."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mdg.interop.sheets.filling import Filling
from mdg.interop.sheets.heading_words import GROUP, MATRIX, OBJECT, SYSTEM, words_of
from mdg.interop.sheets.headings import headings
from mdg.interop.sheets.matrix_shapes import Cell, Shape, shapes
from mdg.interop.sheets.names import folded, folded_words
from mdg.interop.sheets.rights import Rights
from mdg.interop.sheets.statements import Reading, Right, best, no_heading
from mdg.interop.sheets.table import Row, Source, Table, listed

_WANTED = (
    (OBJECT, "`object`, `Objekt`, `objet`"),
    (SYSTEM, "`system`, `Anwendung`, `système`"),
    ("rights", "`rights`, `CRUD`, `Rechte`, `droits`, or one for each of C, R, U, D"),
)
_TOTALS = folded_words(
    "total | totals | sum | count | subtotal | summe | summen | gesamt | gesamtsumme | anzahl | zwischensumme"
    "| somme | totaux | sous total | nombre"
)
#: Objects, groups and systems that one cell may be about.
MOST = 100


def read_matrix(readings: Sequence[Table], systems: Collection[str] = ()) -> Reading:
    """What the matrix says, in the layout, and the reading of the file, by which most is understood; MdgError if none.

    Of layouts by which as much is understood, the clearest is taken.  ``systems`` are keys of names that are known to
    be systems: where no heading tells whether they stand above or beside the rights, they do.
    """
    words = words_of(MATRIX)
    found = [(table, heading) for table in readings for heading in headings(table, words)]
    reading = best(found, lambda table, heading: map(_read, shapes(table, heading, systems)))
    if reading is None:
        raise no_heading(readings, _WANTED, [heading for _, heading in found])
    return reading


def _read(shape: Shape) -> Reading:
    columns = shape.heading.columns
    keys = [columns[role] for role in (OBJECT, GROUP, SYSTEM) if role in columns]
    used = frozenset([*keys, *(cell.column for cell in shape.cells)])
    reading = Reading(shape.table, shape.heading, clear=shape.clear, layout=shape.layout, used=used)
    reading.systems = tuple(dict.fromkeys(cell.system for cell in shape.cells if cell.system))
    for cell in shape.cells:
        if cell.object:
            groups = reading.objects.setdefault(cell.object, {})
            groups |= {cell.group: None} if cell.group else {}
    _read_rows(reading, shape)
    return reading


def _read_rows(reading: Reading, shape: Shape) -> None:
    columns = reading.heading.columns
    keys = [columns[role] for role in (OBJECT, GROUP, SYSTEM) if role in columns]
    filling = Filling(keys)
    heads = []
    for row in reading.below():
        if row is shape.heading.second:
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


def _read_row(reading: Reading, row: Row, meant: dict[str, str], said: Sequence[tuple[Cell, Rights]]) -> str:
    """Take in what a row says; the answer is why it says nothing, if so."""
    objects, groups = listed(meant.get(OBJECT, "")), listed(meant.get(GROUP, "")) or ("",)
    named = listed(meant.get(SYSTEM, ""))
    if not said:
        return "nobody is said to do anything"
    if all(found.left.isdecimal() or row.cell(cell.column).isdecimal() for cell, found in said) and _totals(meant):
        return "a row of totals"
    if not objects and any(cell.object is None for cell, _ in said):
        return "no object"
    if not named and any(cell.system is None for cell, _ in said):
        return "no system"
    if len(objects) * len(groups) * max(len(named), 1) > MOST:
        return f"it would be more than {MOST} rights"
    for cell, found in said:
        source = _source(reading, row, cell, meant)
        if found.left:
            reading.lost.append((source, _unclear(reading.heading.row.cell(cell.column), cell, found.left)))
        if found.bracketed:
            told = f"`{row.cell(cell.column)}`{_below(reading.heading.row.cell(cell.column), cell)}"
            reading.notes.append((source, f"{told} is taken for {' and '.join(found.bracketed)}, brackets or not"))
        if found.operations:
            reading.rights += [
                Right(source=source, system=system, object=name, group=group, operations=found.operations)
                for system in ((cell.system,) if cell.system else named)
                for name in ((cell.object,) if cell.object else objects)
                for group in ((cell.group,) if cell.group else groups)
            ]
    return ""


def _totals(meant: dict[str, str]) -> bool:
    """Whether the names in a row say that it adds up what stands above."""
    return any(folded(text) in _TOTALS for text in meant.values())


def _unclear(heading: str, cell: Cell, left: str) -> str:
    """Why a cell says nothing, or not all that stands in it."""
    if cell.operation is None:
        return f"`{left}`{_below(heading, cell)} is none of C, R, U, D"
    return f"`{left}`{_below(heading, cell)} says neither yes nor no to `{cell.operation}`"


def _below(heading: str, cell: Cell) -> str:
    return f" below `{cell.group or heading or cell.about}`" if cell.about or cell.operation else ""


def _source(reading: Reading, row: Row, cell: Cell, meant: dict[str, str]) -> Source:
    """The place of a right, and its row; where that holds rights of many, what in it is about this one."""
    if not cell.about:
        return reading.source(row)
    keys = [" ".join(meant[role].split()) for role in (OBJECT, GROUP, SYSTEM) if role in meant]
    below = f" {cell.operation}" if cell.operation else ""
    text = " | ".join([*keys, f"{cell.about}{below}: {row.cell(cell.column)}", *reading.beside(row)])
    return Source(reading.table.file, row.line, text)
