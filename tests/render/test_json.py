"""JSON answers: the keys of the schema in their order, and any text whole and harmless."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from mdg.render import json as as_json
from tests.golden_files import assert_golden
from tests.render.reports import beside_a_baseline, everything, report


def schema(project: Path, name: str) -> jsonschema.Draft202012Validator:
    found = json.loads((project / "mdg" / "data" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_report(project: Path) -> None:
    shown = as_json.report(everything())
    schema(project, "check").validate(json.loads(shown))
    assert_golden(project / "tests" / "golden" / "report.json", shown)


def test_keys_stand_in_the_order_of_the_schema(project: Path) -> None:
    written = json.loads(as_json.report(everything()))
    rules = schema(project, "check").schema
    assert list(written) == rules["required"]
    assert list(written["summary"]) == rules["properties"]["summary"]["required"]
    assert {tuple(one) for one in written["findings"]} == {tuple(rules["$defs"]["finding"]["required"])}


def test_an_empty_report(project: Path) -> None:
    written = json.loads(as_json.report(report(landscape=None)))
    schema(project, "check").validate(written)
    assert written["findings"] == []
    assert written["landscape"] is None


@pytest.mark.parametrize("change", [{"as_of": "today"}, {"findings": None}, {"more": 1}])
def test_the_schema_refuses_what_is_no_answer(project: Path, change: dict[str, object]) -> None:
    written = {**json.loads(as_json.report(everything())), **change}
    assert not schema(project, "check").is_valid(written)


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b31m", "\u202e", "\ud800", "\x7f", "\u2028", "Zoë 工場 🏭"])
def test_any_text_comes_back_whole(text: str) -> None:
    written = as_json.document({text: [text]})
    assert json.loads(written.encode("utf-8")) == {text: [text]}
    assert all(character.isprintable() or character == "\n" for character in written)


def test_readable_text_stays_readable() -> None:
    assert "Zoë 工場" in as_json.document(["Zoë 工場"])


def test_beside_a_baseline(project: Path) -> None:
    written = json.loads(as_json.report(beside_a_baseline()))
    schema(project, "check").validate(written)
    assert written["summary"]["error"] == 2
    assert written["baseline"]["accepted"] == 1
    assert [one["message"] for one in written["baseline"]["grown"]] == ["does not hold it for {country: NO}"]
    assert written["baseline"]["grown"][0]["fingerprint"] == written["findings"][1]["fingerprint"]
    assert [one["code"] for one in written["baseline"]["gone"]] == ["MDG103", "MDG110"]
