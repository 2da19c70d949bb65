"""``mdg check --without``: what would be worse, clearly a what-if, and never in or with a baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import written
from tests.topology.routed import TEXT

Said = pytest.CaptureFixture[str]
OWNED = """\
ownership:
  shop_owns: {system: shop, may: [create, update], groups: [name, contact]}
  shop_deletes: {system: shop, may: [delete], when: {country: DE}}
  crm_deletes: {system: crm, may: [delete], when: {country: FR}}
  crm_changes: {system: crm, may: [update], groups: [contact]}
"""
#: Names are personal data; shop and CRM may delete customers, each its own.
PERSONAL = TEXT[: TEXT.index("ownership:")] + OWNED + TEXT[TEXT.index("flows:") :]
PERSONAL = PERSONAL.replace("name: [first, last]", "name: {attributes: [last], categories: [user.name]}")
ASK = ["check", "routed.yaml", "--select", "MDG1"]


@pytest.fixture(autouse=True)
def routed(folder: Path) -> Path:
    return written(folder / "routed.yaml", PERSONAL)


def test_what_is_worse_is_told_in_full(capsys: Said) -> None:
    assert run([*ASK, "--without", "crm"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("what if: without `crm` (1 system, 2 ownership rules, 4 flows, 1 need fewer)\n\n")
    assert "error MDG107 no-eraser" in said.out
    assert "  before       not found\n" in said.out
    assert "  for          {country: FR}\n" in said.out


def test_what_is_the_same_is_counted(folder: Path, capsys: Said) -> None:
    written(
        folder / "routed.yaml",
        PERSONAL.replace(
            "{system: shop, may: [delete], when: {country: DE}}",
            "{system: game, may: [delete], when: {country: DE, consent: granted}}",
        ),
    )
    assert run([*ASK, "--without", "attic"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(
        "what if: without `attic` (1 system fewer)\n\nnothing is worse than in the whole landscape\n"
    )
    assert "the same in the whole landscape; `mdg check` tells" in said
    assert run([*ASK, "--without", "game"]) == 1
    said = capsys.readouterr().out
    assert "  before       not for {country: DE, consent: granted}\n" in said


def test_what_has_ended_is_named(folder: Path, capsys: Said) -> None:
    erp = "  erp_creates: {system: erp, may: [create], groups: [name, contact]}"
    written(folder / "routed.yaml", PERSONAL.replace("ownership:", f"ownership:\n{erp}"))
    assert run([*ASK, "--without", "erp"]) == 1
    said = capsys.readouterr().out
    assert "not found any more without it:\n  MDG102 two-creators: the same `customer`" in said


def report(capsys: Said, *arguments: str) -> dict[str, Any]:
    run([*ASK, *arguments, "--format", "json"])
    said = capsys.readouterr()
    assert said.err == ""
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_json_keeps_to_its_schema(project: Path, capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))
    found = report(capsys, "--without", "crm")
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)
    assert found["what_if"]["without"] == ["crm"]
    assert {"kind": "flow", "id": "erp_to_crm"} in found["what_if"]["gone"]
    worse = {one["fingerprint"]: one["message"] for one in found["what_if"]["worse"]}
    assert {one["code"] for one in found["findings"] if one["fingerprint"] in worse} >= {"MDG107"}
    assert "what_if" not in report(capsys)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--without", "crn"], "unknown flow or system `crn`; did you mean `crm`?"),
        (["--without", "crm", "--format", "sarif"], "not for a what-if: use `text` or `json`"),
        (["--without", "crm", "--format", "github"], "not for a what-if"),
        (["--without", "crm", "--baseline", "b.json"], "never with or into a baseline"),
        (["--without", "crm", "--write-baseline", "b.json"], "never with or into a baseline"),
        (["--without", "crm", "--ignore", "MDG1"], "nothing is left to check"),
        (["--without", "crm", "--ignore", "MDG999"], "there is no rule `MDG999`"),
    ],
)
def test_what_a_what_if_is_not_for(arguments: list[str], told: str, folder: Path, capsys: Said) -> None:
    assert run([*ASK, *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert not (folder / "b.json").exists()


def test_a_wrong_text_is_no_what_if(folder: Path, capsys: Said) -> None:
    written(folder / "routed.yaml", TEXT.replace("systems:", "sistems:", 1))
    assert run([*ASK, "--without", "crm"]) == 2
    assert "the text is wrong" in capsys.readouterr().err


def test_to_a_file_and_by_level(folder: Path, capsys: Said) -> None:
    assert run([*ASK, "--without", "crm", "-o", "report.txt"]) == 1
    assert capsys.readouterr().out == ""
    assert (folder / "report.txt").read_text(encoding="utf-8").startswith("what if: without `crm`")
    assert run(["check", "routed.yaml", "--select", "MDG703", "--without", "crm"]) == 0
    assert run(["check", "routed.yaml", "--select", "MDG703", "--without", "crm", "--fail-on", "warning"]) == 1
