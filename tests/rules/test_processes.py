"""Processes: 601 to 605 and 611 to 615 on landscapes that break them, and on ones that only look as if they did."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from .reading import found, judged, only

BASE = """
parties: {company: {}}
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
      coupon: {attributes: [code], categories: []}
  household:
    groups:
      consent: {attributes: [state, wording], categories: [user.privacy_preferences]}
systems: {shop: {}, mailer: {}}
ownership:
  o: {system: shop, entity: customer, may: [create, update, delete]}
  h: {system: shop, entity: household, may: [create, update, delete]}
flows:
  f: {from: shop, to: mailer, entity: customer}
purposes:
  news:
    lawful_basis: consent
    data_use: marketing.communications
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email, sms]
    consent: {group: customer.consent, attribute: state, per: [channel], withdrawal_within: 2h}
  parent:
    lawful_basis: consent
    data_use: marketing
    controller: company
    data_subjects: [customer]
    retention: P1Y
    consent: {group: customer.consent, attribute: state, per: [channel], withdrawal_within: 2h}
"""
SEND = "send: {system: mailer, entity: customer, groups: [contact], purpose: news, channel: email}"
LOOK = "look: {system: shop, entity: customer, groups: [consent], checks_consent: news}"


def text(*steps: str, base: str = BASE) -> str:
    return base + "processes:\n  mailing:\n    steps:\n" + indent("\n".join(steps), "      ") + "\n"


def flowing(more: str) -> str:
    """The base, whose flow says something more."""
    return BASE.replace("to: mailer, entity: customer}", f"to: mailer, entity: customer, {more}}}")


def owned_by_mailer(group: str) -> str:
    """The base, where the e-mail system may write a group too."""
    rule = f"  u: {{system: mailer, entity: customer, groups: [{group}], may: [update]}}"
    return BASE.replace("flows:", f"{rule}\nflows:", 1)


# --- what is read before it is there --------------------------------------------------------------

SHOW = "show: {system: mailer, entity: customer, groups: [coupon]}"
WIN = "win: {system: shop, entity: customer, groups: [coupon], writes: enrich}"
ENRICHED = BASE.replace(
    "  o: {system: shop, entity: customer, may: [create, update, delete]}",
    "  o: {system: shop, entity: customer, groups: [contact, consent], may: [create, update, delete]}\n"
    "  e: {system: shop, entity: customer, groups: [coupon], may: [enrich, update]}",
)


def test_601_what_a_later_step_is_the_first_to_bring() -> None:
    finding = only(text(SHOW, WIN, base=ENRICHED), "MDG601")
    assert finding.subject == {"kind": "process", "id": "mailing"}
    assert "`win`" in finding.message
    german = WIN.replace("groups", "when: {country: DE}, groups")
    assert only(text(SHOW, german, base=ENRICHED), "MDG601").when == [{"country": "DE"}]
    redeem = "redeem: {system: shop, entity: customer, groups: [coupon], writes: update}"
    assert found(text(SHOW, WIN, redeem, base=ENRICHED), "MDG601"), "what is changed later still was not there"


@pytest.mark.parametrize(
    ("steps", "base"),
    [
        pytest.param((WIN, SHOW), ENRICHED, id="the other way round"),
        pytest.param((SHOW, WIN.replace("enrich}", "enrich, after: []}")), ENRICHED, id="in no order"),
        pytest.param((SHOW, WIN), BASE, id="created with it"),
        pytest.param((SHOW, WIN.replace("enrich", "update")), ENRICHED, id="only changed"),
        pytest.param((WIN.replace("win", "earlier"), SHOW, WIN), ENRICHED, id="brought before"),
        pytest.param(
            (SHOW.replace("[coupon]", "[coupon], reads: false, writes: update"), WIN), ENRICHED, id="not read"
        ),
        pytest.param(
            (SHOW, WIN),
            ENRICHED.replace(
                "flows:", "  m: {system: mailer, entity: customer, groups: [coupon], may: [enrich]}\nflows:", 1
            ),
            id="another may bring it",
        ),
    ],
)
def test_601_may_have_been_there(steps: tuple[str, ...], base: str) -> None:
    assert not found(text(*steps, base=base), "MDG601")


def test_103_consent_written_in_several_systems_is_no_conflict() -> None:
    assert not found(text(LOOK, base=owned_by_mailer("consent")), "MDG103")
    assert found(text(LOOK, base=owned_by_mailer("contact")), "MDG103")


# --- which check comes before which use ----------------------------------------------------------


def test_602_a_check_before_it_is_enough() -> None:
    assert not found(text(LOOK, SEND), "MDG602")
    assert only(text(SEND, LOOK), "MDG602").subject == {"kind": "process", "id": "mailing"}, "after it, it is not"
    itself = SEND.replace("purpose: news", "purpose: news, checks_consent: news")
    assert not found(text(itself), "MDG602")


@pytest.mark.parametrize(
    "look",
    [
        # consent to the parent does not grant its child
        LOOK.replace("checks_consent: news", "checks_consent: parent"),
        # the check is on mail and the step writes text messages
        LOOK.replace("groups: [consent]", "groups: [consent], channel: sms"),
        # the check is on the household and the step writes to the person
        LOOK.replace("entity: customer", "entity: household"),
    ],
    ids=["parent", "channel", "household"],
)
def test_602_a_check_of_something_else(look: str) -> None:
    assert only(text(look, SEND), "MDG602").when == [{}]


@pytest.mark.parametrize(
    ("look", "send", "found_", "asked"),
    [
        pytest.param(", channel: email", ", channel: email", False, [], id="the same"),
        pytest.param(", channel: email", "", False, ["mailing.send"], id="the use names none"),
        pytest.param("", ", channel: email", False, ["mailing.look"], id="the check names none"),
        pytest.param("", "", False, [], id="neither does"),
        pytest.param(", channel: phone", "", True, [], id="one that the purpose has not"),
    ],
)
def test_602_a_step_that_names_no_channel(look: str, send: str, found_: bool, asked: list[str]) -> None:
    of = text(LOOK[:-1] + look + "}", SEND.replace(", channel: email", send))
    assert bool(found(of, "MDG602")) == found_
    told = [one.message for one in found(of, "MDG705") if one.subject["id"] == "step.channel"]
    assert [f"`{name}`" in message for name, message in zip(asked, told, strict=True)] == [True] * len(asked)


def test_602_a_check_of_some_covers_these() -> None:
    some = LOOK.replace("groups: [consent]", "groups: [consent], when: {country: DE}")
    assert only(text(some, SEND), "MDG602").when == [{"country": "FR"}]
    assert not found(text(some, SEND.replace("groups: [contact]", "groups: [contact], when: {country: DE}")), "MDG602")


def test_602_on_every_path() -> None:
    """One way to the step has a look on it, the other has not."""
    pick = "pick: {system: shop, entity: customer, groups: [coupon]}"
    other = "other: {system: shop, entity: customer, groups: [coupon], after: [pick]}"
    look = LOOK[:-1] + ", after: [pick]}"
    last = SEND[:-1] + ", after: [look, other]}"
    assert found(text(pick, look, other, last), "MDG602")
    assert not found(text(pick, look, other.replace("[pick]", "[look]"), last), "MDG602")


def test_602_in_a_circle_of_steps() -> None:
    """Steps that wait for each other have no beginning, and still nobody has looked before the use (615 beside it)."""
    again = "again: {system: shop, entity: customer, groups: [coupon], after: [send]}"
    send = SEND[:-1] + ", after: [again]}"
    assert only(text(again, send), "MDG602").when == [{}]
    look = LOOK.replace("look:", "again:")[:-1] + ", after: [send]}"
    assert not found(text(look, send), "MDG602"), "each time round somebody looks"
    behind = "last: {system: mailer, entity: customer, groups: [contact], purpose: news, channel: email, after: [send]}"
    assert len(found(text(again, send, behind), "MDG602")) == 2
    assert not found(text(look, send, behind), "MDG602")


def test_602_another_basis_needs_no_check() -> None:
    soft = BASE.replace("lawful_basis: consent", "lawful_basis: legitimate_interests\n    opt_in: soft", 1)
    assert not found(text(SEND, base=soft), "MDG602")


def test_602_an_opt_in_is_looked_up_as_consent_is() -> None:
    opted = BASE.replace("lawful_basis: consent", "lawful_basis: legitimate_interests\n    opt_in: consent", 1)
    assert found(text(SEND, base=opted), "MDG602")
    assert not found(text(LOOK, SEND, base=opted), "MDG602")


def test_602_the_consent_itself_may_be_read() -> None:
    assert not found(text("ask: {system: shop, entity: customer, groups: [consent], purpose: news}"), "MDG602")


@pytest.mark.parametrize(
    ("hold", "stale"),
    [("2h", False), ("2h1m", True), ("10h", True)],
    ids=["to the minute", "a minute more", "until noon"],
)
def test_602_checked_at_night_and_sent_at_noon(hold: str, stale: bool) -> None:
    findings = found(text(LOOK[:-1] + f", hold: {hold}}}", SEND), "MDG602")
    assert [f"{hold} of it since it was looked up" in one.message for one in findings] == [True] * stale


def test_602_a_look_where_no_withdrawal_ever_comes() -> None:
    """Who asks a copy that nobody tells of changes has not asked."""
    there = LOOK.replace("system: shop", "system: mailer")
    for more in ("groups: [contact]", "operations: [create]"):
        base = flowing(more)
        finding = only(text(there, SEND, base=base), "MDG602")
        assert "of which no change ever comes to where it is looked up" in finding.message
    assert not found(text(there, SEND), "MDG602")


def test_602_how_old_it_is_where_it_is_looked_up() -> None:
    """In the e-mail system the consent is an hour old when it is looked up there, and then it is held for two."""
    slow = BASE.replace(
        "f: {from: shop, to: mailer, entity: customer}",
        "f: {from: shop, to: mailer, entity: customer, trigger: {every: 1h}}",
    )
    there = LOOK.replace("system: shop", "system: mailer")
    assert not found(text(there[:-1] + ", hold: 1h}", SEND, base=slow), "MDG602")
    assert "up to 3h old" in only(text(there[:-1] + ", hold: 2h}", SEND, base=slow), "MDG602").message


@pytest.mark.parametrize(("hold", "stale"), [("1h", False), ("3h", True)])
def test_602_what_looks_and_sends_in_one_holds_what_it_saw(hold: str, stale: bool) -> None:
    """At 02:00 it looks everybody up, and goes on sending until 14:00."""
    both = SEND[:-1] + f", checks_consent: news, hold: {hold}}}"
    assert [f"{hold} of it since" in one.message for one in found(text(both), "MDG602")] == [True] * stale
    assert not found(text(LOOK, SEND[:-1] + f", hold: {hold}}}"), "MDG602"), "that is of the steps behind it"


def test_602_holds_between_add_up() -> None:
    between = "wrap: {system: shop, entity: customer, groups: [coupon], hold: 90m}"
    assert not found(text(LOOK[:-1] + ", hold: 30m}", between, SEND), "MDG602")
    assert found(text(LOOK[:-1] + ", hold: 31m}", between, SEND), "MDG602")


def every(period: str) -> str:
    """The base, whose flow runs from time to time."""
    return flowing(f"trigger: {{every: {period}}}")


def test_602_a_step_that_checks_the_consent_itself_has_to_find_it_fresh() -> None:
    """It is judged by its own look as by one before it."""
    itself = SEND.replace("purpose: news", "purpose: news, checks_consent: news")
    assert not found(text(itself, base=every("2h")), "MDG602")
    assert "up to 3h old" in only(text(itself, base=every("3h")), "MDG602").message
    assert "no change ever comes" in only(text(itself, base=flowing("operations: [create]")), "MDG602").message
    # what has been looked up before it does not matter any more
    assert not found(text(LOOK[:-1] + ", hold: 10h}", itself), "MDG602")


@pytest.mark.parametrize("order", ["[p, q]", "[q, p]"])
def test_602_of_two_ways_from_one_look_the_longer_counts(order: str) -> None:
    of = "{system: shop, entity: customer, groups: [coupon]"
    steps = (LOOK, f"m: {of}}}", f"p: {of}, after: [m], hold: 10h}}", f"q: {of}, after: [m]}}")
    assert "up to 10h old" in only(text(*steps, SEND[:-1] + f", after: {order}}}"), "MDG602").message


def test_602_a_later_look_at_some_leaves_the_earlier_one_to_the_others() -> None:
    some = LOOK.replace("look:", "again:").replace("groups: [consent]", "groups: [consent], when: {country: DE}")
    assert only(text(LOOK[:-1] + ", hold: 3h}", some, SEND), "MDG602").when == [{"country": "FR"}]


def test_602_round_a_circle_an_answer_may_be_held_for_ever() -> None:
    of = "{system: shop, entity: customer, groups: [coupon]"
    steps = (LOOK, f"a: {of}, after: [look, b]}}", f"b: {of}, after: [a], hold: 1m}}", SEND)
    assert "without any bound" in only(text(*steps), "MDG602").message
    assert not found(text(*(one.replace(", hold: 1m", "") for one in steps)), "MDG602"), "all come in by the look"


VIEW = """
views:
  seen:
    entity: customer
    served_by: shop
    parts: {p: {from: mailer, groups: [contact, consent], join: email, cache: 1h}}
