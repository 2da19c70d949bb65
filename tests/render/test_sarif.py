"""SARIF: as the standard's schema has it, with what GitHub and editors need of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg import __version__
from mdg.render import sarif
from mdg.rules import CODES, explanation
from tests.golden_files import assert_golden
from tests.render.reports import PARTNERS, beside_a_baseline, everything, finding, report, span

SCHEMA = "sarif-2.1.0-rtm.5.json"


def valid(project: Path, text: str) -> dict[str, Any]:
    """The log, if the published schema takes it."""
    schema = json.loads((project / "tests" / "schemas" / SCHEMA).read_text(encoding="utf-8"))
    written: dict[str, Any] = json.loads(text)
    jsonschema.validate(written, schema, jsonschema.Draft4Validator)
    return written


def run_of(project: Path, *findings: Any, **parts: Any) -> dict[str, Any]:
    return valid(project, sarif.report(report(*findings, **parts)))["runs"][0]


def results(project: Path, *findings: Any, **parts: Any) -> list[dict[str, Any]]:
    return run_of(project, *findings, **parts)["results"]


def test_whole_report(project: Path) -> None:
    shown = sarif.report(everything())
    valid(project, shown)
    assert_golden(project / "tests" / "golden" / "report.sarif", shown.replace(__version__, "VERSION"))


def test_nothing_found_is_a_run_without_results(project: Path) -> None:
    run = run_of(project, landscape=None, rules=CODES)
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(CODES)


def test_the_schema_refuses_what_is_no_log(project: Path) -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid(project, sarif.report(everything()).replace('"columnKind": "unicodeCodePoints"', '"columnKind": "cells"'))


def test_every_rule_is_explained_within_what_is_shown(project: Path) -> None:
    """The limits are GitHub's: 255 characters of a name, 1024 of a description; and none may be empty."""
    for rule in run_of(project, rules=CODES)["tool"]["driver"]["rules"]:
        assert rule["help"]["markdown"] == explanation(rule["id"])
        assert explanation(rule["id"]).startswith(rule["shortDescription"]["text"])
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["fullDescription"]["text"].endswith((".", ":"))
        assert 0 < len(rule["name"]) <= 255


def test_a_long_description_ends_with_a_sentence() -> None:
    sentence = "This is a sentence of some words. "
    cut = sarif._cut((sentence * 100).strip())
    assert len(cut) <= 1024
    assert cut == (sentence * (1024 // len(sentence))).strip()


def test_results_point_at_their_rule(project: Path) -> None:
    run = valid(project, sarif.report(everything()))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")])
def test_level(project: Path, severity: str, level: str) -> None:
    assert results(project, finding(severity=severity))[0]["level"] == level


def test_columns_are_counted_in_characters(project: Path) -> None:
    """As findings count them; without `columnKind`, a reader counts an emoji twice."""
    run = run_of(project, finding(location=span(PARTNERS, 4, 3, 19)))
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 19}


def test_other_statements_are_linked_from_the_message(project: Path) -> None:
    """GitHub shows only those of the related locations that the message links to."""
    related = [{"message": f"reason [{n}]", "location": span(PARTNERS, n, 1, 3)} for n in range(1, 4)]
    (result,) = results(project, finding(related=related))
    linked = {int(number) for number in re.findall(r"\]\((\d+)\)", result["message"]["text"])}
    assert linked == {one["id"] for one in result["relatedLocations"]} == {1, 2, 3}
    assert r"[reason \[2\]](2)" in result["message"]["text"]
    assert result["relatedLocations"][1]["message"]["text"] == "reason [2]"
    assert "relatedLocations" not in results(project, finding())[0]


def test_the_message_begins_with_a_sentence_and_has_the_way_out(project: Path) -> None:
    text = results(project, finding(message="it is wrong", help="mend it", when=[{}]))[0]["message"]["text"]
    assert text == "it is wrong.\nfor: every record\nhelp: mend it"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.yaml", {"uri": "a/b.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a b/ü#?:.yaml", {"uri": "a%20b/%C3%BC%23%3F%3A.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/else where/b.yaml", {"uri": "file:///else%20where/b.yaml"}),
        ("C:/there/b.yaml", {"uri": "file:///C:/there/b.yaml"}),
    ],
)
def test_paths_are_uris(project: Path, path: str, expected: dict[str, str]) -> None:
    text = sarif.report(report(finding(location=span("name", 1, 1, 2))), {"name": path}.__getitem__)
    (result,) = valid(project, text)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == expected


def test_fingerprints_leave_githubs_own_alone(project: Path) -> None:
    """The action that uploads computes `primaryLocationLineHash`, and complains of every other value for it."""
    found = finding()
    (result,) = results(project, found)
    assert result["partialFingerprints"] == {"mdg/v1": found.fingerprint}


def test_two_landscapes_are_two_categories(project: Path) -> None:
    ids = [run_of(project, landscape=name)["automationDetails"]["id"] for name in ("sales", "hr", None)]
    assert ids == ["mdg/sales/", "mdg/hr/", "mdg/"]


def test_what_was_not_judged_is_told(project: Path) -> None:
    (invocation,) = run_of(project, not_judged=("flows", "views"))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "not judged: flows, views."


def test_beside_a_baseline(project: Path) -> None:
    """What it holds is left out: GitHub shows results as open whatever `suppressions` say."""
    run = valid(project, sarif.report(beside_a_baseline()))["runs"][0]
    assert [one["baselineState"] for one in run["results"]] == ["new", "updated", "new", "new"]
    assert "MDG107" not in {one["ruleId"] for one in run["results"]}
    assert run["results"][1]["message"]["text"].endswith("\nbaseline: does not hold it for {country: NO}")
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert "has 2 entries that are no longer found" in notes[-1]
    assert "MDG103 two-writers" in notes[-1]
    assert run["properties"]["baseline"]["accepted"] == 1
