"""The plan of an erasure where deletions travel: who waits for whom, and what pauses meanwhile."""

from __future__ import annotations

from textwrap import dedent

import mdg
from mdg.model.landscape import Landscape
from mdg.pipeline.questions import reading_of
from mdg.rules.compliance.erasure import erasure
from mdg.rules.compliance.erasure_steps import Erasure

from .reading import TODAY

BASE = """
entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
systems: {erp: {}, crm: {}}
purposes: {p: {lawful_basis: contract, data_subjects: [customer], retention: P1Y}}
"""
DAY = 86_400


def read(text: str) -> Landscape:
    return reading_of(mdg.load("-", stdin_text=f"mdg: 1\n{text}".encode(), as_of=TODAY))


def plan(more: str) -> Erasure:
    reading = read(BASE + dedent(more))
    return erasure(reading, "customer", reading.entities["customer"].space.everything)


def steps(found: Erasure) -> list[tuple[str, str, float, tuple[str, ...]]]:
    return [(step.system, step.how, step.earliest / DAY, step.paused) for step in found.steps]


def test_it_can_be_verified_once_the_deletion_has_come() -> None:
    found = plan(
        """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          load: {from: erp, to: crm, trigger: {every: 1d}, operations: [create, update]}
          del: {from: erp, to: crm, trigger: {every: 40d}, operations: [delete]}
        """
    )
    assert steps(found) == [("erp", "delete", 0, ()), ("crm", "flow", 40, ())]
    assert (found.verifiable, found.in_time) == (40 * DAY, False)


def test_a_load_pauses_until_the_deletion_has_come_to_its_source() -> None:
    """The deletion is made downstream: until it has come upstream, each load would bring the record back."""
    found = plan(
        """
        ownership: {o: {system: erp, may: [create, update]}, d: {system: crm, may: [delete]}}
        flows:
          load: {from: erp, to: crm, trigger: {every: 1d}, change_detection: full, operations: [create, update]}
          back: {from: crm, to: erp, trigger: {every: 7d}, operations: [delete]}
        """
    )
    assert steps(found) == [("crm", "delete", 1, ("load",)), ("erp", "flow", 8, ("load",))]
    assert found.verifiable == 8 * DAY


def test_the_flow_by_which_the_deletion_comes_does_not_pause() -> None:
    found = plan(
        """
        ownership: {o: {system: erp, may: [create, update]}, d: {system: crm, may: [delete]}}
        flows:
          there: {from: erp, to: crm, trigger: {every: 1h}}
          back: {from: crm, to: erp, trigger: {every: 2h}}
        """
    )
    assert [(step.system, step.earliest, step.paused) for step in found.steps] == [
        ("crm", 3_600, ("there",)),
        ("erp", 3 * 3_600, ("there",)),
    ]


def test_what_the_law_keeps_it_keeps_of_those_it_is_about() -> None:
    of = """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        needs: {n: {system: erp, purpose: books, when: {country: DE}}}
        """
    dimensions = BASE.replace("{customer: {groups", "{customer: {dimensions: {country: [DE, FR]}, groups")
    books = "books: {lawful_basis: legal_obligation, data_subjects: [customer], retention: P10Y}, p:"
    reading = read(dimensions.replace("purposes: {p:", "purposes: {" + books, 1) + dedent(of))
    space = reading.entities["customer"].space
    kept = {
        country: [one.purpose for one in erasure(reading, "customer", space.record({"country": country})).steps[0].keep]
        for country in ("DE", "FR")
    }
    assert kept == {"DE": ["books"], "FR": []}


def test_what_the_law_keeps_no_deletion_may_take() -> None:
    books = "books: {lawful_basis: legal_obligation, data_subjects: [customer], retention: P10Y}, p:"
    base = BASE.replace("purposes: {p:", "purposes: {" + books, 1)
    more = """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          goes: {from: erp, to: crm}
          stays: {from: erp, to: crm, operations: [create, update]}
        needs: {n: {system: %s, purpose: books}}
        """
    spared = {}
    for system in ("crm", "erp"):
        reading = read(base + dedent(more % system))
        spared[system] = erasure(reading, "customer", reading.entities["customer"].space.everything).spared
    assert spared == {"crm": ("goes",), "erp": ()}


FROZEN = """
entities:
  customer:
    dimensions: {kind: {values: [active, gone], becomes: {active: [gone]}}}
    groups: {contact: {attributes: [email], categories: [user.contact.email]}}
systems: {erp: {}, crm: {}, lake: {}}
ownership: {o: {system: erp, may: [create, update, delete]}}
flows:
  a: {from: erp, to: crm, when: {kind: active}%s}
  b: {from: crm, to: lake}
"""


