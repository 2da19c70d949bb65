"""Suppressions: comments that silence findings."""

from __future__ import annotations

from typing import Any

import pytest

from mdg.text.files import read_path
from mdg.text.suppression import Suppression


def read(content: str) -> tuple[Suppression, ...]:
    [text] = read_path("-", stdin_text=content.encode())
    return text.suppressions


def only(content: str) -> Suppression:
    [suppression] = read(content)
    return suppression


def test_on_the_line_and_above_it() -> None:
    content = "mdg: 1\nflows:\n  a: {from: b}  # mdg: ignore[MDG203] known\n  # mdg: ignore[MDG204] later\n  c: {}\n"
    beside, above = read(content)
    assert (beside.line, beside.comment_line, beside.column, beside.codes) == (3, 3, 17, ("MDG203",))
    assert (above.line, above.comment_line, above.column, above.reason) == (5, 4, 3, "later")
    span = above.place.span()
    assert (span.line, span.column, span.end_column, span.file) == (4, 3, 30, above.file)
    assert beside.key == "<stdin>"


def test_several_alone_above_one_line() -> None:
    content = "a: 1\n# mdg: ignore[MDG203] one\n# mdg: ignore[MDG204] two\n# and a remark\nb: 2\n"
    assert [suppression.line for suppression in read(content)] == [5, 5]


def test_two_in_one_comment() -> None:
    first, second = read("a: 1 # mdg: ignore[MDG203] one # mdg: ignore[MDG204] two\n")
    assert (first.reason, second.reason) == ("one", "two")


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# mdg: ignore[MDG203] why", {"codes": ("MDG203",), "reason": "why", "until": None, "problem": None}),
        ("#mdg:ignore[MDG203,MDG204] a b", {"codes": ("MDG203", "MDG204"), "reason": "a b", "problem": None}),
        ("# mdg: ignore[ MDG203 , X1 ]: why", {"codes": ("MDG203", "X1"), "reason": "why", "problem": None}),
        (
            "# mdg: ignore[MDG203] it moves until=2027-01-31",
            {"reason": "it moves", "until": "2027-01-31", "problem": None},
        ),
        (
            "# mdg: ignore[MDG203] until=2027-01-31 it moves",
            {"reason": "it moves", "until": "2027-01-31", "problem": None},
        ),
        ("# remark # mdg: ignore[MDG203] why", {"codes": ("MDG203",), "problem": None}),
        ("# MDG: Ignore[MDG203] why", {"codes": ("MDG203",), "problem": None}),
        ("# mdg: ignore[MDG203]", {"codes": ("MDG203",), "problem": "this suppression gives no reason"}),
        ("# mdg: ingore[MDG203] why", {"codes": (), "problem": "`ingore` is not `ignore`"}),
        ("# mdg: disable[MDG203] why", {"codes": (), "problem": "`disable` is not `ignore`"}),
        ("# mdg: ignore[MDG203] why until = 2027-01-31", {"problem": "`until` stands apart from its day"}),
        ("# mdg: ignore[MDG203] why until= 2027-01-31", {"problem": "`until` stands apart from its day"}),
        ("# mdg: ignore[MDG203] why until=", {"problem": "`until` stands apart from its day"}),
        (
            "# mdg: ignore[MDG203] why until=2027-01-31 until=2028-01-31",
            {"problem": "this suppression has `until=` twice"},
        ),
        ("# mdg: ignore[MDG203] open until the move", {"reason": "open until the move", "problem": None}),
        ("# mdg: ignore[MDG203] - ", {"problem": "this suppression gives no reason"}),
        ("# mdg: ignore[MDG203] until=2027-01-31", {"problem": "this suppression gives no reason"}),
        ("# mdg: ignore[MDG203] x until=2027-02-30", {"problem": "`2027-02-30` is no day", "until": "2027-02-30"}),
        ("# mdg: ignore[MDG203] x until=soon", {"problem": "`soon` is no day"}),
        ("# mdg: ignore[] why", {"problem": "this suppression names no code"}),
        ("# mdg: ignore MDG203 why", {"problem": "this suppression names no code"}),
        ("# mdg: ignore[MDG203 why", {"problem": "this suppression names no code"}),
        ("# mdg: ignore[mdg203] why", {"problem": "`mdg203` is no code of a rule"}),
        ("# mdg ignore[MDG203] why", {"codes": ("MDG203",), "problem": None}),
    ],
)
def test_forms(comment: str, expected: dict[str, Any]) -> None:
    suppression = only(f"a: 1 {comment}\n")
    assert {name: getattr(suppression, name) for name in expected} == expected
    assert bool(suppression.help) == bool(suppression.problem)


@pytest.mark.parametrize(
    "content",
    [
        "a: 'x # mdg: ignore[MDG203] why'",
        'a: "x\n  # mdg: ignore[MDG203] why"',
        "a: |\n  x\n  # mdg: ignore[MDG203] why\nb: 1",
        "a:\n  b: >\n    x # mdg: ignore[MDG203] why",
        "flows:\n  f: {a: 'x # mdg: ignore[MDG203] why', b: [' # mdg: ignore[MDG203] why']}",
        "' # mdg: ignore[MDG203] why': 1",
        "flows:\n  ' # mdg: ignore[MDG203] why': 1",
        "a: x# mdg: ignore[MDG203] why",
        "a: 1 # what `# mdg: ignore[MDG203] why` means",
        "a: 1 # mdg: is ignored",
        "a: 1 # mdg: ignored",
    ],
)
def test_what_is_no_suppression(content: str) -> None:
    assert read(content) == ()


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("a: |\n  x\n# mdg: ignore[MDG203] why\nb: 1", [4]),
        ("# mdg: ignore[MDG203] why\nb: 1", [2]),
        ("flows: # mdg: ignore[MDG203] why\n  a: 1", [1]),
        ("flows:\n  # mdg: ignore[MDG203] why\n  a: 1", [3]),
        ("a: 'x # y' # mdg: ignore[MDG203] why", [1]),
        ("flows: {\n  a: {b: c}, # mdg: ignore[MDG203] why\n d: e}", [2]),
        ("a: &b {c: d}\nf: {g: *b} # mdg: ignore[MDG203] why\nh: i", [2]),
        ("a:\n- b\n- c # mdg: ignore[MDG203] why\r\n- d", [3]),
        ("a: 1\n# mdg: ignore[MDG203] why", [3]),
        ("a: 1\r\n# mdg: ignore[MDG203] why\r\nb: 2\r\n", [3]),
        ("\ufeffa: ä # mdg: ignore[MDG203] why\n", [1]),
    ],
)
def test_comments_are_told_from_texts(content: str, lines: list[int]) -> None:
    assert [suppression.line for suppression in read(content)] == lines


def test_what_cannot_be_read_has_none() -> None:
    assert read("a: [ # mdg: ignore[MDG002] why") == ()


def test_a_remark_with_brackets_is_no_suppression() -> None:
    assert read("a: 1  # mdg: see [the manual]\nb: 2  # mdg: chapters[2]\n") == ()
