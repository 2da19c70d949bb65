"""The customer-experience landscape: what mdg says of it, why that is true of it, and what would end it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

import mdg

#: Nothing in the landscape begins or ends, so that any day does.
DAY = dt.date(2026, 9, 1)
PARTNER = "business_partner"

FOUND = {
    # Only the sales cloud makes prospects and competitors, and it takes in no groups.
    ("MDG101", "business_partner"),
    # Contacts run both ways between ERP and sales cloud, and so do the relationships that make them contacts.
    ("MDG102", "business_partner"),
    ("MDG102", "relationship"),
    ("MDG103", "business_partner.identity"),
    ("MDG103", "business_partner.contact_points"),
    ("MDG103", "business_partner.sales_roles"),
    ("MDG103", "relationship.link"),
    ("MDG103", "relationship.contact_details"),
    # Deletions start in the ERP, which never hears of subscribers, guests, account holders without an order and
    # prospects that are not won.
    *(
        ("MDG107", f"business_partner.{group}")
        for group in [
            "account_team",
            "addresses",
            "basket",
            "consent",
            "contact_points",
            "coupon",
            "identity",
            "interactions",
            "login",
            "offer",
            "permissions",
            "product_affinity",
            "profile",
            "sales_header",
            "scores",
            "segments",
            "visits",
        ]
    ),
    # The run by hand takes private buyers to the sales force.
    ("MDG108", "business_partner.general"),
    ("MDG108", "business_partner.sales_area"),
    ("MDG108", "business_partner.partner_functions"),
    # What a message replaces though its sender has none of it.
    ("MDG108", "business_partner.finance_roles"),
    ("MDG108", "business_partner.credit"),
    ("MDG108", "business_partner.account_team"),
    # Goes where nobody states a need for it.
    ("MDG108", "business_partner.sales_roles"),
    # Partners that are groups, and customers of accounting alone, are not kept by the clouds that say they need them.
    ("MDG303", "customers_for_sales"),
    ("MDG303", "prospects_for_sales"),
    ("MDG303", "customers_for_service"),
    # Who has withdrawn is no longer sent to the e-mail system, and of account holders it never hears about consent.
    ("MDG303", "consents_for_mailer"),
    ("MDG304", "consents_for_mailer"),
    # Few needs say how old a copy may get.
    ("MDG309", "business_partner"),
    ("MDG309", "relationship"),
    ("MDG705", "group.categories"),
    ("MDG705", "system.needs"),
}


@pytest.fixture(scope="module")
def folder(project: Path) -> Path:
    return project / "examples" / "sap_cx"


@pytest.fixture(scope="module")
def report(folder: Path) -> mdg.Report:
    return mdg.check(folder, as_of=DAY)


@pytest.fixture(scope="module")
def landscape(folder: Path) -> mdg.Landscape:
    return mdg.load(folder, as_of=DAY)


@pytest.fixture(scope="module")
def point(landscape: mdg.Landscape) -> mdg.DecisionPoint:
    return mdg.DecisionPoint(landscape, as_of=DAY)


def said(report: mdg.Report) -> set[tuple[str, str]]:
    return {(finding.code, finding.subject["id"]) for finding in report.findings}


def one(report: mdg.Report, code: str, subject: str) -> mdg.Finding:
    (finding,) = [each for each in report.findings if (each.code, each.subject["id"]) == (code, subject)]
    return finding


# --- what it says --------------------------------------------------------------------------------


def test_all_that_is_found(report: mdg.Report) -> None:
    assert said(report) == FOUND
    assert len(report.findings) == len(FOUND)


@pytest.mark.parametrize(
    ("code", "subject", "when"),
    [
        ("MDG101", "business_partner", [{"kind": "group", "role": {"only": ["prospect", "competitor"]}}]),
        (
            "MDG102",
            "business_partner",
            [{"role": {"all": ["contact_person"], "only": ["prospect", "contact_person", "competitor"]}}],
        ),
        ("MDG102", "relationship", [{"category": "has_contact"}]),
        ("MDG103", "business_partner.identity", [{"role": "contact_person"}]),
        ("MDG103", "business_partner.contact_points", [{"role": "contact_person"}]),
        ("MDG107", "business_partner.contact_points", [{"role": {"only": ["prospect", "competitor"]}}]),
        ("MDG108", "business_partner.general", [{"role": "FLCU01", "registration": "full"}]),
        ("MDG108", "business_partner.credit", [{"role": "FLCU00", "registration": "none"}]),
        ("MDG303", "consents_for_mailer", [{"registration": "newsletter", "consent": "withdrawn"}]),
        ("MDG304", "consents_for_mailer", [{"registration": "full", "consent": {"not": "granted"}}]),
    ],
)
def test_for_whom(report: mdg.Report, code: str, subject: str, when: list[dict[str, object]]) -> None:
    assert one(report, code, subject).when == when


def test_the_statements_behind_a_finding_are_shown(report: mdg.Report, folder: Path) -> None:
    finding = one(report, "MDG103", "business_partner.sales_roles")
    shown = set()
    for related in finding.related:
        where = related["location"]
        lines = Path(where["file"]).read_text(encoding="utf-8").splitlines()
        shown.add(lines[where["line"] - 1].strip())
    assert shown == {"erp_writes_roles:", "sales_writes_roles:"}


@pytest.mark.parametrize(
    ("subject", "party"), [("business_partner.credit", "finance_team"), ("business_partner.account_team", "crm_team")]
)
def test_who_answers_is_named(report: mdg.Report, subject: str, party: str) -> None:
    assert one(report, "MDG108", subject).accountable == party


def test_nothing_is_passed_over_in_silence(report: mdg.Report) -> None:
    """What no fact decides is told, and the sections without a rule are counted out."""
    assert "`hub`" in one(report, "MDG705", "system.needs").message
    assert {finding.severity for finding in report.findings if finding.code == "MDG705"} == {"info"}
    assert not report.ok(fail_on="error")


def test_consent_that_the_mailer_never_hears_of_would_come_by_the_flow_that_brings_the_rest(report: mdg.Report) -> None:
    finding = one(report, "MDG304", "consents_for_mailer")
    assert finding.help == "add `consent` to the `groups` of `commerce_contacts_to_mailer`; or narrow the need"
    assert "does not carry `consent` to `mailer`" in [related["message"] for related in finding.related]


# --- and it is true ------------------------------------------------------------------------------


def may(
    point: mdg.DecisionPoint,
    landscape: mdg.Landscape,
    operation: str,
    finding: mdg.Finding,
    groups: list[str] | None = None,
) -> set[str]:
    """The systems that may do it to the finding's witness."""
    witness = finding.witness
    assert witness is not None
    return {
        system
        for system in landscape.systems
        if point.decide(
            operation, system=system, entity=witness["entity"], record=witness["record"], groups=groups
        ).allowed
    }


