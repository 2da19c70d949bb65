"""Names: every reference in every section is looked up, and told where it stands, with the name that was meant."""

# ruff: noqa: E501  # one row of the table a line

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mdg.compile.context import MAX_UNKNOWN
from mdg.diagnostic import Report
from mdg.pipeline import check
from mdg.text.suggest import nearest
from tests.rules.reading import judged_files, underlined

BASE = """
mdg: 1
parties: {sales_team: {}, hosting: {}}
entities:
  customer:
    dimensions:
      country: {standard: iso-3166-1}
      kind: [person, company]
      role: {values: [buyer, payer], many: true}
      tier: {open: true}
    groups: {name: [first, last], address: [street, city], consent: [status]}
  product: {dimensions: {line: [food, toys]}, groups: {label: [text]}}
populations: {germans: {entity: customer, when: {country: DE}}}
records: {anna: {entity: customer, values: {kind: person}}}
systems: {shop: {}, crm: {}, agency: {kind: provider}}
flows: {shop_to_crm: {from: shop, to: crm, entity: customer}}
purposes: {mailing: {}}
licences: {agency_terms: {provider: agency}}
views: {whole: {entity: customer, parts: {own: {from: crm}}}}
"""
CUSTOMER = "entities: {account: {dimensions: {state: [open, shut], note: {open: true}}, groups: {core: [id], other: {attributes: [x], %s}}}}"
OWNED = "ownership: {o: {entity: customer, system: shop, may: [update], %s}}"
STEP = "processes: {p: {steps: {s: {entity: customer, system: crm}, t: {entity: customer, %s}}}}"

