"""What somebody who watches a log has to remember between two rows, and between two runs: a small file of SQLite.

How far the log was read, which changes are still awaited, and what is where already.  All that one look at the log
changes is one transaction, so that it begins again where it left off, whatever happens to it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mdg.diagnostic import MdgError

_VERSION = 2
_TABLES = """
CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen (event TEXT, part TEXT, system TEXT, applied INTEGER, PRIMARY KEY (event, part, system))
  WITHOUT ROWID;
CREATE TABLE arrived (key TEXT, system TEXT, made INTEGER, applied INTEGER, PRIMARY KEY (key, system, made))
  WITHOUT ROWID;
CREATE TABLE awaited (key TEXT, system TEXT, need TEXT, origin TEXT, made INTEGER, due INTEGER, told INTEGER, row TEXT,
  PRIMARY KEY (key, system, need, origin, made)) WITHOUT ROWID;
CREATE TABLE postponed (number INTEGER PRIMARY KEY, applied INTEGER, place TEXT, row TEXT);
CREATE INDEX postponed_until ON postponed (applied);
CREATE INDEX awaited_due ON awaited (due) WHERE told = 0;
"""
#: What is awaited: its need, when it was made and due, whether that was told, and the row of the change.
Waiting = tuple[str, int, int, bool, dict[str, Any]]


class Memory:
    """What is remembered; only one watcher has it at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._failing_clearly():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("BEGIN EXCLUSIVE")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not version and not tables:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {_VERSION}")
            self._connection.execute("COMMIT")
        if version not in (0, _VERSION) or (tables and not version):
            self._connection.close()
            raise MdgError(f"`{path}` is no file in which a watch of this version remembers; name another")

    def close(self) -> None:
        self._connection.close()

    @contextlib.contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as failure:
            busy = "locked" in str(failure)
            said = "another watch has it open" if busy else f"{str(failure)[:1].lower()}{str(failure)[1:]}"
            raise MdgError(f"`{self._path}`, in which the watch remembers, cannot be used: {said}") from failure

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction: kept at its end, undone by an exception."""
        with self._failing_clearly():
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def recall(self, name: str) -> Any:
        """What was remembered under a name; None for nothing."""
        found = self._connection.execute("SELECT value FROM memory WHERE name = ?", (name,)).fetchone()
        try:
            return None if found is None else json.loads(found[0])
        except ValueError:
            raise MdgError(f"`{self._path}`, in which the watch remembers, is damaged; name another") from None

    def remember(self, name: str, value: Any) -> None:
        """Keep a value that JSON can tell."""
        self._connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (name, json.dumps(value)))

    def is_new(self, event: str, group: str | None, system: str, applied: int) -> bool:
        """Whether no row with this key was there; from now on, one was."""
        insert = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)"
        return self._connection.execute(insert, (event, group or "", system, applied)).rowcount > 0

    def postpone(self, applied: int, place: str, row: Mapping[str, Any]) -> None:
        """A row is to be looked at when the instant has come at which it was applied."""
        insert = "INSERT INTO postponed (applied, place, row) VALUES (?, ?, ?)"
        self._connection.execute(insert, (applied, place, json.dumps(dict(row), default=str)))

    def postponed(self, now: int) -> list[tuple[str, dict[str, Any], None]]:
        """The rows whose instant has come, in the order of the log; from now on they are postponed no more."""
        found = self._connection.execute(
            "DELETE FROM postponed WHERE applied <= ? RETURNING number, place, row", (now,)
        ).fetchall()
        return [(place, json.loads(row), None) for _, place, row in sorted(found)]

    def arrive(self, key: str, system: str, made: int, applied: int) -> None:
        """A change of a record's group, made then, is visible in a system."""
        self._connection.execute(
            "INSERT INTO arrived VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET applied = min(applied, excluded.applied)",
            (key, system, made, applied),
        )

    def since(self, key: str, system: str, made: int) -> int | None:
        """Since when a system has this change or a newer one; None if it has neither."""
        select = "SELECT min(applied) FROM arrived WHERE key = ? AND system = ? AND made >= ?"
        found: int | None = self._connection.execute(select, (key, system, made)).fetchone()[0]
        return found

    def wait(self, key: str, system: str, need: str, row: dict[str, Any], made: int, due: int) -> None:
        """A change is awaited in a system."""
        self._connection.execute(
            "INSERT OR IGNORE INTO awaited VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
            (key, system, need, row["origin"], made, due, json.dumps(row)),
        )

    def served(self, key: str, system: str, made: int) -> list[Waiting]:
        """What was awaited there and has arrived with a change made then: it is awaited no more."""
        place = "key = ? AND system = ? AND made <= ?"
        return [
            (need, at, due, bool(told), json.loads(row))
            for need, at, due, told, row in self._connection.execute(
                f"DELETE FROM awaited WHERE {place} RETURNING need, made, due, told, row", (key, system, made)
            ).fetchall()
        ]

    def overdue(self, now: int) -> list[tuple[str, Waiting]]:
        """What was due before now and has not been told: with its system; from now on, it was told."""
        found = self._connection.execute(
            "UPDATE awaited SET told = 1 WHERE told = 0 AND due < ? RETURNING system, need, made, due, row", (now,)
        ).fetchall()
        found.sort(key=lambda one: (one[3], one[1:3], one[0]))
        return [(system, (need, made, due, False, json.loads(row))) for system, need, made, due, row in found]

    def next_due(self) -> int | None:
        """When the next change that is awaited becomes overdue."""
        found: int | None = self._connection.execute("SELECT min(due) FROM awaited WHERE told = 0").fetchone()[0]
        return found

    def forget(self, before: int, needs: list[str]) -> None:
        """Give up what was applied before then, and what is awaited for other needs."""
        self._connection.execute("DELETE FROM seen WHERE applied < ?", (before,))
        self._connection.execute("DELETE FROM arrived WHERE made < ?", (before,))
        marks = ", ".join("?" * len(needs))
        self._connection.execute(f"DELETE FROM awaited WHERE need NOT IN ({marks})", needs)
