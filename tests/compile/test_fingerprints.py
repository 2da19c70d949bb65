"""Findings that are different have fingerprints that are: a baseline that accepts one does not accept another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import mdg
from tests.rules.reading import TODAY, judged, judged_files

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


def read(text: str) -> object:
    return yaml.load(text, Loader=yaml.BaseLoader)


def reordered(value: object) -> object:
    """The same with its keys in alphabetical order, but for steps, whose order means something."""
    if isinstance(value, list):
        return [reordered(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: reordered(step) for name, step in value[key].items()} if key == "steps" else reordered(value[key])
        for key in sorted(value)
    }


REWRITTEN: dict[str, Callable[[str], str]] = {
    "lines move down": lambda text: "# a heading\n\n" * 7 + text,
    "an entity and a system come before": lambda text: text.replace(
        "\nentities:", "\nentities:\n  a: {groups: {g: [h]}}"
    ),
    "block style": lambda text: yaml.dump(read(text), sort_keys=False, default_flow_style=False),
    "flow style": lambda text: yaml.dump(read(text), sort_keys=False, default_flow_style=True, width=60),
    "another order": lambda text: yaml.dump(reordered(read(text)), sort_keys=False, default_flow_style=False),
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("rewrite", REWRITTEN.values(), ids=REWRITTEN)
def test_a_fingerprint_outlives_whatever_moves_it(project: Path, tmp_path: Path, rewrite: Callable[[str], str]) -> None:
    """The findings of a real landscape, all of different kinds, whose every file is written otherwise."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in (project / "examples" / "sap_cx").glob("*.yaml")}
    before = mdg.check(project / "examples" / "sap_cx", as_of=TODAY).findings
    after = judged_files(tmp_path, {name: rewrite(text) for name, text in sources.items()}).findings
    assert len({finding.fingerprint for finding in before}) == len(before)
    assert {one.fingerprint for one in before} <= {one.fingerprint for one in after}


def test_a_fingerprint_does_not_depend_on_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"mdg: 1\n{ENTITY % ''}\nsystems: {{a: {{}}, b: {{}}}}\n"
    one = judged_files(tmp_path / "landscape", {"x.yaml": text}).findings
    monkeypatch.chdir(tmp_path / "landscape")
    other = mdg.check(".", as_of=TODAY).findings
    assert one
    assert [finding.fingerprint for finding in one] == [finding.fingerprint for finding in other]


def test_an_unknown_fact_keeps_its_fingerprint_while_items_come_to_state_it(tmp_path: Path) -> None:
    """It is told at the first item that lacks it, in whatever file that stands."""
    entity = "entities: {%s: {groups: {g: {attributes: [id]%s}}}}\n"
    stated = ", categories: [user.name]"
    found = [
        judged_files(tmp_path, {"a.yaml": "mdg: 1\n" + entity % ("x", first), "b.yaml": entity % ("y", "")})
        for first in ("", stated)
    ]
    (before,), (after,) = ([one for one in report.findings if one.code == "MDG705"] for report in found)
    assert before.location["file"] != after.location["file"]
    assert before.fingerprint == after.fingerprint
