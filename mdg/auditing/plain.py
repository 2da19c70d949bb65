"""Whether a file is written so that DuckDB and the readers of rows cannot but read the same in it.

DuckDB reads texts many times as fast, and takes what is no CSV or no JSON for something all the same: a number for a
text, the last of two values of one name, blanks around quotes for nothing.  So a file is looked through first, for a
fraction of what auditing it costs, and one with anything of that kind is read row by row.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mdg.model.event import SCOPE

_CHUNK = 4 * 2**20
#: A blank before or behind a quote that may begin or end a cell; what begins with a literal is searched for fast.
_BEFORE = re.compile(rb' (?<=[,;|\t\r\n ] )"(?:(?:"")*(?!")|"(?=[,;|\t\r\n]))')
_BEHIND = re.compile(rb'" (?=[,;|\t\r\n ]|\Z)')
#: A character, in a list, that no text can have in it.
_NO_CHARACTER = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
#: Rows that are looked at to learn in which orders a log has its names, and so many of these orders.
FIRST_ROWS, _ORDERS = 200, 8
_NAME = re.compile(r"[A-Za-z0-9_ -]*")
_TEXT = r'"(?:[^"\\\x00]|\\["\\/bfnrt])*"'
_WHOLE = r"0|-?[1-9][0-9]{0,17}"
_OTHER = rf"{_TEXT}|{_WHOLE}|null|true|false|-?(?:0|[1-9][0-9]{{0,17}})\.[0-9]{{1,18}}"
_SIMPLE = r'"[^"\\\x00]*"'
_SCOPES = rf"{_SIMPLE}|{_WHOLE}|null|\[\s*(?:{_SIMPLE}\s*(?:,\s*{_SIMPLE}\s*)*)?\]"


def is_plain_csv(file: Path, separator: str) -> bool:
    """Whether a file of CSV with that separator is."""
    end = re.escape(separator).encode() + rb"\r\n"
    stray = re.compile(rb'"(?<![%b"]")(?:"")*(?![%b"]|\Z)' % (end, end))
    rest, with_cr = b"", None
    with file.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            lines = rest + chunk
            if chunk:
                ended = lines.rfind(b"\n") + 1
                lines, rest = lines[:ended], lines[ended:]
            if not _is_plain(lines) or stray.search(lines) or len(rest) > _CHUNK:
                return False
            # the engine wants all lines to end alike, those within cells too
            if b"\n" in lines and with_cr not in (None, b"\r" in lines):
                return False
            with_cr = b"\r" in lines if b"\n" in lines else with_cr
            if not chunk:
                return True


def _is_plain(lines: bytes) -> bool:
    if b"\r" in lines and not lines.count(b"\r") == lines.count(b"\r\n") == lines.count(b"\n"):
        return False
    if b"\0" in lines or (b"\\u" in lines and _NO_CHARACTER.search(lines)):
        return False
    return not (_BEFORE.search(lines) or _BEHIND.search(lines))


def plain_json(rows: Iterable[str], texts: Iterable[str]) -> str | None:
    """A regular expression, of RE2, of JSON objects that are plain, in the orders of names that ``rows`` have.

    ``texts`` are the columns with a text in each event.  None where one of the rows is not plain, or all are odd.
    """
    orders: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        try:
            found = json.loads(row, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError):
            return None
        if isinstance(found, _Pairs):
            names = tuple(name for name, _ in found)
            if len(set(names)) < len(names):
                return None
            if all(map(_NAME.fullmatch, names)):
                orders[names] += 1
    kinds = dict.fromkeys(texts, rf"{_TEXT}|{_WHOLE}|null")
    several = [_in_order(names, kinds) for names, _ in orders.most_common(_ORDERS)]
    return "|".join(several) if several else None


def _in_order(names: Iterable[str], kinds: Mapping[str, str]) -> str:
    members = (
        rf'\s*"{name}"\s*:\s*(?:{_SCOPES if name.startswith(SCOPE) else kinds.get(name, _OTHER)})\s*' for name in names
    )
    return rf"\s*\{{{','.join(members)}\}}\s*"


class _Pairs(list[tuple[str, Any]]):
    """An object as its names and values."""
