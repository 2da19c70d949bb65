"""The matrix as rows, one for each group and system, with every condition whole: for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from mdg.model.entity import Group
from mdg.model.landscape import Landscape
from mdg.model.sheet import CONCERNS, VERBS, Cell, Matrix, Share
from mdg.render.cells import visible
from mdg.render.matrix_words import EVERY, age, condition, parties, refusal

HEADINGS = (
    "entity",
    "group",
    "records_with_the_group",
    "system",
    "system_title",
    *VERBS,
    "receives_from",
    "worst_age",
    "worst_age_by",
    *(f"accountable_for_{concern}" for concern in CONCERNS),
    "stated_by",
    "remarks",
)
#: Before what a spreadsheet takes for a formula, in plain or full-width letters: at the start of a cell, and after a
#: semicolon, at which a spreadsheet of many a country splits a line, quotes or not.  See OWASP, CSV Injection.
_FORMULA = re.compile('(^|;)([ "]*)(?=[=+@\uff1d\uff0b\uff20\uff0d-])')
BYTE_ORDER_MARK = "\ufeff"


def as_csv(result: Matrix) -> str:
    """Comma-separated values with a heading, every cell in quotes (RFC 4180, lines end in a line feed).

    No cell can be taken for a formula: one that would begin like one begins with an apostrophe.  A text that is not all
    ASCII begins with a byte order mark, without which a spreadsheet takes it for another encoding.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in row] for row in rows(result))
    text = out.getvalue()
    return text if text.isascii() else BYTE_ORDER_MARK + text


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet evaluates; what steers a terminal, and line ends, are written out."""
    return _FORMULA.sub(r"\1\2'", visible(text))


def rows(result: Matrix) -> Iterator[list[str]]:
    """The rows under :data:`HEADINGS`, in the order of the landscape; empty cells where there is nothing."""
    for sheet in result.sheets:
        for group in sheet.groups:
            having = condition(group.applies.when())
            for system in sheet.systems:
                cell = sheet.cells[group.name, system]
                title = result.landscape.systems[system].title
                yield [sheet.entity.id, group.name, having, system, title, *_cells(cell, group, result.landscape)]


def _cells(cell: Cell, group: Group, landscape: Landscape) -> Iterator[str]:
    for verb in VERBS:
        yield said(cell.shares[verb]) if verb in cell.shares else ""
    receives = cell.shares.get("receives")
    yield ", ".join(receives.sources) if receives else ""
    yield age(cell)
    yield _way(cell)
    for concern in CONCERNS:
        yield parties(cell.accountable.get(concern), group.applies)
    yield "; ".join(f"{verb}: {', '.join(share.by)}" for verb, share in cell.shares.items() if share.by)
    yield "; ".join(_remarks(cell, landscape))


def _way(cell: Cell) -> str:
    """Whose change it is that is so late, and along which flows."""
    if cell.age is None or cell.age.writer is None:
        return ""
    return ": ".join(filter(None, (cell.age.writer, ", ".join(cell.age.route))))


def said(share: Share) -> str:
    """On which records a share is, in full."""
    return EVERY if share.everywhere else condition(share.population.when())


def _remarks(cell: Cell, landscape: Landscape) -> Iterator[str]:
    if cell.refused is not None:
        yield refusal(cell)
    for verb, share in cell.shares.items():
        statements = landscape.flows if verb == "receives" else landscape.ownership
        for name in share.by:
            if name in statements and statements[name].draft:
                yield f"{name} is a draft"
