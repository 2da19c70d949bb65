"""A log in a file that DuckDB would read otherwise than the readers of rows do: its rows, one after the other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.auditing.engine import INSTANTS, texts
from mdg.auditing.meaning import incomplete
from mdg.model.event import SCOPE, as_text, scope_of
from mdg.model.instants import EPOCH, microseconds

#: Where the rows are kept.
TABLE = "mdg_audit_by_rows"
_ROWS = 50_000
Row = Mapping[str, Any] | str


def scopes(rows: Iterable[Row]) -> list[str]:
    """The columns of values that rows have."""
    return sorted({name for row in rows if not isinstance(row, str) for name in row if name.startswith(SCOPE)})


def keep(raw: duckdb.DuckDBPyConnection, rows: Iterable[Row], dimensions: Iterable[str]) -> int:
    """Keep the rows that are events in :data:`TABLE`; how many are none.  What is no row comes as the reason."""
    columns = {**dict.fromkeys(INSTANTS, pa.timestamp("us", "UTC")), **dict.fromkeys(texts(dimensions), pa.string())}
    schema = pa.schema(list(columns.items()))
    raw.register("mdg_audit_given", schema.empty_table())
    raw.execute(f"create or replace temp table {TABLE} as select * from mdg_audit_given")
    broken = 0
    rest = iter(rows)
    while some := list(islice(rest, _ROWS)):
        good = [row for row in some if not isinstance(row, str) and incomplete(row) is None]
        broken += len(some) - len(good)
        raw.register("mdg_audit_given", pa.table([list(_cells(good, name)) for name in columns], schema=schema))
        raw.execute(f"insert into {TABLE} select * from mdg_audit_given")
    raw.unregister("mdg_audit_given")
    return broken


def _cells(rows: Iterable[Mapping[str, Any]], name: str) -> Iterator[Any]:
    for row in rows:
        value = row.get(name)
        if name in INSTANTS:
            yield EPOCH + dt.timedelta(microseconds=microseconds(value))
        elif name.startswith(SCOPE):
            found = scope_of(value)
            yield json.dumps(found, ensure_ascii=False) if isinstance(found, list) else found
        else:
            yield as_text(value)
