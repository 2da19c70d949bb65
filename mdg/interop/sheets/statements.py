"""What sheets say, row by row, in the names that stand there; ids come later, when all sheets have been read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from mdg.diagnostic import Json, MdgError
from mdg.interop.sheets.headings import Heading
from mdg.interop.sheets.table import Row, Source, Table

#: Rows of a long sheet by which it is decided how all of it is read.
ENOUGH = 1_000


@attrs.frozen(slots=True, kw_only=True)
class Transfer:
    """A row of a list of interfaces: an object goes from one system to another."""

    source: Source
    sender: str
    receiver: str
    object: str
    groups: tuple[str, ...] = ()
    #: what sets it off, as the language writes it; None where nobody said
    trigger: Json = None
    #: what the reader should know of the trigger
    trigger_note: str = ""
    title: str = ""
    #: other keys of a flow, as the language writes them
    details: tuple[tuple[str, str], ...] = ()


@attrs.frozen(slots=True, kw_only=True)
class Right:
    """A cell of a matrix: what a system does to a group of an object; without a group, to all of it."""

    source: Source
    system: str
    object: str
    group: str
    operations: tuple[str, ...]


@attrs.define(slots=True, eq=False)
class Reading:
    """What became of one sheet: what it says, row by row, and what of it was not understood."""

    table: Table
    heading: Heading
    transfers: list[Transfer] = attrs.field(factory=list)
    rights: list[Right] = attrs.field(factory=list)
    #: rows, or parts of them, that say nothing that was understood, and why
    lost: list[tuple[Source, str]] = attrs.field(factory=list)
    #: what was understood with an assumption, or in part
    notes: list[tuple[Source, str]] = attrs.field(factory=list)
    #: how clearly its heading says what its columns are
    clear: int = 0
    #: how the sheet is laid out; others of the same file that are laid out so are read with it
    layout: str = ""
    #: lines in which a blank cell is taken for what stands above it
    filled: list[int] = attrs.field(factory=list)
    #: the columns that say something; all others are kept in comments alone
    used: frozenset[int] = frozenset()
    #: systems that have columns of their own
    systems: tuple[str, ...] = ()
    #: objects that have columns of their own, and the groups below each
    objects: dict[str, dict[str, None]] = attrs.field(factory=dict)
    #: rows of the sheet with anything in them, the heading and what is above it left out
    counted: int = 0

    def understood(self) -> set[int]:
        """The lines of the rows that say something."""
        sources = [transfer.source for transfer in self.transfers] + [right.source for right in self.rights]
        return {source.line for source in sources}

    def unused(self) -> list[str]:
        """The columns that are kept in comments alone, by their headings; with something in them, if they have none."""
        heading = self.heading.row
        rows = [row for row in self.table.rows if row.line > heading.line]
        width = max(len(row.cells) for row in (heading, *rows))
        named = {at: f"`{name}`" for at in range(width) if at not in self.used and (name := self.heading.name(at))}
        for at in range(width):
            if at not in self.used and at not in named and any(row.raw(at).strip() for row in rows):
                named[at] = f"column {at + 1}, which has no heading"
        return [named[at] for at in sorted(named)]

    def beside(self, row: Row) -> Iterator[str]:
        """What stands in a row in those columns."""
        return (text for at in range(len(row.cells)) if at not in self.used and (text := row.cell(at)))

    @property
    def rank(self) -> tuple[int, int]:
        """How much of it is understood, and then how clear it is."""
        return len(self.understood()), self.clear

    def source(self, row: Row) -> Source:
        """The place of a row, and all that stands in it."""
        return Source(self.table.file, row.line, row.shown())

    def above(self) -> Iterator[Source]:
        """What stands above the heading."""
        for row in self.table.rows:
            if row.line >= self.heading.row.line:
                return
            if not row.blank:
                yield self.source(row)

    def below(self) -> Iterator[Row]:
        """The rows below the heading; blank ones among them, and again the heading is none."""
        for row in self.table.rows:
            if row.line <= self.heading.row.line:
                continue
            self.counted += not row.blank
            if not row.blank and row.shown().casefold() == self.heading.row.shown().casefold():
                self.lost.append((self.source(row), "the heading again"))
            else:
                yield row


def best(found: Sequence[tuple[Table, Heading]], read: Callable[[Table, Heading], Iterable[Reading]]) -> Reading | None:
    """Of all ways to read a sheet, the one by which most is understood, and of such the clearest; None if none is any.

    In a long sheet the first rows say which line is its heading.
    """
    if len(found) > 1 and any(len(table.rows) > ENOUGH for table, _ in found):
        sampled = (
            (reading.rank, -index)
            for index, (table, heading) in enumerate(found)
            for reading in read(attrs.evolve(table, rows=table.rows[:ENOUGH]), heading)
        )
        (understood, _), index = max(sampled, default=((0, 0), 0))
        found = [found[-index]] if understood else found
    readings = [reading for table, heading in found for reading in read(table, heading)]
    return max(readings, key=lambda reading: reading.rank, default=None)


def no_heading(readings: Sequence[Table], wanted: Sequence[tuple[str, str]], found: Sequence[Heading]) -> MdgError:
    """Why a sheet cannot be read; ``wanted`` are the columns that it needs, each with headings to choose from."""
    file = readings[0].file
    if (all if readings[0].sheet else any)(all(row.blank for row in table.rows) for table in readings):
        return MdgError(f"`{file}` is empty; nothing was written")
    nearest = max(found, key=lambda heading: len(heading.columns), default=None)
    told = f"; the nearest, in line {nearest.row.line}: {nearest.told()}" if nearest and nearest.columns else ""
    columns = ", ".join(f"{role} ({examples})" for role, examples in wanted)
    return MdgError(
        f"`{file}` has no line of headings with the columns {columns}{told}; nothing was written: call the columns so"
    )