"""


def test_602_a_look_through_a_view() -> None:
    """It is as old as it is where the part comes from, and by the part's cache older."""
    look = "look: {view: seen, entity: customer, groups: [consent], checks_consent: news}"
    assert not found(text(look, SEND, base=every("1h") + VIEW), "MDG602")
    assert "up to 3h old" in only(text(look, SEND, base=every("2h") + VIEW), "MDG602").message
    never = only(text(look, SEND, base=flowing("groups: [contact]") + VIEW), "MDG602")
    assert "no change ever comes" in never.message
    # a view that does not show it is taken for a look in the system that serves it
    without = VIEW.replace("[contact, consent]", "[contact]")
    assert not found(text(look, SEND, base=every("5h") + without), "MDG602")


def test_602_a_look_that_is_out_of_force_is_none() -> None:
    gone = BASE.replace("{shop: {}, mailer: {}}", "{shop: {}, mailer: {}, old: {valid: {until: 2026-01-01}}}")
    look = LOOK.replace("system: shop", "system: old")
    assert "no step on the way there" in only(text(look, SEND, base=gone), "MDG602").message
    assert only(text(look, SEND, base=gone.replace("2026-01-01", "2026-12-01")), "MDG602").since == "2026-12-02"


def test_what_a_step_does_out_of_force_is_judged_by_no_rule() -> None:
    """It is out of force with its system, its view or its population; what waited for it waits for what is before."""
    gone = BASE.replace("{shop: {}, mailer: {}}", "{shop: {}, mailer: {}, old: {valid: {until: 2026-01-01}}}")
    gone += "populations: {past: {entity: customer, valid: {until: 2026-01-01}}}\n"
    view = "views: {v: {valid: {until: 2026-01-01}, entity: customer, parts: {p: {from: shop, groups: [contact]}}}}\n"
    part = "views: {v: {entity: customer, parts: {p: {from: old, groups: [contact]}}}}\n"
    seen = "send: {view: v, entity: customer, groups: [contact], purpose: news, channel: email}"
    for text_ in (
        text(SEND.replace("system: mailer", "system: old"), base=gone),
        text(SEND.replace("entity: customer", "entity: customer, population: past"), base=gone),
        text(seen, base=gone + view),
        text(seen, base=gone + part),
    ):
        assert not found(text_, "MDG602")
        assert only(text_.replace("2026-01-01", "2026-12-01"), "MDG602").until == "2026-12-01"
    old = "old: {system: old, entity: customer, groups: [coupon], after: [look]}"
    assert not found(text(LOOK, old, SEND.replace("send: {", "send: {after: [old], "), base=gone), "MDG602")


