"""One batch after the other, on one connection: while a server works on one, the rows of the next are checked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection

from mdg.store.batch import Written, writer
from mdg.store.engine import exclusive
from mdg.store.row import Row

Start = Callable[[Sequence[Row]], "Future[Written]"]


@contextlib.contextmanager
def in_turn(connection: Connection) -> Iterator[Start]:
    """What begins to store a batch in a transaction of its own; the one before it must have ended.

    SQLite works in this process, which has nothing to gain from a second thread: its batch is done on return.  Where
    the work is broken off, a batch that a server still works on is cancelled.
    """
    write = writer(connection)

    def transaction(rows: Sequence[Row]) -> Written:
        if not rows:
            return Written(0, 0, 0)
        with exclusive(connection):
            return write(rows)

    if connection.dialect.name == "sqlite":
        yield lambda rows: _done(transaction(rows))
        return
    with ThreadPoolExecutor(1, "mdg-store") as executor:
        running: list[Future[Written]] = []

        def start(rows: Sequence[Row]) -> Future[Written]:
            running[:] = [executor.submit(transaction, rows)]
            return running[0]

        try:
            yield start
        except BaseException:
            if running and not running[0].done():
                _cancel(connection)
            raise


def _done(written: Written) -> Future[Written]:
    future: Future[Written] = Future()
    future.set_result(written)
    return future


def _cancel(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with contextlib.suppress(Exception):  # whatever hinders it: the batch ends by itself then
        driver.cancel_safe(timeout=5)
