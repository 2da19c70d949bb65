"""What a decision says, case by case."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import mdg
from mdg.decision import Decision, DecisionError, DecisionPoint

TEXT: dict[str, Any] = {
    "mdg": "1",
    "entities": {
        "partner": {
            "dimensions": {
                "role": {"values": ["prospect", "customer", "supplier"], "many": "true", "starts": ["prospect"]},
                "country": {"open": "true"},
                "kind": ["person", "company"],
            },
            "impossible": {"kind": "company", "role": {"all": ["prospect", "supplier"]}},
            "groups": {
                "identity": {"attributes": ["name"], "required": "true"},
                "contact": ["email"],
                "bank": {"attributes": ["iban"], "applies_to": {"role": ["customer", "supplier"]}},
            },
        }
    },
    "systems": {"crm": {}, "erp": {}, "web": {}},
    "ownership": {
        "crm_creates": {"system": "crm", "may": ["create"], "groups": ["identity", "contact"]},
        "crm_contact": {"system": "crm", "may": ["update"], "groups": ["contact"], "when": {"role": "prospect"}},
        "erp_german": {"system": "erp", "may": ["update", "delete"], "when": {"country": "DE"}},
        "erp_people": {
            "system": "erp",
            "may": ["update"],
            "groups": ["identity"],
            "when": {"kind": "person", "country": {"not": "AT"}},
        },
        "web_creates": {
            "system": "web",
            "may": ["create", "enrich"],
            "groups": ["identity"],
            "when": {"country": ["DE", "AT"]},
        },
    },
}
PROSPECT = {"role": {"prospect"}, "country": "DE", "kind": "person"}
CUSTOMER = PROSPECT | {"role": {"customer"}}


@pytest.fixture(scope="module")
def point() -> DecisionPoint:
    return DecisionPoint(mdg.load(TEXT), as_of="2026-01-01")


def ask(point: DecisionPoint, operation: str, system: str, record: Any, groups: Any = None) -> Decision:
    return point.decide(operation, system=system, entity="partner", groups=groups, record=record)


def test_each_group_needs_a_rule_and_several_may_share_the_work(point: DecisionPoint) -> None:
    answer = ask(point, "update", "erp", CUSTOMER | {"country": "DE"}, ["bank", "identity"])
    assert answer.allowed
    assert answer.rules == ("erp_german", "erp_people")
    assert answer.groups == ("bank", "identity")
    assert (answer.denied_groups, answer.instead) == ((), ())
    assert answer.reason == "allowed by `erp_german` and `erp_people`"


def test_one_group_without_a_rule_denies_all_of_it(point: DecisionPoint) -> None:
    answer = ask(point, "update", "crm", PROSPECT, ["contact", "identity"])
    assert not answer
    assert answer.rules == ()
    assert answer.denied_groups == ("identity",)
    assert answer.instead == ("erp",)
    assert answer.reason == "no rule lets `crm` update `identity` of `partner`"


def test_a_denial_says_which_condition_failed_and_what_the_record_has(point: DecisionPoint) -> None:
    answer = ask(point, "update", "crm", CUSTOMER, ["contact"])
    assert answer.reason == (
        "`crm` may update `contact` of `partner` only where `role` has `prospect`; this record has `customer`"
    )
    answer = ask(point, "update", "erp", CUSTOMER | {"country": "AT"}, ["identity", "bank"])
    assert answer.reason == (
        "`erp` may update `identity` of `partner` only where `country` is `DE`, "
        "or where `kind` is `person` and `country` is not `AT`; this record has `AT`; "
        "`erp` may update `bank` of `partner` only where `country` is `DE`; this record has `AT`"
    )


def test_groups_left_out_are_all_that_the_rules_let_the_system_change(point: DecisionPoint) -> None:
    assert ask(point, "update", "erp", CUSTOMER).groups == ("identity", "contact", "bank")
    assert ask(point, "update", "erp", PROSPECT).groups == ("identity", "contact")
    assert ask(point, "update", "erp", PROSPECT | {"country": "FR"}).groups == ("identity",)
    nothing = ask(point, "update", "web", PROSPECT)
    assert (nothing.allowed, nothing.groups, nothing.denied_groups) == (False, (), ())
    assert nothing.reason == "no rule lets `web` update `partner`"
    assert nothing.instead == ("crm", "erp")


def test_no_group_at_all_is_denied(point: DecisionPoint) -> None:
    answer = ask(point, "update", "crm", PROSPECT, [])
    assert not answer.allowed
    assert answer.reason == "no group is named, and so there is nothing to update"
    assert answer.instead == ()


def test_a_group_that_does_not_apply_is_denied(point: DecisionPoint) -> None:
    answer = ask(point, "update", "erp", PROSPECT, ["bank"])
    assert answer.denied_groups == ("bank",)
    assert answer.reason == "`bank` applies only where `role` has `customer` or `supplier`; this record has `prospect`"
    assert answer.instead == ()


def test_a_creation_needs_every_required_group(point: DecisionPoint) -> None:
    assert ask(point, "create", "crm", PROSPECT, ["identity"]).rules == ("crm_creates",)
    answer = ask(point, "create", "crm", PROSPECT, ["contact"])
    assert answer.denied_groups == ("identity",)
    assert answer.reason == "such a record must not exist without `identity`, and only `contact` would be supplied"


def test_a_creation_needs_a_record_that_may_start(point: DecisionPoint) -> None:
    answer = ask(point, "create", "crm", CUSTOMER)
    assert not answer.allowed
    assert answer.denied_groups == ()
    assert answer.instead == ()
    assert answer.reason == (
        "a `partner` may start only where `role` has nothing but `prospect`; this record has `customer`"
    )
    assert ask(point, "create", "crm", PROSPECT | {"role": set()}).allowed


def test_who_may_create_it_instead_may_supply_all_of_it(point: DecisionPoint) -> None:
    assert ask(point, "create", "erp", PROSPECT, ["identity"]).instead == ("crm", "web")
    assert ask(point, "create", "erp", PROSPECT, ["identity", "contact"]).instead == ("crm",)
    assert ask(point, "create", "web", PROSPECT | {"country": "FR"}).instead == ("crm",)


def test_a_deletion_counts_no_groups(point: DecisionPoint) -> None:
    assert ask(point, "delete", "erp", CUSTOMER, []).rules == ("erp_german",)
    assert ask(point, "delete", "erp", CUSTOMER, ["contact"]).allowed
    answer = ask(point, "delete", "crm", CUSTOMER, ["contact"])
    assert (answer.allowed, answer.denied_groups, answer.instead) == (False, (), ("erp",))
    assert answer.reason == "no rule lets `crm` delete `partner`"


def test_an_impossible_record_is_denied_and_says_why(point: DecisionPoint) -> None:
    record = {"role": {"prospect", "supplier"}, "country": "DE", "kind": "company"}
    for operation in ("create", "enrich", "update", "delete"):
        answer = ask(point, operation, "erp", record)
        assert not answer.allowed
        assert (answer.rules, answer.denied_groups, answer.instead) == ((), (), ())
        assert answer.reason == (
            "no `partner` can exist where `kind` is `company` and `role` has `prospect` and `supplier`"
        )


def test_a_decision_is_plain_json(point: DecisionPoint) -> None:
    answer = ask(point, "create", "web", PROSPECT | {"role": ["prospect"]}, iter(["contact", "identity"]))
    assert json.loads(json.dumps(answer.as_json())) == {
        "allowed": False,
        "operation": "create",
        "system": "web",
        "entity": "partner",
        "groups": ["contact", "identity"],
        "record": {"role": ["prospect"], "country": "DE", "kind": "person"},
        "rules": [],
        "denied_groups": ["contact"],
        "instead": ["crm"],
        "reason": "no rule lets `web` create `contact` of `partner`",
    }


def test_a_decision_keeps_to_what_was_asked(point: DecisionPoint) -> None:
    """A record that is used again for the next question does not change the last answer."""
    roles = {"prospect"}
    record: dict[str, Any] = {"role": roles, "country": "FR", "kind": "company"}
    answer = ask(point, "update", "erp", record, ["contact"])
    before = answer.as_json()
    roles.add("customer")
    record["country"] = "DE"
    assert answer.as_json() == before
    answer.record["country"] = "DE"
    assert answer.as_json() == before
    with pytest.raises(AttributeError):
        answer.allowed = True  # type: ignore[misc]  # that it cannot be set is the test


@pytest.mark.parametrize("roles", ["prospect", ["prospect"], ("prospect", "prospect"), frozenset({"prospect"})])
def test_any_collection_is_a_set_of_values(point: DecisionPoint, roles: Any) -> None:
    def one_by_one() -> Iterator[str]:
        yield "prospect"

    for given in (roles, one_by_one()):
        answer = ask(point, "update", "crm", PROSPECT | {"role": given}, "contact")
        assert answer.allowed
        assert answer.record["role"] == frozenset({"prospect"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"operation": "updte"}, "unknown operation `updte`; did you mean `update`?"),
        ({"system": "crn"}, "unknown system `crn`; did you mean `crm`?"),
        ({"entity": "partners"}, "unknown entity `partners`; did you mean `partner`?"),
        ({"groups": ["contact", "bnak"]}, "unknown group `bnak` of `partner`; did you mean `bank`?"),
        ({"groups": 7}, "groups are a list of names, and this is `7`"),
        ({"record": CUSTOMER | {"rol": "x"}}, "unknown dimension `rol` of `partner`; did you mean `role`?"),
        ({"record": CUSTOMER | {"kind": "persn"}}, "unknown value `persn` of `kind`; did you mean `person`?"),
        ({"record": CUSTOMER | {"kind": "x"}}, "unknown value `x` of `kind`; known are `person`, `company`"),
        ({"record": CUSTOMER | {"role": ["prospct"]}}, "unknown value `prospct` of `role`; did you mean `prospect`?"),
        ({"record": CUSTOMER | {"role": [["customer"]]}}, "each value of `role` is text, and this is a collection"),
        ({"record": CUSTOMER | {"role": 3}}, "`role` has a set of values, and this is `3`"),
        ({"record": CUSTOMER | {"kind": ["person"]}}, "a record has one `kind`, and this is a collection"),
        ({"record": CUSTOMER | {"country": 49}}, "a value of `country` is text, and this is `49`"),
        ({"record": ["DE"]}, "a record is a mapping from dimension to value"),
        ({"operation": None}, "this operation is nothing, which is no text"),
    ],
)
def test_what_is_unknown_is_an_error_and_not_a_denial(point: DecisionPoint, changes: dict[str, Any], said: str) -> None:
    question: dict[str, Any] = {"system": "crm", "entity": "partner", "groups": ["contact"], "record": CUSTOMER}
    question |= changes
    with pytest.raises(DecisionError) as error:
        point.decide(question.pop("operation", "update"), **question)
    assert str(error.value).startswith(said)


def test_unknown_groups_of_a_deletion_are_errors_too(point: DecisionPoint) -> None:
    with pytest.raises(DecisionError, match="unknown group `bnak`"):
        ask(point, "delete", "erp", CUSTOMER, ["bnak"])


def test_a_missing_dimension_matters_only_where_the_answer_depends_on_it(point: DecisionPoint) -> None:
    answer = ask(point, "update", "crm", {"role": "prospect"}, ["contact"])
    assert answer.rules == ("crm_contact",)
    assert answer.reason == "allowed by `crm_contact`, whatever `country` and `kind` may be"
    assert answer.as_json()["record"] == {"role": ["prospect"]}
    with pytest.raises(DecisionError) as error:
        ask(point, "update", "erp", PROSPECT | {"country": None}, ["identity"])
    said = str(error.value)
    assert said.startswith("`country` is missing, and the answer depends on it: allowed with `country` ")
    assert said.endswith("denied with `country` `AT`")


def test_a_partial_record_that_is_denied_says_what_fails_whatever_is_missing(point: DecisionPoint) -> None:
    answer = ask(point, "update", "crm", {"country": "DE", "kind": "person"}, ["identity", "contact"])
    assert answer.denied_groups == ("identity",)
    assert answer.reason == "no rule lets `crm` update `identity` of `partner`, whatever `role` may be"
    assert answer.instead == ("erp",)


def test_impossible_values_of_what_is_missing_count(point: DecisionPoint) -> None:
    """A prospect who is a supplier can be no company, so an answer for both kinds there is none."""
    record = {"role": {"prospect", "supplier"}, "country": "DE"}
    with pytest.raises(DecisionError, match="denied where the record is impossible"):
        ask(point, "delete", "erp", record)
    assert not ask(point, "delete", "crm", record).allowed


def test_rules_of_several_systems_and_twice_the_same(point: DecisionPoint) -> None:
    text = TEXT | {"ownership": {"both": {"system": ["crm", "erp"], "may": ["update"]}}}
    both = DecisionPoint(mdg.load(text), as_of="2026-01-01")
    assert ask(both, "update", "web", CUSTOMER, ["contact"]).instead == ("crm", "erp")


def test_hundreds_of_clauses_and_values() -> None:
    """Masks wider than a machine word, and more codes than are kept in a row."""
    rules: dict[str, Any] = {
        f"rule_{number}": {
            "system": "crm",
            "may": ["update"],
            "groups": [f"group_{number % 5}"],
            "when": {"place": [f"place_{number * 7 + offset}" for offset in range(20)]},
        }
        for number in range(1200)
    }
    text = {
        "mdg": "1",
        "entities": {
            "site": {
                "dimensions": {"place": {"open": "true"}},
                "groups": {f"group_{number}": ["value"] for number in range(5)},
            }
        },
        "systems": {"crm": {}},
        "ownership": rules,
    }
    point = DecisionPoint(mdg.load(text), as_of="2026-01-01")
    for place in (0, 19, 20, 700, 701, 8393, 8412, 8413):
        covering = [name for name, rule in rules.items() if f"place_{place}" in rule["when"]["place"]]
        answer = point.decide("update", system="crm", entity="site", record={"place": f"place_{place}"})
        assert answer.rules == tuple(covering)
        assert set(answer.groups) == {rules[name]["groups"][0] for name in covering}
        if not covering:
            assert "or 15 more" in answer.reason
            assert "one of 1197 more conditions" in answer.reason


def test_a_point_is_made_of_a_landscape() -> None:
    with pytest.raises(TypeError, match=r"made of a landscape, as `mdg\.load` gives it"):
        DecisionPoint("folder")  # type: ignore[arg-type]  # that it is refused is the test


def test_a_point_can_be_sent_to_another_process(point: DecisionPoint) -> None:
    sent = pickle.loads(pickle.dumps(point))
    assert sent.day == point.day
    assert ask(sent, "update", "crm", PROSPECT, ["contact"]).as_json() == (
        ask(point, "update", "crm", PROSPECT, ["contact"]).as_json()
    )
    today = pickle.loads(pickle.dumps(DecisionPoint(mdg.load(TEXT))))
    assert ask(today, "delete", "erp", CUSTOMER).allowed
