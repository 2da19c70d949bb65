"""Packs of law of a landscape's own: what they make of the rules, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import mdg
from mdg.pipeline.questions import reading_of
from mdg.rules.compliance.erasure import erasure

from .reading import TODAY, found, judged, judged_files, marked

BASE = """
entities: {customer: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}
systems: {shop: {}, mailer: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows: {f: {from: shop, to: mailer, trigger: {every: 20d}}}
"""
SAID = "article: House rule 7, source: the handbook"


def pack(figures: str, named: str, extends: str = "extends: gdpr,", more: str = "") -> str:
    own = f"packs: {{house: {{{extends} read: 2026-05-01, figures: {{{figures}}}{more}}}}}"
    return f"{BASE}{own}\nsettings: {{packs: {named}}}\n"


@pytest.mark.parametrize(
    ("figures", "named", "allowed"),
    [
        (f"erasure_within: {{value: P14D, {SAID}}}", "house", "14d are allowed (House rule 7)"),
        (f"erasure_within: {{value: P14D, {SAID}}}", "[gdpr, house]", "14d are allowed (House rule 7)"),
        (f"erasure_within: {{value: P14D, {SAID}}}", "gdpr", None),
        (f"erasure_within: {{value: P14D, {SAID}, until: 2026-05-31}}", "house", None),
        (
            f"erasure_within: [{{value: P2D, {SAID}, until: 2026-05-31}}, {{value: P3D, {SAID}, from: 2026-06-01}}]",
            "house",
            "3d are allowed (House rule 7)",
        ),
        ("", "house", None),
    ],
)
def test_its_figures_count(figures: str, named: str, allowed: str | None) -> None:
    told = [one.message for one in found(pack(figures, named), "MDG415")]
    assert [allowed is not None and allowed in one for one in told] == ([True] if allowed else [])
    reading = reading_of(mdg.load("-", stdin_text=f"mdg: 1\n{pack(figures, named)}".encode(), as_of=TODAY))
    plan = erasure(reading, "customer", reading.entities["customer"].space.everything)
    assert plan.in_time is (allowed is None)


def test_one_that_extends_nothing_has_its_own_rules_alone() -> None:
    """Beside another law it takes nothing from that; by itself, nothing else applies."""
    figures = f"erasure_within: {{value: P14D, {SAID}}}"
    assert found(pack(figures, "house", ""), "MDG415") == []
    assert found(pack(figures, "house", "", ", rules: [MDG415]"), "MDG415")
    assert found(pack(figures, "[gdpr, house]", ""), "MDG415")
    longer = f"erasure_within: {{value: P2Y, {SAID}}}"
    of = pack(longer, "[house, gdpr]", "").replace("every: 20d", "every: 40d")
    assert "(GDPR, Article 12(3))" in found(of, "MDG415")[0].message


@pytest.mark.parametrize("value", ["true", "false"])
def test_what_is_no_span_of_time_can_be_said_by_several(value: str) -> None:
    """France asks for consent to calls; who says that it does not, takes nothing from that."""
    of = pack(f"calls_need_consent: {{value: {value}, {SAID}}}", "[fr-cnil, house]", "")
    purposes = """
purposes:
  calls: {lawful_basis: legitimate_interests, data_use: marketing, channels: [phone], opt_in: soft}
needs: {n: {system: shop, purpose: calls}}
"""
    day = TODAY.replace(month=9)
    assert found(of + purposes, "MDG424", as_of=day)
    alone = of.replace("[fr-cnil, house]", "house").replace("read:", "rules: [MDG424], read:")
    assert bool(found(alone + purposes, "MDG424", as_of=day)) is (value == "true")


def test_a_pack_is_a_file(tmp_path: Path) -> None:
    house = f"packs: {{house: {{extends: gdpr, read: 2026-05-01, figures: {{erasure_within: {{value: 1d, {SAID}}}}}}}}}"
    settings = "mdg: 1\nsettings: {packs: house}\n"
    report = judged_files(tmp_path, {"a.yaml": settings + BASE, "packs/house.yaml": house})
    assert "MDG415" in [one.code for one in report.findings]
    assert "packs" not in report.not_judged


WRONG = """
packs:
  gdpr: {read: 2026-05-01}
  a: {extends: b, read: 2026-05-01, rules: [MDG401, MDG101]}
  b: {extends: a, read: 2026-05-01}
  c: {extends: nobody, read: 2026-05-01, figures: {erasure_within: {value: P1M, article: x, source: y}}}
settings: {packs: [gdpr, frcnil]}
"""


def test_all_that_is_wrong_is_told_at_once_each_with_its_place() -> None:
    told = [(one.code, marked(BASE + WRONG, one)) for one in judged(BASE + WRONG).findings]
    assert sorted(told) == [
        ("MDG006", "a"),
        ("MDG006", "b"),
        ("MDG006", "gdpr"),
        ("MDG008", "MDG101"),
        ("MDG008", "frcnil"),
        ("MDG008", "nobody"),
    ]


def test_figures_that_are_wrong_are_told_too() -> None:
    of = pack("erasure_withn: {value: P1M}, prospects_kept: {value: soon, article: x}", "house")
    assert sorted((one.code, marked(of, one)) for one in judged(of).findings) == [
        ("MDG005", "erasure_withn"),
        ("MDG006", "soon"),
        ("MDG007", "prospects_kept"),
    ]


def test_a_pack_that_nothing_names_is_unused() -> None:
    assert [one.subject["id"] for one in found(pack("", "gdpr"), "MDG701")] == ["house"]
    assert found(pack("", "house"), "MDG701") == []
