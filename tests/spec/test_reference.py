"""The reference itself, held to cases worked out by hand; each names the sentence of the language that it reads."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from .conditions import holds
from .decisions import Ask, AskError, decide
from .partners import TODAY, landscape, partner
from .profiles import AGREEMENT
from .reference import Origin, Reference
from .strategies import asks, landscapes
from .writing import scattered, to_yaml


@pytest.mark.parametrize(
    ("when", "value", "expected"),
    [
        ("a", "a", True),
        (["a", "b"], "b", True),
        ({"not": "a"}, "a", False),
        ({"not": ["a", "b"]}, "c", True),
        ("a", {"a", "b"}, True),
        (["a", "c"], {"b"}, False),
        ({"not": ["a"]}, {"a", "b"}, False),
        ({"all": ["a", "b"]}, {"a", "b", "c"}, True),
        ({"all": ["a", "b"]}, {"a"}, False),
        ({"only": ["a", "b"]}, {"a"}, True),
        ({"only": ["a"]}, {"a", "b"}, False),
        ({"only": ["a"]}, set(), True),
        ({"only": []}, {"a"}, False),
        ({"only": []}, set(), True),
        ({"all": ["a"], "only": ["a", "b"], "not": "b"}, {"a"}, True),
        ({"all": ["a"], "only": ["a", "b"], "not": "b"}, {"a", "b"}, False),
    ],
)
def test_a_condition_compares_one_value_or_the_members_of_a_set(when: Any, value: Any, expected: bool) -> None:
    record = {"d": value if isinstance(value, str) else frozenset(value)}
    assert holds({"d": when}, record) is expected


def test_one_clause_must_hold_in_all_its_conditions() -> None:
    clauses = [{"d": "a", "e": "x"}, {"d": "b"}]
    assert holds(clauses, {"d": "b", "e": "y"})
    assert not holds(clauses, {"d": "a", "e": "y"})
    assert holds({}, {"d": "a"})
    assert not holds([], {"d": "a"})


def test_records_take_every_value_that_some_statement_tells_apart() -> None:
    reference = landscape("{needs: {n: {system: shop, when: {country: [DE, NO]}}}}")
    assert set(reference.values("partner", "country")) == {"DE", "NO", "FR", "US"}
    assert len(reference.values("partner", "role")) == 4
    assert len(reference.records("partner")) == 3 * 4 * 3, "no record without a role is possible"


def test_a_new_record_has_the_values_that_no_other_becomes() -> None:
    reference = landscape("{}")
    assert reference.may_start("partner", partner())
    assert not reference.may_start("partner", partner(stage="live"))
    assert not reference.may_start("partner", partner("prospect customer")), "only what `starts` lists"
    assert not reference.may_start("partner", partner("")), "what is impossible cannot start"


def test_a_dimension_all_of_whose_values_can_be_become_starts_with_any() -> None:
    raw = {"entities": {"e": {"dimensions": {"d": {"values": ["a", "b"], "becomes": {"a": ["b"], "b": ["a"]}}}}}}
    assert all(Reference(raw).may_start("e", {"d": value}) for value in "ab")
    raw["entities"]["e"]["dimensions"]["d"]["becomes"] = {"a": ["a"]}
    assert all(Reference(raw).may_start("e", {"d": value}) for value in "ab"), "itself is no other"


def test_a_value_becomes_another_over_any_number_of_steps_and_roles_only_grow() -> None:
    reference = landscape("{}")
    assert reference.may_become("partner", partner(), partner("prospect customer", stage="gone"))
    assert not reference.may_become("partner", partner(stage="gone"), partner(stage="new"))
    assert not reference.may_become("partner", partner("prospect customer"), partner("customer"))
    assert not reference.may_become("partner", partner(country="DE"), partner(country="NO")), "it never changes"


LIFE = """
ownership:
  prospects: {system: shop, may: [create], groups: [identity, bank, contact], when: {role: {only: [prospect]}}}
  past: {system: erp, may: [create], groups: [identity], valid: {until: 2026-01-14}}
  future: {system: crm, may: [create], valid: {from: 2026-01-16}}
"""


def test_an_origin_covers_what_the_record_was_and_supplies_what_applies_then_and_now() -> None:
    customer = partner("prospect customer", stage="live")
    assert landscape(LIFE).origins("partner", customer, TODAY) == {
        Origin("shop", False, frozenset({"identity", "contact"})),
        Origin("erp", True, frozenset({"identity"})),
    }


def test_a_rule_that_has_not_begun_is_no_origin_and_one_that_was_never_in_force_neither() -> None:
    systems = {"shop": {}, "erp": {"valid": {"from": "2026-01-20"}}, "crm": {}}
    reference = landscape(LIFE)
    reference = Reference({**reference.raw, "systems": systems})
    assert {origin.system for origin in reference.origins("partner", partner(), TODAY)} == {"shop"}


def test_a_statement_is_out_of_force_with_a_system_or_population_that_it_names() -> None:
    reference = landscape(
        """
        systems: {shop: {}, erp: {valid: {until: 2026-01-14}}, crm: {valid: {from: 2026-01-15, until: 2026-01-15}}}
        populations: {b2b: {entity: partner, when: {country: DE}, valid: {from: 2026-02-01}}}
        flows:
          kept: {from: shop, to: crm}
          left: {from: shop, to: erp}
        needs: {named: {system: shop, population: b2b}}
        """
    )
    assert set(reference.statements("flows", TODAY)) == {"kept"}
    assert set(reference.statements("flows", TODAY + datetime.timedelta(days=1))) == set()
    assert set(reference.statements("needs", TODAY)) == set()
    days = [datetime.date(2026, 1, 15), datetime.date(2026, 1, 16), datetime.date(2026, 2, 1)]
    assert reference.examined_days(TODAY) == days


RULES = """
ownership:
  sales: {system: shop, may: [create, update, delete], groups: [identity, contact], when: {country: [DE, NO]}}
  bookkeeping: {system: [erp, crm], may: [enrich, update], groups: {all_but: [contact]}}
  loose: {system: crm, may: [create], groups: [contact]}
