"""The most specific statement about a thing, and the party that it names."""

from __future__ import annotations

import attrs
import pytest

import mdg
from mdg.model.responsibility import accountable, answering
from tests.rules.reading import TODAY

TEXT = """
mdg: 1
parties: {any: {}, here: {}, group: {}, group_here: {}, french: {}}
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups: {name: [first], bank: [iban]}
systems: {shop: {}, crm: {}}
responsibilities:
  any: {concern: [accuracy, freshness], accountable: any}
  here: {concern: accuracy, accountable: here, system: crm}
  group: {concern: accuracy, accountable: group, groups: [bank]}
  group_here: {concern: accuracy, accountable: group_here, groups: [bank], system: crm}
  french: {concern: accuracy, accountable: french, groups: [name], when: {country: FR}}
"""


@pytest.fixture(scope="module")
def landscape() -> mdg.Landscape:
    return mdg.load("-", stdin_text=TEXT.encode(), as_of=TODAY)


@pytest.mark.parametrize(
    ("group", "system", "concern", "country", "party"),
    [
        (None, None, "accuracy", "DE", "any"),
        (None, "crm", "accuracy", "DE", "here"),
        (None, "shop", "accuracy", "DE", "any"),
        ("name", "crm", "accuracy", "DE", "here"),
        ("bank", "shop", "accuracy", "DE", "group"),
        ("bank", "crm", "accuracy", "DE", "group_here"),
        ("bank", "crm", "freshness", "DE", "any"),
        ("name", "crm", "accuracy", "FR", "french"),
        ("name", None, "compliance", "FR", None),
    ],
)
def test_group_before_entity_and_system_before_none(
    landscape: mdg.Landscape, group: str | None, system: str | None, concern: str, country: str, party: str | None
) -> None:
    record = {"country": country}
    found = answering(landscape, "customer", group, system, concern, record)
    assert [statement.accountable for statement in found] == ([party] if party else [])
    groups, systems = (group,) if group else (), (system,) if system else ()
    assert accountable(landscape, "customer", groups, systems, [concern], record) == party


def test_a_deliberate_blank_is_not_filled_from_above(landscape: mdg.Landscape) -> None:
    blank = attrs.evolve(landscape.responsibilities["group"], accountable=None)
    emptied = attrs.evolve(landscape, responsibilities={**landscape.responsibilities, "group": blank})
    assert accountable(emptied, "customer", ["bank"], ["shop"], ["accuracy"], {"country": "DE"}) is None
    assert accountable(emptied, "customer", ["name"], ["shop"], ["accuracy"], {"country": "DE"}) == "any"


def test_one_party_for_all_or_nobody(landscape: mdg.Landscape) -> None:
    def party(groups: list[str], concerns: list[str]) -> str | None:
        return accountable(landscape, "customer", groups, ["shop"], concerns, {"country": "DE"})

    assert party(["name"], ["accuracy"]) == "any"
    assert party(["name", "bank"], ["accuracy"]) is None
    assert party(["name"], ["compliance", "accuracy"]) == "any", "the first concern that somebody answers for"
    assert party(["name", "bank"], ["accuracy", "freshness"]) is None, "and no other than the first"
