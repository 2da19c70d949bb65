"""Rows into a store: checked, in batches of one transaction each, every row once whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from typing import Any, Protocol

import attrs
from sqlalchemy import Connection, Engine, text

from mdg.diagnostic import MdgError
from mdg.store.batch import Written
from mdg.store.engine import exclusive, failing_clearly
from mdg.store.row import Checker, Refused, Row
from mdg.store.turns import in_turn
from mdg.store.upgrade import upgrade

#: Rows of one transaction.
BATCH = 10_000
#: Batches that may wait for the one that is being written.
AHEAD = 1
#: A row of an input: its position there (a line, or a number counted up), what stands there, and what is wrong with it
#: already, if anything is.
Item = tuple[int, Any, str | None]


class Rejecting(Protocol):
    """Where rows go that the store does not take."""

    def put(self, position: int, raw: Any, reason: str) -> None:
        """Take one row, as it was."""
        ...

    def flush(self) -> None:
        """Make sure of all rows so far: the batch that they stood in is committed next."""
        ...


@attrs.define(slots=True)
class Tally:
    """How far a recording got: rows looked at, of which new, standing at one more place, known, and not taken.

    All but ``rejected`` are of rows in batches that are committed.
    """

    read: int = 0
    recorded: int = 0
    repeated: int = 0
    known: int = 0
    rejected: int = 0
    #: how many values stood in columns that events do not have, by column
    unknown: dict[str, int] = attrs.field(factory=dict)

    def add(self, written: Written) -> None:
        self.recorded += written.new
        self.repeated += written.repeated
        self.known += written.known


def record_rows(
    engine: Engine,
    source: str,
    items: Iterable[Item],
    rejecting: Rejecting,
    tally: Tally,
    *,
    progress: Callable[[Tally], None] = lambda _: None,
    batch: int = BATCH,
) -> None:
    """Store the rows of one input, named ``source``; ``tally`` counts them, at any time those that are committed.

    ``progress`` is told after each commit: what it has been told of stays, whatever becomes of the process or the
    machine.  Recorded again, the same input changes nothing.  MdgError where the store cannot be written.
    """
    with failing_clearly(engine):
        upgrade(engine)
        pending: list[tuple[Future[Written], int]] = []
        checker = Checker()
        try:
            with engine.connect() as connection, in_turn(connection) as start:
                number = _source(connection, source)
                rest = iter(items)
                while True:
                    rows, read = _checked(checker, islice(rest, batch), number, rejecting, tally)
                    while pending and (not read or len(pending) > AHEAD or pending[0][0].done()):
                        _settle(pending, tally, progress)
                    if not read:
                        break
                    rejecting.flush()
                    pending.append((start(rows), read))
        finally:
            _count_ended(pending, tally)
            for name, count in checker.unknown.items():
                tally.unknown[name] = tally.unknown.get(name, 0) + count


def _settle(pending: list[tuple[Future[Written], int]], tally: Tally, progress: Callable[[Tally], None]) -> None:
    """Wait until the first batch is committed, and say so."""
    future, read = pending[0]
    tally.add(future.result())
    del pending[0]
    tally.read += read
    progress(tally)


def _count_ended(pending: list[tuple[Future[Written], int]], tally: Tally) -> None:
    """Count a batch that was committed while the work was broken off."""
    for future, read in pending:
        if future.done() and not future.cancelled() and future.exception() is None:
            tally.add(future.result())
            tally.read += read


def _checked(
    checker: Checker, some: Iterable[Item], source: int, rejecting: Rejecting, tally: Tally
) -> tuple[list[Row], int]:
    """The rows of a batch, and how many there were with those that are not taken.

    Each is let go of before the next is made: keeping them costs several times what making them does.
    """
    rows: list[Row] = []
    check, keep, rejected = checker.row, rows.append, 0
    for position, raw, fault in some:
        try:
            if fault is not None:
                raise Refused(fault)
            keep(check(raw, source, position))
        except Refused as refused:
            rejected += 1
            rejecting.put(position, raw, str(refused))
    tally.rejected += rejected
    return rows, len(rows) + rejected


def _source(connection: Connection, name: str) -> int:
    """The number of an input, by its name."""
    if "\0" in name:
        raise MdgError("the name of a source has a NUL character in it")
    find = text("SELECT id FROM mdg_source WHERE name = :name")
    with exclusive(connection):
        found = connection.execute(find, {"name": name}).scalar()
        if found is None:
            connection.execute(text("INSERT INTO mdg_source (name) VALUES (:name)"), {"name": name})
            found = connection.execute(find, {"name": name}).scalar_one()
    return int(found)


def last_sequence(engine: Engine) -> int:
    """The ``sequence`` of the last event of a store, 0 where it has none."""
    with failing_clearly(engine), engine.connect() as connection:
        return int(connection.execute(text("SELECT max(sequence) FROM mdg_event")).scalar() or 0)


def stored(engine: Engine, *, after: int = 0, most: int | None = None) -> Iterator[dict[str, Any]]:
    """The events of a store in the order of their commits, those whose ``sequence`` is above ``after``.

    With ``most``, no more than the first so many of them.

    Each is a mapping with the columns of an event, ``sequence``, and ``repeats``: how often the same row came again.
    """
    limit = "" if most is None else f" LIMIT {most:d}"
    query = text(f"SELECT * FROM mdg_log WHERE sequence > :after ORDER BY sequence{limit}")
    with failing_clearly(engine), engine.connect() as connection:
        found = connection.execution_options(yield_per=BATCH).execute(query, {"after": after})
        names = tuple(found.keys())
        for row in found:
            event = dict(zip(names, row, strict=True))
            event["group"] = event["group"] or None
            yield event
