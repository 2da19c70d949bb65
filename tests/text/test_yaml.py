"""What is read from YAML, and where its parts stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mdg.diagnostic import Span
from mdg.text.files import FileText, read_path
from mdg.text.positions import SECTIONS, TextSource, subject_of
from mdg.text.yaml_reader import read_yaml

Path = tuple[str | int, ...]


def read(content: str | bytes) -> FileText:
    [text] = read_path("-", stdin_text=content.encode() if isinstance(content, str) else content)
    assert text.problems == ()
    return text


def cut(text: FileText | TextSource, span: Span) -> str:
    """What stands from the start to the end of a span, counted in lines and columns as an editor does."""
    source = text.source if isinstance(text, FileText) else text
    lines = list(source.lines())[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def paths(node: Any, before: Path = ()) -> Iterator[tuple[Path, Any]]:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for part, value in parts:
        yield (*before, part), value
        yield from paths(value, (*before, part))


def test_texts_are_what_stands_in_the_source() -> None:
    scalars = [
        "NO",
        "on",
        "22:30",
        "1e3",
        "0001",
        "true",
        "null",
        "~",
        "1_000",
        "0x1F",
        "2027-01-31",
        ".inf",
        "'1'",
        "=",
    ]
    text = read("\n".join(f"k{number}: {scalar}" for number, scalar in enumerate(scalars)))
    assert text.root is not None
    assert list(text.root.values()) == [scalar.strip("'") for scalar in scalars]
    assert read("1: x\ntrue: y\n~: z\nempty:\n").root == {"1": "x", "true": "y", "~": "z", "empty": ""}


def test_folded_and_literal_texts() -> None:
    root = read("a: one\n  two\n\n  three\nb: |\n  one\n   two\nc: >-\n  one\n  two\n").root
    assert root == {"a": "one two\nthree", "b": "one\n two\n", "c": "one two"}


def test_the_tree_is_of_plain_dicts_and_lists() -> None:
    root = read("a: [x, {b: c}]").root
    assert root is not None
    assert {type(root), type(root["a"]), type(root["a"][1])} == {dict, list}


EXAMPLE = """\
# a comment
mdg: 1
flows:
  erp_to_crm:   # one
    from: erp
    to: 'crm'
    when:
      country: [DE, AT]
      role:
        not: customer

  second: {from: crm,
    to: erp}   # two
  empty:
  third:
    description: |
      several
      lines

    after:
    - a b
    -   second
# the end
title: a text
  on two lines

