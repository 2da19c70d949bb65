"""The record of processing: every fact taken away one at a time, and what is open of a field that others fill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import mdg
from mdg.cli import run
from mdg.diagnostic import MdgError
from mdg.pipeline.questions import reading_of
from mdg.rules.compliance.register import Entry, register

from .reading import TODAY, found

# each fact on a line of its own, so that it can be taken away
TEXT = """\
mdg: 1
parties:
  company:
    title: The company
    email: privacy@example.org
  partner:
    kind: organisation
  hoster:
    is: processor
  ads:
    is: vendor
  officer:
    is: data_protection_officer
entities:
  customer:
    groups:
      contact:
        attributes: [email]
        categories: [user.contact.email]
        retention:
          keep: P2Y
          from: the last order
      health:
        attributes: [allergy]
        categories: [user.health_and_medical]
        retention:
          keep: P3Y
      consent:
        attributes: [state]
        categories: [user.privacy_preferences]
        retention: {keep: P4Y}
systems:
  shop:
    region: DE
    operator: company
    role: controller
    retention: P1Y
  mailer:
    region: IN
    operator: hoster
    role: processor
    retention: P5Y
  archive:
    region: IN
    operator: hoster
    role: processor
    retention: P6Y
  partner_shop:
    region: CH
    operator: partner
    role: joint_controller
    retention: P7Y
ownership:
  o: {system: shop, may: [create, update, delete]}
flows:
  f: {from: shop, to: mailer}
  g: {from: shop, to: archive}
  h: {from: shop, to: partner_shop}
needs:
  shop_needs: {system: shop, purpose: news}
  mailer_needs:
    system: mailer
    purpose: news
    owner: ads
  archive_needs: {system: archive, purpose: news}
  partner_needs: {system: partner_shop, purpose: news}
processes:
  p:
    steps:
      rate:
        system: shop
        purpose: news
        decides: true
        automated_ground: consent
purposes:
  news:
    title: News by mail
    lawful_basis: consent
    data_use: marketing.communications.email
    data_subjects: [customer]
    controller: company
    consent:
      group: customer.consent
      attribute: state
    special_condition: A9-2-a
    objection_group: customer.consent
agreements:
  contract_mailer: {systems: [mailer], kind: processing, party: hoster, reference: C-1}
  contract_archive: {systems: [archive], kind: processing, party: hoster, reference: C-2}
  clauses_mailer: {systems: [mailer], kind: standard_clauses, party: hoster, reference: S-1}
  clauses_archive: {systems: [archive], kind: standard_clauses, party: hoster, reference: S-2}