def test_602_by_a_channel_that_the_purpose_has_not() -> None:
    """A check that names no channel is one for those of the purpose."""
    base = BASE.replace("channels: [email, sms]", "channels: [email]")
    assert found(text(LOOK, SEND.replace("channel: email", "channel: sms"), base=base), "MDG602")
    assert not found(text(LOOK, SEND, base=base), "MDG602")
    assert not found(text(LOOK, SEND.replace("channel: email", "channel: sms")), "MDG602")


WIDE = "add: {system: shop, entity: customer, groups: [consent], widens: true}"


def test_603_others_come_in_after_the_check() -> None:
    assert only(text(LOOK, WIDE, SEND), "MDG603").when == [{}]
    assert not found(text(LOOK, WIDE, SEND), "MDG602"), "told once"


@pytest.mark.parametrize(
    "steps",
    [
        (WIDE, LOOK, SEND),
        (LOOK, WIDE, LOOK.replace("look:", "again:"), SEND),
        # nobody has looked at all: that is 602
        (WIDE, SEND),
        (LOOK, SEND, WIDE),
    ],
)
def test_603_looks_as_if(steps: tuple[str, ...]) -> None:
    assert not found(text(*steps), "MDG603")


# --- what comes back, what is used up ------------------------------------------------------------

LEAVE = "leave: {system: mailer, entity: customer, groups: [consent], writes: update}"


