"""Parquet and tables are read one way by `audit` and `record`, by the types of their columns."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mdg.store.engine import engine_of
from mdg.store.recording import stored

from .same_reading import ROW, audited, recorded


def typed(name: str, kind: Any, values: list[Any]) -> pa.Table:
    """A table of three rows, in which a column is of that type."""
    rows = [{**ROW, "event_id": f"e{number}", "via": None} for number in range(3)]
    table = pa.Table.from_pylist(rows)
    if table.schema.field("via").type == pa.null():
        table = table.set_column(table.schema.get_field_index("via"), "via", pa.array([None] * 3, pa.string()))
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values, kind))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.binary(), b"x"),
        (pa.float64(), 1.5),
        (pa.bool_(), True),
        (pa.decimal128(5, 0), decimal.Decimal(7)),
        (pa.timestamp("us"), dt.datetime(2026, 1, 1)),
        (pa.list_(pa.string()), ["x"]),
        (pa.struct({"a": pa.string()}), {"a": "x"}),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["event_id", "via"])
def test_in_parquet_what_is_no_text_is_no_id(tmp_path: Path, kind: Any, value: Any, name: str) -> None:
    table = typed(name, kind, [None, value, value])
    log = tmp_path / "log.parquet"
    pq.write_table(table, log)
    answer = audited(tmp_path, log)
    wrong = [(2, f"`{name}` is no text"), (3, f"`{name}` is no text")]
    assert answer[1][-2:] == wrong
    assert len(answer[1]) + answer[0] == 3
    assert len(answer[1]) == (2 if name == "via" else 3)
    assert recorded(tmp_path, log)[1][-2:] == wrong
    assert audited(tmp_path, table) == answer


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.int8(), 7),
        (pa.uint64(), 2**63),
        (pa.dictionary(pa.int8(), pa.string()), "x"),
        (pa.large_string(), "x"),
        (pa.uuid(), uuid.UUID(int=7)),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["record_id", "scope_site"])
def test_in_parquet_what_is_written_as_a_text_is_one(tmp_path: Path, kind: Any, value: Any, name: str) -> None:
    given = value.bytes if isinstance(value, uuid.UUID) else value
    table = typed(name, kind, [given, given, given])
    assert audited(tmp_path, table)[1] == []
    pq.write_table(table, tmp_path / "log.parquet")
    assert audited(tmp_path, tmp_path / "log.parquet")[1] == recorded(tmp_path, tmp_path / "log.parquet")[1] == []
    found = list(stored(engine_of(f"sqlite:///{tmp_path}/events.db", existing=True)))
    told = {json.loads(row["scope"])["site"] if name == "scope_site" else row[name] for row in found}
    assert told == {str(value)}


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (pa.bool_(), True, True),
        (pa.list_(pa.int8()), [1], True),
        (pa.list_(pa.string(), 1), ["x"], True),
        (pa.list_(pa.float64()), [1.5], False),
        (pa.float32(), 1.5, False),
        (pa.binary(), b"x", False),
    ],
    ids=str,
)
def test_in_parquet_what_can_be_a_dimension(tmp_path: Path, kind: Any, value: Any, *, taken: bool) -> None:
    pq.write_table(typed("scope_site", kind, [value] * 3), tmp_path / "log.parquet")
    answer = audited(tmp_path, tmp_path / "log.parquet")
    said = "`scope_site` is neither a text nor a list of texts"
    assert answer == ((3, []) if taken else (0, [(number, said) for number in (1, 2, 3)]))
    assert recorded(tmp_path, tmp_path / "log.parquet") == answer


def test_files_of_other_types_are_read_each_by_its_own(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    pq.write_table(typed("record_id", pa.string(), ["a", "b", "c"]), tmp_path / "logs" / "1.parquet")
    pq.write_table(typed("record_id", pa.float64(), [1.5, 2.5, 3.5]), tmp_path / "logs" / "2.parquet")
    pq.write_table(typed("record_id", pa.int64(), [1, 2, 3]), tmp_path / "logs" / "3.parquet")
    said = "`record_id` is no text"
    answer = audited(tmp_path, tmp_path / "logs")
    assert answer[1] == [(number, said) for number in (1, 2, 3)]
