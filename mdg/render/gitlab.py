"""A report as a GitLab Code Quality report: a list of issues, a part of what the Code Climate specification has.

Source: GitLab's documentation, "Code Quality report format", and the schema that GitLab reads such reports by.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from mdg.diagnostic import Finding, Json, Report
from mdg.render.cells import visible
from mdg.render.json import document
from mdg.render.plain import Where, as_named, unread

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(result: Report, where: Where = as_named) -> str:
    """One issue a finding, worst harm first, then one for each thing that could not be judged.

    ``where`` gives the path of a file from the root of the repository.
    """
    seen: Counter[str] = Counter()
    issues = []
    for finding in result.findings:
        seen[finding.fingerprint] += 1
        issues.append(_issue(finding, seen[finding.fingerprint], where))
    return document(issues + [_unjudged(said, one, where) for said, one in unread(result, where)])


def _unjudged(said: str, one: dict[str, Json], where: Where) -> Json:
    return {
        "type": "issue",
        "check_name": "not-judged",
        "description": f"not judged: {said}",
        "categories": ["Bug Risk"],
        "severity": "blocker",
        "fingerprint": sha256(said.encode()).hexdigest(),
        "location": {"path": visible(where(str(one["file"]))), "lines": {"begin": one["line"] or 1}},
    }


def _issue(finding: Finding, occurrence: int, where: Where) -> Json:
    """One issue.  GitLab keeps one of those that share a fingerprint, so later ones have it with their number."""
    place = finding.location
    return {
        "type": "issue",
        "check_name": finding.code,
        "description": f"{finding.code} {finding.name}: {visible(finding.message)}",
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": finding.fingerprint if occurrence == 1 else f"{finding.fingerprint}:{occurrence}",
        "location": {
            "path": visible(where(place["file"])),
            "lines": {"begin": place["line"], "end": place["end_line"]},
        },
    }
