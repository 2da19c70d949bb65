"""The reference's findings about needs and copies, held to cases worked out by hand."""

from __future__ import annotations

import textwrap

from . import needs
from .findings import DayRule, on_day
from .partners import TODAY, landscape


def countries(text: str, rule: DayRule) -> dict[str, set[str]]:
    """The subjects of a rule, each with the countries and roles of its records, as `DE buyer`."""
    found = on_day(landscape(textwrap.dedent(text)), rule, TODAY)
    told = {subject: [dict(record) for record in records] for subject, records in found.items()}
    return {subject: {str(record["country"]) for record in records} for subject, records in told.items()}


TWO_ORIGINS = """
ownership:
  a: {system: shop, may: [create], groups: [identity], when: {stage: new, role: {only: [prospect]}}}
  b: {system: erp, may: [create], groups: [identity], when: {country: NO, stage: new, role: {only: [prospect]}}}
flows:
  out: {from: shop, to: crm, when: {country: [DE, NO]}, groups: [identity]}
  more: {from: shop, to: crm, when: {country: AT}, groups: [contact]}
needs:
  n: {system: crm, groups: [identity], max_age: 1h}
"""


def test_303_is_about_each_origin_by_itself() -> None:
    assert countries(TWO_ORIGINS, needs.absent) == {"partner/n": {"NO", "FR", "US"}}, "from erp NO never comes to crm"
    assert countries(TWO_ORIGINS, needs.needed_and_absent) == {"partner/n": {"NO", "FR", "US"}}


def test_304_is_about_a_record_that_comes_without_the_group() -> None:
    assert countries(TWO_ORIGINS, needs.not_held) == {"partner/n": {"AT"}}


def test_a_need_of_groups_that_do_not_apply_is_one_of_presence_at_most() -> None:
    text = TWO_ORIGINS.replace("n: {system: crm, groups: [identity]", "n: {system: crm, groups: [bank]")
    reference = landscape(text)
    literal, narrow = (on_day(reference, rule, TODAY) for rule in (needs.absent, needs.needed_and_absent))
    assert len(narrow["partner/n"]) < len(literal["partner/n"])
    assert all("customer" in dict(record)["role"] for record in narrow["partner/n"])


def timed(trigger: str, limit: str = "1h", more: str = "") -> str:
    return f"""
    ownership:
      a: {{system: shop, may: [create, update], groups: [identity]}}
      {more}
    flows: {{out: {{from: shop, to: crm, trigger: {trigger}, latency: 5m}}}}
    needs: {{n: {{system: crm, groups: [identity], max_age: {limit}, when: {{country: DE}}}}}}
    """


def test_301_and_302_tell_bounds_over_the_limit_and_none_at_all() -> None:
    found = {"partner/n": {"DE"}}
    assert countries(timed("{every: 1h}"), needs.too_stale) == found
    assert countries(timed("{every: 55m}"), needs.too_stale) == {}, "an hour is within an hour"
    assert countries(timed("{every: 1h}"), needs.unbounded) == {}
    assert countries(timed("manual"), needs.unbounded) == found
    assert countries(timed("manual"), needs.too_stale) == {}
    assert countries(timed('{cron: "0 22 * * 1-5", timezone: Europe/Berlin}', "72h5m"), needs.too_stale) == found
    assert countries(timed('{cron: "0 22 * * 1-5", timezone: Europe/Berlin}', "73h5m"), needs.too_stale) == {}, (
        "72 hours, and one more on the weekend on which the clock is set back"
    )


def test_what_never_arrives_is_told_by_207_alone() -> None:
    text = timed("{every: 1d}", more="b: {system: crm, may: [create], groups: [identity], when: {country: DE}}")
    assert countries(text, needs.too_stale) == {"partner/n": {"DE"}}, "a record created in crm has shop as no writer"
    away = timed("{every: 1d}", more="b: {system: crm, may: [update], groups: [identity], when: {country: DE}}")
    assert countries(away, needs.too_stale) == {"partner/n": {"DE"}}, "crm itself is up to date with itself"
    assert countries(away, needs.stranded) == {"partner.identity/shop": {"DE"}}
    lost = timed("{once: 2026-01-01T00:00}", more="c: {system: crm, may: [delete]}")
    assert countries(lost, needs.too_stale) == {}
    assert countries(lost, needs.unbounded) == {}
    assert set(countries(lost, needs.stranded)) == {"partner.identity/crm"}


def test_207_wants_the_creation_only_at_an_origin_in_force() -> None:
    text = """
    ownership: {a: {system: shop, may: [create], groups: [identity], valid: {until: 2026-01-14}}}
    flows: {load: {from: shop, to: crm, trigger: {once: 2025-12-31T23:00}}}
    """
    assert countries(text, needs.stranded) == {}
    in_force = text.replace("2026-01-14", "2026-01-15")
    assert set(countries(in_force, needs.stranded)) == {"partner.identity/crm"}