def test_604_the_unsubscribe_has_to_come_back() -> None:
    assert "`shop`, which owns it" in only(text(LEAVE), "MDG604").message
    back = BASE.replace("purposes:", "  b: {from: mailer, to: shop, entity: customer, groups: [consent]}\npurposes:", 1)
    assert not found(text(LEAVE, base=back), "MDG604")
    # with creations alone it does not
    assert found(
        text(LEAVE, base=back.replace("[consent]}\npurposes", "[consent], operations: [create]}\npurposes")), "MDG604"
    )


def test_604_what_is_used_up_has_to_come_back() -> None:
    """A coupon that is redeemed at the till, of which the shop that issued it never hears."""
    redeem = "redeem: {system: mailer, entity: customer, groups: [contact], consumes: customer.coupon}"
    finding = only(text(redeem), "MDG604")
    assert finding.message.startswith("step `mailing.redeem` uses up `coupon` of every `customer` in `mailer`")
    assert not found(text(redeem.replace("mailer", "shop")), "MDG604")
    back = BASE.replace("purposes:", "  b: {from: mailer, to: shop, entity: customer, groups: [coupon]}\npurposes:", 1)
    assert not found(text(redeem, base=back), "MDG604")
    both = redeem.replace("groups: [contact]", "groups: [coupon], writes: update")
    assert "writes `coupon`" in only(text(both), "MDG604").message, "told once"


