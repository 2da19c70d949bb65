"""Who may create and write what: the rules 101 to 111, their faults, and what only looks like one."""

# ruff: noqa: E501  # one row of a table a line

from __future__ import annotations

from textwrap import dedent

import pytest

from mdg.diagnostic import Finding

from .reading import found, marked, named_related, only

ENTITY = """
entities:
  customer:
    dimensions:
      kind: [person, company]
      stage: {values: [new, live, gone], becomes: {new: [live], live: [gone]}}
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      bank: {attributes: [iban], categories: [system], applies_to: {kind: company}}
systems: {shop: {}, crm: {}, erp: {}, agency: {kind: provider}}
"""


def text(rest: str) -> str:
    return ENTITY + dedent(rest)


def everyone(finding: Finding) -> bool:
    return finding.when == [{}]


# 101


def test_101_a_new_record_without_a_creator() -> None:
    of = text(
        """
        ownership:
          people: {system: shop, may: [create, update], when: {kind: person}}
        flows:
          all: {from: shop, to: crm}
          people_only: {from: shop, to: erp, when: {kind: person}}
        needs:
          companies: {system: erp, when: {kind: company}}
        """
    )
    finding = only(of, "MDG101")
    assert (marked(of, finding), finding.subject) == ("customer", {"kind": "entity", "id": "customer"})
    assert finding.when == [{"kind": "company"}]
    assert finding.witness == {"entity": "customer", "record": {"kind": "company", "stage": "new"}}
    assert named_related(of, finding) == ["all", "companies"]
    assert finding.severity == "error"


def test_101_a_later_state_that_no_creation_leads_to() -> None:
    of = text(
        """
        ownership:
          people: {system: shop, may: [create], when: {kind: person}}
          ending: {system: crm, may: [update], when: {kind: company, stage: gone}}
        """
    )
    finding = only(of, "MDG101")
    assert finding.when == [{"kind": "company", "stage": "gone"}]
    assert named_related(of, finding) == ["ending"]


@pytest.mark.parametrize(
    "about",
    [
        "needs: {n: {system: crm, groups: [bank]}}",
        "flows: {f: {from: shop, to: crm, groups: [bank], operations: [update]}}",
        "ownership: {o: {system: shop, may: [create], when: {kind: company}}, u: {system: crm, may: [update], groups: [bank]}}",
    ],
)
def test_101_where_a_group_does_not_apply_nothing_is_said_of_it(about: str) -> None:
    ownership = (
        "" if about.startswith("own") else "ownership: {o: {system: shop, may: [create], when: {kind: company}}}"
    )
    assert not found(text(f"{about}\n{ownership}"), "MDG101")


def test_101_a_record_that_is_carried_is_moved_whatever_groups_apply() -> None:
    of = text(
        """
        ownership: {o: {system: shop, may: [create], when: {kind: company}}}
        flows: {f: {from: shop, to: crm, groups: [bank]}}
        """
    )
    assert only(of, "MDG101").when == [{"kind": "person"}]


def test_101_a_later_state_needs_no_creator_of_its_own() -> None:
    assert not found(text("ownership: {o: {system: shop, may: [create], when: {stage: new}}}"), "MDG101")


def test_101_what_nobody_speaks_of_needs_no_creator() -> None:
    assert not found(text("ownership: {o: {system: shop, may: [create], when: {kind: person}}}"), "MDG101")


def test_101_the_right_to_create_counts_whatever_its_groups() -> None:
    of = text(
        """
        ownership: {o: {system: shop, may: [create], groups: [bank]}}
        flows: {f: {from: shop, to: crm}}
        """
    )
    assert not found(of, "MDG101")


def test_101_is_silent_about_impossible_records() -> None:
    rest = """
        ownership: {people: {system: shop, may: [create, update], when: {kind: person}}}
        flows: {all: {from: shop, to: crm}}
        """
    of = text(rest).replace("    groups:", "    impossible: {kind: company}\n    groups:", 1)
    assert not found(of, "MDG101")


