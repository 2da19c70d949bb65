"""What a watch tells, row by row, is what the reference audit counts in the whole log."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

import mdg

from .agreement import loaded
from .audit import EPOCH, Audit
from .logs import Rows, as_table, audited_landscapes, logs
from .shapes import Raw

#: Of rows of one key that differ, the first in this order counts.
PRECEDENCE = ("applied_at", "changed_at", "origin", "operation", "via")


def lines(raw: Raw, rows: Rows) -> Iterator[str]:
    """The rows as a log has them that is written as they are applied."""
    table = as_table(raw, rows).to_pylist()
    for number in sorted(range(len(rows)), key=lambda one: [rows[one][name] or "" for name in PRECEDENCE]):
        told = table[number]
        for name in ("changed_at", "applied_at"):
            told[name] = told[name].isoformat()
        yield json.dumps(told) + "\n"


@settings(max_examples=100, phases=[Phase.generate])
@given(st.data())
def test_a_watch_tells_what_the_reference_counts(data: st.DataObject) -> None:
    raw = data.draw(audited_landscapes())
    rows = each_change_once(data.draw(logs(raw)))
    after = data.draw(st.sampled_from([0, 10**12]))
    as_of = max((row["applied_at"] for row in rows), default=0) + after
    note(rows)
    expected = Audit(raw, rows, as_of).figures()
    told: list[mdg.Notice] = []
    with loaded(raw) as landscape, tempfile.TemporaryDirectory() as folder:
        log, written = Path(folder) / "log.jsonl", list(lines(raw, rows))
        log.touch()
        while written:
            size = data.draw(st.integers(1, len(written)))
            with log.open("a", encoding="utf-8") as file:
                file.writelines(written[:size])
            del written[:size]
            # at an instant at which nothing of the log is forgotten yet
            look(landscape, log, as_of - after, told)
        look(landscape, log, as_of, told)
    assert not [one for one in told if one.kind == "unreadable"]
    counted = Counter(one.kind for one in told)
    assert {name: counted[name] for name in ("unauthorised", "undeclared_route")} == {
        name: expected["violations"][name] for name in ("unauthorised", "undeclared_route")
    }
    late = Counter(one.need for one in told if one.kind == "late")
    came = {identity(one) for one in told if one.kind in ("late", "told_late")}
    missing = Counter(one.need for one in told if one.kind == "overdue" and identity(one) not in came)
    for need, figures in expected["needs"].items():
        assert (late[need], missing[need]) == (figures["late"], figures["missing"])


def each_change_once(rows: Rows) -> Rows:
    """Without what tells of a change again where it was made, under another id: a watch awaits a change, not a row."""
    first: dict[tuple[Any, ...], str] = {}
    kept = []
    for row in rows:
        made = tuple(row[name] for name in ("entity", "record_id", "group", "origin", "changed_at"))
        is_origin = row["system"] == row["origin"] and row["via"] is None and row["operation"] != "use"
        if not is_origin or first.setdefault(made, row["event_id"]) == row["event_id"]:
            kept.append(row)
    return kept


def look(landscape: mdg.Landscape, log: Path, as_of: int, told: list[mdg.Notice]) -> None:
    now = EPOCH + datetime.timedelta(microseconds=as_of)
    with mdg.Watch(landscape, log, log.with_suffix(".db")) as watch:
        while watch.look(now, told.append):
            pass


def identity(notice: mdg.Notice) -> tuple[Any, ...]:
    return (notice.need, notice.entity, notice.record_id, notice.group, notice.origin, notice.changed_at)
