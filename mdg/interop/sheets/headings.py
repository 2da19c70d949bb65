"""Which column of a sheet is what: headings in English, German and French, as they stand above real lists."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping

import attrs

from mdg.interop.sheets.heading_words import MATRIX, UNCLEAR, words_of
from mdg.interop.sheets.names import folded
from mdg.interop.sheets.table import Row, Table

#: Rows at the top of a sheet among which its heading is looked for.
TOP = 60
#: Letters of a heading: what is longer is a text.
MOST = 60
_PARTS = re.compile(r"[/(),;:|\n\[\]]")
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")  # `SourceSystem`


@attrs.frozen(slots=True, eq=False)
class Heading:
    """A heading row, and the column of each role that was found in it."""

    row: Row
    columns: Mapping[str, int]
    #: the second line of the heading, where it has one
    second: Row | None = None

    def name(self, at: int) -> str:
        """What stands above a column, in the first line or else in the second."""
        return self.row.cell(at) or (self.second.cell(at) if self.second else "")

    def with_second(self, second: Row, roles: Collection[str]) -> Heading:
        """The heading with columns of some roles that only the line below names: those to the left of all its own."""
        start = next((at for at in range(len(self.row.cells)) if self.row.cell(at)), 0)
        words = {word: role for word, role in words_of(MATRIX).items() if role in roles}
        left = recognised(Row(second.line, second.cells[:start]), words).columns
        return Heading(self.row, {**left, **self.columns}, second) if left else self

    def others(self) -> list[int]:
        """All other columns that have a heading."""
        return [at for at in range(len(self.row.cells)) if self.row.cell(at) and at not in self.columns.values()]

    def only(self, roles: Collection[str]) -> Heading:
        """The heading with no columns but those of some roles."""
        return attrs.evolve(self, columns={role: at for role, at in self.columns.items() if role in roles})

    def clearly(self, role: str, listed: Mapping[str, str]) -> bool:
        """Whether a column has that role by a word of its list alone, which means nothing else."""
        word = folded(self.row.cell(self.columns.get(role)))
        return role in self.columns and word not in UNCLEAR and word in words_of({role: listed[role]})

    def cornered(self, role: str) -> Heading:
        """The heading with that role for its first column, if nothing stands above that."""
        free = not self.row.cell(0) and 0 not in self.columns.values() and role not in self.columns
        return attrs.evolve(self, columns={role: 0, **self.columns}) if free else self

    def told(self) -> str:
        """Which column is what, for the reader."""
        said = [(role, self.name(at), at) for role, at in self.columns.items()]
        return ", ".join(f"{role} is `{text}`" if text else f"{role} is column {at + 1}" for role, text, at in said)


def recognised(row: Row, words: Mapping[str, str]) -> Heading:
    """What the cells of a row say as headings: each role at most once, the clearest word first."""
    order = list(dict.fromkeys(words.values()))
    found = []
    for at in range(len(row.cells)):
        found += [(-clear, at, order.index(role)) for role, clear in _meanings(row.raw(at), words).items()]
    columns: dict[str, int] = {}
    for _, at, index in sorted(found):
        if order[index] not in columns and at not in columns.values():
            columns[order[index]] = at
    return Heading(row, {role: columns[role] for role in order if role in columns})


def _meanings(text: str, words: Mapping[str, str]) -> dict[str, int]:
    """The roles that a heading may have, and how clearly it says so.

    4 as a whole, 3 in a part, 2 among other words, and 1 as a whole by a word that may mean something else.
    """
    if len(text) > MOST:
        return {}
    return _told(text, words) or _told(_HUMP.sub(" ", text), words)


def _told(text: str, words: Mapping[str, str]) -> dict[str, int]:
    whole = folded(text)
    if whole in words:
        return {words[whole]: 1 if whole in UNCLEAR else 4}
    found: dict[str, int] = {}
    for part in map(folded, _PARTS.split(text)):
        if part in words:
            found.setdefault(words[part], 1 if part in UNCLEAR else 3)
    said = whole.split()
    for first, last in itertools.combinations(range(len(said) + 1), 2):
        word = " ".join(said[first:last])
        if len(word) > 2 and word in words:
            found[words[word]] = max(found.get(words[word], 0), 1 if word in UNCLEAR else 2)
    return found


def headings(table: Table, words: Mapping[str, str]) -> Iterable[Heading]:
    """What each row at the top of a table says as a heading; a line of text in one cell is none."""
    for row in table.rows[:TOP]:
        if sum(1 for cell in row.cells if cell.strip()) > 1:
            yield recognised(row, words)
