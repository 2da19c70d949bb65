"""What a text means: defaults, populations, days in force; the same whether it is a text or built in Python."""

from __future__ import annotations

import datetime as dt
import itertools
from textwrap import dedent
from typing import Any

import pytest
import yaml

import mdg
from mdg import LandscapeDocument
from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Every, Manual, Once
from tests.rules.reading import TODAY, judged

BASE = """
entities:
  customer:
    dimensions:
      kind: [person, company]
      country: {standard: iso-3166-1}
      role: {values: [buyer, payer, user], many: true}
      tier: {open: true}
    groups: {name: [first], address: [city], bank: [iban]}
systems: {shop: {}, erp: {}}
"""


def loaded(text: str, as_of: dt.date = TODAY) -> Landscape:
    return mdg.load("-", stdin_text=f"mdg: 1\n{dedent(text)}".encode(), as_of=as_of)


def need(extract: str, more: str = "") -> Any:
    return loaded(f"{BASE}\nneeds: {{n: {{system: shop, {extract}}}}}\n{more}").needs["n"].extract


def customer(
    kind: str = "person", country: str = "DE", role: tuple[str, ...] = (), tier: str = "gold"
) -> dict[str, Any]:
    return {"kind": kind, "country": country, "role": frozenset(role), "tier": tier}


def test_an_extract_of_one_entity_is_all_of_it() -> None:
    extract = need("max_age: 1h")
    assert (extract.entity, extract.groups, extract.stated) == ("customer", ("name", "address", "bank"), False)
    assert extract.population == extract.population.space.everything


@pytest.mark.parametrize(
    ("written", "groups"),
    [
        ("[bank, name]", ("name", "bank")),
        ("[bank, bank]", ("bank",)),
        ("{all_but: bank}", ("name", "address")),
        ("{all_but: [bank, name]}", ("address",)),
    ],
)
def test_groups_come_in_the_order_of_the_entity(written: str, groups: tuple[str, ...]) -> None:
    assert need(f"groups: {written}").groups == groups


RECORDS = [
    customer(kind, country, role, tier)
    for kind, country, role, tier in itertools.product(
        ("person", "company"),
        ("DE", "AT", "BR"),
        [roles for size in range(4) for roles in itertools.combinations(("buyer", "payer", "user"), size)],
        ("gold", "tin"),
    )
]


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("{}", lambda it: True),
        ("{kind: person}", lambda it: it["kind"] == "person"),
        ("{country: [DE, AT]}", lambda it: it["country"] in ("DE", "AT")),
        ("{country: {not: [DE, AT]}}", lambda it: it["country"] not in ("DE", "AT")),
        ("{tier: {not: gold}}", lambda it: it["tier"] != "gold"),
        ("{role: buyer}", lambda it: "buyer" in it["role"]),
        ("{role: [buyer, payer]}", lambda it: it["role"] & {"buyer", "payer"}),
        ("{role: {not: [buyer, payer]}}", lambda it: not it["role"] & {"buyer", "payer"}),
        ("{role: {all: [buyer, payer]}}", lambda it: it["role"] >= {"buyer", "payer"}),
        ("{role: {only: [buyer, payer]}}", lambda it: it["role"] <= {"buyer", "payer"}),
        ("{role: {only: []}}", lambda it: not it["role"]),
        ("{role: {besides: [buyer]}}", lambda it: it["role"] - {"buyer"}),
        ("{role: {besides: []}}", lambda it: it["role"]),
        ("{role: {besides: [buyer], not: user}}", lambda it: "payer" in it["role"] and "user" not in it["role"]),
        ("{role: {all: [buyer], not: payer, only: [buyer, payer]}}", lambda it: it["role"] == {"buyer"}),
        ("{kind: person, country: DE}", lambda it: it["kind"] == "person" and it["country"] == "DE"),
        ("[{kind: person}, {country: DE}]", lambda it: it["kind"] == "person" or it["country"] == "DE"),
    ],
)
def test_a_condition_holds_of_just_these_records(when: str, holds: Any) -> None:
    population = need(f"when: {when}").population
    assert [population.contains(record) for record in RECORDS] == [bool(holds(record)) for record in RECORDS]


def test_a_named_population_and_a_condition_must_both_hold() -> None:
    named = "populations: {p: {when: [{country: DE}, {kind: company}]}}"
    population = need("population: p, when: [{country: AT}, {kind: person}]", named).population
    for record in RECORDS:
        there, person = record["country"], record["kind"] == "person"
        assert population.contains(record) == ((there == "DE" or not person) and (there == "AT" or person))


def test_impossible_records_are_in_no_population() -> None:
    text = BASE.replace("    groups:", "    impossible: {kind: company, role: user}\n    groups:")
    population = loaded(f"{text}\nneeds: {{n: {{system: shop}}}}").needs["n"].extract.population
    assert not population.contains(customer("company", role=("user",)))
    assert population.contains(customer("company", role=("buyer",)))


