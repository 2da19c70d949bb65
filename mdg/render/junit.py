"""A report in the XML form of JUnit, which every dashboard of builds reads: each rule and each finding is a test case.

The form has no standard; this is what GitLab, Jenkins and Azure Pipelines have in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from mdg.diagnostic import Finding, Report, Severity
from mdg.render.cells import visible
from mdg.render.plain import Where, as_named, gone, labelled, spot, statements, unread
from mdg.rules import rule

_NAME = "mdg"


def report(result: Report, fail_on: str = "error", where: Where = as_named) -> str:
    """A test case for each finding, for each rule that was run and found nothing, and for what could not be judged.

    What is at or above ``fail_on`` has failed; other findings, and those that a baseline holds, are skipped, so that
    the tests fail where the command does.  ``where`` gives the path of a file from the root of the repository.
    """
    cases = [*_unread(result, where), *_cases(result, Severity(fail_on).rank, where)]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(len(result.unread)),
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": "0",
    }
    whole = Xml.Element("testsuites", {"name": _NAME, **counts})
    suite = Xml.SubElement(whole, "testsuite", {"name": visible(result.landscape or _NAME), **counts})
    suite.extend(cases)
    if result.baseline and result.baseline.gone:
        Xml.SubElement(suite, "system-out").text = "\n".join(gone(result.baseline))
    Xml.indent(whole)
    text = Xml.tostring(whole, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _unread(result: Report, where: Where) -> Iterator[Xml.Element]:
    for said, _ in unread(result, where):
        case = Xml.Element("testcase", {**_named("log", said), "time": "0"})
        Xml.SubElement(case, "error", {"message": said})
        yield case


def _cases(result: Report, limit: int, where: Where) -> Iterator[Xml.Element]:
    """The cases in the order of the codes, so that a dashboard shows them as it did the last time."""
    accepted = result.baseline.accepted if result.baseline else ()
    every = (*result.findings, *accepted)
    by_code: dict[str, list[Xml.Element]] = {code: [] for code in result.rules}
    for number, (name, finding) in enumerate(zip(_names(every), every, strict=True)):
        case = _case(name, finding, where)
        text = "\n".join(_lines(finding, result, where))
        if number >= len(result.findings):
            Xml.SubElement(case, "skipped", {"message": "in the baseline"}).text = text
        else:
            failed = Severity(finding.severity).rank <= limit
            said = {"message": visible(finding.message)} | ({"type": finding.severity} if failed else {})
            Xml.SubElement(case, "failure" if failed else "skipped", said).text = text
        by_code.setdefault(finding.code, []).append(case)
    for code in sorted(by_code):
        yield from by_code[code] or [Xml.Element("testcase", {**_named(code, rule(code).name), "time": "0"})]


def _case(name: str, finding: Finding, where: Where) -> Xml.Element:
    place = finding.location
    at = {"file": visible(where(place["file"])), "line": str(place["line"])}
    return Xml.Element("testcase", {**_named(finding.code, name), "time": "0", **at})


def _lines(finding: Finding, result: Report, where: Where) -> Iterator[str]:
    place = spot(finding.location, where)
    yield f"{place}: {finding.severity} {finding.code} {finding.name}: {visible(finding.message)}"
    yield from statements(finding, where)
    yield from labelled(finding, result)


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
