"""What a cell of a matrix says that a system does to an object: C, R, U and D, in letters or in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from mdg.interop.sheets.heading_words import CREATE, DELETE, MATRIX, OPERATIONS, READ, UPDATE, words_of
from mdg.interop.sheets.names import folded, folded_words
from mdg.interop.sheets.table import NOTHING_SAID, Row

_LETTERS = {"c": CREATE, "r": READ, "u": UPDATE, "d": DELETE}
_WORDS = {word: role for word, role in words_of(MATRIX).items() if role in OPERATIONS and len(word) > 1}
_NO = folded_words("no | none | n | nein | kein | keine | keiner | non | aucun | aucune | 0 | false | falsch | faux")
_YES = folded_words("x | xx | yes | y | ja | j | oui | o | 1 | true | wahr | vrai | ok")
_TICKS = frozenset("\N{MULTIPLICATION SIGN}✓✔☑☒✗✘●•■◼⬤◉")
_BETWEEN = re.compile(r"[^\w]+|_")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


@attrs.frozen(slots=True)
class Rights:
    """The operations that a cell names, in their order, and what of it is not understood."""

    operations: tuple[str, ...] = ()
    left: str = ""
    #: those that stand in brackets, by which people mean `yes, but`
    bracketed: tuple[str, ...] = attrs.field(default=(), eq=False)

    @property
    def said(self) -> bool:
        """Whether the cell says anything."""
        return bool(self.operations or self.left)


def rights(cell: str) -> Rights:
    """The rights in a cell that names them itself: `CRU`, `C, R`, `c/r`, `create + update`, `anlegen`, `CR(U)`."""
    if says_no(cell):
        return Rights()
    within = [rights(inner[1] or inner[2] or "").operations for inner in _BRACKETS.finditer(cell)]
    found = _plain(cell)
    return attrs.evolve(found, bracketed=tuple(one for one in found.operations if any(one in said for said in within)))


def _plain(cell: str) -> Rights:
    found: set[str] = set()
    left = []
    whole = folded(cell)
    if whole in _WORDS:
        return Rights((_WORDS[whole],))
    for part in filter(None, _BETWEEN.split(cell)):
        word = folded(part)
        if word in _WORDS:
            found.add(_WORDS[word])
        elif word and set(word) <= _LETTERS.keys() and len(set(word)) == len(word):
            found.update(_LETTERS[letter] for letter in word)
        elif word not in ("and", "und", "et"):
            left.append(part)
    if not found and not left:
        left = [cell]  # nothing but signs
    return Rights(tuple(role for role in OPERATIONS if role in found), " ".join(left))


def ticked(cell: str, operation: str) -> Rights:
    """The right in a cell below the heading of one operation: a cross, a tick, `yes`, or the operation itself."""
    if says_no(cell):
        return Rights()
    inner = _BRACKETS.fullmatch(cell.strip())
    if inner:
        found = ticked(inner[1] or inner[2] or "", operation)
        return attrs.evolve(found, bracketed=found.operations) if found.operations else Rights((), cell)
    word = folded(cell)
    if word in _YES or set(cell.strip()) <= _TICKS or rights(cell) == Rights((operation,)):
        return Rights((operation,))
    return Rights((), cell)


def says_no(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return cell.strip().casefold() in NOTHING_SAID or folded(cell) in _NO


def says_rights(rows: Sequence[Row], column: int, share: float) -> bool:
    """Whether more than that share of what stands in a column are rights."""
    said = [found for row in rows if (found := rights(row.cell(column))).said]
    return sum(1 for found in said if found.operations and not found.left) > len(said) * share
