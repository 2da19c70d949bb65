"""The rules 205 to 218 against the reference on random networks: which records of which subjects.

A finding's records contain those of every reading, and are within those of some reading; its witness is one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from mdg.diagnostic import Finding

from .agreement import in_when, reported, witness_of
from .catalogue import RULES
from .conditions import Frozen
from .details import detailed
from .families import families
from .findings import over_days
from .profiles import AGREEMENT
from .reference import Reference
from .shapes import Raw, chance
from .strategies import AS_OF

Named = Callable[[Raw, Finding, str], list[str]]
Told = dict[str, set[Frozen]]


def item(raw: Raw, finding: Finding, entity: str) -> list[str]:
    """The subject as the reference names it: entity/flow or entity/system."""
    return [f"{entity}/{finding.subject['id']}"]


def told(raw: Raw, reference: Reference, code: str, named: Named = item) -> Told:
    """The records of each subject."""
    found: Told = defaultdict(set)
    for finding in reported(raw, code):
        entity, witness = witness_of(reference, finding)
        about = in_when(reference, finding.when, entity)
        assert about, "a finding about no possible record"
        assert witness in about
        assert "" not in (finding.help, finding.message)
        for subject in named(raw, finding, entity):
            found[subject] |= about
    return found


def within(found: Told, reference: Reference, code: str) -> None:
    """What every reading contains is told, and what no reading contains is not."""
    least, most = (over_days(reference, rule, AS_OF) for rule in RULES[code])
    for subject, expected in least.items():
        assert expected.records <= found.get(subject, set()), subject
    for subject, records in found.items():
        assert subject in most, subject
        assert records <= most[subject].records, subject


@pytest.mark.parametrize("code", ["205", "206", "208", "211", "212", "213", "217"])
@AGREEMENT
@given(raw=detailed())
def test_subjects_and_records_agree(code: str, raw: Raw) -> None:
    reference = Reference(raw)
    within(told(raw, reference, code), reference, code)


@st.composite
def supplied(draw: DrawFn) -> Raw:
    """A network with a provider of which every second flow takes along what it supplies."""
    raw: Raw = draw(detailed())
    provider = draw(st.sampled_from(list(raw["systems"])[1:]))
    raw["systems"][provider] |= {"kind": "provider", "supplies": [{"entity": "partner"}]}
    for item in list(raw["flows"].values())[1::2]:
        if item["to"] != provider:
            item |= {"from": provider, "operations": ["update"]}
    return raw


@AGREEMENT
@given(raw=supplied())
def test_updates_from_providers_agree(raw: Raw) -> None:
    reference = Reference(raw)
    within(told(raw, reference, "217"), reference, "217")


@st.composite
def late(draw: DrawFn) -> Raw:
    """A network of which several flows began on some day, with an initial load or without."""
    raw: Raw = draw(detailed())
    for item in raw["flows"].values():
        if chance(draw, 70):
            item["valid"] = {"from": draw(st.sampled_from(["2025-03-01", "2026-01-14", "2026-01-16"]))}
            item["initial_load"] = draw(st.sampled_from(["false", "false", "true"]))
    return raw


@AGREEMENT
@given(raw=late())
def test_what_was_there_before_agrees(raw: Raw) -> None:
    reference = Reference(raw)
    within(told(raw, reference, "209"), reference, "209")


@AGREEMENT
@given(raw=detailed())
def test_single_points_agree(raw: Raw) -> None:
    """Of each system or middleware the needs that hang by it are named, and whose records they are."""
    reference = Reference(raw)
    least, most = (over_days(reference, rule, AS_OF) for rule in RULES["215"])
    found: Told = {}
    for finding in reported(raw, "215"):
        entity, witness = witness_of(reference, finding)
        about, name = in_when(reference, finding.when, entity), finding.subject["id"]
        assert witness in about
        upper: set[Frozen] = set()
        for need in raw["needs"]:
            if f"`{need}`" in repr((finding.message, finding.related)):
                found[f"{entity}/{need}/{name}"] = about
                upper |= most[f"{entity}/{need}/{name}"].records
        assert about <= upper
    for subject, expected in least.items():
        assert expected.records <= found.get(subject, set()), subject


def whose(raw: Raw, finding: Finding, entity: str) -> list[str]:
    """The need, or the copies in a system of the groups that a finding names."""
    if finding.subject["kind"] == "need":
        return item(raw, finding, entity)
    groups = [group for group in raw["entities"][entity]["groups"] if f"`{group}`" in finding.message]
    return [f"{entity}.{group}/{finding.subject['id']}" for group in groups]


@st.composite
def cut_over(draw: DrawFn) -> Raw:
    """A network in which some rules have ended, or end soon."""
    raw: Raw = draw(detailed())
    for item in raw["ownership"].values():
        if chance(draw, 40):
            item["valid"] = {"until": draw(st.sampled_from(["2025-03-01", "2026-01-14", "2026-01-16"]))}
    return raw


@AGREEMENT
@given(raw=cut_over())
def test_what_a_cutover_leaves_behind_agrees(raw: Raw) -> None:
    reference = Reference(raw)
    within(told(raw, reference, "218", whose), reference, "218")


def receiver(raw: Raw, finding: Finding, entity: str) -> list[str]:
    """The system that a flow brings records to, or where they begin."""
    name = finding.subject["id"]
    return [f"{entity}/{raw['flows'][name]['to'] if finding.subject['kind'] == 'flow' else name}"]


@AGREEMENT
@given(raw=families())
def test_children_before_their_parents_agree(raw: Raw) -> None:
    reference = Reference(raw)
    within(told(raw, reference, "216", receiver), reference, "216")


@AGREEMENT
@given(raw=detailed())
def test_parallel_flows_agree(raw: Raw) -> None:
    """Of two flows that say the same the later is told, with the earlier beside it."""
    reference = Reference(raw)
    found = told(raw, reference, "210")
    least, most = (over_days(reference, rule, AS_OF) for rule in RULES["210"])
    assert set(found) <= set(most)
    for subject, records in found.items():
        assert records == most[subject].records
    for subject in set(least) - set(found):
        assert any(least[subject].records & records for records in found.values()), "the earlier of two"


@AGREEMENT
@given(raw=detailed())
def test_order_cycles_agree(raw: Raw) -> None:
    """Every flow that waits for itself is named by a finding, the first of the circle as its subject."""
    reference = Reference(raw)
    least = over_days(reference, RULES["214"][0], AS_OF)
    named: set[str] = set()
    for finding in reported(raw, "214"):
        entity = "partner"
        assert in_when(reference, finding.when, entity) >= least[f"{entity}/{finding.subject['id']}"].records
        named |= {name for name in raw["flows"] if f"`{name}`" in repr((finding.message, finding.related))}
    assert {subject.partition("/")[2] for subject in least} <= named
