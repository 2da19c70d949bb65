"""Hundreds of random logs of one landscape as one log, their records kept apart, and what the reference says of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from .audit import Audit
from .logs import HOUR, Rows, audited_landscapes, logs
from .shapes import Raw

#: So many logs that hold anything are united.
LOGS = 200
_DRAWN = settings(phases=[Phase.generate], max_examples=LOGS + LOGS // 2)


def rich_landscape() -> Raw:
    """Of many random landscapes, the one in which most is agreed."""
    found: list[Raw] = []

    @settings(phases=[Phase.generate], max_examples=60)
    @given(audited_landscapes())
    def draw(raw: Raw) -> None:
        found.append(raw)

    draw()
    return max(found, key=_wealth)


def _wealth(raw: Raw) -> tuple[int, int]:
    limits = sum("max_age" in need for need in raw.get("needs", {}).values())
    kinds = ("ownership", "flows", "systems", "entities", "populations")
    return min(limits, 4), limits + sum(len(raw.get(kind, ())) for kind in kinds)


@cache
def united() -> tuple[Raw, Rows, int, dict[str, Any]]:
    """The landscape, the log, as of when it is audited, and the reference's figures."""
    raw = rich_landscape()
    several: list[Rows] = []

    @_DRAWN
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        rows = data.draw(logs(raw))
        if rows:
            several.append(rows)

    draw()
    assert len(several) >= LOGS
    rows = [
        {**row, **{name: f"l{number}-{row[name]}" for name in ("event_id", "record_id")}}
        for number, log in enumerate(several[:LOGS])
        for row in log
    ]
    applied = sorted(row["applied_at"] for row in rows)
    as_of = applied[len(applied) * 9 // 10] + HOUR
    return raw, rows, as_of, Audit(raw, rows, as_of).figures()
