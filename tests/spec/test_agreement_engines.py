"""Every engine agrees with the reference on every count and quantile of 200 random logs united into one."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import mdg
from mdg.pipeline.audit import figures
from tests.postgres_server import server

from .audit import EPOCH, VIOLATIONS
from .logs import as_table
from .strategies import AS_OF
from .test_agreement_audit import comparable
from .united import LOGS, united
from .writing import write


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as started:
        yield started.new_store()


def judged(events: Any, engine: str | None = None) -> dict[str, Any]:
    raw, _, as_of, _ = united()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"landscape.yaml": raw})
        landscape = mdg.load(folder, as_of=AS_OF)
    found = figures(landscape, events, EPOCH + datetime.timedelta(microseconds=as_of), engine=engine)
    assert not found.rejected, found.rejections
    return comparable(found.as_json())


def test_the_united_log_holds_all_that_goes_wrong() -> None:
    _, rows, _, expected = united()
    assert len({row["record_id"].partition("-")[0] for row in rows}) == LOGS
    assert all(expected["violations"][name] for name in VIOLATIONS), expected["violations"]
    assert expected["repeated_rows"]
    assert expected["conflicting_rows"]
    assert expected["clock"]
    totals = [sum(need[name] for need in expected["needs"].values()) for name in ("late", "missing", "pending")]
    assert all(totals), totals


def test_duckdb_agrees() -> None:
    raw, rows, _, expected = united()
    assert judged(as_table(raw, rows)) == expected


def test_sqlite_agrees(tmp_path: Path) -> None:
    raw, rows, _, expected = united()
    url = f"sqlite:///{tmp_path / 'events.db'}"
    mdg.record(url, as_table(raw, rows))
    assert judged(url, "sqlite") == expected


def test_postgresql_agrees(postgres: str) -> None:
    raw, rows, _, expected = united()
    mdg.record(postgres, as_table(raw, rows))
    assert judged(postgres, "postgres") == expected


def test_spark_agrees(tmp_path: Path) -> None:
    raw, rows, _, expected = united()
    table = as_table(raw, rows)
    for number in range(3):  # in a folder, in several files
        part = table.slice(number * len(rows) // 3, (number + 1) * len(rows) // 3 - number * len(rows) // 3)
        pq.write_table(part, tmp_path / f"part-{number}.parquet")
    assert judged(tmp_path, "spark") == expected
