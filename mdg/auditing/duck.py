"""DuckDB: Parquet, CSV and JSON lines, Arrow tables and data frames; the engine that is there without a server."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.auditing.engine import INSTANTS, Engine, Expr, Row, Source, texts
from mdg.auditing.instants import INSTANT
from mdg.diagnostic import MdgError
from mdg.model.event import SCOPE
from mdg.model.happened import Rejection

#: How an event's file ends, and what it holds.
KINDS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "json", ".ndjson": "json", ".json": "json"}
Reason = Callable[[Mapping[str, Any]], str | None]


class DuckDB(Engine):
    """DuckDB in memory; what does not fit spills into a folder of its own, which goes when it is closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mdg-audit-")
        super().__init__(None)
        self.raw = duckdb.connect(config={"temp_directory": self._folder.name})
        self._schemas: dict[str, Any] = {}
        self.raw.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false; set enable_progress_bar = false")

    def close(self) -> None:
        self.raw.close()
        self._folder.cleanup()

    def table(self, name: str) -> Expr:
        return self._unbound(self._named(name))

    def rows(self, expression: Expr) -> list[Row]:
        answer = self.raw.execute(_sql(expression))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def append(self, name: str, expression: Expr) -> Expr:
        if not self.has(name):
            return self._make(name, expression)
        columns = ", ".join(f'"{column}"' for column in self._schemas[self._named(name)].names)
        self.raw.execute(f"insert into {self._named(name)} select {columns} from ({_sql(expression)})")
        return self.table(name)

    def drop(self, *names: str) -> None:
        for name in filter(self.has, names):
            self.raw.execute(f"drop table {self._named(name)}")
            self._made.remove(self._named(name))

    def _make(self, name: str, what: Any) -> Expr:
        named = self._named(name)
        self.drop(name)
        if isinstance(what, pa.Table):
            self.raw.register("mdg_audit_given", what)
            self.raw.execute(f"create temp table {named} as select * from mdg_audit_given")
            self.raw.unregister("mdg_audit_given")
            self._schemas[named] = ibis.Schema.from_pyarrow(what.schema)
        else:
            self._schemas[named] = what.schema()
            columns = ", ".join(f'"{column}"' for column in what.columns)
            self.raw.execute(f"create temp table {named} as select {columns} from ({_sql(what)})")
        self._made.append(named)
        return self.table(name)

    def _unbound(self, named: str) -> Expr:
        return ibis.table(self._schemas[named], name=named)

    def repeated(self, table: Expr, columns: Sequence[str]) -> Expr | None:
        """As for every engine; the few candidates are found by sorting hashes, which costs a tenth of the memory."""
        hashed = ", ".join(f'"{column}"' for column in columns)
        query = _sql(table.select(*columns))
        hashes = self.raw.execute(f"select hash({hashed}) as hashed from ({query})").fetchnumpy()["hashed"]
        hashes = np.ascontiguousarray(hashes)
        hashes.sort()
        twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        del hashes
        if not len(twice):
            return None
        self.raw.register("mdg_audit_hashes", pa.table({"hashed": twice}))
        self.raw.execute(
            f"create or replace temp table mdg_audit_candidates as select * from ({query}) "
            f"where hash({hashed}) in (select hashed from mdg_audit_hashes)"
        )
        self.raw.unregister("mdg_audit_hashes")
        self._schemas["mdg_audit_candidates"] = table.select(*columns).schema()
        return super().repeated(self._unbound("mdg_audit_candidates"), columns)

    def open(self, events: Any, dimensions: Iterable[str] | None) -> Source:
        """The log in a file, a folder of such files, or a table in memory.

        ``dimensions`` are the columns of values beside those of every event, None for all that the log has.
        MdgError where there is no such file, or it is none that can be read.
        """
        if hasattr(events, "__arrow_c_stream__"):
            return self._table(pa.table(events), dimensions)
        files = files_of(Path(events))
        kind = KINDS[files[0].suffix]
        try:
            return {"parquet": self._parquet, "csv": self._csv, "json": self._json}[kind](files, dimensions)
        except duckdb.Error as failure:
            raise MdgError(f"`{files[0]}` could not be read: {_first_line(failure)}") from failure

    def _table(self, table: pa.Table, dimensions: Iterable[str] | None) -> Source:
        self.raw.register("mdg_audit_events", table)
        rows = partial(_table_rows, table)
        return self._source("mdg_audit_events", "the table", dimensions, partial(_places, [("the table", rows)]))

    def _parquet(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        listed = ", ".join(_quoted(str(file)) for file in files)
        readers = [(str(file), partial(self._parquet_rows, file, dimensions or ())) for file in files]
        reading = f"read_parquet([{listed}], union_by_name = true)"
        return self._source(reading, _name(files), dimensions, partial(_places, readers))

    def _parquet_rows(self, file: Path, dimensions: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        reading = f"read_parquet({_quoted(str(file))}, file_row_number = true)"
        columns = ", ".join(self._columns(reading, dimensions))
        query = f"select file_row_number + 1 as line, {columns} from {reading} order by file_row_number"
        answer: Any = self.raw.cursor().execute(query)
        for batch in answer.to_arrow_reader():
            for row in batch.to_pylist():
                yield row.pop("line"), row

    def _csv(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        listed = ", ".join(_quoted(str(file)) for file in files)
        reading = f"read_csv([{listed}], header = true, all_varchar = true, store_rejects = true)"
        readers = [(str(file), partial(_csv_rows, file)) for file in files]
        places = partial(_places, readers)
        return self._source(reading, _name(files), dimensions, places, blank_is_empty=True, broken=self._broken)

    def _broken(self) -> int:
        """The lines of CSV that could not be taken apart when the log was last read."""
        last = "scan_id = (select max(scan_id) from reject_errors)"
        answer: Any = self.raw.execute(f"select count(distinct (file_id, line)) from reject_errors where {last}")
        return int(answer.fetchall()[0][0])

    def _json(self, files: list[Path], dimensions: Iterable[str] | None) -> Source:
        listed = ", ".join(_quoted(str(file)) for file in files)
        if dimensions is None:
            guessing = "format = 'newline_delimited', ignore_errors = true, sample_size = -1"
            dimensions = self._scopes(f"read_json([{listed}], {guessing}, maximum_object_size = 16777216)")
        names = (*texts(dimensions), *INSTANTS)
        columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in names)
        reading = (
            f"read_json([{listed}], format = 'newline_delimited', ignore_errors = true, columns = {{{columns}}}, "
            "maximum_object_size = 16777216)"
        )
        readers = [(str(file), partial(_json_rows, file)) for file in files]
        return self._source(reading, _name(files), dimensions, partial(_places, readers))

    def _source(self, reading: str, name: str, dimensions: Iterable[str] | None, places: Any, **more: Any) -> Source:
        dimensions = self._scopes(reading) if dimensions is None else list(dimensions)
        columns = ", ".join(self._columns(reading, dimensions))
        self.raw.execute(f"create temp view mdg_audit_source as select {columns} from {reading}")
        types = dict.fromkeys(texts(dimensions), "string") | dict.fromkeys(INSTANTS, "int64")
        self._schemas["mdg_audit_source"] = ibis.schema(types)
        return Source(self._unbound("mdg_audit_source"), name, places, **more)

    def _kinds(self, reading: str) -> dict[str, str]:
        """The columns that there are, with their types."""
        return {str(row[0]): str(row[1]) for row in self.raw.execute(f"describe select * from {reading}").fetchall()}

    def _scopes(self, reading: str) -> list[str]:
        return [name for name in self._kinds(reading) if name.startswith(SCOPE)]

    def _columns(self, reading: str, dimensions: Iterable[str]) -> Iterator[str]:
        """The columns of an event, each as the audit wants it; those that are not there are null."""
        kinds = self._kinds(reading)
        for name in INSTANTS:
            yield f'{_micros(name, kinds.get(name, ""))} as "{name}"'
        for name in texts(dimensions):
            kind = kinds.get(name, "")
            if kind.endswith("[]"):
                yield f'cast(to_json(list_sort("{name}")) as varchar) as "{name}"'
            else:
                yield f'cast("{name}" as varchar) as "{name}"' if kind else f'cast(null as varchar) as "{name}"'


def files_of(path: Path) -> list[Path]:
    """The files of a log: one, or all of a folder, of one kind; MdgError where there are none or several kinds."""
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix in KINDS and one.is_file())
        if len({KINDS[one.suffix] for one in found}) > 1:
            raise MdgError(f"`{path}` holds files of several kinds; name a folder with one kind of log")
    else:
        found = [path]
    if not found or not found[0].is_file():
        raise MdgError(f"there is no log at `{path}`; name a file or folder of Parquet, CSV or JSON lines")
    if found[0].suffix not in KINDS:
        raise MdgError(f"`{path}` is no log that can be read; its name ends in none of {', '.join(KINDS)}")
    return found


def _micros(name: str, kind: str) -> str:
    """An instant as whole microseconds in UTC, from a column of that kind."""
    if kind == "TIMESTAMP WITH TIME ZONE" or kind.startswith("TIMESTAMP") or kind == "DATE":
        return f'epoch_us(cast("{name}" as timestamptz))'
    if kind == "VARCHAR":
        checked = f"""case when regexp_full_match("{name}", '{INSTANT}') then "{name}" end"""
        return f"epoch_us(try_cast({checked} as timestamptz))"
    return f'cast("{name}" as bigint)' if kind.endswith(("INT", "INTEGER")) else "cast(null as bigint)"


def _places(
    readers: Sequence[tuple[str, Callable[[], Iterator[tuple[int, Any]]]]], reason: Reason, most: int
) -> Iterator[Rejection]:
    """The first rows that cannot be judged, each with its line."""
    for name, rows in readers:
        for line, row in rows():
            why = row if isinstance(row, str) else reason(row)
            if why is not None:
                yield Rejection(name, line, why)
                most -= 1
                if not most:
                    return


def _table_rows(table: pa.Table) -> Iterator[tuple[int, dict[str, Any]]]:
    line = 0
    for batch in table.to_batches(65536):
        for row in batch.to_pylist():
            line += 1
            yield line, row


def _csv_rows(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        line = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(header):
                yield line, f"{len(row)} values for {len(header)} columns"
            elif row:
                yield line, {name: value or None for name, value in zip(header, row, strict=True)}
            line = reader.line_num + 1


def _json_rows(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with file.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError:
                yield number, "this line is no JSON"
                continue
            yield number, found if isinstance(found, dict) else "this line is no JSON object"


def _name(files: list[Path]) -> str:
    return str(files[0] if len(files) == 1 else files[0].parent)


def _sql(expression: Expr) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(failure: Exception) -> str:
    return str(failure).strip().splitlines()[0]
