"""Landscapes in a few lines, and what is said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import mdg
from mdg.diagnostic import Finding, Report

#: The day as of which the landscapes of these tests are read.
TODAY = dt.date(2026, 6, 1)


def judged(text: str, *, as_of: dt.date = TODAY, **options: Any) -> Report:
    """The report on a landscape in one text."""
    return mdg.check("-", stdin_text=f"mdg: 1\n{dedent(text)}".encode(), as_of=as_of, **options)


def judged_files(folder: Path, files: Mapping[str, str], *, as_of: dt.date = TODAY, **options: Any) -> Report:
    """The report on a landscape in several files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return mdg.check(folder, as_of=as_of, **options)


def found(text: str, code: str, **options: Any) -> list[Finding]:
    """The findings of one rule; the text itself must be right."""
    report = judged(text, **options)
    assert [finding.message for finding in report.findings if finding.code < "MDG1"] == []
    return [finding for finding in report.findings if finding.code == code]


def only(text: str, code: str, **options: Any) -> Finding:
    """The one finding of a rule."""
    [finding] = found(text, code, **options)
    return finding


def underlined(report: Report, finding: Finding) -> str:
    """What a finding underlines, on its first line."""
    return spot(report, finding.location)


def spot(report: Report, location: Mapping[str, Any]) -> str:
    """The text at a location, as far as it stands on its first line."""
    line = report.excerpts[location["file"]][location["line"] - 1]
    one_line = location["end_line"] == location["line"]
    return line[location["column"] - 1 : location["end_column"] - 1 if one_line else None]


def marked(text: str, finding: Finding) -> str:
    """What a finding in a text given to :func:`judged` underlines."""
    return _at(text, finding.location)


def named_related(text: str, finding: Finding) -> list[str]:
    """What the related statements of a finding underline, in alphabetical order."""
    return sorted(_at(text, other["location"]) for other in finding.related)


def _at(text: str, location: Mapping[str, Any]) -> str:
    line = f"mdg: 1\n{dedent(text)}".splitlines()[location["line"] - 1]
    one_line = location["end_line"] == location["line"]
    return line[location["column"] - 1 : location["end_column"] - 1 if one_line else None]