def test_101_an_ended_right_is_an_origin_and_creates_nothing_new() -> None:
    """New companies have no creator any more, those that are live have come from somewhere."""
    of = text(
        """
        ownership: {was: {system: shop, may: [create], valid: {until: 2025-12-31}}}
        flows: {all: {from: shop, to: crm}}
        """
    )
    assert only(of, "MDG101").when == [{"stage": "new"}]


# 102

TWO = """
    ownership:
      shop_creates: {system: shop, may: [create]}
      crm_creates: {system: crm, may: [create, update], when: {kind: company}}
    """


def test_102_two_creators() -> None:
    of = text(TWO)
    finding = only(of, "MDG102")
    assert (marked(of, finding), finding.subject["id"]) == ("customer", "customer")
    assert finding.when == [{"kind": "company", "stage": "new"}]
    assert finding.witness == {"entity": "customer", "record": {"kind": "company", "stage": "new"}}
    assert named_related(of, finding) == ["crm_creates", "shop_creates"]
    assert "`crm`" in finding.message


@pytest.mark.parametrize(
    "instead",
    [
        "{system: shop, may: [create]}",  # the same system twice
        "{system: crm, may: [update, enrich]}",
        "{system: crm, may: [create], when: {stage: live}}",  # no record may start there
    ],
)
def test_102_what_is_no_second_creator(instead: str) -> None:
    assert not found(text(f"ownership: {{a: {{system: shop, may: [create]}}, b: {instead}}}"), "MDG102")


@pytest.mark.parametrize(
    ("matching", "left"),
    [
        ("{system: erp, by: [last]}", False),
        ("{system: erp, by: [last], when: {kind: company}}", False),
        ("{system: erp, by: [last], groups: [bank]}", False),
        ("{system: erp, by: [last], when: {kind: person}}", True),
    ],
)
def test_102_is_settled_where_duplicates_are_found(matching: str, left: bool) -> None:
    of = text(TWO) + f"matching: {{m: {matching}}}"
    assert bool(found(of, "MDG102")) == left


def test_102_one_rule_for_two_systems_is_two_creators() -> None:
    of = text("ownership: {o: {system: [crm, shop], may: [create], when: {kind: person}}}")
    finding = only(of, "MDG102")
    assert finding.when == [{"kind": "person", "stage": "new"}]
    assert named_related(of, finding) == ["o"]


# 103

WRITERS = """
    ownership:
      shop_owns: {system: shop, may: [create, update]}
      crm_adds: {system: crm, may: [enrich], groups: [name], when: {kind: person}}
    """


def test_103_two_writers() -> None:
    of = text(WRITERS)
    finding = only(of, "MDG103")
    assert (marked(of, finding), finding.subject) == ("name", {"kind": "group", "id": "customer.name"})
    assert finding.when == [{"kind": "person"}]
    assert named_related(of, finding) == ["crm_adds", "shop_owns"]


def test_103_a_finding_for_each_group() -> None:
    of = text("ownership: {o: {system: [shop, crm], may: [update]}}")
    findings = found(of, "MDG103")
    assert [finding.subject["id"] for finding in findings] == ["customer.name", "customer.bank"]
    assert [everyone(finding) for finding in findings] == [True, False], "bank applies to companies only"
    assert findings[1].when == [{"kind": "company"}]


@pytest.mark.parametrize(
    "rest",
    [
        # supplying a group at creation is not to change it later
        "ownership: {a: {system: shop, may: [create]}, b: {system: crm, may: [update]}}",
        "ownership: {a: {system: shop, may: [create, update]}, b: {system: crm, may: [delete]}}",
        "ownership: {a: {system: shop, may: [update, enrich]}, b: {system: shop, may: [update]}}",
        "ownership: {a: {system: shop, may: [update], groups: [name]}, b: {system: crm, may: [update], groups: [bank]}}",
        # a group that does not apply is changed by nobody
        "ownership: {a: {system: shop, may: [update], groups: [bank], when: {kind: person}},"
        " b: {system: crm, may: [update], groups: [bank]}}",
    ],
)
def test_103_what_is_no_second_writer(rest: str) -> None:
    assert not found(text(rest), "MDG103")


