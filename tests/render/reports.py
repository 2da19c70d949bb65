"""Findings made by hand, for showing them; and a landscape's text that they point into."""

from __future__ import annotations

from typing import Any

import attrs

from mdg.diagnostic import Comparison, Finding, Report

PARTNERS = "landscape/entities/business_partners.yaml"
RULES = "landscape/ownership.yaml"
EXCERPTS = {
    PARTNERS: """\
mdg: 1
landscape: partners
entities:
  business_partner:
    dimensions:
      role: {values: [customer, prospect, supplier], many: true}
      country: {standard: iso-3166-1}
    groups:
      identity: {attributes: [first_name, last_name, date_of_birth], categories: [user.name], required: true}
      bank: [iban]
  工場: {groups: {名前: [名], 銀行: [口座]}}
""".splitlines(),
    RULES: """\
ownership:
  commerce_creates_prospects: {system: commerce, entity: business_partner, may: [create, update], \
when: {role: prospect, country: [DE, AT, CH, FR, IT, ES, PT, NL, BE, LU, DK, SE, NO, FI, PL, CZ]}}
  sales_creates: {system: sales, entity: business_partner, may: [create]}
\terp_creates:\t{system: erp, entity: bussiness_partner, may: [create]}
""".splitlines(),
}


def span(file: str, line: int, column: int, end_column: int, end_line: int | None = None) -> dict[str, Any]:
    return {
        "file": file,
        "line": line,
        "column": column,
        "end_line": end_line or line,
        "end_column": end_column,
    }


def finding(**parts: Any) -> Finding:
    """A finding about the entity, with whatever is given in place of what it would say."""
    usual: dict[str, Any] = {
        "code": "MDG102",
        "name": "two-creators",
        "severity": "error",
        "message": "the same `business_partner` may be created in `commerce`, `sales`, and no `matching` settles it",
        "help": "let one of them create these records, or add a `matching` that says where duplicates are found",
        "location": span(PARTNERS, 4, 3, 19),
        "related": [],
        "subject": {"kind": "entity", "id": "business_partner"},
        "witness": None,
        "when": None,
        "since": None,
        "until": None,
        "accountable": None,
        "identity": "MDG102 business_partner",
    }
    return Finding(**{**usual, **parts})


def report(*findings: Finding, **parts: Any) -> Report:
    usual: dict[str, Any] = {"landscape": "partners", "as_of": "2026-03-01", "excerpts": EXCERPTS}
    return Report(findings=findings, **{**usual, **parts})


def everything() -> Report:
    """One finding of each kind: with all that can be told, of the text, about every record, and without a place."""
    return report(
        finding(
            code="MDG008",
            name="unknown-reference",
            message="`erp_creates` is about an entity `bussiness_partner`, which is not declared",
            help="did you mean `business_partner`?",
            location=span(RULES, 4, 37, 54),
            subject={"kind": "ownership", "id": "erp_creates"},
        ),
        finding(
            related=[
                {"message": "may be created in `commerce`", "location": span(RULES, 2, 3, 29)},
                {"message": "may be created in `sales`", "location": span(RULES, 3, 3, 16)},
            ],
            witness={"entity": "business_partner", "record": {"role": ["prospect"], "country": "NO"}},
            when=[
                {"role": "prospect", "country": ["DE", "AT", "CH", "FR", "IT", "ES", "PT", "NL", "BE", "LU", "NO"]},
                {"role": {"all": ["customer", "supplier"], "not": "prospect"}, "country": {"not": ["US", "CA"]}},
            ],
            since="2026-07-01",
            until="2027-12-31",
            accountable="sales_office",
        ),
        finding(
            code="MDG107",
            name="no-eraser",
            message="nobody may delete `工場`, which has personal data in `名前`",
            help="let a system `delete` it",
            location=span(PARTNERS, 11, 3, 5),
            subject={"kind": "group", "id": "工場.名前"},
            witness={"entity": "工場", "record": {}},
            when=[{}],
        ),
        finding(
            code="MDG110",
            name="dead-rule",
            severity="warning",
            message="the last of its countries adds nothing",
            help="",
            location=span(RULES, 2, 182, 184),
        ),
        finding(
            code="MDG705",
            name="unknown-fact",
            severity="info",
            message="nothing says which `categories` the group `bank` has",
            help="add `categories`, and MDG107 can tell whether somebody must be able to delete it",
            location=span("<python>", 1, 1, 1),
        ),
        suppressed=2,
        rules=("MDG005", "MDG008", "MDG101", "MDG102", "MDG107", "MDG110", "MDG705"),
        not_judged=("flows", "needs", "processes", "purposes", "responsibilities", "views", "agreements", "licences"),
    )


def beside_a_baseline() -> Report:
    """The same beside a baseline: one finding accepted, one grown, and two entries that are gone."""
    unknown, creators, eraser, dead, fact = everything().findings
    gone = {
        "code": "MDG103",
        "name": "two-writers",
        "severity": "error",
        "subject": {"kind": "group", "id": "business_partner.bank"},
        "file": "entities/business_partners.yaml",
        "message": "`commerce` and `sales` may each change `bank` of the same `business_partner`",
        "count": 1,
        "fingerprint": "8277e0910d750195b448797616e091ad",
    }
    compared = Comparison(
        file=".mdg-baseline.json",
        accepted=(eraser,),
        grown=((creators, "does not hold it for {country: NO}"),),
        gone=(gone, {"code": "MDG110", "fingerprint": "e1671797c52e15f763380b45e841ec32", "count": 3}),
    )
    return attrs.evolve(everything(), findings=(unknown, creators, dead, fact), baseline=compared)
