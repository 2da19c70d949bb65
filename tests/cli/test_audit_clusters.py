"""Tables that belong to a server or a cluster, audited there; and what is said where that cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mdg
from mdg.diagnostic import MdgError
from tests.postgres_server import server

from .conftest import CONTESTED, Mdg
from .test_audit_engines import AS_OF, figures, landscape, log

__all__ = ["landscape"]  # the fixture

WRONG = "`country` has no value `XX`"


def with_a_wrong_row() -> pa.Table:
    """The log, and behind it a row of a country that there is not."""
    wrong = log().slice(0, 1)
    place = wrong.column_names.index("scope_country")
    return pa.concat_tables([log(), wrong.set_column(place, "scope_country", pa.array(["XX"]))])


def rejected(landscape: mdg.Landscape, events: Any, engine: str | None = None) -> list[tuple[str, int | None, str]]:
    found = mdg.audit(landscape, events, as_of=AS_OF, engine=engine)
    assert found.rejected == len(found.rejections)
    return [(one.file, one.line, one.reason) for one in found.rejections]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "2"}
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.session.timeZone", "America/New_York").getOrCreate()
    yield session
    session.stop()


@pytest.mark.slow
def test_a_data_frame_of_spark_is_audited_by_its_session_which_is_afterwards_as_it_was(
    landscape: mdg.Landscape, spark: Any
) -> None:
    frame = spark.createDataFrame(log())
    assert figures(landscape, frame) == figures(landscape, log())
    assert spark.conf.get("spark.sql.session.timeZone") == "America/New_York"
    assert [one.name for one in spark.catalog.listTables()] == []
    assert frame.count() == 4  # the session goes on
    assert rejected(landscape, spark.createDataFrame(with_a_wrong_row())) == [("the table", None, WRONG)]


@pytest.mark.slow
def test_spark_tells_in_which_file_and_row_something_is_wrong(
    landscape: mdg.Landscape, spark: Any, tmp_path: Path
) -> None:
    pq.write_table(log(), tmp_path / "a.parquet")
    pq.write_table(with_a_wrong_row(), tmp_path / "b.parquet")
    assert spark.conf.get("spark.sql.shuffle.partitions") == "2"
    ((file, line, reason),) = rejected(landscape, tmp_path, "spark")
    assert (Path(file).name, line, reason) == ("b.parquet", 5, WRONG)


@pytest.mark.slow
def test_spark_reads_what_it_can_read(landscape: mdg.Landscape, spark: Any, tmp_path: Path) -> None:
    assert spark is not None
    (tmp_path / "log.csv").write_text("event_id\n")
    with pytest.raises(MdgError, match="reads Parquet"):
        mdg.audit(landscape, tmp_path / "log.csv", as_of=AS_OF, engine="spark")
    (tmp_path / "log.parquet").write_text("no Parquet")
    with pytest.raises(MdgError, match="could not be read by Spark"):
        mdg.audit(landscape, tmp_path / "log.parquet", as_of=AS_OF, engine="spark")


@pytest.mark.slow
def test_a_table_of_ibis_in_spark_is_audited_there(landscape: mdg.Landscape, spark: Any) -> None:
    pyspark = pytest.importorskip("ibis.backends.pyspark", reason="Ibis's own backend wants an old pandas")
    frame = spark.createDataFrame(log())
    frame.createOrReplaceTempView("events")
    connection = pyspark.Backend.from_connection(spark)
    assert figures(landscape, connection.table("events")) == figures(landscape, log())
    spark.catalog.dropTempView("events")


def test_a_table_of_ibis_in_postgresql_is_audited_there(landscape: mdg.Landscape) -> None:
    with server() as started:
        connection = ibis.connect(started.new_store())
        for name, told in (("events", log()), ("wrong", with_a_wrong_row())):
            connection.create_table(name, told)
        assert figures(landscape, connection.table("events")) == figures(landscape, log())
        assert rejected(landscape, connection.table("wrong")) == [("the table", None, WRONG)]
        assert sorted(connection.list_tables()) == ["events", "wrong"]
        connection.disconnect()


def test_an_old_java_is_told(mdg: Mdg, tmp_path: Path) -> None:
    """In a process of its own: one in which Spark was started once keeps its Java."""
    (tmp_path / "landscape.yaml").write_text(CONTESTED, encoding="utf-8")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'UnsupportedClassVersionError: version 61.0' >&2\nexit 1\n")
    java.chmod(0o755)
    arguments = ["audit", str(tmp_path / "landscape.yaml"), "--events", str(tmp_path), "--engine", "spark"]
    done = mdg(*arguments, env={"JAVA_HOME": str(tmp_path)})
    assert done.returncode == 2
    assert "Spark does not start: " in done.stderr
    assert "it needs Java 17 or later" in done.stderr


@pytest.mark.parametrize(
    ("missing", "gone", "events", "engine", "said"),
    [
        ("ibis", "mdg.auditing", "log.parquet", None, r"needs ibis: install `mdg\[audit\]`"),
        ("sqlalchemy", "mdg.store", "sqlite:///events.db", None, r"needs sqlalchemy: install `mdg\[store\]`"),
        ("pyspark", "mdg.auditing.spark", "log.parquet", "spark", r"needs pyspark: install `mdg\[audit,spark\]`"),
    ],
)
def test_what_is_missing_is_named_with_its_extra(
    landscape: mdg.Landscape,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
    gone: str,
    events: str,
    engine: str | None,
    said: str,
) -> None:
    for name in [one for one in sys.modules if one == gone or one.startswith(f"{gone}.")]:
        monkeypatch.delitem(sys.modules, name)
    package, _, module = gone.rpartition(".")
    monkeypatch.delattr(sys.modules[package], module, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MdgError, match=said):
        mdg.audit(landscape, events, as_of=AS_OF, engine=engine)


def test_a_watch_names_what_is_missing(
    landscape: mdg.Landscape, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [one for one in sys.modules if one.startswith("mdg.interop.feeds")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "orjson", None)
    with pytest.raises(MdgError, match=r"a log that grows needs orjson: install `mdg\[audit\]`"):
        mdg.Watch(landscape, tmp_path / "log.jsonl", tmp_path / "memory.db")
