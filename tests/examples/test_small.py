"""The small examples: each shows its mistakes and nothing else, and its mending leaves nothing to say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import mdg

#: Nothing in them begins or ends, so that any day does.
DAY = dt.date(2026, 9, 1)
#: At a glance; a campaign has more to it.
MOST_LINES = {"lottery": 95}
#: An impact assessment is no mistake to be mended: somebody makes it, and says where.
SET_ASIDE = {"lottery": 1}
FOUND = {
    "created_twice": {
        ("MDG102", "customer"),
        ("MDG103", "customer.person"),
        ("MDG103", "customer.contact"),
    },
    "created_by_nobody": {
        ("MDG101", "supplier"),
        ("MDG105", "portal_registers"),
    },
    "lottery": {
        ("MDG203", "customer.coupon"),
        ("MDG306", "marketing_selects"),
        ("MDG404", "marketing"),
        ("MDG407", "marketing_selects"),
        ("MDG407", "campaign"),
        ("MDG423", "lottery"),
        ("MDG601", "campaign"),
        ("MDG602", "campaign"),
        ("MDG604", "campaign"),
        ("MDG605", "in_the_store"),
        ("MDG613", "campaign"),
    },
    "never_forgotten": {
        ("MDG107", "subscriber.contact"),
        ("MDG107", "subscriber.birthday"),
        ("MDG108", "subscriber.birthday"),
        ("MDG410", "shop_to_mailing"),
    },
}


def test_every_small_example_is_pinned(project: Path) -> None:
    assert {folder.parent.name for folder in (project / "examples").glob("*/wrong")} == set(FOUND)
    assert {folder.parent.name for folder in (project / "examples").glob("*/mended")} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_the_wrong_one_has_its_mistakes_and_no_other(project: Path, name: str) -> None:
    report = mdg.check(project / "examples" / name / "wrong", as_of=DAY)
    assert {(finding.code, finding.subject["id"]) for finding in report.findings} == FOUND[name]
    assert not report.ok()


@pytest.mark.parametrize("name", FOUND)
def test_the_mended_one_is_clean(project: Path, name: str) -> None:
    report = mdg.check(project / "examples" / name / "mended", as_of=DAY)
    assert report.findings == ()
    assert report.suppressed == SET_ASIDE.get(name, 0)
    assert report.not_judged == ()


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("variant", ["wrong", "mended"])
def test_it_can_be_read_at_a_glance(project: Path, name: str, variant: str) -> None:
    (file,) = (project / "examples" / name / variant).iterdir()
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) < MOST_LINES.get(name, 60)
    assert lines[0].startswith("# "), "it says what it is about"


@pytest.mark.parametrize("name", FOUND)
def test_mending_declares_the_same_data(project: Path, name: str) -> None:
    """What is mended are the decisions: entities, systems and needs stay as they were."""
    wrong, mended = (mdg.load(project / "examples" / name / variant, as_of=DAY) for variant in ("wrong", "mended"))
    for section in ("entities", "systems", "needs"):
        assert set(getattr(wrong, section)) == set(getattr(mended, section))
    for entity, declared in wrong.entities.items():
        assert set(declared.groups) == set(mended.entities[entity].groups)


def test_what_the_mended_ones_allow(project: Path) -> None:
    def allowed(name: str, operation: str, system: str, record: dict[str, str]) -> bool:
        landscape = mdg.load(project / "examples" / name / "mended", as_of=DAY)
        (entity,) = landscape.entities
        point = mdg.DecisionPoint(landscape, as_of=DAY)
        return bool(point.decide(operation, system=system, entity=entity, record=record).allowed)

    assert allowed("created_twice", "create", "shop", {"channel": "online"})
    assert not allowed("created_twice", "create", "call_centre", {"channel": "online"})
    assert allowed("created_by_nobody", "create", "portal", {"kind": "freelancer"})
    assert allowed("never_forgotten", "delete", "shop", {})