def test_nobody_can_create_the_witness_without_creator(
    report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape
) -> None:
    assert may(point, landscape, "create", one(report, "MDG101", PARTNER)) == set()


@pytest.mark.parametrize("entity", [PARTNER, "relationship"])
def test_two_systems_can_create_the_witness_with_two_creators(
    report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape, entity: str
) -> None:
    assert may(point, landscape, "create", one(report, "MDG102", entity)) == {"erp", "sales"}


@pytest.mark.parametrize("group", ["identity", "contact_points", "sales_roles"])
def test_two_systems_can_write_the_witness_with_two_writers(
    report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape, group: str
) -> None:
    finding = one(report, "MDG103", f"{PARTNER}.{group}")
    assert may(point, landscape, "update", finding, groups=[group]) == {"erp", "sales"}


@pytest.mark.parametrize("group", ["consent", "coupon", "identity", "contact_points"])
def test_nobody_can_delete_the_witness_without_eraser(
    report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape, group: str
) -> None:
    assert may(point, landscape, "delete", one(report, "MDG107", f"{PARTNER}.{group}")) == set()


# --- mending the cause ends it -------------------------------------------------------------------

CONTACTS_ARE_MATCHED = """
matching:
  contacts: {entity: business_partner, when: {role: contact_person}, system: erp, by: [email]}
"""
RELATIONSHIPS_ARE_MATCHED = """
matching:
  relationships: {entity: relationship, system: erp, by: [partner, contact]}
"""
THE_ERP_WINS_CONTACTS = """
survivorship:
  contacts:
    entity: business_partner
    when: {role: contact_person}
    groups: [identity, contact_points]
    strategy: priority
    systems: [erp, sales]
"""
A_STEWARD_SETTLES_ROLES = """
survivorship:
  roles: {entity: business_partner, groups: [sales_roles], strategy: steward, party: erp_team}
"""
CONSENTS_GO_TO_THE_MAILER = """
flows:
  commerce_consents_to_mailer:
    {entity: business_partner, population: account_holders, from: commerce, to: mailer, groups: [consent]}
"""
EVERYBODY_DELETES_THEIR_OWN = """
ownership:
  customer_data_deletes: {entity: business_partner, population: addressees, system: customer_data, may: delete}
  commerce_deletes: {entity: business_partner, when: {registration: guest}, system: commerce, may: delete}
  sales_deletes: {entity: business_partner, population: not_yet_customers, system: sales, may: delete}
"""


