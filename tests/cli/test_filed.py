"""What people file: responsibilities, the record of processing, plans of erasure, and what a breach concerns."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from mdg.cli import run
from mdg.cli.dispatch import COMMANDS

Said = pytest.CaptureFixture[str]
SAP = "examples/sap_cx"
DAY = ["--as-of", "2026-09-01"]

TEXT = """\
mdg: 1
landscape: small
parties:
  company: {title: The company, email: privacy@example.org}
  officer: {is: data_protection_officer}
  hoster: {title: The hoster, is: processor}
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups:
      contact: {attributes: [email], categories: [user.contact.email]}
      health: {attributes: [diet], categories: [user.health_and_medical]}
systems:
  shop: {region: DE, keys: {customer: email}, steward: company, recovery: {backup_kept: P3M, replays_erasures: true}}
  mailer: {region: CH, role: processor, operator: hoster, keys: {customer: email}}
  vault: {erasure_procedure: ask the archive}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows:
  f: {from: shop, to: mailer, trigger: {every: 1d}, groups: [contact], encrypted: false}
  g: {from: mailer, to: vault, latency: 1h, operations: [create, update]}
needs: {n: {system: mailer, groups: [contact], max_age: 3d, purpose: news, owner: company}}
crosswalks: {c: {entity: customer, system: shop, maps: [mailer]}}
purposes:
  news:
    title: News by mail
    lawful_basis: legitimate_interests
    data_use: marketing.communications.email
    controller: company
    data_subjects: [customer, prospect]
    retention: P1Y
  accounts: {lawful_basis: legal_obligation, controller: company, data_subjects: [customer], retention: P10Y}
processes:
  books: {steps: {file: {system: vault, groups: [contact], purpose: accounts}}}
responsibilities:
  r: {concern: accuracy, accountable: company, responsible: company}
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    return str(tmp_path)


def answer(arguments: list[str], capsys: Said, status: int = 0) -> str:
    assert run(arguments) == status
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "schema", "status"),
    [
        (["responsibilities"], "responsibilities", 0),
        (["ropa"], "ropa", 0),
        (["erase", "--record", "country=DE"], "erase", 0),
        (["impact", "mailer"], "impact", 0),
    ],
)
def test_answers_fit_their_schemas(
    arguments: list[str], schema: str, status: int, small: str, project: Path, capsys: Said
) -> None:
    found = json.loads((project / "mdg" / "data" / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    name, *rest = arguments
    for path in (small, str(project / SAP)):
        if path == small or name in ("responsibilities", "ropa"):
            given = [name, path, *rest, *DAY, "--format", "json"]
            jsonschema.validate(json.loads(answer(given, capsys, status)), found)
            assert answer(given[:-2], capsys, status).strip()


def test_they_are_commands_of_their_own() -> None:
    assert {"responsibilities", "ropa", "erase", "impact"} <= set(COMMANDS)


# --- responsibilities ----------------------------------------------------------------------------


def test_responsibilities_row_by_row(small: str, capsys: Said) -> None:
    said = answer(["responsibilities", small, "--format", "csv", "--concern", "accuracy"], capsys)
    rows = list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))
    assert [(row["group"], row["system"], row["accountable"], row["stated_by"]) for row in rows] == [
        ("contact", "", "company", "r"),
        ("health", "", "company", "r"),
    ]


def test_a_blank_is_shown_and_not_filled(tmp_path: Path, capsys: Said) -> None:
    blank = TEXT + "  b: {concern: accuracy, groups: [health], when: {country: DE}, informed: officer}\n"
    (tmp_path / "small.yaml").write_text(blank, encoding="utf-8")
    said = json.loads(answer(["responsibilities", str(tmp_path), "--group", "health", "--format", "json"], capsys))
    rows = [row for row in said["rows"] if row["concern"] == "accuracy"]
    assert [(row["when"], row["accountable"], row["stated_by"]) for row in rows] == [
        ([{"country": "DE"}], None, ["b"]),
        ([{"country": "FR"}], "company", ["r"]),
    ]
    shown = answer(["responsibilities", str(tmp_path), "--group", "health"], capsys)
    assert "(nobody) (1), company (2)" in shown


