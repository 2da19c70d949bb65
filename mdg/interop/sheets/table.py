"""A spreadsheet as rows of texts, whatever file it comes from, with the line of each row."""

from __future__ import annotations

import re

import attrs

#: What is taken for no answer in a cell.
NOTHING_SAID = frozenset({"", *"-/.\u2013\u2014", "--", "---", "n/a", "n.a.", "k.a."})
#: What stands between names; but brackets that close again keep a name together, also on the next line, and so does a
#: number, as in `SAP ECC 6,0`.
_BETWEEN = re.compile(
    r"\([^()\n]*\)|\[[^\[\]\n]*\]|\n[^\S\n]*(?=\([^()\n]*\)|\[[^\[\]\n]*\])|(?<=[^\W\d_] )\d+,\d+(?!\w|,\w)|([,;\n])"
)


@attrs.frozen(slots=True)
class Row:
    """One row; ``line`` is that of the file in which it begins, or its number in a workbook, counting from 1."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The text of a cell on one line; empty where there is none."""
        return " ".join(self.raw(column).split())

    def raw(self, column: int | None) -> str:
        """The text of a cell as it stands there."""
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)

    def shown(self) -> str:
        """The whole row on one line, with bars between the cells."""
        shown = [" ".join(cell.split()) for cell in self.cells]
        while shown and not shown[-1]:
            shown.pop()
        return " | ".join(shown)


@attrs.frozen(slots=True, eq=False)
class Table:
    """One reading of a file: ``file`` is its name, ``how`` says by what encoding and separator, or which sheet."""

    file: str
    rows: tuple[Row, ...]
    how: str
    #: what else the reader should know, in sentences without an end
    remarks: tuple[str, ...] = ()
    #: whether it is one of the sheets of a workbook, and no other reading of the same text
    sheet: bool = False


@attrs.frozen(slots=True)
class Source:
    """The row that a statement comes from, and what of it the statement rests on."""

    file: str
    line: int
    text: str


def listed(text: str) -> tuple[str, ...]:
    """The names in a cell, which may be several, with commas, semicolons or line ends between them.

    `Customer (B2B, B2C)` is one, and so is `SAP ECC 6,0`.
    """
    ends = [found.span() for found in _BETWEEN.finditer(text) if found[1]]
    edges = [0, *(edge for end in ends for edge in end), len(text)]
    names = (" ".join(text[first:last].split()) for first, last in zip(edges[::2], edges[1::2], strict=True))
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in NOTHING_SAID))
