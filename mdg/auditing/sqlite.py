"""SQLite: a log in a file of it, looked at by SQLite itself; what is worked out goes to its temporary database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as kinds_of

from mdg.auditing.engine import INSTANTS, PLACES, Expr, Source, texts
from mdg.auditing.sql import Sql
from mdg.auditing.stored import COLUMNS, EVENTS, dimension, scoped
from mdg.model.event import SCOPE
from mdg.model.instants import micros


@ibis.udf.scalar.builtin(name="instr", signature=(("string", "string"), "int64"))  # type: ignore[untyped-decorator]  # Ibis types none
def _place(text: Any, part: Any) -> Any:
    """What SQLite calls so; a table that somebody else filled may have anything in its texts."""


@ibis.udf.scalar.builtin(name="char", signature=(("int64",), "string"))  # type: ignore[untyped-decorator]  # the same
def _character(number: Any) -> Any:
    """The same."""


class SQLite(Sql):
    """A connection to SQLite; what is made in it is undone when it is closed, and the log stands still meanwhile."""

    dialect = "sqlite"
    types: Mapping[str, str] = dict.fromkeys(("int8", "int16", "int32", "int64"), "integer") | {
        "string": "text",
        "double": "real",
    }

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        # what Ibis writes for `%`; SQLite's own, where there is one, answers with fractions
        connection.create_function("MOD", 2, _remainder, deterministic=True)
        connection.create_function("mdg_micros", 1, micros, deterministic=True)
        self.run("savepoint mdg_audit")  # and what is read is of one moment

    def close(self) -> None:
        self.run("rollback to mdg_audit")
        self.run("release mdg_audit")

    def open_store(self, name: str, dimensions: Iterable[str] | None) -> Source:
        """The log in a store, as ``mdg record`` writes it; ``dimensions`` is None for all that it has."""
        if dimensions is None:
            dimensions = sorted(
                SCOPE + key for (key,) in self.run("select distinct key from mdg_event, json_each(scope)")
            )
        scopes = [f"json_extract(scope, '$.\"{dimension(one)}\"') as {self.quoted(one)}" for one in scoped(dimensions)]
        places = [f"'{name.replace(chr(39), chr(39) * 2)}' as {PLACES[0]}", f"sequence as {PLACES[1]}"]
        reading = f"select {self._listed(COLUMNS)}, {', '.join([*scopes, *places])} from {EVENTS}"
        kinds = dict.fromkeys(texts(dimensions), kinds_of.string) | dict.fromkeys(INSTANTS, kinds_of.int64)
        return self.source(reading, name, kinds, dimensions, recorded=True)

    def has_nul(self, text: Expr) -> Expr:
        return _place(text, _character(0)) > 0

    def _text(self, column: str) -> str:
        return f"cast({column} as text)"

    def _list(self, column: str) -> str:
        return self._text(column)  # it has no lists: they are texts

    def _micros(self, column: str, kind: Any) -> str:
        return column if kind.is_integer() else f"mdg_micros({column})"


def _remainder(number: int | None, divisor: int) -> int | None:
    if number is None:
        return None
    rest = abs(number) % abs(divisor)
    return -rest if number < 0 else rest
