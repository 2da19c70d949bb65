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

    @settings(phases=[Phase.generate], max_examples=300)
    @given(audited_landscapes())
    def draw(raw: Raw) -> None:
        found.append(raw)

    draw()
    raw = max(found, key=_wealth)
    # and so that all fates of a change are in the log, everything is needed somewhere, sooner or later
    for entity in raw["entities"]:
        for system, limit in zip(raw["systems"], ("30s", "2h", "P3D"), strict=False):
            raw["needs"][f"{entity}_in_{system}"] = {"entity": entity, "system": system, "max_age": limit}
    return raw


def _wealth(raw: Raw) -> tuple[int, int]:
    """How much of what makes a difference to an audit is in a landscape; then, how many statements there are."""
    sections = ("ownership", "flows", "needs", "populations")
    statements = [item for section in sections for item in raw.get(section, {}).values()]
    dimensions = [spec for entity in raw["entities"].values() for spec in entity.get("dimensions", {}).values()]
    limits = {need["max_age"] for need in raw.get("needs", {}).values() if "max_age" in need}
    rich = (
        "P3D" in limits,
        len(limits) > 1,
        len(raw.get("flows", ())) > 1,
        len(raw["systems"]) > 2,
        len(raw["entities"]) > 1,
        raw["settings"]["timezone"] != "UTC",
        any("valid" in item for item in statements),
        any(isinstance(spec, dict) and spec.get("many") == "true" for spec in dimensions),
        any(isinstance(spec, dict) and spec.get("open") == "true" for spec in dimensions),
    )
    return sum(rich), len(statements)


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
    as_of = applied[len(applied) * 9 // 10] + HOUR  # of some changes it is too early to say that they are missing
    return raw, rows, as_of, Audit(raw, rows, as_of).figures()
