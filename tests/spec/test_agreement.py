"""The package against the reference: the same decisions, and findings about the same records from the same days."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mdg
from mdg.diagnostic import MdgError

from . import findings, tangles
from .agreement import alike, assert_dates, in_when, loaded, put, record_of, reported, witness_of
from .conditions import Frozen
from .decisions import Ask, Decision, answers, granting
from .findings import DayRule, over_days
from .idle import dead_for_sure, dead_perhaps
from .profiles import AGREEMENT
from .reference import Day, Reference
from .shapes import Raw
from .strategies import AS_OF, asks, landscapes, wrong_asks


@AGREEMENT
@given(st.data())
def test_decisions_agree(data: st.DataObject) -> None:
    """Whether, by which rules, which groups failed, and who may do it instead; on any later day too."""
    raw = data.draw(landscapes())
    reference = Reference(raw)
    days = reference.examined_days(AS_OF)
    with loaded(raw) as landscape:
        for day in {days[0], data.draw(st.sampled_from(days))}:
            point = mdg.DecisionPoint(landscape, as_of=day)
            for ask in data.draw(st.lists(asks(raw), min_size=5, max_size=20)):
                agree_on(reference, point, ask, day)


def agree_on(reference: Reference, point: Any, ask: Ask, day: Day) -> None:
    """One question, put to both; where a dimension left out decides about the verdict, the package must refuse."""
    expected = answers(reference, ask, day)
    if len({answer.allowed for answer in expected}) > 1:
        with pytest.raises(MdgError):
            put(point, ask)
    elif len(expected) == 1:
        agree(put(point, ask), expected.pop())
    else:
        agree_in_part(point, ask, expected)


def agree(answer: Any, expected: Decision) -> None:
    """The answers are the same in every part that can be compared."""
    assert answer.allowed == expected.allowed
    assert set(answer.rules) == expected.rules
    assert set(answer.denied_groups) == expected.denied_groups
    assert set(answer.instead) == expected.instead
    assert answer.reason


def agree_in_part(point: Any, ask: Ask, expected: set[Decision]) -> None:
    """The verdict is the same for all values of what was left out, the reasons are not: refusing is right as well."""
    try:
        answer = put(point, ask)
    except MdgError:
        return
    assert {answer.allowed} == {one.allowed for one in expected}
    for told, possible in (
        (answer.rules, [one.rules for one in expected]),
        (answer.denied_groups, [one.denied_groups for one in expected]),
        (answer.instead, [one.instead for one in expected]),
    ):
        assert frozenset.intersection(*possible) <= set(told) <= frozenset.union(*possible)


@AGREEMENT
@given(st.data())
def test_what_is_unknown_is_an_error(data: st.DataObject) -> None:
    raw = data.draw(landscapes())
    ask = data.draw(wrong_asks(raw))
    with loaded(raw) as landscape:
        point = mdg.DecisionPoint(landscape, as_of=AS_OF)
        with pytest.raises(MdgError):
            put(point, ask)


@pytest.mark.parametrize(
    ("code", "rule"),
    [("101", findings.no_creator), ("102", findings.two_creators), ("103", findings.two_writers)],
)
@AGREEMENT
@given(raw=landscapes())
def test_populations_agree(code: str, rule: DayRule, raw: Raw) -> None:
    """One finding a subject; its `when` is exactly the affected records, its witness is one of them."""
    reference = Reference(raw)
    expected = over_days(reference, rule, AS_OF)
    found = {finding.subject["id"]: finding for finding in reported(raw, code)}
    assert set(found) == set(expected)
    for subject, finding in found.items():
        assert finding.subject["kind"] == ("group" if "." in subject else "entity")
        assert in_when(reference, finding.when, expected[subject].entity) == expected[subject].records
        assert_dates(finding, expected[subject])
        entity, witness = witness_of(reference, finding)
        assert entity == expected[subject].entity
        assert witness in expected[subject].records


def both(rule: DayRule) -> tuple[DayRule, DayRule]:
    """No room for two readings."""
    return rule, rule


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("105", *both(findings.required_not_supplied)),
        ("106", tangles.nobody_at_all, tangles.nobody_supplies),
        ("107", findings.undeletable_and_written, findings.undeletable),
        ("111", findings.unranked, findings.unranked_supplier),
        ("506", tangles.contradictions_that_win, tangles.contradictions),
    ],
)
@AGREEMENT
@given(raw=landscapes())
def test_findings_agree_by_subject(code: str, least: DayRule, most: DayRule, raw: Raw) -> None:
    """Of every entity (of every group, for 106 and 107) just the records are told that are affected."""
    reference = Reference(raw)
    told: dict[str, set[Frozen]] = defaultdict(set)
    for finding in reported(raw, code):
        entity, witness = witness_of(reference, finding)
        about = in_when(reference, finding.when, entity)
        assert about, "a finding about no possible record"
        assert witness in about
        told[finding.subject["id"] if code in ("106", "107") else entity] |= about
    lower, upper = (by_subject(reference, rule, by_group=code in ("106", "107")) for rule in (least, most))
    assert set(lower) <= set(told) <= set(upper)
    for subject, records in told.items():
        assert lower[subject] <= records <= upper[subject]


def by_subject(reference: Reference, rule: DayRule, *, by_group: bool) -> dict[str, set[Frozen]]:
    """The records over all days, of each group or of each entity together."""
    together: dict[str, set[Frozen]] = defaultdict(set)
    for subject, expected in over_days(reference, rule, AS_OF).items():
        together[subject if by_group else expected.entity] |= expected.records
    return together


@AGREEMENT
@given(raw=landscapes())
def test_dead_rules_agree(raw: Raw) -> None:
    """What is plainly dead on some day is told, and nothing that has a use on every day."""
    reference = Reference(raw)
    days = reference.examined_days(AS_OF)
    surely, perhaps = (set().union(*(dead(reference, day) for day in days)) for dead in (dead_for_sure, dead_perhaps))
    found = {finding.subject["id"] for finding in reported(raw, "110")}
    found -= set(raw.get("populations", {}))
    live = reference.without_drafts()
    drafts = {name for section in raw.values() if isinstance(section, dict) for name, item in section.items()
              if isinstance(item, dict) and item.get("status") == "draft"}  # fmt: skip
    without = set().union(*(dead_for_sure(live, day) for day in days))
    # no draft makes dead what is live: of that only counts what is dead without them
    assert without <= found <= perhaps
    assert surely & drafts <= found


@pytest.mark.parametrize(("code", "operations"), [("102", ("create",)), ("103", ("enrich", "update"))])
@AGREEMENT
@given(raw=landscapes())
def test_witnesses_are_confirmed_by_decisions(code: str, operations: tuple[str, ...], raw: Raw) -> None:
    """Two systems really may do to the witness what the finding says, on a day that was examined."""
    reference = Reference(raw)
    days = reference.examined_days(AS_OF)
    with loaded(raw) as landscape:
        points = {day: mdg.DecisionPoint(landscape, as_of=day) for day in days}
        for finding in mdg.check(landscape).findings:
            if finding.code == f"MDG{code}":
                assert finding.witness is not None
                record = record_of(finding.witness["record"])
                entity, _, group = finding.subject["id"].partition(".")
                asked = [
                    Ask(o, s, entity, (group,) if group else None, record) for o in operations for s in raw["systems"]
                ]
                assert any(len(allowed_by(reference, points[day], asked, day)) > 1 for day in days)


def allowed_by(reference: Reference, point: Any, asked: list[Ask], day: Day) -> set[str]:
    """The systems that may; where a creation is denied, those that only lack a group for it."""
    return {
        ask.system
        for ask in asked
        if put(point, ask).allowed or (ask.operation == "create" and lacks_only_groups(reference, ask, day))
    }


def lacks_only_groups(reference: Reference, ask: Ask, day: Day) -> bool:
    """Whether a create rule covers the record and supplies too little: 102 counts it, whatever its groups."""
    known = ask._replace(record=alike(reference, ask.entity, ask.record))
    (answer,) = answers(reference, known, day)
    return not answer.allowed and bool(granting(reference, known, day))
