"""CSV with columns of its own: what a mapping can say, and how it says what is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mdg.diagnostic import MdgError
from tests.interop.feeds.conftest import Reader

MAPPING = """\
feed: csv
columns:
  event_id: [FILE, LINE]
  record_id: KUNNR
  operation: {from: OP, values: {I: create, U: update}}
  changed_at: {from: CHANGED, format: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}
  applied_at: {from: LOADED, unit: milliseconds}
  scope_role: {from: ROLES, separator: "|", default: none}
constants: {entity: customer, group: contact, origin: crm, system: erp}
"""
HEADING = "FILE;LINE;KUNNR;OP;CHANGED;LOADED;ROLES\n"
UTC = dt.UTC


def test_a_row_in_the_terms_of_events(read: Reader) -> None:
    found = read(
        HEADING + "f;1;0815;U;01.07.2026 12:00;1782900000123;b| a|b\nf;2;1;I;01.01.2026 12:00;0;\n", "csv", MAPPING
    )
    assert found.faults == []
    assert found.rows[0] == (
        2,
        {
            "event_id": "f/1",
            "entity": "customer",
            "record_id": "0815",
            "group": "contact",
            "operation": "update",
            "origin": "crm",
            "changed_at": dt.datetime(2026, 7, 1, 10, tzinfo=UTC),
            "system": "erp",
            "applied_at": dt.datetime(2026, 7, 1, 10, 0, 0, 123000, tzinfo=UTC),
            "scope_role": ["a", "b"],
        },
    )
    assert found.rows[1][1]["changed_at"] == dt.datetime(2026, 1, 1, 11, tzinfo=UTC)
    assert found.rows[1][1]["scope_role"] == "none"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("f;1;1;X;01.07.2026 12:00;1;", "`values` of `operation` does not know a value: `X`"),
        ("f;1;1;U;2026-07-01;1;", "a time is not written like `%d.%m.%Y %H:%M`: `2026-07-01`"),
        ("f;1;1;U;29.03.2026 02:30;1;", "the clock never showed a time in Europe/Berlin: `29.03.2026 02:30`"),
        (
            "f;1;1;U;25.10.2026 02:30;1;",
            "the clock showed a time twice in Europe/Berlin, and `ambiguous` does not say which: `25.10.2026 02:30`",
        ),
        ("f;1;1;U;01.07.2026 12:00;1.5;", "a time is no whole number of units since 1970: `1.5`"),
    ],
)
def test_a_value_that_cannot_be_meant(read: Reader, row: str, reason: str) -> None:
    found = read(HEADING + row + "\n", "csv", MAPPING)
    assert found.rows == []
    assert found.faults[0][0] == 2
    assert found.faults[0][1].startswith(reason)


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_an_hour_that_comes_twice(read: Reader, which: str, hour: int) -> None:
    mapping = MAPPING.replace("Europe/Berlin}", f"Europe/Berlin, ambiguous: {which}}}")
    ((_, row),) = read(HEADING + "f;1;1;U;25.10.2026 02:30;1;\n", "csv", mapping).rows
    assert row["changed_at"].astimezone(UTC) == dt.datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("constants:", "constant:", r"mapping.yaml:9:1: `constant` means nothing here; did you mean `constants`\?"),
        ("record_id:", "recordid:", r"mapping.yaml:4:3: events have no column `recordid`; did you mean `record_id`\?"),
        ("{from: OP,", "{of: OP,", "mapping.yaml:5:14: `operation` must say which column it is `from`"),
        ("unit: milliseconds", "unit: ms", r"mapping.yaml:7:36: `unit` is one of `seconds`, `milliseconds`"),
        ("Europe/Berlin", "Europe/Berlim", r"unknown time zone `Europe/Berlim`; did you mean `Europe/Berlin`\?"),
        ("unit: milliseconds", "unit: [seconds]", "mapping.yaml:7:36: `unit` must be a text"),
        ('"%d.%m.%Y %H:%M"', "[a]", "mapping.yaml:6:39: `format` must be a text"),
        ("%d.%m.%Y %H", "%d.%m. %H", r"mapping.yaml:6:39: `format` has no year: `%d.%m. %H:%M`; add `%Y`, and join to"),
        ("%d.%m.%Y %H", "%%Y %d.%m. %H", "`format` has no year"),
        ("%d.%m.%Y %H", "%m/%Y %H", r"6:39: `format` does not say which day it is: `%m/%Y %H:%M`; add `%m` and `%d`"),
        ("%d.%m.%Y %H", "%Y %L", "6:39: `format` is no form in which times can be read: `%Y %L:%M`; write it like"),
        ("unit: milliseconds", "unit: seconds, timezone: UTC", "7:45: `timezone` means nothing beside a `unit`"),
        ('separator: "|"', "separator: ''", "mapping.yaml:8:40: `separator` must be a text"),
        ("[FILE, LINE]", "{from: [FILE, LINE], join: {}}", "`join` must be a text"),
        ("record_id: KUNNR", "record_id: [KUNNR, []]", "`record_id` must be from a column, or a list of columns"),
        ("  record_id: KUNNR\n", "", "nothing says where `record_id` comes from"),
        ("entity: customer", "record_id: x", "`record_id` is both a column and a constant"),
        ("scope_role: {from: ROLES,", "scope_role: {from: ROLES, unit: seconds,", "`scope_role` is no instant"),
        ("feed: csv\n", "feed: csv\nfeed: csv\n", "mapping.yaml:2:1: "),
        ("feed: csv", "feed: [", "mapping.yaml:"),
    ],
)
def test_a_mapping_that_is_wrong(read: Reader, old: str, new: str, told: str) -> None:
    assert old in MAPPING
    with pytest.raises(MdgError, match=told):
        read(HEADING, "csv", MAPPING.replace(old, new))


@pytest.mark.parametrize("text", ["- columns\n", "columns\n"])
def test_what_is_no_mapping_at_all(read: Reader, text: str) -> None:
    told = r"^mapping.yaml:1:1: this is no mapping of a feed; it begins with a section, such as `columns:`$"
    with pytest.raises(MdgError, match=told):
        read(HEADING, "csv", text)


def test_a_mapping_for_another_format(read: Reader) -> None:
    with pytest.raises(MdgError, match=r"mapping.yaml:1:7: this is a mapping for `csv`, and not for `debezium`"):
        read("", "debezium", MAPPING)


@pytest.mark.parametrize("form", ["debezium", "openlineage"])
def test_a_format_that_needs_a_mapping(read: Reader, form: str) -> None:
    with pytest.raises(MdgError, match=f"`{form}` needs a mapping"):
        read("", form)


def test_columns_that_the_heading_does_not_have(read: Reader) -> None:
    mapping = MAPPING.replace('scope_role: {from: ROLES, separator: "|", default: none}', "scope_role: OP")
    mapping = mapping.replace("KUNNR", "KUNR").replace("LINE]", "QX]").replace("from: LOADED", "from: LODED")
    with pytest.raises(MdgError) as told:
        read(HEADING.replace(";ROLES", ""), "csv", mapping)
    assert str(told.value).splitlines() == [
        "mapping.yaml:3:20: `log` has no column `QX`; it has `FILE`, `LINE`, `KUNNR`, `OP`, `CHANGED`, `LOADED`",
        "mapping.yaml:4:14: `log` has no column `KUNR`; did you mean `KUNNR`?",
        "mapping.yaml:7:22: `log` has no column `LODED`; did you mean `LOADED`?",
    ]


def test_an_empty_log_has_no_heading_to_miss_a_column_in(read: Reader) -> None:
    assert read("", "csv", MAPPING).rows == []


@pytest.mark.parametrize("form", ["%y%m%d", "%c", "%x", "%G-W%V-%u", "%Y-%j", "%Y-%m-%dT%H:%M:%S%z"])
def test_forms_that_say_the_day(read: Reader, form: str) -> None:
    read(HEADING, "csv", MAPPING.replace("%d.%m.%Y %H:%M", form))


def test_several_groups_in_one_row(read: Reader) -> None:
    mapping = MAPPING.replace(", group: contact", "").replace(
        "columns:\n", 'columns:\n  group: {from: ROLES, separator: "|"}\n'
    )
    found = read(HEADING + "f;1;1;U;01.07.2026 12:00;1;b|a\n", "csv", mapping)
    rows: list[dict[str, Any]] = [row for _, row in found.rows]
    assert [row["group"] for row in rows] == ["a", "b"]


def test_a_cell_that_names_no_group_is_told(read: Reader) -> None:
    mapping = MAPPING.replace(", group: contact", "").replace(
        "columns:\n", 'columns:\n  group: {from: ROLES, separator: "|"}\n'
    )
    found = read(HEADING + "f;1;1;U;01.07.2026 12:00;1; | \n", "csv", mapping)
    assert (found.rows, found.faults) == ([], [(2, "`group` is a list, and there is no group in it")])


@pytest.mark.parametrize("cell", ["2026-07-01", "20260701", "2026-W27-3"])
def test_a_day_without_a_time_is_no_instant(read: Reader, cell: str) -> None:
    mapping = MAPPING.replace('format: "%d.%m.%Y %H:%M", ', "")
    assert read(HEADING + f"f;1;1;U;{cell};1;\n", "csv", mapping).faults == [
        (2, f"a time is not written like `2026-12-31T22:30:00Z`: `{cell}`")
    ]
    assert len(read(HEADING + "f;1;1;U;20260701T1200;1;\n", "csv", mapping).rows) == 1


def test_true_and_false_are_named_as_json_has_them(read: Reader) -> None:
    mapping = """\
