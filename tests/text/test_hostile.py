"""Text that was written badly, or by somebody who means harm: one finding, at the right place, within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mdg.diagnostic import Problem
from mdg.text.files import FileText, read_path


def read(content: str | bytes, name: str = "a.yaml", folder: Path | None = None, **limits: Any) -> FileText:
    data = content.encode() if isinstance(content, str) else content
    if name.endswith(".json") and folder is not None:
        (folder / name).write_bytes(data)
        [text] = read_path(folder / name, **limits)
    else:
        [text] = read_path("-", stdin_text=data, **limits)
    return text


def place(problem: Problem) -> tuple[int, int, int, int]:
    span = problem.place.span()
    return span.line, span.column, span.end_line, span.end_column


# text, place of the finding, part of its message, part of its help
NO_YAML: list[tuple[str | bytes, tuple[int, int, int, int], str, str]] = [
    ("a: b: c", (1, 5, 1, 6), "not in quotes holds `: `", "in quotes"),
    ("a: x\n  b: y", (2, 4, 2, 5), "line above already has its value", "line it up"),
    ("a:b\nc: d", (1, 2, 1, 3), "no space after this `:`", "with a space"),
    ("title: see\n  http://x y\nb: 1: 2", (3, 5, 3, 6), "not in quotes", "in quotes"),
    ("a:\n\tb: 1", (2, 1, 2, 2), "indented with a tab", "spaces"),
    ("a: x\n\tb: 1\n", (2, 1, 2, 2), "indented with a tab", "spaces"),
    ("a:\r\n  b:\r\n  \tc: 1", (3, 3, 3, 4), "indented with a tab", "spaces"),
    ("a: |\n\tfoo", (2, 1, 2, 2), "indented with a tab", "spaces"),
    ("a:\n  b: 1\n c: 2\n", (3, 2, 3, 4), "neither the next key", "line it up"),
    ("a:\n  - x\n  y: 1\n", (3, 3, 3, 5), "not the next `-`", "line it up"),
    ("a: [1, 2\nb: 1", (2, 2, 2, 3), "the list is not closed", "`]`"),
    ("a: {x: 1\nb: 2", (2, 2, 2, 3), "the mapping is not closed", "`}`"),
    ("a: [1, 2", (1, 4, 1, 5), "never closed", "`]`"),
    ("a: {b: 2\n\n", (1, 4, 1, 5), "never closed", "`}`"),
    ("x: 1\na: 'foo\n\nb: 1", (2, 4, 2, 8), "quotes that begin here", "close them"),
    ("a: 'foo\n---\n", (1, 4, 1, 8), "before the line `---`", "close them"),
    ('a: "x\\q"', (1, 6, 1, 9), "unknown escape `\\q`", "single quotes"),
    ('a: "\\xZZ"', (1, 7, 1, 10), "`\\xZZ` needs hexadecimal digits", "single quotes"),
    ('a: "\\ud800"', (1, 7, 1, 12), "`\\ud800` is no character", "itself"),
    ("a: @foo", (1, 4, 1, 5), "begin with `@`", "in quotes"),
    ("a: `foo`", (1, 4, 1, 5), "begin with a back-tick", "in quotes"),
    ("a: %foo", (1, 4, 1, 5), "begin with `%`", "in quotes"),
    ("%foo", (1, 1, 1, 5), "begin with `%`", "in quotes"),
    ("%YAML 2.0\n---\na: 1", (1, 1, 1, 6), "version of YAML", "leave the `%YAML` line out"),
    ("a: *.yaml", (1, 4, 1, 10), "begin with `*`", "in quotes"),
    ("a: & x", (1, 4, 1, 5), "begin with `&`", "in quotes"),
    ("a: |x\n foo", (1, 4, 1, 6), "after `|`", "next line"),
    ("a: 1\nfoo\nb: 2", (2, 1, 2, 4), "neither `key: value`", "add the `:`"),
    ("a: - b", (1, 4, 1, 5), "no list can begin", "new line"),
    ("a: ]", (1, 4, 1, 5), "begin with `]`", "in quotes"),
    ("{a: 1}}", (1, 7, 1, 8), "after the end of the document", "bracket"),
    ("a: 1\n...\nb: 2", (3, 1, 3, 3), "after the end of the document", "`...`"),
    ("a: 'x' y", (1, 8, 1, 9), "neither the next key", "quotes"),
    ("c:\n  : x\n  d: e", (2, 3, 2, 4), "no key before this `:`", "write the key"),
    ("c: {: x, d: e}", (1, 5, 1, 6), "no key before this `:`", "write the key"),
    ("a: !x!y foo", (1, 4, 1, 8), "tag `!x!y`", "leave the tag out"),
    ("a: !<x", (1, 4, 1, 7), "tag `!<x`", "leave the tag out"),
    ("a: ? b", (1, 4, 1, 5), "`?` where no key can begin", "in quotes"),
    ("a: *x", (1, 4, 1, 6), "`*x` refers to an anchor that does not exist", "`&x`"),
    ("c: &y {k: *y}", (1, 11, 1, 13), "`*y` stands inside of what it stands for", "write out"),
    ("a: ä\x01b", (1, 5, 1, 6), "U+0001", "escape"),
    ("a: ä\x00b", (1, 5, 1, 6), "NUL byte", "UTF-8"),
    ("ä: 1\nä: ".encode() + b"\xe4", (2, 4, 2, 5), "0xE4 here is no UTF-8", "UTF-8"),
    (b"\xef\xbb\xbfa: \xff", (1, 4, 1, 5), "0xFF here is no UTF-8", "UTF-8"),
    ("a: 1".encode("utf-16"), (1, 1, 1, 1), "the file is UTF-16", "UTF-8"),
    (b"\xfe\xff" + "a: 1".encode("utf-16-be"), (1, 1, 1, 1), "the file is UTF-16", "UTF-8"),
    ("a: 1".encode("utf-32"), (1, 1, 1, 1), "the file is UTF-32", "UTF-8"),
    ("a: 1".encode("utf-16-le"), (1, 2, 1, 3), "NUL byte", "UTF-8"),
]


@pytest.mark.parametrize(("content", "expected", "message", "help"), NO_YAML)
def test_what_is_no_yaml_costs_one_finding(
    content: str | bytes, expected: tuple[int, int, int, int], message: str, help: str
) -> None:
    text = read(content)
    [problem] = text.problems
    assert (problem.code, problem.subject) == ("MDG002", ("file", "<stdin>"))
    assert (text.root, text.unreadable) == (None, True)
    assert place(problem) == expected
    assert message in problem.message
    assert help in problem.help
    assert "expected" not in problem.message
    assert not problem.message.endswith(".")


def test_an_unclosed_list_relates_its_beginning() -> None:
    [problem] = read("x: 1\na: [1, 2\nb: 1").problems
    [related] = problem.related
    assert (related.message, related.place.span().line, related.place.span().column) == ("the list begins here", 2, 4)


# text, places of the findings, their messages, what is read all the same
NOT_OURS: list[tuple[str, list[tuple[int, int, int, int]], str, object]] = [
    ("b: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3", [(3, 3, 3, 5)], "`<<` does not merge", {"y": "3", "x": "1"}),
    ("b: &b {x: 1}\nc: {<<: [*b, {y: 2}], z: 3}", [(2, 5, 2, 7)], "`<<`", {"z": "3", "x": "1", "y": "2"}),
    ("c: !!str 1", [(1, 4, 1, 9)], "the tag `!!str`", "1"),
    ("c: !secret x", [(1, 4, 1, 11)], "the tag `!secret`", "x"),
    ("c: &n !mine {a: !t b}", [(1, 7, 1, 12), (1, 17, 1, 19)], "the tag `!", {"a": "b"}),
    ("c: x\n---\nd: 2\n", [(2, 1, 2, 4)], "a second document begins here", "x"),
    ("c:\n  ? [a]\n  : b\n  d: e", [(2, 5, 2, 6)], "a list cannot be a key", {"d": "e"}),
    ("c:\n  {a: b}: x\n  d: e", [(2, 3, 2, 4)], "a mapping cannot be a key", {"d": "e"}),
    ("c:\n  ? {[a]: b}\n  : x\n  d: e", [(2, 5, 2, 6)], "a mapping cannot be a key", {"d": "e"}),
    ("c: {{ value }}", [(1, 5, 1, 6)], "`{{` does not begin a text", {}),
    ("c:\n  ?\n  : x\n  d: e", [(2, 4, 2, 4)], "no key before the `:`", {"d": "e"}),
    ("a: &a [x]\nc:\n  *a : x\n  d: e", [(3, 3, 3, 5)], "`*a` is a key, and stands for no text", {"d": "e"}),
]


@pytest.mark.parametrize(("content", "places", "message", "value"), NOT_OURS)
def test_yaml_that_is_not_of_the_language(
    content: str, places: list[tuple[int, int, int, int]], message: str, value: object
) -> None:
    text = read(content)
    assert [place(problem) for problem in text.problems] == places
    assert len({(problem.code, problem.subject, problem.field) for problem in text.problems}) == len(places)
    assert all(problem.code == "MDG002" and problem.help for problem in text.problems)
    assert message in text.problems[0].message
    assert text.root is not None
    assert text.root["c"] == value
    assert not text.unreadable


def test_a_key_brought_in_by_a_merge_is_found_at_the_merge() -> None:
    text = read("base: &b {x: 1}\nc:\n  z: 0\n  <<: *b\n  y: 3\n")
    span = text.source.locate(("c", "x"), key=False)
    assert (span.line, span.column, span.end_column) == (4, 7, 9)
    span = text.source.locate(("c", "y"), key=True)
    assert (span.line, span.column, span.end_column) == (5, 3, 4)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_deep_nesting(tmp_path: Path, name: str) -> None:
    at_limit = read('{"a":' * 99 + "[]" + "}" * 99, name, tmp_path)
    assert at_limit.problems == ()
    for content, column in (('{"a":' * 100 + "[]" + "}" * 100, 501), ("[" * 10_000 + "]" * 10_000, 101)):
        [problem] = read(content, name, tmp_path).problems
        assert problem.message == "this is nested more than 100 levels deep"
        assert place(problem) == (1, column, 1, column + 1)


def test_deep_nesting_in_blocks() -> None:
    content = "\n".join(" " * level + "a:" for level in range(10_000))
    assert [place(problem) for problem in read(content).problems] == [(101, 101, 101, 101)]
    assert [place(problem) for problem in read("- " * 10_000).problems] == [(1, 201, 1, 201)]


def bomb(width: int, height: int) -> str:
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, height)]
    return "\n".join(lines)


def test_a_file_written_for_something_else_is_no_flood() -> None:
    text = read("a:\n" + "".join(f"- !Ref x{number}\n" for number in range(5000)))
    assert len(text.problems) == 100
    assert text.problems[-1].message == "the tag `!Ref` has no meaning here; 4,900 more places are like this"


def test_long_names_are_cut_in_messages() -> None:
    for content in (
        f"a: !{'t' * 5000} x",
        f"a: *{'t' * 5000}",
        f"{'k' * 500}: 1\n{'k' * 500}: 2",
        f"a: 'x\n---{' y' * 999}",
    ):
        [problem] = read(content).problems
        assert len(problem.message) < 150
        assert len(problem.help) < 150


def test_a_key_that_stands_very_often() -> None:
    [problem] = read("a: 1\n" * 5000).problems
    assert problem.message == "the key `a` stands 5000 times in one mapping"
    assert len(problem.related) == 20


def test_an_alias_bomb() -> None:
    text = read(bomb(9, 12))
    [problem] = text.problems
    assert problem.message == "the aliases up to `*a5` stand for more than 1,000,000 values"
    assert place(problem)[0] == 7
    assert [related.place.span().line for related in problem.related] == [6]
    assert text.root is None
    assert {"a0", "a11"} <= text.words


def test_aliases_are_counted_as_if_written_out() -> None:
    content = "a: &a [x, y]\nb: &b [*a, z, *a]\nc: *b\n"  # 3 + 3, and then 8: b itself, z, two times a
    assert read(content, max_nodes=13).problems
    assert read(content, max_nodes=14).problems == ()
    assert read(content).expanded == 14


def test_the_limit_for_aliases_holds_for_all_files_together(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("a: &a [x, y, z]\nb: *a\n")
    texts = read_path(tmp_path, max_nodes=7)
    assert [bool(text.problems) for text in texts] == [False, True]


def test_levels_behind_aliases_count() -> None:
    lines = ["a0: &a0 []"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 200)]
    [problem] = read("\n".join(lines)).problems
    assert problem.message == "this is nested more than 100 levels deep"
    assert place(problem)[0] == 100


def test_many_anchors_within_each_other_cost_no_more() -> None:
    opening = "".join(f"[&a{n} " for n in range(1, 98))
    text = read(f"a: {opening} x {']' * 97}\nb: *a1\nc: *a97\n")
    assert text.root is not None
    assert text.root["c"] == "x"


@pytest.mark.parametrize(("name", "content"), [("a.yaml", "a: b\n  c: d"), ("a.json", '{"a": b c d')])
def test_words_of_what_could_not_be_read(tmp_path: Path, name: str, content: str) -> None:
    assert {"a", "b", "c", "d"} == read(content, name, tmp_path).words


def test_words_of_what_was_left_out() -> None:
    assert read("flows: {a: 1}\nflows: {b: c}\n").doubles == ((("flows",), {"b": "c"}),)
    assert read("flows: {a: 1}\n---\nsystems:\n  d: {}\n").words == {"systems", "d"}
    assert read("flows: {a: 1}\n").words == frozenset()


@pytest.mark.parametrize(("content", "what"), [("- a", "a list"), ("hello world", "a text"), ("[]", "a list")])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_file_that_is_no_mapping(tmp_path: Path, content: str, what: str, name: str) -> None:
    if name == "a.json":
        content = '["a"]' if what == "a list" else '"hello"'
    text = read(content, name, tmp_path)
    [problem] = text.problems
    assert problem.code == "MDG006"
    assert problem.message.startswith(f"the file is {what}")
    assert text.root is None


# text, subject, field, places: the finding and what it relates
REPEATS = [
    ("a: 1\na: 2", ("file", "<stdin>"), "a", [(2, 1), (1, 1)]),
    ("flows:\n  f: {x: 1}\n  f: {}", ("flow", "f"), "", [(3, 3), (2, 3)]),
    ("flows:\n  f:\n    x: 1\n    x: 2\n    y: 3\n    x: 3", ("flow", "f"), "x", [(4, 5), (3, 5), (6, 5)]),
    ("flows:\n  f:\n    when: {a: 1, 'a': 2}", ("flow", "f"), "when.a", [(3, 18), (3, 12)]),
    ("parties: {p: {l: [{a: 1, a: 2}]}}", ("party", "p"), "l.0.a", [(1, 26), (1, 20)]),
    ("settings:\n  select: x\n  select: y", ("settings", "settings"), "select", [(3, 3), (2, 3)]),
    ("x: &a\n  b: 1\n  &k b: 2", ("file", "<stdin>"), "x.b", [(3, 6), (2, 3)]),
]


@pytest.mark.parametrize(("content", "subject", "field", "places"), REPEATS)
def test_a_key_that_stands_twice(
    content: str, subject: tuple[str, str], field: str, places: list[tuple[int, int]]
) -> None:
    text = read(content)
    [problem] = text.problems
    assert (problem.code, problem.subject, problem.field) == ("MDG003", subject, field)
    spans = [problem.place.span(), *(related.place.span() for related in problem.related)]
    assert [(span.line, span.column) for span in spans] == places
    assert not text.unreadable


def test_of_two_keys_the_first_counts() -> None:
    text = read("flows: {f: {a: 1}, g: {b: 1}, f: {c: 1, c: 2}}")
    assert text.root == {"flows": {"f": {"a": "1"}, "g": {"b": "1"}}}
    assert len(text.problems) == 1
    span = text.source.locate(("flows", "g", "b"), key=True)
    assert (span.column, span.end_column) == (24, 25)


def test_many_tag_lines_are_refused_before_libyaml_compares_them() -> None:
    lines = "".join(f"%TAG !t{number}! x{number}\n" for number in range(200_000))
    [problem] = read(f"# first\n{lines}---\na: 1\n").problems
    assert problem.message == "`%TAG` has no meaning here"
    assert place(problem) == (2, 1, 2, 5)
    assert read("a: |\n" + "  %TAG\n" * 200).problems == ()
