"""Baselines: findings that a team found when it began, kept in a file, so that only what is new fails.

An entry is found again by the finding's fingerprint, which no moved line and no new wording changes.  What else it
holds is for those who review the file, and to see that the finding has not become more than was accepted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from mdg.diagnostic import Finding, Json, MdgError, Report
from mdg.text.folders import printable

VERSION = 1
_MARK = "mdg_baseline"
#: A baseline larger than this is none.
_MOST_BYTES = 64 * 2**20


@attrs.frozen(slots=True, repr=False, kw_only=True)
class Entry:
    """One accepted finding, as often as ``count``; only ``code`` and ``fingerprint`` decide which it is."""

    code: str
    fingerprint: str
    count: int = 1
    name: str = ""
    severity: str | None = None
    subject: dict[str, str] | None = None
    file: str | None = None
    message: str = ""
    when: list[dict[str, Json]] | None = None

    def as_json(self) -> dict[str, Json]:
        return {key: getattr(self, key) for key in _KEYS if getattr(self, key) is not None}


#: The keys of an entry in the order in which they are written: what a reviewer looks for comes first.
_KEYS = ("code", "name", "severity", "subject", "file", "message", "when", "count", "fingerprint")
_SHAPES: dict[str, Any] = dict.fromkeys(_KEYS, str) | {"count": int, "subject": dict, "when": list}


@attrs.frozen(slots=True, repr=False, kw_only=True)
class Baseline:
    """The accepted findings of one landscape; ``file`` is where they were read from."""

    file: str
    landscape: str | None
    entries: dict[str, Entry]

    def as_json(self) -> dict[str, Json]:
        """The content of the file: the same findings give the same text, whatever their order and the day."""
        ordered = sorted(self.entries.values(), key=_order)
        return {_MARK: VERSION, "landscape": self.landscape, "entries": [entry.as_json() for entry in ordered]}


def of(report: Report, file: str) -> Baseline:
    """The baseline that accepts all that was found, and keeps the entries of rules that were not run.

    MdgError where the text is wrong: what cannot be read is not judged, and no baseline makes a pass of that.
    """
    if any(not acceptable(finding) for finding in report.findings):
        raise MdgError(
            f"no baseline was written to `{file}`: what is wrong with the text cannot be accepted; mend it first"
        )
    compared = report.baseline
    found = (*report.findings, *(compared.accepted if compared else ()))
    often = Counter(finding.fingerprint for finding in found)
    entries = {entry["fingerprint"]: Entry(**entry) for entry in (compared.unjudged if compared else ())}
    for finding in found:
        key = report.keys.get(finding.location["file"])
        entry = _entry(finding, often[finding.fingerprint], key)
        # of several with one fingerprint, the same one speaks for all, in whatever order they are found
        entries[finding.fingerprint] = min(entry, entries.get(finding.fingerprint, entry), key=_order)
    return Baseline(file=file, landscape=report.landscape, entries=entries)


def acceptable(finding: Finding) -> bool:
    """Whether a baseline may hold such a finding: what is wrong with the text itself it may not."""
    return finding.code >= "MDG1"


def _entry(finding: Finding, count: int, file: str | None) -> Entry:
    return Entry(
        code=finding.code,
        fingerprint=finding.fingerprint,
        count=count,
        name=finding.name,
        severity=finding.severity,
        subject=finding.subject,
        file=file,
        message=finding.message,
        when=finding.when,
    )


def _order(entry: Entry) -> tuple[str, ...]:
    subject = entry.subject or {}
    about = subject.get("kind", ""), subject.get("id", "")
    return entry.code, entry.file or "", *about, entry.fingerprint, entry.message


def read(path: str | os.PathLike[str]) -> Baseline:
    """The baseline in a file; MdgError, with the way out, where there is none or it is no baseline."""
    file = printable(Path(path).as_posix())
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise MdgError(f"there is no baseline `{file}`; `--write-baseline {file}` writes one") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MdgError(f"the baseline `{file}` cannot be read: {reason.lower()}") from None
    if len(data) > _MOST_BYTES:
        raise _broken(file, "it is larger than any baseline")
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _broken(file, _fault(error)) from None
    if not isinstance(content, dict) or _MARK not in content:
        raise MdgError(f"`{file}` is no baseline of mdg; name one that `--write-baseline` wrote")
    if content[_MARK] != VERSION:
        raise MdgError(
            f"the baseline `{file}` is of version `{content[_MARK]}`, and this mdg reads {VERSION}; "
            "use the mdg that wrote it, or write it anew with `--write-baseline`"
        )
    return Baseline(file=file, landscape=_landscape(file, content), entries=_entries(file, content.get("entries")))


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in it")
    return found


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON from line {error.lineno}, column {error.colno} on"
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _broken(file: str, reason: str) -> MdgError:
    return MdgError(
        f"the baseline `{file}` is broken: {reason}; mend it, or write it anew with `--write-baseline {file}`"
    )


def _landscape(file: str, content: Mapping[str, Json]) -> str | None:
    name: Json = content.get("landscape")
    unknown = sorted(content.keys() - {_MARK, "landscape", "entries"})
    if unknown:
        raise _broken(file, f"it has an unknown key `{printable(unknown[0])}`")
    if name is not None and not isinstance(name, str):
        raise _broken(file, "`landscape` is no text")
    return name


def _entries(file: str, written: Json) -> dict[str, Entry]:
    if not isinstance(written, list):
        raise _broken(file, "it has no list of `entries`")
    found: dict[str, Entry] = {}
    for number, one in enumerate(written, 1):
        fault = _wrong(one)
        if fault:
            raise _broken(file, f"in entry {number} {fault}")
        entry = Entry(**one)
        # a merge of two branches that accepted the same finding leaves it twice; two that differ are a slip
        if found.setdefault(entry.fingerprint, entry) != entry:
            raise _broken(file, f"entry {number} has a `fingerprint` that an earlier one has too")
    return found


def _wrong(entry: Json) -> str:
    """What is wrong with an entry; nothing if it is right."""
    if not isinstance(entry, dict):
        return "there is no object"
    unknown = sorted(entry.keys() - set(_KEYS))
    if unknown:
        return f"there is an unknown key `{printable(unknown[0])}`"
    missing = [key for key in ("code", "fingerprint") if key not in entry]
    if missing:
        return f"there is no `{missing[0]}`"
    return next(_misshapen(entry), "")


def _misshapen(entry: dict[str, Json]) -> Iterator[str]:
    for key, value in entry.items():
        if not isinstance(value, _SHAPES[key]) or value is True or value is False:
            yield f"`{key}` is wrong"
    if entry.get("count", 1) < 1:
        yield "`count` is less than 1"
    if entry.get("severity", "error") not in ("error", "warning", "info"):
        yield "`severity` is none of `error`, `warning` and `info`"
    if not all(isinstance(text, str) for text in entry.get("subject", {}).values()):
        yield "`subject` is wrong"
    if not all(
        isinstance(clause, dict) and all(map(_is_condition, clause.values())) for clause in entry.get("when", [])
    ):
        yield "`when` is wrong"
    if entry["code"] < "MDG1":
        yield f"`{printable(entry['code'])}` is about the text itself, which cannot be accepted"


def _is_condition(written: Json) -> bool:
    if isinstance(written, dict):
        return written.keys() <= {"not", "all", "only", "besides"} and all(map(_is_values, written.values()))
    return _is_values(written)


def _is_values(written: Json) -> bool:
    return isinstance(written, str) or (isinstance(written, list) and all(isinstance(one, str) for one in written))