def test_103_what_a_provider_supplies_is_left_out_and_not_what_it_is_granted() -> None:
    """The provider is known for its supply; a right to write is another thing."""
    supplied = text("ownership: {a: {system: shop, may: [update]}}").replace(
        "{kind: provider}", "{kind: provider, supplies: [{}]}"
    )
    assert not found(supplied, "MDG103")
    granted = text("ownership: {a: {system: shop, may: [update]}, b: {system: agency, may: [update], groups: [name]}}")
    assert only(granted, "MDG103").subject["id"] == "customer.name"


def test_103_holds_whoever_may_create_the_record() -> None:
    assert found(text("ownership: {a: {system: shop, may: [update]}, b: {system: crm, may: [enrich]}}"), "MDG103")


@pytest.mark.parametrize(
    ("policy", "when"),
    [
        ("{strategy: latest}", None),
        ("{strategy: latest, groups: [name]}", None),
        ("{strategy: steward, party: me, when: {kind: person}}", None),
        ("{strategy: latest, groups: [bank]}", [{"kind": "person"}]),
        ("{strategy: latest, when: {stage: new}}", [{"kind": "person", "stage": {"not": "new"}}]),
    ],
)
def test_103_is_settled_by_survivorship_of_the_group(policy: str, when: list[dict[str, object]] | None) -> None:
    of = text(WRITERS) + f"survivorship: {{s: {policy}}}\nparties: {{me: {{}}}}"
    assert [finding.when for finding in found(of, "MDG103")] == ([when] if when else [])


# 105

REQUIRED = ENTITY.replace("applies_to: {kind: company}", "applies_to: {kind: company}, required: true")


def required(rest: str) -> str:
    return REQUIRED + dedent(rest)


def test_105_a_required_group_is_not_supplied() -> None:
    of = required("ownership: {o: {system: shop, may: [create], groups: [name]}}")
    finding = only(of, "MDG105")
    assert (marked(of, finding), finding.subject) == ("o", {"kind": "ownership", "id": "o"})
    assert finding.when == [{"kind": "company", "stage": "new"}], "it applies to companies, and they start as new"
    assert named_related(of, finding) == ["bank"]
    assert "`bank`" in finding.message


@pytest.mark.parametrize(
    "rest",
    [
        "ownership: {o: {system: shop, may: [create]}}",
        "ownership: {o: {system: shop, may: [create], groups: [name], when: {kind: person}}}",
        "ownership: {o: {system: shop, may: [create], groups: [name], when: {stage: live}}}",  # none may start there
        # the rules of one system together
        "ownership: {o: {system: shop, may: [create], groups: [name]}, p: {system: shop, may: [create], groups: [bank]}}",
    ],
)
def test_105_what_lacks_nothing(rest: str) -> None:
    assert not found(required(rest), "MDG105")


def test_105_another_system_does_not_help() -> None:
    of = required(
        """
        ownership:
          o: {system: shop, may: [create], groups: [name]}
          p: {system: crm, may: [create], groups: [bank]}
          q: {system: shop, may: [update], groups: [bank]}
        """
    )
    assert only(of, "MDG105").subject["id"] == "o"


def test_105_one_finding_for_a_rule_of_two_systems() -> None:
    of = required(
        """
        ownership:
          both: {system: [shop, crm], may: [create], groups: [name]}
          more: {system: crm, may: [create], groups: [bank], when: {stage: new}}
          erp_too: {system: erp, may: [create], groups: [name]}
        """
    )
    findings = found(of, "MDG105")
    assert [finding.subject["id"] for finding in findings] == ["both", "erp_too"]
    assert "`shop`" in findings[0].message
    assert "`crm`" not in findings[0].message


def test_105_required_in_part_of_the_records() -> None:
    of = text("ownership: {o: {system: shop, may: [create], groups: [bank]}}").replace(
        "categories: [user.name]}", "categories: [user.name], required: [{kind: person}, {stage: gone}]}"
    )
    assert only(of, "MDG105").when == [{"kind": "person", "stage": "new"}]


