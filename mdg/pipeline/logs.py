"""Logs to be audited, each with the engine that looks at it where it is."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mdg.diagnostic import MdgError
from mdg.model.happened import Audit
from mdg.model.landscape import Landscape
from mdg.model.url import without_password

if TYPE_CHECKING:
    from mdg.auditing.engine import Engine, Source

ENGINES = ("duckdb", "sqlite", "postgres", "spark")
_STORES = {"sqlite": "sqlite", "postgresql": "postgres", "postgres": "postgres"}
_URL = re.compile(r"([a-z][a-z0-9]*)(\+[a-z0-9]+)?:/", re.IGNORECASE)
_Opened = tuple["Engine", "Source", Callable[..., Audit]]
_Looked = tuple["Engine", "Source"]


@contextlib.contextmanager
def opened(landscape: Landscape, events: Any, name: str | None) -> Iterator[_Opened]:
    """The engine for a log, the log in it, and what audits it; all that was made in the engine is gone afterwards.

    MdgError where the log cannot be read, where the engine ``name`` does not go with it, and for a missing extra.
    """
    looking = auditing()
    with _LOGS[chosen(events, name)](events, looking.dimensions(landscape)) as (engine, source):
        yield engine, source, looking.audit


@contextlib.contextmanager
def looked_at(events: Any, name: str | None) -> Iterator[_Looked]:
    """The same without a landscape: the log with all the columns of dimensions that it has."""
    auditing()
    with _LOGS[chosen(events, name)](events, None) as found:
        yield found


def chosen(events: Any, name: str | None) -> str:
    """The engine that looks at a log: the one that is asked for, else that of a store's URL or of a table, else DuckDB.

    MdgError where the one that is asked for cannot.
    """
    if name is not None and name not in ENGINES:
        raise MdgError(f"there is no engine `{name}`; name one of {', '.join(ENGINES)}")
    if not isinstance(events, (str, os.PathLike)):
        return _of_table(events, name)
    own = _of_url(os.fspath(events))
    if own is not None and name not in (None, own):
        raise MdgError(f"a store at `{_kind(events)}://` is audited by the engine `{own}`, and not by `{name}`")
    if own is None and name in ("sqlite", "postgres"):
        given = without_password(os.fspath(events))
        raise MdgError(
            f"the engine `{name}` audits a store, and `{given}` is none: name its URL, or audit files with `duckdb`"
        )
    return own or name or "duckdb"


def is_store(events: Any) -> bool:
    """Whether a log is named by the URL of a store."""
    return _of_url(os.fspath(events)) is not None


def _kind(events: Any) -> str:
    found = _URL.match(os.fspath(events))
    return found.group(1).lower() if found else ""


def _of_url(text: str) -> str | None:
    return _STORES.get(_kind(text))


def _of_table(events: Any, name: str | None) -> str:
    """The engine of a table: that of an Ibis table's backend or of Spark's data frame, else DuckDB."""
    module = type(events).__module__
    own = "duckdb"
    if module.startswith("pyspark."):
        own = "spark"
    elif module.startswith("ibis."):
        own = "ibis"
    if name not in (None, own) and own != "ibis":
        raise MdgError(f"such a table is audited by the engine `{own}`, and not by `{name}`")
    return own


def auditing() -> ModuleType:
    """What looks into logs; MdgError where its extra is not installed."""
    try:
        # Ibis and DuckDB are loaded for audits only, and are an extra
        from mdg import auditing as found
        from mdg.auditing import duck as _  # noqa: F401  # it has to be there before anything is opened
    except ImportError as missing:
        raise MdgError(f"looking into a log needs {missing.name}: install `mdg[audit]`") from missing
    return found


@contextlib.contextmanager
def _in_duckdb(events: Any, dimensions: Any) -> Iterator[tuple[Engine, Source]]:
    # an extra, which is there by now
    from mdg.auditing.files import Files, Readers
    from mdg.interop.feeds.delimited import delimited, heading  # for logs in files only
    from mdg.interop.feeds.json_lines import json_lines  # the same

    if isinstance(events, str) and "://" in events:
        raise MdgError(
            f"`{without_password(events)}` is neither a file nor a store (`sqlite:///…`, `postgresql://…`); what only "
            "Spark can reach is audited by the engine `spark`"
        )
    with contextlib.closing(Files(Readers(heading, delimited, json_lines))) as engine:
        source = engine.open(events, dimensions)
        with engine.failing_clearly(source.name):
            yield engine, source


@contextlib.contextmanager
def _in_store(events: Any, dimensions: Any) -> Iterator[tuple[Engine, Source]]:
    try:
        # SQLAlchemy is loaded for stores only, and is an extra
        from mdg.store import reading
    except ImportError as missing:
        raise MdgError(f"a store needs {missing.name}: install `mdg[store]`") from missing
    # these are loaded for such stores only
    from mdg.auditing.postgres import PostgreSQL
    from mdg.auditing.sqlite import SQLite  # the same

    with reading.opened(os.fspath(events)) as (kind, connection, name):
        made = SQLite(connection) if kind == "sqlite" else PostgreSQL(connection)
        with contextlib.closing(made) as engine:
            yield engine, engine.open_store(name, dimensions)


@contextlib.contextmanager
def _in_spark(events: Any, dimensions: Any) -> Iterator[tuple[Engine, Source]]:
    try:
        # PySpark is an extra
        from mdg.auditing.spark import Spark
    except ImportError as missing:
        raise MdgError(f"the engine `spark` needs {missing.name}: install `mdg[audit,spark]`") from missing
    if isinstance(events, (str, os.PathLike)):
        with contextlib.closing(Spark()) as engine:
            yield engine, engine.open(os.fspath(events), dimensions)
    else:
        with contextlib.closing(Spark(events.sparkSession)) as engine:
            yield engine, engine.open_frame(events, "the table", dimensions)


@contextlib.contextmanager
def _in_ibis(events: Any, dimensions: Any) -> Iterator[tuple[Engine, Source]]:
    # Ibis is an extra, which is there by now
    from mdg.auditing.tables import opened as opened_table

    with opened_table(events, dimensions) as found:
        yield found


_LOGS: dict[str, Callable[[Any, Any], contextlib.AbstractContextManager[tuple[Engine, Source]]]] = {
    "duckdb": _in_duckdb,
    "sqlite": _in_store,
    "postgres": _in_store,
    "spark": _in_spark,
    "ibis": _in_ibis,
}