# --- the record of processing --------------------------------------------------------------------


def entries(path: str, capsys: Said) -> dict[tuple[str, str], dict[str, list[str]]]:
    said = json.loads(answer(["ropa", path, "--format", "json"], capsys))
    return {
        (entry["purpose"], entry["data_subject"]): {
            **{key: [one["text"] for one in stated] for key, stated in entry["fields"].items()},
            "open": entry["open"],
        }
        for entry in said["entries"]
    }


def test_one_entry_for_each_purpose_and_kind_of_subject(small: str, capsys: Said) -> None:
    found = entries(small, capsys)
    assert list(found) == [("news", "customer"), ("news", "prospect"), ("accounts", "customer")]
    news = found["news", "customer"]
    assert news["controller"] == ["The company <privacy@example.org>"]
    assert news["transfers"] == ["mailer: CH (adequacy)"]
    assert news["retention"] == ["P1Y"]
    assert "A6-1-f" in news["lawful_basis"][0]
    assert news["processors"] == ["The hoster"]
    assert "security" in news["open"], "nobody can read that from a landscape"


def test_what_the_british_template_asks_for_beside(tmp_path: Path, capsys: Said) -> None:
    more = "  clauses: {systems: [mailer], kind: standard_clauses, party: hoster, reference: X-1}\n"
    text = TEXT.replace("mailer: {region: CH,", "mailer: {region: IN, retention: P2Y,") + f"agreements:\n{more}"
    text = text.replace("groups: [contact], max_age: 3d", "groups: [contact, health], max_age: 3d")
    text = text.replace("data_use: marketing.communications.email", "data_use: marketing.advertising.profiling")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    found = entries(str(tmp_path), capsys)
    news, accounts = found["news", "customer"], found["accounts", "customer"]
    assert news["safeguards"] == ["mailer: standard clauses with The hoster (X-1)"]
    assert news["adherence"] == ["mailer: keeps it for P2Y, which is longer than this purpose allows"]
    by_basis, by_use = news["rights"]
    assert by_basis.endswith("objection (Article 21(1))")
    assert by_use == "objection to direct marketing (Article 21(2))"
    assert "portability" not in by_basis + by_use
    assert "objection" not in accounts["rights"][0]
    assert news["assessment_due"] == ["due: people are rated or profiled", "due: data is of a special category"]
    assert accounts["interests"] == ["none: it rests on legal obligation"]
    assert {"interests", "assessment", "breaches"} <= {*news["open"]}
    assert {"assessment_due", "safeguards", "adherence"} <= {*accounts["open"]}


