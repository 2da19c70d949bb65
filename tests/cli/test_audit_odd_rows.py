"""Rows and headings of odd shape: an audit takes what a store takes, and tells the rest as clearly."""

from __future__ import annotations

import json
from pathlib import Path

import ibis
import pytest

import mdg

from .test_audit_findings import GOOD, HEAD, PERSON, SENT, found, rejected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("event_id", "the row has no `event_id`"),
        ("record_id", "the row has no `record_id`"),
        ("origin", "the row has no `origin`"),
        ("system", "the row has no `system`"),
        ("group", "`customer` has no group ``"),
        ("via", "`via` is empty; leave it out where there is none"),
        ("purpose", "`purpose` is empty; leave it out where there is none"),
    ],
)
def test_an_empty_text_is_no_value(tmp_path: Path, name: str, said: str) -> None:
    row = dict(zip(HEAD.split(","), SENT.strip().split(","), strict=True))
    log = "\n".join(json.dumps(one) for one in (row, {**row, name: ""})).encode()
    assert rejected(tmp_path, "log.jsonl", log) == (1, [(2, said)])
    (tmp_path / "log.jsonl").write_bytes(log)
    assert mdg.record(f"sqlite:///{tmp_path}/e.db", tmp_path / "log.jsonl").rejected == 1


def test_columns_that_are_told_apart_by_case_alone(tmp_path: Path) -> None:
    rows = "".join(row.strip() + ",other,\n" for row in (GOOD.replace("c1", "c2"), SENT))
    assert rejected(tmp_path, "log.csv", f"{HEAD},Group,\n{rows}".encode()) == (2, [])


def test_a_line_that_the_engine_cannot_take_apart_is_told_with_its_place(tmp_path: Path) -> None:
    log = f"{HEAD}\n{GOOD}{SENT.replace('c1', chr(13).join('ab'))}{SENT}"
    count, places = rejected(tmp_path, "log.csv", log.encode())
    assert (count, [line for line, _ in places]) == (2, [3, 4])


EXPLICIT = PERSON.replace(
    "categories: [user.name]}",
    "categories: [user.name]}\n      blood: {attributes: [kind], categories: [user.health_and_medical]}\n"
    "      consents: [research]",
).replace(
    "needs:\n",
    "purposes:\n"
    "  research: {lawful_basis: contract, special_condition: A9-2-a, consent: {group: customer.consents}}\n"
    "needs:\n",
)


@pytest.mark.parametrize(("group", "is_found"), [("blood", True), ("name", False), ("", True)])
def test_data_of_a_special_category_needs_the_explicit_consent_of_its_purpose(
    tmp_path: Path, group: str, is_found: bool
) -> None:
    at = "2026-01-05T08:00:00Z"
    use = f"e2,customer,c1,{group},use,shop,{at},shop,{at},,research,\n"
    log = f"{HEAD},purpose,scope_consent\n{GOOD.strip()},,\n{use}"
    assert ("MDG811" in found(tmp_path, EXPLICIT, log)) == is_found
    consent = f"e3,customer,c1,consents,update,shop,{at},shop,{at},,research,granted\n"
    assert "MDG811" not in found(tmp_path, EXPLICIT, log + consent)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # Ibis itself calls it
def test_rows_of_a_table_of_duckdb_are_told_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text(PERSON, encoding="utf-8")
    (tmp_path / "log.csv").write_text(f"{HEAD}\n{GOOD}{GOOD.replace('e1', 'e2').replace('create', 'made')}")
    connection = ibis.duckdb.connect()
    connection.raw_sql(f"create table log as from read_csv('{tmp_path}/log.csv', all_varchar = true)")
    answer = mdg.audit(mdg.load(tmp_path / "l.yaml"), connection.table("log"), as_of="2026-02-01")
    assert [one.reason for one in answer.rejections] == ["unknown operation `made`"]
