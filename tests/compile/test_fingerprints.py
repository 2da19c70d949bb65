"""Findings that are different have fingerprints that are: a baseline that accepts one does not accept another."""

from __future__ import annotations

import pytest

from tests.rules.reading import judged

SYSTEMS = "systems: {a: {}}"
ENTITY = "entities: {e: {dimensions: {k: {values: [p, q], %s}}, groups: {g: [id]}}}"

PAIRS = {
    "two steps": SYSTEMS + "\nprocesses: {p: {steps: {s: {system: x}, t: {system: x}}}}",
    "two parts": SYSTEMS + "\nviews: {v: {parts: {one: {from: x}, two: {from: x}}}}",
    "two supplies": "systems: {a: {supplies: [{groups: [x]}, {groups: [x]}]}}",
    "two clauses": SYSTEMS + "\nneeds: {n: {system: a, when: [{k: x}, {k: x}]}}",
    "two names of one clause": SYSTEMS + "\nneeds: {n: {system: a, when: {k: [x, y]}}}",
    "the same name twice in one clause": SYSTEMS + "\nneeds: {n: {system: a, when: {k: [x, x]}}}",
    "`all` in two clauses": SYSTEMS + "\nneeds: {n: {system: a, when: [{k: {all: [p]}}, {k: {all: [q]}}]}}",
    "an unknown key in two supplies": "systems: {a: {supplies: [{colour: red}, {colour: red}]}}",
    "no value in two clauses": SYSTEMS + "\nneeds: {n: {system: a, when: [{k: ''}, {k: ''}]}}",
}


@pytest.mark.parametrize("text", PAIRS.values(), ids=PAIRS)
def test_two_findings_have_two_fingerprints(text: str) -> None:
    findings = judged(f"{ENTITY % ''}\n{text}").findings
    assert len(findings) == 2
    assert len({finding.fingerprint for finding in findings}) == 2


def test_a_key_of_becomes_is_told_from_a_value_of_it() -> None:
    findings = judged(ENTITY % "becomes: {x: [x], p: [x]}").findings
    assert len(findings) == len({finding.fingerprint for finding in findings}) == 3


def test_a_fingerprint_outlives_a_value_that_is_put_before_it() -> None:
    text = f"{ENTITY % ''}\n{SYSTEMS}\nneeds: {{n: {{system: a, groups: [%sx]}}}}"
    (short,), (long,) = judged(text % "").findings, judged(text % "g, ").findings
    assert short.fingerprint == long.fingerprint
