"""The schema of a store: made once, brought up to date, refused where it is newer; nothing in it is ever changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import mdg
from mdg.store.engine import engine_of
from mdg.store.models import METADATA
from mdg.store.upgrade import VERSION_TABLE, check_schema, upgrade
from tests.cli.conftest import environment
from tests.store.logs import ROW, START, expected, found


def test_migrations_make_what_the_models_say(store: str) -> None:
    engine = engine_of(store)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_a_newer_schema_is_refused(store: str) -> None:
    mdg.record(store, [ROW])
    engine = engine_of(store)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(mdg.MdgError, match=r"written by a later version of mdg \(its schema is `9999`\)"):
        mdg.record(store, [ROW])
    with pytest.raises(mdg.MdgError, match="written by a later version"):
        check_schema(engine)


@pytest.mark.parametrize("table", ["mdg_event", "mdg_repeat", "mdg_source"])
@pytest.mark.parametrize("change", ["UPDATE {} SET source = 7", "DELETE FROM {}"])
def test_what_is_stored_stays(store: str, table: str, change: str) -> None:
    mdg.record(store, [ROW, ROW])
    change = change.replace("source", "name") if table == "mdg_source" else change
    with engine_of(store).connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(change.format(table)))
    assert sum(found(store).values()) == 2


@pytest.mark.slow
def test_processes_that_make_a_store_at_once(store: str, tmp_path: Path) -> None:
    code = "import sys, mdg; mdg.record(sys.argv[1], [eval(sys.argv[2])], source=sys.argv[3])"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, store, repr(ROW), name],
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "abcde"
    ]
    for process in started:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert found(store) == expected([{**ROW, "changed_at": START, "applied_at": START + 5_000_001}] * 5)


def test_a_store_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes, and no database\n" * 100)
    with pytest.raises(mdg.MdgError, match="file is not a database"):
        mdg.record(f"sqlite:///{file}", [ROW])
    assert file.read_text().startswith("these are notes")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("events.db", "is no URL of a store; write `sqlite:///events.db`"),
        ("mysql://host/db", "and not in `mysql`"),
        ("sqlite://", "a store needs a file"),
        ("sqlite:///no/such/folder/events.db", "there is no folder `no/such/folder`"),
    ],
)
def test_a_url_that_is_none(url: str, told: str) -> None:
    with pytest.raises(mdg.MdgError, match=told):
        mdg.record(url, [ROW])


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(mdg.MdgError) as told:
        mdg.record("postgresql://me:geheim@127.0.0.1:1/events", [ROW])
    assert "geheim" not in str(told.value)
    assert "postgresql://me:***@127.0.0.1:1/events" in str(told.value)
