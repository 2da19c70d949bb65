"""Which engine audits a log, and what is said where it cannot."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

import mdg
from mdg.diagnostic import MdgError

from .conftest import CONTESTED

AS_OF = "2026-06-01T00:00:00Z"
COLUMNS = ("event_id", "entity", "record_id", "group", "operation", "origin", "system", "via")
ROWS = [
    ("e1", "customer", "anna", "name", "update", "shop", "shop", None, 0),
    ("e1", "customer", "anna", "name", "update", "shop", "crm", "to_crm", 3),
    ("e2", "customer", "anna", "name", "update", "shop", "crm", "no_flow", 5),
    ("e2", "customer", "anna", "name", "update", "shop", "crm", "no_flow", 5),
]


def log() -> pa.Table:
    """Two changes, one by a way that nobody declared and told twice."""
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(COLUMNS)}
    start = 1_767_225_600_000_000
    return pa.table(
        {
            **columns,
            "changed_at": pa.array([start] * len(ROWS), pa.int64()),
            "applied_at": pa.array([start + row[-1] * 1_000_000 for row in ROWS], pa.int64()),
            "scope_country": ["DE"] * len(ROWS),
            "scope_role": pa.array([["payer", "buyer"]] * len(ROWS), pa.list_(pa.string())),
        }
    )


@pytest.fixture
def landscape(tmp_path: Path) -> mdg.Landscape:
    file = tmp_path / "landscape.yaml"
    file.write_text(CONTESTED, encoding="utf-8")
    return mdg.load(file)


def figures(landscape: mdg.Landscape, events: object, engine: str | None = None) -> dict[str, object]:
    found = mdg.audit(landscape, events, as_of=AS_OF, engine=engine)
    assert not found.rejected, found.rejections
    return found.as_json()


def tables(file: Path) -> set[str]:
    connection = sqlite3.connect(file)
    try:
        return {name for (name,) in connection.execute("select name from sqlite_master")}
    finally:
        connection.close()


def test_a_store_is_audited_as_its_log_is_and_nothing_is_left_behind_in_it(
    landscape: mdg.Landscape, tmp_path: Path
) -> None:
    file = tmp_path / "events.db"
    mdg.record(f"sqlite:///{file}", log())
    before = tables(file)
    found = figures(landscape, f"sqlite:///{file}")
    assert found == figures(landscape, log())
    assert (found["events"], found["repeated_rows"]) == (3, 1)
    assert tables(file) == before


@pytest.mark.parametrize(
    ("events", "engine", "said"),
    [
        ("log.parquet", "sqlite", "audits a store"),
        ("log.parquet", "postgres", "audits a store"),
        ("sqlite:///events.db", "duckdb", "is audited by the engine `sqlite`"),
        ("postgresql://nobody@127.0.0.1/none", "spark", "is audited by the engine `postgres`"),
        ("sqlite:///nowhere.db", None, "there is no store at"),
        ("postgresql://nobody@127.0.0.1:1/none", None, "cannot do it: connection failed"),
        ("s3://lake/events", None, "neither a file nor a store"),
        ("log.parquet", "oracle", "there is no engine `oracle`"),
    ],
)
def test_an_engine_that_cannot_says_why(landscape: mdg.Landscape, events: str, engine: str | None, said: str) -> None:
    with pytest.raises(MdgError, match=said):
        mdg.audit(landscape, events, as_of=AS_OF, engine=engine)


def test_spark_without_java_says_what_to_install(
    landscape: mdg.Landscape, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MdgError, match="Spark needs Java 17 or later"):
        mdg.audit(landscape, tmp_path, as_of=AS_OF, engine="spark")


def test_a_store_of_a_later_version_is_refused(landscape: mdg.Landscape, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'events.db'}"
    mdg.record(url, log())
    with sqlite3.connect(tmp_path / "events.db") as connection:
        connection.execute("update mdg_version set version_num = 'of_tomorrow'")
    connection.close()
    with pytest.raises(MdgError, match="written by a later version"):
        mdg.audit(landscape, url, as_of=AS_OF)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # Ibis itself calls it
def test_a_table_of_ibis_is_audited_by_its_engine_which_is_afterwards_as_it_was(
    landscape: mdg.Landscape, tmp_path: Path
) -> None:
    expected = figures(landscape, log())
    duck = ibis.duckdb.connect()
    duck.con.register("given", log())
    duck.con.execute("create table events as select * from given")
    duck.con.unregister("given")
    assert figures(landscape, duck.table("events")) == expected
    assert duck.con.execute("show tables").fetchall() == [("events",)]
    duck.disconnect()

    names = log().column_names
    columns = ", ".join(f'"{name}" {"integer" if name.endswith("_at") else "text"}' for name in names)
    rows = [
        [json.dumps(cell) if isinstance(cell, list) else cell for cell in row.values()] for row in log().to_pylist()
    ]
    lite = ibis.sqlite.connect(tmp_path / "own.db")
    lite.con.execute(f"create table events ({columns})")
    lite.con.executemany(f"insert into events values ({', '.join('?' * len(names))})", rows)
    lite.con.commit()
    assert figures(landscape, lite.table("events")) == expected
    assert lite.list_tables() == ["events"]
    lite.disconnect()


CONSENTING = """\
mdg: 1
entities:
  customer:
    dimensions: {consent: {open: true, becomes: any}, role: {values: [buyer, payer], many: true, becomes: grows}}
    groups: {contact: {attributes: [email], categories: [user.contact.email]}, consent: [status]}
systems: {shop: {}}
ownership: {o: {system: shop, may: [create, update]}}
purposes: {news: {lawful_basis: consent, consent: {group: customer.consent, attribute: status}}}
"""


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "sqlite"])
def test_a_dimension_may_be_called_consent(tmp_path: Path, form: str) -> None:
    """It is the column in which consents are told: both are read from it."""
    (tmp_path / "landscape.yaml").write_text(CONSENTING, encoding="utf-8")
    common = {"entity": "customer", "origin": "shop", "system": "shop", "scope_role": '["buyer"]'}
    rows = [
        {
            **common,
            "event_id": f"e{number}",
            "record_id": record,
            "group": group,
            "operation": operation,
            "changed_at": f"2026-05-01T{number:02}:00:00Z",
            "applied_at": f"2026-05-01T{number:02}:00:00Z",
            "purpose": "news",
            "scope_consent": consent,
        }
        for number, (record, group, operation, consent) in enumerate(
            [
                ("anna", "consent", "create", "granted"),
                ("anna", "contact", "use", "granted"),
                ("bert", "consent", "create", "denied"),
                ("bert", "contact", "use", "denied"),
            ]
        )
    ]
    file = tmp_path / f"log.{'jsonl' if form == 'sqlite' else form}"
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), file)
    elif form == "csv":
        pc.write_csv(pa.Table.from_pylist(rows), file)
    else:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    events: object = file
    if form == "sqlite":
        events = f"sqlite:///{tmp_path}/events.db"
        mdg.record(str(events), file)
    found = figures(mdg.load(tmp_path / "landscape.yaml"), events)
    assert (found["events"], found["violations"]["use_without_consent"]) == (4, 1)
