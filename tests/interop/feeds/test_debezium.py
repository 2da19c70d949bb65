"""Change events of Debezium: which groups changed, when, and what says nothing of a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mdg.diagnostic import MdgError
from tests.interop.feeds.conftest import Reader

MAPPING = """\
tables:
  public.customers:
    columns: {record_id: row.id, scope_country: row.country}
    constants: {entity: customer, system: crm}
    groups: {name: [first, last], contact: [email]}
"""
SOURCE = {"connector": "postgresql", "ts_ms": 1_782_900_000_123, "db": "crm", "schema": "public", "table": "customers"}
ANNA = {"id": 7, "first": "Anna", "last": "Berg", "email": "a@example.org", "country": "DE"}


def change(op: str, before: Any = None, after: Any = None, **source: Any) -> dict[str, Any]:
    return {"op": op, "before": before, "after": after, "source": {**SOURCE, "lsn": 1, **source}, "ts_ms": 5}


def test_a_creation_is_about_every_group(read: Reader) -> None:
    found = read([change("c", after=ANNA)], "debezium", MAPPING)
    when = dt.datetime(2026, 7, 1, 10, 0, 0, 123000, tzinfo=dt.UTC)
    assert [row["group"] for _, row in found.rows] == ["name", "contact"]
    row = found.rows[0][1]
    assert {**row, "event_id": ""} == {
        "event_id": "",
        "entity": "customer",
        "record_id": 7,
        "group": "name",
        "operation": "create",
        "origin": "crm",
        "changed_at": when,
        "system": "crm",
        "applied_at": when,
        "scope_country": "DE",
    }


def test_an_update_is_about_the_groups_that_differ(read: Reader) -> None:
    messages = [
        change("u", ANNA, {**ANNA, "email": "b@example.org"}),
        change("u", ANNA, {**ANNA, "country": "FR"}),
        change("u", None, {**ANNA, "email": "c@example.org"}),
    ]
    found = read(messages, "debezium", MAPPING)
    assert [(line, row["group"], row["operation"]) for line, row in found.rows] == [
        (1, "contact", "update"),
        (3, "name", "update"),
        (3, "contact", "update"),
    ]
    assert found.left_out == {"an update in which no column of a mapped group differs": 1}


def test_a_deletion_is_of_the_row_before(read: Reader) -> None:
    found = read([change("d", ANNA)], "debezium", MAPPING)
    assert {(row["record_id"], row["operation"]) for _, row in found.rows} == {(7, "delete")}


def test_a_change_that_is_delivered_again_is_the_same_event(read: Reader) -> None:
    again = {**change("c", after=ANNA), "ts_ms": 99}
    again["source"] = {**again["source"], "snapshot": "false", "version": "3.1"}
    found = read([change("c", after=ANNA), again, change("c", after=ANNA, lsn=2)], "debezium", MAPPING)
    ids = [row["event_id"] for _, row in found.rows if row["group"] == "name"]
    assert ids[0] == ids[1] != ids[2]


def test_the_envelope_with_its_schema_and_finer_times(read: Reader) -> None:
    message = {"schema": {}, "payload": change("c", after=ANNA, ts_us=1_782_900_000_123_456)}
    row = read([message], "debezium", MAPPING).rows[0][1]
    assert row["applied_at"].microsecond == 123_456


def test_where_a_replication_keeps_what_came_from_where(read: Reader) -> None:
    mapping = MAPPING.replace(
        "record_id: row.id,",
        "record_id: row.id, origin: row.made_in, changed_at: {from: row.made_at, unit: seconds}, via: row.by,",
    )
    row = read(
        [change("u", None, {**ANNA, "made_in": "shop", "made_at": 1_782_899_000, "by": "f"})], "debezium", mapping
    ).rows[0][1]
    assert (row["origin"], row["via"]) == ("shop", "f")
    assert row["changed_at"] == dt.datetime.fromtimestamp(1_782_899_000, dt.UTC)


def test_what_says_nothing_of_a_change_is_counted(read: Reader) -> None:
    messages = [
        None,
        {"ts_ms": 1},
        change("r", after=ANNA),
        change("t"),
        change("c", after=ANNA, table="orders"),
        change("c", after=ANNA, table="orders"),
    ]
    found = read(messages, "debezium", MAPPING)
    assert found.rows == []
    assert found.faults == []
    assert sum(found.left_out.values()) == len(messages)
    assert found.losses[0].reason == "a table that the mapping does not name"
    assert found.losses[0].examples[0] == {"file": "log", "line": 5, "what": "crm.public.orders"}


def test_a_snapshot_can_count(read: Reader) -> None:
    mapping = MAPPING + "    snapshot: create\n"
    assert read([change("r", after=ANNA)], "debezium", mapping).rows[0][1]["operation"] == "create"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (change("c"), "a change has no row to it"),
        (change("c", after={"email": "x"}), "a change has no value in the columns of `record_id`"),
        (change("c", after=ANNA, ts_ms=None), "a change does not say when it was committed"),
        ({**change("c", after=ANNA), "op": ["c"]}, "the `op` of a change is no text: `['c']`"),
    ],
)
def test_a_change_that_cannot_be_read(read: Reader, message: Any, reason: str) -> None:
    found = read([message], "debezium", MAPPING)
    assert found.rows == []
    assert found.faults[0][1].startswith(reason)


def test_a_change_without_a_value_for_its_system(read: Reader) -> None:
    mapping = MAPPING.replace("record_id:", "system: row.in, record_id:").replace(", system: crm", "")
    found = read([change("c", after=ANNA), change("c", after={**ANNA, "in": "crm"})], "debezium", mapping)
    assert found.faults == [(1, "a change has no value in the columns of `system`")]
    assert {row["system"] for _, row in found.rows} == {"crm"}


def test_names_that_no_change_has(read: Reader) -> None:
    mapping = MAPPING.replace("row.country", "row.contry").replace("[email]", "[emial, email]")
    log = [change("c", after=ANNA), change("d", ANNA)]
    assert read(log, "debezium", mapping).unseen == [
        "mapping.yaml:3:49: no message of `log` has `row.contry`",
        "mapping.yaml:5:45: no message of `log` has `emial`",
    ]
    assert read([], "debezium", mapping).unseen == []


def test_a_column_without_a_value_is_seen(read: Reader) -> None:
    assert read([change("c", after={**ANNA, "country": None})], "debezium", MAPPING).unseen == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("entity: customer, ", "", "nothing says what the `entity` of `public.customers` is"),
        ("groups:", "group:", r"`group` means nothing here; did you mean `groups`\?"),
        ("    groups: {name: [first, last], contact: [email]}\n", "", "nothing says which columns of"),
    ],
)
def test_a_mapping_that_is_wrong(read: Reader, old: str, new: str, told: str) -> None:
    with pytest.raises(MdgError, match=told):
        read([], "debezium", MAPPING.replace(old, new))
