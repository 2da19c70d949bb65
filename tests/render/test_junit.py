"""JUnit's XML: test cases that keep their names, and fail where the command does."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from mdg.diagnostic import Report
from mdg.render import junit
from tests.golden_files import assert_golden
from tests.render.reports import PARTNERS, beside_a_baseline, everything, finding, report, span

OUTCOMES = ("failure", "error", "skipped")


def cases(result: Report, fail_on: str = "error") -> dict[str, str]:
    """The outcome of each test case by its full name; the counts must be right, and no name stand twice."""
    root = Xml.fromstring(junit.report(result, fail_on).encode("utf-8"))
    assert root.tag == "testsuites"
    (suite,) = root
    assert suite.tag == "testsuite"
    found = {}
    for case in suite.iter("testcase"):
        name = f"{case.attrib['classname']} {case.attrib['name']}"
        assert name not in found
        found[name] = next((one.tag for one in case if one.tag in OUTCOMES), "passed")
    told = {"tests": len(found), "failures": 0, "errors": 0, "skipped": 0, "time": 0}
    told["failures"] = sum(outcome == "failure" for outcome in found.values())
    told["skipped"] = sum(outcome == "skipped" for outcome in found.values())
    for element in (root, suite):
        assert {key: int(element.attrib[key]) for key in told} == told
    return found


def test_whole_report(project: Path) -> None:
    assert_golden(project / "tests" / "golden" / "report-junit.xml", junit.report(everything()))


def test_rules_that_found_nothing_have_passed() -> None:
    found = cases(report(finding(), rules=("MDG101", "MDG102")))
    assert found == {
        "mdg.MDG101 no-creator": "passed",
        "mdg.MDG102 two-creators: entity business_partner": "failure",
    }


def test_a_rule_that_was_not_run_has_not_passed() -> None:
    assert cases(report()) == {}


@pytest.mark.parametrize(
    ("fail_on", "outcomes"),
    [
        ("error", ["failure", "skipped", "skipped"]),
        ("warning", ["failure", "failure", "skipped"]),
        ("info", ["failure", "failure", "failure"]),
    ],
)
def test_tests_fail_where_the_command_does(fail_on: str, outcomes: list[str]) -> None:
    found = [finding(code="MDG102", severity=severity, subject={"kind": "entity", "id": severity}) for severity in SEV]
    assert list(cases(report(*found), fail_on).values()) == outcomes


SEV = ("error", "warning", "info")


def test_a_test_keeps_its_name_when_lines_and_words_change() -> None:
    before = finding()
    after = finding(message="said otherwise", location=span(PARTNERS, 40, 1, 2))
    assert list(cases(report(before))) == list(cases(report(after)))


def test_two_about_the_same_have_two_names() -> None:
    """GitLab leaves out the second test of a name."""
    one, other = finding(identity="one"), finding(identity="other")
    found = [one, other, other]
    assert list(cases(report(*found))) == [
        f"mdg.MDG102 two-creators: entity business_partner ({one.fingerprint[:8]})",
        f"mdg.MDG102 two-creators: entity business_partner ({other.fingerprint[:8]})",
        f"mdg.MDG102 two-creators: entity business_partner ({other.fingerprint[:8]}) 2",
    ]


def test_a_failure_tells_all_in_its_text() -> None:
    """GitLab shows nothing but the text; others show the message first."""
    related = [{"message": "created here", "location": span(PARTNERS, 5, 1, 2)}]
    shown = junit.report(report(finding(message="a <b> & c", help="mend it", related=related)), where="in/{}".format)
    case = Xml.fromstring(shown)[0][0]
    assert case.attrib["file"] == f"in/{PARTNERS}"
    assert case.attrib["line"] == "4"
    assert case[0].attrib == {"message": "a <b> & c", "type": "error"}
    assert case[0].text == (
        f"in/{PARTNERS}:4:3: error MDG102 two-creators: a <b> & c\nin/{PARTNERS}:5:1: created here\nhelp: mend it"
    )


def test_any_text_is_xml() -> None:
    evil = "\x00\x07\x1b[2J\ud800\ufffe ]]> <!-- & \" ' \n\t"
    shown = junit.report(
        report(
            finding(
                message=evil,
                help=evil,
                subject={"kind": "entity", "id": evil},
                location=span(evil, 1, 1, 2),
                when=[{evil: evil}],
            ),
            landscape=evil,
        )
    )
    case = Xml.fromstring(shown.encode("utf-8"))[0][0]
    assert "]]> <!-- & \" '" in case[0].attrib["message"]


def test_beside_a_baseline() -> None:
    """What it holds is skipped, under the name that it would fail under; what is gone is in the output."""
    found = cases(beside_a_baseline())
    assert found["mdg.MDG107 no-eraser: group 工場.名前"] == "skipped"
    assert found["mdg.MDG102 two-creators: entity business_partner"] == "failure"
    suite = Xml.fromstring(junit.report(beside_a_baseline()))[0]
    assert "has 2 entries that are no longer found" in (suite.findtext("system-out") or "")
    skipped = [one for one in suite.iter("skipped") if one.attrib["message"] == "in the baseline"]
    assert len(skipped) == 1
