"""CSV with a heading: each row as a mapping from column to cell, an empty cell being no value."""

from __future__ import annotations

import codecs
import csv
import functools
import io
import re
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
        #: what separates cells, once the heading has told it
        self.separator: str | None = None
        self.at_end = False

    def leave(self) -> None:
        """Leave the stream, which is not ours to close."""
        self._text.detach()

    def __iter__(self) -> Iterator[str]:
        for line in self._text:
            self.number += 1
            # a row goes on with another line where a quoted cell does
            inside = bool(self.taken)
            self.taken.append(line)
            blank = self.separator is not None and (' "' in line or '" ' in line)
            yield _without_blanks(line, self.separator or "", inside=inside) if blank else line
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
    # where the heading ends in CR alone, rows do too; else that may be half of an end which is still being written
    by_cr = first.endswith(b"\r")
    if b'"' not in behind:
        return max(behind.rfind(b"\n"), behind.rfind(b"\r") if by_cr else -1) + 1
    found = heading(io.BytesIO(first), name)
    lines = _Lines(io.BytesIO(first + behind))
    rest = iter(lines)
    next(rest, None)
    lines.taken.clear()
    lines.separator = found[0] if found else _SEPARATORS[0]
    reader = csv.reader(rest, delimiter=lines.separator, strict=True)
    ended, size = 0, 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            row = []  # it is no row, and told of as such; the next line may be one
        size += sum(len(line.encode("utf-8", "surrogateescape")) for line in lines.taken)
        if lines.at_end or row is None:
            return ended
        ended = max(ended, size) if lines.taken[-1].endswith(("\n", "\r") if by_cr else "\n") else ended
        lines.taken.clear()


def first_line(stream: BinaryIO, most: int) -> bytes:
    """The heading of a CSV file of no more than so many bytes, with its end; nothing where it has no end yet."""
    line = stream.readline(most)
    ended = line.find(b"\r")
    if 0 <= ended < len(line.rstrip(b"\r\n")):
        return line[: ended + 1]
    return line if line.endswith(b"\n") else b""


def lines_of(text: bytes) -> int:
    """How many lines end in a text, as :func:`delimited` counts them."""
    if b"\r" not in text:
        return text.count(b"\n")
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


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
    lines.separator = separator
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
        line = _without_blanks(line, separator, inside=False)
        columns = [column.strip() for column in next(csv.reader([line], delimiter=separator, strict=True))]
    except (csv.Error, StopIteration):
        raise MdgError(f"the first line of `{name}` is no heading of CSV") from None
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise MdgError(f"the heading of `{name}` has the column `{twice[0]}` twice")
    return separator, columns


def _without_blanks(line: str, separator: str, *, inside: bool) -> str:
    """A line without the blanks around its quoted cells; ``inside`` tells that it begins in one of them."""
    cell, behind = _cells(separator)
    found = behind.match(line) if inside else cell.match(line)
    kept: list[str] = []
    while found is not None:
        kept.append(found[1] or found[2] or "")
        at = found.end()
        if line[at : at + 1] != separator:
            return "".join(kept) + line[at:]
        kept.append(separator)
        found = cell.match(line, at + 1)
    return line


@functools.cache
def _cells(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A cell, quoted or not, and what a cell that began in another line ends with."""
    end = rf"(?=[{re.escape(separator)}\r\n]|\Z)"
    open_or_plain = rf'(?: +(?="))?("(?:[^"]|"")*\Z|[^{re.escape(separator)}\r\n]*)'
    ends = r'(?:[^"]|"")*"(?!")'
    return re.compile(rf' *("{ends}) *{end}|{open_or_plain}'), re.compile(rf"({ends}) *{end}()")


def _shown(lines: list[str]) -> str:
    text = "".join(lines).rstrip("\r\n")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
