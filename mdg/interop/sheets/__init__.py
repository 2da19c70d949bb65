"""Spreadsheets that everybody has, as a landscape to start from: a list of interfaces, and a matrix of ownership.

Nothing that stands in them is lost: each row stands in a comment beside what it became, or among those of which
nothing was understood.  What sheets say is read, never judged: that is what the checks are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import attrs

from mdg.diagnostic import MdgError
from mdg.interop.sheets import delimited, summary, workbook, written
from mdg.interop.sheets.gathered import gather
from mdg.interop.sheets.interfaces import read_interfaces
from mdg.interop.sheets.matrix import read_matrix
from mdg.interop.sheets.names import key_of
from mdg.interop.sheets.statements import Reading
from mdg.interop.sheets.table import Table


@attrs.frozen(slots=True)
class Sheet:
    """A file with a sheet in it: its name, for people to read, and its bytes."""

    file: str
    data: bytes


@attrs.frozen(slots=True)
class Start:
    """A landscape made of sheets: the text of each file by its name, and a summary line by line."""

    files: dict[str, str]
    summary: tuple[str, ...]


def start(
    name: str,
    *,
    interfaces: Sheet | None = None,
    matrix: Sheet | None = None,
    timezone: str | None = None,
    head: str = "#",
) -> Start:
    """The landscape ``name``, made of one sheet or both; each file begins with the line ``head``.

    Times of day are those of ``timezone`` where a sheet names none.  Raises MdgError for a sheet that cannot be read
    or of which nothing was understood.
    """
    flows, flows_rest = _read(interfaces, read_interfaces)
    systems = {key_of(name) for reading in flows for one in reading.transfers for name in (one.sender, one.receiver)}
    rights, rights_rest = _read(matrix, partial(read_matrix, systems=systems))
    found = gather(flows, rights, timezone)
    lines: list[str] = []
    for readings, rest, others in ((flows, flows_rest, rights), (rights, rights_rest, flows)):
        elsewhere = [other.table.how for other in others] if interfaces == matrix else []
        lines += [line for reading in readings for line in summary.of_sheet(reading)]
        lines += summary.of_rest([table for table in rest if table.how not in elsewhere])
    lines += summary.of_names(found, both=bool(flows and rights))
    lines.append(summary.of_items(found))
    return Start(written.files(name, found, flows, rights, head), tuple(lines))


def _read(sheet: Sheet | None, read: Callable[[Sequence[Table]], Reading]) -> tuple[list[Reading], list[Table]]:
    """What a file says: the table of which most is understood, and sheets that are alike; and the sheets that are not.

    Of the readings of a text, one is right; sheets of a workbook stand beside each other.
    """
    if sheet is None:
        return [], []
    tables = _tables(sheet)
    best = _some(read(tables))
    if not best.table.sheet:
        return [best], []
    found: list[Reading] = []
    rest: list[Table] = []
    for table in tables:
        reading = best if table is best.table else _alike(best, table, read)
        if reading is not None:
            found.append(reading)
        else:
            rest.append(table)
    return found, rest


def _alike(best: Reading, table: Table, read: Callable[[Sequence[Table]], Reading]) -> Reading | None:
    """What another sheet of the workbook says, if it is one of the same layout, and not one of another kind."""
    try:
        other = read([table])
    except MdgError:
        return None
    understood = len(other.understood())
    return other if understood and 2 * understood >= other.counted and other.layout == best.layout else None


def _tables(sheet: Sheet) -> list[Table]:
    if sheet.data.startswith(workbook.OLD_MARK):
        raise MdgError(f"`{sheet.file}` is a workbook of the old format, or protected; save it as XLSX or CSV")
    if sheet.data.startswith(workbook.MARK):
        return workbook.tables(sheet.file, sheet.data)
    return delimited.tables(sheet.file, sheet.data)


def _some(reading: Reading) -> Reading:
    """The reading itself; MdgError where nothing in it was understood, which is no landscape to start from."""
    if reading.understood():
        return reading
    few = "; ".join(f"line {source.line}: {why}" for source, why in reading.lost[:3])
    told = f" ({few})" if few else ": there is no row below its heading"
    raise MdgError(f"no row of `{reading.table.file}` was understood{told}; nothing was written")
