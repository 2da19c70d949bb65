"""Arrow tables and data frames: what may be given as a table, and comes back as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types

from mdg.decision.request import DecisionError


def is_column(given: Any) -> bool:
    """Whether something is a column of a table: an Arrow array, or a series of a data frame."""
    return isinstance(given, (pa.Array, pa.ChunkedArray)) or hasattr(given, "__arrow_c_stream__") or _is_pandas(given)


def column_of(given: Any) -> Any:
    """A column as Arrow has it."""
    if isinstance(given, (pa.Array, pa.ChunkedArray)):
        return given
    return pa.chunked_array(given) if hasattr(given, "__arrow_c_stream__") else pa.Array.from_pandas(given)


def column_names(table: Any) -> Iterable[str]:
    """The names of a table's columns; DecisionError if it is none."""
    if _is_pandas(table) or _is_polars(table):
        return list(table.columns)
    if isinstance(table, (pa.Table, pa.RecordBatch)) or hasattr(table, "__arrow_c_stream__"):
        names: list[str] = _whole(table).schema.names
        return names
    raise DecisionError("a table is an Arrow table, a data frame, or has the Arrow stream interface")


def count_rows(table: Any) -> int:
    """How many rows a table has."""
    return len(table) if _is_pandas(table) or _is_polars(table) else int(_whole(table).num_rows)


def select(table: Any, names: Sequence[str]) -> Any:
    """These columns of a table, as an Arrow table."""
    try:
        if _is_pandas(table):
            return pa.Table.from_pandas(table[list(names)], preserve_index=False)
        return _whole(table).select(list(names))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise DecisionError(f"the table cannot be read as Arrow: {error}") from error


def with_columns(table: Any, columns: Mapping[str, Any]) -> Any:
    """The table with these Arrow columns added or replaced, in the kind that it came in."""
    if _is_pandas(table):
        return table.assign(**{name: column.to_pandas().to_numpy() for name, column in columns.items()})
    if _is_polars(table):
        return table.drop(*columns, strict=False).hstack(type(table)(pa.table(dict(columns))))
    arrow = _whole(table)
    for name, column in columns.items():
        at = arrow.schema.get_field_index(name)
        arrow = arrow.append_column(name, column) if at < 0 else arrow.set_column(at, name, column)
    if isinstance(table, pa.RecordBatch):
        pieces = [column.combine_chunks() for column in arrow.columns]
        return pa.RecordBatch.from_arrays(pieces, schema=arrow.schema)
    return arrow


def _whole(table: Any) -> Any:
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    return table if isinstance(table, pa.Table) else pa.table(table)


def _is_pandas(given: Any) -> bool:
    return type(given).__module__.partition(".")[0] == "pandas"


def _is_polars(given: Any) -> bool:
    return type(given).__module__.partition(".")[0] == "polars"
