"""Spreadsheets that everybody has, as a landscape to start from: a list of interfaces, and a matrix of ownership.

Nothing that stands in them is lost: each row stands in a comment beside what it became, or among those of which
nothing was understood.  What sheets say is read, never judged: that is what the checks are for.
"""

from __future__ import annotations

import attrs

from mdg.diagnostic import MdgError
from mdg.interop.sheets import delimited, summary, workbook, written
from mdg.interop.sheets.gathered import gather
from mdg.interop.sheets.interfaces import read_interfaces
from mdg.interop.sheets.matrix import read_matrix
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
    lines: list[str] = []
    flows = rights = None
    if interfaces is not None:
        readings = _tables(interfaces)
        flows = read_interfaces(readings)
        lines += summary.of_sheet(_some(flows, bool(flows.transfers)), readings)
    if matrix is not None:
        readings = _tables(matrix)
        rights = read_matrix(readings)
        lines += summary.of_sheet(_some(rights, bool(rights.rights)), readings)
    found = gather(flows, rights, timezone)
    lines += summary.of_names(found, flows is not None and rights is not None)
    lines.append(summary.of_items(found))
    return Start(written.files(name, found, flows, rights, head), tuple(lines))


def _tables(sheet: Sheet) -> list[Table]:
    if sheet.data.startswith(workbook.OLD_MARK):
        raise MdgError(f"`{sheet.file}` is a workbook of the old format, or protected; save it as XLSX or CSV")
    if sheet.data.startswith(workbook.MARK):
        return workbook.tables(sheet.file, sheet.data)
    return delimited.tables(sheet.file, sheet.data)


def _some(reading: Reading, understood: bool) -> Reading:
    """The reading itself; MdgError where nothing in it was understood, which is no landscape to start from."""
    if understood:
        return reading
    few = "; ".join(f"line {source.line}: {why}" for source, why in reading.lost[:3])
    told = f" ({few})" if few else ": there is no row below its heading"
    raise MdgError(f"no row of `{reading.table.file}` was understood{told}; nothing was written")