def holders(text: str, kind: str) -> list[tuple[str, str]]:
    reading = read(text)
    found = erasure(reading, "customer", reading.entities["customer"].space.record({"kind": kind}))
    return [(step.system, step.how) for step in found.steps]


def test_a_filter_that_freezes_leavers_leaves_copies_to_erase() -> None:
    """Of those who have gone no deletion comes any more, and the copy is there all the same."""
    assert holders(FROZEN % "", "active") == [("erp", "delete"), ("crm", "flow"), ("lake", "flow")]
    assert holders(FROZEN % "", "gone") == [("crm", "open"), ("erp", "delete"), ("lake", "open")]


def test_what_a_flow_takes_away_is_no_copy() -> None:
    removed = (FROZEN % ", on_leaving: remove").replace("to: lake}", "to: lake, on_leaving: remove}")
    assert holders(removed, "gone") == [("erp", "delete")]


def test_a_deletion_leaves_no_time_stamp() -> None:
    blind = (FROZEN % "").replace("to: lake}", "to: lake, change_detection: timestamp%s}")
    assert holders(blind % "", "active")[-1] == ("lake", "open")
    assert holders(blind % ", reconcile: 1d", "active")[-1] == ("lake", "flow")


def test_what_only_passes_data_on_has_nothing_to_erase() -> None:
    passing = (FROZEN % "").replace("crm: {}", "crm: {stores: false}")
    assert holders(passing, "active") == [("erp", "delete"), ("lake", "flow")]


def test_what_a_view_has_cached_and_who_refers_to_the_record() -> None:
    notes = "{attributes: [remark], categories: [user.behavior]}"
    visit = f"visit: {{references: {{guest: {{entity: customer}}}}, groups: {{notes: {notes}}}}}"
    text = dedent(
        """
        ownership:
          o: {entity: customer, system: erp, may: [create, update, delete]}
          v: {entity: visit, system: crm, may: [create, update, delete]}
        views:
          desk:
            entity: customer
            served_by: crm
            parts:
              card: {from: erp, groups: [contact], cache: 2d}
              fresh: {from: erp, groups: [contact]}
        """
    )
    reading = read(BASE.replace("entities: {", f"entities: {{{visit}, ") + text)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    [card] = found.caches
    assert (card.view, card.part, card.system, card.groups) == ("desk", "card", "crm", ("contact",))
    assert card.earliest == 2 * DAY
    assert found.verifiable == 2 * DAY, "who looks at the desk before sees the customer"
    [other] = found.referring
    assert (other.entity, other.by, other.systems) == ("visit", ("guest",), ("crm",))


def test_consents_kept_apart_need_a_plan_of_their_own() -> None:
    state = "{attributes: [email, state], categories: [user.privacy_preferences]}"
    apart = f"consent: {{groups: {{state: {state}}}}}, no: {{groups: {{state: {state}}}}}"
    text = BASE.replace("entities: {", f"entities: {{{apart}, ").replace(
        "{lawful_basis: contract,",
        "{lawful_basis: consent, consent: {group: consent.state}, objection_group: no.state,",
    )
    more = """
        ownership:
          o: {entity: customer, system: erp, may: [create, update, delete]}
          c: {entity: consent, system: crm, may: [create, update, delete]}
        needs: {n: {entity: customer, system: %s, purpose: p}}
        """
    reading = read(text + dedent(more % "erp"))
    found = erasure(reading, "customer", reading.entities["customer"].space.everything).referring
    told = [(other.entity, other.by, other.purposes, other.systems) for other in found]
    assert told == [("consent", (), ("p",), ("crm",)), ("no", (), ("p",), ())]
    reading = read(text + dedent(more % "erp").replace("purpose: p", "max_age: 1d"))
    assert erasure(reading, "customer", reading.entities["customer"].space.everything).referring == ()


def test_what_a_flow_brought_is_there_when_the_flow_is_over() -> None:
    """Nobody took the copies away on the day on which the flow ended; also not what they brought to others."""
    past = "valid: {until: 2026-03-31}"
    more = f"""
        ownership: {{o: {{system: erp, may: [create, update, delete]}}}}
        flows:
          load: {{from: erp, to: crm, {past}}}
          on: {{from: crm, to: lake, {past}}}
          deletions: {{from: erp, to: lake, trigger: {{every: 1d}}, operations: [delete]}}
        """
    base = BASE.replace("crm: {}", "crm: {}, lake: {}, later: {}")
    later = dedent(more) + "  to_come: {from: erp, to: later, valid: {from: 2027-01-01}}\n"
    reading = read(base + later)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert steps(found) == [("crm", "open", 0, ()), ("erp", "delete", 0, ()), ("lake", "flow", 1, ())]
    assert not found.in_time


