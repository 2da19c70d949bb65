"""Workbooks of Excel and its kin (XLSX): every sheet in them, as the texts that one sees there.

A cell that was merged downwards holds for all rows that it spans; in CSV, one can only guess that.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import Any

from mdg.diagnostic import MdgError
from mdg.interop.sheets.table import Row, Table

#: How a ZIP archive begins, which such a workbook is.
MARK = b"PK\x03\x04"
#: How the older format begins (XLS, and whatever is protected by a password).
OLD_MARK = b"\xd0\xcf\x11\xe0"
_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f[^>]*/>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_EXTRA = "reading workbooks needs the extra `xlsx`: pip install 'mdg[xlsx]'; or save the sheet as CSV"


def tables(file: str, data: bytes) -> list[Table]:
    """One table a sheet; MdgError where the extra is missing, or the file is no workbook."""
    try:
        # an extra, and needed for workbooks alone
        import openpyxl
    except ImportError:
        raise MdgError(f"`{file}`: {_EXTRA}") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and the like, which are not read
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            stated = openpyxl.load_workbook(io.BytesIO(data)) if _never_calculated(data) else None
            return [_table(file, sheet, stated[sheet.title] if stated else None) for sheet in book.worksheets]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        # whatever that library makes of a broken file, it is the file that is wrong
        told = f" ({error})" if isinstance(error, zipfile.BadZipFile) else ""
        raise MdgError(f"`{file}` cannot be read as a workbook{told}; save the sheet as CSV") from error


def _never_calculated(data: bytes) -> bool:
    """Whether there are formulas without a value, as in workbooks that a program has written and nobody has opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = (name for name in parts.namelist() if name.startswith("xl/worksheets/"))
        return any(_NO_VALUE.search(parts.read(name)) for name in sheets)


def _table(file: str, sheet: Any, stated: Any) -> Table:
    """The rows of a sheet; ``stated`` is the same sheet with its formulas, if some of them have no value."""
    remarks: tuple[str, ...] = ()
    for cell in (cell for row in stated.iter_rows() for cell in row) if stated else ():
        if cell.data_type == "f" and sheet[cell.coordinate].value is None:
            sheet[cell.coordinate].value = str(cell.value)
            remarks = ("it has formulas that were never calculated; open it, save it, and start anew",)
    below = {
        (row, merged.min_col): sheet.cell(merged.min_row, merged.min_col).value
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row + 1, merged.max_row + 1)
    }  # to the right a merged cell says nothing: a heading over several columns, or a line of text
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = tuple(_text(below.get((number, column), value)) for column, value in enumerate(values, 1))
        rows.append(Row(number, cells))
    return Table(f"{file} sheet {sheet.title}", tuple(rows), f"the sheet `{sheet.title}`", remarks, sheet=True)


def _text(value: Any) -> str:
    """A cell as one sees it, as far as that can be known."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return str(value)