types:
  t:
    columns: {scope_consent: {from: data.ok, values: {true: granted, false: denied}}}
"""
    log = [{"specversion": "1.0", "id": "1", "source": "/a", "type": "t", "data": {"ok": ok}} for ok in (True, False)]
    assert [row["scope_consent"] for _, row in read(log, "cloudevents", mapping).rows] == ["granted", "denied"]


def test_all_that_is_wrong_with_a_mapping_is_told_at_once(read: Reader) -> None:
    mapping = MAPPING.replace("record_id:", "recordid:").replace("Europe/Berlin", "Europe/Berlim")
    mapping = mapping.replace("unit: milliseconds", "unit: ms").replace("constants:", "constant:")
    with pytest.raises(MdgError) as told:
        read(HEADING, "csv", mapping)
    assert [line.partition(" ")[0] for line in str(told.value).splitlines()] == [
        "mapping.yaml:9:1:",
        "mapping.yaml:4:3:",
        "mapping.yaml:6:67:",
        "mapping.yaml:7:36:",
    ]


@pytest.mark.parametrize(
    ("form", "mapping", "places"),
    [
        (
            "debezium",
            "tables:\n  a: {colums: {}, constants: {entity: e}}\n  b: {constants: {entity: e}, groups: {g: [x]}}\n",
            ["2:7", "3:3", "3:3"],
        ),
        ("cloudevents", "types:\n  a: {colums: {}}\n  b: {columns: {recordid: x}}\n", ["2:7", "3:17"]),
    ],
)
def test_all_that_is_wrong_with_its_blocks(read: Reader, form: str, mapping: str, places: list[str]) -> None:
    with pytest.raises(MdgError) as told:
        read("", form, mapping)
    found = [line.split(": ")[0].removeprefix("mapping.yaml:") for line in str(told.value).splitlines()]
    assert found == places