# text beside the base, the name that is underlined, message, part of the help
UNKNOWN = [
    # entities
    ("entities: {account: {groups: {core: [id]}, references: {owner: {entity: custmer}}}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("entities: {account: {dimensions: {d: {values: [a, b], starts: [c]}}, groups: {core: [id]}}}", "c", "unknown value `c` of `d`", "known are `a`, `b`"),
    ("entities: {account: {dimensions: {d: {values: [aa, bb], becomes: {aa: [cc]}}}, groups: {core: [id]}}}", "cc", "unknown value `cc` of `d`", "known are"),
    ("entities: {account: {dimensions: {d: {values: [aa, bb], becomes: {cc: [aa]}}}, groups: {core: [id]}}}", "cc", "unknown value `cc` of `d`", "known are"),
    ("entities: {account: {dimensions: {d: {values: [a, b], from: cor.id}}, groups: {core: [id]}}}", "cor.id", "unknown group `cor`", "`core`?"),
    ("entities: {account: {dimensions: {d: {values: [a, b], from: core.idd}}, groups: {core: [id]}}}", "core.idd", "unknown attribute `idd` of `core`", "`id`?"),
    ("entities: {account: {dimensions: {d: [a, b]}, impossible: {dd: a}, groups: {core: [id]}}}", "dd", "unknown dimension `dd`", "`d`"),
    ("entities: {account: {dimensions: {d: [good, bad]}, impossible: {d: goood}, groups: {core: [id]}}}", "goood", "unknown value `goood` of `d`", "`good`?"),
    (CUSTOMER % "applies_to: {stat: open}", "stat", "unknown dimension `stat`", "`state`?"),
    (CUSTOMER % "applies_to: {state: opn}", "opn", "unknown value `opn` of `state`", "`open`?"),
    (CUSTOMER % "required: {state: {not: opn}}", "opn", "unknown value `opn` of `state`", "`open`?"),
    (CUSTOMER % "collected_for: [mailng]", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    (CUSTOMER % "derived_from: [cor]", "cor", "unknown group `cor`", "`core`?"),
    # populations and records
    ("populations: {p: {entity: custmer}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("populations: {p: {entity: customer, when: {contry: DE}}}", "contry", "unknown dimension `contry`", "`country`?"),
    ("records: {r: {entity: custmer}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("records: {r: {entity: customer, values: {kin: person}}}", "kin", "unknown dimension `kin`", "`kind`?"),
    ("records: {r: {entity: customer, values: {kind: persn}}}", "persn", "unknown value `persn` of `kind`", "`person`?"),
    ("records: {r: {entity: customer, values: {role: [buyer, payr]}}}", "payr", "unknown value `payr` of `role`", "`payer`?"),
    # systems
    ("systems: {erp: {operator: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("systems: {erp: {steward: sales_tem}}", "sales_tem", "unknown party `sales_tem`", "`sales_team`?"),
    ("systems: {erp: {keys: {custmer: id}}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("entities: {account: {key: numbr, groups: {core: [number]}}}", "numbr", "unknown attribute `numbr` of `account`", "`number`?"),
    ("systems: {erp: {keys: {customer: stret}}}", "stret", "unknown attribute `stret` of `customer`", "`street`?"),
    ("systems: {erp: {finds_by: [last, text, vat]}}", "vat", "unknown attribute `vat`", "known are `first`"),
    ("flows: {f: {from: shop, to: crm, entity: customer, key: lst}}", "lst", "unknown attribute `lst` of `customer`", "`last`?"),
    ("flows: {f: {from: shop, to: crm, entity: customer, key: [last, vat]}}", "vat", "unknown attribute `vat` of `customer`", "known are"),
    ("matching: {m: {system: shop, by: [last, stret], entity: customer}}", "stret", "unknown attribute `stret` of `customer`", "`street`?"),
    ("views: {v: {entity: customer, parts: {p: {from: crm, join: lst}}}}", "lst", "unknown attribute `lst` of `customer`", "`last`?"),
    ("views: {v: {entity: customer, parts: {p: {from: crm, entity: product, join: {ours: text, theirs: text}}}}}", "text", "unknown attribute `text` of `customer`", "known are"),
    ("views: {v: {entity: customer, parts: {p: {from: crm, entity: product, join: {ours: last, theirs: txt}}}}}", "txt", "unknown attribute `txt` of `product`", "`text`?"),
    ("systems: {erp: {supplies: [{entity: custmer}]}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("systems: {erp: {supplies: [{entity: customer}, {entity: customer, groups: [nam]}]}}", "nam", "unknown group `nam` of `customer`", "`name`?"),
    ("systems: {erp: {supplies: [{entity: customer, licence: agency_term}]}}", "agency_term", "unknown licence `agency_term`", "`agency_terms`?"),
    # ownership, and every part of an extract
    ("ownership: {o: {entity: customer, system: shp, may: create}}", "shp", "unknown system `shp`", "`shop`?"),
    ("ownership: {o: {entity: customer, system: [shop, cmr], may: create}}", "cmr", "unknown system `cmr`", "`crm`?"),
    (OWNED % "groups: [name, adress]", "adress", "unknown group `adress` of `customer`", "`address`?"),
    (OWNED % "groups: {all_but: [adress]}", "adress", "unknown group `adress` of `customer`", "`address`?"),
    (OWNED % "groups: {all_but: adress}", "adress", "unknown group `adress` of `customer`", "`address`?"),
    (OWNED % "groups: [label]", "label", "unknown group `label` of `customer`", "known are `name`, `address`, `consent`"),
    (OWNED % "population: german", "german", "unknown population `german`", "`germans`?"),
    (OWNED % "when: {kind: persn}", "persn", "unknown value `persn` of `kind`", "`person`?"),
    (OWNED % "when: {kind: [person, compny]}", "compny", "unknown value `compny` of `kind`", "`company`?"),
    (OWNED % "when: {kind: {not: compny}}", "compny", "unknown value `compny` of `kind`", "`company`?"),
    (OWNED % "when: {role: {all: [buyer, payr]}}", "payr", "unknown value `payr` of `role`", "`payer`?"),
    (OWNED % "when: {role: {only: [payr]}}", "payr", "unknown value `payr` of `role`", "`payer`?"),
    (OWNED % "when: {role: {besides: [payr]}}", "payr", "unknown value `payr` of `role`", "`payer`?"),
    (OWNED % "when: [{kind: person}, {kin: company}]", "kin", "unknown dimension `kin`", "`kind`?"),
    (OWNED % "when: {line: food}", "line", "unknown dimension `line`", "known are `country`, `kind`, `role`, `tier`"),
    (OWNED % "when: {country: UK}", "UK", "unknown country `UK`", "`GB`?"),
    (OWNED % "when: {country: [DE, de]}", "de", "unknown country `de`", "`DE`?"),
    (OWNED % "when: {country: {not: [FR, GER]}}", "GER", "unknown country `GER`", "`DE`?"),
    # flows
    ("flows: {f: {from: shp, to: crm, entity: customer}}", "shp", "unknown system `shp`", "`shop`?"),
    ("flows: {f: {from: shop, to: cmr, entity: customer}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("flows: {f: {from: shop, to: crm, entity: customer, owner: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("flows: {f: {from: shop, to: crm, entity: customer, after: [shop_to_cm]}}", "shop_to_cm", "unknown flow `shop_to_cm`", "`shop_to_crm`?"),
    ("flows: {f: {from: shop, to: crm, entity: customer, after: shop_to_cm}}", "shop_to_cm", "unknown flow `shop_to_cm`", "`shop_to_crm`?"),
    # needs and what settles conflicts
    ("needs: {n: {system: shp, entity: customer}}", "shp", "unknown system `shp`", "`shop`?"),
    ("needs: {n: {system: shop, entity: customer, purpose: mailng}}", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    ("needs: {n: {system: shop, entity: customer, owner: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("matching: {m: {system: shp, by: [last], entity: customer}}", "shp", "unknown system `shp`", "`shop`?"),
    ("survivorship: {s: {strategy: priority, systems: [shop, cmr], entity: customer}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("survivorship: {s: {strategy: steward, party: hostin, entity: customer}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("crosswalks: {c: {entity: custmer, system: shop, maps: [crm]}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("crosswalks: {c: {entity: customer, system: shp, maps: [crm]}}", "shp", "unknown system `shp`", "`shop`?"),
    ("crosswalks: {c: {entity: customer, system: shop, maps: [crm, agncy]}}", "agncy", "unknown system `agncy`", "`agency`?"),
    # responsibilities
    ("responsibilities: {r: {entity: customer, concern: accuracy, accountable: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("responsibilities: {r: {entity: customer, concern: accuracy, accountable: hosting, system: shp}}", "shp", "unknown system `shp`", "`shop`?"),
    ("responsibilities: {r: {entity: customer, concern: accuracy, accountable: hosting, responsible: [hostin]}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("responsibilities: {r: {entity: customer, concern: accuracy, accountable: hosting, consulted: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("responsibilities: {r: {entity: customer, concern: accuracy, accountable: hosting, informed: [hosting, hostin]}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    # purposes, agreements, licences
    ("purposes: {p: {controller: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("purposes: {p: {consent: {group: custmer.consent}}}", "custmer.consent", "unknown entity `custmer`", "`customer`?"),
    ("purposes: {p: {consent: {group: customer.consnt}}}", "customer.consnt", "unknown group `consnt` of `customer`", "`consent`?"),
    ("purposes: {p: {consent: {group: customer.consent, attribute: statu}}}", "statu", "unknown attribute `statu` of `consent`", "`status`?"),
    ("purposes: {p: {objection_group: customer.consnt}}", "customer.consnt", "unknown group `consnt` of `customer`", "`consent`?"),
    ("agreements: {a: {systems: [shop, cmr], kind: processing}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("agreements: {a: {systems: shop, kind: processing, party: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("agreements: {a: {systems: shop, kind: processing, authorised_by: hostin}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("licences: {l: {provider: agncy}}", "agncy", "unknown system `agncy`", "`agency`?"),
    ("licences: {l: {provider: agency, audience: [hostin]}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    # processes
    (STEP % "system: shp", "shp", "unknown system `shp`", "`shop`?"),
    (STEP % "view: whol", "whol", "unknown view `whol`", "`whole`?"),
    (STEP % "system: shop, purpose: mailng", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    (STEP % "system: shop, checks_consent: mailng", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    (STEP % "system: shop, checks_objection: mailng", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    (STEP % "system: shop, consumes: customer.consnt", "customer.consnt", "unknown group `consnt` of `customer`", "`consent`?"),
    (STEP % "system: shop, after: [ss]", "ss", "unknown step `ss`", "`s`"),
    (STEP % "system: shop, groups: [nam]", "nam", "unknown group `nam` of `customer`", "`name`?"),
    # views
    ("views: {v: {entity: custmer, parts: {p: {from: crm, entity: customer}}}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("views: {v: {entity: customer, served_by: shp, parts: {p: {from: crm}}}}", "shp", "unknown system `shp`", "`shop`?"),
    ("views: {v: {entity: customer, steward: hostin, parts: {p: {from: crm}}}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("views: {v: {entity: customer, audience: [hostin], parts: {p: {from: crm}}}}", "hostin", "unknown party `hostin`", "`hosting`?"),
    ("views: {v: {entity: customer, purpose: mailng, parts: {p: {from: crm}}}}", "mailng", "unknown purpose `mailng`", "`mailing`?"),
    ("views: {v: {entity: customer, when: {kin: person}, parts: {p: {from: crm}, q: {from: shop}}}}", "kin", "unknown dimension `kin`", "`kind`?"),
    ("views: {v: {entity: customer, parts: {p: {from: cmr}}}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("views: {v: {entity: customer, parts: {p: {from: crm, licence: agency_term}}}}", "agency_term", "unknown licence `agency_term`", "`agency_terms`?"),
    ("views: {v: {entity: customer, parts: {p: {from: crm, entity: product, when: {lin: food}}}}}", "lin", "unknown dimension `lin`", "`line`?"),
    # expectations
    ("expectations: {x: {entity: custmer, record: anna, may: {create: shop}}}", "custmer", "unknown entity `custmer`", "`customer`?"),
    ("expectations: {x: {entity: customer, record: ana, may: {create: shop}}}", "ana", "unknown record `ana`", "`anna`?"),
    ("expectations: {x: {entity: customer, record: {kin: person, country: DE, role: [], tier: a}, may: {create: shop}}}", "kin", "unknown dimension `kin`", "`kind`?"),
    ("expectations: {x: {entity: customer, record: {role: [payr], kind: person, country: DE, tier: a}, may: {create: shop}}}", "payr", "unknown value `payr` of `role`", "`payer`?"),
    ("expectations: {x: {entity: customer, record: anna, may: {create: shp}}}", "shp", "unknown system `shp`", "`shop`?"),
    ("expectations: {x: {entity: customer, record: anna, may_not: {create: [shop, cmr]}}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("expectations: {x: {entity: customer, record: anna, created_in: shp, never_reaches: crm}}", "shp", "unknown system `shp`", "`shop`?"),
    ("expectations: {x: {entity: customer, record: anna, created_in: shop, never_reaches: [cmr]}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("expectations: {x: {entity: customer, record: anna, created_in: shop, reaches: {cmr: {}}}}", "cmr", "unknown system `cmr`", "`crm`?"),
    ("expectations: {x: {entity: customer, record: anna, created_in: shop, reaches: {crm: {groups: [nam]}}}}", "nam", "unknown group `nam` of `customer`", "`name`?"),
    # settings
    ("settings: {ignore: [MDG70l]}", "MDG70l", "unknown rule `MDG70l`", "`MDG70"),
    ("settings: {select: MDG9}", "MDG9", "unknown rule `MDG9`", ""),
    ("settings: {severity: {MDG1011: info}}", "MDG1011", "unknown rule `MDG1011`", "`MDG101`?"),
]  # fmt: skip


def beside_the_base(folder: Path, text: str) -> Report:
    return judged_files(folder, {"base.yaml": BASE, "case.yaml": text})


@pytest.mark.parametrize(("text", "where", "message", "help"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_an_unknown_name_is_told_once_where_it_stands(
    text: str, where: str, message: str, help: str, tmp_path: Path
) -> None:
    report = beside_the_base(tmp_path, text)
    [finding] = report.findings
    assert (finding.code, finding.severity) == ("MDG008", "error")
    assert (underlined(report, finding), finding.message) == (where, message)
    assert finding.location["file"].endswith("case.yaml")
    assert finding.help
    assert help in finding.help


WRONG = [
    # what stands at its place, and does not fit there
    (OWNED % "when: {kind: {all: [person]}}", "MDG006", "all", "`all` is for dimensions with `many: true`, and a record has one `kind`", "as a list"),
    (OWNED % "when: {kind: {only: [person]}}", "MDG006", "only", "`only` is for dimensions with `many: true`, and a record has one `kind`", "as a list"),
    (OWNED % "when: {kind: {besides: [person]}}", "MDG006", "besides", "`besides` is for dimensions with `many: true`, and a record has one `kind`", "as a list"),
    (OWNED % "groups: {all_but: [name, address, consent]}", "MDG006", "[name, address, consent]", "no group of `customer` is left", "fewer"),
    ("needs: {n: {system: shop, entity: product, population: germans}}", "MDG006", "germans", "population `germans` is one of `customer`, and this is about `product`", "`product`"),
    ("records: {r: {entity: customer, values: {kind: [person, company]}}}", "MDG006", "[person, company]", "a record has one `kind`", "one value"),
    ("purposes: {p: {objection_group: consent}}", "MDG006", "consent", "`consent` names no group of an entity", "`customer.consent`"),
    ("purposes: {p: {objection_group: customer}}", "MDG006", "customer", "`customer` names no group of an entity", "`entity.group`"),
    # what is missing where several entities are declared
    ("needs: {n: {system: shop}}", "MDG007", "n", "`entity` is missing", "`customer`, `product`"),
    ("systems: {erp: {supplies: [{groups: [name]}]}}", "MDG007", "{groups: [name]}", "`entity` is missing", "`customer`, `product`"),
    ("views: {v: {parts: {p: {from: crm, entity: customer}}}}", "MDG007", "v", "`entity` is missing", "`customer`, `product`"),
    ("records: {r: {values: {kind: person}}}", "MDG007", "r", "`entity` is missing", "`customer`, `product`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "where", "message", "help"), WRONG, ids=[row[0] for row in WRONG])
def test_what_does_not_fit(text: str, code: str, where: str, message: str, help: str, tmp_path: Path) -> None:
    report = beside_the_base(tmp_path, text)
    [finding] = report.findings
    assert (finding.code, underlined(report, finding), finding.message) == (code, where, message)
    assert help in finding.help


SOUND = [
    "needs: {n: {system: shop, entity: customer, when: {tier: whatever}}}",
    "needs: {n: {system: shop, entity: customer, when: {role: {only: [], not: payer}}}}",
    "needs: {n: {system: shop, entity: customer, when: {country: {not: [FR, DE]}}}}",
    "views: {v: {entity: customer, parts: {p: {from: crm}, q: {from: shop, groups: [name]}}}}",
    "flows: {f: {from: shop, to: crm, entity: customer, via: the bus}}",
    "settings: {ignore: [MDG7, MDG101], select: MDG, severity: {MDG101: info}}",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_is_sound_is_not_told(text: str, tmp_path: Path) -> None:
    assert [finding for finding in beside_the_base(tmp_path, text).findings if finding.code < "MDG1"] == []


def test_what_is_wrong_in_one_condition_is_told_for_each_statement_that_has_it(tmp_path: Path) -> None:
    """Equal conditions are worked out once; each stands at a place of its own."""
    report = beside_the_base(
        tmp_path,
        """
        needs:
          a: {system: shop, entity: customer, when: {kind: persn}}
          b: {system: crm, entity: customer, when: {kind: persn}}
        """,
    )
    assert [(finding.subject["id"], finding.location["line"]) for finding in report.findings] == [("a", 3), ("b", 4)]
    assert len({finding.fingerprint for finding in report.findings}) == 2


def test_a_finding_in_an_alias_points_at_its_use_and_relates_the_anchor(tmp_path: Path) -> None:
    report = beside_the_base(
        tmp_path,
        """
        needs:
          a: {system: shop, entity: customer, when: &people {kind: persn}}
          b: {system: crm, entity: customer, when: *people}
        """,
    )
    first, second = report.findings
    assert (underlined(report, first), first.related) == ("persn", [])
    assert underlined(report, second) == "*people"
    [anchor] = second.related
    assert (anchor["message"], anchor["location"]["line"]) == ("stands under this anchor", 3)


@pytest.mark.parametrize(
    "text",
    [
        "entities: {account: {key: number, groups: {core: [name]}}}",
        "entities: {account: {key: number, groups: {core: {}}}}\nmatching: {m: {system: shop, entity: account, by: vat}}",
        "entities: {account: {key: number, groups: {core: [name]}}}\n"
        "matching: {m: {system: shop, entity: account, by: [number, name, shop_id]}}\n"
        "systems: {erp: {keys: {account: shop_id}, finds_by: [shop_id, last]}}",
        "systems: {erp: {keys: {customer: crm_id}}, mis: {keys: {customer: erp_id}}}",
    ],
)
def test_a_key_is_an_attribute_though_no_group_has_it(tmp_path: Path, text: str) -> None:
    report = judged_files(tmp_path, {"a.yaml": BASE, "b.yaml": text})
    assert [finding.message for finding in report.findings if finding.code < "MDG1"] == []


def test_where_a_dimension_is_kept_is_an_attribute(tmp_path: Path) -> None:
    text = "entities: {account: {dimensions: {d: {values: [a, b], from: core}}, groups: {core: [id]}}}"
    report = judged_files(tmp_path, {"a.yaml": BASE, "b.yaml": text})
    [finding] = [finding for finding in report.findings if finding.code < "MDG1"]
    assert (finding.code, finding.message) == ("MDG006", "`core` names no attribute")
    assert "`core.id`" in (finding.help or "")


@pytest.mark.parametrize(
    "beside",
    [
        {"flows": {"f": {"from": "shop", "to": "crm", "groups": [f"group_{n}" for n in range(100_000)]}}},
        {"flows": {"f": {"from": "shop", "to": "crm", "after": [f"flow_{n}" for n in range(100_000)]}}},
        {"flows": {f"f_{n}": {"from": "shop", "to": f"system_{n}"} for n in range(3_000)}},
    ],
    ids=["groups", "names in a list", "flows"],
)
def test_of_very_many_unknown_names_some_are_told_and_the_others_counted(beside: dict[str, Any]) -> None:
    many = sum(len(flow.get("groups", flow.get("after", "1"))) for flow in beside["flows"].values())
    declared = {f"declared_{n}": {} for n in range(20_000)}
    report = check(
        {
            "mdg": 1,
            "entities": {"customer": {"groups": {"name": ["first"]}}},
            "systems": {"shop": {}, "crm": {}, **declared},
            **beside,
        },
        as_of="2026-01-01",
    )
    unknown = [finding for finding in report.findings if finding.code == "MDG008"]
    assert len(unknown) == MAX_UNKNOWN
    (last,) = (finding for finding in unknown if "more names are unknown" in finding.message)
    assert f"; {many - MAX_UNKNOWN:,} more names are unknown" in last.message


def test_what_was_meant_is_looked_for_among_so_many_names_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(word: str, candidates: Iterable[str], most: int | None = None) -> str | None:
        asked.append(word)
        return nearest(word, candidates, most)

    monkeypatch.setattr("mdg.compile.context.nearest", counted)
    monkeypatch.setattr("mdg.compile.context.MAX_COMPARED", 3_000)
    systems = {f"system_{n}": {} for n in range(1_000)}
    flows = {f"f_{n}": {"from": "system_1", "to": f"systen_{n}"} for n in range(50)}
    report = check(
        {"mdg": 1, "entities": {"customer": {"groups": {"name": ["a"]}}}, "systems": systems, "flows": flows},
        as_of="2026-01-01",
    )
    told = [finding.help for finding in report.findings if finding.code == "MDG008"]
    assert len(told) == 50
    assert len(asked) == 3
    assert sum("did you mean `system_" in help for help in told) == 3
