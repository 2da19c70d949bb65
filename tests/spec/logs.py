"""Random landscapes with limits and consents, and random logs of what happened in them, with all that goes wrong.

Most rows tell of what the landscape allows; some are doubled, altered, early, late, lost, overtaken, or nobody's.
"""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .audit import EPOCH, MICRO, OPERATIONS
from .conditions import as_list
from .reference import Reference
from .shapes import Raw, chance
from .strategies import landscapes

Rows = list[dict[str, Any]]
HOUR = 3600 * MICRO
ZONES = ("UTC", "UTC", "Europe/Berlin", "America/New_York")
#: Around the days on which something begins or ends in random landscapes.
STARTS = tuple(
    (datetime.datetime.fromisoformat(text) - EPOCH) // datetime.timedelta(microseconds=1)
    for text in (
        "2026-01-15T12:00:00+00:00",
        "2026-01-15T23:59:59.999999+00:00",
        "2026-01-16T00:00:00+00:00",
        "2026-02-28T04:30:00+00:00",
    )
)
STEPS = (0, 0, 1, MICRO, 30 * MICRO, HOUR, 30 * HOUR)
LAGS = (0, 1, 29 * MICRO, 30 * MICRO, 30 * MICRO + 1, HOUR, 2 * HOUR + 1, 72 * HOUR, 73 * HOUR, -1, -HOUR)


@st.composite
def audited_landscapes(draw: DrawFn) -> Raw:
    """A landscape whose needs mostly have a limit, now and then with a purpose that requires consent."""
    raw: Raw = draw(landscapes())
    raw["settings"] = {"timezone": draw(st.sampled_from(ZONES))}
    for need in raw.get("needs", {}).values():
        if chance(draw, 60):
            need["max_age"] = draw(st.sampled_from(["30s", "2h", "P3D"]))
    entity = min(raw["entities"])
    group = draw(st.sampled_from(sorted(raw["entities"][entity]["groups"])))
    raw["purposes"] = {
        "news": {"lawful_basis": "consent", "consent": {"group": f"{entity}.{group}"}},
        "orders": {"lawful_basis": "contract"},
    }
    return raw


@st.composite
def logs(draw: DrawFn, raw: Raw) -> Rows:
    """What happened in that landscape."""
    reference = Reference(raw)
    records = [draw(some_record(reference, number)) for number in range(draw(st.integers(1, 3)))]
    at, rows = draw(st.sampled_from(STARTS)), Rows()
    for _ in range(draw(st.integers(0, 7))):
        at += draw(st.sampled_from(STEPS))
        rows += draw(travels(reference, draw(st.sampled_from(records)), at))
    for number, row in enumerate(rows):
        row["event_id"] = f"e{number}"
    if rows:
        for _ in range(draw(st.integers(0, 3))):
            rows.append(draw(again(draw(st.sampled_from(rows)))))
    return list(draw(st.permutations(rows))) if len(rows) < 12 else rows


@st.composite
def some_record(draw: DrawFn, reference: Reference, number: int) -> dict[str, Any]:
    """A record: its entity, its id and its values."""
    entity = draw(st.sampled_from(sorted(reference.items("entities"))))
    names = reference.dimensions(entity)
    scope = {name: draw(st.sampled_from(reference.values(entity, name))) for name in names}
    return {"entity": entity, "record_id": f"r{number}", "scope": scope}


@st.composite
def travels(draw: DrawFn, reference: Reference, record: dict[str, Any], at: int) -> Rows:
    """One change, where it was made and wherever it went; or a use."""
    systems = [*reference.items("systems"), "elsewhere"]
    consented = draw(st.sampled_from([None, "granted", "withdrawn"]))
    row: dict[str, Any] = {
        **record,
        "group": draw(st.sampled_from(sorted(reference.group_specs(record["entity"])))),
        "operation": draw(st.sampled_from([*OPERATIONS, "update", "create", "update"])),
        "origin": draw(st.sampled_from(systems)),
        "changed_at": at,
        "purpose": draw(st.sampled_from(["news", "orders", "news"])) if consented else None,
        "consent": consented,
        "via": None,
    }
    if chance(draw, 20):
        place = draw(st.sampled_from(systems))
        used = {"operation": "use", "purpose": draw(st.sampled_from(["news", "orders"])), "consent": None}
        return [{**row, **used, "system": place, "origin": place, "applied_at": at + draw(st.sampled_from(LAGS))}]
    rows = [] if chance(draw, 15) else [{**row, "system": row["origin"], "applied_at": at}]
    if rows and chance(draw, 10):
        rows[0]["applied_at"] += draw(st.sampled_from(LAGS))
    flows = reference.items("flows")
    for _ in range(draw(st.integers(0, 4))):
        via = draw(st.sampled_from([*flows, *flows, *flows, None, "no_flow"]))
        straight = via in flows and chance(draw, 85)
        target = flows[via]["to"] if straight else draw(st.sampled_from(systems))
        rows.append({**row, "system": target, "via": via, "applied_at": at + draw(st.sampled_from(LAGS))})
    return rows


@st.composite
def again(draw: DrawFn, row: dict[str, Any]) -> dict[str, Any]:
    """The row once more, now and then with something else in it."""
    change = draw(st.sampled_from([{}, {}, {"via": "no_flow"}, {"via": None}, {"applied_at": row["applied_at"] + 1}]))
    return {**row, **change}


def as_table(raw: Raw, rows: Rows) -> pa.Table:
    """The log as a table: a column for each dimension, a list where some entity has many values of it."""
    reference = Reference(raw)
    kinds: dict[str, bool] = {}
    for entity in reference.items("entities"):
        for name, spec in reference.dimensions(entity).items():
            kinds[name] = kinds.get(name, False) or spec.get("many") == "true"
    texts = ("event_id", "entity", "record_id", "group", "operation", "origin", "system", "via", "purpose")
    columns: dict[str, Any] = {name: pa.array([row[name] for row in rows], pa.string()) for name in texts}
    for name in ("changed_at", "applied_at"):
        columns[name] = pa.array([row[name] for row in rows], pa.timestamp("us", "UTC"))
    for name, many in kinds.items():
        values = [row["scope"].get(name) for row in rows]
        if many:
            listed = [None if value is None else sorted(as_list(value), reverse=True) for value in values]
            columns[f"scope_{name}"] = pa.array(listed, pa.list_(pa.string()))
        else:
            columns[f"scope_{name}"] = pa.array(values, pa.string())
    columns["scope_consent"] = pa.array([row["consent"] for row in rows], pa.string())
    return pa.table(columns)
