"""What is an instant is the same wherever events are read: by a record, by a watch, and by each engine of an audit."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mdg
from mdg.auditing.files import Files, Readers
from mdg.cli import run
from mdg.interop.feeds.delimited import delimited, heading
from mdg.interop.feeds.json_lines import json_lines
from mdg.model.instants import micros, written
from tests.cli.conftest import written as write

from .test_audit import AUDIT, HEAD, LANDSCAPE, Said, log, row

#: How an instant is written, and what it is in UTC; None for what is none.
TEXTS = {
    "2026-01-05T08:00:00Z": "2026-01-05T08:00:00Z",
    "2026-01-05 08:00": "2026-01-05T08:00:00Z",
    "2026-01-05t08:00:00.25Z": "2026-01-05T08:00:00.250000Z",
    "2026-01-05T08:00:00,5Z": "2026-01-05T08:00:00.500000Z",
    "2026-01-05T08:00:00.1234567Z": "2026-01-05T08:00:00.123456Z",
    "2026-01-05T08:00:00.999999999Z": "2026-01-05T08:00:00.999999Z",
    "2026-01-05T08:00:00+01:00": "2026-01-05T07:00:00Z",
    "2026-01-05T08:00:00-0530": "2026-01-05T13:30:00Z",
    "2026-01-05T08:00:00+14:00": "2026-01-04T18:00:00Z",
    "1767600000000000": "2026-01-05T08:00:00Z",
    "-62135596800000000": "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z": "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z": "9999-12-31T23:59:59.999999Z",
    "2026-01-05": None,
    "2026-01-05T08": None,
    "2026-W02-1T08:00:00Z": None,
    "2026-01-05T0800Z": None,
    "2026-01-05T24:00:00Z": None,
    "2026-01-05T08:60:00Z": None,
    "2026-02-29T08:00:00Z": None,
    "2026-01-05T08:00:00+25:00": None,
    "2026-01-05T08:00:00Z\n": None,
    "0000-01-01T00:00:00Z": None,
    "0001-01-01T00:00:00+05:00": None,
    "9999-12-31T23:59:59-05:00": None,
    "1767600000000": None,  # milliseconds
    "1767600000000000000": None,  # nanoseconds
    "000001767600000": None,
    "yesterday": None,
    "2026-01-05T08:00:00 Z": None,
    "2026-01-05T08:00:00.Z": None,
    "2026-01-05T08:00:001Z": None,
    "2026-01-05T08:00,5Z": None,
    "2026-01-05T08:00:00+01:00:30": None,
    "2026-01-05T08:00:00+05:60": None,
    "2026-01-05T08:00:00+18:00": None,
}
NUMBERS = {
    1_767_600_000_000_000: "2026-01-05T08:00:00Z",
    1_767_600_000_000: None,
    1_767_600_000_000_000_000: None,
    -1: None,
}


def test_as_an_event_is_read_alone() -> None:
    for cases in (TEXTS, NUMBERS):
        told = {case: micros(case) for case in cases}
        assert {case: None if at is None else written(at) for case, at in told.items()} == cases


def read_by_duckdb(path: Path) -> list[str | None]:
    engine = Files(Readers(heading, delimited, json_lines))
    try:
        source = engine.open(path, ["scope_country"])
        rows = {row["event_id"]: row["changed_at"] for row in engine.rows(source.table)}
        return [None if rows[key] is None else written(rows[key]) for key in sorted(rows)]
    finally:
        engine.close()


def test_in_csv(tmp_path: Path) -> None:
    with (tmp_path / "log.csv").open("w", newline="") as file:
        # ends of lines that differ from those within cells are none that the engine reads itself
        rows = csv.writer(file, lineterminator="\n")
        rows.writerows([["event_id", "changed_at"], *((f"{n:03}", at) for n, at in enumerate(TEXTS))])
    assert read_by_duckdb(tmp_path / "log.csv") == list(TEXTS.values())


@pytest.mark.parametrize("cases", [TEXTS, NUMBERS], ids=["texts", "numbers"])
def test_in_json_lines(tmp_path: Path, cases: dict[Any, str | None]) -> None:
    lines = [json.dumps({"event_id": f"{n:03}", "changed_at": at}) for n, at in enumerate(cases)]
    (tmp_path / "log.jsonl").write_text("\n".join(lines))
    assert read_by_duckdb(tmp_path / "log.jsonl") == list(cases.values())


@pytest.mark.parametrize("cases", [TEXTS, NUMBERS], ids=["texts", "numbers"])
def test_in_parquet(tmp_path: Path, cases: dict[Any, str | None]) -> None:
    ids = [f"{number:03}" for number in range(len(cases))]
    pq.write_table(pa.table({"event_id": ids, "changed_at": list(cases)}), tmp_path / "log.parquet")
    assert read_by_duckdb(tmp_path / "log.parquet") == list(cases.values())


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_in_columns_of_timestamps(tmp_path: Path, unit: str, zone: str | None) -> None:
    at = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
    column = pa.array([at.replace(tzinfo=None), None], pa.timestamp(unit)).cast(pa.timestamp(unit, zone))
    pq.write_table(pa.table({"event_id": ["1", "2"], "changed_at": column}), tmp_path / "log.parquet")
    assert read_by_duckdb(tmp_path / "log.parquet") == ["2026-01-05T08:00:00Z", None]


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_nanoseconds_are_cut_off_in_columns_as_in_texts(tmp_path: Path, zone: str | None) -> None:
    column = pa.array([1_767_600_000_123_456_999], pa.timestamp("ns", zone))
    pq.write_table(pa.table({"event_id": ["1"], "changed_at": column}), tmp_path / "log.parquet")
    assert read_by_duckdb(tmp_path / "log.parquet") == ["2026-01-05T08:00:00.123456Z"]


@pytest.mark.slow
def test_in_spark(tmp_path: Path) -> None:
    from mdg.auditing.spark import Spark

    engine = Spark()
    try:
        numbers = [*NUMBERS, *[None] * (len(TEXTS) - len(NUMBERS))]
        ids = [f"{number:03}" for number in range(len(TEXTS))]
        table = pa.table({"event_id": ids, "changed_at": list(TEXTS), "applied_at": numbers})
        pq.write_table(table, tmp_path / "log.parquet")
        rows = engine.rows(engine.open(str(tmp_path / "log.parquet"), ["scope_country"]).table)
        for column, cases in (("changed_at", TEXTS), ("applied_at", NUMBERS)):
            told = {row["event_id"]: row[column] for row in rows}
            right = [None if told[key] is None else written(told[key]) for key in ids[: len(cases)]]
            assert right == list(cases.values())
    finally:
        engine.close()


def test_numbers_that_count_milliseconds_are_no_pass(folder: Path, capsys: Said) -> None:
    """Read as microseconds they would be instants of 1970, with lags a thousand times too short."""
    write(folder / "shoes.yaml", LANDSCAPE)
    log(folder, [row("e1", "1", "shop", "08:00", "08:00"), row("e1", "1", "mailer", "08:00", "23:00", "to_mailer")])
    with (folder / "log.csv").open() as file:
        text = list(csv.DictReader(file))
    for cells in text:
        for name in ("changed_at", "applied_at"):
            cells[name] = str((micros(cells[name]) or 0) // 1000)
    with (folder / "log.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, HEAD)
        writer.writeheader()
        writer.writerows(text)
    assert run(AUDIT) == 2
    said = capsys.readouterr()
    assert "log.csv:2: `changed_at` is a number that counts no microseconds" in said.out + said.err


def test_an_instant_beyond_the_calendar_is_told_with_its_place(folder: Path, capsys: Said) -> None:
    write(folder / "shoes.yaml", LANDSCAPE)
    late = row("e2", "2", "shop", "09:00", "09:00")
    late[6] = "9999-12-31T23:59:59-05:00"
    log(folder, [row("e1", "1", "shop", "08:00", "08:00"), late])
    assert run(AUDIT) == 2
    said = capsys.readouterr()
    assert "log.csv:3: `changed_at` lies outside the years 1 to 9999" in said.out + said.err


def test_a_date_is_no_instant(folder: Path) -> None:
    landscape = mdg.load(write(folder / "shoes.yaml", LANDSCAPE))
    days = pa.array([dt.date(2026, 9, 1)])
    names = [name for name in HEAD if name not in ("changed_at", "applied_at", "via", "purpose")]
    cells = dict(zip(HEAD, row("e1", "1", "shop", "08:00", "08:00"), strict=True))
    table = pa.table({**{name: [cells[name]] for name in names}, "changed_at": days, "applied_at": days})
    found = mdg.audit(landscape, table, as_of="2026-09-02")
    assert [one.reason.split(";")[0] for one in found.rejections] == ["`changed_at` is no instant"]


def test_what_is_no_instant_in_parquet_is_told_as_it_stands(folder: Path, capsys: Said) -> None:
    write(folder / "shoes.yaml", LANDSCAPE)
    cells = {name: [value or None] for name, value in zip(HEAD, row("e1", "1", "shop", "08:00", "08:00"), strict=True)}
    for given, said in ((dt.date(2026, 1, 5), "2026-01-05"), (1767600000000000.0, "1767600000000000.0")):
        pq.write_table(pa.table({**cells, "changed_at": [given]}), folder / "log.parquet")
        assert run([*AUDIT[:3], "log.parquet", *AUDIT[4:]]) == 2
        assert f"`changed_at` is no instant with a date and a time of day: `{said}`" in capsys.readouterr().err
