"""Text in terminal cells: nothing in it can steer a terminal, its width is known, and prose is wrapped to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Joiners that scripts and emoji need; every other invisible character is shown by its number.
_JOINERS = "\u200c\u200d"
_TAB_STOP = 4
#: Where a line may end: YAML too reads a line end in a value as one space, and more spaces would be lost.
_BREAK = re.compile(r"(?<=\S) (?=\S)")


def visible(text: str) -> str:
    """The text with every control, bidirectional and other invisible character written out, as in ``\\x1b``."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def width(text: str) -> int:
    """How many cells a terminal takes for a visible text: two for wide East Asian characters, none for marks."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # only for text that is not ASCII

    return sum(
        0 if category(character) in ("Mn", "Me", "Cf") else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def cells(line: str) -> Iterator[tuple[str, int]]:
    """A source line character by character: what is shown for it, and in how many cells; tabs reach to their stop."""
    at = 0
    for character in line:
        shown = " " * (_TAB_STOP - at % _TAB_STOP) if character == "\t" else _shown(character)
        taken = width(shown)
        at += taken
        yield shown, taken


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most ``columns`` cells, the first after ``first``, the others after ``rest``.

    They are broken at single spaces; every other space stays, for it may belong to a value.  A word that is longer
    than a line (a path) stays whole.  Invisible characters are written out.
    """
    lines: list[str] = []
    current, used = first, width(first)
    empty = True
    for word in _BREAK.split(visible(text).strip(" ")):
        need = width(word)
        if not empty and used + 1 + need > columns:
            lines.append(current)
            current, used, empty = rest, width(rest), True
        current += word if empty else f" {word}"
        used += need if empty else need + 1
        empty = False
    lines.append(current.rstrip() if empty else current)
    return lines
