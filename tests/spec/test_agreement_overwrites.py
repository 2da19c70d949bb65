"""The package against the reference on who writes what is not theirs to write: 104, 109, 201 to 204, 207.

The reference tells each record of each subject; of the package, what the findings about the same thing say together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.diagnostic import Finding

from .agreement import in_when, reported, witness_of
from .catalogue import LEVELS, RULES
from .conditions import Frozen
from .findings import DayRule, over_days
from .networks import networks
from .profiles import AGREEMENT
from .reference import Reference
from .strategies import AS_OF

#: From a subject of the reference to what it is compared by.
Keyed = Callable[[str], str]


def entity_and_item(subject: str) -> str:
    """entity/item, of entity/item or entity/item/more."""
    return "/".join(subject.split("/")[:2])


def entity_and_last(subject: str) -> str:
    """entity/system or entity/flow, of entity.group/system or entity.group/flow."""
    group, last = subject.split("/")
    return f"{group.split('.')[0]}/{last}"


def entity_and_group(subject: str) -> str:
    """entity/entity.group, of entity.group."""
    return f"{subject.split('.')[0]}/{subject}"


def records_by(reference: Reference, rule: DayRule, keyed: Keyed) -> dict[str, set[Frozen]]:
    """The records over all days."""
    found: dict[str, set[Frozen]] = defaultdict(set)
    for subject, expected in over_days(reference, rule, AS_OF).items():
        found[keyed(subject)] |= expected.records
    return found


def told_by(reference: Reference, findings: list[Finding]) -> dict[str, set[Frozen]]:
    """The records of each finding, by its entity and subject; its witness is one of them."""
    found: dict[str, set[Frozen]] = {}
    for finding in findings:
        entity, witness = witness_of(reference, finding)
        about = in_when(reference, finding.when, entity)
        assert witness in about
        key = f"{entity}/{finding.subject['id']}"
        assert key not in found, "two findings of one code and subject"
        found[key] = about
    return found


def assert_between(told: dict[str, set[Frozen]], least: dict[str, set[Frozen]], most: dict[str, set[Frozen]]) -> None:
    assert set(least) <= set(told) <= set(most)
    for key, records in told.items():
        assert least.get(key, set()) <= records <= most[key], key


@pytest.mark.parametrize(
    ("code", "keyed"),
    [
        ("104", entity_and_item),
        ("201", entity_and_last),
        ("203", entity_and_group),
        ("204", entity_and_last),
        ("207", entity_and_last),
    ],
)
@AGREEMENT
@given(data=st.data())
def test_findings_agree_by_subject(code: str, keyed: Keyed, data: st.DataObject) -> None:
    raw = data.draw(networks())
    reference = Reference(raw)
    least, most = (records_by(reference, rule, keyed) for rule in RULES[code])
    assert_between(told_by(reference, reported(raw, code)), least, most)


@AGREEMENT
@given(data=st.data())
def test_overwrites_agree(data: st.DataObject) -> None:
    """An error wherever one is due; all records that are overwritten are told, and no others."""
    raw = data.draw(networks())
    reference = Reference(raw)
    findings = reported(raw, "109")
    told = told_by(reference, findings)
    every, errors = (
        tuple(united(records_by(reference, LEVELS[level][place], str) for level in levels) for place in (0, 1))
        for levels in (("109 error", "109 warning"), ("109 error",))
    )
    assert_between(told, *every)
    severe = {f"{witness_of(reference, one)[0]}/{one.subject['id']}" for one in findings if one.severity == "error"}
    assert severe == set(errors[0]) == set(errors[1])
    for finding in findings:
        entity, witness = witness_of(reference, finding)
        if finding.severity == "error":
            assert witness in errors[1][f"{entity}/{finding.subject['id']}"]


def united(several: Iterable[dict[str, set[Frozen]]]) -> dict[str, set[Frozen]]:
    found: dict[str, set[Frozen]] = defaultdict(set)
    for one in several:
        for key, records in one.items():
            found[key] |= records
    return found


@AGREEMENT
@given(data=st.data())
def test_echo_cycles_agree(data: st.DataObject) -> None:
    """Each flow of a cycle is named by a finding about all the records that go round on it, and about no others."""
    raw = data.draw(networks())
    reference = Reference(raw)
    least, most = (records_by(reference, rule, entity_and_last) for rule in RULES["202"])
    named: dict[str, set[Frozen]] = defaultdict(set)
    findings = reported(raw, "202")
    told = told_by(reference, findings)
    assert set(told) <= set(most)
    for finding in findings:
        entity, _ = witness_of(reference, finding)
        about = told[f"{entity}/{finding.subject['id']}"]
        assert about <= set().union(*most.values())
        said = " ".join(related["message"] for related in finding.related)
        for flow in reference.items("flows"):
            if f"by `{flow}`" in said:
                named[f"{entity}/{flow}"] |= about
    assert set(least) <= set(named) <= set(most)
    for flow, records in least.items():
        assert records <= named[flow]
