"""A store as an audit reads it: over one connection of the driver, in one transaction, so that it stands still."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from mdg.store.engine import engine_of, failing_clearly, named
from mdg.store.upgrade import check_schema


@contextlib.contextmanager
def opened(url: str) -> Iterator[tuple[str, Any, str]]:
    """The name of the store's engine (``sqlite`` or ``postgresql``), a connection of its driver, and the store's name.

    MdgError for a URL that is none, where there is no store, where its schema is another than this version's, and where
    the engine refuses.
    """
    engine = engine_of(url, existing=True)
    with failing_clearly(engine):
        check_schema(engine)
        connection = engine.raw_connection()
    with failing_clearly(engine), contextlib.closing(connection):
        yield engine.dialect.name, connection.driver_connection, named(engine)