# 106


def test_106_nobody_writes_what_is_asked_for() -> None:
    of = text(
        """
        ownership: {o: {system: shop, may: [create], groups: [name]}}
        flows: {f: {from: shop, to: crm}}
        needs: {n: {system: erp, groups: [bank], when: {stage: live}}, m: {system: erp, groups: [name]}}
        processes: {p: {steps: {s: {system: crm, groups: [bank]}, t: {system: crm, groups: [name]}}}}
        views: {v: {parts: {part: {from: crm, groups: [bank]}}}}
        """
    )
    finding = only(of, "MDG106")
    assert (marked(of, finding), finding.subject) == ("bank", {"kind": "group", "id": "customer.bank"})
    assert finding.when == [{"kind": "company"}], "it does not apply to people"
    assert named_related(of, finding) == ["f", "n", "part", "s"]


@pytest.mark.parametrize(
    "rest",
    [
        "ownership: {o: {system: shop, may: [create]}}",
        "ownership: {o: {system: shop, may: [create], groups: [name]}, p: {system: crm, may: [enrich], groups: [bank]}}",
        "ownership: {o: {system: shop, may: [create], groups: [name]}, p: {system: crm, may: [update]}}",
        "ownership: {o: {system: shop, may: [create], valid: {until: 2026-01-01}}}",  # its records live on
    ],
)
def test_106_what_somebody_writes(rest: str) -> None:
    assert not found(text(rest) + "\nneeds: {n: {system: erp}}", "MDG106")


def test_106_what_a_provider_supplies_is_written() -> None:
    rest = "ownership: {o: {system: shop, may: [create], groups: [name]}}\nneeds: {n: {system: erp}}"
    assert found(text(rest), "MDG106")
    of = text(rest).replace("{kind: provider}", "{kind: provider, supplies: [{groups: [bank]}]}")
    assert not found(of, "MDG106")


def test_106_a_flow_of_deletions_carries_nothing() -> None:
    of = text(
        """
        ownership: {o: {system: shop, may: [create], groups: [name]}}
        flows: {f: {from: shop, to: crm, operations: [delete]}}
        """
    )
    assert not found(of, "MDG106")


def test_106_is_not_about_records_that_come_from_nowhere() -> None:
    """They are told by 101, once."""
    of = text("ownership: {o: {system: shop, may: [create], when: {kind: person}}}\nneeds: {n: {system: erp}}")
    assert found(of, "MDG101")
    assert not found(of, "MDG106")


def test_106_what_was_supplied_before_the_group_applied_is_not_there() -> None:
    """A group that does not apply to a new record is not supplied at its creation."""
    of = text("ownership: {o: {system: shop, may: [create]}}\nneeds: {n: {system: erp}}").replace(
        "applies_to: {kind: company}", "applies_to: {stage: live}"
    )
    assert only(of, "MDG106").when == [{"stage": "live"}]


# 107


def test_107_personal_data_that_nobody_may_delete() -> None:
    of = text(
        """
        ownership:
          o: {system: shop, may: [create, update]}
          d: {system: crm, may: [delete], groups: [bank], when: {kind: company}}
        """
    )
    finding = only(of, "MDG107")
    assert (marked(of, finding), finding.subject) == ("name", {"kind": "group", "id": "customer.name"})
    assert finding.when == [{"kind": "person"}]
    assert named_related(of, finding) == ["o"]


def test_107_data_that_is_not_personal_or_not_known_to_be() -> None:
    of = text("ownership: {o: {system: shop, may: [create]}}")
    assert [finding.subject["id"] for finding in found(of, "MDG107")] == ["customer.name"], "bank is no personal data"
    unknown = of.replace(", categories: [user.name]", "")
    assert not found(unknown, "MDG107")
    assert "`customer.name`" in only(unknown, "MDG705").message