def test_what_was_in_a_system_that_is_out_of_force_is_named() -> None:
    """There is nothing to wait for in it; somebody has to see that it was emptied."""
    more = """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          load: {from: erp, to: old}
          on: {from: old, to: crm}
        """
    reading = read(BASE.replace("crm: {}", "crm: {}, old: {valid: {until: 2026-03-31}}") + dedent(more))
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert found.retired == ("old",)
    assert [(step.system, step.how) for step in found.steps] == [("crm", "open"), ("erp", "delete")]


def test_a_single_load_takes_no_leaver_away() -> None:
    once = (FROZEN % "").replace("when: {kind: active}", "when: {kind: active}, trigger: {once: 2026-01-01T00:00}")
    assert holders(once, "gone") == [("crm", "open"), ("erp", "delete"), ("lake", "open")]


def test_what_the_law_keeps_is_filtered_out_of_what_is_to_come() -> None:
    """The law keeps it for ten years, and a load next year would bring it back."""
    base = BASE.replace("purposes: {p:", "purposes: {books: {lawful_basis: legal_obligation, retention: P10Y}, p:")
    more = """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          begins: {from: erp, to: crm, valid: {from: 2027-01-01}}
          loads: {from: erp, to: crm, trigger: {once: 2027-03-01T10:00}}
          loaded: {from: erp, to: crm, trigger: {once: 2026-03-01T10:00}}
          over: {from: erp, to: crm, valid: {until: 2026-03-01}}
          deletes: {from: erp, to: crm, operations: [delete], valid: {from: 2027-01-01}}
        needs: {n: {system: %s, purpose: books}}
        """
    withheld = {}
    for system in ("erp", "crm"):
        reading = read(base + dedent(more % system))
        withheld[system] = erasure(reading, "customer", reading.entities["customer"].space.everything).withheld
    assert withheld == {"erp": ("begins", "loads"), "crm": ()}


def test_a_slow_load_by_which_a_deletion_could_come_too_is_waited_for() -> None:
    """The deletion comes by the quick flow; what is under way on the slow one would bring the record back later."""
    found = plan(
        """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          quick: {from: erp, to: crm, trigger: {every: 1h}}
          slow: {from: erp, to: crm, trigger: {every: 1d}, change_detection: full}
          back: {from: crm, to: erp, trigger: {every: 2h}, operations: [create, update]}
        """
    )
    assert [(step.system, step.earliest / 3_600, step.paused) for step in found.steps] == [
        ("crm", 2 + 24, ("back",)),
        ("erp", 2, ("back",)),
    ]


def test_two_that_hear_of_a_deletion_do_not_bring_the_record_back_to_each_other() -> None:
    text = BASE.replace("crm: {}", "crm: {}, shop: {}") + dedent(
        """
        ownership: {o: {system: erp, may: [create, update, delete]}}
        flows:
          to_crm: {from: erp, to: crm, trigger: {every: 1h}}
          to_shop: {from: erp, to: shop, trigger: {every: 2h}}
          crm_shop: {from: crm, to: shop, trigger: {every: 5h}}
          shop_crm: {from: shop, to: crm, trigger: {every: 5h}}
        """
    )
    reading = read(text)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert [(step.system, step.how, step.earliest / 3_600, step.paused) for step in found.steps] == [
        ("erp", "delete", 0, ()),
        ("crm", "flow", 2 + 5, ("shop_crm",)),
        ("shop", "flow", 7 + 5, ("shop_crm",)),
    ]


LEGAL = """
entities:
  customer:
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      invoices: {attributes: [amounts], categories: [user.financial]}
systems: {erp: {}, crm: {}, books: {}, lake: {}}
purposes: {p: {lawful_basis: legal_obligation, data_subjects: [customer], retention: P10Y}}
needs: {keep: {system: books, groups: [invoices], purpose: p}}
ownership: {o: {system: erp, may: [create, update, delete]}}
flows:
  bill: {from: erp, to: books, groups: [invoices]}
  crm: {from: erp, to: crm, trigger: {every: 1d}, groups: [contact], operations: [create, update]}
  letters: {from: crm, to: books, trigger: {every: 12h}, groups: [contact], operations: [update]}
"""


def test_where_something_is_kept_an_update_alone_brings_data_back() -> None:
    """The books keep the record for its invoices, and the nightly addresses find it there."""
    reading = read(LEGAL)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert {step.system: step.earliest / 3_600 for step in found.steps} == {"erp": 0, "crm": 24, "books": 36}
    without = read(LEGAL.replace("needs: {keep: {system: books, groups: [invoices], purpose: p}}", ""))
    found = erasure(without, "customer", without.entities["customer"].space.everything)
    assert {step.system: step.earliest / 3_600 for step in found.steps} == {"erp": 0, "crm": 24, "books": 0}


