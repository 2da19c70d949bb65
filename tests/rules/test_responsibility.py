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


# --- 501 to 507 ----------------------------------------------------------------------------------

PERSONAL = """
parties: {me: {}, you: {}, them: {is: vendor}, host: {is: processor}, officer: {is: data_protection_officer}}
entities:
  customer:
    dimensions: {country: [DE, FR]}
    groups:
      name: {attributes: [last], categories: [user.name]}
      product: {attributes: [id], categories: []}
systems: {shop: {}, crm: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows: {f: {from: shop, to: crm}}
"""


def answered(*statements: str, base: str = PERSONAL) -> str:
    lines = [f"  s{number}: {{{one}}}" for number, one in enumerate(statements)]
    return base + "responsibilities:\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("statements", "gap"),
    [
        (["concern: accuracy, accountable: me"], None),
        (["concern: accuracy, accountable: me, when: {country: DE}"], [{"country": "FR"}]),
        (["concern: accuracy, accountable: me, groups: [product]"], [{}]),
        # in some system somebody answers
        (["concern: accuracy, accountable: me, system: crm"], None),
        # a deliberate blank is not filled from above
        (["concern: accuracy, accountable: me", "concern: accuracy, groups: [name]"], [{}]),
        (["concern: accuracy, accountable: me", "concern: accuracy, groups: [name], system: crm"], [{}]),
        # it is less specific, so that it does not count
        (["concern: accuracy, accountable: me, groups: [name]", "concern: accuracy"], None),
        # two are told by 506
        (["concern: accuracy, accountable: me", "concern: accuracy, accountable: you"], None),
    ],
)
def test_501_nobody_and_a_deliberate_blank(statements: list[str], gap: list[dict[str, str]] | None) -> None:
    findings = found(answered(*statements), "MDG501")
    assert [one.when for one in findings] == ([] if gap is None else [gap])


def test_501_what_nobody_depends_on_needs_nobody() -> None:
    of = answered("concern: accuracy, accountable: me, groups: [name]")
    assert not found(of, "MDG501"), "products are nobody's data"
    needed = of + "needs: {n: {system: crm, groups: [product]}}\n"
    assert "`product`" in only(needed, "MDG501").message


def test_501_a_concern_of_which_nothing_is_said_is_asked_for() -> None:
    (asked,) = [one for one in found(answered(), "MDG705") if one.subject["id"] == "entity.accountable"]
    assert "`accuracy of customer`" in asked.message
    without = answered(base=PERSONAL.replace("parties", "x-parties"))
    assert not [one for one in found(without, "MDG705") if one.subject["id"] == "entity.accountable"]


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        (["concern: accuracy, accountable: me"], 0),  # nobody is said to do anything here
        (["concern: accuracy, accountable: me", "concern: freshness, accountable: me, responsible: you"], 0),
        (
            [
                "concern: accuracy, accountable: me, groups: [name]",
                "concern: accuracy, accountable: me, groups: [product], responsible: you",
            ],
            1,
        ),
        (["concern: accuracy, accountable: me", "concern: accuracy, responsible: you"], 0),
        (["concern: accuracy, responsible: you"], 0),
    ],
)
def test_502_who_does_the_work(statements: list[str], number: int) -> None:
    assert len(found(answered(*statements), "MDG502")) == number


@pytest.mark.parametrize(
    ("role", "code", "severity"),
    [
        ("accountable: them", "MDG503", "error"),
        ("accountable: host", "MDG503", "error"),
        ("accountable: me, responsible: host", None, ""),
        ("accountable: officer", "MDG504", "error"),
        ("accountable: me, responsible: officer", "MDG504", "warning"),
        ("accountable: me, consulted: officer", None, ""),
    ],
)
def test_503_and_504_who_may_answer(role: str, code: str | None, severity: str) -> None:
    of = answered(f"concern: compliance, {role}")
    told = [(one.code, one.severity) for one in judged(of).findings if one.code in ("MDG503", "MDG504")]
    assert told == ([] if code is None else [(code, severity)])


def test_504_the_officer_may_answer_for_something_else() -> None:
    assert not found(answered("concern: freshness, accountable: officer"), "MDG504")


@pytest.mark.parametrize(
    ("shop", "crm", "flow", "powerless"),
    [
        ("{steward: you}", "{steward: you}", "owner: you", True),
        ("{steward: you}", "{steward: you}", "owner: me", False),
        ("{steward: you}", "{operator: me}", "owner: you", False),
        ("{steward: you}", "{steward: you}", "via: bus", False),  # whose flow it is, is not said
        ("{}", "{steward: you}", "owner: you", False),
    ],
)
def test_505_a_part_in_the_way(shop: str, crm: str, flow: str, powerless: bool) -> None:
    base = PERSONAL.replace("shop: {}, crm: {}", f"shop: {shop}, crm: {crm}").replace("to: crm", f"to: crm, {flow}")
    of = answered("concern: freshness, accountable: me", base=base) + "needs: {n: {system: crm, max_age: 1d}}\n"
    assert bool(found(of, "MDG505")) == powerless


@pytest.mark.parametrize(
    ("flow", "systems", "abandoned"),
    [
        ("{from: shop, to: crm, owner: me}, g: {from: crm, to: shop}", "{}", True),
        ("{from: shop, to: crm, owner: me}, g: {from: crm, to: shop, owner: me}", "{}", False),
        ("{from: shop, to: crm, owner: me}, g: {from: crm, to: shop}", "{operator: me}", False),
        ("{from: shop, to: crm}", "{}", False),  # nobody is named anywhere: 705 asks
    ],
)
def test_507_whom_to_call(flow: str, systems: str, abandoned: bool) -> None:
    base = PERSONAL.replace("f: {from: shop, to: crm}", f"f: {flow}").replace("shop: {}, ", f"shop: {systems}, ")
    assert bool(found(base, "MDG507")) == abandoned
