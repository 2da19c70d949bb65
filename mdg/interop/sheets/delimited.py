"""CSV and its kin: text in some encoding, with some separator, read in every way that it may be meant."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata

from mdg.diagnostic import MdgError
from mdg.interop.sheets.table import Row, Table

_SEPARATORS = {";": "`;`", ",": "`,`", "\t": "tabs", "|": "`|`"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SAVE = "save the sheet as CSV in UTF-8"


def tables(file: str, data: bytes) -> list[Table]:
    """The readings of a file, one a separator; which of them was meant, its heading shows.

    Raises MdgError for bytes that are no text.
    """
    text, encoding = _decoded(file, data)
    told = re.match(r"sep=(.)(?:\r\n|\n|\r|$)", text)  # how Excel is told the separator
    separators = [told[1]] if told else list(_SEPARATORS)
    found = []
    for separator in separators:
        rows, remarks = _rows(text, separator)
        if told:
            rows = rows[1:]
        how = f"{encoding}, separated by {_SEPARATORS.get(separator, f'`{separator}`')}"
        found.append(Table(file, tuple(rows), how, remarks))
    return found


def _decoded(file: str, data: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), name
            except UnicodeDecodeError:
                raise MdgError(f"`{file}` is no {name}, though it begins so; {_SAVE}") from None
    if b"\0" in data:
        return _wide(file, data)
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "Latin-1"


def _wide(file: str, data: bytes) -> tuple[str, str]:
    """Text of two bytes a sign that does not say so: in one order of the bytes it is text, in the other it is not."""
    found = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _LINE_END.search(text) and all(map(_in_a_text, set(text))):
            found.append(text)
    if len(found) != 1:
        raise MdgError(f"`{file}` is no text; {_SAVE}")
    return found[0], "UTF-16 without a byte-order mark"


def _in_a_text(sign: str) -> bool:
    """Whether a sign stands in texts: control characters and code points that mean nothing do not."""
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cn", "Co")


def _rows(text: str, separator: str) -> tuple[list[Row], tuple[str, ...]]:
    try:
        return _quoted(text, separator), ()
    except csv.Error as error:
        plain = [Row(line, tuple(read.split(separator))) for line, read in enumerate(_LINE_END.split(text), 1)]
        return plain, (f"its quotes cannot be followed ({error}), so it is read line by line, quotes and all",)


def _quoted(text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    line = 1
    for cells in reader:
        rows.append(Row(line, tuple(cells)))
        line = reader.line_num + 1
    return rows
