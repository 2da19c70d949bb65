"""Where the expressions run: any engine of Ibis that makes temporary tables; what is special to one stands in its file.

The audit asks no more of an engine than what is here, and of a log no more than :class:`Source`: so that one reading of
the rules serves files in DuckDB, a store in its own database, and a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

import attrs
import ibis
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.model.happened import Rejection

#: An expression of Ibis; its own types say less than its names do.
Expr = Any
Row = dict[str, Any]

#: The columns of an event that are text, in the order in which they are told.
TEXTS = ("event_id", "entity", "record_id", "group", "operation", "origin", "system", "via", "purpose")
INSTANTS = ("changed_at", "applied_at")
#: A row as the audit keeps it, see :class:`mdg.auditing.stage.Log`.
STAGED = ("key", "kind", "system", "origin", "made", "applied")
CONSENT = "scope_consent"
#: What a row must have a value of; a deletion and a use may be of no group.
REQUIRED = ("event_id", "entity", "record_id", "operation", "origin", "system", *INSTANTS)
#: Those of them that are texts of the row itself.
_OF_A_ROW = ("event_id", "record_id")
OPERATIONS = ("create", "update", "delete", "use")
#: Where a row stands: in which file or table, and the number that it has there.
PLACES = ("place_name", "place_number")
#: Above this many rows, records are looked at in several portions, each in turn, so that memory stays bounded.
PORTION = 12_000_000


def texts(dimensions: Iterable[str]) -> list[str]:
    """The columns of a log that are text: those of every event, what is consented to, and the given dimensions.

    A dimension may be called `consent`, and then is the same column.
    """
    return list(dict.fromkeys((*TEXTS, CONSENT, *dimensions)))


@attrs.frozen(slots=True, eq=False)
class Source:
    """A log as the audit reads it.

    ``table`` has every column of an event: texts; instants as whole microseconds since 1970 (null where there is none
    that can be read); a dimension's value as text, several as a JSON list.  ``name`` is what a person calls the log,
    and ``places`` tells the rows that cannot be judged, at most so many of them, given the reasons by row.
    """

    table: Expr
    name: str
    places: Callable[[Callable[[Mapping[str, Any]], str | None], int], Iterator[Rejection]]
    #: how many rows the engine could not even take apart, once the log has been read
    broken: Callable[[], int] = lambda: 0
    #: whether a dimension's missing value may stand for an empty list, as in CSV, where nothing else can
    blank_is_empty: bool = False
    #: the same table and its :data:`PLACES`, for an engine that finds such rows by itself
    placed: Expr | None = None
    #: columns of types that are no texts: rows with something in one have no ``event_id`` here, and are rejected
    no_texts: tuple[str, ...] = ()


class Engine:
    """An Ibis connection in which tables are made for the time of one audit."""

    #: above so many rows, records are looked at in several portions; None for an engine that needs no such help
    portion: int | None = PORTION

    def __init__(self, connection: Expr) -> None:
        self.connection = connection
        self._made: list[str] = []

    def put(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Expr:
        """A small table from Python; the types are those of Arrow (``int64``, ``string``)."""
        listed = list(rows)
        arrays = {
            column: pa.array([row[place] for row in listed], pa.type_for_alias(kind))
            for place, (column, kind) in enumerate(columns.items())
        }
        return self._make(name, pa.table(arrays))

    def keep(self, name: str, expression: Expr) -> Expr:
        """The rows of an expression, worked out once."""
        return self._make(name, expression)

    def number(self, name: str, expression: Expr, column: str, order: Sequence[str]) -> Expr:
        """The rows of an expression, worked out once, with a whole number of their own that grows in that order."""
        place = ibis.row_number().over(order_by=[expression[one] for one in order]).cast("int64")
        return self.keep(name, expression.mutate(**{column: place}))

    def append(self, name: str, expression: Expr) -> Expr:
        """Add rows to what was kept under a name, which is made where it is not there yet."""
        if self._named(name) not in self._made:
            return self._make(name, expression)
        self.connection.insert(self._named(name), expression)
        return self.table(name)

    def rows(self, expression: Expr) -> list[Row]:
        """The rows of a small result."""
        found: list[Row] = expression.to_pyarrow().to_pylist()
        return found

    def count(self, table: Expr) -> int:
        """How many rows there are."""
        return int(self.rows(table.aggregate(n=table.count()))[0]["n"])

    def table(self, name: str) -> Expr:
        """What was kept under a name."""
        return self.connection.table(self._named(name))

    def has(self, name: str) -> bool:
        """Whether something was kept under a name."""
        return self._named(name) in self._made

    def repeated(self, table: Expr, columns: Sequence[str]) -> Expr | None:
        """The combinations of those columns that several rows have; None where there are none."""
        several = table.group_by(list(columns)).agg(times=table.count()).filter(lambda t: t.times > 1)
        kept = self.keep(f"repeated_{columns[0]}", several.select(*columns))
        return kept if self.rows(kept.limit(1)) else None

    def drop(self, *names: str) -> None:
        """Give up tables that are not needed any more."""
        for name in map(self._named, names):
            if name in self._made:
                self.connection.drop_table(name, force=True)
                self._made.remove(name)

    def complete(self, table: Expr) -> Expr:
        """Which rows have what every row must have; what the rows of a kind share is judged with the kind."""
        sound = [table[name] != "" for name in _OF_A_ROW]
        sound += [~nul for name in _OF_A_ROW if (nul := self.has_nul(table[name])) is not None]
        return reduce(and_, (*(table[name].notnull() for name in REQUIRED), *sound))

    def has_nul(self, text: Expr) -> Expr | None:
        """Whether a NUL character is in a text; None where the engine has no such texts."""
        return None

    def close(self) -> None:
        """Give up everything that was made."""
        for name in self._made:
            self.connection.drop_table(name, force=True)
        self._made.clear()

    def _named(self, name: str) -> str:
        return f"mdg_audit_{name}"

    def _make(self, name: str, what: Any) -> Expr:
        named = self._named(name)
        if named in self._made:
            self.connection.drop_table(named, force=True)
        else:
            self._made.append(named)
        return self.connection.create_table(named, what, temp=True)


@ibis.udf.scalar.builtin(name="contains", signature=(("string", "string"), "boolean"))  # type: ignore[untyped-decorator]  # Ibis types none
def _contains(text: Any, part: Any) -> Any:
    """What both DuckDB and Spark call so."""


@ibis.udf.scalar.builtin(name="chr", signature=(("int64",), "string"))  # type: ignore[untyped-decorator]  # the same
def _character(number: Any) -> Any:
    """The same: a NUL itself can stand in no statement."""


def contains_nul(text: Expr) -> Expr:
    """Whether a NUL character is in a text, as DuckDB and Spark are asked that."""
    return _contains(text, _character(0))


def whole(number: int) -> Expr:
    """A whole number of 64 bits, whatever an engine makes of literals."""
    return ibis.literal(number, type="int64")