def test_each_filled_field_names_its_line(small: str, capsys: Said) -> None:
    said = json.loads(answer(["ropa", small, "--format", "json"], capsys))
    lines = TEXT.splitlines()
    controllers = [one for entry in said["entries"] for one in entry["fields"]["controller"]]
    assert controllers
    for one in controllers:
        assert one["file"] == "small.yaml"
        assert "controller: company" in lines[one["line"] - 1]


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        ("    controller: company\n", "controller"),
        ("    retention: P1Y\n", "retention"),
        ("    data_subjects: [customer, prospect]\n", "data_subjects"),
        ("    lawful_basis: legitimate_interests\n", "lawful_basis"),
        ("region: CH, ", "transfers"),
        (", owner: company", "recipients_internal"),
        (", operator: hoster", "processors"),
        ("    lawful_basis: legitimate_interests\n", "rights"),
        ("region: CH, ", "safeguards"),
        ("  officer: {is: data_protection_officer}\n", "officer"),
    ],
)
def test_a_fact_taken_away_empties_its_field(fact: str, field: str, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    assert entries(str(tmp_path), capsys)["news", "customer"][field]
    assert TEXT.count(fact) == 1
    (tmp_path / "small.yaml").write_text(TEXT.replace(fact, ""), encoding="utf-8")
    entry = next(found for (purpose, _), found in entries(str(tmp_path), capsys).items() if purpose == "news")
    assert entry[field] == []
    assert field in entry["open"]


def test_who_operates_it_says_whose_it_is_where_no_role_does(tmp_path: Path, capsys: Said) -> None:
    for fact, processors in ("role: processor, ", ["The hoster"]), ("role: processor, |, is: processor", []):
        text = TEXT
        for one in fact.split("|"):
            text = text.replace(one, "")
        (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
        assert entries(str(tmp_path), capsys)["news", "customer"]["processors"] == processors


def test_a_contract_names_the_processor_where_no_operator_does(tmp_path: Path, capsys: Said) -> None:
    text = TEXT.replace("role: processor, operator: hoster", "role: processor")
    contract = "agreements: {dpa: {kind: processing, systems: [mailer], party: hoster}}\n"
    (tmp_path / "small.yaml").write_text(text + contract, encoding="utf-8")
    assert entries(str(tmp_path), capsys)["news", "customer"]["processors"] == ["The hoster"]


@pytest.mark.parametrize(
    ("mailer", "partner", "told"),
    [
        ("operator: partner, role: controller", "{title: A partner}", True),
        ("operator: partner", "{title: A partner, kind: organisation}", True),
        ("operator: partner", "{title: A partner}", False),
        ("operator: partner", "{title: A partner, kind: organisation, is: data_protection_officer}", False),
        ("operator: company, role: controller", "{title: A partner}", False),
    ],
)
def test_another_controller_is_a_recipient(mailer: str, partner: str, told: bool, tmp_path: Path, capsys: Said) -> None:
    text = TEXT.replace("role: processor, operator: hoster", mailer)
    text = text.replace("entities:", f"  partner: {partner}\nentities:", 1)
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    assert entries(str(tmp_path), capsys)["news", "customer"]["recipients_external"] == ["A partner"] * told
    plan = json.loads(answer(["erase", str(tmp_path), "--record", "country=DE", "--format", "json"], capsys))
    assert plan["tell"] == ["mailer"] * told


@pytest.mark.parametrize(("language", "heading"), [("en", "Retention"), ("fr", "Durées de conservation")])
def test_headings_in_two_languages(language: str, heading: str, small: str, tmp_path: Path, capsys: Said) -> None:
    said = answer(["ropa", small, "--language", language, "--format", "csv"], capsys)
    (row, *_) = csv.DictReader(io.StringIO(said.removeprefix("\ufeff")))
    assert re.fullmatch(r"P1Y \[small\.yaml:\d+\]", row[heading])
    assert f"| {heading} | P1Y" in answer(["ropa", small, "--language", language, "--format", "markdown"], capsys)
    book = tmp_path / "record.xlsx"
    answer(["ropa", small, "--language", language, "--format", "xlsx", "--output", str(book)], capsys)
    rows = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert heading in rows[0]
    assert len(rows) == 4


def test_the_real_one_can_be_filed(project: Path, capsys: Said) -> None:
    found = entries(str(project / SAP), capsys)
    assert {purpose for purpose, _ in found} == {
        "incentive_campaign",
        "newsletter",
        "customer_care",
        "credit_decision",
        "orders",
    }
    for entry in found.values():
        assert entry["controller"] == ["The company that runs the shop, controller of the data"]
        assert "retention" in entry["open"]


def test_of_a_view_the_systems_of_its_parts_count(tmp_path: Path, capsys: Said) -> None:
    """It is served in Germany, and shows what is read in the United States, to a vendor too."""
    (tmp_path / "a.yaml").write_text(
        """\
mdg: 1
parties: {team: {}, acme: {is: vendor}}
entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
systems: {portal: {region: DE}, crm: {region: US, operator: acme, role: processor}}
ownership: {o: {system: crm, may: [create, update, delete]}}
views:
  v:
    entity: customer
    served_by: portal
    audience: [team, acme]
    purpose: p
    parts: {x: {from: crm, groups: [contact]}}
agreements:
  clauses: {systems: [crm], kind: standard_clauses, party: acme}
  contract: {systems: [crm], kind: processing, party: acme, reference: X-2}
purposes: {p: {lawful_basis: contract, data_subjects: [customer], retention: P1Y}}
""",
        encoding="utf-8",
    )
    entry = entries(str(tmp_path), capsys)["p", "customer"]
    assert entry["software"] == ["portal", "crm"]
    assert entry["processors"] == ["acme"]
    assert entry["processor_contract"] == ["acme (X-2)"]
    assert entry["transfers"] == ["crm: US (standard clauses)"]
    assert (entry["recipients_internal"], entry["recipients_external"]) == (["team"], ["acme"])


def test_nothing_to_record_is_no_empty_record(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "x.yaml").write_text("mdg: 1\nentities: {e: {groups: {g: [a]}}}\nsystems: {s: {}}\n", encoding="utf-8")
    assert run(["ropa", str(tmp_path)]) == 2
    assert "nothing to record" in capsys.readouterr().err


# --- erasure -------------------------------------------------------------------------------------


def test_the_plan_goes_from_upstream_to_downstream(small: str, capsys: Said) -> None:
    plan = json.loads(answer(["erase", small, "--record", "country=DE", "--format", "json"], capsys))
    assert [(one["system"], one["how"], one["earliest_seconds"]) for one in plan["steps"]] == [
        ("shop", "delete", 0),
        ("mailer", "flow", 86_400),
        ("vault", "procedure", 90_000),
    ]
    assert plan["suppress_at"] == ["shop"]
    assert plan["verifiable_seconds"] == 90_000
    assert plan["steps"][0]["ids"] == ["shop: email", "mailer: email"]
    assert plan["steps"][0]["backups_kept"] == "P3M"
    assert plan["steps"][2]["keep"] == [{"group": "contact", "purpose": "accounts", "retention": "P10Y"}]
    assert plan["tell"] == ["mailer"]


def test_a_request_may_cite_the_key_that_was_given_up(tmp_path: Path, capsys: Said) -> None:
    """Records that were merged: the copies that bear the other key are of the same person."""
    dedupe = "matching: {dedupe: {system: mailer, by: [email], when: {country: DE}}}\n"
    (tmp_path / "a.yaml").write_text(TEXT + dedupe, encoding="utf-8")
    merged = {
        country: json.loads(
            answer(["erase", str(tmp_path), "--record", f"country={country}", "--format", "json"], capsys)
        )["merged_in"]
        for country in ("DE", "FR")
    }
    assert merged == {"DE": [{"system": "mailer", "by": ["email"]}], "FR": []}
    told = answer(["erase", str(tmp_path), "--record", "country=DE"], capsys)
    assert "mailer matches such records by email: erase what it bears under every key" in " ".join(told.split())


def test_what_is_open_or_too_late_has_its_status(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "a.yaml").write_text(TEXT.replace("{erasure_procedure: ask the archive}", "{}"), encoding="utf-8")
    assert "OPEN" in answer(["erase", str(tmp_path), "--record", "country=DE"], capsys, 1)
    (tmp_path / "a.yaml").write_text(TEXT.replace("every: 1d", "every: 30d"), encoding="utf-8")
    assert "too late" in answer(["erase", str(tmp_path), "--record", "country=DE"], capsys, 1)


def test_whom_nobody_has_needs_no_plan(small: str, capsys: Said) -> None:
    assert run(["erase", small, "--population", "nobody"]) == 2
    assert "there is no population `nobody`" in capsys.readouterr().err
    assert run(["erase", small, "--entity", "custmer", "--record", "country=DE"]) == 2
    assert "there is no entity `custmer` (did you mean `customer`?)" in capsys.readouterr().err


# --- a breach ------------------------------------------------------------------------------------


def test_whose_data_it_is_and_what_it_could_spoil(small: str, capsys: Said) -> None:
    found = json.loads(answer(["impact", small, "shop", "--format", "json"], capsys))
    assert [(one["group"], one["sensitive"], one["spoils"]) for one in found["held"]] == [
        ("contact", [], ["mailer", "vault"]),
        ("health", ["health"], []),
    ]
    assert found["controllers"] == ["company"]
    assert found["officers"] == ["officer"]
    assert found["tell_within"] == "72h"
    assert found["unencrypted_flows"] == ["f"]


def test_what_stops(small: str, capsys: Said) -> None:
    found = json.loads(answer(["impact", small, "mailer", "--format", "json"], capsys))
    assert found["stops"] == [{"kind": "need", "id": "n"}, {"kind": "step", "id": "books.file"}]
    assert found["held"][0]["comes_from"] == ["shop"]
    assert run(["impact", small, "maler"]) == 2
    assert "did you mean `mailer`?" in capsys.readouterr().err


FED = (
    TEXT
    + """\
  fed: {concern: accuracy, groups: [health], accountable: company}
views:
  desk:
    entity: customer
    served_by: shop
    parts:
      card: {from: vault, groups: [contact]%s}
"""
)


def test_what_stops_elsewhere(tmp_path: Path, capsys: Said) -> None:
    """The vault gets what it files and shows through the mailer alone."""
    told = {}
    for name, more in ("all", ""), ("spared", ", on_failure: stale"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(FED % more, encoding="utf-8")
        found = json.loads(answer(["impact", str(tmp_path / name), "mailer", "--format", "json"], capsys))
        told[name] = [(one["kind"], one["id"]) for one in found["stops"]]
        assert found["misleads"] == [{"kind": "step", "id": "books.file"}, {"kind": "view", "id": "desk"}]
    assert told["all"] == [("need", "n"), ("step", "books.file"), ("view", "desk")]
    assert told["spared"] == told["all"][:-1], "an old card is shown instead"
    said = answer(["impact", str(tmp_path / "all"), "mailer"], capsys)
    assert "what may go on with something wrong\n  steps        books.file\n" in said


def test_who_tells_whom_of_a_breach(small: str, capsys: Said) -> None:
    """A processor tells the controller (Article 33(2)), who tells the authority and perhaps the people (34)."""
    notices = {
        system: json.loads(answer(["impact", small, system, "--format", "json", *DAY], capsys))["notices"]
        for system in ("mailer", "shop")
    }
    assert [(one["whom"], one["by"], one["to"]) for one in notices["mailer"]] == [
        ("controller", ["hoster"], ["company"]),
        ("authority", ["company"], []),
        ("people", ["company"], []),
    ]
    assert [one["article"] for one in notices["mailer"]] == [
        f"GDPR, Article {one}" for one in ("33(2)", "33(1)", "34(1)")
    ]
    assert [one["whom"] for one in notices["shop"]] == ["authority", "people"], "it is the controller's own"


def test_where_the_copies_and_the_backups_are(small: str, capsys: Said) -> None:
    found = json.loads(answer(["impact", small, "shop", "--format", "json"], capsys))
    assert found["recovery"]["backup_kept"] == "P3M"
    assert found["copies"] == [
        {"system": "mailer", "region": "CH", "inside": False},
        {"system": "vault", "region": None, "inside": None},
    ]
    said = answer(["impact", small, "shop"], capsys)
    assert "backups      kept for P3M" in said
    assert "- mailer: CH, outside the European Economic Area" in said
    assert json.loads(answer(["impact", small, "mailer", "--format", "json"], capsys))["recovery"] is None


def test_it_is_about_the_records_that_are_there(tmp_path: Path, capsys: Said) -> None:
    """What is used of staff alone makes nobody of the staff a person whose data the mailer holds."""
    (tmp_path / "a.yaml").write_text(
        """\
mdg: 1
parties: {sales: {}, people: {}}
entities:
  person:
    dimensions: {kind: [buyer, staff]}
    groups: {contact: {attributes: [email], categories: [user.contact.email]}}
systems: {shop: {}, mailer: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows: {f: {from: shop, to: mailer, when: {kind: buyer}}}
needs:
  n: {system: shop, purpose: orders, when: {kind: buyer}}
  h: {system: shop, purpose: wages, when: {kind: staff}}
purposes:
  orders: {lawful_basis: contract, data_subjects: [customer], controller: sales, retention: P1Y}
  wages: {lawful_basis: contract, data_subjects: [employee], controller: people, retention: P1Y}
""",
        encoding="utf-8",
    )
    told = {
        system: json.loads(answer(["impact", str(tmp_path), system, "--format", "json"], capsys))
        for system in ("mailer", "shop")
    }
    assert [told[system]["data_subjects"] for system in told] == [["customer"], ["customer", "employee"]]
    assert [told[system]["controllers"] for system in told] == [["sales"], ["sales", "people"]]


def test_what_a_system_shows_is_in_it_too(tmp_path: Path, capsys: Said) -> None:
    """A portal that keeps nothing reads it from the shop for everybody who breaks in, and a cache is a copy."""
    view = """
views:
  desk: {entity: customer, served_by: portal, purpose: news, parts: {card: {from: shop, groups: [contact], cache: 1d}}}
"""
    text = TEXT.replace("  vault:", "  portal: {region: US, stores: false, operator: hoster}\n  vault:", 1)
    (tmp_path / "small.yaml").write_text(text + view, encoding="utf-8")
    found = json.loads(answer(["impact", str(tmp_path), "portal", "--format", "json"], capsys))
    [held] = found["held"]
    assert (held["group"], held["comes_from"], held["views"]) == ("contact", ["shop"], ["desk"])
    assert [one["whom"] for one in found["notices"]] == ["controller", "authority", "people"]
    assert found["controllers"] == ["company"]
    shop = json.loads(answer(["impact", str(tmp_path), "shop", "--format", "json"], capsys))
    assert [one["system"] for one in shop["copies"]] == ["mailer", "portal", "vault"]
    (tmp_path / "small.yaml").write_text(text + view.replace(", cache: 1d", ""), encoding="utf-8")
    shop = json.loads(answer(["impact", str(tmp_path), "shop", "--format", "json"], capsys))
    assert [one["system"] for one in shop["copies"]] == ["mailer", "vault"]


@pytest.mark.parametrize(
    ("mailer", "kind", "by"),
    [
        ("operator: partner, role: controller", "organisation", ["partner"]),
        ("operator: partner, role: joint_controller", "organisation", ["partner", "company"]),
        ("operator: partner, role: controller", "team", ["company"]),
        ("operator: company, role: controller", "organisation", ["company"]),
    ],
)
def test_of_a_breach_the_controller_tells_whose_system_it_is(
    mailer: str, kind: str, by: list[str], tmp_path: Path, capsys: Said
) -> None:
    """Article 33(1) binds whoever decides on that system; a team of the company is no controller of its own."""
    text = TEXT.replace("role: processor, operator: hoster", mailer)
    text = text.replace("entities:", f"  partner: {{kind: {kind}}}\nentities:", 1)
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    found = json.loads(answer(["impact", str(tmp_path), "mailer", "--format", "json"], capsys))
    assert [(one["whom"], one["by"]) for one in found["notices"]] == [("authority", by), ("people", by)]
    plan = json.loads(answer(["erase", str(tmp_path), "--record", "country=DE", "--format", "json"], capsys))
    assert plan["tell"] == (["mailer"] if "partner" in by else [])


def test_copies_of_a_flow_that_is_over_are_in_a_breach(tmp_path: Path, capsys: Said) -> None:
    """They are there, and nothing that is changed at their source comes to them any more."""
    text = TEXT.replace("latency: 1h,", "valid: {until: 2026-03-31},")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    vault, mailer = (
        json.loads(answer(["impact", str(tmp_path), name, "--format", "json", *DAY], capsys))
        for name in ("vault", "mailer")
    )
    assert [one["group"] for one in vault["held"]] == ["contact"]
    assert [one["system"] for one in mailer["copies"]] == ["shop", "vault"]
    assert [one["spoils"] for one in mailer["held"]] == [[]]
