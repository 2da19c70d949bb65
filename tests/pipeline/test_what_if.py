"""What if something were not there: what goes with it, what is worse for it, and what no landscape has."""

from __future__ import annotations

import datetime as dt

import pytest

import mdg
from mdg.pipeline.check_without import check_without
from mdg.pipeline.questions import reading_of
from mdg.pipeline.what_if import outage, plan_without
from mdg.render.plan import plan as drawn
from tests.topology.routed import DAY, GRANTED, NONE, TEXT, landscape

EVERYTHING = """\
mdg: 1
parties: {sales: {}}
entities: {customer: {key: number, dimensions: {country: [DE, FR]}, groups: {name: [number, last], contact: [email]}}}
systems:
  shop: {}
  crm: {}
  mailer: {}
  agency: {kind: provider}
  bus: {kind: hub}
  mill: {}
ownership:
  both_create: {system: [shop, crm], may: [create]}
  crm_updates: {system: crm, may: [update]}
flows:
  shop_to_crm: {from: shop, to: crm}
  crm_to_mailer: {from: crm, to: mailer, after: [shop_to_crm]}
  shop_to_mailer: {from: shop, to: mailer, via: bus, after: [crm_to_mailer]}
  agency_to_shop: {from: agency, to: shop, via: "a queue, somewhere"}
needs: {crm_needs: {system: crm}, mailer_needs: {system: mailer}}
matching: {matched: {system: crm, by: [number]}}
survivorship:
  ranked: {strategy: priority, systems: [crm, shop]}
  only_crm: {strategy: priority, systems: [crm], groups: [name], when: {country: DE}}
crosswalks:
  keys: {entity: customer, system: shop, maps: [crm, mailer]}
  more: {entity: customer, system: crm, maps: [shop, mailer]}
  mailers: {entity: customer, system: shop, maps: [crm]}
responsibilities:
  here: {system: crm, concern: accuracy, accountable: sales}
  anywhere: {concern: freshness, accountable: sales}
agreements:
  shared: {systems: [crm, agency], kind: processing}
  alone: {systems: [crm], kind: processing}
licences: {bought: {provider: agency}}
processes:
  selling:
    steps:
      look: {system: shop}
      call: {system: crm, after: [look]}
      mail: {system: mailer, after: [call]}
      show: {view: desk, after: [mail, call]}
  calling: {steps: {call: {system: crm}}}
views:
  desk:
    entity: customer
    served_by: shop
    parts: {from_crm: {from: crm, join: number}, from_shop: {from: shop, join: number, licence: bought}}
  table: {entity: customer, served_by: mailer, parts: {from_crm: {from: crm, join: number}}}
expectations:
  told: {entity: customer, record: {country: DE}, created_in: crm, reaches: {mailer: {within: 1d}}}
  heard:
    entity: customer
    record: {country: DE}
    created_in: shop
    reaches: {crm: {within: 1d}, mailer: {within: 1d}}
    may: {update: [crm], create: [shop, crm]}
  only_crm: {entity: customer, record: {country: DE}, created_in: shop, never_reaches: [crm]}
"""


def everything() -> mdg.Landscape:
    return mdg.load("-", stdin_text=EVERYTHING.encode(), as_of=DAY)


def test_a_system_goes_with_all_that_names_nothing_else() -> None:
    found = outage(everything(), ["crm"])
    assert found.systems == {"crm"}
    assert set(found.gone) == {
        ("system", "crm"),
        ("ownership rule", "crm_updates"),
        ("flow", "shop_to_crm"),
        ("flow", "crm_to_mailer"),
        ("need", "crm_needs"),
        ("matching", "matched"),
        ("survivorship", "only_crm"),
        ("crosswalk", "more"),
        ("crosswalk", "mailers"),
        ("responsibility", "here"),
        ("agreement", "alone"),
        ("process", "calling"),
        ("view", "table"),
        ("expectation", "told"),
        ("expectation", "only_crm"),
    }
    left = found.landscape
    assert left.ownership["both_create"].systems == ("shop",)
    assert left.survivorship["ranked"].systems == ("shop",)
    assert left.crosswalks["keys"].maps == ("mailer",)
    assert left.agreements["shared"].systems == ("agency",)
    assert left.flows["shop_to_mailer"].after == ()
    assert set(left.views["desk"].parts) == {"from_shop"}
    heard = left.expectations["heard"]
    assert (set(heard.reaches), heard.may) == ({"mailer"}, {"create": ("shop",)})


