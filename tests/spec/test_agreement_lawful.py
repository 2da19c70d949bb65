"""The package against the reference on consent, erasure and correction, and on checks before uses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, note

import mdg
from mdg.diagnostic import Finding

from . import campaigns, lawful
from .agreement import in_when, loaded, reported
from .conditions import freeze
from .findings import DayRule, over_days
from .profiles import AGREEMENT, LAWS
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF

RULES: dict[str, DayRule] = {
    "403": lawful.withdrawal_unreached,
    "404": lawful.withdrawal_slow,
    "405": lawful.consent_after_data,
    "406": lawful.withdrawal_not_returned,
    "413": lawful.erasure_incomplete,
    "416": lawful.rectification_incomplete,
}


@pytest.mark.slow
@LAWS
@given(raw=lawful.lawful_networks())
def test_what_the_flows_make_of_consent_and_erasure_agrees(raw: Raw) -> None:
    reference = Reference(raw)
    with loaded(raw) as landscape:
        findings = mdg.check(landscape).findings
    timed = any("cron" in flow.get("trigger", {}) for flow in raw["flows"].values())
    for code, rule in RULES.items():
        if timed and code == "405":
            continue
        expected = over_days(reference, rule, AS_OF)
        found: dict[str, Finding] = {
            one.subject["id"]: one for one in findings if one.code == f"MDG{code}" and one.subject["id"] != "archive"
        }
        note(f"{code}: {sorted(expected)}, found {sorted(found)}")
        assert set(found) == set(expected)
        for subject, finding in found.items():
            assert in_when(reference, finding.when, "partner") == expected[subject].records, (code, subject)


def told(raw: Raw, code: str) -> dict[str, set[object]]:
    """The records of each step that a rule tells of."""
    reference = Reference(raw)
    found = {}
    for finding in reported(raw, code):
        named = re.match(r"step `p\.(s\d)`", finding.message)
        assert named
        found[named[1]] = {*in_when(reference, finding.when, "customer")}
    return found


@pytest.mark.slow
@LAWS
@given(raw=campaigns.campaigns())
def test_which_check_comes_before_which_use_agrees(raw: Raw) -> None:
    never = campaigns.unchecked(raw, widening=False)
    wrong = {**never, **campaigns.too_old(raw)}
    assert told(raw, "602") == {name: {freeze(record) for record in records} for name, records in wrong.items()}
    opened = campaigns.unchecked(raw, widening=True)
    again = {
        name: {freeze(record) for record in records if record not in never.get(name, [])}
        for name, records in opened.items()
    }
    assert told(raw, "603") == {name: records for name, records in again.items() if records}


@pytest.mark.slow
@AGREEMENT
@given(raw=campaigns.lotteries())
def test_what_is_read_before_it_is_there_agrees(raw: Raw) -> None:
    expected = campaigns.read_too_early(raw)
    assert told(raw, "601") == {name: {freeze(record) for record in records} for name, records in expected.items()}
