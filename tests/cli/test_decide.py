"""``mdg decide``: the answer, and what its exit status says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import CLEAN, CONTESTED, PERSONA, written

Said = pytest.CaptureFixture[str]
CREATE = ["decide", "contested.yaml", "create"]
FRENCH = ["--record", "country=FR,role=buyer"]
GERMAN = ["--record", "country=DE,role=buyer"]


@pytest.fixture(autouse=True)
def landscape(contested: Path) -> None:
    """Every test here asks about the same landscape, which has a persona."""
    written(contested, CONTESTED + PERSONA)


def asked(capsys: Said, *arguments: str) -> dict[str, object]:
    run([*CREATE, *arguments, "--format", "json"])
    said = capsys.readouterr()
    assert said.err == ""
    answer: dict[str, object] = json.loads(said.out)
    return answer


def test_allowed(capsys: Said) -> None:
    assert run([*CREATE, "--system", "crm", "--entity", "customer", *FRENCH]) == 0
    said = capsys.readouterr().out
    assert said.startswith("allowed: `crm` may create this `customer`\n")
    assert "crm_owns" in said


def test_denied(capsys: Said) -> None:
    assert run([*CREATE, "--system", "crm", "--entity", "customer", *GERMAN]) == 1
    said = capsys.readouterr().out
    assert said.startswith("denied: `crm` may not create this `customer`\n")
    assert "  instead      shop\n" in said
    assert "  reason       " in said


@pytest.mark.parametrize("record", [FRENCH, GERMAN])
def test_json_keeps_to_its_schema(project: Path, record: list[str], capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "decide.schema.json").read_text(encoding="utf-8"))
    answer = asked(capsys, "--system", "crm", *record)
    jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)
    assert list(answer) == schema["required"]
    assert answer["allowed"] is (record is FRENCH)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--record", "country=FR,role=buyer,role=payer"], {"country": "FR", "role": ["buyer", "payer"]}),
        (["--record", "country=FR", "--record", "role=payer"], {"country": "FR", "role": ["payer"]}),
        (["--record", "country=FR,role="], {"country": "FR", "role": []}),
        (["--record", "anna"], {"country": "FR", "role": ["buyer"]}),
        (["--record", "anna,country=DE"], {"country": "DE", "role": ["buyer"]}),
        (["--record-json", '{"country": "FR", "role": ["payer", "buyer"]}'], {"country": "FR"}),
        (["--record", "country=FR", "--record-json", '{"role": []}'], {"country": "FR", "role": []}),
        (["--record", "anna", "--record-json", '{"role": []}'], {"country": "FR", "role": []}),
    ],
)
def test_ways_to_write_a_record(arguments: list[str], expected: dict[str, object], capsys: Said) -> None:
    record = asked(capsys, "--system", "crm", *arguments)["record"]
    assert isinstance(record, dict)
    assert {name: sorted(record[name]) if name == "role" else record[name] for name in expected} == expected


def test_the_path_may_be_left_out(capsys: Said) -> None:
    assert run(["decide", "create", "--system", "crm", *FRENCH]) == 0


def test_groups(capsys: Said) -> None:
    assert run([*CREATE, "--system", "crm", *FRENCH, "--groups", "name"]) == 0
    assert run([*CREATE, "--system", "crm", *FRENCH, "--groups", "name,adress"]) == 2
    assert "`adress`" in capsys.readouterr().err


def test_as_of(folder: Path, capsys: Said) -> None:
    dated = CLEAN.replace("shop, may", "shop, valid: {until: 2026-06-30}, may")
    written(folder / "dated.yaml", dated)
    question = ["decide", "dated.yaml", "create", "--system", "shop", *FRENCH, "--as-of"]
    assert run([*question, "2026-06-30"]) == 0
    assert run([*question, "2026-07-01"]) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["contested.yaml", "create", *FRENCH], "--system"),
        (["contested.yaml", "creates", "--system", "crm", *FRENCH], "create, enrich, update, delete"),
        (["contested.yaml", "--system", "crm", *FRENCH], "create, enrich, update, delete"),
        (["--system", "crm", *FRENCH], "create, enrich, update, delete"),
        (["contested.yaml", "create", "crm", "--system", "crm"], "`crm` is one word too many"),
        ([*CREATE[1:], "--system", "crn", *FRENCH], "`crm`"),
        ([*CREATE[1:], "--system", "crm", "--entity", "custommer", *FRENCH], "`customer`"),
        ([*CREATE[1:], "--system", "crm", "--record", "country=XX,role=buyer"], "`XX`"),
        ([*CREATE[1:], "--system", "crm", "--record", "land=FR"], "`land`"),
        ([*CREATE[1:], "--system", "crm", "--record", "country=FR,country=DE"], "more than one value"),
        ([*CREATE[1:], "--system", "crm", "--record", "ana"], "`anna`"),
        ([*CREATE[1:], "--system", "crm", "--record", "anna,bert"], "two personas"),
        ([*CREATE[1:], "--system", "crm", "--record", "=FR"], "names no dimension"),
        ([*CREATE[1:], "--system", "crm", "--record", ""], "names no dimension"),
        ([*CREATE[1:], "--system", "crm", "--record-json", "{"], "not JSON"),
        ([*CREATE[1:], "--system", "crm", "--record-json", "[]"], "object"),
        ([*CREATE[1:], "--system", "crm", "--record-json", '{"country": 1}'], "`country`"),
        ([*CREATE[1:], "--system", "crm", "--record-json", '{"country":["FR"]}'], 'it is a list: `["FR"]`'),
        ([*CREATE[1:], "--system", "crm", "--record-json", '{"a": "x", "a": "y"}'], "`a` twice"),
        (["", "create", "--system", "crm", *FRENCH], "the path is empty"),
        ([*CREATE[1:], "--system", "crm", *FRENCH, "--record-json", '{"role": []}'], "`role` is given both"),
        ([*CREATE[1:], "--system", "crm", "--groups", "", *FRENCH], "`--groups`"),
        (["missing.yaml", "create", "--system", "crm", *FRENCH], "`missing.yaml`"),
    ],
)
def test_what_cannot_be_decided(arguments: list[str], told: str, capsys: Said) -> None:
    assert run(["decide", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


def test_wrong_text_is_no_answer(broken: Path, capsys: Said) -> None:
    assert run(["decide", "broken.yaml", "create", "--system", "shop", *FRENCH]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "broken.yaml:10:1: MDG005" in said.err


def test_with_several_entities_one_must_be_named(folder: Path, capsys: Said) -> None:
    several = CLEAN.replace("systems:", "  order: {groups: {line: [item]}}\nsystems:").replace(
        "{system: shop,", "{system: shop, entity: customer,"
    )
    written(folder / "several.yaml", several + PERSONA)
    question = ["decide", "several.yaml", "create", "--system", "shop"]
    assert run([*question, *FRENCH]) == 2
    assert "`customer`, `order`" in capsys.readouterr().err
    assert run([*question, "--record", "anna"]) == 0, "a persona says which"
    assert run([*question, "--entity", "order", "--record", "anna"]) == 2


def test_no_value_and_a_value_contradict_each_other(capsys: Said) -> None:
    assert run([*CREATE, "--system", "crm", "--record", "country=FR,role=,role=buyer"]) == 2
    assert "gives `role` no value with `role=`, and a value too" in capsys.readouterr().err


def test_one_system_is_asked_about(capsys: Said) -> None:
    assert run([*CREATE, "--system", "crm", "--system", "shop", *FRENCH]) == 2
    assert "`--system` is given twice" in capsys.readouterr().err