def test_values_that_nothing_tells_apart_are_never_shown_together() -> None:
    """Countries that no statement names are one class inside; outside, a witness has one of them, and `not` works."""
    text = """
    entities: {customer: {dimensions: {country: {standard: iso-3166-1}}, groups: {name: [first]}}}
    systems: {shop: {}, erp: {}}
    ownership:
      a: {system: shop, may: [create], when: {country: {not: [DE, AT]}}}
      b: {system: erp, may: [create]}
    """
    [finding] = [one for one in judged(text).findings if one.code == "MDG102"]
    assert finding.when == [{"country": {"not": ["DE", "AT"]}}] or finding.when == [{"country": {"not": ["AT", "DE"]}}]
    assert finding.witness is not None
    assert len(finding.witness["record"]["country"]) == 2
    assert finding.witness["record"]["country"] not in ("DE", "AT")


@pytest.mark.parametrize(
    ("dimension", "starting"),
    [
        ("[new, live, gone]", "new live gone"),
        ("{values: [new, live, gone], becomes: {new: [live], live: [gone]}}", "new"),
        ("{values: [new, live, gone], becomes: {new: [live], live: [new]}}", "gone"),
        ("{values: [new, live, gone], becomes: {new: [new, live]}}", "new gone"),
        ("{values: [new, live, gone], becomes: {new: [live], live: [gone], gone: [new]}}", "new live gone"),
        ("{values: [new, live, gone], becomes: any}", "new live gone"),
        ("{values: [new, live, gone], becomes: any, starts: [new, gone]}", "new gone"),
        ("{values: [new, live, gone], starts: live}", "live"),
        ("{open: true, becomes: {new: [live]}}", "new gone"),
        ("{open: true, starts: [new]}", "new"),
    ],
)
def test_the_values_that_a_new_record_may_have(dimension: str, starting: str) -> None:
    text = f"entities: {{e: {{dimensions: {{d: {dimension}}}, groups: {{g: [a]}}}}}}\nsystems: {{s: {{}}}}"
    space = loaded(text).entities["e"].space
    assert [value for value in ("new", "live", "gone") if space.starting().contains({"d": value})] == starting.split()


@pytest.mark.parametrize(
    ("more", "starting"),
    [("", "- a b ab"), (", becomes: grows", "- a b ab"), (", starts: [a]", "- a"), (", starts: []", "-")],
)
def test_the_sets_of_values_that_a_new_record_may_have(more: str, starting: str) -> None:
    text = f"entities: {{e: {{dimensions: {{d: {{values: [a, b], many: true{more}}}}}, groups: {{g: [x]}}}}}}"
    space = loaded(f"{text}\nsystems: {{s: {{}}}}").entities["e"].space
    sets = {"-": (), "a": ("a",), "b": ("b",), "ab": ("a", "b")}
    assert [name for name, values in sets.items() if space.starting().contains({"d": values})] == starting.split()


