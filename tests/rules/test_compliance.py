"""Compliance: 401 to 430 on landscapes that break them, and on ones that only look as if they did."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent, indent

import pytest

from .reading import found, judged, only

#: People of a shop, and a purpose that rests on consent.
BASE = """
parties: {company: {}, hosting: {is: processor}}
entities:
  customer:
    dimensions:
      country: [DE, FR]
      agreed: {values: ["yes", never, no_more], from: consent.state, starts: ["yes", never], becomes: any}
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}
purposes:
  news:
    lawful_basis: consent
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email]
    consent: {group: customer.consent, attribute: state, withdrawal_within: 1h}
"""
TWO = """
systems: {shop: {}, mailer: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
needs: {n: {system: mailer, groups: [contact], max_age: 5d, purpose: news}}
"""


def text(*parts: str) -> str:
    return BASE + "".join(dedent(part) for part in parts)


def two(flows: str, more: str = "") -> str:
    return text(TWO, f"flows: {flows}\n", more)


def with_purpose(purpose: str) -> str:
    """One purpose more, and a flow that brings everything."""
    return BASE.rstrip("\n") + purpose + dedent(TWO) + "flows: {f: {from: shop, to: mailer}}\n"


# --- consent travels -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "flows",
    [
        "{f: {from: shop, to: mailer, groups: [contact]}}",
        # it comes once, with the record, and no withdrawal ever does
        "{f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: mailer, operations: [create]}}",
        "{f: {from: shop, to: mailer, groups: [contact]},"
        " c: {from: shop, to: mailer, groups: [consent], trigger: {once: 2026-01-01T00:00}}}",
    ],
)
def test_403_no_change_of_consent_comes(flows: str) -> None:
    finding = only(two(flows), "MDG403")
    assert (finding.subject, finding.severity) == ({"kind": "system", "id": "mailer"}, "error")
    assert finding.when == [{}]


@pytest.mark.parametrize(
    "flows",
    [
        "{f: {from: shop, to: mailer}}",
        # by another way, and by hand
        "{f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: mailer, groups: [consent],"
        " trigger: manual}}",
        # it is not there: MDG303 says so
        "{f: {from: shop, to: mailer, groups: [consent]}}",
    ],
)
def test_403_looks_as_if(flows: str) -> None:
    assert not found(two(flows), "MDG403")


def test_403_for_those_alone_whose_consent_does_not_come() -> None:
    flows = "{f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: mailer, when: {country: DE}}}"
    assert only(two(flows), "MDG403").when == [{"country": "FR"}]


def test_403_a_purpose_on_another_basis_needs_no_consent() -> None:
    """A soft opt-in is none: nobody has to be asked (C-654/23)."""
    of = two("{f: {from: shop, to: mailer, groups: [contact]}}").replace(
        "lawful_basis: consent",
        "lawful_basis: legitimate_interests\n    opt_in: soft\n    objection_group: customer.consent",
    )
    assert not [one.code for one in judged(of).findings if one.code in ("MDG402", "MDG403", "MDG405", "MDG424")]


def test_403_consent_that_another_law_requires() -> None:
    """By the law on electronic mail for all data, and as a condition for that of a special category alone."""
    of = two("{f: {from: shop, to: mailer, groups: [contact]}}")
    opted = of.replace("lawful_basis: consent", "lawful_basis: legitimate_interests\n    opt_in: consent")
    assert found(opted, "MDG403")
    explicit = of.replace("lawful_basis: consent", "lawful_basis: contract\n    special_condition: A9-2-a")
    assert not found(explicit, "MDG403")
    assert found(explicit.replace("[user.contact.email]", "[user.health_and_medical]"), "MDG403")
    assert not found(of.replace("lawful_basis: consent", "lawful_basis: contract"), "MDG403")


@pytest.mark.parametrize(
    ("trigger", "late"),
    [
        ("{every: 1h}", None),  # to the minute
        ("{every: 61m}", "1h1m"),
        ("manual", "without any bound"),
        ('{cron: "0 22 * * 1-5", timezone: UTC}', "3d"),  # from Friday evening to Monday
    ],
)
def test_404_is_exact(trigger: str, late: str | None) -> None:
    findings = found(two(f"{{f: {{from: shop, to: mailer, trigger: {trigger}}}}}"), "MDG404")
    assert [late in one.message for one in findings] == [True] * (late is not None)


def test_404_a_faster_way_counts() -> None:
    flows = "{f: {from: shop, to: mailer, trigger: {every: 1d}}, c: {from: shop, to: mailer, groups: [consent]}}"
    assert not found(two(flows), "MDG404")


def test_404_asks_once_for_the_time_that_is_not_stated() -> None:
    of = two("{f: {from: shop, to: mailer, trigger: {every: 1d}}}").replace(", withdrawal_within: 1h", "")
    assert not found(of, "MDG404")
    (asked,) = [one for one in found(of, "MDG705") if one.subject["id"] == "purpose.withdrawal_within"]
    assert "`news`" in asked.message


def test_404_what_a_provider_supplies_is_old_before_it_is_sent() -> None:
    of = text(
        """
        systems:
          shop: {}
          mailer: {}
          registry: {kind: provider, role: processor, supplies: [{groups: [consent], refreshed: 30m}]}
        ownership: {o: {system: shop, may: [create, update, delete]}}
        flows:
          f: {from: shop, to: mailer}
          r: {from: registry, to: mailer, groups: [consent], loop_protection: version, trigger: {every: 30m}}
        needs: {n: {system: mailer, groups: [contact], max_age: 5d, purpose: news}}
        """
    )
    assert not found(of, "MDG404")
    finding = only(of.replace("refreshed: 30m", "refreshed: 31m"), "MDG404")
    assert "made in `registry` and known there within 31m, is up to 1h1m late in `mailer`" in finding.message
    assert not found(
        of.replace("refreshed: 30m", "refreshed: 7d").replace("groups: [contact]", "groups: [consent]"), "MDG404"
    )


#: A view that reads live from the e-mail system; and one that reads consents from elsewhere.
SEEN = """
systems: {shop: {}, mailer: {}, portal: {}, hub: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
views:
  seen:
    entity: customer
    served_by: portal
    purpose: news
    parts: {a: {from: mailer, groups: [contact], join: email}}
"""
KNOWN = SEEN.replace("join: email}", "join: email}, b: {from: hub, groups: [consent], join: email, cache: 30m}")


@pytest.mark.parametrize(
    ("of", "flows", "told"),
    [
        pytest.param(SEEN, "f: {from: shop, to: mailer, groups: [contact]}", ["mailer"], id="nowhere"),
        pytest.param(SEEN, "f: {from: shop, to: mailer}", [], id="where it is read from"),
        pytest.param(
            SEEN,
            "f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: portal}",
            [],
            id="where it is shown",
        ),
        pytest.param(
            KNOWN, "f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: hub}", [], id="shown beside it"
        ),
        pytest.param(
            KNOWN,
            "f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: hub, operations: [create]}",
            ["hub"],
            id="shown as it once was",
        ),
    ],
)
def test_403_a_view_uses_what_it_reads_from_others(of: str, flows: str, told: list[str]) -> None:
    of = text(of, f"flows: {{{flows}}}\n")
    assert [one.subject["id"] for one in found(of, "MDG403")] == told
    step = "processes: {p: {steps: {s: {view: seen, groups: [contact], entity: customer, purpose: news}}}}\n"
    assert [one.subject["id"] for one in found(of.replace("    purpose: news\n", "") + step, "MDG403")] == told


def test_404_a_view_adds_what_its_cache_does() -> None:
    flows = "flows: {f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: hub, trigger: {every: 30m}}}\n"
    assert not found(text(KNOWN, flows), "MDG404")
    assert "up to 1h1m late" in only(text(KNOWN, flows.replace("30m", "31m")), "MDG404").message


TOGETHER = "{f: {from: shop, to: mailer}}"
APART = "{f: {from: shop, to: mailer, groups: [contact]}, c: {from: shop, to: mailer, groups: [consent], latency: 5m}}"


def test_405_data_first() -> None:
    finding = only(two(APART), "MDG405")
    assert "at once" in finding.message
    assert "up to 5m late" in finding.message


@pytest.mark.parametrize(
    "of",
    [
        two(TOGETHER),
        # however slow: what travels together arrives together
        two("{f: {from: shop, to: mailer, trigger: {every: 1d}}}"),
        # both at once, each by its own flow
        two(APART.replace(", latency: 5m", "")),
        # the system does nothing without consent
        two(APART).replace("mailer: {}", "mailer: {without_consent: deny}"),
        # the data waits for the second of two runs, half an hour after the first, and the consent for nothing
        text(
            TWO.replace("mailer: {}", "mailer: {}, hub: {}"),
            """
            flows:
              a: {from: shop, to: hub, groups: [contact], trigger: {cron: "0 22 * * *", timezone: UTC}}
              b: {from: hub, to: mailer, groups: [contact], trigger: {cron: "30 22 * * *", timezone: UTC}}
              c: {from: shop, to: mailer, groups: [consent], latency: 5m}
            """,
        ),
    ],
    ids=["one flow", "one slow flow", "two quick flows", "denied", "between two runs"],
)
def test_405_looks_as_if(of: str) -> None:
    assert not found(of, "MDG405")


def test_405_a_wait_that_is_too_short() -> None:
    """The same two runs, and a consent that takes longer than what lies between them."""
    of = text(
        TWO.replace("mailer: {}", "mailer: {}, hub: {}"),
        """
        flows:
          a: {from: shop, to: hub, groups: [contact], trigger: {cron: "0 22 * * *", timezone: UTC}}
          b: {from: hub, to: mailer, groups: [contact], trigger: {cron: "30 22 * * *", timezone: UTC}}
          c: {from: shop, to: mailer, groups: [consent], latency: 31m}
        """,
    )
    assert "after 30m" in only(of, "MDG405").message


def test_405_a_consent_of_which_only_changes_come() -> None:
    """What was answered at the creation never comes; who refused it then is written to until she refuses again."""
    updates = APART.replace("latency: 5m", "operations: [update, delete]")
    assert (
        "can be in `mailer` at once, and the consent to use it (news) never comes"
        in only(two(updates), "MDG405").message
    )
    assert not found(two(updates).replace("mailer: {}", "mailer: {without_consent: deny}"), "MDG405")
    assert not found(two(updates.replace("[update, delete]", "[delete]")), "MDG405"), "MDG403 tells that it never comes"


def test_405_a_view_that_reads_data_here_and_consents_there() -> None:
    flows = "flows: {f: {from: shop, to: mailer, latency: 1m}, c: {from: shop, to: hub, trigger: {every: 30m}}}\n"
    finding = only(text(KNOWN, flows), "MDG405")
    assert "can be in `mailer` at once, and the consent to use it (news) is up to 30m late in `hub`" in finding.message
    assert finding.subject["id"] == "hub"
    in_shop = text(KNOWN.replace("from: mailer", "from: shop"), flows)
    assert "`contact` of every `customer` from `shop` can be in `shop` at once" in only(in_shop, "MDG405").message
    for system in ("hub", "portal"):
        assert not found(
            text(KNOWN, flows).replace(f"{system}: {{}}", f"{system}: {{without_consent: deny}}"), "MDG405"
        )
    assert not found(text(KNOWN, flows.replace("trigger: {every: 30m}", "latency: 0s")), "MDG405")
    beside = "hub, groups: [consent], join: email, cache: 30m}, c: {from: mailer, groups: [consent], join: email}"
    beside = KNOWN.replace("hub, groups: [consent], join: email, cache: 30m}", beside)
    assert not found(text(beside, flows), "MDG405"), "it is seen where the data is"


LATER = """
ownership:
  o: {system: shop, groups: [contact], may: [create, update, delete]}
  given: {system: STORE, groups: [consent], may: [enrich]}
systems: {shop: {}, mailer: {}, store: {}}
needs: {n: {system: mailer, max_age: 5d, purpose: news}}
"""


def later(store: str, flows: str) -> str:
    """A landscape whose records begin without a consent, which is given later in one of its systems."""
    return text(LATER.replace("STORE", store), flows)


def test_405_a_consent_that_is_given_later_elsewhere() -> None:
    flows = """
    flows:
      k: {from: shop, to: store, groups: [contact]}
      d: {from: shop, to: mailer, groups: [contact]}
      c: {from: store, to: mailer, groups: [consent], trigger: {every: 1d}}
    """
    finding = only(later("store", flows), "MDG405")
    assert "can be in `mailer` at once, and the consent to use it (news) is up to 1d late" in finding.message
    assert not found(later("store", flows.replace(", trigger: {every: 1d}", "")), "MDG405")
    assert not found(later("store", flows).replace("mailer: {}", "mailer: {without_consent: deny}"), "MDG405")
    assert not found(later("mailer", flows), "MDG405"), "it is given where it is asked for"
    alone = flows.replace("d: {from: shop, to: mailer, groups: [contact]}", "")
    assert not found(later("store", alone), "MDG405"), "no data comes there"


def test_405_a_consent_that_is_given_later_is_told_of_those_whose_data_comes() -> None:
    flows = """
    flows:
      k: {from: shop, to: store, groups: [contact]}
      p: {from: shop, to: mailer, groups: [consent]}
      d: {from: shop, to: mailer, groups: [contact], when: {country: FR}}
      c: {from: store, to: mailer, groups: [consent], trigger: {every: 1d}}
    """
    finding = only(later("store", flows), "MDG405")
    assert finding.when == [{"country": "FR"}]


def test_405_a_consent_that_is_given_later_where_the_record_began() -> None:
    both = "flows: {d: {from: shop, to: mailer, groups: [contact, consent], trigger: {every: 1d}}}\n"
    assert not found(later("shop", both), "MDG405"), "what travels together cannot be apart"
    apart = """
    flows:
      d: {from: shop, to: mailer, groups: [contact]}
      c: {from: shop, to: mailer, groups: [consent], trigger: {every: 1d}}
    """
    assert "is up to 1d late" in only(later("shop", apart), "MDG405").message


RETURNS = """
ownership:
  o: {system: shop, may: [create, update, delete]}
  unsubscribe: {system: mailer, groups: [consent], may: [update]}
systems: {shop: {}, mailer: {}}
needs: {n: {system: mailer, max_age: 5d, purpose: news}}
survivorship: {s: {groups: [consent], strategy: most_restrictive}}
"""


def test_406_the_word_stays_where_it_was_said() -> None:
    finding = only(text(RETURNS, "flows: {f: {from: shop, to: mailer}}"), "MDG406")
    assert finding.subject["id"] == "mailer"
    assert "never comes to `shop`" in finding.message


SUPPLIED = """
systems:
  shop: {}
  mailer: {}
  directory: {kind: provider, supplies: [{groups: [contact], when: {country: DE}}]%s}
ownership: {o: {system: shop, may: [create, update, delete]}}
needs: {n: {system: mailer, max_age: 5d, purpose: news}}
flows:
  f: {from: shop, to: mailer}
  d: {from: directory, to: mailer, groups: [contact]}
"""


def test_406_for_those_records_alone_that_another_changes_too() -> None:
    """Of the others nothing but their creation ever comes to the shop, and it keeps that alone."""
    of = """
    entities:
      customer:
        dimensions: {country: [DE, FR]}
        groups: {consent: {attributes: [state, wording], categories: [user.privacy_preferences]}}
    systems: {shop: {}, mailer: {}}
    ownership:
      o: {system: shop, may: [create]}
      e: {system: shop, may: [enrich], when: {country: DE}}
      u: {system: mailer, may: [update]}
    flows: {f: {from: shop, to: mailer}}
    purposes: {news: {lawful_basis: consent, consent: {group: customer.consent}}}
    """
    assert only(of, "MDG406").when == [{"country": "DE"}]


def test_406_whoever_supplied_the_data_has_to_hear_of_a_withdrawal() -> None:
    """C-129/21: the one from whom an address came, and who would go on handing it out."""
    finding = only(text(SUPPLIED % ""), "MDG406")
    assert (finding.subject["id"], finding.when) == ("shop", [{"country": "DE"}])
    assert "never comes to `directory` (`directory` supplied data that is used under it)" in finding.message
    back = "  b: {from: shop, to: directory, groups: [consent], operations: [update]}\n"
    assert not found(text(SUPPLIED % "") + back, "MDG406")
    assert not found(text(SUPPLIED % ", role: processor"), "MDG406"), "it acts for the controller itself"
    assert not found(text(SUPPLIED % ", role: controller, operator: company"), "MDG406"), "it is its own"
    assert only(text(SUPPLIED % ", role: controller, operator: hosting"), "MDG406")
    other = text(SUPPLIED % "").replace("lawful_basis: consent", "lawful_basis: contract")
    assert not found(other, "MDG406"), "its data is not used under the consent"
    own = "ownership: {u: {system: mailer, groups: [consent], may: [update]}, "
    twice = text(SUPPLIED % "").replace("ownership: {", own)
    twice += "  m: {from: mailer, to: shop, groups: [consent], operations: [update]}\n"
    assert only(twice, "MDG406").subject["id"] == "shop", "the shop hears of what is said to the mailer: told once"


@pytest.mark.parametrize(
    ("operator", "another"), [("partner", True), ("company", False)], ids=["of a partner", "our own"]
)
def test_406_another_controller_from_whose_system_the_data_came(operator: str, another: bool) -> None:
    of = text(
        """
        systems: {shop: {}, fair: {role: controller, operator: partner}}
        ownership:
          o: {system: shop, groups: [consent], may: [enrich, update, delete]}
          c: {system: fair, groups: [contact], may: [create, update]}
        needs: {n: {system: shop, groups: [contact], max_age: 5d, purpose: news}}
        flows: {f: {from: fair, to: shop}}
        """
    )
    of = of.replace("hosting:", "partner: {}, hosting:").replace("operator: partner", f"operator: {operator}")
    assert bool(found(of, "MDG406")) == another


def test_406_what_flows_back_is_no_conflict_of_writers() -> None:
    """Consent is written in several systems, and that is as it should be: nobody is found, neither by 103."""
    flows = "flows: {f: {from: shop, to: mailer, loop_protection: version}, b: {from: mailer, to: shop,"
    of = text(RETURNS, f"{flows} groups: [consent], operations: [update], loop_protection: version}}}}")
    codes = {one.code for one in judged(of).findings}
    assert not codes & {"MDG103", "MDG109", "MDG203", "MDG403", "MDG406"}


FILTERED = '{f: {from: shop, to: mailer, when: {agreed: "yes"}%s}}'


def test_430_a_filter_that_freezes_leavers() -> None:
    assert only(two(FILTERED % ""), "MDG430").when == [{"agreed": "yes"}]


@pytest.mark.parametrize("more", [", on_leaving: remove"])
def test_430_looks_as_if(more: str) -> None:
    assert not found(two(FILTERED % more), "MDG430")
    assert not found(two("{f: {from: shop, to: mailer, when: {country: DE}}}"), "MDG430"), "another dimension"
    assert not found(two(TOGETHER), "MDG430")


# --- purposes ------------------------------------------------------------------------------------

ORDERS = """
  orders: {lawful_basis: contract, data_use: essential.service, controller: company, data_subjects: [customer],
           retention: P2Y}
"""


def test_401_only_what_is_used_needs_a_basis() -> None:
    unused = with_purpose(ORDERS.replace("lawful_basis: contract, ", ""))
    assert not found(unused, "MDG401")
    used = unused.replace("purpose: news}", "purpose: orders}")
    assert only(used, "MDG401").subject["id"] == "orders"


def test_401_data_of_companies_is_nobodys() -> None:
    of = with_purpose(ORDERS.replace("lawful_basis: contract, ", ""))
    of = of.replace("purpose: news}", "purpose: orders}").replace("user.contact.email", "system.operations")
    assert not found(of, "MDG401")


def test_402_nobody_may_change_it() -> None:
    of = two(TOGETHER).replace("may: [create, update, delete]", "may: [create, delete]")
    assert "nobody may change it" in only(of, "MDG402").message


def test_402_of_some_records_nobody_may_change_it() -> None:
    """Of those whose consent is there at all; what a provider supplies changes with it."""
    of = """
    entities:
      customer:
        dimensions: {country: [DE, FR, IT]}
        groups: {consent: {attributes: [state, wording], categories: [user.privacy_preferences]}}
    systems: {shop: {}, registry: {kind: provider%s}}
    ownership:
      o: {system: shop, may: [create], when: {country: [DE, FR]}}
      u: {system: shop, may: [update], when: {country: DE}}
    purposes: {news: {lawful_basis: consent, consent: {group: customer.consent}}}
    """
    assert "nobody may change that of some `customer` records" in only(of % "", "MDG402").message
    assert not found(of.replace("when: {country: DE}", "when: {country: {not: IT}}") % "", "MDG402")
    assert not found(of % ", supplies: [{groups: [consent]}]", "MDG402")


@pytest.mark.parametrize(
    ("per", "number"), [("", 1), ("per: [channel], ", 1), ("per: [purpose], ", 0), ("per: [purpose, channel], ", 0)]
)
def test_402_one_state_for_two_purposes(per: str, number: int) -> None:
    more = """
      profiles:
        lawful_basis: consent
        data_use: marketing.advertising.profiling
        controller: company
        data_subjects: [customer]
        retention: P1Y
        consent: {PERgroup: customer.consent, attribute: state, withdrawal_within: 1h}
    """
    of = with_purpose(indent(dedent(more), "  "))
    of = of.replace("PER", per).replace("consent: {group:", f"consent: {{{per}group:")
    assert len(found(of, "MDG402")) == number


def test_402_channels_that_steps_name() -> None:
    steps = """
    processes:
      mailing:
        steps:
          look: {system: shop, groups: [consent], checks_consent: news}
          send: {system: mailer, groups: [contact], purpose: news, channel: email}
          text: {system: mailer, groups: [contact], purpose: news, channel: %s}
    """
    silent = two(TOGETHER, steps).replace("    channels: [email]\n", "")
    assert "one state stands for the channels `email` and `sms`" in only(silent % "sms", "MDG402").message
    assert not found(silent % "email", "MDG402")
    assert not found(silent.replace("attribute: state,", "attribute: state, per: [channel],") % "sms", "MDG402")


@pytest.mark.parametrize(
    ("category", "special"),
    [
        ("user.health_and_medical", True),
        ("user.health_and_medical.record_id", True),  # whatever is under it
        ("user.demographic.religious_belief", True),
        ("user.biometric.fingerprint", True),
        ("user.criminal_history", False),  # Article 10, not Article 9
        ("user.demographic.gender", False),
        ("user.financial", False),
    ],
)
def test_407_special_categories(category: str, special: bool) -> None:
    of = two(TOGETHER).replace("user.contact.email", category)
    assert bool(found(of, "MDG407")) == special
    assert not found(of.replace("    retention: P1Y", "    special_condition: A9-2-a\n    retention: P1Y"), "MDG407")


def test_408_over_several_steps() -> None:
    more = """      basket: {attributes: [goods], categories: [user.health_and_medical]}
      affinity: {attributes: [score], categories: [user.health_and_medical], derived_from: [basket]}
      segment: {attributes: [name], categories: [user.demographic.profile], derived_from: [affinity]}
      size: {attributes: [cm], categories: [user.demographic.profile], derived_from: [contact]}
"""
    of = two(TOGETHER).replace("purposes:\n", more + "purposes:\n", 1)
    assert only(of, "MDG408").subject["id"] == "customer.segment"


COLLECTED = "{attributes: [email], categories: [user.contact.email], collected_for: [%s]}"


@pytest.mark.parametrize(
    ("collected", "use", "strange"),
    [
        ("news", "marketing.communications.email", False),
        ("orders", "marketing.communications.email", True),
        ("orders", "essential.service.payment_processing", False),  # under a use that it was collected for
        ("orders", "essential", True),  # above it
    ],
)
def test_409_among_or_under(collected: str, use: str, strange: bool) -> None:
    of = with_purpose(ORDERS)
    of = of.replace("{attributes: [email], categories: [user.contact.email]}", COLLECTED % collected)
    of = of.replace("marketing.communications.email", use)
    assert bool(found(of, "MDG409")) == strange


def test_410_what_only_passes_through_is_needed_behind() -> None:
    of = """
    systems: {shop: {}, hub: {}, mailer: {}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    needs: {n: {system: mailer, groups: [contact]}, h: {system: hub, groups: [consent]}, m: {system: %s}}
    flows: {f: {from: shop, to: hub, groups: [contact]}, g: {from: hub, to: mailer, groups: [contact]}}
    """
    assert not found(text(of % "shop"), "MDG410")
    nobody = text(of % "shop").replace(
        "n: {system: mailer, groups: [contact]}", "n: {system: mailer, groups: [consent]}"
    )
    assert {one.subject["id"] for one in found(nobody, "MDG410")} == {"f", "g"}
    # behind it is somebody who does not say what he needs
    silent = nobody.replace("n: {system: mailer, groups: [consent]}, ", "")
    assert not found(silent, "MDG410")


def test_410_the_key_goes_along() -> None:
    def by(flow: str) -> str:
        """Data that is used for something that needs no consent."""
        return (
            two(flow)
            .replace("lawful_basis: consent", "lawful_basis: contract")
            .replace("    consent: {group", "    x-was: {group")
        )

    assert not found(by("{f: {from: shop, to: mailer, key: state}}"), "MDG410"), "by that state it finds the record"
    assert only(by("{f: {from: shop, to: mailer}}"), "MDG410").severity == "warning"
    special = by("{f: {from: shop, to: mailer}}").replace("user.privacy_preferences", "user.health_and_medical")
    assert only(special, "MDG410").severity == "error"


@pytest.mark.parametrize("code", ["MDG410", "MDG108"])
def test_410_and_108_what_people_have_answered_is_needed_where_data_is_used(code: str) -> None:
    """MDG403 and MDG425 demand that it comes there."""
    assert not found(two(TOGETHER), code)
    objected = "lawful_basis: legitimate_interests\n    objection_group: customer.consent"
    either = two(TOGETHER).replace("    consent: {group", "    x-was: {group").replace("lawful_basis: consent", "%s")
    assert not found(either % objected, code)
    assert found(either % "lawful_basis: contract", code)
    german = two(TOGETHER).replace("groups: [contact], max_age", "groups: [contact], when: {country: DE}, max_age")
    told = [one for one in found(german, code) if "`consent`" in one.message]
    assert [one.when for one in told] == [[{"country": "FR"}]]
    apart = OBJECTED.replace("flows:\n", "flows:\n  g: {from: shop, to: mailer, entity: objection}\n")
    needs = "needs:\n  n: {system: mailer, entity: customer, groups: [contact], max_age: 5d%s}\n"
    assert not found(apart[: apart.index("processes:")] + needs % ", purpose: news", code)
    assert found(apart[: apart.index("processes:")] + needs % "", code)


KEPT = "{attributes: [email], categories: [user.contact.email], retention: {%s}}"


def test_411_every_purpose_says_it() -> None:
    """No group states a retention; the purpose that both are used for does."""
    of = two(TOGETHER).replace(", groups: [contact], max_age", ", max_age")
    assert not found(of, "MDG411")
    unused = two(TOGETHER)
    assert only(unused, "MDG411").subject["id"] == "customer.consent", "no purpose uses it"


@pytest.mark.parametrize(
    ("stated", "lacking"), [("keep: P1Y, from: last order", 0), ("keep: P1Y", 1), ("from: last order", 1)]
)
def test_411_half_a_retention_is_none(stated: str, lacking: int) -> None:
    of = two(TOGETHER).replace("{attributes: [email], categories: [user.contact.email]}", KEPT % stated)
    assert len([one for one in found(of, "MDG411") if one.subject["id"] == "customer.contact"]) == lacking


@pytest.mark.parametrize(
    ("system", "purpose", "over"),
    [
        ("P2Y", "P1Y", True),
        ("P1Y", "P1Y", False),
        ("P12M", "P1Y", False),
        ("365d", "P1Y", False),  # a leap year has one more
        ("366d", "P1Y", False),
        ("367d", "P1Y", True),
        ("P1M", "30d", False),  # that depends on the month
        ("P1M", "27d", True),
        ("P1Y1D", "P1Y", True),
        ("93d", "P3M", True),  # of three months in a row, two have 31 days at most
        ("92d", "P3M", False),
        ("1462d", "P4Y", True),
        ("P1461D", "P4Y", False),
        ("P4Y", "1460d", False),  # about the year 2100
        ("P4Y", "1459d", True),
    ],
)
def test_412_calendar_time(system: str, purpose: str, over: bool) -> None:
    of = two(TOGETHER).replace("mailer: {}", f"mailer: {{retention: {system}}}").replace("P1Y", purpose, 1)
    assert bool(found(of, "MDG412")) == over


def test_412_by_group_and_by_record() -> None:
    """What the accounts need for ten years keeps neither the profile nor the people of whom there are no accounts."""
    of = """
    entities:
      customer:
        dimensions: {country: [DE, FR]}
        groups:
          bills: {attributes: [total], categories: [user.financial]}
          profile: {attributes: [likes], categories: [user.behavior]%s}
    systems: {shop: {retention: P10Y}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    needs:
      books: {system: shop, groups: [bills]%s, purpose: accounts}
      %s
    purposes:
      accounts: {lawful_basis: legal_obligation, data_subjects: [customer], retention: P10Y}
      offers: {lawful_basis: contract, data_subjects: [customer], retention: P2Y}
    """
    offers = "mail: {system: shop, groups: [profile], purpose: offers}"
    finding = only(of % ("", "", offers), "MDG412")
    assert finding.message == "`shop` keeps `profile` of every `customer` for P10Y, and `offers` allow less"
    everywhere = "mail: {system: shop, purpose: offers}"
    german = only(of % ("", ", when: {country: DE}", everywhere.replace("shop,", "shop, groups: [bills],")), "MDG412")
    assert (german.when, "`bills`" in german.message) == ([{"country": "FR"}], True)
    assert not found(of % ("", "", everywhere.replace("shop,", "shop, groups: [bills],")), "MDG412")
    limit = ", retention: {keep: P1Y, from: the last visit}"
    assert "`profile` may be kept for less" in only(of % (limit, "", ""), "MDG412").message
    assert not found(of % ("", "", ""), "MDG412"), "nothing says how long a profile may be kept"
    silent = of.replace("data_subjects: [customer], retention: P2Y}", "data_subjects: [customer]}")
    assert "`profile` may be kept for less" in only(silent % (limit, "", offers), "MDG412").message
    assert not found(silent % ("", "", offers), "MDG412")
    assert not found(silent % (limit.replace("P1Y", "P10Y"), "", offers), "MDG412")
    longer = "mail: {system: shop, purpose: accounts}"
    assert not found(silent % (limit, "", longer), "MDG412"), "a purpose there needs it"


def test_412_prospects_under_french_rules() -> None:
    of = two(TOGETHER).replace("mailer: {}", "mailer: {retention: P4Y}").replace("retention: P1Y", "retention: P5Y")
    of = of.replace("data_subjects: [customer]", "data_subjects: [prospect]")
    assert not found(of, "MDG412")
    french = of + "\nsettings: {packs: [fr-cnil]}"
    [system, purpose] = sorted(found(french, "MDG412"), key=lambda one: one.subject["kind"], reverse=True)
    assert system.related[0]["message"] == "allows P3Y"
    assert purpose.subject["id"] == "news"
    assert purpose.message.startswith("`news` lets prospects be kept for P5Y, where P3Y are allowed (CNIL")
    assert len(found(french.replace("retention: P5Y", "retention: P3Y"), "MDG412")) == 1


def test_412_what_a_view_reads_is_used_where_it_lies() -> None:
    of = """
    systems: {shop: {retention: P10Y}, portal: {stores: false}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    needs: {n: {system: shop, groups: [contact], purpose: news}}
    views:
      desk: {entity: customer, served_by: portal, purpose: accounts, parts: {card: {from: shop, groups: [contact]}}}
    """
    books = "purposes:\n  accounts: {lawful_basis: legal_obligation, data_subjects: [customer], retention: P10Y}"
    whole = text(of).replace("purposes:", books)
    assert not found(whole, "MDG412")
    assert only(whole.replace("retention: P10Y}\n", "retention: P2Y}\n", 1), "MDG412").message.endswith("allow less")
    assert only(whole.replace("card: {from: shop, groups: [contact]", "card: {from: shop, groups: [consent]"), "MDG412")


# --- erasure -------------------------------------------------------------------------------------


def test_413_a_procedure_is_enough() -> None:
    keeps = "{f: {from: shop, to: mailer, operations: [create, update]}}"
    of = two(keeps).replace("shop: {}", "shop: {erasure_procedure: by hand}")
    assert only(of, "MDG413").subject["id"] == "mailer"
    assert not found(of.replace("mailer: {}", "mailer: {erasure_procedure: by hand}"), "MDG413")
    assert not found(two(TOGETHER).replace("shop: {}", "shop: {erasure_procedure: by hand}"), "MDG413")


NIGHTLY = """
systems: {shop: {}, lake: {}, mailer: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
needs: {n: {system: mailer, max_age: 5d, purpose: news}, l: {system: lake, purpose: news}}
flows:
  in: {from: shop, to: lake, operations: [create, update]}
  told: {from: shop, to: mailer, operations: [delete]}
  load: {from: lake, to: mailer, trigger: {every: 1d}, change_detection: full}
"""


def test_414_a_nightly_full_load_resurrects() -> None:
    assert only(text(NIGHTLY), "MDG414").subject["id"] == "load"
    assert only(text(NIGHTLY.replace("change_detection: full", "reconcile: 7d")), "MDG414")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", change_detection: full", ""),  # it sends what changes, and there nothing does
        (", operations: [create, update]", ""),  # the lake is told too
        ("lake: {}", "lake: {erasure_procedure: by hand}"),
        ("change_detection: full", "change_detection: full, operations: [update]"),  # it brings nobody in
    ],
)
def test_414_looks_as_if(old: str, new: str) -> None:
    assert not found(text(NIGHTLY.replace(old, new)), "MDG414")


@pytest.mark.parametrize(
    ("trigger", "packs", "late"),
    [
        ("{every: 28d}", "gdpr", False),
        ("{every: 29d}", "gdpr", True),  # February
        ("{every: 29d}", "ccpa", False),  # 45 days
        ("{every: 46d}", "ccpa", True),
        ("{every: 29d}", "[gdpr, ccpa]", True),  # both apply, and the month is shorter
        ("{every: 29d}", "[ccpa, fr-cnil]", True),
        ("{every: 99d}", "[]", False),
        ("manual", "gdpr", True),
        ("{manual: 20d}", "gdpr", False),
    ],
)
def test_415_a_month(trigger: str, packs: str, late: bool) -> None:
    of = two(f"{{f: {{from: shop, to: mailer, trigger: {trigger}}}}}", f"settings: {{packs: {packs}}}")
    assert bool(found(of, "MDG415")) == late


def test_415_whoever_deletes_sooner_counts() -> None:
    of = text(
        """
        systems: {shop: {}, crm: {}, mailer: {}}
        ownership:
          o: {system: shop, may: [create, update, delete]}
          c: {system: crm, may: [delete]}
        needs: {n: {system: mailer, purpose: news}, c: {system: crm, purpose: news}}
        flows:
          f: {from: shop, to: mailer, trigger: {every: 60d}}
          g: {from: shop, to: crm}
          h: {from: crm, to: mailer, operations: [delete], trigger: {every: 1d}}
        """
    )
    assert not found(of, "MDG415"), "in the CRM it is deleted, too, and from there it takes a day"


def test_416_one_way_is_enough() -> None:
    once = "{f: {from: shop, to: mailer, operations: [create, delete]}%s}"
    assert only(two(once % ""), "MDG416").subject["id"] == "mailer"
    assert not found(two(once % ", u: {from: shop, to: mailer, operations: [update]}"), "MDG416")
    # nobody may correct it anywhere: that is no fault of the copy
    never = two(once % "").replace("may: [create, update, delete]", "may: [create, delete]")
    assert not found(never, "MDG416")


def test_414_by_way_of_what_stores_nothing() -> None:
    of = """
    systems: {shop: {}, crm: {}, bus: {stores: false}, mailer: {}, lake: {}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    flows:
      shop_to_crm: {from: shop, to: crm, operations: [create, update]}
      shop_to_mailer: {from: shop, to: mailer}
      load: {from: crm, to: bus, change_detection: full, operations: [create, update]}
      on: {from: bus, to: mailer, operations: [create, update]}
      past: {from: bus, to: lake, operations: [create, update]}
      back: {from: bus, to: crm, operations: [create, update]}
    """
    finding = only(text(of), "MDG414")
    assert finding.subject["id"] == "load"
    assert "back to `mailer` that were erased there: it sends everything from `crm`" in finding.message
    changes = of.replace("to: mailer, operations: [create, update]", "to: mailer, operations: [update]")
    assert not found(text(changes), "MDG414")


def test_414_what_comes_to_the_source_later_was_sent_on_before() -> None:
    of = """
    entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
    systems: {erp: {}, crm: {}}
    ownership: {o: {system: erp, may: [create, update]}, d: {system: crm, may: [delete]}}
    flows:
      load: {from: erp, to: crm, trigger: {every: 1d}, change_detection: full, operations: [create, update%s]}
      back: {from: crm, to: erp, trigger: %s, operations: [delete]}
    """
    assert only(of % ("", "{every: 7d}"), "MDG414").subject["id"] == "load"
    assert not found(of % ("", "event"), "MDG414"), "it is there at once"
    assert not found(of % (", delete", "{every: 7d}"), "MDG414"), "it comes back, and goes again for good"


def test_417_the_key_of_a_record_is_where_the_record_is() -> None:
    of = """
    entities:
      customer:
        key: number
        groups: {contact: {attributes: [%s], categories: [user.contact.email]}, loyalty: [points]}
    systems: {shop: {finds_by: [number]}, crm: {finds_by: [guid], keys: {customer: guid}}, lake: {finds_by: [points]}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    flows: {a: {from: shop, to: crm}, b: {from: shop, to: lake, groups: [contact]}}
    """
    for attributes in ("email", "email, number"):
        assert [one.subject["id"] for one in found(of % attributes, "MDG417")] == ["lake"]


def test_426_backups_without_an_end_are_asked_for() -> None:
    of = """
    entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
    systems: {shop: {recovery: {rpo: 1h, replays_erasures: true}}, crm: {}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    """
    asked = [one for one in found(of, "MDG705") if one.subject["id"] == "system.backup_kept"]
    assert "`shop`" in asked[0].message
    assert "`crm`" not in asked[0].message, "nothing says that it has any"


@pytest.mark.parametrize(("by", "lost"), [("[email]", False), ("[state]", True), ("[state, email]", False)])
def test_417_one_attribute_is_enough(by: str, lost: bool) -> None:
    of = two("{f: {from: shop, to: mailer, groups: [contact]}}")
    assert bool(found(of.replace("mailer: {}", f"mailer: {{finds_by: {by}}}"), "MDG417")) == lost


@pytest.mark.parametrize(
    ("recovery", "codes"),
    [
        ("{backup_kept: P3M, replays_erasures: false}", {"MDG426"}),
        ("{backup_kept: P3M, replays_erasures: true}", set()),
        ("{rpo: 1h}", set()),
    ],
)
def test_426_five_hundred_erasures_undone(recovery: str, codes: set[str]) -> None:
    of = two(TOGETHER).replace("shop: {}", f"shop: {{recovery: {recovery}}}")
    assert {one.code for one in judged(of).findings} & {"MDG426"} == codes


def test_426_what_is_not_said_is_asked() -> None:
    of = two(TOGETHER).replace("shop: {}", "shop: {recovery: {backup_kept: P3M}}")
    assert not found(of, "MDG426")
    assert [one for one in found(of, "MDG705") if one.subject["id"] == "system.replays_erasures"]


# --- agreements and transfers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreement", "missing"),
    [
        ("systems: [mailer], kind: processing, party: hosting", False),
        ("systems: [shop], kind: processing, party: hosting", True),
        ("systems: [mailer], kind: standard_clauses", True),
        ("systems: [mailer], kind: processing, until: 2026-05-31", True),  # yesterday
        ("systems: [mailer], kind: processing, until: 2026-06-01", False),  # today, and MDG708 looks ahead
    ],
)
def test_418_on_the_day(agreement: str, missing: bool) -> None:
    of = two(TOGETHER, f"agreements: {{a: {{{agreement}}}}}").replace("mailer: {}", "mailer: {role: processor}")
    today = [one for one in found(of, "MDG418") if one.since is None]
    assert bool(today) == missing


def test_418_says_from_when_on() -> None:
    of = two(TOGETHER, "agreements: {a: {systems: [mailer], kind: processing, until: 2026-08-31}}")
    assert only(of.replace("mailer: {}", "mailer: {role: processor}"), "MDG418").since == "2026-09-01"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [("", True), (", authorised_by: company", False), (", authorised_by: hosting", True)],
    ids=["nobody", "the controller", "the processor itself"],
)
def test_418_a_processor_of_the_processor(more: str, wrong: bool) -> None:
    of = two(TOGETHER, f"agreements: {{a: {{systems: [mailer], kind: processing, party: hosting{more}}}}}")
    of = of.replace("hosting: {is: processor}", "hosting: {is: processor}, under: {is: processor}")
    of = of.replace("mailer: {}", "mailer: {role: processor, operator: under}")
    assert bool(found(of, "MDG418")) == wrong


@pytest.mark.parametrize(
    ("party", "wrong", "asked"),
    [
        ("is: vendor", True, False),
        ("kind: organisation", True, False),
        ("email: a@example.org", False, True),
        ("kind: team", False, False),  # somebody inside runs what the processor hosts
        ("is: data_protection_officer", False, False),
    ],
)
def test_418_by_its_role_it_is_a_processors_whoever_operates_it(party: str, wrong: bool, asked: bool) -> None:
    of = two(TOGETHER, "agreements: {a: {systems: [mailer], kind: processing, party: hosting}}")
    of = of.replace("hosting: {is: processor}", f"hosting: {{is: processor}}, under: {{{party}}}")
    of = of.replace("mailer: {}", "mailer: {role: processor, operator: under}")
    assert bool(found(of, "MDG418")) == wrong
    assert ("party.is" in {one.subject["id"] for one in found(of, "MDG705")}) == asked
    ours = of.replace("operator: under", "operator: company")
    assert not found(ours, "MDG418")


@pytest.mark.parametrize(
    ("system", "wrong"),
    [
        ("operator: hosting", True),  # who operates it is a processor, and no role says otherwise
        ("operator: hosting, role: controller", False),
        ("operator: company", False),
    ],
)
def test_418_a_processor_by_who_operates_it(system: str, wrong: bool) -> None:
    of = two(TOGETHER).replace("mailer: {}", f"mailer: {{{system}}}")
    agreed = of + "agreements: {a: {systems: [shop], kind: processing}}\n"
    assert bool(found(agreed, "MDG418")) == wrong
    asked = {one.subject["id"] for one in found(of, "MDG705")}
    assert ("system.agreement" in asked) == wrong


@pytest.mark.parametrize(
    ("agreements", "asked"),
    [
        ("{a: {systems: [mailer], kind: processing}}", True),
        ("{a: {systems: [mailer], kind: processing, party: hosting}}", False),
        ("{a: {systems: [shop], kind: processing}, b: {systems: [mailer], kind: processing, party: hosting}}", False),
        ("{a: {systems: [shop], kind: processing}}", False),
    ],
)
def test_418_with_whom_an_agreement_is_is_asked_for(agreements: str, asked: bool) -> None:
    of = two(TOGETHER, f"agreements: {agreements}").replace(
        "mailer: {}", "mailer: {role: processor, operator: hosting}"
    )
    assert ("agreement.party" in {one.subject["id"] for one in found(of, "MDG705")}) == asked


@pytest.mark.parametrize("of", ["role: processor", "role: joint_controller"])
def test_418_and_419_without_any_agreement_are_asked_for(of: str) -> None:
    landscape = two(TOGETHER).replace("mailer: {}", f"mailer: {{{of}}}")
    assert not found(landscape, "MDG418") + found(landscape, "MDG419")
    facts = {one.subject["id"] for one in found(landscape, "MDG705")}
    assert facts & {"system.agreement", "system.arrangement"}


SHOWN = """
systems: {shop: {region: DE}, portal: {region: US, stores: false}, crm: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows: {f: {from: shop, to: crm}}
views: {desk: {entity: customer, served_by: portal, parts: {card: {from: shop, groups: [contact]}}}}
"""


def test_420_where_a_view_shows_it_it_goes_to() -> None:
    finding = only(text(SHOWN), "MDG420")
    assert finding.message.startswith("`portal` shows `contact` and is in US, and neither")
    assert not found(text(SHOWN.replace("region: US, ", "region: FR, ")), "MDG420")


def test_420_where_a_system_is_is_asked_where_others_say() -> None:
    [asked] = [one for one in found(text(SHOWN), "MDG705") if one.subject["id"] == "system.region"]
    assert "`crm`" in asked.message
    silent = text(SHOWN.replace("region: DE", "").replace("region: US, ", ""))
    assert not [one for one in found(silent, "MDG705") if one.subject["id"] == "system.region"]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("region: DE", None),
        ("region: EU", None),
        ("region: NO", None),  # in the EEA
        ("region: RE", None),  # Réunion
        ("region: NC", "MDG420"),  # New Caledonia
        ("region: GB", None),  # adequacy
        ("region: CH", None),
        ("region: BR", None),  # since January 2026
        ("region: IN", "MDG420"),
        ("region: US", "MDG420"),
        ("region: US, certified: [EU-US DPF]", None),
        ("region: US, certified: [ISO 27001]", "MDG421"),
        ("region: AX", None),  # no source decides: nothing is said
        ("region: DE, access_from: [US]", "MDG420"),  # support looks in
        ("region: DE, access_from: [FR]", None),
        ("region: EL", None),  # no code of a country: MDG704 says so, and nobody guesses where it is
        ("region: eu-west-2", None),
        ("region: DE, access_from: [UK]", None),
    ],
)
def test_420_and_421_where_it_is(system: str, code: str | None) -> None:
    of = two(TOGETHER).replace("mailer: {}", f"mailer: {{{system}}}")
    told = [one.code for one in judged(of).findings if one.code in ("MDG420", "MDG421", "MDG422")]
    assert told == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("region", "day", "told"),
    [
        ("BR", dt.date(2026, 1, 25), (None, "2026-01-25")),  # the day before
        ("BR", dt.date(2026, 1, 26), None),
        ("GB", dt.date(2026, 6, 1), None),  # it may be prolonged before it ends, in years
        ("GB", dt.date(2031, 12, 27), ("2031-12-28", None)),
        ("GB", dt.date(2031, 12, 28), (None, None)),
    ],
)
def test_421_law_is_dated(region: str, day: dt.date, told: tuple[str | None, str | None] | None) -> None:
    of = two(TOGETHER).replace("mailer: {}", f"mailer: {{region: {region}}}")
    findings = [one for one in judged(of, as_of=day).findings if one.code in ("MDG420", "MDG421")]
    assert [(one.code, one.since, one.until) for one in findings] == ([("MDG421", *told)] if told else [])


@pytest.mark.parametrize(
    ("system", "more", "asked"),
    [
        ("region: CA", "", True),
        ("region: CA, certified: [PIPEDA]", "", False),
        ("region: CA", "agreements: {a: {systems: [mailer], kind: adequacy}}\n", False),
        ("region: CA", "agreements: {a: {systems: [mailer], kind: standard_clauses}}\n", False),
    ],
)
def test_420_the_decision_on_canada_is_for_those_under_its_act(system: str, more: str, asked: bool) -> None:
    """Decision 2002/2/EC, Article 1; whether a recipient is one of these, has to be said."""
    findings = judged(two(TOGETHER).replace("mailer: {}", f"mailer: {{{system}}}") + more).findings
    assert not [one for one in findings if one.code in ("MDG420", "MDG421", "MDG422")]
    unknown = [one for one in findings if one.code == "MDG705" and one.subject["id"] == "system.subject_to.CA"]
    assert ["`certified: [PIPEDA]`" in one.message for one in unknown] == [True] * asked


def test_420_what_holds_no_personal_data_may_be_anywhere() -> None:
    assert not found(two("{}").replace("mailer: {}", "mailer: {region: IN}"), "MDG420")


def test_422_from_one_country_on_to_the_next() -> None:
    of = text(
        """
        systems: {shop: {region: DE}, desk: {region: CH}, night: {region: IN}}
        ownership: {o: {system: shop, may: [create, update, delete]}}
        flows: {f: {from: shop, to: desk}, g: {from: desk, to: night}%s}
        needs: {n: {system: desk, purpose: news}}
        """
    )
    assert only(of % "", "MDG422").subject["id"] == "night"
    # from here as well: then it is a transfer of our own
    assert [one.code for one in judged(of % ", h: {from: shop, to: night}").findings if "MDG42" in one.code] == [
        "MDG420"
    ]


# --- marketing, decisions, encryption ------------------------------------------------------------

SOFT = "lawful_basis: legitimate_interests\n    opt_in: soft"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (f"{SOFT}\n    objection_group: customer.consent", ""),
        (SOFT, "objection_group"),
        ("lawful_basis: legitimate_interests", ""),  # nothing is said: asked, not judged
        ("lawful_basis: consent", ""),
    ],
)
def test_424_soft_opt_in(written: str, fault: str) -> None:
    findings = found(two(TOGETHER).replace("lawful_basis: consent", written), "MDG424")
    assert [fault in one.message for one in findings] == [True] * bool(fault)


def test_424_calls_in_france() -> None:
    of = two(TOGETHER).replace("lawful_basis: consent", f"{SOFT}\n    objection_group: customer.consent")
    of = of.replace("channels: [email]", "channels: [phone]")
    assert not found(of, "MDG424")
    french = of + "\nsettings: {packs: fr-cnil}"
    # the day is known: a check before it says from when on
    assert only(french, "MDG424", as_of=dt.date(2026, 8, 10)).since == "2026-08-11"
    assert not found(french, "MDG424", as_of=dt.date(2025, 6, 1)), "more than the 400 days of the calendar ahead"
    assert only(french, "MDG424", as_of=dt.date(2026, 8, 11)).since is None


@pytest.mark.parametrize(
    ("said", "asked", "wrong"),
    [
        ("lawful_basis: legitimate_interests", True, False),  # nothing is said of an opt-in
        ("lawful_basis: legitimate_interests\n    opt_in: consent", False, False),
        (f"{SOFT}\n    objection_group: customer.consent", False, True),
        ("lawful_basis: contract", False, False),  # in the performance of a contract, about its subject
    ],
)
def test_424_what_is_said_of_calls(said: str, asked: bool, wrong: bool) -> None:
    of = two(TOGETHER).replace("lawful_basis: consent", said).replace("channels: [email]", "channels: [phone]")
    findings = judged(of + "\nsettings: {packs: fr-cnil}", as_of=dt.date(2026, 9, 1)).findings
    assert bool([one for one in findings if one.code == "MDG424"]) == wrong
    facts = [one.subject["id"] for one in findings if one.code == "MDG705"]
    assert ("purpose.opt_in" in facts) == asked
    assert "purpose.opt_in" not in [one.subject["id"] for one in found(of, "MDG705")], "elsewhere it needs none"


def test_424_consent_to_calls_has_to_be_kept_somewhere() -> None:
    of = two(TOGETHER).replace("channels: [email]", "channels: [phone]")
    of = of.replace("lawful_basis: consent", "lawful_basis: legitimate_interests\n    opt_in: consent")
    of = (
        "\n".join(line for line in of.splitlines() if "consent: {group:" not in line) + "\nsettings: {packs: fr-cnil}\n"
    )
    assert "nothing says where the consent to that is kept" in only(of, "MDG424", as_of=dt.date(2026, 9, 1)).message


def test_425_a_check_of_somebody_else_does_not_count() -> None:
    steps = """
    processes:
      mailing:
        steps:
          look: {system: shop, groups: [consent], checks_objection: news%s}
          send: {system: mailer, groups: [contact], purpose: news, channel: email}
    """
    of = two(TOGETHER, steps).replace("lawful_basis: consent", f"{SOFT}\n    objection_group: customer.consent")
    assert not found(of % "", "MDG425")
    assert only(of % ", when: {country: DE}", "MDG425").when == [{"country": "FR"}]
    assert not found(two(TOGETHER, steps % ", when: {country: DE}"), "MDG425"), "consent is judged by 602"


OFFERS = """
processes:
  mailing:
    steps:
      pick: {system: shop, purpose: news}
      look: {system: %s, groups: [contact], checks_objection: news}
      send: {system: mailer, groups: [contact], purpose: news%s}
"""


def offers(flows: str, look: str = "shop", send: str = ", channel: email", objections: str = "customer.consent") -> str:
    """Mail that needs no consent, and a step that looks objections up in a system."""
    kept = f"\n    objection_group: {objections}" if objections else ""
    basis = f"lawful_basis: legitimate_interests{kept}"
    return two(flows, OFFERS % (look, send)).replace("lawful_basis: consent", basis)


def test_425_looked_up_where_objections_are_not_to_be_seen() -> None:
    apart = "{f: {from: shop, to: mailer, groups: [contact]}%s}"
    assert not found(offers(apart % "", "shop"), "MDG425")
    finding = only(offers(apart % "", "mailer"), "MDG425")
    assert "is looked up in `mailer`, where changes of `customer.consent` do not come" in finding.message
    once = ", c: {from: shop, to: mailer, groups: [consent], operations: [create]}"
    assert found(offers(apart % once, "mailer"), "MDG425"), "those made after the record came are unknown there"
    german = ", c: {from: shop, to: mailer, groups: [consent], when: {country: DE}}"
    assert only(offers(apart % german, "mailer"), "MDG425").when == [{"country": "FR"}]
    assert not found(offers(TOGETHER, "mailer"), "MDG425")


def test_425_objections_that_are_kept_nowhere_are_asked_for() -> None:
    def asked(objections: str) -> list[str]:
        told = found(offers(TOGETHER, objections=objections), "MDG705")
        return [one.message for one in told if one.subject["id"] == "purpose.objection_group"]

    assert not asked("customer.consent")
    [message] = asked("")
    assert "where objections are kept: `news`; `MDG425` cannot judge there" in message


def test_425_advertising_by_a_need_alone() -> None:
    """Where no process sends, the system that needs the data does, and has to hear of objections."""
    basis = f"{SOFT}\n    objection_group: customer.consent"
    alone = two("{f: {from: shop, to: mailer, groups: [contact]}}").replace("lawful_basis: consent", basis)
    assert only(alone, "MDG425").subject == {"kind": "need", "id": "n"}
    assert not found(two(TOGETHER).replace("lawful_basis: consent", basis), "MDG425")
    use = alone.replace("    channels: [email]\n", "")
    assert only(use, "MDG425").subject == {"kind": "need", "id": "n"}, "its data use names a channel"
    assert not found(use.replace("marketing.communications.email", "marketing"), "MDG425")


def test_425_a_process_elsewhere_looks_up_no_objection_for_a_need() -> None:
    apart = "{f: {from: shop, to: mailer, groups: [contact]}}"
    there = offers(apart, "shop")
    assert not found(there, "MDG425"), "the need is that of the process, which looks up the objections before it sends"
    elsewhere = there.replace("system: mailer, groups: [contact], purpose: news,", "system: shop, purpose: news,")
    assert only(elsewhere, "MDG425").subject == {"kind": "need", "id": "n"}


OBJECTED = """
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups: {contact: {attributes: [email], categories: [user.contact.email]}}
  objection:
    groups: {state: {attributes: [purpose, at], categories: [user.privacy_preferences]}}
    references: {customer: {entity: customer}}
purposes:
  news:
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer]
    retention: P1Y
    channels: [email]
    opt_in: soft
    objection_group: objection.state
systems: {shop: {}, mailer: {}}
parties: {company: {}}
ownership:
  o: {system: shop, entity: customer, may: [create, update, delete]}
  p: {system: shop, entity: objection, may: [create, update, delete]}
flows:
  f: {from: shop, to: mailer, entity: customer}
processes:
  mailing:
    steps:
      pick: {system: shop, entity: customer, purpose: news}
      look: {system: shop, entity: objection, checks_objection: news}
      send: {system: mailer, entity: customer, purpose: news, channel: email}
"""


def test_425_objections_in_an_entity_of_their_own() -> None:
    """A look at the records of objections is one, where they come; one at other records, or elsewhere, is none."""
    assert not found(OBJECTED, "MDG425")
    german = OBJECTED.replace(
        "system: mailer, entity: customer,", "system: mailer, entity: customer, when: {country: DE},"
    )
    assert not found(german, "MDG425")
    mailer = OBJECTED.replace("look: {system: shop", "look: {system: mailer")
    assert "is looked up in `mailer`, where changes of `objection.state` do not come" in only(mailer, "MDG425").message
    flow = "  f: {from: shop, to: mailer, entity: customer}\n"
    assert not found(mailer.replace(flow, flow + "  g: {from: shop, to: mailer, entity: objection}\n"), "MDG425")
    assert "nothing before it looks up" in only(OBJECTED.replace(", checks_objection: news", ""), "MDG425").message
    late = OBJECTED.replace("channel: email}", "channel: email, after: [pick]}")
    assert "nothing before it looks up" in only(late, "MDG425").message
    need = OBJECTED[: OBJECTED.index("processes:")]
    need += "needs: {n: {system: mailer, entity: customer, groups: [contact], max_age: 5d, purpose: news}}\n"
    assert "changes of `objection.state` do not come" in only(need, "MDG425").message
    assert not found(need.replace(flow, flow + "  g: {from: shop, to: mailer, entity: objection}\n"), "MDG425")


def test_425_objections_apart_have_to_be_there_where_nobody_changes_them() -> None:
    """Each is a record of its own, which may be made once and stay as it is."""
    once = OBJECTED.replace("entity: objection, may: [create, update, delete]", "entity: objection, may: [create]")
    assert not found(once, "MDG425")
    mailer = once.replace("look: {system: shop", "look: {system: mailer")
    assert only(mailer, "MDG425").when == [{}]
    flow = "  f: {from: shop, to: mailer, entity: customer}\n"
    assert not found(mailer.replace(flow, flow + "  g: {from: shop, to: mailer, entity: objection}\n"), "MDG425")


def test_425_objections_that_nobody_may_record() -> None:
    of = offers(TOGETHER)
    rule = "ownership: {o: {system: shop, may: [create, update, delete]}}"
    assert rule in of
    fixed = "ownership: {o: {system: shop, may: [create]}, p: {system: shop, groups: [contact], may: [update]}%s}"
    finding = only(of.replace(rule, fixed % ""), "MDG425")
    assert "nobody may change `customer.consent`, so that no objection can be recorded" in finding.message
    german = ", q: {system: shop, groups: [consent], when: {country: DE}, may: [update]}"
    assert only(of.replace(rule, fixed % german), "MDG425").when == [{"country": "FR"}]
    alone = of[: of.index("processes:")].replace(rule, fixed % "")
    assert "so that no objection can be recorded" in only(alone, "MDG425").message


def test_425_a_view_shows_objections_by_several_parts() -> None:
    """Each part shows those of its own records."""
    view = """
views:
  v:
    parts:
      a: {from: shop, groups: [consent], when: {country: DE}}
      b: {from: mailer, groups: [consent], when: {country: FR}}
"""
    german = "{f: {from: shop, to: mailer, groups: [contact]}, g: {from: shop, to: mailer, when: {country: %s}}}"
    look = "{system: shop, groups: [contact], checks"
    seen = offers(german % "FR").replace(look, "{view: v, groups: [consent], checks") + view
    assert not found(seen, "MDG425")
    unseen = offers(german % "DE").replace(look, "{view: v, groups: [consent], checks") + view
    assert only(unseen, "MDG425").when == [{"country": "FR"}]


def test_425_a_step_without_a_channel_before_the_look_is_asked_for() -> None:
    """Where no step names one, the report at the end may be taken for the one that reaches people (the last)."""
    steps = OBJECTED.replace(", channel: email}", "}")
    after = (
        steps[: steps.index("      look:")]
        + """\
      send: {system: mailer, entity: customer, purpose: news}
      look: {system: shop, entity: objection, checks_objection: news}
      report: {system: mailer, entity: customer, purpose: news}
"""
    )

    def asked(text_: str) -> list[str]:
        told = found(text_, "MDG705")
        return [one.message for one in told if one.subject["id"] == "step.channel"]

    assert not found(after, "MDG425")
    [message] = asked(after)
    assert "`mailing.send`" in message
    assert "`MDG425` cannot judge there" in message
    named = after.replace("send: {system: mailer,", "send: {channel: email, system: mailer,")
    assert not asked(named)
    assert only(named, "MDG425").message.startswith("step `mailing.send`")


def test_424_goes_by_the_channel_of_steps_and_the_data_use() -> None:
    basis = "lawful_basis: legitimate_interests\n    opt_in: soft"
    of = offers(TOGETHER).replace("lawful_basis: legitimate_interests", basis).replace("[customer]", "[prospect]")
    silent = of.replace("    channels: [email]\n", "")
    assert found(silent, "MDG424")
    assert found(silent.replace("marketing.communications.email", "marketing"), "MDG424")
    nothing = silent.replace("marketing.communications.email", "marketing").replace(", channel: email", "")
    assert not found(nothing, "MDG424")


def test_425_a_step_that_names_no_channel() -> None:
    """The last one that uses the data reaches people; what is done before the look-up is to find them."""
    silent = offers(TOGETHER, send="")
    assert not found(silent, "MDG425")
    assert only(silent.replace(", checks_objection: news", ""), "MDG425").message.startswith("step `mailing.send`")
    named = offers(TOGETHER).replace(", checks_objection: news", "")
    assert only(named, "MDG425").message.startswith("step `mailing.send`"), "to pick them is no second fault"


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("decides: true", True),
        ("decides: true, human_review: false", True),
        ("decides: true, human_review: true", False),
        ("decides: true, automated_ground: contract", False),
        ("decides: false", False),
    ],
)
def test_429_decisions(step: str, wrong: bool) -> None:
    of = two(TOGETHER, f"processes: {{p: {{steps: {{s: {{system: shop, {step}}}}}}}}}")
    assert bool(found(of, "MDG429")) == wrong


@pytest.mark.parametrize(
    ("condition", "more", "wrong"),
    [
        ("A9-2-h", "", True),
        ("A9-2-h", ", human_review: true", False),
        ("A9-2-a", "", False),
        ("A9-2-g", "", False),
    ],
)
def test_429_decisions_by_special_categories(condition: str, more: str, wrong: bool) -> None:
    """Article 22(4): on explicit consent or a substantial public interest alone."""
    of = two(TOGETHER).replace("[user.contact.email]", "[user.health_and_medical]")
    of = of.replace("retention: P1Y", f"retention: P1Y\n    special_condition: {condition}")
    step = f"{{system: shop, groups: [contact], purpose: news, decides: true, automated_ground: consent{more}}}"
    findings = found(of + f"processes: {{p: {{steps: {{s: {step}}}}}}}\n", "MDG429")
    assert ["Article" not in one.message and condition in one.message for one in findings] == [True] * wrong


def test_407_explicit_consent_has_to_be_kept_somewhere() -> None:
    of = two(TOGETHER).replace("[user.contact.email]", "[user.health_and_medical]")
    of = of.replace("retention: P1Y", "retention: P1Y\n    special_condition: A9-2-a")
    told = [of, "\n".join(line for line in of.splitlines() if "consent: {group" not in line)]
    told[1] = told[1].replace("lawful_basis: consent", "lawful_basis: contract")
    asked = [{one.subject["id"] for one in judged(each).findings if one.code == "MDG705"} for each in told]
    assert ["purpose.explicit_consent" in one for one in asked] == [False, True]


@pytest.mark.parametrize(("stated", "wrong"), [("false", True), ("true", False)])
def test_427_only_what_is_said(stated: str, wrong: bool) -> None:
    assert bool(found(two(f"{{f: {{from: shop, to: mailer, encrypted: {stated}}}}}"), "MDG427")) == wrong
    deletions = f"{{f: {{from: shop, to: mailer, encrypted: {stated}, operations: [delete]}}}}"
    assert not found(two(deletions), "MDG427"), "a deletion carries nothing"


def test_423_one_criterion_is_not_enough() -> None:
    rated = "{attributes: [score], categories: [user.demographic.profile], derived_from: [consent]}"
    of = two(TOGETHER).replace("{attributes: [email], categories: [user.contact.email]}", rated)
    assert not found(of, "MDG423")
    assert only(of.replace("data_subjects: [customer]", "data_subjects: [employee]"), "MDG423").severity == "warning"


def test_428_names_what_is_open() -> None:
    of = two(TOGETHER).replace("    controller: company\n", "").replace("    retention: P1Y\n", "")
    message = only(of, "MDG428").message
    assert "controller (a)" in message
    assert "retention (f)" in message
    assert not found(two(TOGETHER), "MDG428")


# --- packs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("packs", ["[]", "[ccpa]"])
def test_a_landscape_says_which_law_applies(packs: str) -> None:
    of = two("{f: {from: shop, to: mailer, groups: [contact]}}", f"settings: {{packs: {packs}}}")
    assert not [one for one in judged(of).findings if one.code in ("MDG403", "MDG411")]
    assert [one for one in judged(of.partition("settings")[0]).findings if one.code in ("MDG403", "MDG411")]


PASSED_ON = """
entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
systems: {shop: {}, hub: {%s}, mailer: {erasure_procedure: by hand}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows:
  a: {from: shop, to: hub, operations: [create]}
  b: {from: hub, to: mailer, operations: [create]}
"""


@pytest.mark.parametrize("code", ["MDG413", "MDG416"])
def test_what_keeps_nothing_has_nothing_to_erase_or_correct(code: str) -> None:
    assert "hub" in [one.subject["id"] for one in found(PASSED_ON % "", code)]
    assert "hub" not in [one.subject["id"] for one in found(PASSED_ON % "stores: false", code)]


def test_413_a_deletion_that_nobody_sees() -> None:
    of = """
    entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
    systems: {shop: {}, lake: {}, mailer: {erasure_procedure: by hand}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    flows: {a: {from: shop, to: lake, change_detection: timestamp%s}}
    """
    assert only(of % "", "MDG413").subject["id"] == "lake"
    assert not found(of % ", reconcile: 1w", "MDG413")


OWN_ENTITY = """
entities:
  customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}
  agreement:
    references: {customer: {entity: customer}}
    groups: {consent: {attributes: [state, wording, given_at], categories: [user.privacy_preferences]}}
systems: {shop: {}, mailer: {}}
ownership:
  o: {entity: customer, system: shop, may: [create, update, delete]}
  c: {entity: agreement, system: shop, may: [create, update, delete]}
flows: {a: {entity: customer, from: shop, to: mailer}%s}
needs: {n: {entity: customer, system: mailer, purpose: p}}
purposes:
  p:
    lawful_basis: consent
    data_subjects: [customer]
    retention: P1Y
    consent: {group: agreement.consent, attribute: state}
"""


def test_403_consent_that_is_an_entity_of_its_own() -> None:
    finding = only(OWN_ENTITY % "", "MDG403")
    assert finding.subject == {"kind": "system", "id": "mailer"}
    assert "no change of `agreement.consent` ever comes there" in finding.message
    assert finding.when == [{}]
    twice = OWN_ENTITY.replace("needs: {n:", "needs: {m: {entity: customer, system: mailer, purpose: p}, n:")
    assert len(only(twice % "", "MDG403").related) == 2, "one finding for a system, whatever uses it there"
    assert not found(OWN_ENTITY % ", b: {entity: agreement, from: shop, to: mailer}", "MDG403")
    assert found(OWN_ENTITY % ", b: {entity: agreement, from: shop, to: mailer, operations: [create]}", "MDG403")


def test_602_a_look_at_the_record_of_the_consent() -> None:
    steps = """
    processes:
      mailing:
        steps:
          look: {system: shop, entity: agreement, groups: [consent], checks_consent: p}
          send: {system: mailer, entity: customer, groups: [contact], purpose: p, channel: email}
    """
    of = OWN_ENTITY.replace("needs: {n: {entity: customer, system: mailer, purpose: p}}\n", "") % ""
    assert not found(of + dedent(steps), "MDG602")
    assert not found(of + dedent(steps), "MDG403")
    assert found(of + dedent(steps.replace("checks_consent: p", "reads: true")), "MDG602")


WITHIN = OWN_ENTITY.replace("attribute: state}", "attribute: state, withdrawal_within: 1h}")
BEHIND = ", b: {entity: agreement, from: shop, to: mailer, trigger: {every: 1d}}"


def test_404_and_405_consent_that_is_an_entity_of_its_own() -> None:
    """Whose it is, is in no landscape: told is what holds of each."""
    finding = only(WITHIN % BEHIND, "MDG404")
    assert "a change of `agreement.consent` is up to 1d late there, where 1h are allowed" in finding.message
    assert found(WITHIN % BEHIND, "MDG405")[0].subject == {"kind": "system", "id": "mailer"}
    fast = ", b: {entity: agreement, from: shop, to: mailer}"
    assert not found(WITHIN % fast, "MDG404") + found(WITHIN % fast, "MDG405")
    some = WITHIN.replace("  agreement:\n", "  agreement:\n    dimensions: {by: [mail, form]}\n")
    mailed = f"{fast.replace('b:', 'c:')[:-1]}, when: {{by: mail}}}}"
    forms = BEHIND.replace("mailer,", "mailer, when: {by: form},") + mailed
    assert not found(some % forms, "MDG404") + found(some % forms, "MDG405"), "some of them are there at once"
    waits = (WITHIN % BEHIND).replace(
        "customer, from: shop, to: mailer", "customer, from: shop, to: mailer, after: [b]"
    )
    assert not found(waits, "MDG405")
    assert not found((WITHIN % BEHIND).replace("mailer: {}", "mailer: {without_consent: deny}"), "MDG405")
    assert "purpose.withdrawal_within" in {one.subject["id"] for one in found(OWN_ENTITY % BEHIND, "MDG705")}


def test_430_consent_that_is_an_entity_of_its_own() -> None:
    told = """dimensions:
      state: {values: ["yes", withdrawn], from: consent.state, starts: ["yes"], becomes: {"yes": [withdrawn]}}
    groups"""
    of = OWN_ENTITY.replace("entity: customer}}\n    groups", "entity: customer}}\n    " + told, 1)
    assert of.count("becomes") == 1
    filtered = ', b: {entity: agreement, from: shop, to: mailer, when: {state: "yes"}%s}'
    assert "once `state` of `agreement` says that it is withdrawn" in only(of % filtered % "", "MDG430").message
    assert not found(of % filtered % ", on_leaving: remove", "MDG430")
    assert not found(of % ", b: {entity: agreement, from: shop, to: mailer}", "MDG430")


def test_602_how_old_consents_of_their_own_are_where_they_are_looked_up() -> None:
    steps = """
    processes:
      mailing:
        steps:
          look: {system: mailer, entity: agreement, groups: [consent], checks_consent: p}
          send: {system: mailer, entity: customer, groups: [contact], purpose: p, channel: email}
    """
    of = WITHIN.replace("needs: {n: {entity: customer, system: mailer, purpose: p}}\n", "")
    assert "up to 1d old" in only(of % BEHIND + dedent(steps), "MDG602").message
    assert not found(of % BEHIND.replace(", trigger: {every: 1d}", "") + dedent(steps), "MDG602")
    once = BEHIND.replace("trigger: {every: 1d}", "operations: [create]")
    assert "no change ever comes" in only(of % once + dedent(steps), "MDG602").message


@pytest.mark.parametrize(
    ("arrangement", "told"),
    [
        ("{systems: [mailer], kind: joint_controllers, party: partner}", False),
        ("{systems: [shop], kind: joint_controllers, party: partner}", True),
        ("{systems: [mailer], kind: processing, party: partner}", True),
        ("{systems: [mailer], kind: joint_controllers, party: partner, until: 2026-05-31}", True),
        ("{systems: [mailer], kind: joint_controllers, party: partner, valid: {from: 2026-06-02}}", True),
    ],
)
def test_419_an_arrangement_that_covers_it_on_the_day(arrangement: str, told: bool) -> None:
    """One about another system, of another kind, over, or not there yet is none."""
    of = """
    parties: {company: {}, partner: {}}
    entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
    systems: {shop: {}, mailer: {role: joint_controller, operator: partner}}
    ownership: {o: {system: shop, may: [create, update, delete]}}
    flows: {f: {from: shop, to: mailer%s}}
    agreements: {a: %s}
    """
    assert bool(found(of % ("", arrangement), "MDG419")) is told
    assert not found(of % (", operations: [delete]", arrangement), "MDG419"), "it holds nothing"