@pytest.mark.parametrize(
    ("addition", "ended"),
    [
        (CONTACTS_ARE_MATCHED, {("MDG102", "business_partner")}),
        (RELATIONSHIPS_ARE_MATCHED, {("MDG102", "relationship")}),
        (
            THE_ERP_WINS_CONTACTS,
            {("MDG103", "business_partner.identity"), ("MDG103", "business_partner.contact_points")},
        ),
        (A_STEWARD_SETTLES_ROLES, {("MDG103", "business_partner.sales_roles")}),
        (CONSENTS_GO_TO_THE_MAILER, {("MDG304", "consents_for_mailer")}),
        (EVERYBODY_DELETES_THEIR_OWN, {each for each in FOUND if each[0] == "MDG107"}),
    ],
    ids=[
        "contacts matched",
        "relationships matched",
        "contacts ranked",
        "roles settled",
        "consents sent",
        "deletion granted",
    ],
)
def test_a_statement_added_ends_it(folder: Path, tmp_path: Path, addition: str, ended: set[tuple[str, str]]) -> None:
    copy = shutil.copytree(folder, tmp_path / "sap_cx")
    (copy / "99-mended.yaml").write_text(addition, encoding="utf-8")
    assert said(mdg.check(copy, as_of=DAY)) == FOUND - ended


def mended(folder: Path, to: Path, file: str, old: str, new: str, times: int = 1) -> mdg.Report:
    """The report on a copy in which ``old`` reads ``new``."""
    copy = shutil.copytree(folder, to / "sap_cx")
    text = (copy / file).read_text(encoding="utf-8")
    assert text.count(old) == times
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return mdg.check(copy, as_of=DAY)


def test_the_populations_told_can_be_pasted(folder: Path, tmp_path: Path, report: mdg.Report) -> None:
    (clause,) = one(report, "MDG101", PARTNER).when or []
    anchor = "    impossible:\n      # Nobody"
    pasted = f"    impossible:\n      - {clause}\n      # Nobody".replace("'", "")
    after = mended(folder, tmp_path, "10-business-partner.yaml", anchor, pasted)
    assert said(after) == FOUND - {("MDG101", "business_partner")}


def test_a_manual_run_that_honours_the_filter_takes_no_private_buyers(folder: Path, tmp_path: Path) -> None:
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "    when: {role: [FLCU00, FLCU01, FLVN00, contact_person, employee]}\n",
        "    when:\n"
        "      role: [FLCU00, FLCU01, FLVN00, contact_person, employee]\n"
        "      account_group: {not: [consumer, internal]}\n",
        times=2,
    )
    idle = {"general", "sales_area", "partner_functions"}
    assert FOUND - said(after) == {("MDG108", f"business_partner.{group}") for group in idle}


def test_an_account_owner_that_is_not_sent_is_not_blanked(folder: Path, tmp_path: Path) -> None:
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "             partner_functions, account_team]\n",
        "             partner_functions]\n",
        times=2,
    )
    assert said(after) == FOUND - {("MDG108", "business_partner.account_team")}


def test_roles_that_are_not_sent_do_not_replace(folder: Path, tmp_path: Path) -> None:
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "    groups: [sales_roles, finance_roles]\n",
        "    groups: [sales_roles]\n",
    )
    assert said(after) == FOUND - {("MDG108", "business_partner.finance_roles")}


def test_the_owners_check_for_duplicates_settles_companies(folder: Path, tmp_path: Path) -> None:
    """Were the sales cloud to create customers too, that would be found for persons and not for companies."""
    after = mended(
        folder,
        tmp_path,
        "40-ownership.yaml",
        "      role: {only: [prospect, competitor, contact_person]}\n",
        "      role: {only: [prospect, competitor, contact_person, FLCU01]}\n",
    )
    clauses = one(after, "MDG102", PARTNER).when or []
    point = mdg.DecisionPoint(mdg.load(tmp_path / "sap_cx", as_of=DAY), as_of=DAY)
    company = {
        "kind": "organisation",
        "role": ["FLCU01"],
        "registration": "none",
        "consent": "none",
        "account_group": "trade",
    }
    for system in ("erp", "sales"):
        assert point.decide("create", system=system, entity=PARTNER, record=company).allowed
    # Only persons are contacts.
    assert clauses
    assert all(clause.get("kind") == "person" or "contact_person" in clause["role"]["all"] for clause in clauses)


