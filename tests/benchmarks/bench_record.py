"""Events into a store, against writing the same rows with nothing checked, in turns.

Run it as ``python -m tests.benchmarks.bench_record [THOUSANDS [ROUNDS]]``; 500,000 rows and 3 rounds unless told.
``mdg.record`` reads them from JSON lines, checks each, and stores it once.  Beside it rows that are ready in memory go
into the same table, with as many in a transaction: by ``executemany`` in SQLite, and in PostgreSQL by COPY into a
staging table, from which they are inserted.  Rows a second by the clock, the best of the rounds, each of which has new
stores.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

import mdg
from mdg.store.engine import engine_of
from mdg.store.models import WRITTEN
from mdg.store.recording import BATCH
from mdg.store.upgrade import upgrade
from tests.postgres_server import Server, server

#: What must be reached: this share of the rows a second of what checks nothing.
SHARE = 0.5
START = 1_767_225_600_000_000
COLUMNS = ", ".join(f'"{name}"' for name in WRITTEN)
Contestant = Callable[[str], None]


def main(thousands: float, rounds: int) -> None:
    """Measure and print; AssertionError where a row is missing."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("orjson", "sqlalchemy", "psycopg")))
    count = round(thousands * 1000)
    with tempfile.TemporaryDirectory() as folder, server() as postgres:
        log = Path(folder) / "log.jsonl"
        write_log(log, count)
        ready = rows_of(f"sqlite:///{folder}/ready.db", log)
        judge("SQLite", count, rounds, SQLite(Path(folder)), log, ready)
        judge("PostgreSQL", count, rounds, PostgreSQL(postgres), log, ready)


class SQLite:
    """New stores in a folder, and rows written to them with nothing checked."""

    peer = "executemany"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def new_store(self) -> str:
        self._number += 1
        return f"sqlite:///{self._folder}/events-{self._number}.db"

    def write(self, url: str, ready: Sequence[tuple[Any, ...]]) -> None:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        insert = f"INSERT INTO mdg_event ({COLUMNS}) VALUES ({', '.join('?' * len(WRITTEN))})"
        for some in batches(ready):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(insert, some)
            connection.execute("COMMIT")
        assert connection.execute("SELECT count(*) FROM mdg_event").fetchone() == (len(ready),)
        connection.close()


class PostgreSQL:
    """The same on a server."""

    peer = "COPY by a staging table"

    def __init__(self, started: Server) -> None:
        self._server = started

    def new_store(self) -> str:
        return self._server.new_store()

    def write(self, url: str, ready: Sequence[tuple[Any, ...]]) -> None:
        types = ("int8", "bytea", *["text"] * 7, "int8", *["text"] * 3, "int8", "int8")
        with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE staging ON COMMIT DELETE ROWS AS SELECT {COLUMNS} FROM mdg_event WHERE false"
            )
            for some in batches(ready):
                with connection.transaction():
                    with cursor.copy(f"COPY staging ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as to:
                        to.set_types(types)
                        for row in some:
                            to.write_row(row)
                    cursor.execute(f"INSERT INTO mdg_event ({COLUMNS}) SELECT {COLUMNS} FROM staging")
            counted = cursor.execute("SELECT count(*) FROM mdg_event").fetchone()
            assert counted == (len(ready),)


def judge(
    name: str, count: int, rounds: int, engine: SQLite | PostgreSQL, log: Path, ready: Sequence[tuple[Any, ...]]
) -> None:
    """Rows a second of both, and their share."""
    contestants: dict[str, Contestant] = {
        "mdg": lambda url: recorded(url, log, count),
        engine.peer: lambda url: engine.write(url, ready),
    }
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for who, work in contestants.items():
            url = engine.new_store()
            made = engine_of(url)
            upgrade(made)
            made.dispose()
            began = time.perf_counter()
            work(url)
            best[who] = min(best[who], time.perf_counter() - began)
    for who, seconds in best.items():
        print(f"{name}, {who}: {count / seconds:,.0f} rows a second")
    share = best[engine.peer] / best["mdg"]
    print(f"{name}, mdg / {engine.peer}: {share:.2f} (at least {SHARE}: {'met' if share >= SHARE else 'NOT met'})")


def recorded(url: str, log: Path, count: int) -> None:
    found = mdg.record(url, log)
    assert (found.recorded, found.rejected) == (count, 0), found


def batches(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def write_log(path: Path, count: int) -> None:
    """Events of a shop's customers on their way through four systems, as JSON lines."""
    hops = (("shop", None), ("erp", "shop_to_erp"), ("crm", "erp_to_crm"), ("mail", "erp_to_mail"))
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            change, hop = divmod(number, len(hops))
            system, via = hops[hop]
            made = START + change * 1_000_000
            row = {
                "event_id": f"evt-{change:09}",
                "entity": "customer",
                "record_id": f"BP{change % 20_000:08}",
                "group": ("identity", "contact", "bank")[change % 3],
                "operation": "update",
                "origin": "shop",
                "changed_at": mdg_instant(made),
                "system": system,
                "applied_at": mdg_instant(made + hop * 60_000_000),
                "via": via,
                "scope_country": ("DE", "AT", "FR")[change % 3],
                "scope_role": ["buyer", "payer"][: 1 + change % 2],
            }
            file.write(json.dumps(row) + "\n")


def mdg_instant(micros: int) -> str:
    whole, rest = divmod(micros, 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{rest:06}Z"


def rows_of(url: str, log: Path) -> list[tuple[Any, ...]]:
    """The rows of a log as they are stored."""
    mdg.record(url, log)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = connection.execute(f"SELECT {COLUMNS} FROM mdg_event ORDER BY sequence").fetchall()
    connection.close()
    return rows


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 500,
        int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
