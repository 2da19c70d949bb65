"""The matrix as an Excel workbook: a sheet an entity to print and talk about, and one that has every cell in full."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from mdg.diagnostic import MdgError
from mdg.model.entity import Group
from mdg.model.responsibility import Answers
from mdg.model.sheet import CONCERNS, VERBS, Cell, Matrix, Sheet
from mdg.render.cells import visible
from mdg.render.matrix_rows import HEADINGS, rows, said
from mdg.render.matrix_words import NOBODY, condition, old, parties, refusal, shortly

#: What Excel can hold: columns, rows, characters in a cell and in the name of a sheet.
_COLUMNS, _ROWS, _TEXT, _NAME = 16_384, 1_048_576, 32_767, 31
#: Names of sheets that Excel keeps for itself.
_TAKEN = ("history",)
_LIST = "every cell"
_WHOLE_IN_JSON = " ... (whole in --format json)"
#: Widths of columns in characters: those of names, of words, and of the list's conditions.
_NARROW, _WIDE = 24, 36
_PAPER_A4 = 9


def workbook(result: Matrix) -> bytes:
    """An XLSX file; the same matrix gives the same bytes.  MdgError where there is more than Excel can hold.

    Every cell is a text, and marked to stay one when somebody edits it, whatever it begins with.
    """
    _measure(result)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    name = result.landscape.name or ""
    midnight = dt.datetime.combine(result.as_of, dt.time())
    book.set_properties({"title": visible(f"{name} as of {result.as_of.isoformat()}".strip()), "created": midnight})
    writer = _Writer(book)
    for sheet in result.sheets:
        _entity(writer, sheet, result)
    _list(writer, result)
    book.close()
    return out.getvalue()


def _measure(result: Matrix) -> None:
    for sheet in result.sheets:
        if len(sheet.systems) + 3 > _COLUMNS:
            raise MdgError(f"`{sheet.entity.id}` has more systems than Excel has columns; choose some with `--system`")
    if sum(len(sheet.groups) * len(sheet.systems) for sheet in result.sheets) + 1 > _ROWS:
        raise MdgError("the matrix has more cells than Excel has rows; choose some with `--system` or `--group`")


class _Writer:
    """Sheets of a workbook with the formats that all of them use."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set(_TAKEN)
        common = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF", "quote_prefix": True}
        self.cell = book.add_format(common)
        self.head = book.add_format({**common, "bold": True, "bg_color": "#E7E6E6"})
        self.missing = book.add_format({**common, "bg_color": "#FFF2CC"})
        self.title = book.add_format({"bold": True, "font_size": 14, "quote_prefix": True})

    def sheet(self, name: str, heading: str) -> Any:
        """A new sheet of that name, or of one like it that is free, set up to be printed on wide pages."""
        page = self._book.add_worksheet(self._free(name))
        page.set_landscape()
        page.set_paper(_PAPER_A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L" + visible(heading)[:200].replace("&", "&&") + "&R&P/&N")
        return page

    def _free(self, name: str) -> str:
        found, number = name[:_NAME], 1
        while found.lower() in self._names:
            number += 1
            found = f"{name[: _NAME - len(str(number)) - 1]}~{number}"
        self._names.add(found.lower())
        return found

    def row(self, page: Any, at: int, texts: Sequence[str], formats: Sequence[Any]) -> None:
        for column, (text, form) in enumerate(zip(texts, formats, strict=True)):
            if not text:
                page.write_blank(at, column, None, form)
                continue
            page.write_string(at, column, _fitting(text), form)


def _fitting(text: str) -> str:
    """The text without what XML or a reader cannot take, cut to what a cell holds; line ends stay."""
    clean = "\n".join(map(visible, text.split("\n")))
    return clean if len(clean) <= _TEXT else clean[: _TEXT - len(_WHOLE_IN_JSON)] + _WHOLE_IN_JSON


def _entity(writer: _Writer, sheet: Sheet, result: Matrix) -> None:
    entity, systems = sheet.entity, result.landscape.systems
    about = " ".join(part for part in (result.landscape.name, f"as of {result.as_of.isoformat()}") if part)
    heading = f"{entity.id}: {entity.title}" if entity.title else entity.id
    page = writer.sheet(entity.id, f"{heading}, {about}")
    page.write_string(0, 0, _fitting(f"{heading}, {about}"), writer.title)
    heads = ["group", "records that have it"]
    heads += [f"{name}\n{systems[name].title}" if systems[name].title else name for name in sheet.systems]
    heads.append("accountable")
    writer.row(page, 1, heads, [writer.head] * len(heads))
    page.set_column(0, 0, _NARROW)
    page.set_column(1, len(heads) - 1, _WIDE)
    page.freeze_panes(2, 1)
    page.repeat_rows(1)
    page.repeat_columns(0)
    for at, group in enumerate(sheet.groups, 2):
        general = sheet.accountable[group.name]
        texts = [group.name, shortly(condition(group.applies.when()))]
        texts += [_cell(sheet.cells[group.name, system], general, group) for system in sheet.systems]
        texts.append("\n".join(_accountable(general, group)) or NOBODY)
        formats = [writer.head, *[writer.cell] * (len(texts) - 2), writer.cell if general else writer.missing]
        writer.row(page, at, texts, formats)


def _cell(cell: Cell, general: dict[str, Answers], group: Group) -> str:
    """One line for each thing that the system does, shortened; who answers where that is another than in general."""
    lines = []
    for verb in VERBS:
        if verb in cell.shares:
            share = cell.shares[verb]
            origin = f" from {', '.join(share.sources)}" if share.sources else ""
            lines.append(f"{verb}{origin}: {shortly(said(share))}")
    if told := old(cell):
        lines.append(told)
    if cell.refused is not None:
        lines.append(shortly(refusal(cell)))
    for concern in CONCERNS:
        own, usual = (parties(found.get(concern), group.applies) for found in (cell.accountable, general))
        if own != usual:
            lines.append(f"accountable for {concern}: {shortly(own) or NOBODY}")
    return "\n".join(lines)


def _accountable(found: dict[str, Answers], group: Group) -> list[str]:
    return [f"{name}: {shortly(parties(found[name], group.applies))}" for name in CONCERNS if name in found]


def _list(writer: _Writer, result: Matrix) -> None:
    page = writer.sheet(_LIST, result.landscape.name or "")
    writer.row(page, 0, [heading.replace("_", " ") for heading in HEADINGS], [writer.head] * len(HEADINGS))
    page.set_column(0, len(HEADINGS) - 1, _NARROW)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    last = 0
    for last, texts in enumerate(rows(result), 1):
        writer.row(page, last, texts, [writer.cell] * len(texts))
    page.autofilter(0, 0, last, len(HEADINGS) - 1)
