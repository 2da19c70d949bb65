"""Run events of OpenLineage: what a run that completes makes visible, where it came from, and what is left out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mdg.store.row import Checker
from tests.interop.feeds.conftest import Reader

MAPPING = """\
datasets:
  shop/customers: {system: shop, entity: customer, group: contact}
  lake/customers: {system: lake, entity: customer, group: contact}
  lake/orders: {system: lake, entity: order, group: lines}
jobs: {etl/load: shop_to_lake}
"""


def event(kind: str, run: str, minute: int, job: str = "etl/load", **more: Any) -> dict[str, Any]:
    namespace, _, name = job.partition("/")
    return {
        "eventType": kind,
        "eventTime": f"2026-07-01T10:{minute:02}:00Z",
        "run": {"runId": run},
        "job": {"namespace": namespace, "name": name},
        **more,
    }


def sets(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("namespace", "name"), name.split("/"), strict=True)) for name in names]


def told(rows: list[tuple[int, dict[str, Any]]]) -> list[tuple[Any, ...]]:
    return [
        (row["system"], row["origin"], row["changed_at"].minute, row["applied_at"].minute, row.get("via"))
        for _, row in rows
    ]


def test_a_change_is_followed_from_where_it_was_made(read: Reader) -> None:
    log = [
        event("COMPLETE", "w1", 1, "app/write", outputs=sets("shop/customers")),
        event("START", "r1", 5, inputs=sets("shop/customers"), outputs=sets("lake/customers")),
        event("COMPLETE", "w2", 6, "app/write", outputs=sets("shop/customers")),
        event("COMPLETE", "r1", 9),
    ]
    found = read(log, "openlineage", MAPPING)
    assert told(found.rows) == [
        ("shop", "shop", 1, 1, None),
        ("shop", "shop", 6, 6, None),
        ("lake", "shop", 1, 9, "shop_to_lake"),
    ]
    for _, row in found.rows:
        Checker().row(row, 1, 1)


def test_an_input_whose_change_is_older_than_the_log(read: Reader) -> None:
    log = [
        event("START", "r1", 5, inputs=sets("shop/customers")),
        event("COMPLETE", "r1", 9, outputs=sets("lake/customers")),
    ]
    assert told(read(log, "openlineage", MAPPING).rows) == [("lake", "shop", 5, 9, "shop_to_lake")]


def test_an_input_of_another_entity_is_no_source(read: Reader) -> None:
    log = [event("COMPLETE", "r1", 9, inputs=sets("shop/customers"), outputs=sets("lake/orders"))]
    assert told(read(log, "openlineage", MAPPING).rows) == [("lake", "lake", 9, 9, None)]


def test_a_dataset_that_is_dropped(read: Reader) -> None:
    (dropped,) = sets("lake/orders")
    facets = {"lifecycleStateChange": {"lifecycleStateChange": "DROP"}}
    ((_, row),) = read(
        [event("COMPLETE", "r1", 9, outputs=[{**dropped, "facets": facets}])], "openlineage", MAPPING
    ).rows
    assert row["operation"] == "delete"


def test_what_makes_nothing_visible_is_counted(read: Reader) -> None:
    log = [
        event("START", "r1", 1),
        event("RUNNING", "r1", 2),
        event("FAIL", "r1", 3, outputs=sets("lake/customers")),
        event("COMPLETE", "r2", 4, outputs=sets("lake/unknown")),
        event("START", "r3", 5),
        {"eventTime": "2026-07-01T10:00:00Z", "dataset": {"namespace": "lake", "name": "x"}},
    ]
    found = read(log, "openlineage", MAPPING)
    assert found.rows == []
    assert found.left_out == {
        "an event in the course of a run: nothing is visible before it completes": 3,
        "a run that did not complete": 1,
        "a run that wrote no dataset which the mapping names": 1,
        "no run event: it describes a dataset or a job": 1,
        "a run that the log does not see complete": 1,
    }


def test_what_an_event_of_a_run_does_not_repeat_holds_on(read: Reader) -> None:
    (dropped,) = sets("lake/customers")
    facets = {"lifecycleStateChange": {"lifecycleStateChange": "DROP"}}
    silent = {key: value for key, value in event("", "r1", 2).items() if key != "eventType"}
    log = [
        event("START", "r1", 1, inputs=sets("shop/customers"), outputs=[{**dropped, "facets": facets}]),
        silent,
        event("COMPLETE", "r1", 3, outputs=sets("lake/customers")),
    ]
    ((_, row),) = read(log, "openlineage", MAPPING).rows
    assert (row["origin"], row["operation"], row["applied_at"].minute) == ("shop", "delete", 3)


def test_a_run_that_completes_again_tells_only_what_it_wrote_besides(read: Reader) -> None:
    log = [
        event("START", "r1", 1, inputs=sets("shop/customers")),
        event("COMPLETE", "r1", 2, outputs=sets("lake/customers")),
        event("COMPLETE", "r1", 3, outputs=sets("lake/customers")),
        event("COMPLETE", "r1", 4, outputs=sets("lake/customers", "lake/orders")),
        event("OTHER", "r1", 5, outputs=sets("lake/customers")),
    ]
    found = read(log, "openlineage", MAPPING)
    assert told(found.rows) == [("lake", "shop", 1, 2, "shop_to_lake"), ("lake", "lake", 4, 4, None)]
    assert found.left_out["an event of a run that has completed before"] == 2


def test_a_log_with_the_newest_first_is_told(read: Reader) -> None:
    log = [event("COMPLETE", "r1", 3), event("START", "r1", 1, inputs=sets("shop/customers"))]
    log += [event("COMPLETE", "r2", 3), event("START", "r2", 1, outputs=sets("lake/customers"))]
    found = read(log, "openlineage", MAPPING)
    assert [line for line, _ in found.faults] == [2, 4]
    assert "sort the log by time" in found.faults[0][1]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (event("complete", "r", 1), "the `eventType` of a run event is none of"),
        ({**event("START", "r", 1), "eventTime": "2026-07-01"}, "a time is not written like"),
        ({"eventType": "START"}, "a run event has no `run.runId`"),
        ({**event("START", "r", 1), "eventTime": "soon"}, "a time is not written like"),
        (event("COMPLETE", "r", 1, outputs=[{"name": "x"}]), "a dataset has no namespace and name"),
        (event("COMPLETE", "r", 1, inputs=5), "the `inputs` of a run event are no list"),
        (event("COMPLETE", "r", 1, outputs={"name": "x"}), "the `outputs` of a run event are no list"),
        (None, "it is no JSON object"),
    ],
)
def test_a_run_event_that_cannot_be_read(read: Reader, message: Any, reason: str) -> None:
    ((_, said),) = read([message], "openlineage", MAPPING).faults
    assert said.startswith(reason)


def test_datasets_and_jobs_that_no_run_has(read: Reader) -> None:
    mapping = MAPPING.replace("etl/load", "etl/laod")
    log = [event("COMPLETE", "r1", 1, inputs=sets("shop/customers"), outputs=sets("lake/customers"))]
    assert read(log, "openlineage", mapping).unseen == [
        "mapping.yaml:4:3: no message of `log` has `lake/orders`",
        "mapping.yaml:5:8: no message of `log` has `etl/laod`",
    ]


def test_a_run_event_that_cannot_be_read_changes_nothing(read: Reader) -> None:
    log = [event("START", "r1", 1, inputs=[*sets("shop/customers"), {}]), event("FAIL", "r2", 1, outputs=7)]
    found = read(log, "openlineage", MAPPING)
    assert ([line for line, _ in found.faults], found.left_out) == ([1, 2], {})


def mapping_of(messages: list[dict[str, Any]]) -> str:
    """Every dataset of a log as a group of its own."""
    named = {f"{one['namespace']}/{one['name']}" for message in messages for one in message.get("outputs") or ()}
    return json.dumps({"datasets": {name: {"system": "s", "entity": "e", "group": name} for name in named}})


def test_the_runs_of_a_food_delivery_company(read: Reader, cases: Path) -> None:
    """Real events, in which outputs stand at the start of a run and not at its end."""
    text = (cases / "04-marquez-food-delivery" / "metadata.json").read_text(encoding="utf-8")
    messages = json.loads(text)
    last: dict[str, str] = {}
    outputs = {
        message["run"]["runId"]: [f"{one['namespace']}/{one['name']}" for one in message.get("outputs") or ()]
        for message in messages
        if message["eventType"] == "START"
    }
    for message in messages:
        if message["eventType"] == "COMPLETE":
            for name in outputs.get(message["run"]["runId"], ()):
                last[name] = max(last.get(name, ""), message["eventTime"])
    found = read(text, "openlineage", mapping_of(messages))
    seen: dict[str, str] = {}
    for _, row in found.rows:
        when = row["applied_at"].strftime("%Y-%m-%dT%H:%M:%S.000Z")
        seen[row["group"]] = max(seen.get(row["group"], ""), when)
    assert not found.faults
    assert last
    assert seen == last
    kinds = Counter(message["eventType"] for message in messages)
    assert found.left_out["an event in the course of a run: nothing is visible before it completes"] == kinds["START"]


def test_spark_runs_that_never_complete(read: Reader, cases: Path) -> None:
    folder = cases / "05-openlineage-small" / "amundsen" / "openlineage"
    text = (folder / "sample_openlineage_events.ndjson").read_text(encoding="utf-8")
    messages = [json.loads(line) for line in text.splitlines()]
    found = read(text, "openlineage", mapping_of(messages))
    assert (found.rows, found.faults) == ([], [])
    assert found.left_out["a run that the log does not see complete"] == len({one["run"]["runId"] for one in messages})


@pytest.mark.parametrize("name", ["small", "build", "alias"])
def test_templates_of_events_are_no_events(read: Reader, cases: Path, name: str) -> None:
    """What dbt's own tests expect has placeholders for times: each is told, and none is guessed."""
    text = (cases / "05-openlineage-small" / "dbt" / name / "result.json").read_text(encoding="utf-8")
    messages = json.loads(text)
    found = read(text, "openlineage", mapping_of(messages))
    assert found.rows == []
    assert len(found.faults) == len(messages)
    assert all(reason.startswith("a time is not written like") for _, reason in found.faults)
