"""A report in the XML form of JUnit, which every dashboard of builds reads: each rule and each finding is a test case.

The form has no standard; this is what GitLab, Jenkins and Azure Pipelines have in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from mdg.diagnostic import Finding, Report, Severity
from mdg.render.cells import visible
from mdg.render.plain import Where, as_named, labelled, spot, statements
from mdg.rules import rule

_NAME = "mdg check"


def report(result: Report, fail_on: str = "error", where: Where = as_named) -> str:
    """A test case for each finding, and one for each rule that was run and found nothing.

    What is at or above ``fail_on`` has failed, other findings are skipped, so that the tests fail where the command
    does.  ``where`` gives the path of a file from the root of the repository.
    """
    limit = Severity(fail_on).rank
    cases = list(_cases(result, limit, where))
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": "0",
    }
    whole = Xml.Element("testsuites", {"name": _NAME, **counts})
    suite = Xml.SubElement(whole, "testsuite", {"name": visible(result.landscape or _NAME), **counts})
    suite.extend(cases)
    Xml.indent(whole)
    text = Xml.tostring(whole, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _cases(result: Report, limit: int, where: Where) -> Iterator[Xml.Element]:
    """The cases in the order of the codes, so that a dashboard shows them as it did the last time."""
    names = _names(result.findings)
    by_code: dict[str, list[tuple[str, Finding]]] = {code: [] for code in result.rules}
    for name, finding in zip(names, result.findings, strict=True):
        by_code.setdefault(finding.code, []).append((name, finding))
    for code in sorted(by_code):
        for name, finding in by_code[code]:
            failed = Severity(finding.severity).rank <= limit
            yield _case(name, finding, "failure" if failed else "skipped", where)
        if not by_code[code]:
            yield Xml.Element("testcase", {**_named(code, rule(code).name), "time": "0"})


def _case(name: str, finding: Finding, outcome: str, where: Where) -> Xml.Element:
    place = finding.location
    case = Xml.Element("testcase", {**_named(finding.code, name), "time": "0"})
    case.attrib.update({"file": visible(where(place["file"])), "line": str(place["line"])})
    said = {"message": visible(finding.message)}
    inner = Xml.SubElement(case, outcome, {**said, "type": finding.severity} if outcome == "failure" else said)
    head = f"{spot(place, where)}: {finding.severity} {finding.code} {finding.name}: {visible(finding.message)}"
    inner.text = "\n".join([head, *statements(finding, where), *labelled(finding)])
    return case


def _named(code: str, name: str) -> dict[str, str]:
    return {"classname": f"mdg.{code}", "name": name}


def _names(findings: tuple[Finding, ...]) -> list[str]:
    """A name for each finding that it keeps from run to run and that no other has: dashboards leave out a second one.

    It is made of what the finding is about; where two of a rule are about the same, of the fingerprint too.
    """
    told = [f"{one.name}: {one.subject['kind']} {visible(one.subject['id'])}" for one in findings]
    often = Counter((one.code, name) for one, name in zip(findings, told, strict=True))
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for one, name in zip(findings, told, strict=True):
        if often[one.code, name] > 1:
            name += f" ({one.fingerprint[:8]})"
        seen[one.code, name] += 1
        names.append(name if seen[one.code, name] == 1 else f"{name} {seen[one.code, name]}")
    return names
