"""Events as they stand, in JSON lines, CSV and Parquet: the same rows from each, and a place for all that is none."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mdg.diagnostic import MdgError
from mdg.store.row import Checker
from tests.interop.feeds.conftest import Reader

ROWS: list[dict[str, Any]] = [
    {
        "event_id": "é1",
        "entity": "customer",
        "record_id": 'a, "b"\nc',
        "group": "contact",
        "operation": "update",
        "origin": "shop",
        "changed_at": "2026-01-01T00:00:00.000001Z",
        "system": "erp",
        "applied_at": "2026-01-01T00:00:05Z",
        "via": via,
        "scope_role": role,
    }
    for via, role in [(None, ["b", "a"]), ("f", None), ("g", [])]
]


def as_jsonl() -> bytes:
    return "\n\n".join(json.dumps(row) for row in ROWS).encode()


def as_array() -> bytes:
    return json.dumps(ROWS, indent=2).encode()


def as_csv() -> bytes:
    def cell(value: Any) -> str:
        text = "" if value is None else json.dumps(value) if isinstance(value, list) else value
        return '"' + text.replace('"', '""') + '"'

    lines = [";".join(ROWS[0]), *(";".join(map(cell, row.values())) for row in ROWS)]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


def as_parquet() -> bytes:
    table = pa.Table.from_pylist(ROWS)
    for name in ("changed_at", "applied_at"):
        instants = table[name].cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("ns", "Europe/Berlin"))
        table = table.set_column(table.schema.get_field_index(name), name, instants)
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "content"),
    [("jsonl", as_jsonl), ("jsonl", as_array), ("csv", as_csv), ("parquet", as_parquet)],
    ids=["lines", "array", "csv", "parquet"],
)
def test_the_same_rows_from_each_format(read: Reader, form: str, content: Any) -> None:
    found = read(content(), form)
    assert not found.faults
    kept = [Checker().row(row, 1, 1) for _, row in found.rows]
    assert kept == [Checker().row(row, 1, 1) for row in ROWS]


def test_lines_that_are_none(read: Reader) -> None:
    log = '{"a": 1}\n{"a": 1\n\n[1]\nnull\n{"a": 1, "a": 2}\n{"a": {"b": 1, "b": 2}}\n{"a": NaN}\n{"a": 2}\n'
    found = read(log, "jsonl")
    assert found.rows == [(1, {"a": 1}), (9, {"a": 2})]
    assert [line for line, _ in found.faults] == [2, 4, 5, 6, 7, 8]
    said = dict(found.faults)
    assert said[4] == said[5] == "it is no JSON object"
    assert said[6] == "`a` stands in it twice"
    assert said[7] == "`b` stands in it twice"


def test_rows_of_csv_that_are_none(read: Reader) -> None:
    log = b'a,b\n1,2\n1\n"x"y,2\n"two\nlines",2\n\xff,2\n"open'
    found = read(log, "csv")
    assert found.rows == [(2, {"a": "1", "b": "2"}), (5, {"a": "two\nlines", "b": "2"}), (7, {"a": "\udcff", "b": "2"})]
    assert [line for line, _ in found.faults] == [3, 4, 8]
    assert found.faults[0][1] == "the row has another number of cells than the heading: 1 for 2"


def test_a_heading_with_a_column_twice(read: Reader) -> None:
    with pytest.raises(MdgError, match="has the column `a` twice"):
        read("a,b,a\n1,2,3\n", "csv")


@pytest.mark.parametrize("cut", [0, 4, 300])
def test_parquet_that_is_cut_off(read: Reader, cut: int) -> None:
    with pytest.raises(MdgError, match="`log` cannot be read as Parquet"):
        read(as_parquet()[:cut], "parquet")


def test_parquet_instants_near_1970(read: Reader) -> None:
    out = io.BytesIO()
    table = pa.table({"changed_at": pa.array([5], pa.timestamp("s"))})
    pq.write_table(table, out)
    ((_, row),) = read(out.getvalue(), "parquet").rows
    assert Checker().row({**ROWS[0], **row}, 1, 1)[9] == 5_000_000
