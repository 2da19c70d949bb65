"""The record of processing activities as an Excel workbook: one row an entry."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from mdg.diagnostic import MdgError
from mdg.model.landscape import Landscape
from mdg.render.cells import visible
from mdg.render.register import headings, rows
from mdg.rules.compliance.register import Entry

#: What Excel can hold in a cell.
_TEXT = 32_767
_WIDE = 36


def workbook(landscape: Landscape, entries: Sequence[Entry], language: str) -> bytes:
    """An XLSX file; the same record gives the same bytes, and every cell in it is a text.

    MdgError where a field is longer than a cell can be: a record that lacks its end is none.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    midnight = dt.datetime.combine(landscape.as_of, dt.time())
    book.set_properties({"title": visible(landscape.name or ""), "created": midnight})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "quote_prefix": True})
    head = book.add_format({"text_wrap": True, "bold": True, "border": 1, "bg_color": "#E7E6E6", "quote_prefix": True})
    page = book.add_worksheet("Registre" if language == "fr" else "Record")
    page.freeze_panes(1, 1)
    titles = headings(language)
    page.set_column(0, len(titles) - 1, _WIDE)
    for column, title in enumerate(titles):
        page.write_string(0, column, title, head)
    for number, row in enumerate(rows(entries, language), 1):
        for column, text in enumerate(row):
            if len(visible(text)) > _TEXT:
                raise MdgError(
                    f"`{titles[column]}` of `{entries[number - 1].purpose}` has more than the {_TEXT:,} characters "
                    "that a cell of Excel can hold; `--format csv` and `--format markdown` hold it all"
                )
            page.write_string(number, column, visible(text), cell)
    book.close()
    return out.getvalue()
