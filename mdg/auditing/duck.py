"""DuckDB: the engine that is there without a server; what it reads of files see :mod:`.files`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.auditing.engine import INSTANTS, Engine, Expr, Row, Source, contains_nul, texts
from mdg.model.event import SCOPE
from mdg.model.happened import Rejection
from mdg.model.instants import BEYOND_MICROSECONDS, COUNTED, FIRST, LAST, LEAST_NUMBER, WRITTEN

Reason = Callable[[Mapping[str, Any]], str | None]
_TEXT = r'VARCHAR|JSON|UUID|ENUM\(.*\)|U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|"NULL"'
#: The kinds of columns in which ids can stand, and those in which values of dimensions can.
_TEXTS, _SCOPES = re.compile(_TEXT, re.DOTALL), re.compile(rf"({_TEXT}|BOOLEAN)(\[[0-9]*\])?", re.DOTALL)
Places = Callable[[Reason, int], Iterator[Rejection]]


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

    def has_nul(self, text: Expr) -> Expr | None:
        return contains_nul(text)

    def open_table(self, table: pa.Table, dimensions: Iterable[str] | None) -> Source:
        """The log in a table in memory; ``dimensions`` as for files."""
        self.raw.register("mdg_audit_events", table)
        rows = partial(_table_rows, table)
        return self.source(["mdg_audit_events"], "the table", dimensions, partial(places_of, [("the table", rows)]))

    def source(
        self, readings: Sequence[str], name: str, dimensions: Iterable[str] | None, places: Any, **more: Any
    ) -> Source:
        """The log that readings (functions of DuckDB, or queries) give together; ``more`` as for :class:`Source`."""
        if dimensions is None:
            dimensions = sorted({one for reading in readings for one in self.scopes(reading)})
        dimensions = list(dimensions)
        parts = [f"select {', '.join(self.columns(reading, dimensions))} from {reading}" for reading in readings]
        self.raw.execute(f"create temp view mdg_audit_source as {' union all '.join(parts)}")
        types = dict.fromkeys(texts(dimensions), "string") | dict.fromkeys(INSTANTS, "int64")
        self._schemas["mdg_audit_source"] = ibis.schema(types)
        return Source(self._unbound("mdg_audit_source"), name, places, **more)

    def _kinds(self, reading: str) -> dict[str, str]:
        """The columns that there are, with their types."""
        return {str(row[0]): str(row[1]) for row in self.raw.execute(f"describe select * from {reading}").fetchall()}

    def scopes(self, reading: str) -> list[str]:
        """The columns of values that a reading has."""
        return [name for name in self._kinds(reading) if name.startswith(SCOPE)]

    def columns(self, reading: str, dimensions: Iterable[str]) -> Iterator[str]:
        """The columns of an event, each as the audit wants it; those that are not there are null."""
        dimensions = list(dimensions)
        kinds = self._kinds(reading)
        odd = [name for name in texts(dimensions) if name in kinds and not _holds_texts(name, kinds[name])]
        for name in INSTANTS:
            yield f'{_micros(name, kinds.get(name, ""))} as "{name}"'
        for name in texts(dimensions):
            kind = kinds.get(name, "")
            if not kind:
                told = "cast(null as varchar)"
            elif name in odd:
                told = f"""case when "{name}" is not null then '?' end"""
            elif kind.endswith("]"):
                several = f"""cast("{name}" as {kind.rpartition("[")[0]}[])"""  # where each has as many, too
                told = f"cast(to_json(list_sort({several})) as varchar)"
            else:
                told = f'cast("{name}" as varchar)'
            if name == "event_id" and odd:
                # a row with something that is no text is none that can be judged
                sound = " and ".join(f'"{one}" is null' for one in odd)
                told = f"case when {sound} then {told} end"
            yield f'{told} as "{name}"'

    def as_it_is(self, reading: str, dimensions: Iterable[str]) -> Iterator[str]:
        """The same columns as they stand there, instants as far as they can be read, to tell what is wrong with one."""
        kinds = self._kinds(reading)
        for name in INSTANTS:
            kind = kinds.get(name)
            if kind is None:
                yield f'null as "{name}"'
            else:
                yield f'{_micros(name, kind)} as "{name}", cast("{name}" as varchar) as "unread_{name}"'
        for name in texts(dimensions):
            yield f'"{name}"' if name in kinds else f'null as "{name}"'


def _holds_texts(name: str, kind: str) -> bool:
    """Whether all that can stand in a column of that kind is a text, or a number that is one as it is written."""
    return (_SCOPES if name.startswith(SCOPE) else _TEXTS).fullmatch(kind) is not None


def _micros(name: str, kind: str) -> str:
    """An instant as whole microseconds in UTC, from a column of that kind."""
    if kind.startswith("TIMESTAMP"):
        # nanoseconds are cut off and not rounded, and with a zone they are a kind that only casts know of
        told = f"""cast("{name}" as {"timestamp_ns" if kind.endswith("_NS") else "timestamptz"})"""
        return _within(f"epoch_us(case when isfinite({told}) then {told} end)")
    if kind == "VARCHAR":
        cut = f"""regexp_replace(upper("{name}"), '{BEYOND_MICROSECONDS}', '.\\1')"""
        told = f"""case when regexp_full_match("{name}", '{WRITTEN}') then {cut} end"""
        number = f"""case when regexp_full_match("{name}", '{COUNTED}') then "{name}" end"""
        instant = _within(f"epoch_us(try_cast({told} as timestamptz))")
        return f"coalesce({instant}, {_count(f'try_cast({number} as bigint)')})"
    if kind.endswith(("INT", "INTEGER")):
        return _count(f'try_cast("{name}" as bigint)')
    return "cast(null as bigint)"


def _within(number: str) -> str:
    return f"case when {number} between {FIRST} and {LAST} then {number} end"


def _count(number: str) -> str:
    """A number that somebody else has made, which may count what it should not."""
    return f"case when abs({number}) >= {LEAST_NUMBER} then {_within(number)} end"


def places_of(
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


def with_instants(row: dict[str, Any]) -> dict[str, Any]:
    """A row of :meth:`DuckDB.as_it_is`; where no instant could be read, with what stands there instead."""
    for name in INSTANTS:
        written = row.pop(f"unread_{name}", None)
        row[name] = written if row[name] is None else row[name]
    return row


def _table_rows(table: pa.Table) -> Iterator[tuple[int, dict[str, Any]]]:
    line = 0
    for batch in table.to_batches(65536):
        for row in batch.to_pylist():
            line += 1
            yield line, row


def _sql(expression: Expr) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


def first_line(failure: Exception) -> str:
    """What an engine says of a failure, in a line."""
    return str(failure).strip().splitlines()[0]
