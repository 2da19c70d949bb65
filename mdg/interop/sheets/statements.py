"""What sheets say, row by row, in the names that stand there; ids come later, when all sheets have been read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from mdg.diagnostic import Json, MdgError
from mdg.interop.sheets.headings import Heading
from mdg.interop.sheets.table import Row, Source, Table


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
    #: the columns that say something; all others are kept in comments alone
    used: frozenset[int] = frozenset()
    #: systems that have columns of their own
    systems: tuple[str, ...] = ()
    #: the second line of the heading, where it has one
    second: Row | None = None
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
        named = {at: f"`{heading.cell(at)}`" for at in range(width) if at not in self.used and heading.cell(at)}
        for at in range(width):
            if at not in self.used and at not in named and any(row.raw(at).strip() for row in rows):
                named[at] = f"column {at + 1}, which has no heading"
        return [named[at] for at in sorted(named)]

    def beside(self, row: Row) -> Iterator[str]:
        """What stands in a row in those columns."""
        return (text for at in range(len(row.cells)) if at not in self.used and (text := row.cell(at)))

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


def no_heading(file: str, wanted: Sequence[tuple[str, str]], nearest: Heading | None) -> MdgError:
    """Why a sheet cannot be read; ``wanted`` are the columns that it needs, each with headings to choose from."""
    told = f"; the nearest, in line {nearest.row.line}: {nearest.told()}" if nearest and nearest.columns else ""
    columns = ", ".join(f"{role} ({examples})" for role, examples in wanted)
    return MdgError(
        f"`{file}` has no line of headings with the columns {columns}{told}; nothing was written: call the columns so"
    )