def test_604_who_owns_it_may_write_it() -> None:
    assert not found(text(LEAVE.replace("mailer", "shop")), "MDG604")
    owned = BASE.replace(
        "flows:", "  u: {system: mailer, entity: customer, groups: [consent], may: [update]}\nflows:", 1
    )
    assert not found(text(LEAVE, base=owned), "MDG604")


def consuming(first: str, second: str, base: str = BASE) -> str:
    return text(
        f"redeem: {{system: {first}, entity: customer, groups: [coupon], consumes: customer.coupon}}",
        f"again: {{system: {second}, entity: customer, groups: [coupon], consumes: customer.coupon}}",
        base=base,
    )


def test_605_in_two_systems() -> None:
    assert only(consuming("shop", "mailer"), "MDG605").severity == "error"
    assert not found(consuming("shop", "shop"), "MDG605"), "twice in one system, which knows what it did"


def test_605_somebody_else_may_write_it() -> None:
    owned = BASE.replace(
        "flows:", "  u: {system: mailer, entity: customer, groups: [coupon], may: [update]}\nflows:", 1
    )
    told = found(consuming("shop", "shop", owned), "MDG605")
    assert ["`mailer`" in one.message for one in told] == [True, True], "each step may come too late"


def test_605_no_window_where_each_hears_at_once() -> None:
    owned = BASE.replace(
        "flows:", "  u: {system: mailer, entity: customer, groups: [coupon], may: [update]}\nflows:", 1
    )
    back = owned.replace("purposes:", "  b: {from: mailer, to: shop, entity: customer, groups: [coupon]}\npurposes:", 1)
    assert not found(consuming("shop", "mailer", back), "MDG605")
    late = back.replace("groups: [coupon]}\npurposes", "groups: [coupon], latency: 5m}\npurposes")
    assert "up to 5m" in only(consuming("shop", "mailer", late), "MDG605").message


def test_605_all_windows_and_not_the_longest_alone() -> None:
    of = """
    entities: {customer: {dimensions: {country: [DE, FR, IT]}, groups: {name: [first], coupon: [code]}}}
    systems: {shop: {}, till: {}}
    ownership: {o: {system: shop, may: [create, update]}, t: {system: till, groups: [coupon], may: [update]}}
    flows:
      a: {from: shop, to: till, when: {country: DE}, trigger: {every: 1d}}
      b: {from: shop, to: till, when: {country: FR}, trigger: {every: 1h}}
      c: {from: shop, to: till, when: {country: IT}}
      d: {from: till, to: shop, groups: [coupon], operations: [update]}
    processes:
      online: {steps: {s: {system: shop, groups: [coupon], consumes: customer.coupon}}}
      offline: {steps: {s: {system: till, groups: [coupon], consumes: customer.coupon}}}
    """
    finding = only(of, "MDG605")
    assert finding.when == [{"country": {"not": "IT"}}]
    assert "1d" in finding.message


