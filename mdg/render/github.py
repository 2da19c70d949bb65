"""A report as workflow commands of GitHub Actions, which become annotations in the run and the pull request.

A command is one line, ``::error file=…,line=…::message``.  Source: GitHub's documentation, "Workflow commands for
GitHub Actions"; the escapes are those of the actions toolkit.
"""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Finding, Json, Report
from mdg.render.cells import visible
from mdg.render.plain import NO_FILES, Where, as_named, gone, labelled, spot, statements, unread

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def report(result: Report, where: Where = as_named) -> str:
    """One command a finding, worst harm first, and for what is gone from a baseline or not judged; else nothing.

    ``where`` gives the path of a file from the root of the repository.
    """
    lines = [command("error", {"title": "not judged"}, said) for said, _ in unread(result, where)]
    lines += [_finding(finding, result, where) for finding in result.findings]
    if result.baseline and result.baseline.gone:
        values = {"file": visible(where(result.baseline.file)), "line": 1, "title": "mdg baseline"}
        lines.append(command("notice", values, "\n".join(gone(result.baseline))))
    return "".join(f"{line}\n" for line in lines)


def command(name: str, values: dict[str, Json], message: str) -> str:
    """One workflow command: its name, its values, and its message, which may have several lines."""
    said = ",".join(f"{key}={str(value).translate(_IN_VALUE)}" for key, value in values.items())
    return f"::{name} {said}::{message.translate(_IN_TEXT)}"


def _finding(finding: Finding, result: Report, where: Where) -> str:
    values = {**_values(finding.location, where), "title": f"{finding.code} {finding.name}"}
    return command(_COMMANDS[finding.severity], values, "\n".join(_lines(finding, result, where)))


def _values(location: dict[str, Json], where: Where) -> dict[str, Json]:
    """The place of an annotation; GitHub takes columns only of what stands on one line."""
    if location["file"] in NO_FILES:
        return {}
    values = {"file": visible(where(location["file"])), "line": location["line"], "endLine": location["end_line"]}
    if location["line"] == location["end_line"]:
        values |= {"col": location["column"], "endColumn": location["end_column"]}
    return values


def _lines(finding: Finding, result: Report, where: Where) -> Iterator[str]:
    """What the annotation says; it begins with the place, since a log shows nothing else of it."""
    yield f"{spot(finding.location, where)}: {visible(finding.message)}"
    yield from statements(finding, where)
    yield from labelled(finding, result)