def test_steps_that_waited_for_a_lost_one_wait_for_what_that_waited_for() -> None:
    steps = mdg.without(everything(), "crm").processes["selling"].steps
    assert {id: step.after for id, step in steps.items()} == {
        "look": None,
        "mail": ("look",),
        "show": ("mail", "look"),
    }
    assert "show" not in mdg.without(everything(), "shop").processes["selling"].steps, "nor is there the view"


def test_what_a_provider_licensed_goes_with_it() -> None:
    left = mdg.without(everything(), "agency")
    assert "bought" not in left.licences
    assert left.views["desk"].parts["from_shop"].licence is None


@pytest.mark.parametrize(
    ("names", "flows"),
    [
        (["shop_to_crm"], {"shop_to_crm"}),
        (["flow:shop_to_crm", "crm_to_mailer"], {"shop_to_crm", "crm_to_mailer"}),
        (["bus"], {"shop_to_mailer"}),
        (["a queue, somewhere"], {"agency_to_shop"}),
        (["middleware:a queue, somewhere"], {"agency_to_shop"}),
        (["mill"], set()),
    ],
)
def test_flows_go_by_name_and_with_what_they_run_on(names: list[str], flows: set[str]) -> None:
    whole, left = everything(), mdg.without(everything(), *names)
    assert whole.flows.keys() - left.flows.keys() == flows
    assert "crm" in left.systems


def test_nothing_else_changes() -> None:
    whole = everything()
    left = mdg.without(whole, "mill")
    assert left.as_of == whole.as_of
    for section, items in whole.sections():
        assert {id: item for id, item in items.items() if id != "mill"} == getattr(left, section), section


def test_what_names_an_ended_system_no_more_does_not_end_with_it() -> None:
    text = EVERYTHING.replace("  crm: {}\n", "  crm: {valid: {until: 2026-06-30}}\n")
    whole = mdg.load("-", stdin_text=text.encode(), as_of=dt.date(2026, 7, 1))
    assert "both_create" not in whole.on(whole.as_of).ownership
    assert "both_create" in (left := mdg.without(whole, "crm")).on(left.as_of).ownership


def test_a_name_that_two_bear_is_listed_once() -> None:
    text = "mdg: 1\nentities: {e: {groups: {g: [x]}}}\nsystems: {a: {}, b: {}}\nflows: {b: {from: a, to: b}}\n"
    with pytest.raises(mdg.MdgError, match=r"known are `b`, `a`$"):
        mdg.without(mdg.load("-", stdin_text=text.encode()), "quite_another")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("shop_to_crn", "unknown flow or system `shop_to_crn`; did you mean `shop_to_crm`?"),
        ("mailr", "did you mean `mailer`?"),
        ("flow:crm", "unknown flow `crm`"),
        ("system:shopp", "unknown system `shopp`; did you mean `shop`?"),
    ],
)
def test_a_name_that_there_is_not(name: str, told: str) -> None:
    with pytest.raises(mdg.MdgError, match=told.replace("?", r"\?")):
        mdg.without(everything(), "mill", name)


def test_a_name_of_two_things() -> None:
    text = EVERYTHING.replace("  agency_to_shop:", "  crm: {from: shop, to: mill}\n  agency_to_shop:")
    whole = mdg.load("-", stdin_text=text.encode(), as_of=DAY)
    with pytest.raises(mdg.MdgError, match="`crm` is a flow and a system; write `flow:crm` or `system:crm`"):
        mdg.without(whole, "crm")
    assert "crm" not in mdg.without(whole, "flow:crm").flows
    assert "crm" in mdg.without(whole, "flow:crm").systems
    assert "crm" not in mdg.without(whole, "system:crm").systems


# what is worse


