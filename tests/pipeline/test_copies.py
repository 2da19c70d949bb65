"""Every copy, group by system: the worst over all records or of one, and which needs allow less."""

from __future__ import annotations

import pytest

import mdg
from mdg.pipeline.copies import copies
from mdg.pipeline.what_if import outage
from mdg.topology.copies import Copy, worse
from tests.topology.routed import GRANTED, NONE, TEXT, landscape

HOUR = 3_600


def by_name(found: list[Copy]) -> dict[tuple[str, str], Copy]:
    return {(one.answer.group, one.answer.system): one for one in found}


def test_every_group_in_every_system() -> None:
    found = by_name(copies(landscape()))
    assert len(found) == 3 * 7
    assert {at: one.answer.seconds for at, one in found.items() if one.answer.exists} == {
        ("name", "shop"): 0,
        ("name", "erp"): 24.5 * HOUR,
        ("name", "crm"): 26 * HOUR,
        ("name", "mailer"): 28.25 * HOUR,
        ("contact", "shop"): None,
        ("contact", "erp"): 24.5 * HOUR,
        ("contact", "crm"): 26 * HOUR,
        ("contact", "mailer"): 28.25 * HOUR,
        ("contact", "game"): None,
        ("score", "crm"): 26 * HOUR,
        ("score", "agency"): 24 * HOUR,
    }
    assert found["contact", "shop"].answer.never
    assert found["contact", "game"].answer.unbounded
    assert not found["name", "attic"].answer.exists


def test_a_copy_says_which_change_is_so_late() -> None:
    found = by_name(copies(landscape()))
    mailer, crm = found["contact", "mailer"].answer, found["score", "crm"].answer
    assert (mailer.change, mailer.writer) == ("creation", "shop")
    assert mailer.route == ("shop_to_erp", "erp_to_crm", "crm_to_mailer")
    assert mailer.after is not None
    assert f"{mailer.after:%H:%M}" == "01:00", "just after the run that would have taken it along"
    assert (crm.change, crm.writer, crm.refreshed.days) == ("supply", "agency", 1)
    assert found["contact", "shop"].answer.change == "update"


def test_needs_are_kept_or_broken_on_the_records_that_they_are_about() -> None:
    found = by_name(copies(landscape()))
    assert [need.id for need in found["contact", "mailer"].broken] == ["mailer_writes"]
    assert [need.id for need in found["name", "crm"].kept] == ["crm_calls"]
    assert found["contact", "mailer"].as_json()["over"] == ["mailer_writes"]
    granted = by_name(copies(landscape(), record=GRANTED))
    assert [need.id for need in granted["contact", "mailer"].broken] == ["mailer_writes"]
    none = by_name(copies(landscape(), record=NONE))
    assert none["contact", "mailer"].broken == ()
    assert none["contact", "mailer"].kept == ()


def test_a_need_of_other_records_than_those_that_are_late() -> None:
    """French names come to the mailer by a slow way; the need is about German ones."""
    text = TEXT.replace(
        "  mailer_to_game:",
        "  quick: {from: shop, to: mailer, groups: [name], when: {country: DE, consent: granted}}\n  mailer_to_game:",
    ).replace("needs:", "needs:\n  quickly: {system: mailer, groups: [name], when: {country: DE}, max_age: 1h}")
    found = by_name(copies(landscape(text)))["name", "mailer"]
    assert found.answer.seconds == 28.25 * HOUR
    assert [need.id for need in found.kept] == ["quickly"]
    assert found.broken == ()


def test_of_one_record() -> None:
    found = by_name(copies(landscape(), record=NONE))
    assert not found["name", "mailer"].answer.exists, "only those with consent are sent there"
    assert not found["score", "crm"].answer.exists, "without consent there is no score"
    assert found["name", "crm"].answer.witness == NONE


def test_what_is_chosen() -> None:
    two = TEXT.replace("systems:", "  order: {groups: {name: [number]}}\nsystems:", 1)
    two = two.replace("{groups: [score], refreshed", "{entity: customer, groups: [score], refreshed")
    for word in ("shop_owns: {", "crm_changes: {", "mailer_writes: {", "crm_calls: {"):
        two = two.replace(word, f"{word}entity: customer, ")
    two = two.replace("{from:", "{entity: customer, from:")
    both = landscape(two)
    assert {one.answer.entity for one in copies(both, groups=["name"])} == {"customer", "order"}
    assert {one.answer.entity for one in copies(both, groups=["order.name"])} == {"order"}
    assert {one.answer.entity for one in copies(both, entities=["customer"])} == {"customer"}
    (one,) = copies(both, ["customer"], ["name"], ["erp"])
    assert (one.answer.group, one.answer.system) == ("name", "erp")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"country": "DE"}, "the record has no `consent`"),
        ({"country": "DE", "consent": "grantd"}, "did you mean `granted`"),
        ({"country": "DE", "konsent": "granted"}, "did you mean `consent`"),
    ],
)
def test_a_record_that_is_none(record: dict[str, str], told: str) -> None:
    with pytest.raises(mdg.MdgError, match=told):
        copies(landscape(), record=record)


def test_an_impossible_record_is_held_by_nobody() -> None:
    text = TEXT.replace("    groups:\n", "    impossible: {country: FR, consent: granted}\n    groups:\n", 1)
    with pytest.raises(mdg.MdgError, match="such a record is impossible"):
        copies(landscape(text), record={"country": "FR", "consent": "granted"})


def test_what_is_worse_without_something() -> None:
    text = TEXT.replace("needs:", "  again: {from: shop, to: crm, groups: [name], trigger: {every: 15m}}\nneeds:")
    whole = landscape(text)
    left = outage(whole, ["again"]).landscape
    found = worse(copies(whole), copies(left))
    before = {(one.after.answer.group, one.after.answer.system): one.before.answer.seconds for one in found}
    assert before == {("name", "crm"): 0.25 * HOUR, ("name", "mailer"): 24.5 * HOUR}
    assert worse(copies(whole), copies(whole)) == []
