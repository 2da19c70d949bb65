"""The JSON schema for editors: it refuses what shape can tell to be wrong, and nothing that the language accepts.

Every check is made twice, with the eyes of YAML 1.2 and of YAML 1.1, as editors may be set to either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.exceptions import best_match

from mdg.rules import CODES, explanation
from mdg.text import LandscapeDocument, read
from tests.compile.test_references import WRONG
from tests.rules.examples import example, sections
from tests.text.editor import as_yaml_1_1, as_yaml_1_2
from tests.text.test_documents import WHOLE
from tests.text.test_validate import FAULTS, text_of

SCHEMA = LandscapeDocument.model_json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EYES = (as_yaml_1_2, as_yaml_1_1)
BY_SHAPE = {"MDG005", "MDG006", "MDG007"}

CALENDAR = "how many days a month has is not a matter of characters"
TWO_VALUES = "a schema compares no two values of one item"
TIME_ZONES = "which time zones there are changes with the world, and so stands in no schema"
NULL = "an editor sees the same nothing here as in `null`, which is a text in the language"
#: What the schema lets pass though it is wrong, and why no schema could tell.
PASSED = {
    "parties: {p: {valid: {from: 2027-02-30}}}": CALENDAR,
    "parties: {p: {valid: {from: 2027-02-02, until: 2027-02-01}}}": TWO_VALUES,
    "flows: {f: {from: a, to: b, trigger: {cron: 0 0 * * *, timezone: Europe/Berln}}}": TIME_ZONES,
    "flows: {f: {from: , to: b}}": NULL,
    "parties: {p: {email: }}": NULL,
    "title: \nsystems: {a: {}}": NULL,
}
#: What is refused only where an editor reads YAML 1.2, as all do unless told otherwise: in 1.1, `no` is `false`.
PASSED_IN_1_1 = {"systems: {s: {stores: no}}"}
#: What the schema refuses one level above the place of mdg's finding: no keyword is about one of equal items.
TWICE = {
    "entities: {e: {dimensions: {d: [a, b, a]}}}",
    "entities: {e: {groups: {g: [id, name, id]}}}",
    "survivorship: {s: {strategy: priority, systems: [a, b, a]}}",
}


def refusals(text: str) -> list[list[jsonschema.ValidationError]]:
    """What the schema says of a text, for the eyes of each version of YAML."""
    return [list(VALIDATOR.iter_errors(see(text))) for see in EYES]


def said(text: str) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for errors in refusals(text) for error in errors]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (value for key, value in schema.items() if key == "pattern" and isinstance(value, str))
        for inner in schema.values():
            yield from patterns(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from patterns(inner)


def test_patterns_are_regular_expressions_to_all_who_read_them() -> None:
    """What ECMA 262 (editors) and Python (`jsonschema`) understand alike: no classes of letters, no named groups."""
    found = set(patterns(SCHEMA))
    assert len(found) > 5
    for pattern in found:
        re.compile(pattern)
        assert not re.search(r"\\[pPdDwWAZz]|\(\?P|\(\?[aimsux]", pattern), pattern


def test_every_key_of_the_language_is_accepted() -> None:
    assert said(WHOLE) == []


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml")), ids=lambda p: p.name)
def test_examples_are_accepted(path: Path) -> None:
    assert said(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("code", CODES)
def test_examples_of_rules(code: str) -> None:
    """The bad example of a rule about shape is refused, every other one accepted."""
    parts = sections(explanation(code))
    bad, good = example(parts["Example"]), example(parts["Instead"])
    for text in good.files.values():
        assert said(text) == []
    if code in BY_SHAPE:
        assert all(any(errors) for errors in zip(*map(refusals, bad.files.values()), strict=True))
    elif code > "MDG1":
        assert [line for text in bad.files.values() for line in said(text)] == []


SHAPES = [row for row in FAULTS if row[1] in BY_SHAPE]


@pytest.mark.parametrize("row", SHAPES, ids=[row[0] for row in SHAPES])
def test_a_fault_of_shape_is_refused(row: tuple[str, ...]) -> None:
    content = row[0]
    in_1_2, in_1_1 = (bool(errors) for errors in refusals(f"mdg: 1\n{content}"))
    assert in_1_2 is (content not in PASSED)
    assert in_1_1 is (content not in PASSED and content not in PASSED_IN_1_1)


def test_what_passes_is_listed_with_a_reason_and_nothing_else() -> None:
    """So that a list of what a schema cannot say never grows stale."""
    contents = {row[0] for row in SHAPES}
    assert contents >= PASSED.keys()
    assert contents >= PASSED_IN_1_1 | TWICE


@pytest.mark.parametrize("row", [row for row in WRONG if row[1] == "MDG006"], ids=lambda row: row[0])
def test_what_depends_on_names_passes(row: tuple[str, ...]) -> None:
    """What a name stands for may be declared in another file, which no schema looks into."""
    assert said(f"mdg: 1\n{row[0]}") == []


@pytest.mark.parametrize("row", [row for row in SHAPES if row[0] not in PASSED], ids=lambda row: row[0])
def test_a_refusal_points_where_the_finding_points(row: tuple[str, ...]) -> None:
    """Or at what is just around it: at the mapping that has an unknown key, or lacks one."""
    [problem] = text_of(row[0]).problems
    place = list(problem.place.path)
    error = best_match(VALIDATOR.iter_errors(as_yaml_1_2(f"mdg: 1\n{row[0]}")))
    assert error is not None
    pointed = list(error.absolute_path)
    if "fromm" in row[0] or "from_:" in row[0]:  # misspelt and missing at once: two errors, of which none is best
        assert pointed == place[: len(pointed)]
    elif row[0] in TWICE:
        assert pointed == place[:-1]
    else:
        assert pointed in ([place, place[:-1]] if problem.place.key else [place])


ODD = (
    *(
        "NO",
        "on",
        "null",
        "~",
        "true",
        "True",
        "false",
        "0001",
        "1",
        "-1",
        "1.0",
        "1e3",
        "22:30",
        "0x1F",
        "0o7",
        ".inf",
    ),
    *(
        "1_000",
        "=",
        "<<",
        "",
        "x-a",
        "a b",
        "Größe",
        "日本",
        "2026-01-01",
        "2027-02-30",
        "2027-03-26T18:00",
        "5m",
        "0s",
    ),
    *("P1D", "P3Y", "1w1d", "0 0 * * *", "0 0 L * mon-fri", "*/5 0,12 1-7 * 1#2", "any", "grows", "event", "manual"),
    *("create", "draft", "iso-3166-1", "UTC", "Europe/Berlin", "priority", "consent", "400", "0400", "36601"),
)
SCALARS = st.sampled_from(ODD)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=2),
    max_leaves=4,
)
GROWN = as_yaml_1_2(WHOLE)


def paths(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, inner in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*at, key)
        yield from paths(inner, (*at, key))


PATHS = list(paths(GROWN))


def changed(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of the tree with another value at the path, or under another key if that is a pair."""
    first, rest = path[0], path[1:]
    if isinstance(tree, list):
        return [changed(inner, rest, value) if rest and at == first else inner for at, inner in enumerate(tree)] + (
            [] if rest else [value]
        )
    if rest:
        return {**tree, first: changed(tree[first], rest, value)}
    return {**tree, first: value}


def flow(tree: Any) -> str:
    """The tree as YAML on one line, every scalar bare that may be so."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(flow, tree)) + "]"
    return tree if re.fullmatch(r"([\w.~=+]|-\w)[\w.:+~/-]*", tree) else json.dumps(tree)


def sound(tree: Any) -> Any:
    """The tree as texts: what stood in the source, so that it is written again as it was."""
    if isinstance(tree, dict):
        return {key: sound(inner) for key, inner in tree.items()}
    if isinstance(tree, list):
        return [sound(inner) for inner in tree]
    return "" if tree is None else str(tree).lower() if isinstance(tree, bool) else str(tree)


@given(st.sampled_from(PATHS), TREES, st.data())
def test_nothing_that_the_language_accepts_is_refused(path: tuple[Any, ...], value: Any, data: st.DataObject) -> None:
    """Anything put anywhere: if mdg finds nothing wrong with the text, neither do editors."""
    tree = changed(sound(GROWN), path, value)
    if data.draw(st.booleans(), label="again"):
        tree = changed(tree, data.draw(st.sampled_from(list(paths(tree)))), data.draw(TREES))
    text = flow(tree)
    if not read("-", stdin_text=text.encode()).problems:
        assert said(text) == []
