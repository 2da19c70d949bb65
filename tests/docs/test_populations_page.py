"""What the page on populations says of its landscape is so: how many kinds of records, and what each `when` means."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import mdg
from tests.packaging.readme_blocks import blocks

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "populations.md").read_text(encoding="utf-8")
LANDSCAPE = yaml.load(next(blocks(PAGE)).text, Loader=yaml.BaseLoader)
ROLES = [("supplier",), ("carrier",), ("supplier", "carrier")]
COUNTRIES = ["DE", "AT", "CH", "FR", "JP"]
Says = Callable[[str, frozenset[str]], bool]
#: Each `when` of the page's tables, and what is said of it there.
MEANT: dict[str, Says] = {
    "{country: DE}": lambda country, roles: country == "DE",
    "{country: [DE, AT]}": lambda country, roles: country in ("DE", "AT"),
    "{country: {not: [DE, AT]}}": lambda country, roles: country not in ("DE", "AT"),
    "{country: DE, role: carrier}": lambda country, roles: country == "DE" and "carrier" in roles,
    "[{country: DE}, {role: carrier}]": lambda country, roles: country == "DE" or "carrier" in roles,
    "{role: carrier}": lambda country, roles: "carrier" in roles,
    "{role: [supplier, carrier]}": lambda country, roles: bool(roles & {"supplier", "carrier"}),
    "{role: {not: carrier}}": lambda country, roles: "carrier" not in roles,
    "{role: {all: [supplier, carrier]}}": lambda country, roles: roles >= {"supplier", "carrier"},
    "{role: {only: [carrier]}}": lambda country, roles: roles <= {"carrier"},
    "{role: {only: []}}": lambda country, roles: not roles,
    "{role: {besides: [carrier]}}": lambda country, roles: bool(roles - {"carrier"}),
}


def landscape(**changes: object) -> mdg.Landscape:
    return mdg.load(mdg.LandscapeDocument.model_validate({**LANDSCAPE, **changes}), as_of="2026-12-01")


def test_every_row_of_the_tables_is_tried() -> None:
    rows = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith(("| `{country", "| `[{", "| `{role"))]
    assert rows == list(MEANT)


@pytest.mark.parametrize("when", MEANT)
def test_a_when_means_what_the_page_says(when: str) -> None:
    clauses = yaml.load(when, Loader=yaml.BaseLoader)
    entities = {"partner": {key: said for key, said in LANDSCAPE["entities"]["partner"].items() if key != "impossible"}}
    rule = {"creates": {"system": "erp", "may": "create", "when": clauses}}
    point = mdg.DecisionPoint(landscape(entities=entities, ownership=rule))
    for country, roles in itertools.product(COUNTRIES, [(), *ROLES]):
        record = {"country": country, "role": roles, "tender": "t1"}
        decided = point.decide("create", system="erp", entity="partner", record=record)
        assert decided.allowed == MEANT[when](country, frozenset(roles)), record


def test_it_has_as_many_kinds_of_partners_as_the_page_says() -> None:
    space = landscape().entities["partner"].space
    every = itertools.product([*COUNTRIES, "US", "PL"], ROLES, ["t1", "t2"])
    kinds = {space.record({"country": country, "role": roles, "tender": tender}) for country, roles, tender in every}
    assert len(kinds) == 12
    assert "there are twelve kinds of partners" in PAGE
