"""``mdg staleness``: one copy or all of them, of the worst record or of one, and a what-if."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import Mdg, written
from tests.cli.test_process import on_a_terminal
from tests.topology.routed import TEXT

Said = pytest.CaptureFixture[str]
ASK = ["staleness", "routed.yaml"]
KEYS = ["entity", "group", "system", "held", "worst_seconds", "never", "unbounded", "writer", "route", "witness"]


@pytest.fixture(autouse=True)
def routed(folder: Path) -> Path:
    return written(folder / "routed.yaml", TEXT)


def rows(capsys: Said, *arguments: str) -> list[dict[str, Any]]:
    assert run([*ASK, *arguments, "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def test_the_matrix(capsys: Said) -> None:
    assert run(ASK) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("how old each copy gets in `routed` as of ")
    assert "  mailer  28h15m  28h15m!    .\n" in said.out


def test_one_copy(capsys: Said) -> None:
    assert run([*ASK, "--group", "contact", "--at", "mailer"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("`contact` of `customer` in `mailer`: at most 28h15m old\n")
    assert "(routed.yaml:" in said


def test_json_keeps_to_its_schema(project: Path, capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "staleness.schema.json").read_text(encoding="utf-8"))
    for arguments in ([], ["--at", "mailer"], ["--record", "country=DE,consent=none"], ["--without", "bus"]):
        found = rows(capsys, *arguments)
        jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
        assert all(list(row)[:10] == KEYS for row in found)
    assert len(rows(capsys)) == 3 * 7
    (row,) = rows(capsys, "--group", "contact", "--at", "mailer")
    assert row == {
        "entity": "customer",
        "group": "contact",
        "system": "mailer",
        "held": True,
        "worst_seconds": 101_700,
        "never": False,
        "unbounded": False,
        "writer": "shop",
        "route": ["shop_to_erp", "erp_to_crm", "crm_to_mailer"],
        "witness": {"country": "DE", "consent": "granted"},
        "over": ["mailer_writes"],
    }


def test_of_a_record(capsys: Said) -> None:
    none = rows(capsys, "--record", "country=FR,consent=none", "--group", "name")
    assert [row["system"] for row in none if row["held"]] == ["shop", "erp", "crm"]
    assert run([*ASK, "--record", "country=FR,consent=none"]) == 0
    assert "of the record {country: FR, consent: none}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--entity", "customr"], "there is no entity `customr` (did you mean `customer`?)"),
        (["--group", "nam"], "there is no group `nam` (did you mean `name`?)"),
        (["--at", "mailr"], "there is no system `mailr` (did you mean `mailer`?)"),
        (["--group", ""], "`--group` has an empty part"),
        (["--record", "country=DE"], "the record has no `consent`"),
        (["--record", "anna"], "`anna`"),
        (["--without", "erq"], "unknown flow or system `erq`; did you mean `erp`?"),
        (["--at", "erp", "--without", "erp"], "`erp` is both asked about with `--at` and left out with `--without`"),
        (["more"], "more"),
    ],
)
def test_what_cannot_be_told(arguments: list[str], told: str, capsys: Said) -> None:
    assert run([*ASK, *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


def test_a_system_that_is_not_in_force(folder: Path, capsys: Said) -> None:
    written(folder / "routed.yaml", TEXT.replace("attic: {kind: store}", "attic: {valid: {from: 2030-01-01}}"))
    assert run([*ASK, "--at", "attic", "--as-of", "2026-06-01"]) == 2
    assert "the system `attic` is not in force on 2026-06-01" in capsys.readouterr().err


def test_without_something(capsys: Said) -> None:
    assert run([*ASK, "--without", "erp_to_crm"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[1] == "what if: without `erp_to_crm` (1 flow fewer)"
    assert "6 copies are worse than before:\n" in said
    by_name = {(row["group"], row["system"]): row for row in rows(capsys, "--without", "erp_to_crm")}
    assert by_name["name", "crm"]["held"] is False
    assert by_name["name", "crm"]["before"]["worst_seconds"] == 93_600
    assert "erp" not in {row["system"] for row in rows(capsys, "--without", "erp")}
    assert run([*ASK, "--without", "erp_to_crm", "--group", "name", "--at", "crm"]) == 0
    assert "  before       26h\n" in capsys.readouterr().out


def test_colour_on_a_terminal_alone(mdg: Mdg) -> None:
    status, sent = on_a_terminal(*ASK)
    assert status == 0
    assert "\x1b[1;31m28h15m!\x1b[0m" in sent
    assert "\x1b" not in mdg(*ASK).stdout


def test_an_empty_landscape_has_nothing_to_tell(folder: Path, capsys: Said) -> None:
    written(folder / "routed.yaml", "mdg: 1\nsystems: {shop: {}}\n")
    assert run(ASK) == 2
    assert "no entity in force" in capsys.readouterr().err
