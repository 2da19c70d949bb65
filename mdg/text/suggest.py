"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

#: Letters of a word for which a nearest one is looked for; it takes time by their square.
LONGEST = 200

#: Candidates, such as the keys of an item, with which the answer is kept: whoever misspells one does so time and again.
FEW = 200


def nearest(word: str, candidates: Iterable[str], most: int | None = None) -> str | None:
    """The candidate that ``word`` is probably a misspelling of, or None if none is near enough.

    Case, and `-`, `_` and blanks, count for nothing at first; then the fewest letters put in, left out, changed or
    swapped with their neighbour win, at most one for every three letters.  Of equally near ones the first wins; where
    none is near, the only one that goes on from ``word`` does.  If ``most`` is given, so many letters at
    most, and no word that only goes on.  Of a word of more than LONGEST letters, only another spelling is looked for.
    """
    if len(word) > LONGEST:
        return next((name for name in candidates if _folded(name) == _folded(word)), None)
    names = tuple(candidates)
    return (_kept if len(names) <= FEW else _nearest)(word, names, most)


def _nearest(word: str, names: tuple[str, ...], most: int | None) -> str | None:
    folded = _folded(word)
    limit = max(1, len(folded) // 3) if most is None else most
    best, fewest = None, limit + 1 if len(folded) > 1 else 0
    for candidate in names:
        other = _folded(candidate)
        if other == folded:
            return candidate
        # nearer than by one letter is only what is equal
        if fewest > 1 and abs(len(other) - len(folded)) < fewest and len(other) > 1:
            edits = _edits(folded, other, fewest)
            if edits < fewest:
                best, fewest = candidate, edits
    if best is None and len(folded) > 2 and most is None:
        longer = [name for name in names if _folded(name).startswith(folded)]
        return longer[0] if len(longer) == 1 else None
    return best


_kept = lru_cache(1_024)(_nearest)


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _edits(one: str, other: str, limit: int) -> int:
    """How many letters put in, left out, changed or swapped with a neighbour lead from one to the other.

    The optimal string alignment distance; ``limit`` once it is certain to be at least that.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            edits = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                edits = min(edits, before[column - 2] + 1)
            now.append(edits)
        if min(now) >= limit and (not last or min(last) >= limit):
            return limit
        before, last = last, now
    return last[-1]
