"""How stale copies get, for people: one of them hop by hop, all of them as a grid, in colour, and in a what-if."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mdg
from mdg.pipeline.copies import copies
from mdg.pipeline.questions import reading_of
from mdg.pipeline.what_if import outage
from mdg.render.staleness import matrix, one, rows
from mdg.render.style import COLOUR, PLAIN, Style
from mdg.topology.copies import worse
from tests.golden_files import assert_golden
from tests.topology.routed import GRANTED, NONE, TEXT, landscape


def told(group: str, system: str, text: str = TEXT, record: dict[str, str] | None = None, style: Style = PLAIN) -> str:
    whole = landscape(text)
    (found,) = copies(whole, (), [group], [system], record)
    return one(found, reading_of(whole), 100, style)


def grid(columns: int = 100, style: Style = PLAIN, text: str = TEXT, record: dict[str, str] | None = None) -> str:
    whole = landscape(text)
    return matrix(copies(whole, record=record), reading_of(whole), columns, style, record=record)


@pytest.mark.parametrize("columns", [40, 80])
def test_group_by_system(project: Path, columns: int) -> None:
    plain = grid(columns)
    assert max(map(len, plain.splitlines())) <= columns
    assert_golden(project / "tests" / "golden" / f"staleness-{columns}.txt", plain)
    assert re.sub(r"\x1b\[[0-9;]*m", "", grid(columns, COLOUR)) == plain


def test_hop_by_hop(project: Path) -> None:
    asked = [("contact", "mailer"), ("contact", "game"), ("contact", "shop"), ("score", "crm"), ("name", "attic")]
    assert_golden(project / "tests" / "golden" / "staleness-one.txt", "\n".join(told(*copy) for copy in asked))


def test_the_colour_says_whether_needs_are_kept() -> None:
    coloured = grid(style=COLOUR)
    assert "\x1b[1;31m28h15m!\x1b[0m" in coloured, "older than the mailer's need allows"
    assert "\x1b[1;31mnever\x1b[0m" in coloured
    assert "\x1b[1;33munbounded\x1b[0m" in coloured
    assert "\x1b[1;32m26h\x1b[0m" in coloured, "a need that is kept"
    assert "  24h30m" in coloured, "nobody said how old it may be"
    assert told("contact", "mailer", style=COLOUR).startswith("\x1b[1;31m`contact` of `customer` in `mailer`")
    assert told("name", "crm", style=COLOUR).startswith("\x1b[1;32m")


def test_what_is_never_out_of_date_says_so() -> None:
    text = TEXT.replace(
        "may: [create, update, delete], groups: [name, contact]}", "may: [create], groups: [name, contact]}"
    )
    ended = text.replace("shop_owns: {", "shop_owns: {valid: {until: 2026-01-31}, ")
    said = told("name", "erp", ended)
    assert said.startswith("`name` of `customer` in `erp`: no change of it counts, so that it is never out of date\n")


def test_nobody_has_it() -> None:
    assert told("name", "attic") == "`attic` holds no `name` of `customer`\n"
    assert told("name", "mailer", record=NONE).startswith("`mailer` holds no `name` of `customer`")


def test_of_one_record_the_grid_says_of_which() -> None:
    first = grid(record=GRANTED).splitlines()[0]
    assert first == "how old each copy gets in `routed` as of 2026-06-01, of the record {country: DE, consent: granted}"


def test_what_there_is_more_of_goes_downward() -> None:
    more = "".join(f"  desk{number}: {{}}\n" for number in range(6))
    flows = "".join(f"  to_{number}: {{from: shop, to: desk{number}, groups: [name]}}\n" for number in range(6))
    lines = grid(
        text=TEXT.replace("systems:\n", f"systems:\n{more}").replace("flows:\n", f"flows:\n{flows}")
    ).splitlines()
    assert any(line.split() == ["name", "contact", "score"] for line in lines)
    assert any(line.split() == ["desk3", "0s", ".", "."] for line in lines)


def test_no_copy_at_all() -> None:
    text = TEXT[: TEXT.index("ownership:")].replace(" supplies: [{groups: [score], refreshed: 1d}]", "")
    assert "  there is no copy\n" in grid(text=text)


def what_if(*names: str) -> tuple[str, list[dict[str, object]]]:
    whole = landscape()
    missing = outage(whole, names)
    before, after = copies(whole), copies(missing.landscape)
    found = worse([copy for copy in before if copy.answer.system not in missing.systems], after)
    shown = matrix(after, reading_of(missing.landscape), missing=(missing, found))
    return shown, rows(after, found)


def test_a_what_if_says_what_is_worse(project: Path) -> None:
    shown, listed = what_if("erp_to_crm")
    assert_golden(project / "tests" / "golden" / "staleness-what-if.txt", shown)
    assert shown.splitlines()[1] == "what if: without `erp_to_crm` (1 flow fewer)"
    assert "  `customer.name` in `crm`: gone, before 26h\n" in shown
    by_name = {(row["group"], row["system"]): row for row in listed}
    assert by_name["name", "crm"]["before"] == {
        "held": True,
        "worst_seconds": 93_600,
        "never": False,
        "unbounded": False,
    }
    assert by_name["name", "erp"]["before"] is None
    shown, listed = what_if("attic")
    assert shown.endswith("no copy is worse than before\n")
    assert {row["before"] for row in listed} == {None}


def test_one_copy_in_a_what_if() -> None:
    whole = landscape()
    missing = outage(whole, ["erp_to_crm"])
    asked = ((), ["contact"], ["mailer"])
    found = worse(copies(whole, *asked), copies(missing.landscape, *asked))
    (copy,) = copies(missing.landscape, *asked)
    said = one(copy, reading_of(missing.landscape), missing=(missing, found))
    assert "  what if      without `erp_to_crm` (1 flow fewer)\n  before       28h15m\n" in said


def test_every_place_is_that_of_its_flow() -> None:
    place = 1 + TEXT.splitlines().index(next(line for line in TEXT.splitlines() if "crm_to_mailer:" in line))
    assert f"(<stdin>:{place})" in told("contact", "mailer")


def test_a_moment_is_told_in_the_landscapes_time_zone() -> None:
    text = TEXT + "settings: {timezone: Europe/Berlin}\n"
    assert re.search(r"  made         just after \w+ [0-9-]+ 0[23]:00 Europe/Berlin\n", told("contact", "mailer", text))
    assert mdg.staleness(landscape(text), "customer", "contact", at="mailer").after is not None
