"""A report beside a baseline: what it holds does not count; what is new, has grown or is gone is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import attrs

from mdg.diagnostic import Comparison, Finding, Json, MdgError, Report, Severity
from mdg.pipeline.baseline import Baseline, Entry, acceptable
from mdg.rules import CODES
from mdg.text.notation import notation

#: The records of which a finding is true beside those for which the clauses of an entry hold, as clauses.
Beyond = Callable[[Finding, list[dict[str, Json]]], list[dict[str, Json]]]
#: More clauses than these are not told in words.
_CLAUSES = 3


def accepted(report: Report, baseline: Baseline, beyond: Beyond) -> Report:
    """The report without what the baseline holds, and what else came of comparing them.

    Of several findings with one fingerprint as many are accepted as it holds.  One that is worse than its entry, or is
    true of more records, counts as before.  MdgError where the baseline is another landscape's.
    """
    if None not in (baseline.landscape, report.landscape) and baseline.landscape != report.landscape:
        raise MdgError(
            f"`{baseline.file}` is the baseline of the landscape `{baseline.landscape}`, and this is "
            f"`{report.landscape}`; name the right one, or write one with `--write-baseline`"
        )
    often = Counter(finding.fingerprint for finding in report.findings if acceptable(finding))
    left = {fingerprint: entry.count for fingerprint, entry in baseline.entries.items()}
    kept: list[Finding] = []
    held: list[Finding] = []
    grown: list[tuple[Finding, str]] = []
    for finding in report.findings:
        entry = baseline.entries.get(finding.fingerprint) if acceptable(finding) else None
        if entry is None:
            kept.append(finding)
            continue
        words = _more(finding, entry, often[finding.fingerprint], left[finding.fingerprint], beyond)
        left[finding.fingerprint] -= 1
        if words:
            kept.append(finding)
            grown.append((finding, words))
        else:
            held.append(finding)
    gone, unjudged = _rest(report, baseline, left)
    compared = Comparison(file=baseline.file, accepted=tuple(held), grown=tuple(grown), gone=gone, unjudged=unjudged)
    return attrs.evolve(report, findings=tuple(kept), baseline=compared)


def _more(finding: Finding, entry: Entry, often: int, left: int, beyond: Beyond) -> str:
    """What the baseline holds, in words, where the finding is more than that."""
    if left < 1:
        return f"holds {entry.count} like this, and there are {often}"
    if entry.severity is not None and Severity(finding.severity).rank < Severity(entry.severity).rank:
        return f"holds it as `{entry.severity}`"
    if finding.when is None or entry.when is None or finding.when == entry.when:
        return ""
    rest = beyond(finding, entry.when)
    if not rest:
        return ""
    return f"does not hold it for {' or '.join(map(notation, rest)) if len(rest) <= _CLAUSES else 'all these records'}"


def _rest(
    report: Report, baseline: Baseline, left: dict[str, int]
) -> tuple[tuple[dict[str, Json], ...], tuple[dict[str, Json], ...]]:
    """The entries that were not found again, and those that could not be.

    Where the text is wrong, part of the landscape is unknown, and so is whether an entry would be found in it.
    """
    gone, unjudged = [], []
    whole = all(map(acceptable, report.findings))
    for entry in sorted(baseline.entries.values(), key=lambda one: (one.code, one.file or "", one.fingerprint)):
        missing = left[entry.fingerprint]
        if missing < 1:
            continue
        if whole and (entry.code in report.rules or entry.code not in CODES):
            gone.append({**entry.as_json(), "count": missing})
        else:
            unjudged.append(entry.as_json())
    return tuple(gone), tuple(unjudged)
