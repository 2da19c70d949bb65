"""Whether the systems of a matrix stand above its rights or beside them: what the corner of the table says."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mdg.interop.sheets.heading_words import MATRIX, OBJECT, OPERATIONS, RIGHTS, SYSTEM, words_of
from mdg.interop.sheets.headings import Heading, recognised
from mdg.interop.sheets.names import folded, key_of
from mdg.interop.sheets.rights import says_rights
from mdg.interop.sheets.table import Row


def system_column(heading: Heading, below: Sequence[Row], systems: Collection[str]) -> int | None:
    """The column of systems of a matrix that has a row for each; None where they have columns, or a row for each right.

    A heading that names both, or none, leaves it open.  Then names that are known to be ``systems`` tell; if they do
    not, `System / Object` has systems in its rows, and all others have them in its columns.
    """
    joined = heading.with_second(below[0], (SYSTEM,)) if below else heading
    column = joined.columns.get(SYSTEM)
    if column is not None:
        return column if _nothing_else(joined, below) else None
    object = heading.cornered(OBJECT).columns.get(OBJECT)
    if object is None:
        return None
    corner = heading.row.cell(object)
    also = recognised(Row(0, (corner,)), words_of({SYSTEM: MATRIX[SYSTEM]})).columns
    if corner and not also:
        return None
    above = sum(1 for at in heading.others() if key_of(heading.row.cell(at)) in systems)
    beside = len({key for row in below if (key := key_of(row.cell(object))) in systems})
    turned = beside > above if beside != above else bool(corner) and _first(corner)
    return object if turned else None


def _nothing_else(heading: Heading, below: Sequence[Row]) -> bool:
    """Whether systems are all that the heading has a column for: neither objects, nor rights."""
    columns = heading.columns
    if RIGHTS in columns or sum(1 for role in OPERATIONS if role in columns) > 1:
        return False
    return OBJECT not in columns or says_rights(below, columns[OBJECT], 0.5)  # an object may be called `Customer data`


def _first(corner: str) -> bool:
    """Whether a corner names systems before anything else."""
    said = folded(corner).split()
    words = words_of({SYSTEM: MATRIX[SYSTEM]})
    return any(" ".join(said[:last]) in words for last in range(1, len(said)))
