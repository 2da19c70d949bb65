"""One point, many threads."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import mdg
from mdg.decision import DecisionPoint

SYSTEMS = [f"system_{number}" for number in range(20)]
TEXT: dict[str, Any] = {
    "mdg": "1",
    "entities": {"partner": {"dimensions": {"country": ["DE", "AT"]}, "groups": {"identity": ["name"]}}},
    "systems": {name: {} for name in SYSTEMS},
    "ownership": {
        f"{name}_{country}": {"system": name, "may": ["update"], "when": {"country": country}, "valid": valid}
        for name in SYSTEMS
        for country, valid in (("DE", {"until": "2026-01-01"}), ("AT", {"from": "2026-01-02"}))
    },
}


def test_threads_that_start_together_see_whole_tables() -> None:
    """Tables are made by whoever asks first; nobody sees half of one, nor the rules of two days mixed."""
    midnight = dt.datetime(2026, 1, 2, tzinfo=dt.UTC).timestamp()
    now = midnight - 1
    point = DecisionPoint(mdg.load(TEXT), clock=lambda: now)
    barrier = threading.Barrier(8)

    def ask(_: int) -> list[tuple[str, ...]]:
        barrier.wait()
        return [
            point.decide("update", system=name, entity="partner", record={"country": country}).rules
            for name in SYSTEMS
            for country in ("DE", "AT")
        ]

    with ThreadPoolExecutor(8) as pool:
        for day, allowed in (("first", "DE"), ("second", "AT")):
            now = midnight if day == "second" else now
            right = [
                (f"{name}_{country}",) if country == allowed else () for name in SYSTEMS for country in ("DE", "AT")
            ]
            assert list(pool.map(ask, range(8))) == [right] * 8