def test_107_an_attribute_makes_a_group_personal() -> None:
    of = text("ownership: {o: {system: shop, may: [create]}}").replace(
        "{attributes: [iban], categories: [system]", "{attributes: {iban: {categories: [user.financial]}}"
    )
    assert [finding.subject["id"] for finding in found(of, "MDG107")] == ["customer.name", "customer.bank"]


@pytest.mark.parametrize(
    "rest",
    [
        "ownership: {o: {system: shop, may: [create, delete]}}",
        "ownership: {o: {system: shop, may: [create]}, d: {system: crm, may: [delete], groups: [bank]}}",
        "ownership: {u: {system: shop, may: [delete]}}",
        "ownership: {o: {system: shop, may: [create], groups: [bank]}}",
    ],
)
def test_107_what_may_be_deleted_or_is_written_by_nobody(rest: str) -> None:
    assert not found(text(rest), "MDG107")


def test_107_what_a_provider_supplies_is_left_out() -> None:
    of = text("ownership: {o: {system: shop, may: [create], groups: [bank]}}").replace(
        "{kind: provider}", "{kind: provider, supplies: [{groups: [name]}]}"
    )
    assert not found(of, "MDG107")


def test_107_records_of_an_ended_right_are_still_there() -> None:
    of = text("ownership: {o: {system: shop, may: [create], valid: {until: 2025-12-31}}}")
    assert only(of, "MDG107").subject["id"] == "customer.name"


def test_107_names_the_creation_from_which_a_later_state_comes() -> None:
    of = text(
        """
        ownership:
          born: {system: shop, may: [create, delete], when: {stage: new}}
          changed: {system: crm, may: [update], when: {stage: new}}
        """
    )
    finding = only(of, "MDG107")
    assert finding.when == [{"stage": {"not": "new"}}]
    assert named_related(of, finding) == ["born"]
    assert "of some `customer` records" in finding.message


# 108

CARRIED = """
    ownership: {o: {system: shop, may: [create, update, delete]}}
    flows: {to_crm: {from: shop, to: crm}, to_erp: {from: shop, to: erp, groups: [bank]}}
    """


def test_108_what_is_carried_and_wanted_by_nobody() -> None:
    of = text(CARRIED) + "needs: {n: {system: crm, groups: [name]}, m: {system: erp, groups: [name]}}"
    finding = only(of, "MDG108")
    assert (marked(of, finding), finding.subject) == ("bank", {"kind": "group", "id": "customer.bank"})
    assert (finding.when, finding.severity) == ([{"kind": "company"}], "warning")
    assert named_related(of, finding) == ["to_crm", "to_erp"]


def test_108_is_silent_where_a_receiver_states_no_needs() -> None:
    of = text(CARRIED) + "needs: {n: {system: crm, groups: [name]}}"
    assert not found(of, "MDG108")
    unknown = next(finding for finding in found(of, "MDG705") if finding.subject["id"] == "system.needs")
    assert "`erp`" in unknown.message
    assert "`crm`" not in unknown.message


@pytest.mark.parametrize(
    "wanted",
    [
        "needs: {n: {system: crm}, m: {system: erp, groups: [name]}}",
        "needs: {n: {system: crm, groups: [name]}, m: {system: erp, groups: [name]}}\n"
        "views: {v: {parts: {p: {from: erp, groups: [bank]}}}}",
        "needs: {n: {system: crm, groups: [name]}, m: {system: erp, groups: [name]}}\n"
        "processes: {p: {steps: {s: {system: erp, groups: [bank]}}}}",
    ],
)
def test_108_what_is_wanted_somewhere(wanted: str) -> None:
    assert not found(text(CARRIED) + wanted, "MDG108")


def test_108_what_only_its_writers_want_need_not_travel() -> None:
    of = (
        text(CARRIED) + "needs: {n: {system: crm, groups: [name]}, m: {system: erp, groups: [name]}, o: {system: shop}}"
    )
    assert only(of, "MDG108").subject["id"] == "customer.bank"


