"""GitLab Code Quality: what GitLab's own schema takes, and what it does with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mdg.render import gitlab
from tests.golden_files import assert_golden
from tests.render.reports import PARTNERS, beside_a_baseline, everything, finding, report, span


def valid(project: Path, text: str) -> list[dict[str, Any]]:
    """The issues, if the published schema takes each."""
    schema = json.loads((project / "tests" / "schemas" / "gitlab-codeclimate.json").read_text(encoding="utf-8"))
    issues: list[dict[str, Any]] = json.loads(text)
    for issue in issues:
        jsonschema.validate(issue, schema, jsonschema.Draft202012Validator)
        # what the documentation asks for, and the schema does not
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["check_name"]
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    return issues


def test_whole_report(project: Path) -> None:
    shown = gitlab.report(everything())
    assert len(valid(project, shown)) == len(everything().findings)
    assert_golden(project / "tests" / "golden" / "report-gitlab.json", shown)


def test_nothing_found_is_an_empty_list() -> None:
    """Without the file, or with none of its issues, GitLab tells what was resolved; and it takes no byte-order mark."""
    assert gitlab.report(report()) == "[]\n"


def test_the_schema_refuses_what_is_no_issue(project: Path) -> None:
    with pytest.raises(jsonschema.ValidationError):
        valid(project, gitlab.report(everything()).replace('"fingerprint"', '"finger"'))


def test_severities(project: Path) -> None:
    found = [finding(severity=severity) for severity in ("error", "warning", "info")]
    issues = valid(project, gitlab.report(report(*found)))
    assert [issue["severity"] for issue in issues] == ["major", "minor", "info"]


def test_each_issue_has_a_fingerprint_of_its_own(project: Path) -> None:
    """GitLab shows one of those that share it."""
    one, other = finding(identity="one"), finding(identity="other")
    issues = valid(project, gitlab.report(report(one, one, one, other)))
    first, last = one.fingerprint, other.fingerprint
    assert [issue["fingerprint"] for issue in issues] == [first, f"{first}:2", f"{first}:3", last]


def test_place(project: Path) -> None:
    found = finding(location=span(PARTNERS, 4, 3, 9, end_line=7))
    (issue,) = valid(project, gitlab.report(report(found), lambda name: f"sub/{name}"))
    assert issue["location"] == {"path": f"sub/{PARTNERS}", "lines": {"begin": 4, "end": 7}}


def test_what_a_baseline_holds_is_left_out(project: Path) -> None:
    issues = valid(project, gitlab.report(beside_a_baseline()))
    assert [issue["check_name"] for issue in issues] == ["MDG008", "MDG102", "MDG110", "MDG705"]
