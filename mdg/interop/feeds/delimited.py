"""CSV with a heading: each row as a mapping from column to cell, an empty cell being no value."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from mdg.diagnostic import MdgError
from mdg.interop.feeds.json_lines import Item

#: What is asked of a heading, which is of the log of a name; it raises MdgError.
Check = Callable[[list[str], str], None]
_SEPARATORS = ",;\t|"


class _Lines:
    """The lines of a text, with those that the row at hand is made of."""

    def __init__(self, stream: BinaryIO) -> None:
        # what is no UTF-8 is kept as it was, and told of the row in which it stands
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self.number = 0
        self.taken: list[str] = []
        self.at_end = False

    def leave(self) -> None:
        """Leave the stream, which is not ours to close."""
        self._text.detach()

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.number += 1
            self.taken.append(line)
            yield line
        self.at_end = True


def heading(stream: BinaryIO, name: str) -> tuple[str, list[str]] | None:
    """The separator and the columns of a CSV file, None where it is empty; MdgError for a heading that none can be.

    The separator is the one of `,`, `;`, tab and `|` that stands most often in the heading.
    """
    lines = _Lines(stream)
    try:
        return _heading(next(iter(lines), None), name)
    finally:
        lines.leave()


def whole_rows(first: bytes, behind: bytes, name: str) -> int:
    """How many bytes of what stands behind the heading ``first`` are rows with their ends.

    They end where they do for :func:`delimited`.  MdgError as for :func:`heading`.
    """
    if b'"' not in behind:
        return behind.rfind(b"\n") + 1
    found = heading(io.BytesIO(first), name)
    lines = _Lines(io.BytesIO(first + behind))
    rest = iter(lines)
    next(rest, None)
    reader = csv.reader(rest, delimiter=found[0] if found else _SEPARATORS[0], strict=True)
    ended, size = 0, -len(first.removeprefix(codecs.BOM_UTF8))
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            row = []  # it is no row, and told of as such; the next line may be one
        size += sum(len(line.encode("utf-8", "surrogateescape")) for line in lines.taken)
        if lines.at_end or row is None:
            return ended
        ended = max(ended, size) if lines.taken[-1].endswith("\n") else ended
        lines.taken.clear()


def delimited(stream: BinaryIO, name: str, check: Check | None = None) -> Iterator[Item]:
    """The rows of a CSV file with the numbers of their first lines; MdgError as for :func:`heading`.

    ``check`` is given the columns and the name, before the first row.
    """
    lines = _Lines(stream)
    try:
        yield from _rows(lines, name, check)
    finally:
        lines.leave()


def _rows(lines: _Lines, name: str, check: Check | None) -> Iterator[Item]:
    rest = iter(lines)
    found = _heading(next(rest, None), name)
    if found is None:
        return
    separator, columns = found
    if check is not None:
        check(columns, name)
    lines.taken.clear()
    reader = csv.reader(rest, delimiter=separator, strict=True)
    while True:
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield first, _shown(lines.taken), f"the row is no CSV: {wrong}"
            lines.taken.clear()
            continue
        if len(cells) == len(columns):
            yield first, {column: cell or None for column, cell in zip(columns, cells, strict=True)}, None
        elif cells:
            fault = f"the row has another number of cells than the heading: {len(cells)} for {len(columns)}"
            yield first, _shown(lines.taken), fault
        lines.taken.clear()


def _heading(line: str | None, name: str) -> tuple[str, list[str]] | None:
    if line is None:
        return None
    if line[:2].encode("utf-8", "surrogateescape") in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise MdgError(f"`{name}` is in UTF-16; save it as UTF-8, which spreadsheets offer as `CSV UTF-8`")
    separator = max(_SEPARATORS, key=line.count)
    try:
        columns = [column.strip() for column in next(csv.reader([line], delimiter=separator, strict=True))]
    except (csv.Error, StopIteration):
        raise MdgError(f"the first line of `{name}` is no heading of CSV") from None
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise MdgError(f"the heading of `{name}` has the column `{twice[0]}` twice")
    return separator, columns


def _shown(lines: list[str]) -> str:
    text = "".join(lines).rstrip("\r\n")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
