"""One batch of rows in one transaction: what is new is stored, and where the rest stood is noted.

Both engines do the same.  :func:`writer` gives the one for a connection; it is called inside a transaction that no
other writer shares.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, cast

import attrs
from sqlalchemy import Connection

from mdg.store.models import WRITTEN
from mdg.store.row import IDENTITY, PLACE, Row

#: The columns of a place that are written.
PLACED = ("applied_at", "digest", "source", "position")


@attrs.frozen(slots=True)
class Written:
    """What became of a batch: rows that are new, rows that stood at one more place, and rows known from that place."""

    new: int
    repeated: int
    known: int


def writer(connection: Connection) -> Callable[[Sequence[Row]], Written]:
    """What writes a batch to the store of ``connection``."""
    if connection.dialect.name == "sqlite":
        return _SQLite(connection).write
    return _PostgreSQL(connection).write


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


class _SQLite:
    """Inserts many rows by one statement: meanwhile SQLite leaves the interpreter to the thread that checks more."""

    #: Rows of one statement, where the library takes so many values.
    MANY = 2_000
    _ROW = f"({', '.join('?' * len(WRITTEN))})"
    _INTO = f"INSERT INTO mdg_event ({_listed(WRITTEN)}) VALUES "
    _NEW_ONLY = " ON CONFLICT (applied_at, digest) DO NOTHING"
    _FIND = "SELECT source, position FROM mdg_event WHERE applied_at = ? AND digest = ?"
    _PLACE = (
        f"INSERT INTO mdg_repeat ({_listed(PLACED)}) VALUES ({', '.join('?' * len(PLACED))}) ON CONFLICT DO NOTHING"
    )

    def __init__(self, connection: Connection) -> None:
        self._driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        values: int = self._driver.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        self._many = min(self.MANY, values // len(WRITTEN))
        self._statement = self._insert(self._many)

    def write(self, rows: Sequence[Row]) -> Written:
        new, several = 0, self._many
        for start in range(0, len(rows), several):
            some = rows[start : start + several]
            statement = self._statement if len(some) == several else self._insert(len(some))
            new += self._driver.execute(statement, (*chain.from_iterable(some),)).rowcount
        if new == len(rows):
            return Written(new, 0, 0)
        repeated = 0
        if elsewhere := self._elsewhere(rows):
            repeated = self._driver.executemany(self._PLACE, elsewhere).rowcount
        return Written(new, repeated, len(rows) - new - repeated)

    def _insert(self, rows: int) -> str:
        return self._INTO + ", ".join([self._ROW] * rows) + self._NEW_ONLY

    def _elsewhere(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        """The places of those rows that first stood somewhere else."""
        find = self._driver.execute
        return [IDENTITY(row) + PLACE(row) for row in rows if find(self._FIND, IDENTITY(row)).fetchone() != PLACE(row)]


class _PostgreSQL:
    """Copies a batch straight into the table; only where rows of it are there already, by way of a staging table."""

    _TYPES = ("int8", "bytea", *["text"] * 7, "int8", *["text"] * 3, "int8", "int8")
    _COPY = f"COPY {{}} ({_listed(WRITTEN)}) FROM STDIN (FORMAT BINARY)"
    _STAGING = (
        "CREATE TEMPORARY TABLE IF NOT EXISTS mdg_staging ON COMMIT DELETE ROWS AS "
        f"SELECT {_listed(WRITTEN)} FROM mdg_event WHERE false"
    )
    _INSERT = (
        f"INSERT INTO mdg_event ({_listed(WRITTEN)}) SELECT {_listed(WRITTEN)} FROM mdg_staging "
        'ORDER BY "source", "position" ON CONFLICT (applied_at, digest) DO NOTHING'
    )
    _PLACE = (
        f"INSERT INTO mdg_repeat ({_listed(PLACED)}) SELECT {', '.join(f's.{name}' for name in PLACED)} "
        "FROM mdg_staging s JOIN mdg_event e ON e.applied_at = s.applied_at AND e.digest = s.digest "
        "WHERE (e.source, e.position) <> (s.source, s.position) ON CONFLICT DO NOTHING"
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._all_new = True

    def write(self, rows: Sequence[Row]) -> Written:
        cursor = self._connection.connection.cursor()
        if self._all_new and self._copied(cursor, rows):
            return Written(len(rows), 0, 0)
        self._all_new = False
        cursor.execute(self._STAGING)
        self._copy(cursor, "mdg_staging", rows)
        cursor.execute(self._INSERT)
        new = cursor.rowcount
        repeated = 0
        if new < len(rows):
            cursor.execute(self._PLACE)
            repeated = cursor.rowcount
        self._all_new = new == len(rows)
        return Written(new, repeated, len(rows) - new - repeated)

    def _copied(self, cursor: Any, rows: Sequence[Row]) -> bool:
        """Whether all rows are new, and are in the table now."""
        cursor.execute("SAVEPOINT mdg_batch")
        try:
            self._copy(cursor, "mdg_event", rows)
        except self._connection.dialect.loaded_dbapi.IntegrityError:
            cursor.execute("ROLLBACK TO SAVEPOINT mdg_batch")
            return False
        cursor.execute("RELEASE SAVEPOINT mdg_batch")
        return True

    def _copy(self, cursor: Any, table: str, rows: Sequence[Row]) -> None:
        with cursor.copy(self._COPY.format(table)) as copy:
            copy.set_types(self._TYPES)
            for row in rows:
                copy.write_row(row)
