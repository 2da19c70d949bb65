"""What a row may say: one form for what means the same, and a reason for each that is not taken."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from mdg.model.instants import microseconds, written
from mdg.store.row import Checker, Refused
from tests.store.logs import ROW


def kept(**changes: Any) -> tuple[Any, ...]:
    return Checker().row({**ROW, **changes}, 1, 1)


SAME = [
    {"changed_at": "2026-01-01T01:00:00+01:00"},
    {"changed_at": "2026-01-01 00:00:00"},
    {"changed_at": "2026-01-01T00:00:00.000000999Z"},
    {"changed_at": 1_767_225_600_000_000},
    {"changed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    {"changed_at": dt.datetime(2026, 1, 1)},
    {"purpose": None},
    {"scope_country": None},
    {"x": "unknown"},
]


@pytest.mark.parametrize("changes", SAME, ids=str)
def test_what_means_the_same_is_the_same_row(changes: dict[str, Any]) -> None:
    assert kept(**changes) == kept()


@pytest.mark.parametrize(
    "role",
    [["b", "a"], ["a", "b", "a"], ("a", "b"), {"b", "a"}, '["b", "a"]'],
    ids=["list", "twice", "tuple", "set", "text"],
)
def test_a_list_is_a_set(role: Any) -> None:
    assert kept(scope_role=role) == kept(scope_role=["a", "b"])


def test_a_list_of_one_is_no_single_value() -> None:
    assert kept(scope_role=["a"]) != kept(scope_role="a")
    assert kept(scope_role=[]) != kept()


def test_numbers_that_are_ids() -> None:
    assert kept(record_id=42, scope_size=3) == kept(record_id="42", scope_size="3")
    long = 10**30
    assert kept(record_id=long, scope_size=[long]) == kept(record_id=str(long), scope_size=[str(long)])


DIFFERENT: list[dict[str, Any]] = [
    {name: value}
    for name, value in {
        **dict.fromkeys(("event_id", "entity", "record_id", "group", "origin", "system", "via", "purpose"), "other"),
        "operation": "create",
        "changed_at": "2026-01-01T00:00:00.000001Z",
        "applied_at": "2026-01-01T00:00:05.000002Z",
        "scope_country": "DE",
    }.items()
]


@pytest.mark.parametrize("changes", [*DIFFERENT, {"via": None}], ids=str)
def test_every_column_tells_rows_apart(changes: dict[str, Any]) -> None:
    assert kept(**changes)[:2] != kept()[:2]


def test_values_do_not_run_into_each_other() -> None:
    assert kept(event_id="ab", entity="c")[1] != kept(event_id="a", entity="bc")[1]
    assert kept(via="x", purpose=None)[1] != kept(via=None, purpose="x")[1]


REFUSED = [
    ({"event_id": None}, "`event_id` is missing"),
    ({"event_id": ""}, "`event_id` is empty"),
    ({"event_id": True}, "`event_id` is no text"),
    ({"event_id": 1.5}, "`event_id` is no text"),
    ({"event_id": ["a"]}, "`event_id` is no text"),
    ({"operation": "enrich"}, "`operation` is none of"),
    ({"via": ""}, "`via` is empty; leave it out where there is none"),
    ({"purpose": 1.5}, "`purpose` is no text"),
    ({"system": "a\0b"}, "`system` has a NUL character"),
    ({"system": "\ud800"}, "`system` has a character that is none"),
    ({"changed_at": "2026-01-01"}, "`changed_at` is no instant with a date and a time of day"),
    ({"changed_at": "yesterday"}, "`changed_at` is no instant"),
    ({"changed_at": None}, "`changed_at` is no instant"),
    ({"changed_at": 1_767_225_600}, "`changed_at` is a number that counts no microseconds"),
    ({"changed_at": 1_767_225_600_000}, "`changed_at` is a number that counts no microseconds"),
    ({"changed_at": 1.7e15}, "`changed_at` is no instant"),
    ({"applied_at": 2**62}, "`applied_at` lies outside the years 1 to 9999"),
    (
        {"changed_at": dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))},
        "`changed_at` lies outside the years 1 to 9999",
    ),
    ({"scope_country": 1.5}, "`scope_country` is neither a text nor a list of texts"),
    ({"scope_role": ["a", 1.5]}, "`scope_role` is neither"),
    ({"scope_role": [["a"]]}, "`scope_role` is neither"),
    ({"scope_country": "\0"}, "`scope_country` has a NUL character"),
    ({"scope_\ud800": "a"}, "has a character that is none"),
    ({"scope_country": "x" * 70_000}, "the texts of the row have more than 65,536 characters"),
    ({"event_id": "x" * 70_000}, "the texts of the row have more than 65,536 characters"),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_row_that_is_not_taken_says_why(changes: dict[str, Any], reason: str) -> None:
    checker = Checker()
    checker.row(ROW, 1, 1)  # what a checker has seen before makes no difference
    with pytest.raises(Refused, match=re.escape(reason)):
        checker.row({**ROW, **changes}, 1, 2)


@pytest.mark.parametrize("name", [name for name in ROW if name != "via"])
def test_a_column_that_is_not_there(name: str) -> None:
    with pytest.raises(Refused, match=f"`{name}` is missing"):
        Checker().row({key: value for key, value in ROW.items() if key != name}, 1, 1)


@pytest.mark.parametrize("operation", ["delete", "use"])
def test_a_deletion_and_a_use_may_be_of_no_group(operation: str) -> None:
    checker = Checker()
    row = {**ROW, "operation": operation, "group": None}
    found = checker.row(row, 1, 1)
    without = {name: value for name, value in row.items() if name != "group"}
    assert found[5] == ""
    assert type(found[5]) is str
    assert checker.row(without, 1, 1) == checker.row(row, 1, 1) == found
    assert checker.row({**row, "group": "contact"}, 1, 1)[:2] != found[:2]
    with pytest.raises(Refused, match="`group` is empty"):
        checker.row({**row, "group": ""}, 1, 1)


@pytest.mark.parametrize("operation", ["create", "update"])
def test_a_change_has_a_group(operation: str) -> None:
    row = {**ROW, "operation": operation, "group": None}
    for given in (row, {name: value for name, value in row.items() if name != "group"}):
        with pytest.raises(Refused, match="`group` is missing"):
            Checker().row(given, 1, 1)


def test_unknown_columns_are_counted() -> None:
    checker = Checker()
    for _ in range(3):
        checker.row({**ROW, "purpos": "x"}, 1, 1)
    assert checker.unknown == {"purpos": 3}


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"])
def test_instants_there_and_back(text: str) -> None:
    assert written(microseconds(text)) == text
