"""Logs for tests, and what a store should say of them, in plain loops."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mdg.store.engine import engine_of
from mdg.store.recording import stored

START = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
ROW: dict[str, Any] = {
    "event_id": "e1",
    "entity": "customer",
    "record_id": "c1",
    "group": "contact",
    "operation": "update",
    "origin": "shop",
    "changed_at": "2026-01-01T00:00:00Z",
    "system": "erp",
    "applied_at": "2026-01-01T00:00:05.000001Z",
    "via": "shop_to_erp",
}
KEPT = (
    "event_id",
    "entity",
    "record_id",
    "group",
    "operation",
    "origin",
    "changed_at",
    "system",
    "applied_at",
    "via",
    "purpose",
    "scope",
)


def random_rows(count: int, chance: random.Random, *, again: float = 0.05) -> list[dict[str, Any]]:
    """Rows in the order of their instants; some of them the same as an earlier one, some of the same key and not."""
    found: list[dict[str, Any]] = []
    for number in range(count):
        draw = chance.random()
        if found and draw < again:
            found.append(dict(chance.choice(found[-1000:])))
            continue
        row = {
            **ROW,
            "event_id": f"{number:08}",
            "record_id": f"c{chance.randrange(1000)}",
            "changed_at": START + number * 1_000_000,
            "applied_at": START + number * 1_000_000 + chance.randrange(5_000_000),
            "scope_country": chance.choice(["DE", "FR"]),
            "scope_role": chance.sample(["buyer", "payer", "guest"], chance.randrange(3)),
        }
        if found and draw < 2 * again:
            row = {**found[-1], "applied_at": row["applied_at"]}
        found.append(row)
    return found


def written(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def plain(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row with whole microseconds, as the store should have it."""
    scope = {
        name.removeprefix("scope_"): sorted(set(value)) if isinstance(value, list) else value
        for name, value in sorted(row.items())
        if name.startswith("scope_") and value is not None
    }
    text = json.dumps(scope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return tuple(text if name == "scope" else row.get(name) for name in KEPT)


def expected(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[Any, ...]]:
    """How often each row stands in a log."""
    return Counter(plain(row) for row in rows)


def found(url: str) -> Counter[tuple[Any, ...]]:
    """How often each row stood in the logs of a store."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for row in stored(engine_of(url, existing=True)):
        key = tuple(row[name] for name in KEPT)
        assert key not in counted, "the same row is stored twice"
        counted[key] = 1 + row["repeats"]
    return counted