"""
LINES = TEXT.splitlines()


def record(text: str) -> tuple[Entry, ...]:
    return register(reading_of(mdg.load("-", stdin_text=text.encode(), as_of=TODAY)))


def without(first: int) -> str:
    """The text without a line and what is indented below it; the others keep their numbers."""
    indent = len(LINES[first]) - len(LINES[first].lstrip())
    last = first + 1
    while last < len(LINES) and len(LINES[last]) - len(LINES[last].lstrip()) > indent:
        last += 1
    return "\n".join([*LINES[:first], *[""] * (last - first), *LINES[last:]])


def mutants() -> Iterator[tuple[int, Entry]]:
    """Each line that can be left out, by its number, with the entry that is left."""
    for first in range(1, len(LINES)):
        try:
            found = record(without(first))
        except MdgError:
            continue  # then the text is wrong, and there is no record
        if found:
            yield first + 1, found[0]


def test_every_fact_taken_away_leaves_its_field() -> None:
    """What rested on it is told no more; a field that tells less is open, be it for one system that is still there."""
    [whole] = record(TEXT)
    assert whole.partly == {}
    seen = 0
    for line, entry in mutants():
        for field, stated in whole.fields.items():
            rested = [one for one in stated if one.place.span().line == line]
            left = entry.fields.get(field, ())
            seen += bool(rested)
            assert line not in [one.place.span().line for one in left], (LINES[line - 1], field)
            if [one.text for one in left] == [one.text for one in stated]:
                continue  # somebody else says the same
            item = (
                LINES[line - 1].endswith(":") or "owner:" in LINES[line - 1]
            )  # a whole one, or one of several readers
            if rested and len(left) < len(stated) and not item and field not in ("purpose", "rights", "assessment_due"):
                assert field in entry.open or field in entry.partly, (LINES[line - 1], field)
    assert seen > 30


@pytest.mark.parametrize(
    ("fact", "open_"),
    [
        ("    region: CH", {"location": "partner_shop", "transfers": "partner_shop"}),
        ("    retention: P7Y", {"adherence": "partner_shop"}),
        ("        retention: {keep: P4Y}", {"retention": "customer.consent"}),
        ("        categories: [user.health_and_medical]", {"data_categories": "customer.health"}),
        ("  contract_archive:", {"processor_contract": "archive"}),
        ("  clauses_archive:", {"safeguards": "archive: IN"}),
    ],
)
def test_a_field_that_others_fill_is_open_for_what_lacks_the_fact(fact: str, open_: dict[str, str]) -> None:
    [whole], [entry] = record(TEXT), record(_less(fact))
    for field, item in open_.items():
        assert whole.fields[field]
        assert field not in entry.open
        assert [one.text for one in entry.partly[field]] == [item]


def _less(fact: str) -> str:
    found = [line for line in LINES if not line.startswith(fact)]
    assert len(found) == len(LINES) - 1
    return "\n".join(found) + "\n"


def test_a_cell_that_excel_cannot_hold_is_not_cut(tmp_path: Path) -> None:
    """A record without its end would be filed as though it were whole."""
    groups = "".join(f"      g{number}:\n        categories: [user.contact.email]\n" for number in range(1_200))
    (tmp_path / "a.yaml").write_text(TEXT.replace("      consent:\n", f"{groups}      consent:\n", 1), encoding="utf-8")
    path = tmp_path / "record.xlsx"
    assert run(["ropa", str(tmp_path), "--format", "xlsx", "--output", str(path)]) == 2
    assert not path.exists()


def test_who_operates_a_system_as_joint_controller_is_one() -> None:
    assert [one.text for one in record(TEXT)[0].fields["joint_controllers"]] == ["partner"]
    arranged = TEXT + "  joint: {systems: [partner_shop], kind: joint_controllers, party: partner, reference: J-1}\n"
    assert [one.text for one in record(arranged)[0].fields["joint_controllers"]] == ["partner (J-1)"]


def test_a_copy_for_which_no_use_is_stated_is_in_the_record() -> None:
    """The data is there, in India, at another's: whoever reads the entry would not know."""
    [entry] = record(_less("  archive_needs:"))
    assert "archive (keeps a copy; for what, is not stated)" in [one.text for one in entry.fields["software"]]
    assert "archive: IN (standard clauses)" in [one.text for one in entry.fields["transfers"]]
    elsewhere = _less("  archive_needs:").replace("  g: {from: shop,", "  g: {from: shop, operations: [delete],")
    assert "archive" not in str([one.text for one in record(elsewhere)[0].fields["software"]])


def test_the_entry_of_a_draft_says_that_it_is_one() -> None:
    drafted = TEXT.replace("    title: News by mail", "    title: News by mail\n    status: draft")
    assert [one.text for one in record(drafted)[0].fields["activity"]] == ["News by mail (draft)"]


def test_a_gap_in_the_record_of_one_system_is_a_gap() -> None:
    """One place outside is known, and that of another is not."""

    def gaps(text: str) -> list[str]:
        return [one.message.rpartition(": ")[2] for one in found(text.removeprefix("mdg: 1\n"), "MDG428")]

    assert gaps(TEXT) == []
    assert gaps(_less("    region: CH")) == ["transfers to third countries (e)"]
    assert gaps(_less("        retention: {keep: P4Y}")) == ["retention (f)"]
