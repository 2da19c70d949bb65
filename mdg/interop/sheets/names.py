"""Names of people's sheets as ids: the same name is always the same id, and the name stays as the title."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

import attrs

from mdg.text.values import Fault, parse_id

#: Letters that are more than a letter of the alphabet with a mark.
_LETTERS = {
    **{"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe"},
    **{"ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h"},
}
#: Signs that tell names apart (`C` and `C++`), and how ids spell them.
_SIGNS = {"&": "and", "+": "plus", "#": "", "%": "percent", "@": "at", "*": "", "!": "", "?": "", "§": ""}
_LONGEST = 60


@lru_cache(65_536)  # the same names stand in row after row
def key_of(name: str) -> str:
    """What equal names have in common: letters, digits and telling signs; case and separators count for nothing."""
    parts: list[str] = []
    for sign in unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold()):
        plain = _LETTERS.get(sign) or _unmarked(sign)
        if plain:
            parts.append(plain)
        elif unicodedata.combining(sign) or unicodedata.category(sign)[0] == "M":
            parts.append(sign)  # vowels of many scripts
        elif sign in _SIGNS or unicodedata.category(sign) in ("Sm", "Sc", "So"):
            parts.append(f" {sign} ")
        else:
            parts.append(" ")
    return " ".join("".join(parts).split())


def folded(text: str) -> str:
    """A text for comparing with the words of a list: without marks, and `ae` like `ä`, `oe` like `ö`, `ue` like `ü`."""
    return key_of(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def folded_words(listed: str) -> frozenset[str]:
    """The words of a list, with `|` between them, for comparing with what was folded."""
    return frozenset(map(folded, listed.split("|")))


def _unmarked(sign: str) -> str:
    """A Latin letter without its marks, any other letter or digit as it is; nothing for all else."""
    if sign.isascii():
        return sign if sign.isalnum() else ""
    base = unicodedata.normalize("NFD", sign)[0]
    return base if base.isascii() and base.isalnum() else sign if sign.isalnum() else ""


@attrs.define(slots=True, eq=False)
class Names:
    """The names of one kind of thing, as they come up; ``kind`` begins ids that would be none."""

    kind: str
    spellings: dict[str, dict[str, None]] = attrs.field(factory=dict)

    def add(self, name: str) -> str:
        """The key of a name, under which its id will be."""
        key = key_of(name) or name
        self.spellings.setdefault(key, {})[name] = None
        return key

    def title(self, key: str) -> str:
        """The name as it was first written."""
        return next(iter(self.spellings[key]))

    def ids(self) -> dict[str, str]:
        """The id of each key; where two would have the same one, all but the first in the alphabet get a mark."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for key in sorted(self.spellings):
            id = slug(key, self.kind)
            if id in taken:
                id = f"{id}_{_mark(key)}"
            taken.add(id)
            found[key] = id
        return {key: found[key] for key in self.spellings}

    def merged(self) -> Iterable[tuple[str, ...]]:
        """Names that were taken for one, though written in different ways."""
        return (tuple(spellings) for spellings in self.spellings.values() if len(spellings) > 1)

    def alike(self) -> Iterable[tuple[str, ...]]:
        """Names that differ in blanks and the like alone, as `Web Shop` and `Webshop`, and yet have different keys."""
        by_letters: dict[str, list[str]] = {}
        for key in self.spellings:
            by_letters.setdefault(key.replace(" ", ""), []).append(self.title(key))
        return (tuple(titles) for titles in by_letters.values() if len(titles) > 1)


def slug(key: str, kind: str) -> str:
    """The id of a key: its words with `_` between them."""
    spelt = (_SIGNS.get(word, word) for word in key.split())
    id = "_".join(filter(None, ("".join(filter(str.isalnum, word)) for word in spelt)))
    if len(id) > _LONGEST:
        id = f"{id[:_LONGEST].rstrip('_')}_{_mark(key)}"
    for candidate in (id, f"{kind}_{id}") if id else ():
        try:
            return parse_id(candidate)
        except Fault:
            continue
    return f"{kind}_{_mark(key)}"


def _mark(key: str) -> str:
    """Four letters and digits that depend on the key alone."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:4]


def unique(id: str, taken: Mapping[str, object]) -> str:
    """The id, with a number behind it if it is taken."""
    number = 2
    found = id
    while found in taken:
        found = f"{id}_{number}"
        number += 1
    return found
