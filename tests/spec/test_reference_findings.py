"""The reference's findings, held to cases worked out by hand; each test names the rule that it reads."""

from __future__ import annotations

import datetime

from . import findings, idle, tangles
from .conditions import freeze
from .partners import TODAY, landscape, partner


def only_finding(text: str, rule: findings.DayRule) -> tuple[str, findings.Expected]:
    """The one finding of the rule."""
    ((subject, expected),) = findings.over_days(landscape(text), rule, TODAY).items()
    return subject, expected


def test_101_finds_what_is_needed_and_can_never_come_into_being() -> None:
    text = """
    ownership: {de: {system: shop, may: [create], when: {country: DE, role: prospect}}}
    needs: {norway: {system: erp, when: {country: NO, stage: gone}}}
    """
    subject, expected = only_finding(text, findings.no_creator)
    records = [dict(record) for record in expected.records]
    assert subject == "partner"
    assert freeze(partner(country="NO", stage="gone")) in expected.records, "it may not start, and has no origin"
    assert freeze(partner("customer", "NO", "gone")) in expected.records
    assert all(record["country"] == "NO" and record["stage"] == "gone" for record in records), "DE has its creator"


def test_102_counts_systems_and_is_settled_by_matching_whatever_their_groups() -> None:
    text = """
    ownership:
      one: {system: [shop, erp], may: [create], groups: [contact], when: {country: [DE, NO]}}
      again: {system: crm, may: [create], groups: [identity], when: {country: AT}}
      same: {system: crm, may: [create], groups: [contact], when: {country: AT}}
    matching: {m: {system: erp, by: [id], groups: [bank], when: {country: NO}}}
    """
    subject, expected = only_finding(text, findings.two_creators)
    assert (subject, expected.records) == ("partner", {freeze(partner())})


def test_103_leaves_out_what_survivorship_names_and_what_does_not_apply() -> None:
    text = """
    ownership: {w: {system: [shop, erp], may: [enrich], groups: [bank, contact], when: {country: DE, stage: live}}}
    survivorship: {s: {strategy: latest, groups: [contact]}}
    """
    subject, expected = only_finding(text, findings.two_writers)
    assert subject == "partner.bank"
    assert expected.records == {freeze(partner(r, stage="live")) for r in ("customer", "prospect customer")}


def test_105_asks_all_create_rules_of_one_system_together() -> None:
    text = """
    ownership:
      a: {system: [shop, erp], may: [create], groups: [contact], when: {country: DE}}
      b: {system: shop, may: [create], groups: [identity]}
    """
    subject, expected = only_finding(text, findings.required_not_supplied)
    assert (subject, expected.records) == ("partner/erp", {freeze(partner())})


def test_106_finds_what_is_carried_and_nobody_writes_but_no_deletion_feed() -> None:
    text = """
    ownership: {c: {system: shop, may: [create], groups: [identity]}}
    flows:
      f: {from: shop, to: erp, groups: [contact], when: {country: DE, stage: new}}
      d: {from: shop, to: erp, groups: [bank], operations: [delete]}
    """
    subject, expected = only_finding(text, tangles.nobody_at_all)
    grown = freeze(partner("prospect customer"))
    assert (subject, expected.records) == ("partner.contact", {freeze(partner()), grown})


def test_106_does_not_count_a_writer_that_the_record_never_reaches() -> None:
    text = """
    ownership:
      c: {system: shop, may: [create], groups: [identity]}
      w: {system: crm, may: [enrich], groups: [contact]}
    needs: {n: {system: shop, groups: [contact], when: {role: {only: [prospect]}}}}
    flows: {f: {from: shop, to: crm, groups: [identity], when: {country: DE, role: {only: [prospect]}}}}
    """
    _, expected = only_finding(text, tangles.nobody_supplies)
    assert {dict(record)["country"] for record in expected.records} == {"FR", "US"}


def test_107_is_about_personal_groups_only() -> None:
    text = """
    ownership:
      c: {system: shop, may: [create], when: {country: [DE, NO]}}
      d: {system: shop, may: [delete], when: {country: {not: NO}}}
    """
    for rule in (findings.undeletable, findings.undeletable_and_written):
        subject, expected = only_finding(text, rule)
        assert subject == "partner.identity"
        assert {dict(record)["country"] for record in expected.records} == {"NO"}


def test_110_calls_the_later_of_two_equal_rules_dead_and_one_about_nobody() -> None:
    text = """
    ownership:
      a: {system: shop, may: [update], when: {country: DE}}
      b: {system: shop, may: [update], when: [{country: DE}, {role: {only: []}}]}
      c: {system: [shop, erp], may: [update, delete], when: {country: [DE, NO], role: customer}}
      nobody: {system: crm, may: [delete], when: {role: {only: []}}}
    """
    assert idle.dead_for_sure(landscape(text), TODAY) == {"b", "nobody"}


def test_110_does_not_count_the_groups_of_a_deletion() -> None:
    text = """
    ownership:
      a: {system: shop, may: [delete], groups: [bank]}
      b: {system: shop, may: [delete]}
    """
    assert idle.dead_for_sure(landscape(text), TODAY) == {"b"}, "they grant the same, and it is the later"


def test_111_wants_every_writer_in_a_priority_list() -> None:
    text = """
    ownership: {w: {system: [shop, erp], may: [update], groups: [bank], when: {country: DE, stage: live}}}
    survivorship:
      s: {strategy: priority, systems: [shop]}
      t: {strategy: latest}
    """
    subject, expected = only_finding(text, findings.unranked)
    assert subject == "partner/s"
    assert all("customer" in dict(record)["role"] for record in expected.records), "elsewhere bank does not apply"


def test_506_compares_statements_that_are_equally_specific() -> None:
    text = """
    responsibilities:
      entity: {concern: accuracy, accountable: ann}
      group: {concern: accuracy, accountable: bob, groups: [identity]}
      other: {concern: [freshness, accuracy], accountable: bob, when: {country: NO}}
      fresh: {concern: freshness, accountable: bob}
    """
    found = findings.over_days(landscape(text), tangles.contradictions, TODAY)
    assert set(found) == {"partner/entity", "partner/other"}
    assert {dict(record)["country"] for expected in found.values() for record in expected.records} == {"NO"}
    assert tangles.specificity({"groups": ["g"]}) > tangles.specificity({"system": "s"})


def test_since_and_until_are_examined_days_and_inclusive() -> None:
    text = """
    ownership:
      a: {system: shop, may: [create]}
      b: {system: erp, may: [create], valid: {from: 2026-02-01, until: 2026-02-28}}
    """
    _, expected = only_finding(text, findings.two_creators)
    assert (expected.since, expected.until) == (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    late = findings.over_days(landscape(text), findings.two_creators, datetime.date(2026, 2, 10))
    assert [(one.since, one.until) for one in late.values()] == [(None, datetime.date(2026, 2, 28))]
