"""CloudEvents: with the columns of events in them, or by type with a mapping."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest

from tests.interop.feeds.conftest import Reader

DATA = {"entity": "customer", "record_id": "7", "group": "contact", "system": "crm"}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "a1",
    "source": "/crm",
    "type": "customer.changed",
    "time": "2026-07-01T12:00:00+02:00",
    "data": DATA,
}
MAPPING = """\
types:
  customer.changed:
    columns: {record_id: data.customer.id, group: data.groups, origin: source, changed_at: data.at}
    constants: {entity: customer, operation: update, system: crm}
"""


def test_data_with_the_columns_of_an_event(read: Reader) -> None:
    ((line, row),) = read([EVENT], "cloudevents").rows
    when = dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)
    assert (line, row) == (1, {**DATA, "event_id": "/crm a1", "applied_at": when})


def test_events_of_two_sources_are_two(read: Reader) -> None:
    """An id is unique within its source only, and any text may be one."""
    log = [{**EVENT, "source": "/a", "id": "b 1"}, {**EVENT, "source": "/a/b", "id": "1"}, EVENT]
    told = [row["event_id"] for _, row in read([*log, {**EVENT, "source": "/erp"}], "cloudevents").rows]
    assert told == ["/a b 1", "/a/b 1", "/crm a1", "/erp a1"]
    assert [tuple(one.split(" ", 1)) for one in told[:2]] == [("/a", "b 1"), ("/a/b", "1")]


def test_an_event_that_says_its_event_id_itself(read: Reader) -> None:
    (in_data,) = read([{**EVENT, "data": {**DATA, "event_id": "e1"}}], "cloudevents").rows
    mapping = MAPPING.replace("{record_id:", "{event_id: id, record_id:")
    by_mapping = read([{**EVENT, "source": "my crm"}], "cloudevents", mapping).rows[0]
    assert (in_data[1]["event_id"], by_mapping[1]["event_id"]) == ("e1", "a1")


def test_data_in_base64_and_a_batch(read: Reader) -> None:
    hidden = {key: value for key, value in EVENT.items() if key != "data"}
    hidden["data_base64"] = base64.b64encode(json.dumps(DATA).encode()).decode()
    found = read(json.dumps([EVENT, hidden]), "cloudevents")
    assert [line for line, _ in found.rows] == [1, 2]
    assert found.rows[0][1] == found.rows[1][1]


def test_types_by_a_mapping(read: Reader) -> None:
    data = {"customer": {"id": 7}, "groups": ["name", "contact"], "at": "2026-07-01T09:00:00Z"}
    found = read([{**EVENT, "data": data}, {**EVENT, "type": "order.changed"}], "cloudevents", MAPPING)
    assert [(row["group"], row["record_id"], row["origin"]) for _, row in found.rows] == [
        ("name", 7, "/crm"),
        ("contact", 7, "/crm"),
    ]
    assert found.left_out == {"a type that the mapping does not name": 1}


@pytest.mark.parametrize("data", [{}, {"data": "<xml/>"}, {"data_base64": "AAAA"}])
def test_all_that_is_needed_may_stand_in_the_envelope(read: Reader, data: dict[str, Any]) -> None:
    mapping = MAPPING.replace("data.customer.id", "subject").replace("data.groups", "groups").replace("data.at", "time")
    log = [{**{key: value for key, value in EVENT.items() if key != "data"}, "subject": "7", "groups": "name", **data}]
    assert [row["record_id"] for _, row in read(log, "cloudevents", mapping).rows] == ["7"]
    assert len(read(log, "cloudevents", MAPPING).faults) == 1


def test_a_null_in_the_data_is_no_value(read: Reader) -> None:
    ((_, row),) = read([{**EVENT, "data": {**DATA, "event_id": None, "applied_at": None}}], "cloudevents").rows
    assert (row["event_id"], row["applied_at"]) == ("/crm a1", dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC))


def test_an_event_about_no_group_at_all_is_told(read: Reader) -> None:
    found = read([{**EVENT, "data": {**DATA, "group": []}}], "cloudevents")
    assert (found.rows, found.faults) == ([], [(1, "`group` is a list, and there is no group in it")])


def test_names_that_no_event_of_a_type_has(read: Reader) -> None:
    data = {"customer": {"id": 7}, "groups": "name", "at": "2026-07-01T09:00:00Z"}
    mapping = MAPPING.replace("data.customer.id", "data.customer.no") + "  order.changed: {columns: {group: data.x}}\n"
    assert read([{**EVENT, "data": data}], "cloudevents", mapping).unseen == [
        "mapping.yaml:3:26: no message of `log` has `data.customer.no`"
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"specversion": "0.3"}, "it is no CloudEvent of version 1.0: `0.3`"),
        ({"id": ""}, "a CloudEvent has no `id`"),
        ({"source": "my crm"}, "the `source` of a CloudEvent is no URI, which has no blank: `my crm`"),
        ({"data": None}, "the data of a CloudEvent is no JSON object"),
        ({"data": None, "data_base64": "!"}, "the data of a CloudEvent is not JSON"),
        ({"time": "noon"}, "a time is not written like"),
    ],
)
def test_an_envelope_that_cannot_be_read(read: Reader, changes: dict[str, Any], reason: str) -> None:
    ((_, told),) = read([{**EVENT, **changes}], "cloudevents").faults
    assert told.startswith(reason)


def test_no_message_at_all_is_told(read: Reader) -> None:
    assert read([None, EVENT], "cloudevents").faults == [(1, "it is no JSON object")]
