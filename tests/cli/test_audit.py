"""``mdg audit`` over files: the one screen, its forms, exit statuses, and the trend against audits that were kept."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import written

Said = pytest.CaptureFixture[str]
LANDSCAPE = """\
mdg: 1
landscape: shoes
parties:
  integration: {}
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups: {contact: [number, email], credit: [limit]}
systems: {shop: {}, erp: {}, mailer: {}}
ownership:
  shop_owns: {system: shop, may: [create, update], groups: [contact]}
flows:
  to_erp: {from: shop, to: erp, groups: [contact]}
  to_mailer: {from: erp, to: mailer, groups: [contact], trigger: {every: 1h}}
needs:
  addresses: {system: mailer, groups: [contact], max_age: 2h}
responsibilities:
  all: {concern: [freshness, accuracy, compliance], accountable: integration}
"""
HEAD = [
    "event_id",
    "entity",
    "record_id",
    "group",
    "operation",
    "origin",
    "changed_at",
    "system",
    "applied_at",
    "via",
    "purpose",
    "scope_country",
]
AUDIT = ["audit", "shoes.yaml", "--events", "log.csv", "--as-of", "2026-09-02"]


def row(
    event: str, record: str, system: str, made: str, applied: str, via: str = "", origin: str = "shop"
) -> list[str]:
    instants = [f"2026-09-01T{made}:00Z", system, f"2026-09-01T{applied}:00Z"]
    return [event, "customer", record, "contact", "update", origin, *instants, via, "", "DE"]


#: On time, too late, never, and changed by who may not, sent on by nothing that is declared.
ROWS = [
    row("e1", "1", "shop", "08:00", "08:00"),
    row("e1", "1", "erp", "08:00", "08:01", "to_erp"),
    row("e1", "1", "mailer", "08:00", "08:30", "to_mailer"),
    row("e2", "2", "shop", "09:00", "09:00"),
    row("e2", "2", "mailer", "09:00", "13:00", "to_mailer"),
    row("e3", "1", "shop", "10:00", "10:00"),
    row("e4", "3", "mailer", "11:00", "11:00", origin="mailer"),
    row("e4", "3", "erp", "11:00", "11:05", "job", origin="mailer"),
]
GOOD = ROWS[:3]


def log(folder: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    (folder / "log.csv").write_text(text.getvalue(), encoding="utf-8")


@pytest.fixture(autouse=True)
def audited(folder: Path) -> Path:
    written(folder / "shoes.yaml", LANDSCAPE)
    log(folder, ROWS)
    return folder


def answer(capsys: Said, *arguments: str, status: int = 1) -> dict[str, Any]:
    assert run([*AUDIT, "--format", "json", *arguments]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_one_screen(capsys: Said) -> None:
    assert run(AUDIT) == 1
    said = capsys.readouterr().out
    assert len(said.splitlines()) <= 40
    assert said.startswith("audit of shoes as of 2026-09-02T00:00:00Z: 8 events\n")
    assert "violations: 1 unauthorised, 1 undeclared route\n" in said
    assert "seen, never declared: mailer → erp by job, 1 row\n" in said
    assert "MDG802 missing: 1 change for `addresses` never came to `mailer`" in said
    assert "(integration answers for it)" in said
    # worst harm first
    assert said.index("MDG808") < said.index("MDG802 ") < said.index("MDG801 ")


def test_full_shows_findings_with_their_rows(capsys: Said) -> None:
    assert run([*AUDIT, "--full"]) == 1
    said = capsys.readouterr().out
    assert "  rows         e3: 1 contact update, shop 2026-09-01T10:00:00Z → mailer never\n" in said


def test_json_keeps_to_its_schema(project: Path, capsys: Said) -> None:
    found = answer(capsys)
    folder = project / "mdg" / "data" / "schemas"
    schema = json.loads((folder / "audit.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
    check = json.loads((folder / "check.schema.json").read_text(encoding="utf-8"))
    for finding in found["findings"]:
        jsonschema.validate(finding, check["$defs"]["finding"] | {"$defs": check["$defs"]})
    need = found["needs"]["addresses"]
    assert {key: need[key] for key in ("expected", "delivered", "late", "missing", "pending")} == {
        "expected": 3,
        "delivered": 2,
        "late": 1,
        "missing": 1,
        "pending": 0,
    }
    assert need["lag"]["max"] == 4 * 3600
    assert found["unseen_flows"] == []


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit"])
def test_every_form_for_pipelines_names_the_need(capsys: Said, form: str) -> None:
    assert run([*AUDIT, "--format", form]) == 1
    said = capsys.readouterr().out
    assert "never came to" in said
    assert "shoes.yaml" in said


def test_exit_statuses(folder: Path, capsys: Said) -> None:
    log(folder, GOOD)
    assert run(AUDIT) == 0
    assert "nothing found" in capsys.readouterr().out
    log(folder, ROWS)
    assert run([*AUDIT, "--select", "MDG809"]) == 0
    assert run([*AUDIT, "--ignore", "MDG8"]) == 2
    assert "nothing is left to judge" in capsys.readouterr().err


def test_an_empty_log_is_no_pass(folder: Path, capsys: Said) -> None:
    log(folder, [])
    assert run(AUDIT) == 2
    assert "there is nothing to judge" in capsys.readouterr().err


def test_what_is_applied_later_is_left_out(capsys: Said) -> None:
    found = answer(capsys, "--as-of", "2026-09-01T08:30:00Z", status=0)
    assert found["events"] == 3
    assert found["needs"]["addresses"]["delivered"] == 1


def test_rows_that_cannot_be_judged_are_told_with_their_place_and_are_no_pass(folder: Path, capsys: Said) -> None:
    bad = row("e9", "9", "shop", "12:00", "12:00")
    bad[6] = "yesterday"
    log(folder, [*GOOD, bad, [*row("e8", "8", "shop", "12:00", "12:00")[:-1], "XX"]])
    assert run(AUDIT) == 2
    said = capsys.readouterr().err
    assert "2 rows of `log.csv` could not be judged" in said
    assert "log.csv:5: `changed_at` is no instant with a date and a time of day: `yesterday`" in said
    assert "log.csv:6: " in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--events", "nowhere.csv"], "there is no log at `nowhere.csv`"),
        (["--events", "shoes.yaml"], "is no log that can be read"),
        (["--events", ""], "the path of the log is empty"),
        (["--as-of", "soon"], "`soon` is no instant"),
        (["--as-of", "0001-01-01T00:00+05:00"], "is no instant"),
        (["--select", "MDG999"], "there is no rule `MDG999`"),
        (["--store", "mysql://here/there"], "a store is kept in SQLite or PostgreSQL"),
        (["--store", "sqlite:///no/folder/a.db"], "there is no folder `no/folder` for the store"),
    ],
)
def test_wrong_use_says_what_is_wrong(capsys: Said, arguments: list[str], said: str) -> None:
    assert run([*(AUDIT[:2] if "--events" in arguments else AUDIT), *arguments]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("command", ["audit", "watch"])
def test_of_several_logs_none_is_passed_over(folder: Path, capsys: Said, command: str) -> None:
    (folder / "other.csv").write_bytes((folder / "log.csv").read_bytes())
    assert run([command, "shoes.yaml", "--events", "log.csv", "--events", "other.csv"]) == 2
    shown = capsys.readouterr()
    assert "one log is looked at" in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_all_that_there_is_can_be_asked_for(folder: Path, capsys: Said, zone: str) -> None:
    """As of the last of all instants, which in the landscape's time zone may be on no day."""
    written(folder / "shoes.yaml", f"{LANDSCAPE}settings: {{timezone: {zone}}}\n")
    assert run([*AUDIT[:4], "--as-of", "9999-12-31T23:59:59Z"]) == 1
    assert "audit of" in capsys.readouterr().out