"""
PLACES = [
    (("mdg",), True, "mdg"),
    (("mdg",), False, "1"),
    (("flows",), True, "flows"),
    (("flows", "erp_to_crm"), True, "erp_to_crm"),
    (("flows", "erp_to_crm", "from"), True, "from"),
    (("flows", "erp_to_crm", "to"), False, "'crm'"),
    (("flows", "erp_to_crm", "when", "country"), False, "[DE, AT]"),
    (("flows", "erp_to_crm", "when", "country", 1), False, "AT"),
    (("flows", "erp_to_crm", "when", "country", 1), True, "AT"),
    (("flows", "erp_to_crm", "when", "role"), False, "not: customer"),
    (("flows", "second"), False, "{from: crm,\n    to: erp}"),
    (("flows", "second", "to"), True, "to"),
    (("flows", "empty"), True, "empty"),
    (("flows", "empty"), False, ""),
    (("flows", "third", "description"), False, "|\n      several\n      lines"),
    (("flows", "third", "after"), False, "- a b\n    -   second"),
    (("flows", "third", "after", 1), False, "second"),
    (("title",), False, "a text\n  on two lines"),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_places(ending: str, mark: bytes) -> None:
    text = read(mark + EXAMPLE.replace("\n", ending).encode())
    for path, key, expected in PLACES:
        assert cut(text, text.source.locate(path, key=key)) == expected
    assert text.source.lines()[0] == "# a comment"
    span = text.source.locate(("flows", "erp_to_crm", "to"), key=False)
    assert (span.line, span.column, span.end_line, span.end_column) == (6, 9, 6, 14)


def test_whole_sections_and_items() -> None:
    text = read(EXAMPLE)
    flows = text.source.locate(("flows",), key=False)
    assert (flows.line, flows.column, flows.end_line, flows.end_column) == (4, 3, 22, 15)
    item = text.source.locate(("flows", "erp_to_crm"), key=False)
    assert (item.line, item.column, item.end_line, item.end_column) == (5, 5, 10, 22)
    whole = text.source.locate((), key=False)
    assert (whole.line, whole.column, whole.end_line, whole.end_column) == (2, 1, 25, 15)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("flows", "erp_to_crm", "latency"), "erp_to_crm"),
        (("flows", "erp_to_crm", "latency", 0, "x"), "erp_to_crm"),
        (("flows", "erp_to_crm", "from", "x"), "from"),
        (("flows", "erp_to_crm", "when", "country", 2), "country"),
        (("flows", "erp_to_crm", "when", "country", "x"), "country"),
        (("flows", "erp_to_crm", 0), "erp_to_crm"),
        (("flows", "third", "after", 1, "x"), "second"),
        (("flows", "fourth"), "flows"),
        (("title", "x"), "title"),
        (("systems", "erp"), ""),
        ((), ""),
    ],
)
def test_what_is_missing_is_told_at_the_key_around_it(path: Path, expected: str) -> None:
    text = read(EXAMPLE)
    assert cut(text, text.source.locate(path, key=True)) == expected
    if path:
        assert cut(text, text.source.locate(path, key=False)) == expected


def test_columns_count_characters() -> None:
    text = read('flows: {"ä😀": {größe: "ü😀", x: y}}')
    span = text.source.locate(("flows", "ä😀", "x"), key=False)
    assert (span.column, span.end_column) == (32, 33)
    span = text.source.locate(("flows", "ä😀"), key=True)
    assert (span.column, span.end_column) == (9, 13)


@pytest.mark.parametrize(
    "content",
    [
        "{flows: {a: {x: 1, y: [p, q]}, b: {z: 2}}, title: t}",
        "flows: {a: {x: 1, y: [p, q]}, b: {z: 2},}\ntitle: t",
        "? flows\n: ? a\n  : x: 1\n    y: [p, q]\n  ? b\n  : z: 2\ntitle: t",
        "'flows':\n  \"a\":\n    x: 1\n    y:\n    - p\n    - q\n  b: {z: 2}\n? title\n: t",
        "flows: &f\n  &a a: &b # why\n    x: &c 1\n    y: &d [p, &e q]\n  b: {z: 2}\ntitle: &t t",
    ],
)
def test_every_way_to_write_the_same(content: str) -> None:
    text = read(content)
    assert text.root == {"flows": {"a": {"x": "1", "y": ["p", "q"]}, "b": {"z": "2"}}, "title": "t"}
    for path, value in paths(text.root):
        key = cut(text, text.source.locate(path, key=True))
        if isinstance(path[-1], str):
            assert key.strip("'\"") == path[-1]
        if isinstance(value, str):
            assert cut(text, text.source.locate(path, key=False)) == value
    assert cut(text, text.source.locate(("flows", "b"), key=False)).strip("{}") == "z: 2"
    span = text.source.locate(("flows",), key=False)
    assert yaml.load(" " * (span.column - 1) + cut(text, span), yaml.BaseLoader) == text.root["flows"]


def test_lists_and_texts_where_sections_are_expected() -> None:
    text = read("flows:\n- a: b\n- c\nsystems: none\nparties: {}\n")
    assert cut(text, text.source.locate(("flows", 0, "a"), key=False)) == "b"
    assert cut(text, text.source.locate(("flows",), key=False)) == "- a: b\n- c"
    assert cut(text, text.source.locate(("systems",), key=False)) == "none"
    assert cut(text, text.source.locate(("parties",), key=False)) == "{}"
    assert cut(text, text.source.locate(("parties", "x"), key=False)) == "parties"


ALIASES = """\
base: &base
  x: {y: &inner [1, 2]}
flows:
  a: *base
  b:
    list: [*inner, 3]
  *key : 1
