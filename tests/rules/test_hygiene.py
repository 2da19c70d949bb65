"""What is unused, unclear, unknown or about to end: the rules 701 to 708, and what only looks like a fault."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent

import pytest

from .reading import found, judged, judged_files, marked, named_related, only

BASE = """
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      bank: {attributes: [iban], categories: [system]}
systems: {shop: {}, crm: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
"""


def text(rest: str) -> str:
    return BASE + dedent(rest)


# 701


def test_701_what_nothing_names() -> None:
    of = text(
        """
        parties: {me: {}}
        populations: {p: {entity: customer, when: {country: DE}}}
        records: {r: {entity: customer, values: {country: DE}}}
        purposes: {mailing: {}}
        licences: {l: {provider: crm}}
        """
    )
    findings = found(of, "MDG701")
    assert [(marked(of, finding), finding.subject["kind"]) for finding in findings] == [
        ("me", "party"),
        ("p", "population"),
        ("r", "record"),
        ("mailing", "purpose"),
        ("l", "licence"),
    ]
    assert {finding.severity for finding in findings} == {"warning"}
    assert findings[0].message == "party `me` is declared, and nothing names it"


def test_701_a_system_and_an_entity_of_which_nothing_is_said() -> None:
    of = text("populations: {p: {entity: product}}").replace(
        "entities:", "entities:\n  product: {groups: {label: [t]}}"
    )
    of = of.replace("{system: shop", "{entity: customer, system: shop")
    assert [(marked(of, one), one.message) for one in found(of, "MDG701")] == [
        ("product", "entity `product` is declared, and nothing is stated about it"),
        ("crm", "system `crm` is declared, and nothing names it"),
        ("p", "population `p` is declared, and nothing names it"),
    ]


@pytest.mark.parametrize(
    "use",
    [
        "flows: {f: {from: shop, to: crm}}",
        "flows: {f: {from: shop, to: shop, via: crm}}",
        "needs: {n: {system: crm}}",
        "ownership: {p: {system: [shop, crm], may: [update]}}",
        "matching: {m: {system: crm, by: [last]}}",
        "survivorship: {s: {strategy: priority, systems: [shop, crm]}}",
        "crosswalks: {c: {system: shop, maps: [crm]}}",
        "crosswalks: {c: {system: crm, maps: [shop]}}",
        "parties: {me: {}}\nresponsibilities: {r: {concern: accuracy, accountable: me, system: crm}}",
        "agreements: {a: {systems: [shop, crm], kind: processing}}",
        "processes: {p: {steps: {s: {system: crm}}}}",
        "views: {v: {parts: {p: {from: crm}}}}",
        "views: {v: {served_by: crm, parts: {p: {from: shop}}}}",
        "expectations: {e: {record: {country: DE}, may: {create: shop}, may_not: {create: [crm]}}}",
        "expectations: {e: {record: {country: DE}, created_in: shop, reaches: {crm: {}}}}",
        "expectations: {e: {record: {country: DE}, created_in: shop, never_reaches: crm}}",
        "expectations: {e: {record: {country: DE}, created_in: crm, never_reaches: shop}}",
    ],
)
def test_701_each_way_to_name_a_system(use: str) -> None:
    assert only(BASE, "MDG701").subject["id"] == "crm"
    rights = use.removeprefix("ownership: {")
    of = text(use) if rights == use else BASE.replace("ownership: {", f"ownership: {{{rights.removesuffix('}')}, ")
    assert not found(of, "MDG701")


@pytest.mark.parametrize(
    "use",
    [
        "flows: {f: {from: shop, to: crm, owner: me}}",
        "needs: {n: {system: crm, owner: me}}",
        "survivorship: {s: {strategy: steward, party: me, when: {country: DE}}}\nneeds: {n: {system: crm}}",
        "responsibilities: {r: {concern: accuracy, accountable: me, system: crm}}",
        "responsibilities: {r: {concern: accuracy, accountable: you, consulted: me, system: crm}}\nparties: {you: {}}",
        "views: {v: {steward: me, parts: {p: {from: crm}}}}",
        "views: {v: {audience: [me], parts: {p: {from: crm}}}}",
        "agreements: {a: {systems: crm, kind: processing, party: me}}",
        "agreements: {a: {systems: crm, kind: processing, authorised_by: me}}",
    ],
)
def test_701_each_way_to_name_a_party(use: str) -> None:
    of = text(use)
    of = of.replace("parties: {", "parties: {me: {}, ") if "parties:" in of else of + "\nparties: {me: {}}"
    assert not found(of, "MDG701")


def test_701_a_name_used_only_in_a_file_that_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    files = {"a.yaml": f"mdg: 1\n{BASE}", "b.yaml": "flows:\n\tf: {from: shop, to: crm}"}
    assert [finding.code for finding in judged_files(tmp_path, files, ignore=["MDG309"]).findings] == ["MDG002"]


def test_701_what_is_named_on_another_day_is_used() -> None:
    assert not found(text("needs: {n: {system: crm, valid: {from: 2030-01-01}}}"), "MDG701")


# 702


@pytest.mark.parametrize(
    ("old", "new", "where", "help"),
    [
        ("[user.name]", "[user.nam]", "user.nam", "`user.name`"),
        ("[user.name]", "user.nam", "user.nam", "`user.name`"),
        ("[user.name]", "[user.name, user.name, made.up]", "made.up", "taxonomy"),
        ("[first, last]", "{first: {categories: [user.nam]}}", "user.nam", "`user.name`"),
        # the same one in an attribute does not shift the place
        ("[first, last], categories: [user.name]",
         "{first: {categories: user.name}}, categories: [user.name, made.up]", "made.up", "taxonomy"),
    ],
)  # fmt: skip
def test_702_an_unknown_category(old: str, new: str, where: str, help: str) -> None:
    of = text("needs: {n: {system: crm}}").replace(old, new)
    finding = only(of, "MDG702")
    assert (marked(of, finding), finding.severity) == (where, "error")
    assert finding.subject == {"kind": "group", "id": "customer.name"}
    assert help in finding.help


def test_702_uses_and_subjects_of_purposes() -> None:
    of = text("purposes: {p: {data_use: marketing.advertisng, data_subjects: [customer, custmer]}}")
    assert [(marked(of, one), one.message, one.help) for one in found(of, "MDG702")] == [
        (
            "marketing.advertisng",
            "`marketing.advertisng` is no data use of the taxonomy",
            "did you mean `marketing.advertising`?",
        ),
        ("custmer", "`custmer` is no kind of data subject of the taxonomy", "did you mean `customer`?"),
    ]


def test_702_one_that_stands_twice_in_a_group_is_told_once_in_each_group() -> None:
    of = text("").replace("[user.name]", "[made.up, made.up]").replace("[system]", "[made.up]")
    assert [one.subject["id"] for one in found(of, "MDG702")] == ["customer.name", "customer.bank"]


# 703


@pytest.mark.parametrize(
    ("trigger", "where"),
    [
        ("{cron: 0 22 * * *}", "0 22 * * *"),
        ("{cron: 0 22 * * *, timezone: UTC}", None),
        ("{every: 1d}", None),
        ("event", None),
        ("manual", None),
    ],
)
def test_703_a_schedule_without_a_time_zone(trigger: str, where: str | None) -> None:
    of = text(f"flows: {{f: {{from: shop, to: crm, trigger: {trigger}}}}}")
    assert [(marked(of, one), one.subject) for one in found(of, "MDG703")] == (
        [(where, {"kind": "flow", "id": "f"})] if where else []
    )


# 704


@pytest.mark.parametrize(
    ("stated", "where", "help"),
    [
        ("region: UK", "UK", "`GB`"),
        ("region: gb", "gb", "`GB`"),
        ("region: Germany", "Germany", "`DE`"),
        ("region: eu-west-2", "eu-west-2", "such as `DE`"),
        ("region: eea", "eea", "`EEA`"),
        ("region: XK", "XK", "two-letter"),
        ("access_from: [DE, EL]", "EL", "`GR`"),
        ("region: NO", None, ""),
        ("region: EU, access_from: [EEA, US, CH]", None, ""),
    ],
)
def test_704_an_unknown_region(stated: str, where: str | None, help: str) -> None:
    of = text("needs: {n: {system: crm}}").replace("crm: {}", f"crm: {{{stated}}}")
    assert [marked(of, one) for one in found(of, "MDG704")] == ([where] if where else [])
    assert all(help in one.help and one.severity == "error" for one in found(of, "MDG704"))


def test_704_regions_of_licences() -> None:
    of = text("licences: {l: {provider: crm, regions: [DE, UK]}}")
    assert (marked(of, only(of, "MDG704")), only(of, "MDG704").subject["kind"]) == ("UK", "licence")


# 705


def test_705_one_finding_a_fact() -> None:
    of = (
        text("flows: {f: {from: shop, to: crm}}")
        .replace(", categories: [user.name]", "")
        .replace(", categories: [system]", "")
    )
    facts = {finding.subject["id"]: finding for finding in found(of, "MDG705")}
    assert set(facts) == {"group.categories", "system.needs", "system.keys", "flow.delivery"}
    categories = facts["group.categories"]
    assert categories.severity == "info"
    for said in ("`customer.name`", "`customer.bank`", "`MDG107`"):
        assert said in categories.message
    assert (marked(of, categories), named_related(of, categories)) == ("name", ["bank"])
    assert "`crm`" in facts["system.needs"].message
    assert "`MDG108`" in facts["system.needs"].message
    for said in ("`shop.customer` and `crm.customer`", "`MDG211`"):
        assert said in facts["system.keys"].message
    for said in ("`f`", "`MDG208` and `MDG213`"):
        assert said in facts["flow.delivery"].message
    assert marked(of, facts["flow.delivery"]) == "f"


def test_705_what_is_stated_is_known() -> None:
    flow = "flows: {f: {from: shop, to: crm, key: first, delivery: exactly_once}}"
    assert not found(text(f"{flow}\nneeds: {{n: {{system: crm, groups: [name]}}}}"), "MDG705")
    assert not found(BASE.replace("[user.name]", "[]"), "MDG705")


def test_705_a_hundred_items_do_not_flood() -> None:
    groups = "\n".join(f"      g{number}: [a]" for number in range(100))
    of = text("").replace("    groups:\n", f"    groups:\n{groups}\n")
    finding = only(of, "MDG705")
    assert "and 80 more" in finding.message
    assert len(finding.message) < 600


# 706


def line(comment: str, above: str = "") -> str:
    systems = f"systems:\n  shop: {{}}\n{above}  crm: {{}}{comment}"
    return BASE.replace("systems: {shop: {}, crm: {}}", systems)


def test_706_a_suppression_with_a_reason_silences() -> None:
    report = judged(line("  # mdg: ignore[MDG701] comes in spring"), ignore=["MDG309"])
    assert [finding.code for finding in report.findings] == []
    assert report.suppressed == 1


def test_706_a_suppression_above_the_line_silences() -> None:
    report = judged(line("", "  # mdg: ignore[MDG701] comes in spring\n  # and a remark\n"), ignore=["MDG309"])
    assert ([finding.code for finding in report.findings], report.suppressed) == ([], 1)


def test_706_of_several_codes_says_which_to_take_out() -> None:
    finding = only(line("  # mdg: ignore[MDG701, MDG102] why"), "MDG706")
    assert finding.help == "take `MDG102` out of it; the rest of it is of use"


@pytest.mark.parametrize(
    ("comment", "message", "still_told"),
    [
        ("# mdg: ignore[MDG701]", "this suppression gives no reason", True),
        ("# mdg: ignore[MDG701] until=2027-01-31", "this suppression gives no reason", True),
        ("# mdg: ignore[MDG701] soon until=2026-05-31", "the suppression ended on 2026-05-31", True),
        ("# mdg: ignore[MDG701] soon until=31.5.2026", "`31.5.2026` is no day", True),
        ("# mdg: ignore[mdg701] why", "`mdg701` is no code of a rule", True),
        ("# mdg: ignore MDG701 why", "this suppression names no code", True),
        ("# mdg: ignore[MDG102] why", "the suppression of `MDG102` suppresses nothing", True),
        ("# mdg: ignore[MDG701, MDG102] why", "the suppression of `MDG102` suppresses nothing", False),
        ("# mdg: ignore[MDG799] why", "the suppression names `MDG799`, and there is no such rule", True),
    ],
)
def test_706_a_suppression_that_is_none(comment: str, message: str, still_told: bool) -> None:
    of = line(f"  {comment}")
    finding = only(of, "MDG706")
    assert (finding.message, marked(of, finding), finding.severity) == (message, comment, "warning")
    assert bool(found(of, "MDG701")) == still_told
    assert finding.help


@pytest.mark.parametrize(
    ("named", "help"),
    [
        ("mdg701", "did you mean `MDG701`? `mdg rules` lists them"),
        ("unused", "did you mean `MDG701`? `mdg rules` lists them"),
        ("MDG7O1", "did you mean `MDG701`? `mdg rules` lists them"),
        ("MDG711", "did you mean `MDG111`? `mdg rules` lists them"),
        ("E501", "`mdg rules` lists them"),
        ("all", "write codes such as `MDG102`, with commas between them"),
    ],
)
def test_706_says_which_rule_is_probably_meant(named: str, help: str) -> None:
    assert only(line(f"  # mdg: ignore[{named}] why"), "MDG706").help == help


def test_706_a_suppression_holds_to_the_end_of_its_last_day() -> None:
    of = line("  # mdg: ignore[MDG701] soon until=2026-06-01")
    assert not found(of, "MDG706")
    assert found(of, "MDG706", as_of=dt.date(2026, 6, 2))


def test_706_a_rule_that_is_not_run_is_not_suppressed_in_vain() -> None:
    of = line("  # mdg: ignore[MDG701] why")
    assert not found(of, "MDG706", ignore=["MDG701"])
    assert not found(of, "MDG706", select=["MDG1", "MDG706"])
    assert not found(line("  # mdg: ignore[MDG701]"), "MDG706", ignore=["MDG706"])


def test_706_in_several_files(tmp_path: Path) -> None:
    files = {
        "a.yaml": "mdg: 1\n" + BASE.replace("{shop: {}, crm: {}}", "{shop: {}} # mdg: ignore[MDG701] why"),
        "b.yaml": "systems:\n  crm: {}  # mdg: ignore[MDG701] why\n",
        "c.yaml": "systems:\n  erp: {}\n",
    }
    report = judged_files(tmp_path, files, ignore=["MDG309"])
    assert report.suppressed == 1
    assert [(Path(one.location["file"]).name, one.code) for one in report.findings] == [
        ("c.yaml", "MDG701"),
        ("a.yaml", "MDG706"),
    ]


def test_706_two_comments_of_one_file_are_two_findings() -> None:
    of = BASE.replace("name: {", "# mdg: ignore[MDG103] one\n      name: {")
    of = of.replace("bank: {", "# mdg: ignore[MDG103] two\n      bank: {")
    findings = found(of, "MDG706")
    assert len({finding.fingerprint for finding in findings}) == len(findings) == 2


# 708

ENDS = BASE.replace("[create, update, delete]", "[create, update, delete], valid: {until: 2026-12-31}")


def ends(rest: str) -> str:
    return ENDS + dedent(rest)


def test_708_nothing_takes_over() -> None:
    of = ends("needs: {n: {system: crm}}")
    finding = only(of, "MDG708")
    assert (marked(of, finding), finding.subject) == ("2026-12-31", {"kind": "ownership", "id": "o"})
    assert finding.message == "ownership `o` is in force until 2026-12-31, and nothing takes over"
    assert (finding.when, finding.since, finding.until) == ([{}], None, "2026-12-31")


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ("p: {system: shop, may: [create, update, delete]}", None),
        ("p: {system: shop, may: [create, update, delete], valid: {from: 2027-01-01}}", None),
        ("p: {system: shop, may: [create, update, delete], valid: {from: 2027-01-02}}", [{}]),
        ("p: {system: crm, may: [create, update, delete]}", None),
        ("p: {system: crm, may: [create, update, delete], status: draft}", [{}]),
        ("p: {system: shop, may: [create, update]}", [{}]),
        ("p: {system: shop, may: [create, update, delete], groups: [name]}", [{}]),
        ("p: {system: shop, may: [create, update, delete], when: {country: DE}}", [{"country": "FR"}]),
        # several together
        ("p: {system: shop, may: [create, update, delete], when: {country: DE}},"
         " q: {system: [crm, shop], may: [create, update, delete], when: {country: FR}}", None),
        ("p: {system: shop, may: [create]}, q: {system: shop, may: [update], groups: [name]},"
         " r: {system: shop, may: [update, delete], groups: [bank]}", None),
    ],
)  # fmt: skip
def test_708_what_takes_over(others: str, left: list[dict[str, str]] | None) -> None:
    of = ENDS.replace("ownership: {", f"ownership: {{{others}, ")
    findings = [finding for finding in found(of, "MDG708") if finding.subject["id"] == "o"]
    assert [finding.when for finding in findings] == ([left] if left else [])


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ("p: {system: crm, may: [create, update]}", " `delete`"),
        ("p: {system: crm, may: [create, update], groups: [name]}",
         " `create` of `bank` or `update` of `bank` or `delete`"),
        ("p: {system: crm, may: [create, update, delete], when: {country: DE}}", " for some records"),
        ("p: {system: crm, may: [create, delete]}, q: {system: shop, may: update, when: {country: DE}}",
         " `update` of `name` and `bank` for some records"),
    ],
)  # fmt: skip
def test_708_a_takeover_in_part_says_what_is_left(others: str, left: str) -> None:
    of = ENDS.replace("ownership: {", f"ownership: {{{others}, ")
    assert only(of, "MDG708").message == f"ownership `o` is in force until 2026-12-31, and nothing takes over{left}"


def test_708_a_planned_cutover_to_another_system_leaves_nothing() -> None:
    of = ENDS.replace("ownership: {", "ownership: {p: {system: crm, may: [create, update, delete], "
                      "valid: {from: 2027-01-01}}, ")  # fmt: skip
    assert not found(of, "MDG708")


@pytest.mark.parametrize(
    ("section", "ending", "following", "covered"),
    [
        ("flows", "from: shop, to: crm", "from: shop, to: crm", True),
        ("flows", "from: shop, to: crm", "from: shop, to: crm, operations: [create, update]", False),
        ("flows", "from: shop, to: crm, operations: delete", "from: shop, to: crm, groups: [name]", True),
        ("flows", "from: shop, to: crm", "from: crm, to: shop", False),
        ("needs", "system: crm", "system: crm", True),
        ("needs", "system: crm", "system: crm, groups: [bank]", False),
        ("matching", "system: shop, by: [last]", "system: crm, by: [iban]", True),
        ("survivorship", "strategy: latest", "strategy: latest, groups: [name]", False),
        ("responsibilities", "concern: accuracy, accountable: me", "concern: accuracy, accountable: you", True),
        ("responsibilities", "concern: accuracy, accountable: me", "concern: accuracy, accountable: you, system: crm",
         False),
        ("responsibilities", "concern: accuracy, accountable: me, system: crm", "concern: accuracy, accountable: you",
         True),
        ("responsibilities", "concern: accuracy, accountable: me", "concern: freshness, accountable: you", False),
        ("agreements", "systems: [shop, crm], kind: processing", "systems: [crm, shop], kind: processing", True),
        ("agreements", "systems: [shop, crm], kind: processing", "systems: [crm], kind: processing", False),
        ("agreements", "systems: shop, kind: processing", "systems: shop, kind: adequacy", False),
        ("licences", "provider: crm, permits: [store]", "provider: crm, permits: [store, forward]", True),
        ("licences", "provider: crm, permits: [store]", "provider: crm, permits: [display]", False),
    ],
)  # fmt: skip
def test_708_in_each_section(section: str, ending: str, following: str, covered: bool) -> None:
    parties = "\nparties: {me: {}, you: {}}"
    first = f"a: {{{ending}, valid: {{until: 2026-12-31}}}}"
    alone = text(f"{section}: {{{first}}}{parties}")
    assert (marked(alone, only(alone, "MDG708")), only(alone, "MDG708").subject["id"]) == ("2026-12-31", "a")
    of = text(f"{section}: {{{first}, b: {{{following}, valid: {{from: 2027-01-01}}}}}}{parties}")
    assert bool(found(of, "MDG708")) == (not covered)


def test_708_agreements_that_end_by_themselves() -> None:
    of = text("agreements: {a: {systems: [shop, crm], kind: adequacy, until: 2026-08-31}}")
    finding = only(of, "MDG708")
    assert (marked(of, finding), finding.until, finding.when) == ("2026-08-31", "2026-08-31", None)
    several = text(
        """
        agreements:
          a: {systems: [shop, crm], kind: adequacy, until: 2026-08-31}
          b: {systems: shop, kind: adequacy}
          c: {systems: crm, kind: adequacy, until: 2026-09-30}
        """
    )
    assert only(several, "MDG708").subject["id"] == "c"


def test_708_what_ended_before_today_is_past() -> None:
    assert not found(ends(""), "MDG708", as_of=dt.date(2027, 1, 1))


def test_708_a_statement_that_is_about_nothing_is_not_missed() -> None:
    of = text("needs: {n: {system: crm, when: [{country: {not: [DE, FR]}}], valid: {until: 2026-12-31}}}")
    assert not found(of, "MDG708")


def test_708_a_system_that_ends_is_told_with_all_that_ends_with_it() -> None:
    of = text(
        """
        flows: {f: {from: shop, to: crm}, g: {from: shop, to: crm, groups: [bank], operations: create}}
        needs: {n: {system: crm}, m: {system: shop}}
        """
    ).replace("crm: {}", "crm: {valid: {until: 2026-12-31}}")
    finding = only(of, "MDG708")
    assert (marked(of, finding), finding.subject) == ("2026-12-31", {"kind": "system", "id": "crm"})
    assert finding.message.endswith("nothing takes over from 3 statements that name it")
    assert named_related(of, finding) == ["f", "g", "n"]
    assert finding.until == "2026-12-31"


def test_708_a_population_that_ends() -> None:
    of = text(
        """
        populations: {p: {when: {country: DE}, valid: {until: 2026-12-31}}}
        needs: {n: {system: crm, population: p}}
        """
    )
    finding = only(of, "MDG708")
    assert (finding.subject, finding.when) == ({"kind": "population", "id": "p"}, [{"country": "DE"}])
