"""Decisions against a plain reading of the text, over random landscapes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import mdg
from mdg.decision import DecisionError
from tests.decision.naive import (
    GROUPS,
    MANY,
    OPERATIONS,
    SCALAR,
    SYSTEMS,
    Record,
    asked,
    completions,
    expected,
    instead,
    laid_out,
    landscapes,
    layouts,
    records,
)

DAY = "2026-06-01"


@settings(max_examples=60)
@given(document=landscapes(), layout=layouts, data=st.data())
def test_whole_records(document: dict[str, Any], layout: tuple[int, int], data: st.DataObject) -> None:
    """Allowed or not, by which rules, which groups failed, who may instead."""
    with laid_out(layout):
        point = mdg.DecisionPoint(mdg.load(document), as_of=DAY)
        for _ in range(12):
            operation, system = data.draw(st.sampled_from(OPERATIONS)), data.draw(st.sampled_from(SYSTEMS))
            groups, record = data.draw(asked), data.draw(records)
            answer = point.decide(operation, system=system, entity="partner", groups=groups, record=record)
            right = expected(document, operation, system, groups, record)
            note(answer.reason)
            assert answer.allowed == right.allowed
            assert set(answer.rules) == right.rules
            assert set(answer.denied_groups) == right.denied_groups
            assert set(answer.instead) == instead(document, operation, system, groups, record)
            assert answer.as_json()["reason"] == answer.reason != ""
            if groups:
                other = point.decide(operation, system=system, entity="partner", groups=[*groups][::-1], record=record)
                assert other.reason == answer.reason, "the order in which groups are asked about says nothing"


@settings(max_examples=60)
@given(document=landscapes(), layout=layouts, data=st.data())
def test_partial_records(document: dict[str, Any], layout: tuple[int, int], data: st.DataObject) -> None:
    """An answer if it is the same for all values of what is missing, an error if not."""
    with laid_out(layout):
        point = mdg.DecisionPoint(mdg.load(document), as_of=DAY)
        for _ in range(4):
            operation, system = data.draw(st.sampled_from(OPERATIONS)), data.draw(st.sampled_from(SYSTEMS))
            groups, whole = data.draw(asked), data.draw(records)
            left_out = data.draw(st.sets(st.sampled_from([*SCALAR, *MANY]), min_size=1, max_size=3))
            record: Record = {name: value for name, value in whole.items() if name not in left_out}
            answers = [expected(document, operation, system, groups, one) for one in completions(record)]
            if len({answer.allowed for answer in answers}) > 1:
                with pytest.raises(DecisionError, match="missing, and the answer depends on"):
                    point.decide(operation, system=system, entity="partner", groups=groups, record=record)
                continue
            answer = point.decide(operation, system=system, entity="partner", groups=groups, record=record)
            assert answer.allowed == answers[0].allowed
            _between(answer.rules, [one.rules for one in answers])
            _between(answer.denied_groups, [one.denied_groups for one in answers])
            others = [instead(document, operation, system, groups, one) for one in completions(record)]
            assert set(answer.instead) == set.intersection(*others)
            assert bool(answer.rules) == answer.allowed
            assert set(answer.groups) <= set(GROUPS)


def _between(told: tuple[str, ...], possible: list[frozenset[str]]) -> None:
    assert frozenset.intersection(*possible) <= set(told) <= frozenset.union(*possible)
