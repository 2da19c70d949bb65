"""One batch after the other, on one connection: while an engine works on one, the rows of the next are checked."""

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
    """What takes a batch to be stored in a transaction of its own, after those before it.

    SQLite works in this process, beside the thread that checks.  Where the work is broken off, what has not begun is
    left, and a batch that a server still works on is cancelled.
    """
    write = writer(connection)

    def transaction(rows: Sequence[Row]) -> Written:
        if not rows:
            return Written(0, 0, 0)
        with exclusive(connection):
            return write(rows)

    with ThreadPoolExecutor(1, "mdg-store") as executor:
        taken: list[Future[Written]] = []

        def start(rows: Sequence[Row]) -> Future[Written]:
            taken[:] = [*(one for one in taken if not one.done()), executor.submit(transaction, rows)]
            return taken[-1]

        try:
            yield start
        except BaseException:
            begun = [one for one in reversed(taken) if not one.cancel()]
            if not all(one.done() for one in begun):
                _cancel(connection)
            raise


def _cancel(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with contextlib.suppress(Exception):  # whatever hinders it: the batch ends by itself then
        driver.cancel_safe(timeout=5)