def test_108_the_only_creator_that_supplies_it_is_a_writer() -> None:
    of = text(CARRIED.replace("[create, update, delete]", "[create, delete]"))
    of += "needs: {n: {system: crm, groups: [name]}, m: {system: erp, groups: [name]}, o: {system: shop}}"
    assert only(of, "MDG108").subject["id"] == "customer.bank"


def test_108_a_creator_among_others_wants_what_others_created() -> None:
    of = text(
        """
        ownership: {o: {system: [shop, crm], may: [create, delete]}}
        flows: {a: {from: shop, to: crm}, b: {from: crm, to: shop}}
        needs: {n: {system: shop}, m: {system: crm}}
        """
    )
    assert not found(of, "MDG108")


# 110


def test_110_a_condition_that_no_record_meets() -> None:
    of = text(
        """
        populations: {p: {when: [{kind: {not: [person, company]}}]}}
        ownership: {o: {system: shop, may: [create]}, x: {system: crm, may: [update], population: p}}
        flows: {f: {from: shop, to: crm, population: p}}
        needs: {n: {system: crm, population: p}}
        matching: {m: {system: crm, by: [last], population: p}}
        survivorship: {s: {strategy: latest, population: p}}
        responsibilities: {r: {concern: accuracy, accountable: me, population: p}}
        parties: {me: {}}
        """
    )
    findings = found(of, "MDG110")
    assert [marked(of, finding) for finding in findings] == ["p", "x", "f", "n", "m", "s", "r"]
    assert {(finding.severity, finding.witness is None) for finding in findings} == {("warning", True)}
    assert findings[0].subject == {"kind": "population", "id": "p"}


def test_110_what_is_impossible_is_no_record() -> None:
    of = text("ownership: {o: {system: shop, may: [create]}, x: {system: crm, may: [update], when: {kind: company}}}")
    assert not found(of, "MDG110")
    of = of.replace("    groups:", "    impossible: {kind: company}\n    groups:", 1)
    assert only(of, "MDG110").subject["id"] == "x"


DEAD = [
    # ownership: who, by which rule
    ("ownership", "{system: shop, may: [create, update]}", "{system: shop, may: [update], when: {kind: person}}", "b"),
    ("ownership", "{system: shop, may: [update], groups: [name]}", "{system: [shop, crm], may: [update]}", "a"),
    ("ownership", "{system: shop, may: [delete], groups: [bank]}", "{system: shop, may: [delete], groups: [name]}", "b"),
    ("ownership", "{system: shop, may: [update]}", "{system: shop, may: [update]}", "b"),
    ("ownership", "{system: shop, may: [update]}", "{system: crm, may: [update]}", None),
    ("ownership", "{system: shop, may: [update]}", "{system: shop, may: [enrich]}", None),
    ("ownership", "{system: shop, may: [update], groups: [name]}", "{system: shop, may: [update], groups: [bank]}", None),
    ("ownership", "{system: shop, may: [update], when: {kind: person}}",
     "{system: shop, may: [update], when: {stage: new}}", None),
    # flows
    ("flows", "{from: shop, to: crm}", "{from: shop, to: crm, groups: [name]}", "b"),
    ("flows", "{from: shop, to: crm, when: {kind: person}}", "{from: shop, to: crm, operations: [create]}", None),
    ("flows", "{from: shop, to: crm}", "{from: crm, to: shop}", None),
    ("flows", "{from: shop, to: crm, latency: 5m}", "{from: shop, to: crm}", "a"),
    ("flows", "{from: shop, to: crm, latency: 5m}", "{from: shop, to: crm, groups: [name]}", None),
    ("flows", "{from: shop, to: crm, trigger: {every: 1h}}", "{from: shop, to: crm, trigger: {every: 1d}}", "b"),
    ("flows", "{from: shop, to: crm, trigger: {every: 1h}}", "{from: shop, to: crm, latency: 30m}", "a"),
    ("flows", "{from: shop, to: crm, latency: 2h}", "{from: shop, to: crm, trigger: {every: 1h}}", "a"),
    ("flows", "{from: shop, to: crm}", "{from: shop, to: crm, trigger: manual}", "b"),
    ("flows", "{from: shop, to: crm, trigger: {manual: 5d}}", "{from: shop, to: crm, trigger: manual}", "b"),
    ("flows", "{from: shop, to: crm, trigger: manual}", "{from: shop, to: crm, trigger: manual}", "b"),
    ("flows", "{from: shop, to: crm}", "{from: shop, to: crm, trigger: {cron: 0 2 * * *, timezone: UTC}}", "b"),
    ("flows", "{from: shop, to: crm, trigger: {every: 1h}}",
     "{from: shop, to: crm, trigger: {cron: 0 2 * * *, timezone: UTC}}", None),
    ("flows", "{from: shop, to: crm}", "{from: shop, to: crm, trigger: {once: 2027-01-01T00:00, timezone: UTC}}", None),
    ("flows", "{from: shop, to: crm, merge: replace}", "{from: shop, to: crm, groups: [name]}", None),
    # needs
    ("needs", "{system: crm, max_age: 1h}", "{system: crm, max_age: 2h}", "b"),
    ("needs", "{system: crm}", "{system: crm, max_age: 2h}", "a"),
    ("needs", "{system: crm, max_age: 2h}", "{system: crm, max_age: 1h, groups: [name]}", None),
    ("needs", "{system: crm, max_age: 1h}", "{system: crm, max_age: 1h, groups: [name]}", "b"),
    ("needs", "{system: crm}", "{system: erp}", None),
    ("needs", "{system: crm, purpose: mail}", "{system: crm}", "b"),
    ("needs", "{system: crm, max_age: 1h}", "{system: crm, purpose: mail}", None),
]  # fmt: skip