"""


def answer(text: str, *ask: Any) -> Any:
    """What the reference decides of these rules."""
    return decide(landscape(text), Ask(*ask), TODAY)


def test_an_update_needs_a_rule_for_each_group_and_only_groups_that_apply() -> None:
    both = ("identity", "bank")
    denied = answer(RULES, "update", "erp", "partner", both, partner())
    assert not denied.allowed
    assert denied.denied_groups == {"bank"}
    allowed = answer(RULES, "update", "erp", "partner", both, partner("prospect customer"))
    assert allowed.allowed
    assert allowed.rules == {"bookkeeping"}
    assert not answer(RULES, "update", "erp", "partner", (), partner()).allowed, "no group at all is denied"


def test_groups_left_out_are_those_that_the_rules_let_the_system_write_there() -> None:
    assert answer(RULES, "enrich", "erp", "partner", None, partner()).allowed
    assert not answer(RULES, "enrich", "shop", "partner", None, partner()).allowed
    assert answer(RULES, "enrich", "shop", "partner", None, partner()).instead == {"erp", "crm"}


def test_a_creation_brings_every_required_group_and_starts_where_it_may() -> None:
    assert answer(RULES, "create", "shop", "partner", ("identity",), partner()).allowed
    without = answer(RULES, "create", "shop", "partner", ("contact",), partner())
    assert not without.allowed
    assert without.denied_groups == {"identity"}
    assert not answer(RULES, "create", "crm", "partner", None, partner()).allowed
    assert not answer(RULES, "create", "shop", "partner", ("identity",), partner(stage="live")).allowed
    elsewhere = answer(RULES, "create", "crm", "partner", ("identity",), partner())
    assert elsewhere.denied_groups == {"identity"}
    assert elsewhere.instead == {"shop"}


def test_a_deletion_counts_no_groups() -> None:
    assert answer(RULES, "delete", "shop", "partner", ("bank",), partner()).allowed
    assert not answer(RULES, "delete", "shop", "partner", None, partner(country="FR")).allowed


def test_nothing_is_allowed_on_an_impossible_record() -> None:
    assert not answer(RULES, "delete", "shop", "partner", None, partner("")).allowed


def test_a_missing_dimension_matters_only_where_the_answer_depends_on_it() -> None:
    without_country = {"role": frozenset({"prospect"}), "stage": "new"}
    with pytest.raises(AskError):
        answer(RULES, "delete", "shop", "partner", None, without_country)
    assert answer(RULES, "update", "erp", "partner", ("identity",), without_country).allowed


@pytest.mark.parametrize(
    "ask",
    [
        ("update", "nowhere", "partner", None, {}),
        ("update", "shop", "nothing", None, {}),
        ("update", "shop", "partner", ("nothing",), {}),
        ("update", "shop", "partner", None, {"nothing": "a"}),
        ("update", "shop", "partner", None, {"stage": "nothing"}),
        ("print", "shop", "partner", None, {}),
    ],
)
def test_what_is_unknown_is_an_error_and_no_denial(ask: Any) -> None:
    with pytest.raises(AskError):
        answer(RULES, *ask)


@AGREEMENT
@given(st.data())
def test_what_is_written_is_what_a_loader_reads(data: st.DataObject) -> None:
    raw = data.draw(landscapes())
    assert yaml.load(to_yaml(raw), yaml.BaseLoader) == raw
    merged: dict[str, Any] = {}
    for part in data.draw(scattered(raw)).values():
        for section, items in yaml.load(to_yaml(part), yaml.BaseLoader).items():
            if section == "mdg":
                merged[section] = items
            else:
                merged.setdefault(section, {}).update(items)
    assert merged == raw


@AGREEMENT
@given(st.data())
def test_whoever_may_do_it_instead_may_do_it(data: st.DataObject) -> None:
    reference = Reference(raw := data.draw(landscapes()))
    assume(_first(reference))
    ask = data.draw(asks(raw))._replace(record=data.draw(st.sampled_from(reference.records(_first(reference)))))
    ask = ask._replace(entity=_first(reference), groups=None)
    decision = decide(reference, ask, TODAY)
    assert ask.system not in decision.instead
    for other in decision.instead:
        assert decide(reference, ask._replace(system=other), TODAY).allowed


def _first(reference: Reference) -> str:
    return next((name for name in reference.items("entities") if reference.records(name)), "")
