"""The reference's audit, on logs small enough to be judged by eye; and its random logs hold all that goes wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from .audit import MICRO, VIOLATIONS, Audit, quantiles
from .logs import HOUR, audited_landscapes, logs
from .writing import to_yaml

RAW = {
    "mdg": "1",
    "entities": {"customer": {"dimensions": {"role": ["buyer", "lead"]}, "groups": {"name": ["first"]}}},
    "systems": {"shop": {}, "erp": {}, "mail": {}},
    "ownership": {"shop_owns": {"system": "shop", "may": ["create", "update"], "when": {"role": "buyer"}}},
    "flows": {"to_erp": {"from": "shop", "to": "erp"}, "to_mail": {"from": "erp", "to": "mail"}},
    "needs": {"mail_needs": {"system": "mail", "max_age": "2h"}},
}


def row(number: int, at: int, system: str, applied: int, via: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"e{number}",
        "entity": "customer",
        "record_id": "c1",
        "group": "name",
        "operation": "update",
        "origin": "shop",
        "changed_at": at,
        "system": system,
        "applied_at": applied,
        "via": via,
        "purpose": None,
        "consent": None,
        "scope": {"role": "buyer"},
        **more,
    }


def test_a_newer_version_delivers_an_older_change_and_the_older_one_after_it_is_stale() -> None:
    rows = [
        row(1, 0, "shop", 0),
        row(2, HOUR, "shop", HOUR),
        row(3, HOUR, "mail", 2 * HOUR, "to_mail"),
        row(4, 0, "mail", 3 * HOUR, "to_mail"),
    ]
    figures = Audit(RAW, rows, 10 * HOUR).figures()
    found = figures["needs"]["mail_needs"]
    assert (found["expected"], found["delivered"], found["late"]) == (2, 2, 0)
    assert found["lag"] == {"p50": 5400.0, "p95": 7020.0, "p99": 7164.0, "max": 7200.0}
    assert figures["violations"] == dict.fromkeys(VIOLATIONS, 0) | {"stale_overwrite": 1}
    assert figures["flows"]["to_mail"]["lag"]["max"] == 10800.0
    assert figures["flows"]["to_erp"] == {"seen": 0, "lag": quantiles([])}


def test_what_has_not_come_is_missing_only_when_its_time_is_over() -> None:
    for as_of, missing in ((2 * HOUR, 0), (2 * HOUR + 1, 1)):
        found = Audit(RAW, [row(1, 0, "shop", 0)], as_of).needs()["mail_needs"]
        assert (found["delivered"], found["missing"], found["pending"]) == (0, missing, 1 - missing)


def test_of_rows_with_one_key_the_first_applied_counts() -> None:
    arrival = row(2, 0, "mail", 5, "to_mail")
    rows = [row(1, 0, "shop", 0), arrival, dict(arrival), {**arrival, "applied_at": 3, "via": None}]
    figures = Audit(RAW, rows, HOUR).figures()
    assert (figures["events"], figures["repeated_rows"], figures["conflicting_rows"]) == (2, 1, 1)
    assert figures["needs"]["mail_needs"]["lag"]["max"] == 3 / MICRO
    assert figures["undeclared_hops"] == {("shop", "mail", None)}


def test_rights_routes_echoes_repeats_and_orphans() -> None:
    rows = [
        row(1, 0, "shop", 0, scope={"role": "lead"}),
        row(2, 0, "erp", 1, "to_erp"),
        row(3, 0, "erp", 2, "to_erp"),
        row(4, 0, "shop", 3, "to_erp"),
        row(5, 7, "mail", 8, "to_mail"),
        row(6, 9, "erp", 8, "to_erp"),
    ]
    figures = Audit(RAW, rows, HOUR).figures()
    assert figures["clock"] == 1
    assert figures["violations"] == {
        "unauthorised": 1,
        "undeclared_route": 1,
        "stale_overwrite": 0,
        "echo": 1,
        "repeat": 2,
        "orphan": 2,
        "use_without_consent": 0,
    }


@settings(phases=[Phase.generate], max_examples=250)
@given(st.data())
def look(seen: set[str], data: st.DataObject) -> None:
    raw = data.draw(audited_landscapes())
    note(to_yaml(raw))
    rows = data.draw(logs(raw))
    audit = Audit(raw, rows, data.draw(st.sampled_from([row["applied_at"] for row in rows] or [0])))
    figures = audit.figures()
    in_time = [row for row in rows if row["applied_at"] <= audit.log.as_of]
    assert figures["events"] + figures["repeated_rows"] + figures["conflicting_rows"] == len(in_time)
    for found in figures["needs"].values():
        assert found["expected"] == found["delivered"] + found["missing"] + found["pending"]
        assert found["late"] <= found["delivered"]
        seen |= {name for name in ("delivered", "late", "missing", "pending") if found[name]}
    seen |= {name for name in ("repeated_rows", "conflicting_rows", "clock") if figures[name]}
    seen |= {name for name, number in figures["violations"].items() if number}


def test_every_row_counts_once_every_change_has_one_fate_and_logs_hold_all_that_goes_wrong() -> None:
    seen: set[str] = set()
    look(seen)
    others = {"delivered", "late", "missing", "pending", "repeated_rows", "conflicting_rows", "clock"}
    assert seen == {*VIOLATIONS, *others}
