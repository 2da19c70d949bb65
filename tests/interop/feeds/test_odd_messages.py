"""Whatever stands in a message: it becomes rows, or is rejected, or is counted as left out; none is lost in silence."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from mdg.store.row import Checker, Refused
from tests.interop.feeds.conftest import Reader

TABLE = """\
tables:
  crm.people:
    columns:
      record_id: row.id
      changed_at: {from: row.at, timezone: Europe/Berlin}
      scope_consent: {from: row.ok, values: {true: granted}}
      scope_role: {from: row.roles, separator: ","}
    constants: {entity: customer, system: crm}
    groups: {name: [first, last.x], contact: [email]}
    snapshot: update
"""
TYPE = """\
types:
  t:
    columns: {record_id: [data.a, subject], changed_at: {from: data.t, unit: seconds}, group: data.g}
    constants: {entity: c, operation: update, system: s, origin: s}
"""
DATASETS = """\
datasets:
  shop/customers: {system: shop, entity: customer, group: contact}
  lake/customers: {system: lake, entity: customer, group: contact}
jobs: {etl/load: f}
"""
ANNA = {"id": 7, "first": "A", "last": {"x": 1}, "email": "e", "at": "2026-07-01T10:00:00", "ok": True, "roles": "a"}
SOURCE = {"connector": "mongodb", "ts_ms": 1_782_900_000_123, "db": "crm", "collection": "people"}
TOLD = {"updatedFields": '{"email": 1}', "removedFields": ["x"], "truncatedArrays": [{"field": "first"}]}
ADDED = {"__op": "u", "__db": "crm", "__collection": "people", "__source_ts_ms": 5, "__deleted": "false"}
CHANGES = [
    {"key": {"id": "1"}, "value": {"op": "u", "before": ANNA, "after": ANNA, "source": SOURCE}},
    {"key": {"id": "1"}, "value": {"op": "u", "after": json.dumps(ANNA), "updateDescription": TOLD, "source": SOURCE}},
    {**ANNA, **ADDED},
    {"schema": {}, "payload": {"op": "c", "before": None, "after": ANNA, "source": SOURCE}},
]
DATA = {"a": 1, "t": 1_782_900_000, "g": ["x", "y"], "entity": "c", "record_id": "1", "group": ["x"]}
EVENTS = [
    {"specversion": "1.0", "id": "1", "source": "/a", "type": "t", "subject": "s", "time": "2026-07-01T10:00:00Z"}
]
DROPPED = {"lifecycleStateChange": {"lifecycleStateChange": "DROP"}}
RUNS = [
    {
        "eventType": kind,
        "eventTime": "2026-07-01T10:00:00Z",
        "run": {"runId": "r"},
        "job": {"namespace": "etl", "name": "load"},
        "inputs": [{"namespace": "shop", "name": "customers"}],
        "outputs": [{"namespace": "lake", "name": "customers", "facets": DROPPED}],
    }
    for kind in ("START", "COMPLETE", "COMPLETE")
]
ODD: list[Any] = [None, True, False, 0, -1, 1e308, 10**40, 1.5, "", "x", "[]", "{}", "null", "\ud800"]
ODD += ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-07-01T10:00:00+23:59", '{"op": 1}']
ODD += [[], [None], [[]], {}, {"a": {}}, [{}], [{"namespace": 1, "name": 2}], ["__debezium_unavailable_value"]]
FORMATS = [
    ("debezium", CHANGES, TABLE),
    ("cloudevents", [{**one, "data": DATA} for one in EVENTS], TYPE),
    ("cloudevents", [{**one, "data": DATA} for one in EVENTS], None),
    ("openlineage", RUNS, DATASETS),
]


def spoilt(value: Any, chance: random.Random) -> Any:
    """The same with some parts left out, and some that are others."""
    if chance.random() < 0.1:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: spoilt(one, chance) for key, one in value.items() if chance.random() > 0.05}
    return [spoilt(one, chance) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("form", "messages", "mapping"), FORMATS)
def test_no_message_is_lost(read: Reader, form: str, messages: list[Any], mapping: str | None, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        log = [{key: spoilt(value, chance) for key, value in one.items()} for one in messages * 2]
        found = read(log, form, mapping)
        told = {line for line, _ in (*found.rows, *found.faults)}
        left_out = sum(n for reason, n in found.left_out.items() if "does not see complete" not in reason)
        assert len(told) + left_out == len(log), log
        for line, row in found.rows:
            try:
                Checker().row(row, 1, line)
            except Refused:
                continue