def test_what_is_kept_is_held_back_from_updates_of_what_is_kept_elsewhere() -> None:
    more = "  figures: {from: books, to: crm, groups: [invoices], operations: [update]}\n"
    purposes = "needs: {also: {system: crm, groups: [contact], purpose: p}, keep: "
    reading = read(LEGAL.replace("needs: {keep: ", purposes) + more)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert found.withheld == ("letters", "figures")


def test_what_has_nothing_personal_of_a_record_goes_on_sending_it() -> None:
    """The number comes to the lake anew, and there the address is added to it until the CRM has forgotten it."""
    reading = read(
        """
entities:
  customer:
    groups: {number: {attributes: [n], categories: [system]}, contact: {attributes: [e], categories: [user.contact]}}
systems: {erp: {}, crm: {}, lake: {}}
ownership: {o: {system: erp, may: [create], groups: [number]}, e: {system: crm, may: [enrich], groups: [contact]}}
flows:
  a: {from: erp, to: crm, groups: [number]}
  b: {from: erp, to: lake, groups: [number]}
  c: {from: crm, to: lake, groups: [contact], trigger: {every: 1d}, operations: [update]}
"""
    )
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert {step.system: step.earliest / DAY for step in found.steps} == {"crm": 0, "lake": 1}


def test_where_something_is_kept_what_a_provider_supplies_would_be_added_again() -> None:
    feed = "  feed: {from: agency, to: books, trigger: {every: 7d}}\n"
    agency = "systems: {agency: {kind: provider, supplies: [{groups: [contact]}]}, "
    reading = read(LEGAL.replace("systems: {", agency, 1) + feed)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert (found.withheld, found.tell) == (("feed",), ("agency",))
    reading = read(LEGAL.replace("systems: {", agency.replace("contact", "invoices"), 1) + feed)
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert found.withheld == (), "what has to be kept there may come"


def test_a_cache_of_what_only_passes_through_is_empty_later() -> None:
    """The view reads by a gateway that stores nothing, and keeps what it has read for two days."""
    reading = read(
        BASE.replace("crm: {}", "gate: {stores: false}, inner: {stores: false}")
        + """
ownership: {o: {system: erp, may: [create, update, delete]}}
flows:
  to_gate: {from: erp, to: gate, trigger: {every: 1h}}
  on: {from: gate, to: inner, trigger: {every: 3h}}
views:
  seen: {entity: customer, parts: {p: {from: inner, cache: 2d}, q: {from: gate, cache: 1d}}}
"""
    )
    found = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert [(one.part, one.groups, one.earliest / 3_600) for one in found.caches] == [
        ("p", ("contact",), 4 + 48),
        ("q", ("contact",), 1 + 24),
    ]
    assert found.verifiable == 52 * 3_600


LEAVING = """
entities:
  customer:
    dimensions: {kind: {values: [active, gone], becomes: {active: [gone]}}}
    groups: {contact: {attributes: [email], categories: [user.contact.email]}}
systems: {erp: {}, crm: {}, lake: {}, archive: {}}
ownership: {o: {system: erp, may: [create, update, delete]}}
flows:
  a: {from: erp, to: crm, when: {kind: active}, trigger: {every: 1h}}
  b: {from: crm, to: lake, when: {kind: active}, trigger: {every: 1d}, change_detection: full}
"""


def times(text: str, kind: str) -> dict[str, float]:
    reading = read(text)
    found = erasure(reading, "customer", reading.entities["customer"].space.record({"kind": kind}))
    return {step.system: step.earliest / 3_600 for step in found.steps}


def test_a_frozen_copy_goes_on_as_what_it_was() -> None:
    """The CRM has not heard that she has gone, and sends her to the lake every night as one who has not."""
    assert times(LEAVING, "active") == {"erp": 0, "crm": 1, "lake": 25}
    assert times(LEAVING, "gone") == {"erp": 0, "crm": 0, "lake": 24}
    leaves = LEAVING.replace("to: crm, when: {kind: active}", "to: crm, when: {kind: active}, on_leaving: remove")
    assert times(leaves, "gone") == {"erp": 0, "lake": 0}, "what is no more in the CRM goes nowhere from there"


def test_who_left_is_looked_for_where_leavers_go() -> None:
    """Updates tell the CRM that she has gone, though it would not take her in as such; and it moves her on."""
    moved = LEAVING + "  c: {from: crm, to: archive, when: {kind: gone}, trigger: {every: 7d}}\n"
    assert "archive" not in times(moved, "gone"), "nobody tells the CRM"
    told = moved + "  u: {from: erp, to: crm, operations: [update]}\n"
    assert times(told, "gone") == {"erp": 0, "crm": 0, "lake": 0, "archive": 7 * 24}