def test_a_file_is_written_whole_and_nothing_is_printed(folder: Path, capsys: Said) -> None:
    assert run([*AUDIT, "--format", "json", "--output", "found.json"]) == 1
    assert capsys.readouterr().out == ""
    assert json.loads((folder / "found.json").read_text(encoding="utf-8"))["events"] == 8


def test_audits_that_are_kept_show_the_trend(folder: Path, capsys: Said) -> None:
    store = ["--store", "sqlite:///audits.db"]
    first = answer(capsys, *store, "--as-of", "2026-09-01T09:00:00Z", status=0)
    assert first["earlier"] == []
    assert run([*AUDIT, *store]) == 1
    said = capsys.readouterr().out
    assert "since 2026-09-01T09:00:00Z" in said
    assert "0.00% → 33.33%" in said
    assert "violations: unauthorised 0 → 1, undeclared route 0 → 1\n" in said
    # the same instant again is no trend, and another landscape's audits are not this one's
    again = answer(capsys, *store)
    assert [one["as_of"] for one in again["earlier"]] == ["2026-09-01T09:00:00Z"]
    assert again["earlier"][0]["needs"]["addresses"] == {"expected": 2, "late": 0, "missing": 0, "p95": 1800.0}
    written(folder / "shoes.yaml", LANDSCAPE.replace("landscape: shoes", "landscape: boots"))
    assert answer(capsys, *store)["earlier"] == []


def test_an_audit_that_cannot_be_kept_has_been_told_all_the_same(
    folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mdg.diagnostic import MdgError
    from mdg.pipeline import kept

    def full(*_: object) -> None:
        raise MdgError("the store `sqlite:///audits.db` cannot do it: database or disk is full")

    monkeypatch.setattr(kept, "keep", full)
    assert run([*AUDIT, "--store", "sqlite:///audits.db"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("audit of shoes")
    assert "disk is full" in said.err