# --- the creation scenarios ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persona", "creators"),
    [
        ("trading_customer", {"erp"}),  # scenarios 1 and 5: any system asks, the owner creates
        ("affiliate", {"erp"}),
        ("supplier", {"erp"}),
        ("contact", {"erp", "sales"}),  # contacts run both ways
        ("prospect", {"sales"}),  # scenario 2
        ("competitor", {"sales"}),
        ("won_prospect", {"erp"}),  # made at once; mostly it grows out of a prospect
        ("account_holder", {"customer_data"}),  # scenario 3
        ("newsletter_subscriber", {"customer_data"}),  # scenario 4
        ("unsubscribed", set()),  # consent is withdrawn after it was given
        ("guest", {"commerce"}),  # scenario 6
        ("buyer_of_a_customer", {"erp", "sales"}),
    ],
)
def test_who_may_create(point: mdg.DecisionPoint, landscape: mdg.Landscape, persona: str, creators: set[str]) -> None:
    record = landscape.records[persona]
    decisions = {
        system: point.decide("create", system=system, entity=record.entity, record=record.values)
        for system in landscape.systems
    }
    assert {system for system, decision in decisions.items() if decision.allowed} == creators
    for decision in decisions.values():
        assert decision.allowed == bool(decision.rules)
        assert decision.allowed or set(decision.instead) == creators


def test_a_prospect_is_created_by_the_sales_clouds_rule(point: mdg.DecisionPoint, landscape: mdg.Landscape) -> None:
    decision = point.decide("create", system="sales", entity=PARTNER, record=landscape.records["prospect"].values)
    assert decision.rules == ("sales_creates_prospects_and_contacts",)


def test_a_subscription_is_no_name(point: mdg.DecisionPoint, landscape: mdg.Landscape) -> None:
    """Light registration takes an address for mail and a consent; a subscriber without either cannot be."""
    record = landscape.records["newsletter_subscriber"].values

    def ask(*groups: str) -> mdg.Decision:
        return point.decide("create", system="customer_data", entity=PARTNER, groups=groups, record=record)

    assert ask("contact_points", "consent").allowed
    assert ask("contact_points").denied_groups == ("consent",)
    assert ask("contact_points", "consent", "identity").denied_groups == ("identity",)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"kind": "organisation", "role": [], "registration": "newsletter"}, "a newsletter for a company"),
        ({"kind": "person", "role": [], "registration": "none"}, "nobody, in no role"),
        ({"kind": "group", "role": ["contact_person"], "registration": "none"}, "a household that is a contact"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_cannot_be_is_created_by_nobody(
    point: mdg.DecisionPoint, landscape: mdg.Landscape, record: dict[str, str | list[str]], why: str
) -> None:
    record = {**record, "consent": "none", "account_group": "none"}
    for system in landscape.systems:
        decision = point.decide("create", system=system, entity=PARTNER, record=record)
        assert not decision.allowed, why
        assert decision.instead == ()


@pytest.mark.parametrize(
    ("group", "persona", "writers"),
    [
        ("consent", "account_holder", {"customer_data"}),  # the consent master; the shop captures, and may only enrich
        ("account_team", "trading_customer", {"sales"}),
        ("credit", "trading_customer", {"erp"}),
        ("company_code", "private_buyer", {"erp"}),
        ("permissions", "contact", {"commerce"}),
        ("core", "trading_customer", {"erp"}),  # the sales cloud proposes, which is no right
        ("core", "prospect", {"sales"}),
        ("offer", "account_holder", {"marketing"}),
        ("coupon", "account_holder", {"commerce"}),
    ],
)
def test_who_may_update(
    point: mdg.DecisionPoint, landscape: mdg.Landscape, group: str, persona: str, writers: set[str]
) -> None:
    record = landscape.records[persona].values
    assert {
        system
        for system in landscape.systems
        if point.decide("update", system=system, entity=PARTNER, groups=[group], record=record).allowed
    } == writers


def test_the_e_mail_system_may_not_record_the_unsubscribe(point: mdg.DecisionPoint, landscape: mdg.Landscape) -> None:
    """A step of the campaign does it all the same: the word of whoever unsubscribes has no way back."""
    record = landscape.records["account_holder"].values
    decision = point.decide("update", system="mailer", entity=PARTNER, groups=["consent"], record=record)
    assert (decision.allowed, decision.instead) == (False, ("customer_data",))


def test_the_shop_enriches_consent_and_does_not_govern_it(point: mdg.DecisionPoint, landscape: mdg.Landscape) -> None:
    record = landscape.records["account_holder"].values
    decision = point.decide("enrich", system="commerce", entity=PARTNER, groups=["consent"], record=record)
    assert decision.rules == ("commerce_captures_consent",)


@pytest.mark.parametrize(
    ("persona", "erasers"),
    [("trading_customer", {"erp"}), ("private_buyer", {"erp"}), ("newsletter_subscriber", set()), ("guest", set())],
)
def test_who_may_delete(point: mdg.DecisionPoint, landscape: mdg.Landscape, persona: str, erasers: set[str]) -> None:
    record = landscape.records[persona].values
    assert {
        system
        for system in landscape.systems
        if point.decide("delete", system=system, entity=PARTNER, record=record).allowed
    } == erasers
