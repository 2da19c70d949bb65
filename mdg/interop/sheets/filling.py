"""Cells left blank because what stands above them holds for them too: how merged cells come out of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from mdg.interop.sheets.table import Row


@attrs.define(slots=True, eq=False)
class Filling:
    """Fills the cells of ``columns`` from above, row by row.

    Only what is blank from the left on is filled: in a row that begins anew, a blank cell means nothing was said.  A
    row of which only the beginning is there heads the rows below it.
    """

    columns: Sequence[int]
    _above: dict[int, tuple[str, Row]] = attrs.field(factory=dict)
    #: rows whose cells were taken for rows below them
    heads: set[int] = attrs.field(factory=set)
    #: rows some cells of which were taken from above
    lines: list[int] = attrs.field(factory=list)

    def filled(self, row: Row) -> dict[int, str]:
        """The text of each column as it is meant in this row."""
        if row.blank:
            self._above.clear()
            return {}
        columns = sorted(self.columns)
        first = next((at for at in columns if row.cell(at)), None)
        if first is None:
            return dict.fromkeys(columns, "")
        meant: dict[int, str] = {}
        for at in columns:
            if at < first:
                text, source = self._above.get(at, ("", row))
                self.heads.add(source.line)
                meant[at] = text
            else:
                meant[at] = row.raw(at)
                self._above[at] = (row.raw(at), row)
        if any(meant[at].strip() for at in columns if at < first):
            self.lines.append(row.line)
        return meant