"""


def test_aliases_are_told_at_their_use() -> None:
    text = read(ALIASES.replace("  *key", "  &key k: *inner\n  *key").replace("*key : 1", "l: 1"))
    assert text.root is not None
    assert text.root["flows"]["a"] == {"x": {"y": ["1", "2"]}}
    source = text.source
    for path in (("flows", "a"), ("flows", "a", "x"), ("flows", "a", "x", "y", 1), ("flows", "a", "missing")):
        assert cut(text, source.locate(path, key=False)) == "*base"
        anchor = source.anchor(path)
        assert anchor is not None
        assert (cut(text, anchor), anchor.line) == ("&base", 1)
    assert cut(text, source.locate(("flows", "a"), key=True)) == "a"
    assert cut(text, source.locate(("flows", "b", "list", 0, 1), key=False)) == "*inner"
    inner = source.anchor(("flows", "b", "list", 0, 1))
    assert inner is not None
    assert (cut(text, inner), inner.line) == ("&inner", 2)
    assert source.anchor(("flows", "b", "list", 1)) is None
    assert source.anchor(("base", "x")) is None
    assert source.anchor(("flows", "nothing")) is None
    assert cut(text, source.locate(("base", "x", "y", 0), key=False)) == "1"


def test_an_alias_as_a_key() -> None:
    text = read("a: &key k\nflows:\n  *key : {x: 1}\n  b: {y: 2}\n")
    assert text.root == {"a": "k", "flows": {"k": {"x": "1"}, "b": {"y": "2"}}}
    assert cut(text, text.source.locate(("flows", "b", "y"), key=False)) == "2"
    assert text.source.locate(("flows", "k", "x"), key=False).line in (2, 3)


def test_an_anchor_may_be_used_anew() -> None:
    root = read("a: &n 1\nb: *n\nc: &n 2\nd: *n\n").root
    assert root == {"a": "1", "b": "1", "c": "2", "d": "2"}


def test_what_a_finding_is_about() -> None:
    assert subject_of(("flows", "a", "when"), "k") == ("flow", "a")
    assert subject_of(("flows",), "k") == ("file", "k")
    assert subject_of(("settings", "ignore", 0), "k") == ("settings", "settings")
    assert subject_of((), "k") == ("file", "k")
    assert list(SECTIONS)[:3] == ["parties", "entities", "populations"]


# Texts as people and programs write them: signs that mean something in YAML, spaces, other scripts.
WORDS = st.one_of(
    st.sampled_from(
        ["NO", "null", "~", "1e3", "", " ", "a: b", "# c", "'", '"', "- x", "|", "&a", "*a", "!t", "<<", "="]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=12
    ),  # ends of lines to YAML 1.1
    st.text(alphabet="ab \n:#'\"é😀,{}[]\\-", max_size=30),
    st.text(alphabet="abc ", min_size=100, max_size=160),
)
TREES = st.dictionaries(
    WORDS,
    st.recursive(
        WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=8
    ),
    max_size=4,
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "indent": st.integers(2, 6),
        "width": st.sampled_from([20, 80, 1000]),
        "allow_unicode": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
        "explicit_start": st.booleans(),
        "sort_keys": st.just(False),
    }
)


class NoAliases(yaml.SafeDumper):
    """Writes out what occurs twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@settings(max_examples=300)
@given(TREES, STYLES)
def test_what_was_written_is_read_back_and_found(tree: dict[str, Any], style: dict[str, Any]) -> None:
    content = yaml.dump(tree, Dumper=NoAliases, **style)
    source = TextSource("a", "a", content.encode())
    result = read_yaml(source)
    assert result.problems == ()
    assert (result.root or {}) == (yaml.load(content, yaml.CBaseLoader) or {})  # it does not dump every text well
    for path, value in paths(result.root or {}):
        span = source.locate(path, key=False)
        stretch = cut(source, span)
        # a text in lines of its own means less without the blank lines after it, and elsewhere
        if isinstance(value, str) and stretch and stretch[0] in "|>":
            assert not value.strip() or stretch.split()[-1] == value.split()[-1]
            continue
        if not isinstance(value, str) and style["default_style"] in ("|", ">"):
            continue
        assert yaml.load(" " * (span.column - 1) + stretch, yaml.BaseLoader) in ([value] if value else [value, None])
        if isinstance(path[-1], str):
            key = cut(source, source.locate(path, key=True))
            if key[:1] not in ("|", ">"):
                assert yaml.load(key, yaml.BaseLoader) == path[-1] or (key, path[-1]) == ("", "")


@settings(max_examples=200)
@given(st.text(alphabet="ab:- \n\t{}[],&*!|>'\"#%@<?\\\r.~\0\ufeff", max_size=40))
def test_no_text_raises_an_exception(content: str) -> None:
    [text] = read_path("-", stdin_text=content.encode())
    for problem in text.problems:
        span = problem.place.span()
        assert 1 <= span.line <= span.end_line <= content.count("\n") + content.count("\r") + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
    for path, _ in paths(text.root or {}):
        for key in (True, False):
            assert text.source.locate(path, key=key).line >= 1
        text.source.anchor(path)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_no_bytes_raise_an_exception(content: bytes) -> None:
    [text] = read_path("-", stdin_text=content)
    assert text.root is None or not text.unreadable
    assert len(text.problems) == 1 or not text.unreadable
