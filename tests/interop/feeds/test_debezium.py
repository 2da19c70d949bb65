"""Change events of Debezium: which groups changed, when, and what says nothing of a change."""

from __future__ import annotations

import datetime as dt
import json
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


@pytest.mark.parametrize("hidden", ["__debezium_unavailable_value", "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ=="])
def test_a_long_value_that_was_left_as_it_was_is_no_change_and_no_value(read: Reader, hidden: str) -> None:
    after = {**ANNA, "first": "Ann", "email": hidden, "country": hidden}
    known, unknown = (read([change("u", before, after)], "debezium", MAPPING) for before in (ANNA, None))
    assert [(row["group"], row.get("scope_country")) for _, row in known.rows] == [("name", "DE")]
    assert [(row["group"], row.get("scope_country")) for _, row in unknown.rows] == [("name", None)]
    assert unknown.unseen == []


def test_an_update_that_gives_another_id_is_a_deletion_and_a_creation(read: Reader) -> None:
    found = read([change("u", ANNA, {**ANNA, "id": 8}), change("u", {"id": None}, ANNA)], "debezium", MAPPING)
    told = [(line, row["operation"], row["record_id"], row["group"]) for line, row in found.rows]
    assert told == [
        (1, "delete", 7, "name"),
        (1, "delete", 7, "contact"),
        (1, "create", 8, "name"),
        (1, "create", 8, "contact"),
        (2, "update", 7, "name"),
        (2, "update", 7, "contact"),
    ]
    assert len({row["event_id"] for _, row in found.rows}) == 3


def test_messages_as_they_are_dumped_with_their_keys(read: Reader) -> None:
    value = change("c", after=ANNA)
    plain = read([value], "debezium", MAPPING).rows
    for dumped in (
        {"topic": "t", "offset": 1, "key": '{"id":7}', "payload": json.dumps(value)},
        {"topic": "t", "key": "7", "value": json.dumps({"schema": {}, "payload": value})},
        {"key": {"schema": {}, "payload": {"id": 7}}, "value": {"schema": {}, "payload": value}},
    ):
        assert read([dumped], "debezium", MAPPING).rows == plain
    gone = [{"topic": "t", "key": "7", "payload": None}, {"schema": None, "payload": None}]
    assert list(read(gone, "debezium", MAPPING).left_out.values()) == [2]
    assert read([{"topic": "t", "payload": "{"}], "debezium", MAPPING).faults == [
        (1, "the value of a message is no JSON")
    ]


def test_a_change_that_was_flattened(read: Reader) -> None:
    added = {"__op": "u", "__schema": "public", "__table": "customers", "__source_ts_ms": SOURCE["ts_ms"], "__ts_ms": 5}
    deleted = {"id": 7, "email": None, **added, "__op": "d", "__deleted": "true"}
    found = read([{**ANNA, **added, "__deleted": "false"}, deleted], "debezium", MAPPING)
    assert [(line, row["operation"], row["group"]) for line, row in found.rows] == [
        (1, "update", "name"),
        (1, "update", "contact"),
        (2, "delete", "name"),
        (2, "delete", "contact"),
    ]
    assert {row["applied_at"] for _, row in found.rows} == {dt.datetime(2026, 7, 1, 10, 0, 0, 123000, tzinfo=dt.UTC)}


@pytest.mark.parametrize("lacking", ["__op", "__table", "__source_ts_ms"])
def test_a_flattened_change_without_what_has_to_be_added(read: Reader, lacking: str) -> None:
    row = {**ANNA, "__deleted": "false", "__op": "c", "__table": "customers", "__source_ts_ms": 1}
    found = read(
        [{name: value for name, value in row.items() if name != lacking}, ANNA],
        "debezium",
        MAPPING.replace("public.customers", "customers"),
    )
    assert (found.rows, found.left_out, [line for line, _ in found.faults]) == ([], {}, [1, 2])


def test_documents_of_mongodb(read: Reader) -> None:
    mapping = MAPPING.replace("public.customers", "crm.people").replace("row.id", "key.id.$oid")
    source = {"connector": "mongodb", "ts_ms": SOURCE["ts_ms"], "db": "crm", "collection": "people", "ord": 1}
    anna = json.dumps({"_id": {"$oid": "6f"}, "first": "Anna", "email": "a@example.org", "country": "DE"})
    told = {"updatedFields": '{"email": "b@example.org"}', "removedFields": ["notes"], "truncatedArrays": None}

    def message(op: str, after: Any = None, description: Any = None) -> dict[str, Any]:
        value = {"op": op, "before": None, "after": after, "updateDescription": description, "source": source}
        return {"key": {"id": '{"$oid": "6f"}'}, "value": value}

    log = [message("c", anna), message("u", anna, told), message("u", None, told), message("d"), message("c")]
    found = read(log, "debezium", mapping)
    assert [(line, row["operation"], row["group"], row["record_id"]) for line, row in found.rows] == [
        (1, "create", "name", "6f"),
        (1, "create", "contact", "6f"),
        (2, "update", "contact", "6f"),
        (3, "update", "contact", "6f"),
        (4, "delete", "name", "6f"),
        (4, "delete", "contact", "6f"),
    ]
    assert [line for line, _ in found.faults] == [5]


def test_what_is_read_in_a_snapshot_is_no_creation(read: Reader) -> None:
    found = read([change("c", after=ANNA, snapshot="last"), change("m", table="")], "debezium", MAPPING)
    assert found.rows == []
    assert [reason.partition(":")[0] for reason in found.left_out] == [
        "a message that a program wrote into the log of its database",
        "a row of a snapshot",
    ]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (change("c", after=ANNA, ts_ms=0), "a change does not say when it was committed"),
        (
            {**change("u", after=ANNA), "updateDescription": {"removedFields": 1}},
            "the `updateDescription` of a change does not say which fields changed",
        ),
        (change("c", after="{"), "the row of a change is a text, and no JSON"),
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
        (
            "entity: customer",
            "entity: customer, group: all",
            "there is a `group` for all of `public.customers` already",
        ),
        ("groups:", "group:", r"`group` means nothing here; did you mean `groups`\?"),
        ("    groups: {name: [first, last], contact: [email]}\n", "", "nothing says which columns of"),
    ],
)
def test_a_mapping_that_is_wrong(read: Reader, old: str, new: str, told: str) -> None:
    with pytest.raises(MdgError, match=told):
        read([], "debezium", MAPPING.replace(old, new))
