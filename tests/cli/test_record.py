"""``mdg record``: what it says of a mapping that names what is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mdg.cli import run

MAPPING = """\
columns: {event_id: id, record_id: id, changed_at: at, applied_at: at, via: jobb}
constants: {entity: customer, group: contact, operation: update, origin: shop, system: shop}
"""
TYPES = "types: {changed: {columns: {group: data.groop}}}\n"
EVENT = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "changed", "time": "2026-07-01T12:00:00Z"}
DATA = {"entity": "customer", "record_id": "1"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("jobs.csv").write_text("id,at,job\n1,2026-07-01T12:00:00Z,nightly\n", encoding="utf-8")
    Path("jobs.yaml").write_text(MAPPING, encoding="utf-8")
    Path("events.jsonl").write_text(json.dumps({**EVENT, "data": DATA}), encoding="utf-8")
    Path("events.yaml").write_text(TYPES, encoding="utf-8")
    return "sqlite:///events.db"


def test_a_column_that_the_log_does_not_have(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["record", store, "--events", "jobs.csv", "--mapping", "jobs.yaml"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "mdg: jobs.yaml:1:77: `jobs.csv` has no column `jobb`; did you mean `job`?"
    Path("jobs.yaml").write_text(MAPPING.replace("jobb", "job"), encoding="utf-8")
    assert run(["record", store, "--events", "jobs.csv", "--mapping", "jobs.yaml"]) == 0


def test_a_name_that_no_message_has(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["record", store, "--events", "events.jsonl", "--format", "cloudevents", "--mapping", "events.yaml"]
    run(arguments)
    told = "events.yaml:1:36: no message of `events.jsonl` has `data.groop`"
    assert f"not seen: {told}\n" in capsys.readouterr().out
    run([*arguments, "--summary", "json"])
    assert json.loads(capsys.readouterr().out)["unseen"] == [told]