DATED = """
entities: {customer: {groups: {name: [first]}}}
populations: {p: {when: {}, valid: {from: 2026-03-01}}}
systems:
  shop: {}
  old: {valid: {until: 2026-08-31}}
  new: {valid: {from: 2026-07-01}}
ownership:
  both: {system: [old, new], may: [create], valid: {from: 2026-01-01}}
  one: {system: shop, may: [create]}
flows:
  f: {from: shop, to: old, population: p}
  via: {from: shop, to: shop, via: new}
needs: {n: {system: new, valid: {from: 2026-08-01, until: 2026-12-31}}}
crosswalks: {c: {system: shop, maps: [old, shop]}}
"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("section", "id", "first", "last"),
    [
        ("ownership", "both", "2026-07-01", "2026-08-31"),
        ("flows", "f", "2026-03-01", "2026-08-31"),
        ("flows", "via", "2026-07-01", None),
        ("needs", "n", "2026-08-01", "2026-12-31"),
        ("crosswalks", "c", None, "2026-08-31"),
        ("ownership", "one", None, None),
    ],
)
def test_a_statement_is_in_force_while_all_that_it_names_is(
    section: str, id: str, first: str | None, last: str | None
) -> None:
    every = loaded(DATED)
    for edge, inward in ((first, 1), (last, -1)):
        if edge is not None:
            inside, outside = day(edge), day(edge) - inward * dt.timedelta(days=1)
            assert id in getattr(every.on(inside), section)
            assert id not in getattr(every.on(outside), section)
    if first is None and last is None:
        assert id in getattr(every.on(day("1999-01-01")), section)


def test_the_days_looked_at_are_those_on_which_something_begins_or_ends() -> None:
    every = loaded(DATED + "agreements: {a: {systems: shop, kind: processing, until: 2026-06-30}}")
    days = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2027-01-01"]
    assert [str(day) for day in every.days()] == days
    assert [str(day) for day in every.days(day("2026-10-01"))] == ["2026-10-01", "2027-01-01"]


def test_a_single_load_begins_on_its_day_in_the_time_zone_of_the_landscape() -> None:
    load = "  load: {from: shop, to: old, trigger: {once: 2026-10-15T23:30, timezone: America/New_York}}"
    every = loaded(DATED.replace("flows:", f"flows:\n{load}"))
    assert [str(day) for day in every.days(day("2026-10-01"))] == ["2026-10-01", "2026-10-16", "2027-01-01"]
    assert [str(day) for day in every.days(day("2026-10-16"))] == ["2026-10-16", "2027-01-01"]


def test_an_ended_create_rule_is_kept_aside() -> None:
    every = loaded(DATED)
    assert [rule.id for rule in every.on(day("2026-09-01")).ended] == ["both"]
    assert every.on(day("2026-06-01")).ended == ()


def test_what_names_a_draft_is_a_draft() -> None:
    every = loaded(DATED.replace("new: {valid", "new: {status: draft, valid"))
    assert every.needs["n"].draft
    assert every.ownership["both"].draft
    assert not every.ownership["one"].draft
    live = every.live()
    assert (list(live.needs), list(live.ownership), list(live.systems)) == ([], ["one"], ["shop", "old"])


def test_triggers() -> None:
    every = loaded(
        """
        entities: {customer: {groups: {name: [first]}}}
        systems: {a: {}, b: {}}
        flows:
          event: {from: a, to: b}
          every: {from: a, to: b, trigger: {every: 1h30m}}
          cron: {from: a, to: b, trigger: {cron: 0 22 * * 1-5}}
          zoned: {from: a, to: b, trigger: {cron: 0 22 * * 1-5, timezone: Europe/Berlin}}
          hand: {from: a, to: b, trigger: manual}
          agreed: {from: a, to: b, trigger: {manual: 5d}}
          load: {from: a, to: b, trigger: {once: 2027-03-26T18:00, timezone: Europe/Berlin}}
          erase: {from: a, to: b, operations: delete}
        """
    )
    triggers = {name: flow.trigger for name, flow in every.flows.items()}
    assert triggers["every"] == Every(dt.timedelta(minutes=90))
    assert triggers["cron"] == Cron("0 22 * * 1-5", "UTC", stated=False)
    assert triggers["zoned"] == Cron("0 22 * * 1-5", "Europe/Berlin", stated=True)
    assert (triggers["hand"], triggers["agreed"]) == (Manual(), Manual(dt.timedelta(days=5)))
    load = triggers["load"]
    assert isinstance(load, Once)
    assert load.at.astimezone(dt.UTC).isoformat() == "2027-03-26T17:00:00+00:00"
    assert every.flows["event"].carries == ("name",)
    assert every.flows["erase"].carries == ()


def test_whether_data_is_personal() -> None:
    every = loaded(
        """
        entities:
          customer:
            groups:
              unknown: [a]
              stated: {attributes: [a], categories: [user.name]}
              none: {attributes: [a], categories: [system.operations]}
              by_attribute: {attributes: {a: {categories: user.contact.email}, b: {}}}
              in_part: {attributes: {a: {categories: [system.operations]}, b: {}}}
              in_whole: {attributes: {a: {categories: [system.operations]}, b: {categories: []}}}
              overridden: {attributes: {a: {categories: [user.name]}}, categories: [system]}
        systems: {s: {}}
        """
    )
    personal = {name: group.personal for name, group in every.entities["customer"].groups.items()}
    assert personal == {
        "unknown": None,
        "stated": True,
        "none": False,
        "by_attribute": True,
        "in_part": None,
        "in_whole": False,
        "overridden": True,
    }


def test_what_is_built_in_python_says_the_same_as_the_text() -> None:
    text = f"""mdg: 1
{BASE}
ownership:
  a: {{system: [shop, erp], may: [create, update], when: {{country: {{not: DE}}, role: {{all: [buyer]}}}}}}
  b: {{system: shop, may: update, groups: [bank], valid: {{until: 2026-12-31}}}}
needs: {{n: {{system: erp, max_age: 1h30m}}}}
settings: {{severity: {{MDG103: info}}}}
"""
    tree = yaml.load(text, yaml.BaseLoader)
    of_text = mdg.check("-", stdin_text=text.encode(), as_of=TODAY)
    of_tree = mdg.check(tree, as_of=TODAY)
    of_document = mdg.check(LandscapeDocument.model_validate(tree), as_of=TODAY)
    of_landscape = mdg.check(mdg.load(tree, as_of=TODAY))
    assert {finding.code for finding in of_text.findings} >= {"MDG101", "MDG102", "MDG103", "MDG708"}
    for other in (of_tree, of_document, of_landscape):
        assert [said(finding) for finding in other.findings] == [said(finding) for finding in of_text.findings]
        assert {finding.location["file"] for finding in other.findings} == {"<python>"}


def said(finding: Any) -> dict[str, Any]:
    """A finding without its places."""
    left_out = ("location", "related", "fingerprint")
    return {key: value for key, value in finding.as_json().items() if key not in left_out}
