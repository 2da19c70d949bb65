"""From the URL of a store to an engine of it: SQLite, where a commit is on the disk when it returns, or PostgreSQL."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from mdg.diagnostic import MdgError
from mdg.model.url import without_password

#: How long a writer waits for others before it gives up, in seconds.
PATIENCE = 120.0
#: The advisory lock of PostgreSQL that writers of a store take, one after the other.
LOCK = 0x6D64675F
_FORMS = "write `sqlite:///events.db`, or `postgresql://user@host/database`"


def engine_of(url: str, *, existing: bool = False) -> Engine:
    """The engine of the store at ``url``; MdgError for a URL that is none, or whose driver is not installed.

    ``existing`` asks for one that is there already, and makes no file for it.
    """
    read = _read(url)
    if read.get_backend_name() == "sqlite":
        return _sqlite(read, existing=existing)
    try:
        return _postgresql(read)
    except ModuleNotFoundError as missing:
        raise MdgError("a store in PostgreSQL needs the extra `postgres`: `pip install 'mdg[postgres]'`") from missing


def named(engine: Engine, *, absolute: bool = False) -> str:
    """The store as messages name it: without its password; ``absolute`` names a file by its whole path."""
    url = engine.url.set(drivername=engine.dialect.name)
    if absolute and engine.dialect.name == "sqlite":
        url = url.set(database=str(Path(url.database or "").resolve()))
    return url.render_as_string(hide_password=True)


def _read(url: str) -> URL:
    try:
        read = make_url(url)
        kind = read.get_backend_name()
    except (ArgumentError, ValueError):
        raise MdgError(f"`{without_password(url)}` is no URL of a store; {_FORMS}") from None
    if kind not in ("sqlite", "postgresql", "postgres"):
        raise MdgError(f"a store is kept in SQLite or PostgreSQL, and not in `{kind}`; {_FORMS}")
    if kind == "sqlite" and (not read.database or read.database == ":memory:"):
        raise MdgError("a store needs a file to be kept in; write `sqlite:///events.db`")
    return read


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), poolclass=NullPool, connect_args={"client_encoding": "utf8"}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # a commit is on the server's disk when it returns, also where the server is set not to wait for that
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine


def _sqlite(url: URL, *, existing: bool) -> Engine:
    path = Path(url.database or "")
    if existing and not path.is_file():
        raise MdgError(f"there is no store at `{path}`; `mdg record sqlite:///{path} --events FILE` makes one")
    if not path.parent.is_dir():
        raise MdgError(f"there is no folder `{path.parent}` for the store; make it first")
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        # transactions begin where this module says so, and not where the driver would
        connect_args={"timeout": PATIENCE, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk when it returns
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and a writer side by side; where several processes make a store at once, SQLite does not wait."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as failure:
            if "locked" not in str(failure) or time.monotonic() > last:
                raise
            time.sleep(0.02)


@contextlib.contextmanager
def failing_clearly(engine: Engine) -> Iterator[None]:
    """What the database cannot do, as an MdgError in its own words."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as failure:
        raise MdgError(f"the store `{named(engine)}` cannot do it: {_said(failure)}") from failure


def _said(failure: BaseException) -> str:
    cause = getattr(failure, "orig", None) or failure
    first = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    hint = {"database or disk is full": "; make room and run it again"}.get(first, "")
    return f"{first[:1].lower()}{first[1:]}{hint}"


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer shares: committed at the end, undone by an exception.

    One writer after the other is what SQLite does anyway; on PostgreSQL it makes ``sequence`` grow in the order of
    commits, so that a reader who has seen a number has seen all below it.
    """
    with engine.connect() as connection, exclusive(connection):
        yield connection


@contextlib.contextmanager
def exclusive(connection: Connection) -> Iterator[None]:
    """The same on a connection that stays open."""
    with connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield
