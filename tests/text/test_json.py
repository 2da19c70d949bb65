"""JSON gives the same trees, places and errors as YAML."""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdg.text.files import read_path
from mdg.text.json_reader import read_json
from mdg.text.positions import TextSource, Tree
from mdg.text.yaml_reader import read_yaml

from .test_yaml import cut, paths


def read(content: str | bytes) -> tuple[TextSource, Tree]:
    source = TextSource("a.json", "a.json", content.encode() if isinstance(content, str) else content)
    return source, read_json(source)


def test_values_are_what_stands_in_the_source() -> None:
    _, tree = read(
        '{"a": [1, 1.50, -1e3, true, false, null, "x", "1"], "b": null, "c": {"d": true}, "n": ' + "9" * 5000 + "}"
    )
    assert tree.root is not None
    assert tree.root.pop("n") == "9" * 5000
    texts = ["1", "1.50", "-1e3", "true", "false", "null", "x", "1"]
    assert tree.root == {"a": texts, "b": "null", "c": {"d": "true"}}


# text, place of the finding, part of its message
NO_JSON: list[tuple[str, tuple[int, int, int, int], str]] = [
    ('{"a": 1,}', (1, 9, 1, 10), "a key in double quotes"),
    ('{"a": [1,]}', (1, 10, 1, 11), "a value should stand here"),
    ("{a: 1}", (1, 2, 1, 3), "a key in double quotes"),
    ('{"a" 1}', (1, 6, 1, 7), "a `:` should stand here"),
    ('{"a": 1\n "b": 2}', (2, 2, 2, 3), "a `,` or a closing bracket"),
    ('{"a": [1 2]}', (1, 10, 1, 11), "a `,` or a closing bracket"),
    ('{"a": true // why\n}', (1, 12, 1, 14), "a `,` or a closing bracket"),
    ('{"a": tru}', (1, 7, 1, 10), "a value should stand here"),
    ("{\"a\": 'x'}", (1, 7, 1, 10), "a value should stand here"),
    ('{"a": 1} x', (1, 10, 1, 11), "after the end of the JSON"),
    ('{"a": [1, 2\n\n', (1, 11, 1, 12), "the file ends before"),
    ('{"a": "b', (1, 7, 1, 8), "never closed"),
    ('{"a": "b\nc"}', (1, 9, 1, 9), "after the end of its line"),
    ('{"a": "\\q"}', (1, 8, 1, 10), "no such escape"),
    ('{"a": "\\u12"}', (1, 8, 1, 12), "four hexadecimal digits"),
    ('{"a": ["NaN", NaN]}', (1, 15, 1, 18), "JSON has no `NaN`"),
    ('{"a": -Infinity}', (1, 7, 1, 16), "JSON has no `-Infinity`"),
    ('{"a": "\\\\ud800 \\ud83d\\ude00 \\ud83dx"}', (1, 29, 1, 35), "`\\ud83d` is half of a character"),
    ('{"\\uDC00": 1}', (1, 3, 1, 9), "`\\uDC00` is half of a character"),
]


@pytest.mark.parametrize(("content", "expected", "message"), NO_JSON)
@pytest.mark.parametrize("before", ["", "\n\r\n", "\ufeff"])
def test_what_is_no_json_costs_one_finding(
    content: str, expected: tuple[int, int, int, int], message: str, before: str
) -> None:
    source, tree = read(before + content)
    [problem] = tree.problems
    assert (problem.code, problem.subject, tree.root, tree.unreadable) == ("MDG002", ("file", "a.json"), None, True)
    assert problem.help
    assert message in problem.message
    span = problem.place.span()
    lines = 2 if "\n" in before else 0
    assert (span.line - lines, span.column, span.end_line - lines, span.end_column) == expected
    assert source.lines()


def test_bytes_that_are_no_text(tmp_path: FilePath) -> None:
    (tmp_path / "a.json").write_bytes(b'{"a": "\xff"}')
    [text] = read_path(tmp_path)
    assert text.problems[0].place.span().column == 8
    assert text.unreadable


