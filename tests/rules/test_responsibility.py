"""Who answers for what: 506, and the party that findings name."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from .reading import found, judged, marked, named_related, only

BASE = """
parties: {me: {}, you: {}, them: {}}
entities:
  customer:
    dimensions: {country: [DE, FR, IT, ES, PT]}
    groups:
      name: {attributes: [first, last], categories: [user.name]}
      bank: {attributes: [iban], categories: [system]}
systems: {shop: {}, crm: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
needs: {n: {system: crm}}
"""


def text(rest: str) -> str:
    return BASE + "responsibilities:\n" + indent(dedent(rest), "  ")


def test_506_two_parties_for_the_same_thing() -> None:
    of = text(
        """
          a: {concern: [accuracy, freshness], accountable: me, when: {country: [DE, FR]}}
          b: {concern: [compliance, accuracy], accountable: you, when: {country: [FR, IT]}}
        """
    )
    finding = only(of, "MDG506")
    assert (marked(of, finding), finding.subject) == ("b", {"kind": "responsibility", "id": "b"})
    assert (finding.when, finding.severity) == ([{"country": "FR"}], "error")
    assert named_related(of, finding) == ["a"]
    assert finding.message.endswith("for accuracy")
    assert finding.accountable is None, "nobody is: that is the fault"


def test_506_one_finding_with_all_that_it_contradicts() -> None:
    of = text(
        """
          a: {concern: accuracy, accountable: me, when: {country: DE}}
          b: {concern: accuracy, accountable: you, when: {country: FR}}
          c: {concern: accuracy, accountable: them, when: {country: [DE, FR]}}
        """
    )
    finding = only(of, "MDG506")
    assert (finding.subject["id"], finding.when) == ("c", [{"country": ["DE", "FR"]}])
    assert named_related(of, finding) == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("accountable: me", "accountable: me"),
        ("accountable: me", "accountable: you, concern: freshness"),
        ("accountable: me", "accountable: you, groups: [name]"),
        ("accountable: me", "accountable: you, system: crm"),
        ("accountable: me, system: shop", "accountable: you, system: crm"),
        ("accountable: me, system: shop", "accountable: you, groups: [name]"),
        ("accountable: me, groups: [bank]", "accountable: you, groups: [name]"),
        ("accountable: me, when: {country: DE}", "accountable: you, when: {country: {not: DE}}"),
        ("accountable: me, responsible: you", "accountable: me, responsible: them"),
        ("accountable: me, valid: {until: 2026-12-31}", "accountable: you, valid: {from: 2027-01-01}"),
    ],
)
def test_506_what_is_no_contradiction(one: str, other: str) -> None:
    def statement(written: str) -> str:
        return f"{{{written}}}" if "concern:" in written else f"{{concern: accuracy, {written}}}"

    assert not found(text(f"  a: {statement(one)}\n  b: {statement(other)}"), "MDG506")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("accountable: me, groups: [name]", "accountable: you, groups: {all_but: [bank]}"),
        ("accountable: me, system: crm", "accountable: you, system: crm"),
        ("accountable: me, groups: [name, bank], system: crm", "accountable: you, groups: [bank], system: crm"),
    ],
)
def test_506_equally_specific(one: str, other: str) -> None:
    assert found(text(f"  a: {{concern: accuracy, {one}}}\n  b: {{concern: accuracy, {other}}}"), "MDG506")


def test_506_only_while_both_are_in_force() -> None:
    of = text(
        """
          a: {concern: accuracy, accountable: me, valid: {until: 2026-12-31}}
          b: {concern: accuracy, accountable: you, valid: {from: 2026-10-01}}
        """
    )
    finding = only(of, "MDG506")
    assert (finding.since, finding.until) == ("2026-10-01", "2026-12-31")


CONTESTED = BASE.replace("o: {", "p: {system: crm, may: [update], groups: [bank], when: {country: FR}}, o: {")


@pytest.mark.parametrize(
    ("statements", "party"),
    [
        ([], None),
        (["accountable: me"], "me"),
        (["accountable: me, concern: freshness"], None),
        (["accountable: me, when: {country: DE}"], None),
        # group before entity
        (["accountable: me", "accountable: you, groups: [bank]"], "you"),
        (["accountable: me", "accountable: you, groups: [name]"], "me"),
        # system before none, where one system is meant; here two are
        (["accountable: me", "accountable: you, system: crm"], None),
        (["accountable: me", "accountable: you, system: crm", "accountable: you, system: shop"], "you"),
        # group before system
        (["accountable: me, groups: [bank]", "accountable: you, system: [crm]"], "me"),
        # the most specific one that covers the witness, which is French
        (["accountable: me", "accountable: you, groups: [bank], when: {country: DE}"], "me"),
        (["accountable: me", "accountable: you, groups: [bank], when: {country: FR}"], "you"),
        # what has ended or not begun counts for nothing
        (["accountable: me", "accountable: you, groups: [bank], valid: {from: 2030-01-01}"], "me"),
    ],
)
def test_a_finding_names_the_party_that_answers_for_its_subject(statements: list[str], party: str | None) -> None:
    def written(number: int, statement: str) -> str:
        concern = "" if "concern:" in statement else "concern: accuracy, "
        return f"  r{number}: {{{concern}{statement.replace('[crm]', 'crm')}}}"

    of = CONTESTED + "responsibilities:\n" * bool(statements)
    of += "\n".join(written(number, statement) for number, statement in enumerate(statements))
    finding = only(of, "MDG103")
    assert finding.subject["id"] == "customer.bank"
    assert finding.accountable == party


def test_the_concern_is_that_of_the_rule() -> None:
    of = text(
        """
          a: {concern: accuracy, accountable: me}
          c: {concern: compliance, accountable: you}
        """
    ).replace(", delete]", "]")
    assert only(of, "MDG107").accountable == "you"


def test_what_is_wrong_with_the_text_has_nobody() -> None:
    of = text("a: {concern: [accuracy, freshness, compliance], accountable: me}").replace("system: crm", "system: cmr")
    [finding] = judged(of).findings
    assert (finding.code, finding.accountable) == ("MDG008", None)
