"""The package against the reference on what needs get: the rules 301 to 309."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .agreement import assert_dates, in_when, reported, witness_of
from .catalogue import RULES
from .chains import chains
from .conditions import Frozen
from .findings import over_days
from .networks import networks
from .profiles import AGREEMENT
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF


@pytest.mark.parametrize("code", ["301", "302", "303", "304"])
@AGREEMENT
@given(data=st.data())
def test_needs_agree(code: str, data: st.DataObject) -> None:
    """One finding a need; its `when` is exactly the affected records, its witness one of them, its dates the days."""
    raw = data.draw(networks(awkward=data.draw(st.booleans())))
    reference = Reference(raw)
    _, rule = RULES[code]
    expected = over_days(reference, rule, AS_OF)
    found = {}
    for finding in reported(raw, code):
        assert finding.subject["kind"] == "need"
        entity, witness = witness_of(reference, finding)
        subject = f"{entity}/{finding.subject['id']}"
        assert subject not in found
        found[subject] = finding
        assert in_when(reference, finding.when, entity) == expected[subject].records
        assert witness in expected[subject].records
        assert_dates(finding, expected[subject])
    assert set(found) == set(expected)


@pytest.mark.parametrize("code", ["305", "306", "307", "308", "309"])
@AGREEMENT
@given(data=st.data())
def test_the_others_agree_within_their_readings(code: str, data: st.DataObject) -> None:
    """Of every subject all records are told that every reading has, and none that no reading has."""
    raw = data.draw(st.one_of(chains(aside=True), networks(awkward=data.draw(st.booleans()))))
    assert_between(Reference(raw), code, by_subject(raw, code))


def by_subject(raw: Raw, code: str) -> dict[str, set[Frozen]]:
    """Of each finding of a rule, by entity and subject, its records; the witness is one of them."""
    reference = Reference(raw)
    found: dict[str, set[Frozen]] = {}
    for finding in reported(raw, code):
        entity, witness = witness_of(reference, finding)
        name = finding.subject["id"]
        subject = entity if name == entity else f"{entity}/{name}"
        assert subject not in found
        found[subject] = in_when(reference, finding.when, entity)
        assert witness in found[subject]
    return found


def assert_between(reference: Reference, code: str, told: dict[str, set[Frozen]]) -> None:
    """What is told lies between the narrowest and the widest reading."""
    least, most = (over_days(reference, rule, AS_OF) for rule in RULES[code])
    assert set(least) <= set(told) <= set(most)
    for subject, records in told.items():
        assert records <= most[subject].records
        assert records >= (least[subject].records if subject in least else set())
