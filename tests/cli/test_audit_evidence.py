"""The rows that an audit shows are rows of the log, under the very ids of theirs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import mdg
from mdg.auditing import order

HEAD = "event_id,entity,record_id,group,operation,origin,changed_at,system,applied_at,via,purpose"
LANDSCAPE = """\
mdg: 1
entities:
  customer:
    groups:
      name: [first]
      consents: [given]
systems: {shop: {}, erp: {}, mail: {}}
ownership: {shop_owns: {system: shop, may: [create]}}
flows:
  to_mail: {from: shop, to: mail}
needs: {mail_needs: {system: mail, groups: [name], max_age: 1h}}
purposes: {news: {lawful_basis: consent, consent: {group: customer.consents}}}
"""


def shown(tmp_path: Path, *rows: str) -> dict[str, list[Any]]:
    """By kind of offence the rows shown, each as its id and flow.

    Rows are `id operation origin made system applied [via [purpose]]`, hours of one day, of one group of one record.
    """
    lines = [HEAD]
    for row in rows:
        event, operation, origin, made, system, applied, via, purpose = (*row.split(), "-", "-")[:8]
        cells = [event, "customer,c1,name", operation, origin, f"2026-01-05T{made}Z", system, f"2026-01-05T{applied}Z"]
        lines.append(",".join([*cells, via.strip("-"), purpose.strip("-")]))
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "landscape.yaml").write_text(LANDSCAPE, encoding="utf-8")
    found = mdg.audit(mdg.load(tmp_path / "landscape.yaml"), tmp_path / "log.csv", as_of="2026-02-01")
    several: dict[str, list[Any]] = {}
    for one in found.offences:
        several.setdefault(one.kind, []).extend((row["event_id"], row["via"]) for row in one.rows)
    return several


def test_of_two_operations_at_one_instant_the_one_at_fault_is_named(tmp_path: Path) -> None:
    found = shown(tmp_path, "a create shop 08:00 shop 08:00", "b update shop 08:00 shop 08:00")
    assert found["unauthorised"] == [("b", None)]


def test_a_use_and_a_change_at_one_instant_are_told_apart(tmp_path: Path) -> None:
    found = shown(tmp_path, "a update erp 08:00 erp 08:00", "b use erp 08:00 erp 08:00 - news")
    assert found["use_without_consent"] == [("b", None)]
    found = shown(tmp_path, "b update erp 08:00 erp 08:00", "a use erp 08:00 erp 08:00 - news")
    assert found["unauthorised"] == [("b", None)]


def test_what_came_late_is_told_by_a_row_that_brought_it(tmp_path: Path) -> None:
    """Not by an older version, by a use or by one of a wrong clock that happen to be of that instant."""
    found = shown(
        tmp_path,
        "m create shop 08:00 shop 08:00",
        "a create shop 07:00 mail 10:00 to_mail",
        "b use shop 09:00 mail 10:00 - news",
        "c create shop 11:00 mail 10:00 to_mail",
        "d create shop 09:00 mail 10:00 to_mail",
    )
    assert ("d", "to_mail") in found["late"]


def test_a_row_that_does_not_count_is_no_evidence(tmp_path: Path) -> None:
    """Of the two rows of the key `a`, the one applied first counts, and the other is as `b` is."""
    twice = ("a create shop 08:00 mail 08:10 to_mail", "a create shop 08:00 mail 09:00 no_flow")
    found = shown(tmp_path, "m create shop 08:00 shop 08:00", *twice, "b create shop 08:00 mail 09:00 no_flow")
    assert found["undeclared_route"] == [("b", "no_flow")]


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_in_which_an_engine_counts_is_not_that_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    counted = order.counted

    def in_some_order(*asked: Any) -> dict[tuple[int, str], int]:
        return dict(sorted(counted(*asked).items(), reverse=turned))

    monkeypatch.setattr(sys.modules["mdg.auditing.offences"], "counted", in_some_order)
    strays = ("a create shop 08:00 mail 09:00 to_mail", "b create shop 08:00 erp 09:00 no_flow")
    assert shown(tmp_path, *strays)["orphan"] == [("b", "no_flow"), ("a", "to_mail")]
