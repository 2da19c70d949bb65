"""The quoted line: carets stand under what is meant, whatever the line holds and however long it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mdg.render.cells import cells, visible, width, wrap
from mdg.render.excerpt import excerpt
from mdg.render.style import PLAIN
from tests.render.reports import span


def quoted(line: str, column: int, end_column: int, columns: int = 80) -> list[str]:
    return excerpt([line], span("x.yaml", 1, column, end_column), columns, PLAIN, gutter=1, role="error")


@pytest.mark.parametrize(
    ("line", "column", "end_column", "expected"),
    [
        ("flows: {}", 1, 6, ["1 | flows: {}", "  | ^^^^^"]),
        ("flows: {}", 8, 10, ["1 | flows: {}", "  |        ^^"]),
        ("\tkey:\tvalue", 7, 12, ["1 |     key:    value", "  |             ^^^^^"]),
        ("名前: 値", 5, 6, ["1 | 名前: 値", "  |       ^^"]),
        ("e\u0301te: x", 7, 8, ["1 | e\u0301te: x", "  |      ^"]),
        ("a\x00b: c", 2, 3, ["1 | a\\x00b: c", "  |  ^^^^"]),
        ("short", 6, 6, ["1 | short", "  |      ^"]),
        ("short  ", 99, 120, ["1 | short", "  |      ^"]),
        ("text", 3, 3, ["1 | text", "  |   ^"]),
    ],
)
def test_carets_stand_under_what_is_meant(line: str, column: int, end_column: int, expected: list[str]) -> None:
    assert quoted(line, column, end_column) == expected


def test_a_span_of_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    shown = excerpt(["a: [1,", " 2]"], span("x", 1, 4, 4, end_line=2), 80, PLAIN, gutter=1, role="error")
    assert shown == ["1 | a: [1,", "  |    ^^^"]


@pytest.mark.parametrize("line", [0, 3])
def test_no_line_no_quote(line: int) -> None:
    assert excerpt(["a", "b"], span("x", line, 1, 2), 80, PLAIN, gutter=1) == []


def test_an_empty_line_is_not_quoted() -> None:
    assert quoted("   ", 1, 2) == []


def test_a_long_line_is_cut_on_both_sides() -> None:
    assert quoted("a" * 500 + "HERE" + "b" * 500, 501, 505, 40) == [
        "1 | ..." + "a" * 10 + "HERE" + "b" * 16 + "...",
        "  | " + " " * 13 + "^^^^",
    ]


@pytest.mark.parametrize(
    ("column", "cut_before", "cut_after"), [(1, False, True), (400, True, True), (997, True, False)]
)
def test_only_what_is_cut_is_marked(column: int, cut_before: bool, cut_after: bool) -> None:
    shown = quoted("c" * 1000, column, column + 4, 40)[0].removeprefix("1 | ")
    assert shown.startswith("...") is cut_before
    assert shown.endswith("...") is cut_after
    assert 30 <= len(shown) <= 36, "the room is used"


def test_a_line_of_ten_million_characters_is_quoted_without_reading_it_all() -> None:
    shown = quoted("{" * 5_000_000 + "x" + "}" * 5_000_000, 5_000_001, 5_000_002)
    assert shown[0].index("x") == shown[1].index("^")


LINES = st.text(st.characters(blacklist_characters="\n\r"), min_size=1, max_size=120).filter(str.strip)


@given(LINES, st.integers(1, 130), st.integers(0, 40), st.integers(40, 90))
@example("0000\x1f\x1f\x1f\U000105bd\U0003134b", 10, 0, 40)  # just past the end of a line that fills the room
def test_quotes_fit_and_point(line: str, column: int, length: int, columns: int) -> None:
    shown, marks = quoted(line, column, column + length, columns)
    assert width(shown) <= columns
    assert width(marks) <= columns
    carets = marks.index("^")
    if column <= len(line.rstrip()):
        meant = next(iter(cells(line[column - 1])))[0]
        if line[column - 1] != "\t" and width(meant):
            before = next(n for n in range(len(shown) + 1) if width(shown[:n]) == carets)
            assert shown[before:].lstrip("\u0301").find(meant) >= 0


@given(st.text(max_size=200) | st.text('ab "', max_size=200), st.integers(20, 80))
def test_wrapping_changes_nothing_but_single_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns, "  ", "    ")
    inner = [line.removeprefix("    " if number else "  ") for number, line in enumerate(lines)]
    assert " ".join(inner) == visible(text.strip(" "))
    for line, part in zip(lines, inner, strict=True):
        assert width(line) <= columns or not re.search(r"\S \S", part), "it may be broken nowhere"


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    assert all(character.isprintable() or character in "\u200c\u200d" for character in visible(text))
