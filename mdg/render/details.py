"""What a finding says beside its message, label by label, in the notation of the language."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Finding, Json
from mdg.text.notation import notation

#: Of more clauses of a population than this, one less is shown; JSON has all.
_CLAUSES = 9


def details(finding: Finding) -> Iterator[tuple[str, str | list[str]]]:
    """Labels with their text, or several lines of it: for which records, with which witness, and the way out."""
    entity = finding.witness["entity"] if finding.witness else None
    if finding.when is not None:
        yield "for", _population(finding.when, entity)
    if finding.witness is not None:
        yield "witness", f"{entity} {notation(finding.witness['record'])}"
        if "rows" in finding.witness:
            yield "rows", [_row(row) for row in finding.witness["rows"]]
    if finding.since is not None:
        yield "since", finding.since
    if finding.until is not None:
        yield "until", finding.until
    if finding.accountable is not None:
        yield "accountable", finding.accountable
    if finding.help:
        yield "help", finding.help


def _row(row: dict[str, Json]) -> str:
    """A row of a log: which event, of which record, made where and when, and when it came where."""
    what = " ".join(str(row[name]) for name in ("record_id", "group", "operation") if row[name] is not None)
    came = f"{row['system']} {row['applied_at'] or 'never'}"
    event = f"{row['event_id']}: " if row["event_id"] is not None else ""
    return f"{event}{what}, {row['origin']} {row['changed_at']} → {came}"


def _population(when: list[dict[str, Json]], entity: str | None) -> str | list[str]:
    """The population as a `when`: one mapping on a line, or a list of them, one a line, as it could be pasted."""
    if when == [{}]:
        return f"every {entity}" if entity else "every record"
    if len(when) == 1:
        return notation(when[0])
    shown = when if len(when) <= _CLAUSES else when[: _CLAUSES - 1]
    lines = [f"- {notation(clause)}" for clause in shown]
    if len(when) > len(shown):
        lines.append(f"and {len(when) - len(shown)} more clauses; `--format json` has all of them")
    return lines
