"""A plan for people: its waves drawn, what is slowest hop by hop, and what a what-if does to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import mdg
from mdg.pipeline.questions import reading_of
from mdg.pipeline.what_if import outage, plan_without
from mdg.render.plan import plan
from mdg.render.style import COLOUR
from tests.golden_files import assert_golden
from tests.topology.routed import GRANTED, TEXT, landscape

CREATE: dict[str, Any] = {"origin": "shop", "entity": "customer", "record": GRANTED}
UPDATE: dict[str, Any] = {"origin": "crm", "entity": "customer", "record": GRANTED}
#: A flow more, so that there is a quicker way to the CRM.
QUICK = TEXT.replace("needs:", "  quick: {from: shop, to: crm, groups: [name, contact], trigger: {every: 15m}}\nneeds:")


def shown(operation: str, asked: dict[str, Any], columns: int = 100, **more: Any) -> str:
    whole = landscape()
    return plan(mdg.plan(whole, operation, **asked), reading_of(whole), columns, **more)


@pytest.mark.parametrize("columns", [60, 100])
def test_waves_are_drawn(project: Path, columns: int) -> None:
    parts = [shown("create", CREATE, columns), shown("update", UPDATE, columns)]
    assert max(len(line) for part in parts for line in part.splitlines()) <= columns
    assert_golden(project / "tests" / "golden" / f"plan-{columns}.txt", "\n".join(parts))


@pytest.mark.parametrize("columns", [1, 40])
def test_however_narrow_nothing_is_lost(columns: int) -> None:
    words = shown("create", CREATE, columns).split()
    assert {"shop", "erp", "crm", "mailer", "game", "24h30m", "28h15m", "mailer_to_game,"} <= set(words)


def test_in_colour_it_says_the_same() -> None:
    coloured = shown("create", CREATE, style=COLOUR)
    assert "\x1b[1mmailer\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown("create", CREATE)


def test_in_ascii_it_says_the_same() -> None:
    drawn = shown("create", CREATE, ascii_only=True)
    waves = drawn.partition("wave 0")[2].partition("\n\n")[0]
    assert waves.isascii()
    assert "+- crm     within 26h\n|    <- erp by erp_to_crm, cron `0 2 * * *` (UTC)\n" in waves


def test_a_cycle_that_is_not_protected_is_called_an_echo() -> None:
    assert "  cycle        crm, erp: not every flow among them is protected: an echo\n" in shown("update", UPDATE)
    text = TEXT.replace("via: bus}\n  crm", "via: bus, loop_protection: version}\n  crm").replace(
        "operations: [update]}", "operations: [update], loop_protection: origin}"
    )
    whole = landscape(text)
    told = plan(mdg.plan(whole, "update", **UPDATE), reading_of(whole))
    assert "  cycle        crm, erp: protected against echoes\n" in told


def test_a_system_that_gets_fewer_groups_says_which() -> None:
    assert "└─ game    no bound, contact\n" in shown("create", CREATE)
    assert "mailer  within 28h15m\n" in shown("create", CREATE), "all of them need no words"


def test_who_may_not_make_the_change_is_told_so() -> None:
    told = shown("create", CREATE, notes=["no rule lets `shop` create this; `mdg decide` says why"])
    assert "  note         no rule lets `shop` create this; `mdg decide` says why\n" in told


def test_where_the_record_is_and_is_not_told() -> None:
    """The shop does not hear of what the CRM changes; a provider is everywhere and hears of nothing."""
    assert "  not told     shop: the record is there, and the change does not come there\n" in shown("update", UPDATE)
    assert "not told" not in shown("create", CREATE)


def what_if(text: str, *names: str, **asked: Any) -> str:
    whole = landscape(text)
    operation = "update" if asked["origin"] == "crm" else "create"
    missing = outage(whole, names)
    after, effect = plan_without(missing, mdg.plan(whole, operation, **asked), **asked)
    return plan(after, reading_of(missing.landscape), effect=effect)


def test_a_what_if_says_so_and_what_it_does(project: Path) -> None:
    parts = [
        what_if(QUICK, "quick", **CREATE),
        what_if(TEXT, "bus", "mailer", **CREATE),
        what_if(TEXT, "crm_to_erp", **CREATE),
        what_if(TEXT, "erp", **UPDATE),
    ]
    assert all("  what if      without `" in part for part in parts)
    assert_golden(project / "tests" / "golden" / "plan-what-if.txt", "\n".join(parts))
    assert "later than before\n  crm: within 26h, before within 15m\n" in parts[0]
    assert "cut off\n  crm, game\n" in parts[1]
    assert parts[2].endswith("nothing is cut off or later than before\n")
    assert "such a record does not come to `crm` then" in parts[3]