@pytest.mark.parametrize(("section", "first", "second", "dead"), DEAD)
def test_110_what_another_one_says_already(section: str, first: str, second: str, dead: str | None) -> None:
    of = text(f"{section}:\n  a: {first}\n  b: {second}\npurposes: {{mail: {{}}}}")
    findings = found(of, "MDG110")
    assert [finding.subject["id"] for finding in findings] == ([dead] if dead else [])
    for finding in findings:
        assert (marked(of, finding), named_related(of, finding)) == (dead, ["b" if dead == "a" else "a"])


def test_110_of_three_equal_ones_the_first_stays() -> None:
    of = text("needs: {a: {system: crm}, b: {system: crm}, c: {system: crm}}")
    assert [finding.subject["id"] for finding in found(of, "MDG110")] == ["b", "c"]


# 111

RANKED = """
    ownership:
      shop_owns: {system: shop, may: [create, update]}
      others: {system: [crm, erp], may: [enrich], groups: [name], when: {kind: person}}
    """


def test_111_a_writer_that_is_not_ranked() -> None:
    of = text(RANKED) + "survivorship: {s: {strategy: priority, systems: [shop, crm]}}"
    finding = only(of, "MDG111")
    assert (marked(of, finding), finding.subject) == ("[shop, crm]", {"kind": "survivorship", "id": "s"})
    assert finding.when == [{"kind": "person"}]
    assert finding.message.startswith("`erp` may write `name`")
    assert named_related(of, finding) == ["others"]


@pytest.mark.parametrize(
    "policy",
    [
        "{strategy: priority, systems: [erp, crm, shop]}",
        "{strategy: priority, systems: [shop], when: {kind: company}}",
        "{strategy: priority, systems: [shop], groups: [bank]}",
        "{strategy: latest}",
    ],
)
def test_111_where_every_writer_is_ranked(policy: str) -> None:
    assert not found(text(RANKED) + f"survivorship: {{s: {policy}}}", "MDG111")


def test_111_a_creator_that_changes_nothing_later_is_no_writer() -> None:
    of = text("ownership: {a: {system: shop, may: [create]}, b: {system: [crm, erp], may: [update]}}")
    assert not found(of + "\nsurvivorship: {s: {strategy: priority, systems: [crm, erp]}}", "MDG111")
