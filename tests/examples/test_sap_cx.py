"""The customer-experience landscape: what mdg says of it, why that is true of it, and what would end it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest

import mdg

#: Nothing in the landscape begins or ends, so that any day does.
DAY = dt.date(2026, 9, 1)
PARTNER = "business_partner"

ONCE = {
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
    # Messages that blank what their receiver owns, since their sender has none of it and never will.
    *(
        (code, flow)
        for code in ["MDG109", "MDG201"]
        for flow in [
            "erp_partners_to_sales",
            "erp_partners_to_sales_by_hand",
            "sales_roles_to_erp",
            "hub_credit_to_erp",
        ]
    ),
    # What two systems write, brought over the other's change.
    *(("MDG109", flow) for flow in ["sales_partners_to_erp", "hub_to_erp", "hub_to_sales"]),
    # Changes that come back to where they were made, and changes that cross.
    ("MDG202", "erp_partners_to_sales"),
    ("MDG202", "erp_relationships_to_sales"),
    ("MDG202", "accounts_to_commerce"),
    *(
        ("MDG203", f"business_partner.{group}")
        for group in ["identity", "contact_points", "sales_roles", "sales_area", "partner_functions"]
    ),
    # Two ways to the same place, one of them slower.
    *(("MDG204", system) for system in ["commerce", "sales", "service", "erp", "hub", "mailer"]),
    # The shop's users, the e-mail system's addressees: once told, never forgotten.
    ("MDG206", "erp_companies_to_commerce"),
    ("MDG206", "hub_to_commerce"),
    ("MDG206", "segments_to_mailer"),
    # Copies that nobody refreshes when one of those who may write them does.
    *(
        ("MDG207", system)
        for system in ["commerce", "marketing", "sales", "service", "erp", "mailer", "web_analytics", "credit_agency"]
    ),
    # ERP, sales cloud and shop each know a partner by a number of their own.
    *(
        ("MDG211", flow)
        for flow in [
            "erp_partners_to_sales",
            "erp_partners_to_sales_by_hand",
            "sales_partners_to_erp",
            "sales_roles_to_erp",
            "erp_companies_to_commerce",
            "erp_contacts_to_commerce",
            "commerce_buyers_to_erp",
        ]
    ),
    # Replications of old, beside the hub.
    *(
        ("MDG212", flow)
        for flow in [
            "erp_partners_to_sales",
            "erp_partners_to_sales_by_hand",
            "erp_partners_to_service",
            "erp_partners_to_service_by_hand",
            "sales_partners_to_erp",
            "erp_companies_to_commerce",
            "erp_contacts_to_commerce",
            "agency_identifiers_to_erp",
        ]
    ),
    ("MDG215", "commerce"),
    ("MDG215", "data_platform"),
    # Relationships overtake the partners.
    ("MDG216", "erp_relationships_to_sales"),
    ("MDG216", "erp_relationships_to_service"),
    # Partners that are groups, and customers of accounting alone, are not kept by the clouds that say they need them.
    ("MDG303", "customers_for_sales"),
    ("MDG303", "prospects_for_sales"),
    ("MDG303", "customers_for_service"),
    # Who has withdrawn is no longer sent to the e-mail system, and of account holders it never hears about consent.
    ("MDG303", "consents_for_mailer"),
    ("MDG304", "consents_for_mailer"),
    # Looked at in the night, sent at noon.
    ("MDG301", "consents_for_mailer"),
    # Few needs say how old a copy may get.
    ("MDG309", "business_partner"),
    ("MDG309", "relationship"),
    # One state of consent stands for the newsletter and for the lottery.
    ("MDG402", "newsletter"),
    # The game is handed what marketing concluded, and never hears whether that is still allowed.
    ("MDG403", "game"),
    # The shop tells the e-mail system of an address at once, the consent comes with the batch.
    ("MDG405", "mailer"),
    # Web analytics supplies the visits by which people are picked, and goes on when they have withdrawn.
    ("MDG406", "customer_data"),
    # Who withdraws is no longer sent there.
    ("MDG430", "mailer"),
    # What somebody is likely to buy at the pharmacy picks the coupon.
    ("MDG407", "lottery_campaign"),
    ("MDG408", "business_partner.offer"),
    # What is sent along because the flow was there.
    *(
        ("MDG410", flow)
        for flow in [
            "erp_partners_to_sales_by_hand",
            "erp_partners_to_service",
            "erp_partners_to_service_by_hand",
            "hub_to_service",
            "commerce_contacts_to_mailer",
            "accounts_to_platform",
        ]
    ),
    # Visits, what is concluded from them, and health among it.
    ("MDG423", "incentive_campaign"),
    # How long data is kept is not known.
    *(
        ("MDG428", purpose)
        for purpose in ["incentive_campaign", "newsletter", "customer_care", "credit_decision", "orders"]
    ),
    # Accuracy is somebody's for half of the data, compliance for consent alone.
    ("MDG501", "business_partner"),
    # The unsubscribe is written in the e-mail system, which may not, and nothing takes it back.
    ("MDG604", "lottery_campaign"),
    ("MDG613", "lottery_campaign"),
    ("MDG705", "entity.accountable"),
    ("MDG705", "flow.delivery"),
    ("MDG705", "group.categories"),
    ("MDG705", "group.retention"),
    ("MDG705", "purpose.withdrawal_within"),
    ("MDG705", "system.agreement"),
    ("MDG705", "system.erasure_procedure"),
    ("MDG705", "system.keys"),
    ("MDG705", "system.needs"),
    ("MDG705", "use.purpose"),
    # What 90-expectations.yaml says of itself that it is not met.
    ("MDG707", "customer_is_visible"),
    ("MDG707", "withdrawal_arrives"),
    ("MDG707", "filter_holds"),
}
#: What is said of partners and of relationships alike, or of two steps.
TWICE = {
    # A deletion in the ERP comes to the hub, and from there to few.
    *(("MDG205", system) for system in ["commerce", "sales", "service"]),
    ("MDG215", "erp"),
    ("MDG215", "cloud platform integration"),
    # Two steps of the campaign that pick people before anybody looks up whether they agreed.
    ("MDG602", "lottery_campaign"),
}
NEVER_FORGOTTEN = {("MDG205", system) for system in ["marketing", "customer_data", "data_platform", "mailer", "game"]}
FOUND = Counter(ONCE | NEVER_FORGOTTEN | TWICE) + Counter(TWICE)


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


def said(report: mdg.Report) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.subject["id"]) for finding in report.findings)


def changed(report: mdg.Report) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """What is found no longer, and what is found instead."""
    return FOUND - said(report), said(report) - FOUND


def one(report: mdg.Report, code: str, subject: str) -> mdg.Finding:
    (finding,) = [each for each in report.findings if (each.code, each.subject["id"]) == (code, subject)]
    return finding


# --- what it says --------------------------------------------------------------------------------


def test_all_that_is_found(report: mdg.Report) -> None:
    assert said(report) == FOUND


def test_its_page_tells_how_much(report: mdg.Report, folder: Path) -> None:
    much = Counter(finding.severity for finding in report.findings)
    told = f"{much['error']} errors, {much['warning']} warnings and {much['info']} infos"
    assert told in (folder / "README.md").read_text(encoding="utf-8")


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
            {
                ("MDG103", "business_partner.identity"),
                ("MDG103", "business_partner.contact_points"),
                ("MDG109", "hub_to_sales"),
            },
        ),
        (A_STEWARD_SETTLES_ROLES, {("MDG103", "business_partner.sales_roles")}),
    ],
    ids=["contacts matched", "relationships matched", "contacts ranked", "roles settled"],
)
def test_a_statement_added_ends_it(folder: Path, tmp_path: Path, addition: str, ended: set[tuple[str, str]]) -> None:
    assert changed(added(folder, tmp_path, addition)) == (Counter(ended), Counter())


def test_everybody_may_delete_their_own(folder: Path, tmp_path: Path) -> None:
    """Then somebody may; that the ERP is never told of a deletion made in the sales cloud is the next thing to mend."""
    gone, instead = changed(added(folder, tmp_path, EVERYBODY_DELETES_THEIR_OWN))
    assert gone == Counter(each for each in FOUND if each[0] == "MDG107")
    assert instead == Counter([("MDG205", "erp")])


def added(folder: Path, to: Path, addition: str) -> mdg.Report:
    """The report on a copy to which something is added."""
    copy = shutil.copytree(folder, to / "sap_cx")
    (copy / "99-mended.yaml").write_text(addition, encoding="utf-8")
    return mdg.check(copy, as_of=DAY)


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
    gone, instead = changed(mended(folder, tmp_path, "10-business-partner.yaml", anchor, pasted))
    assert gone == Counter([("MDG101", "business_partner")])
    assert not instead


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
    gone, instead = changed(after)
    assert {each for each in gone if each[0] == "MDG108"} == {("MDG108", f"business_partner.{group}") for group in idle}
    # By then it is the other flow once more, by hand.
    assert ("MDG210", "erp_partners_to_sales_by_hand") in instead


# --- what the landscape is known for: found, for whom, by which way, and gone when mended --------


def lines(finding: mdg.Finding) -> list[str]:
    """The lines of text that a finding leads to."""
    places = [related["location"] for related in finding.related]
    return [Path(each["file"]).read_text(encoding="utf-8").splitlines()[each["line"] - 1].strip() for each in places]


def about(report: mdg.Report, code: str, flow: str, group: str) -> bool:
    """Whether it is said of the flow, and of the group first of all."""
    return any(
        finding.code == code and finding.subject["id"] == flow and f"deletes `{group}`" in finding.message
        for finding in report.findings
    )


def test_the_sales_cloud_replaces_the_roles_in_the_erp(
    folder: Path, tmp_path: Path, report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape
) -> None:
    finding = one(report, "MDG109", "sales_roles_to_erp")
    assert finding.message == (
        "`sales_roles_to_erp` deletes `finance_roles` that `erp` writes, of some `business_partner` records: `sales` "
        "has none, sends it whole (`merge: replace`), and never receives what `erp` writes, so that nothing brings it "
        "back"
    )
    assert "erp_partners_to_sales:" in lines(finding)
    record = (finding.witness or {})["record"]
    assert {"FLCU00", "FLVN00"} & set(record["role"])
    assert may(point, landscape, "update", finding, groups=["finance_roles"]) == {"erp"}
    created_in = {"created_in": "erp", "record": record}
    assert "sales" in mdg.present(landscape, PARTNER, **created_in)
    assert "sales" not in mdg.holders(landscape, PARTNER, "finance_roles", **created_in)
    assert about(report, "MDG109", "sales_roles_to_erp", "finance_roles")
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "    groups: [sales_roles, finance_roles]\n",
        "    groups: [sales_roles]\n",
    )
    assert not about(after, "MDG109", "sales_roles_to_erp", "finance_roles")
    gone, instead = changed(after)
    assert gone == Counter([("MDG108", "business_partner.finance_roles"), ("MDG201", "sales_roles_to_erp")])
    assert not instead


def test_a_patch_with_versions_leaves_the_roles_of_the_erp_alone(folder: Path, tmp_path: Path) -> None:
    """Then nothing is said of overwriting at all, neither of what the sender lacks nor of changes that cross."""
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "    groups: [sales_roles, finance_roles]\n    operations: [update]\n    merge: replace\n",
        "    groups: [sales_roles]\n    operations: [update]\n    loop_protection: version\n",
    )
    assert ("MDG109", "sales_roles_to_erp") not in said(after)


def test_the_erp_blanks_the_account_owner(
    folder: Path, tmp_path: Path, report: mdg.Report, point: mdg.DecisionPoint, landscape: mdg.Landscape
) -> None:
    finding = one(report, "MDG109", "erp_partners_to_sales")
    assert finding.message == (
        "`erp_partners_to_sales` deletes `account_team` that `sales` writes, of some `business_partner` records: `erp` "
        "has none, sends it whole (`merge: replace`), and never receives what `sales` writes, so that nothing brings "
        "it back"
    )
    assert "sales_partners_to_erp:" in lines(finding)
    record = (finding.witness or {})["record"]
    assert may(point, landscape, "update", finding, groups=["account_team"]) == {"sales"}
    for system in sorted(may(point, landscape, "create", finding)):
        assert "erp" not in mdg.holders(landscape, PARTNER, "account_team", created_in=system, record=record)
    after = mended(
        folder,
        tmp_path,
        "50-flows-erp.yaml",
        "             partner_functions, account_team]\n",
        "             partner_functions]\n",
        times=2,
    )
    for flow in ("erp_partners_to_sales", "erp_partners_to_sales_by_hand"):
        assert about(report, "MDG109", flow, "account_team")
        assert not about(after, "MDG109", flow, "account_team")
    gone, instead = changed(after)
    assert gone == Counter(
        [
            ("MDG108", "business_partner.account_team"),
            ("MDG201", "erp_partners_to_sales"),
            ("MDG201", "erp_partners_to_sales_by_hand"),
        ]
    )
    assert not instead


def test_consent_does_not_reach_the_e_mail_system(
    folder: Path, tmp_path: Path, report: mdg.Report, landscape: mdg.Landscape
) -> None:
    finding = one(report, "MDG304", "consents_for_mailer")
    assert {"commerce_contacts_to_mailer:", "segments_to_mailer:"} <= set(lines(finding))
    record = (finding.witness or {})["record"]
    created_in = {"created_in": "customer_data", "record": record}
    assert "mailer" in mdg.present(landscape, PARTNER, **created_in)
    assert "mailer" not in mdg.holders(landscape, PARTNER, "consent", **created_in)
    gone, instead = changed(added(folder, tmp_path, CONSENTS_GO_TO_THE_MAILER))
    # And then it is not behind the address any more, for those whom the shop knows.
    assert gone == Counter([("MDG304", "consents_for_mailer"), ("MDG405", "mailer")])
    assert not instead


def test_who_withdraws_stays_in_the_e_mail_system(folder: Path, tmp_path: Path, report: mdg.Report) -> None:
    finding = one(report, "MDG206", "segments_to_mailer")
    assert finding.message == (
        "some `business_partner` records leave what `segments_to_mailer` carries, as by `consent: withdrawn`, and the "
        "copy of `contact_points`, `consent` and `segments` in `mailer` stays behind: nobody refreshes it"
    )
    assert (finding.witness or {})["record"]["consent"] == "granted"
    after = mended(
        folder,
        tmp_path,
        "54-flows-consumers.yaml",
        "    groups: [contact_points, segments, consent]\n",
        "    groups: [contact_points, segments, consent]\n    on_leaving: remove\n",
    )
    gone, instead = changed(after)
    assert gone == Counter([("MDG206", "segments_to_mailer"), ("MDG430", "mailer")])
    assert not instead


def test_consent_is_staler_than_any_interval_on_its_way(
    folder: Path, tmp_path: Path, report: mdg.Report, landscape: mdg.Landscape
) -> None:
    """Two runs a day apart each, and yet 34 hours: the night's batch has just gone, and then noon has to come."""
    finding = one(report, "MDG301", "consents_for_mailer")
    assert "can be 34h late in `mailer`, over 24h" in finding.message
    flows = {"accounts_to_platform:", "segments_to_mailer:"}
    assert flows <= {line.split("#")[0].strip() for line in lines(finding)}
    hops = [related["message"] for related in finding.related if related["message"].startswith("hop ")]
    assert [hop.split(",")[0] for hop in hops] == [
        "hop 1 of 2: `customer_data` → `data_platform` by `accounts_to_platform`",
        "hop 2 of 2: `data_platform` → `mailer` by `segments_to_mailer`",
    ]
    assert "waits 1d for the run of Fri 2026-01-02 02:00 UTC" in hops[0]
    assert "waits 10h for the run of Fri 2026-01-02 12:00 UTC" in hops[1]
    witness = finding.witness or {}
    answer = mdg.staleness(landscape, PARTNER, "consent", at="mailer", record=witness["record"])
    assert answer.worst == dt.timedelta(hours=34)
    assert finding.help == (
        "let `accounts_to_platform` and `segments_to_mailer` run every 12h or more often (2 times a day); or allow 34h"
    )
    copy = shutil.copytree(folder, tmp_path / "sap_cx")
    flows = copy / "54-flows-consumers.yaml"
    text = flows.read_text(encoding="utf-8")
    for groups, schedule in [("profile, consent", "0 2 * * *"), ("segments, consent", "0 12 * * *")]:
        daily = f'    groups: [contact_points, {groups}]\n    trigger: {{cron: "{schedule}", timezone: UTC}}'
        assert text.count(daily) == 1
        text = text.replace(daily, f"    groups: [contact_points, {groups}]\n    trigger: {{every: 12h}}")
    flows.write_text(text, encoding="utf-8")
    gone, instead = changed(mdg.check(copy, as_of=DAY))
    assert gone == Counter([("MDG301", "consents_for_mailer")])
    # To the minute; what is left to say is that no run may be missed.
    assert instead == Counter([("MDG306", "consents_for_mailer")])


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
