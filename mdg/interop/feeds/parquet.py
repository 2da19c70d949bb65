"""Parquet, where pyarrow is there: each row as a mapping from column to value, instants as whole microseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]  # Arrow ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from mdg.diagnostic import MdgError
from mdg.interop.feeds.json_lines import Item

_ROWS = 10_000


def parquet(stream: BinaryIO, name: str) -> Iterator[Item]:
    """The rows of a file, counted from 1.  MdgError where it is no Parquet, or is cut off."""
    try:
        file = pq.ParquetFile(stream)
        yield from batches(file.iter_batches(_ROWS))
    except (pa.ArrowException, OSError) as failure:
        raise MdgError(f"`{name}` cannot be read as Parquet: {str(failure).partition(chr(10))[0]}") from failure


def batches(found: Any) -> Iterator[Item]:
    """The rows of record batches of Arrow, counted from 1."""
    number = 0
    for batch in found:
        names = batch.schema.names
        columns = [_values(column) for column in batch.columns]
        for values in zip(*columns, strict=True):
            number += 1
            yield number, dict(zip(names, values, strict=True)), None


def _values(column: Any) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        # as datetimes: numbers near 1970 would be taken for seconds
        return list(column.cast(pa.timestamp("us", "UTC"), safe=False).to_pylist())
    return list(column.to_pylist())