def test_a_plan_tells_who_is_cut_off_and_who_is_later() -> None:
    text = TEXT.replace("needs:", "  shop_to_crm: {from: shop, to: crm, trigger: {every: 15m}}\nneeds:")
    whole = landscape(text)
    asked = {"origin": "shop", "entity": "customer", "record": GRANTED}
    before = mdg.plan(whole, "create", **asked)
    _, effect = plan_without(outage(whole, ["shop_to_crm"]), before, **asked)
    assert effect.cut_off == ()
    hours = dt.timedelta(hours=1)
    assert [(one.system, one.before, one.within) for one in effect.later] == [
        ("crm", hours / 4, 26 * hours),
        ("mailer", 24.5 * hours, 28.25 * hours),
    ], "the game has no bound with it or without"
    after, effect = plan_without(outage(whole, ["crm"]), before, **asked)
    assert effect.cut_off == ("mailer", "game"), "and not the CRM, which nobody expects to hear of it"
    assert set(after.arrivals) == {"shop", "erp"}
    assert effect.as_json()["cut_off"] == ["mailer", "game"]


def test_a_plan_tells_which_groups_are_lost() -> None:
    text = TEXT.replace("  mailer_to_game:", "  names: {from: shop, to: mailer, groups: [name]}\n  mailer_to_game:")
    whole = landscape(text)
    asked = {"origin": "shop", "entity": "customer", "record": GRANTED}
    _, effect = plan_without(outage(whole, ["crm_to_mailer"]), mdg.plan(whole, "create", **asked), **asked)
    assert [(one.system, one.lost) for one in effect.later] == [("mailer", ("contact",)), ("game", ("contact",))]
    assert effect.cut_off == ()


def test_a_plan_tells_which_groups_alone_are_later() -> None:
    """The record itself is there as soon as before, by another flow than what is left out."""
    day, hour = dt.timedelta(days=1), dt.timedelta(hours=1)
    text = """
    mdg: 1
    entities: {customer: {groups: {name: [last], contact: [email]}}}
    systems: {shop: {}, crm: {}, mailer: {}}
    ownership: {shop_owns: {system: shop, may: [create, update]}}
    flows:
      names: {from: shop, to: crm, trigger: {every: 2d}, groups: [name], operations: [update]}
      records: {from: shop, to: crm, groups: [name], operations: [create]}
      contacts: {from: shop, to: crm, groups: [contact], trigger: {every: 1h}}
      nightly: {from: shop, to: crm, groups: [contact], trigger: {every: 1d}}
      onward: {from: crm, to: mailer, operations: [create]}
    """
    whole = mdg.load("-", stdin_text=text.replace("\n    ", "\n").encode(), as_of=DAY)
    asked = {"origin": "shop", "entity": "customer", "record": {}}
    after, effect = plan_without(outage(whole, ["contacts"]), mdg.plan(whole, "create", **asked), **asked)
    none = dt.timedelta()
    assert [(one.system, one.before, one.within, one.groups) for one in effect.later] == [
        ("crm", none, none, (("contact", hour, day),)),
        ("mailer", none, none, (("contact", hour, day),)),
    ]
    assert effect.as_json()["later"][0] == {
        "system": "crm",
        "before_seconds": 0,
        "within_seconds": 0,
        "lost_groups": [],
        "later_groups": {"contact": {"before_seconds": 3600, "within_seconds": 86_400}},
    }
    assert "later than before\n  crm: within 0s; contact within 1d, before within 1h\n" in drawn(
        after, reading_of(whole), effect=effect
    )
    # of an update the bound is that of the slowest group, which stays
    _, effect = plan_without(outage(whole, ["contacts"]), mdg.plan(whole, "update", **asked), **asked)
    assert [(one.before, one.within, one.groups) for one in effect.later] == [
        (2 * day, 2 * day, (("contact", hour, day),))
    ]
    # where it is the bound of the change itself, that says it
    only = {**asked, "groups": ["contact"]}
    _, effect = plan_without(outage(whole, ["contacts"]), mdg.plan(whole, "update", **only), **only)
    assert [(one.before, one.within, one.groups) for one in effect.later] == [(hour, day, ())]


def test_an_update_is_asked_about_with_its_groups() -> None:
    whole = landscape()
    asked = {"origin": "crm", "entity": "customer", "record": GRANTED}
    before = mdg.plan(whole, "update", **asked)
    _, effect = plan_without(outage(whole, ["erp"]), before, **asked)
    assert effect.cut_off == ("mailer", "game"), "the record does not even come to the CRM"


