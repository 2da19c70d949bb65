"""An engine that is spoken to in SQL: a database with the log in it, or a cluster.

The expressions are those of Ibis, written out in the dialect of the engine and run over a connection of its own driver,
so that one transaction holds the whole audit.  Only the way from a column to what the audit reads (a text, a whole
number of microseconds, a JSON list) is each engine's own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.auditing.engine import INSTANTS, PLACES, Engine, Expr, Row, Source, texts
from mdg.model.event import SCOPE
from mdg.model.instants import FIRST, LAST, LEAST_NUMBER


class Sql(Engine):
    """An engine that makes its temporary tables by SQL."""

    #: the name of the engine's dialect in Ibis
    dialect: str
    #: what the engine calls the types of Arrow
    types: Mapping[str, str]
    #: such an engine looks after its memory by itself
    portion = None

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._schemas: dict[str, Any] = {}

    def run(self, statement: str, rows: Sequence[Sequence[Any]] | None = None) -> list[tuple[Any, ...]]:
        """What the engine answers to a statement; with ``rows`` it is run for each of them."""
        cursor = self.connection.cursor()
        try:
            if rows is not None:
                cursor.executemany(statement, rows)
                return []
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            cursor.close()

    def rows(self, expression: Expr) -> list[Row]:
        readers = [(name, _reader(kind)) for name, kind in expression.schema().items()]
        return [
            {name: read(value) for (name, read), value in zip(readers, row, strict=True)}
            for row in self.run(self.sql(expression))
        ]

    def sql(self, expression: Expr) -> str:
        """An expression in the engine's own words."""
        return str(ibis.to_sql(expression, dialect=self.dialect))

    def table(self, name: str) -> Expr:
        return self.unbound(self._named(name))

    def unbound(self, named: str) -> Expr:
        """The table or view with that very name."""
        return ibis.table(self._schemas[named], name=named)

    def append(self, name: str, expression: Expr) -> Expr:
        if not self.has(name):
            return self._make(name, expression)
        named = self._named(name)
        columns = self._listed(self._schemas[named].names)
        self.run(f"insert into {named} ({columns}) select {columns} from ({self.sql(expression)}) as added")
        return self.table(name)

    def drop(self, *names: str) -> None:
        for name in filter(self.has, names):
            self._made.remove(self._named(name))
            self._forget(self._named(name))

    def close(self) -> None:
        for named in reversed(self._made):
            self._forget(named)
        self._made.clear()

    def source(
        self,
        reading: str,
        name: str,
        kinds: Mapping[str, Any],
        dimensions: Iterable[str] | None,
        *,
        recorded: bool = False,
    ) -> Source:
        """The log that a query reads; ``kinds`` are the types of its columns, those of Ibis.

        What the query says of :data:`PLACES` tells where rows stand; ``dimensions`` is None for all that it has.  Of
        what was ``recorded`` before, numbers are known to count microseconds.
        """
        dimensions = [one for one in kinds if one.startswith(SCOPE)] if dimensions is None else list(dimensions)
        odd = tuple(name for name in texts(dimensions) if name in kinds and not _holds_texts(name, kinds[name]))
        columns = [f"{sql} as {self.quoted(column)}" for column, sql in self._columns(kinds, dimensions, odd, recorded)]
        types = dict.fromkeys(texts(dimensions), "string") | dict.fromkeys(INSTANTS, "int64")
        placed = {PLACES[0]: "string", PLACES[1]: "int64"}
        columns += [self.quoted(column) for column in placed]
        self._view("placed", f"select {', '.join(columns)} from ({reading}) as log", types | placed)
        whole = self.table("placed")
        return Source(whole.drop(*PLACES), name, _elsewhere, placed=whole, no_texts=odd)

    def quoted(self, column: str) -> str:
        """The name of a column in a statement."""
        return '"' + column.replace('"', '""') + '"'

    def _columns(
        self, kinds: Mapping[str, Any], dimensions: Iterable[str], odd: Sequence[str], recorded: bool
    ) -> Iterator[tuple[str, str]]:
        """The columns of an event, each as the audit wants it; those that are not there are null."""
        for name in texts(dimensions):
            kind = kinds.get(name)
            if kind is None:
                told = f"cast(null as {self.types['string']})"
            elif name in odd:
                told = self._text(f"case when {self.quoted(name)} is not null then '?' end")
            else:
                told = self._list(self.quoted(name)) if kind.is_array() else self._text(self.quoted(name))
            if name == "event_id" and odd:
                # a row with something that is no text is none that can be judged
                told = f"case when {' and '.join(f'{self.quoted(one)} is null' for one in odd)} then {told} end"
            yield name, told
        for name in INSTANTS:
            kind = kinds.get(name)
            if not kind:
                yield name, f"cast(null as {self.types['int64']})"
                continue
            told = self._micros(self.quoted(name), kind)
            least = f" and abs({told}) >= {LEAST_NUMBER}" if kind.is_integer() and not recorded else ""
            yield name, f"case when {told} between {FIRST} and {LAST}{least} then {told} end"

    @abstractmethod
    def _text(self, column: str) -> str:
        """A column as text."""

    @abstractmethod
    def _list(self, column: str) -> str:
        """A column of lists as JSON, sorted."""

    @abstractmethod
    def _micros(self, column: str, kind: Any) -> str:
        """A column of instants as whole microseconds since 1970 in UTC."""

    def _named(self, name: str) -> str:
        return f"mdg_temp_{name}"  # a store has tables that begin with mdg_audit_

    def _listed(self, columns: Sequence[str]) -> str:
        return ", ".join(map(self.quoted, columns))

    def _make(self, name: str, what: Any) -> Expr:
        named = self._named(name)
        self.drop(name)
        if isinstance(what, pa.Table):
            self._schemas[named] = ibis.Schema.from_pyarrow(what.schema)
            self._fill(named, what)
        else:
            self._schemas[named] = what.schema()
            self._keep(named, f"select {self._listed(what.columns)} from ({self.sql(what)}) as kept")
        self._made.append(named)
        return self.table(name)

    def _keep(self, named: str, query: str) -> None:
        self.run(f"create temporary table {named} as {query}")

    def _fill(self, named: str, what: pa.Table) -> None:
        columns = [f"{self.quoted(field.name)} {self.types[str(field.type)]}" for field in what.schema]
        self.run(f"create temporary table {named} ({', '.join(columns)})")
        rows = list(zip(*(column.to_pylist() for column in what.columns), strict=True))
        if rows:
            self.run(f"insert into {named} values ({', '.join([self.mark] * len(columns))})", rows)

    #: how the driver marks a value in a statement
    mark = "?"

    def _view(self, name: str, query: str, types: Mapping[str, str]) -> None:
        named = self._named(name)
        self.run(f"create temporary view {named} as {query}")
        self._schemas[named] = ibis.schema(types)

    def _forget(self, named: str) -> None:
        self.run(f"drop table {named}")


def _holds_texts(name: str, kind: Any) -> bool:
    """Whether what can stand in a column of that kind is a text, or a number that is one as it is written."""
    of_a_scope = name.startswith(SCOPE)
    if of_a_scope and kind.is_array():
        kind = kind.value_type
    plain = kind.is_string() or kind.is_integer() or kind.is_uuid() or kind.is_null() or kind.is_unknown()
    return bool(plain or (of_a_scope and (kind.is_boolean() or kind.is_json())))


def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes of an engine's number the one that the expression says it is."""
    if kind.is_integer():
        return lambda value: None if value is None else int(value)
    if kind.is_floating():
        return lambda value: float(value) if isinstance(value, Decimal) else value
    return lambda value: value


def _elsewhere(*_: Any) -> Iterator[Any]:
    raise AssertionError("the engine itself finds the rows that cannot be judged")
