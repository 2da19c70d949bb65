"""Tables of Ibis as logs: each is looked at by the engine that it belongs to, over the connection that it has."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types
from ibis.common.exceptions import IbisError

from mdg.auditing.duck import DuckDB, places_of, with_instants
from mdg.auditing.engine import PLACES, Engine, Expr, Source
from mdg.auditing.postgres import PostgreSQL
from mdg.auditing.sql import Sql
from mdg.auditing.sqlite import SQLite
from mdg.diagnostic import MdgError

NAME = "the table"


@contextlib.contextmanager
def opened(table: Expr, dimensions: Iterable[str] | None) -> Iterator[tuple[Engine, Source]]:
    """The engine of a table and the log in it; of an engine that audits do not know, its rows are taken into DuckDB.

    MdgError for a table of no engine, and for what the engine refuses.
    """
    try:
        backend = table.get_backend()
    except IbisError as failure:
        raise MdgError(f"this table of Ibis belongs to no connection: {failure}") from failure
    if backend.name == "duckdb" and not _in_memory(table):
        with contextlib.closing(Shared(backend.con)) as shared:
            yield shared, shared.open_query(str(backend.compile(table)), dimensions)
    elif backend.name in ("sqlite", "postgres", "pyspark"):
        with contextlib.closing(_engine(backend)) as engine:
            yield engine, _source(engine, table, str(backend.compile(table)), dimensions)
    else:
        with contextlib.closing(DuckDB()) as own:
            yield own, own.open_table(table.to_pyarrow(), dimensions)


def _in_memory(table: Expr) -> bool:
    """Whether it holds rows of Python's, which Ibis hands over only when it runs the query itself."""
    # what Ibis calls such tables is no public name of it
    from ibis.expr.operations import InMemoryTable

    return bool(table.op().find(InMemoryTable))


def _engine(backend: Any) -> Sql:
    if backend.name == "sqlite":
        return SQLite(backend.con)
    if backend.name == "postgres":
        return PostgreSQL(backend.con)
    # PySpark is an extra, and there where a table belongs to it
    from mdg.auditing.spark import Spark

    return Spark(backend._session)


def _source(engine: Sql, table: Expr, query: str, dimensions: Iterable[str] | None) -> Source:
    nowhere = f"'{NAME}' as {PLACES[0]}, cast(null as {engine.types['int64']}) as {PLACES[1]}"
    return engine.source(f"select given.*, {nowhere} from ({query}) as given", NAME, dict(table.schema()), dimensions)


class Shared(DuckDB):
    """DuckDB over somebody else's connection, which is afterwards as it was."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        Engine.__init__(self, None)
        self.raw = raw
        self._schemas = {}
        self._zone = str(raw.execute("select current_setting('TimeZone')").fetchall()[0][0])
        raw.execute("set TimeZone = 'UTC'")

    def open_query(self, query: str, dimensions: Iterable[str] | None) -> Source:
        """The log that a query reads."""
        dimensions = self.scopes(f"({query})") if dimensions is None else list(dimensions)
        columns = ", ".join(self.as_it_is(f"({query})", dimensions))

        def rows() -> Iterator[tuple[int, Any]]:
            # the rows of a table are in no order: they are numbered as they come
            table: pa.Table = self.raw.sql(f"select {columns} from ({query})").to_arrow_table()
            return enumerate(map(with_instants, table.to_pylist()), 1)

        return self.source([f"({query})"], NAME, dimensions, partial(places_of, [(NAME, rows)]))

    def close(self) -> None:
        self.drop(*[named.removeprefix(self._named("")) for named in self._made])
        self.raw.execute("drop view if exists mdg_audit_source")
        self.raw.execute("drop table if exists mdg_audit_candidates")
        self.raw.execute(f"set TimeZone = '{self._zone}'")