def test_605_different_records_are_different_coupons() -> None:
    of = consuming("shop", "mailer")
    apart = of.replace("consumes", "when: {country: DE}, consumes", 1)
    apart = apart[::-1].replace("consumes"[::-1], "when: {country: FR}, consumes"[::-1], 1)[::-1]
    assert not found(apart, "MDG605")


# --- what a step can see -------------------------------------------------------------------------


def test_611_not_there_and_not_held() -> None:
    narrow = BASE.replace(
        "to: mailer, entity: customer}", "to: mailer, entity: customer, when: {country: DE}, groups: [contact]}"
    )
    read = "read: {system: mailer, entity: customer, groups: [coupon]%s}"
    message = only(text(read % "", base=narrow), "MDG611").message
    assert "never come to be there" in message
    assert "`coupon` of some `customer` records never does" in message
    assert not found(text(read.replace("coupon", "contact") % ", when: {country: DE}", base=narrow), "MDG611")
    assert not found(text(read % "", base=BASE), "MDG611")


def test_611_a_step_that_does_not_read() -> None:
    blind = "end: {system: mailer, entity: household, writes: delete}"
    assert not found(text(blind), "MDG611")


@pytest.mark.parametrize(("hold", "late"), [("30m", False), ("31m", True)])
def test_612_the_way_and_the_hold(hold: str, late: bool) -> None:
    slow = BASE.replace(
        "f: {from: shop, to: mailer, entity: customer}",
        "f: {from: shop, to: mailer, entity: customer, trigger: {every: 1h}}",
    )
    read = f"read: {{system: mailer, entity: customer, groups: [coupon], max_age: 90m, hold: {hold}}}"
    findings = found(text(read, base=slow), "MDG612")
    assert ["up to 1h31m" in one.message for one in findings] == [True] * late


@pytest.mark.parametrize(
    ("step", "denied"),
    [
        ("{system: shop, writes: update}", False),
        ("{system: mailer, writes: update, groups: [coupon]}", True),
        ("{system: shop, writes: create}", False),
        ("{system: mailer, writes: create}", True),
        ("{system: shop, writes: delete}", False),
        ("{system: mailer, writes: delete}", True),
        ("{system: shop, writes: enrich}", True),  # it may update, and not enrich
        ("{system: mailer}", False),
    ],
)
def test_613_as_a_decision_would(step: str, denied: bool) -> None:
    of = text("do: " + step.replace("{system", "{entity: customer, system"))
    assert bool(found(of, "MDG613")) == denied


def test_614_batch_behind_an_answer() -> None:
    play = "play: {system: mailer, entity: customer, groups: [coupon], answers_within: 2s}"
    assert not found(text(play), "MDG614")
    for trigger in ("{every: 1m}", '{cron: "* * * * *", timezone: UTC}', "{manual: 1d}"):
        of = text(
            play,
            base=flowing(f"trigger: {trigger}"),
        )
        assert only(of, "MDG614")
    own = play.replace("system: mailer", "system: shop")
    assert not found(text(own), "MDG614"), "its own data has not come by anything"


def test_615_circles() -> None:
    one = "a: {system: shop, entity: customer, after: [%s]}"
    two = "b: {system: shop, entity: customer, after: [a]}"
    assert only(text(one % "b", two), "MDG615")
    assert only(text(one % "a"), "MDG615")
    assert not found(text(one.replace(", after: [%s]", ""), two), "MDG615")
    codes = [finding.code for finding in judged(text(one % "b", two, SEND)).findings]
    assert "MDG615" in codes


def test_everything_in_one_place_has_nothing_to_say() -> None:
    """An empty process, and a single system."""
    alone = dedent(
        """
        entities: {customer: {groups: {coupon: {attributes: [code], categories: []}}}}
        systems: {shop: {}}
        ownership: {o: {system: shop, may: [create, update, delete]}}
        processes: {p: {steps: {s: {system: shop, consumes: customer.coupon, answers_within: 1s, max_age: 0s}}}}
        """
    )
    assert not [one for one in judged(alone).findings if one.code.startswith("MDG6")]


