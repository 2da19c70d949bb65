"""Spark: a log that one machine cannot hold, in Parquet, or as a table of a session that is there already.

What is worked out once is kept by the executors (a local checkpoint: in memory, else on their disks), so that nothing
is computed twice and no plan grows; nothing is written anywhere.  An executor that is lost with it fails the audit.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types
from ibis.backends.sql.compilers import PySparkCompiler
from ibis.backends.sql.datatypes import PySparkType
from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]  # it ships no types
from pyspark import SparkConf
from pyspark.errors import PySparkException, PySparkRuntimeError
from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from mdg.auditing.engine import PLACES, Expr, Source, contains_nul
from mdg.auditing.files import KINDS, files_of
from mdg.auditing.sql import Sql
from mdg.diagnostic import MdgError
from mdg.model.instants import BEYOND_MICROSECONDS, COUNTED, LEAST_NUMBER, WRITTEN

_ZONE = "spark.sql.session.timeZone"
#: What is set for a session of our own on one machine, unless it is set already.
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
}


class Spark(Sql):
    """A session of Spark: the one that is active, else one as the environment describes it, else on this machine."""

    dialect = "pyspark"
    types: Mapping[str, str] = {"string": "string", "int64": "bigint"}

    def __init__(self, session: SparkSession | None = None) -> None:
        given = session or SparkSession.getActiveSession()
        super().__init__(given or _started())
        self._own = given is None
        self._zone = self.connection.conf.get(_ZONE)
        self.connection.conf.set(_ZONE, "UTC")

    def close(self) -> None:
        try:
            super().close()
            self.connection.catalog.dropTempView(self._named("placed"))
            self.connection.conf.set(_ZONE, self._zone)
        finally:
            if self._own:
                self.connection.stop()

    def run(self, statement: str, rows: Sequence[Sequence[Any]] | None = None) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.sql(statement).collect()]

    def number(self, name: str, expression: Expr, column: str, order: Sequence[str]) -> Expr:
        """As for every engine; numbers have gaps, so that no single task has to see all rows."""
        ordered = self.connection.sql(self.sql(expression)).orderBy(*map(self.quoted, order))
        self._hold(self._named(name), ordered.withColumn(column, f.monotonically_increasing_id()))
        self._schemas[self._named(name)] = expression.mutate(**{column: expression.count()}).schema()
        self._made.append(self._named(name))
        return self.table(name)

    def append(self, name: str, expression: Expr) -> Expr:
        if not self.has(name):
            return self._make(name, expression)
        named = self._named(name)
        added = self.connection.sql(self.sql(expression)).localCheckpoint()
        self.connection.table(named).unionByName(added).createOrReplaceTempView(named)
        return self.table(name)

    def sql(self, expression: Expr) -> str:
        # not by `ibis.to_sql`, which loads Ibis's backend of Spark, and that asks for pandas, an old one at that
        compiler = PySparkCompiler()
        return str(compiler.to_sqlglot(expression).sql(dialect=compiler.dialect))

    def quoted(self, column: str) -> str:
        return "`" + column.replace("`", "``") + "`"

    def open(self, path: str, dimensions: Iterable[str] | None) -> Source:
        """The log in a file of Parquet or a folder of them, on this machine or wherever Spark can read.

        MdgError where there is none, or it cannot be read.
        """
        reader = self.connection.read.option("mergeSchema", "true")
        if "://" not in path:
            files = files_of(Path(path))
            if KINDS[files[0].suffix] != "parquet":
                raise MdgError(f"the engine `spark` reads Parquet, and `{files[0]}` is none; leave out the engine")
            if not any("=" in part for part in files[0].parts):  # folders that are columns are found without that
                reader = reader.option("recursiveFileLookup", "true").option("pathGlobFilter", "*.{parquet,pq}")
            path = Path(path).resolve().as_uri()
        try:
            frame = reader.parquet(path)
            places = {PLACES[0]: "_metadata.file_path", PLACES[1]: "_metadata.row_index + 1"}
            columns = [f.expr(expression).alias(name) for name, expression in places.items()]
            return self.open_frame(frame.select("*", *columns), path, dimensions)
        except (PySparkException, Py4JJavaError) as failure:
            raise MdgError(f"`{path}` could not be read by Spark: {_first_line(failure)}") from failure

    def open_frame(self, frame: Any, name: str, dimensions: Iterable[str] | None) -> Source:
        """The log in a data frame of this session, which may tell :data:`mdg.auditing.engine.PLACES`."""
        frame.createOrReplaceTempView(self._named("given"))
        self._made.append(self._named("given"))
        kinds = {field.name: PySparkType.from_string(field.dataType.simpleString()) for field in frame.schema}
        reading = f"select * from {self._named('given')}"
        if PLACES[0] not in kinds:
            reading = f"select *, 'the table' as {PLACES[0]}, cast(null as bigint) as {PLACES[1]} from ({reading})"
        return self.source(reading, name, kinds, dimensions)

    def has_nul(self, text: Expr) -> Expr:
        return contains_nul(text)

    def _text(self, column: str) -> str:
        return f"cast({column} as string)"

    def _list(self, column: str) -> str:
        return f"to_json(sort_array({column}))"

    def _micros(self, column: str, kind: Any) -> str:
        if kind.is_integer():
            return f"cast({column} as bigint)"
        if kind.is_timestamp():
            return f"unix_micros(cast({column} as timestamp))"
        if not kind.is_string():
            return "cast(null as bigint)"
        cut = f"regexp_replace(upper({column}), '{BEYOND_MICROSECONDS}', '.$1')"
        told = f"case when {column} rlike '^({WRITTEN})\\\\z' then {cut} end"
        number = f"try_cast(case when {column} rlike '^({COUNTED})\\\\z' then {column} end as bigint)"
        counted = f"case when abs({number}) >= {LEAST_NUMBER} then {number} end"
        return f"coalesce(unix_micros(try_cast({told} as timestamp)), {counted})"

    def _keep(self, named: str, query: str) -> None:
        self._hold(named, self.connection.sql(query))

    def _fill(self, named: str, what: pa.Table) -> None:
        self.connection.createDataFrame(what).createOrReplaceTempView(named)

    def _hold(self, named: str, frame: Any) -> None:
        frame.localCheckpoint().createOrReplaceTempView(named)

    def _forget(self, named: str) -> None:
        self.connection.catalog.dropTempView(named)


def _started() -> SparkSession:
    """A session of our own; MdgError where there is no Java, or Spark does not start for another reason."""
    if "SPARK_REMOTE" in os.environ:
        return SparkSession.builder.getOrCreate()
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else shutil.which("java")
    if java is None or not Path(java).exists():
        where = f"there is none at JAVA_HOME, {home}" if home else "no `java` is found"
        raise MdgError(f"Spark needs Java 17 or later, and {where}; install one, or name its folder in JAVA_HOME")
    try:
        conf = SparkConf()
        if str(conf.get("spark.master", "local")).startswith("local"):
            for name, value in _LOCAL.items():
                conf.setIfMissing(name, value)
        return SparkSession.builder.appName("mdg audit").config(conf=conf).getOrCreate()
    except PySparkRuntimeError as failure:
        raise MdgError(
            f"Spark does not start: {_first_line(failure)}; it needs Java 17 or later, see what it wrote above"
        ) from failure


def _first_line(failure: Exception) -> str:
    if isinstance(failure, Py4JJavaError):
        failure = Exception(failure.java_exception.getMessage() or failure)
    return str(failure).strip().splitlines()[0]