def test_keys_that_stand_twice() -> None:
    _, tree = read('{"flows": {"f": {"when": {"a": 1, "b": {}, "a": "x", "a": 2}}, "g": {}, "f": {"h": 1}}}')
    assert tree.root == {"flows": {"f": {"when": {"a": "1", "b": {}}}, "g": {}}}
    item, value = sorted(tree.problems, key=lambda problem: problem.field)
    assert [(problem.code, problem.subject, problem.field) for problem in (item, value)] == [
        ("MDG003", ("flow", "f"), ""),
        ("MDG003", ("flow", "f"), "when.a"),
    ]
    spans = [value.place.span(), *(related.place.span() for related in value.related)]
    assert [(span.column, span.end_column) for span in spans] == [(44, 47), (27, 30), (54, 57)]
    assert [value for _, value in tree.doubles] == [{"h": 1}, "x", 2]


def test_what_is_missing_is_told_at_the_key_around_it() -> None:
    source, _ = read('\n{"flows": {"f": {"from": "erp", "l": [1, {"a": 2}]}}}')
    for path, expected in (
        (("flows", "f", "to"), '"f"'),
        (("flows", "f", "from", "x"), '"from"'),
        (("flows", "f", "l", 5), '"l"'),
        (("flows", "f", "l", 1, "b"), '{"a": 2}'),
        (("flows", "g"), '"flows"'),
        (("systems",), ""),
    ):
        assert cut(source, source.locate(path, key=False)) == expected
    assert source.locate(("systems",), key=True).line == 2
    assert cut(source, source.locate((), key=False)) == source.lines()[1]
    assert source.anchor(("flows",)) is None


WORDS = st.text(alphabet="ab é😀:,{}[]#'\"\\\n&*!-", max_size=8)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS)
DATA = st.dictionaries(
    WORDS,
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4)),
    max_size=4,
)


def as_written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_written(inner) for inner in value]
    return value if isinstance(value, str) else json.dumps(value)


@settings(max_examples=200)
@given(DATA, st.sampled_from([None, 0, 3]), st.booleans())
def test_json_is_read_back_and_found(data: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    source, tree = read(json.dumps(data, indent=indent, ensure_ascii=ascii_only))
    assert tree.problems == ()
    assert tree.root == as_written(data)
    for path, _ in paths(data):
        value: Any = data
        for part in path:
            value = value[part]
        assert json.loads(cut(source, source.locate(path, key=False))) == value
        if isinstance(path[-1], str):
            assert json.loads(cut(source, source.locate(path, key=True))) == path[-1]


@settings(max_examples=200)
@given(DATA, st.sampled_from([None, 0, 3]))
def test_the_same_text_as_json_and_as_yaml(data: dict[str, Any], indent: int | None) -> None:
    content = json.dumps(data, indent=indent, ensure_ascii=False)
    as_json, json_tree = read(content)
    as_yaml = TextSource("a.json", "a.json", content.encode())
    yaml_tree = read_yaml(as_yaml)
    assert yaml_tree.problems == ()
    assert (yaml_tree.root or {}) == (json_tree.root or {})
    missing = [((*path, "none"), None) for path, _ in paths(data)]
    for path, _ in [*paths(data), *missing]:
        for key in (True, False):
            assert as_json.locate(path, key=key) == as_yaml.locate(path, key=key)


@settings(max_examples=200)
@given(st.text(alphabet='{}[]":,1ae\\u\n \t-.d8\ufeff', max_size=30))
def test_no_text_raises_an_exception(content: str) -> None:
    source, tree = read(content)
    assert len(tree.problems) == 1 or not tree.unreadable
    for problem in tree.problems:
        assert problem.place.span().line >= 1
    for path, _ in paths(tree.root or {}):
        source.locate(path, key=True)
