"""What a cell of a matrix says that a system does to an object: C, R, U and D, in letters or in words."""

from __future__ import annotations

import re

import attrs

from mdg.interop.sheets.heading_words import CREATE, DELETE, MATRIX, OPERATIONS, READ, UPDATE, words_of
from mdg.interop.sheets.names import folded, folded_words
from mdg.interop.sheets.table import NOTHING_SAID

_LETTERS = {"c": CREATE, "r": READ, "u": UPDATE, "d": DELETE}
_WORDS = {word: role for word, role in words_of(MATRIX).items() if role in OPERATIONS and len(word) > 1}
_NO = folded_words("no | none | n | nein | kein | keine | keiner | non | aucun | aucune | 0 | false | falsch | faux")
_YES = folded_words("x | xx | yes | y | ja | j | oui | o | 1 | true | wahr | vrai | ok")
_TICKS = frozenset("\N{MULTIPLICATION SIGN}✓✔☑☒✗✘●•■◼⬤◉")
_BETWEEN = re.compile(r"[^\w]+|_")


@attrs.frozen(slots=True)
class Rights:
    """The operations that a cell names, in their order, and what of it is not understood."""

    operations: tuple[str, ...] = ()
    left: str = ""

    @property
    def said(self) -> bool:
        """Whether the cell says anything."""
        return bool(self.operations or self.left)


def rights(cell: str) -> Rights:
    """The rights in a cell that names them itself: `CRU`, `C, R`, `c/r`, `create + update`, `anlegen`."""
    if says_no(cell):
        return Rights()
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
    word = folded(cell)
    if word in _YES or set(cell.strip()) <= _TICKS or rights(cell) == Rights((operation,)):
        return Rights((operation,))
    return Rights((), cell)


def says_no(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return cell.strip().casefold() in NOTHING_SAID or folded(cell) in _NO
