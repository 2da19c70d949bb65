"""A report in SARIF 2.1.0, the form of OASIS for what static analysis finds (GitHub code scanning, editors).

The rules carry their explanations, and results point at the rule, the place, and the other statements involved.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from mdg import __version__
from mdg.diagnostic import Finding, Json, Report
from mdg.render.json import document
from mdg.render.plain import Where, as_named, gone, labelled, unread
from mdg.rules import explanation, rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
#: What GitHub orders alerts by, beside the level.
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_ROOT = "%SRCROOT%"
#: GitHub shows no more of a rule's description.
_LONGEST = 1024
_FIRST_SECTION = re.compile(r"^## [^\n]+\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_SENTENCE = re.compile(r"[.:](?=\s)")


def report(result: Report, where: Where = as_named) -> str:
    """One run with all rules that were run and a result for each finding, worst harm first.

    What a baseline holds is left out: GitHub takes no notice of ``suppressions`` and would show it as open.
    ``where`` gives the path of a file from the root of the repository, or an absolute one for what lies outside.
    """
    codes = dict.fromkeys((*result.rules, *(finding.code for finding in result.findings)))
    order = {code: number for number, code in enumerate(sorted(codes))}
    run = {
        "tool": {"driver": _driver(list(order))},
        # what GitHub takes for the category of an upload, so that two landscapes do not replace each other
        "automationDetails": {"id": f"mdg/{result.landscape}/" if result.landscape else "mdg/"},
        "invocations": [_invocation(result, where)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository that was checked."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, result, order[finding.code], where) for finding in result.findings],
        "properties": {key: value for key, value in result.as_json().items() if key != "findings"},
    }
    return document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(codes: list[str]) -> Json:
    return {
        "name": "mdg",
        "fullName": f"mdg {__version__}",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(code) for code in codes],
    }


def _descriptor(code: str) -> Json:
    found, text = rule(code), explanation(code)
    summary = text.partition("\n")[0]
    section = _FIRST_SECTION.search(text)
    return {
        "id": code,
        "name": found.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": _cut(" ".join(section[1].split())) if section else summary},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[found.severity.value]},
        "properties": {
            "tags": [found.module.split(".")[-2]],
            "precision": "very-high",
            "problem.severity": _PROBLEMS[found.severity.value],
        },
    }


def _cut(text: str) -> str:
    """The text up to the last end of a sentence within what is shown."""
    if len(text) <= _LONGEST:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text, 0, _LONGEST)]
    return text[: ends[-1] if ends else _LONGEST]


def _invocation(result: Report, where: Where) -> Json:
    """How the run went: what was not judged is told, since no result stands for it."""
    notes = []
    if result.not_judged:
        notes.append(_note(f"not judged: {', '.join(result.not_judged)}"))
    if result.baseline and result.baseline.gone:
        notes.append(_note("\n".join(gone(result.baseline))))
    notes += [{"level": "error", "message": {"text": f"{said}."}} for said, _ in unread(result, where)]
    return {"executionSuccessful": not result.unread, "toolExecutionNotifications": notes}


def _note(text: str) -> Json:
    return {"level": "note", "message": {"text": f"{text}."}}


def _result(finding: Finding, result: Report, index: int, where: Where) -> Json:
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding, result)},
        "locations": [{**_place(finding.location, where), "logicalLocations": [_logical(finding)]}],
        "partialFingerprints": {"mdg/v1": finding.fingerprint},
    }
    if finding.related:
        found["relatedLocations"] = [
            {"id": number, **_place(other["location"], where), "message": {"text": other["message"]}}
            for number, other in enumerate(finding.related, 1)
        ]
    if result.baseline:
        found["baselineState"] = "updated" if result.baseline.held(finding) else "new"
    kept = ("help", "subject", "witness", "when", "since", "until", "accountable")
    found["properties"] = {key: getattr(finding, key) for key in kept}
    return found


def _message(finding: Finding, result: Report) -> str:
    """The message as a sentence, links to the other statements, then what else is known, one label a line."""
    links = [f"[{_in_link(other['message'])}]({number})" for number, other in enumerate(finding.related, 1)]
    lines = [f"{finding.message}.", *(f"{link}." for link in links), *labelled(finding, result)]
    return "\n".join(lines)


def _in_link(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _place(location: dict[str, Json], where: Where) -> dict[str, Json]:
    region = {
        "startLine": location["line"],
        "startColumn": location["column"],
        "endLine": location["end_line"],
        "endColumn": location["end_column"],
    }
    return {"physicalLocation": {"artifactLocation": _artifact(where(location["file"])), "region": region}}


def _artifact(path: str) -> Json:
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return {"uri": kind(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _logical(finding: Finding) -> Json:
    kind, name = finding.subject["kind"], finding.subject["id"]
    return {"name": name, "fullyQualifiedName": f"{kind}/{name}", "kind": kind}
