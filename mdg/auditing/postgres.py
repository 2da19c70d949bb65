"""PostgreSQL: a log in a database, looked at by the server; what is worked out is in temporary tables of the session.

Texts are compared by their bytes, whatever the collation of the database, as every other engine does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.datatypes as kinds_of

from mdg.auditing.engine import INSTANTS, PLACES, Source, texts
from mdg.auditing.sql import Sql
from mdg.auditing.stored import COLUMNS, EVENTS, dimension, scoped
from mdg.diagnostic import MdgError
from mdg.model.event import SCOPE


class PostgreSQL(Sql):
    """A connection of psycopg; all that is made in it is undone when it is closed, and the log stands still meanwhile.

    A transaction that its owner has begun goes on afterwards as it was.
    """

    dialect = "postgres"
    types: Mapping[str, str] = {
        "int8": "smallint",
        "int16": "smallint",
        "int32": "integer",
        "int64": "bigint",
        "string": "text",
        "double": "double precision",
    }
    mark = "%s"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._begun = connection.autocommit and not connection.info.transaction_status
        self._was_idle = not connection.info.transaction_status
        self.run("begin isolation level repeatable read" if self._begun else "savepoint mdg_audit")
        self.run("set local jit = off")  # for queries this small, compiling them takes longer than they do

    def close(self) -> None:
        if self.connection.closed:
            return
        if self._begun:
            self.run("rollback")
        elif self._was_idle:
            self.connection.rollback()
        else:
            self.run("rollback to savepoint mdg_audit")
            self.run("release savepoint mdg_audit")

    def open_store(self, name: str, dimensions: Iterable[str] | None) -> Source:
        """The log in a store, as ``mdg record`` writes it; ``dimensions`` is None for all that it has."""
        if dimensions is None:
            dimensions = sorted(
                SCOPE + key for (key,) in self.run("select distinct jsonb_object_keys(scope::jsonb) from mdg_event")
            )
        scopes = [f"scope::jsonb ->> '{dimension(one)}' as {self.quoted(one)}" for one in scoped(dimensions)]
        places = [f"'{name.replace(chr(39), chr(39) * 2)}'::text as {PLACES[0]}", f"sequence as {PLACES[1]}"]
        reading = f"select {self._listed(COLUMNS)}, {', '.join([*scopes, *places])} from {EVENTS}"
        kinds = dict.fromkeys(texts(dimensions), kinds_of.string) | dict.fromkeys(INSTANTS, kinds_of.int64)
        return self.source(reading, name, kinds, dimensions, recorded=True)

    def _keep(self, named: str, query: str) -> None:
        super()._keep(named, query)
        self.run(f"analyze {named}")  # nobody else does so for a temporary table, and joins hang on it

    def _text(self, column: str) -> str:
        return f'cast({column} as text) collate "C"'

    def _list(self, column: str) -> str:
        listed = f'select json_agg(one order by one collate "C") from unnest({column}) as one'
        return f"case when {column} is not null then coalesce(({listed})::text, '[]') end collate \"C\""

    def _micros(self, column: str, kind: Any) -> str:
        if kind.is_integer():
            return f"cast({column} as bigint)"
        if kind.is_timestamp():
            told = f"case when isfinite({column}) then {column} end"
            return f"cast(extract(epoch from {told}) * 1000000 as bigint)"
        raise MdgError(f"{column} is of type {kind} there; an instant is a timestamp, or whole microseconds since 1970")