@pytest.mark.parametrize(
    ("asked", "told"), [({}, "the change is made in `shop`"), ({"origin": "crm"}, "the record began")]
)
def test_a_change_begins_somewhere_that_is_left(asked: dict[str, str], told: str) -> None:
    whole = landscape()
    question = {"origin": "shop", "entity": "customer", "record": GRANTED, "created_in": "shop", **asked}
    operation = "create" if question["origin"] == "shop" else "update"
    before = mdg.plan(whole, operation, **question)
    with pytest.raises(mdg.MdgError, match=told):
        plan_without(outage(whole, ["shop"]), before, **question)


def test_of_two_creators_one_is_left() -> None:
    """A third may create German customers: without one of the others, the fault is that of the Germans alone."""
    text = """
    mdg: 1
    entities: {customer: {dimensions: {country: [DE, FR]}, groups: {name: [last]}}}
    systems: {shop: {}, crm: {}, desk: {}}
    ownership:
      shop_creates: {system: shop, may: [create, update]}
      crm_creates: {system: crm, may: [create]}
      desk_creates: {system: desk, may: [create], when: {country: DE}}
    """
    whole = mdg.load("-", stdin_text=text.replace("\n    ", "\n").encode(), as_of=DAY)
    report, found = check_without(whole, ["crm"], select=["MDG1"])
    (finding,) = [one for one in report.findings if one.code == "MDG102"]
    assert finding.when == [{"country": "DE"}]
    assert (
        found.before(finding)
        == "the same `customer` may be created in `shop`, `crm` and `desk`, and no `matching` settles it"
    )
    report, found = check_without(whole, ["shop"], select=["MDG102"])
    assert [one.code for one in found.ended] == []


def test_a_finding_of_more_records_says_of_which_it_was_not() -> None:
    text = """
    mdg: 1
    entities:
      customer:
        dimensions: {country: [DE, FR, IT]}
        groups: {name: {attributes: [last], categories: [user.name]}}
    systems: {shop: {}, crm: {}}
    ownership:
      shop_owns: {system: shop, may: [create, update]}
      shop_deletes: {system: shop, may: [delete], when: {country: DE}}
      crm_deletes: {system: crm, may: [delete], when: {country: FR}}
    """
    whole = mdg.load("-", stdin_text=text.replace("\n    ", "\n").encode(), as_of=DAY)
    report, found = check_without(whole, ["crm"], select=["MDG107"])
    (finding,) = report.findings
    assert finding.when == [{"country": ["FR", "IT"]}] or finding.when == [{"country": {"not": "DE"}}]
    assert found.before(finding) == "not for {country: FR}"


def test_what_is_only_about_the_text_is_told_where_it_is_asked_for() -> None:
    """Without the flow, nobody names the population any more; that is no effect of an outage."""
    text = TEXT.replace("flows:", "populations: {germans: {entity: customer, when: {country: DE}}}\nflows:").replace(
        "{from: mailer, to: game,", "{from: mailer, to: game, population: germans,"
    )
    whole = landscape(text)
    assert "MDG701" not in {one.code for one in mdg.check(whole).findings if "germans" in one.message}
    report, _ = check_without(whole, ["mailer_to_game"])
    assert "MDG701" not in {one.code for one in report.findings}
    report, found = check_without(whole, ["mailer_to_game"], select=["MDG701"])
    assert "germans" in {one.subject["id"] for one, _ in found.worse}
    with pytest.raises(mdg.MdgError, match="nothing is left to check"):
        check_without(whole, ["mailer_to_game"], select=["MDG701"], ignore=["MDG7"])


def test_what_a_comment_sets_aside_stays_set_aside() -> None:
    text = TEXT.replace("  game: {}\n", "  game: {}  # mdg: ignore[MDG705] nobody knows\n")
    report, _ = check_without(landscape(text), ["mailer_to_game"])
    assert "MDG706" not in {one.code for one in report.findings}


def test_a_landscape_without_something_is_one_like_any_other() -> None:
    left = mdg.without(landscape(), "crm")
    assert mdg.present(left, "customer", created_in="shop", record=GRANTED) == {"shop", "erp", "agency"}
    assert mdg.staleness(left, "customer", "name", at="erp", record=NONE).worst == dt.timedelta(hours=24, minutes=30)
    with pytest.raises(mdg.MdgError, match="unknown system `crm`"):
        mdg.staleness(left, "customer", "name", at="crm", record=NONE)
    assert mdg.check(left).as_of == DAY.isoformat()