@pytest.mark.parametrize("entity", ["valid: {until: 2026-12-31}, ", "status: draft, "])
def test_what_is_about_an_entity_that_ends_ends_with_it(entity: str) -> None:
    """Steps that read and write, decide and wait, and a part of a view: none is judged on a day without its entity."""
    of = """
    entities:
      customer: {%sgroups: {contact: {attributes: [email], categories: [user.contact.email]}}}
      order: {groups: {lines: [article]}}
    systems: {shop: {}}
    ownership: {o: {system: shop, entity: order, may: [create, update]}}
    purposes: {p: {lawful_basis: contract, data_subjects: [customer], retention: P1Y}}
    views:
      v: {entity: order, served_by: shop, parts: {a: {from: shop, entity: customer}, b: {from: shop}}}
      w: {entity: order, served_by: shop, parts: {a: {from: shop, entity: customer}}}
    processes:
      c:
        steps:
          a: {system: shop, entity: customer, decides: true, purpose: p, max_age: 1h, answers_within: 1s}
          b: {system: shop, entity: customer, writes: enrich}
          d: {system: shop, entity: order, writes: delete, after: [b]}
          e: {view: w, entity: customer}
    """
    codes = [one.code for one in judged(of % entity).findings]
    assert "MDG613" in codes
    assert not [code for code in codes if code < "MDG1"]


# --- by a view ------------------------------------------------------------------------------------

SEEN = """
views:
  v:
    entity: customer
    parts:
      a: {from: mailer, groups: [contact]%s}
      b: {from: shop, groups: [coupon]}
"""
LOOKS = "see: {view: v, entity: customer, groups: [contact, coupon]%s}"


def test_611_by_a_view() -> None:
    german = flowing("when: {country: DE}")
    finding = only(text(LOOKS % "", base=german + SEEN % ""), "MDG611")
    assert (finding.when, "reads `contact` in `mailer` (by `v`)" in finding.message) == ([{"country": "FR"}], True)
    for of in (", when: {country: DE}", ", optional: true"):
        assert not found(text(LOOKS % "", base=german + SEEN % of), "MDG611")
    assert not found(text(LOOKS % ", when: {country: DE}", base=german + SEEN % ""), "MDG611")
    assert not found(text(LOOKS % "", base=BASE + SEEN % ""), "MDG611")


def test_612_by_a_view() -> None:
    """How late the data comes to where the part is from, what its cache adds, and what the step holds."""
    slow = flowing("trigger: {every: 1h}")
    limit = ", max_age: 3h, hold: 1h"
    assert not found(text(LOOKS % limit, base=slow + SEEN % ", cache: 1h"), "MDG612")
    finding = only(text(LOOKS % limit, base=slow + SEEN % ", cache: 2h"), "MDG612")
    assert "up to 4h old, 1h of it held by the step, 2h of it in the cache of `v`; 3h are allowed" in finding.message
    assert finding.message.endswith("`shop` → `mailer`")
    own = SEEN.replace("groups: [coupon]}", "groups: [coupon], cache: 4h}") % ""
    assert (
        "`coupon` of every `customer` that is up to 5h old"
        in only(text(LOOKS % limit, base=slow + own), "MDG612").message
    )
    fixed = BASE.replace("may: [create, update, delete]}", "may: [create, delete]}")
    assert only(text(LOOKS % limit, base=fixed + own), "MDG612")


def test_614_by_a_view() -> None:
    waits = LOOKS % ", answers_within: 2s"
    slow = flowing("trigger: {every: 1h}")
    assert "comes to `mailer` (by `v`) by batch" in only(text(waits, base=slow + SEEN % ""), "MDG614").message
    assert not found(text(waits, base=BASE + SEEN % ""), "MDG614")
    assert not found(text(waits.replace("[contact, coupon]", "[coupon]"), base=slow + SEEN % ""), "MDG614")


def test_a_step_that_waits_for_one_out_of_force_waits_for_what_that_waited_for() -> None:
    """`other` comes between them in the text alone, and what it takes is not waited for."""
    ended = BASE.replace("mailer: {}}", "mailer: {}, gone: {valid: {until: 2026-01-01}}}")
    other = "other: {system: shop, entity: customer, groups: [coupon], writes: update, after: [], hold: 5h}"
    lost = "lost: {system: gone, entity: customer, groups: [consent], reads: true, after: [look]}"
    assert found(text(LOOK, other, lost, SEND, base=ended), "MDG602") == []


def test_603_what_checks_and_widens_in_one_drops_those_it_lets_in() -> None:
    """A check drops every record without consent; a step behind it that widens lets others in again."""
    wide = LOOK[:-1] + ", widens: true}"
    assert not found(text(wide, SEND), "MDG603")
    assert found(text(LOOK, wide.replace("look:", "more:").replace(", checks_consent: news", ""), SEND), "MDG603")
