"""A report as text: complete at every width, the same words with and without colour, and harmless to a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mdg.diagnostic import Comparison
from mdg.render import text
from mdg.render.cells import width
from mdg.render.style import COLOUR, PLAIN
from tests.golden_files import assert_golden
from tests.render.reports import PARTNERS, RULES, beside_a_baseline, everything, finding, report, span

HEAD = re.compile(r"(\S+:\d+:\d+: (?:error|warning|info) MDG\d{3} [a-z-]+):(?: |$)")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("style", [PLAIN, COLOUR], ids=["plain", "colour"])
def test_whole_report(project: Path, columns: int, style: object) -> None:
    name = f"report-{columns}-{'plain' if style is PLAIN else 'colour'}.txt"
    shown = text.report(everything(), columns, COLOUR if style is COLOUR else PLAIN)
    assert_golden(project / "tests" / "golden" / name, shown)


@pytest.mark.parametrize("columns", [40, 80, 133, 200])
def test_colour_changes_no_word(columns: int) -> None:
    coloured = text.report(everything(), columns, COLOUR)
    assert COLOURS.search(coloured)
    assert COLOURS.sub("", coloured) == text.report(everything(), columns, PLAIN)


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_no_line_is_wider_than_asked(columns: int) -> None:
    lines = text.report(everything(), columns).splitlines()
    assert [line for line in lines if width(line) > columns and not HEAD.match(line)] == []


def test_a_path_is_never_cut() -> None:
    deep = "/".join(["a_folder_with_a_long_name"] * 6) + "/landscape.yaml"
    shown = text.report(report(finding(location=span(deep, 12, 3, 9))), 80)
    assert shown.startswith(f"{deep}:12:3: error MDG102 two-creators:\n")


def test_each_finding_has_one_line_that_tools_can_match() -> None:
    heads = [HEAD.match(line) for line in text.report(everything(), 80).splitlines()]
    assert [found[1] for found in heads if found] == [
        f"{RULES}:4:37: error MDG008 unknown-reference",
        f"{PARTNERS}:4:3: error MDG102 two-creators",
        f"{PARTNERS}:11:3: error MDG107 no-eraser",
        f"{RULES}:2:182: warning MDG110 dead-rule",
        "<python>:1:1: info MDG705 unknown-fact",
    ]


def test_many_of_a_kind_stay_readable(project: Path) -> None:
    many = [finding(location=span(PARTNERS, 4, 3, 19), message=f"fault {number}") for number in range(1, 31)]
    few = [finding(code="MDG107", name="no-eraser", message=f"fault {letter}") for letter in "abcd"]
    shown = text.report(report(*many, *few), 80)
    assert all(f"fault {number}\n" in shown for number in range(1, 31)), "nothing is left out"
    assert shown.count("business_partner:\n") == 3 + 4, "the line is quoted for the first three, and for all of a few"
    assert_golden(project / "tests" / "golden" / "report-many.txt", shown)


def test_every_way_out_is_told_however_many_there_are() -> None:
    ways = ["one", "one", "one", "one", "two", "two", "", "three", "one"]
    shown = text.report(report(*(finding(message=f"fault {n}", help=way) for n, way in enumerate(ways))), 200)
    told = [line.split() for line in shown.splitlines() if "fault" in line or line.startswith("  help")]
    assert [line[-1] for line in told[6:]] == ["3", "4", "two", "5", "6", "7", "three", "8", "one"]
    assert "\n6 of them are told in brief; `--format json` has all of each\n" in shown
    assert "in brief" not in text.report(report(*[finding()] * 4), 200)


def test_a_population_of_many_clauses_is_cut() -> None:
    when = [{"country": f"c{number}"} for number in range(1, 209)]
    shown = text.report(report(finding(when=when)), 80)
    assert "- {country: c8}\n" in shown
    assert "c9" not in shown
    assert " and 200 more clauses; `--format json` has all of them\n" in shown
    assert "more clauses" not in text.report(report(finding(when=when[:9])), 80)


@pytest.mark.parametrize("columns", [40, 57, 80, 200])
def test_a_population_can_be_pasted_at_every_width(columns: int) -> None:
    import yaml

    spaced = ["a  b", " a", "b   ", "   ", "one two", "x " * 30 + "  y", "plain  ", 'it\'s  "so" ']
    lines = text.report(report(finding(when=[{"name": spaced}], help="", message="m")), columns).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  for "))
    written = "\n".join([lines[start].replace("for", "   ", 1), *lines[start + 1 : lines.index("", start)]])
    assert yaml.load(written, Loader=yaml.BaseLoader) == {"name": spaced}


def test_many_related_statements_are_counted() -> None:
    related = [{"message": f"reason {number}", "location": span(RULES, 3, 3, 16)} for number in range(1, 21)]
    shown = text.report(report(finding(related=related)), 80)
    assert "reason 6" in shown
    assert "reason 7" not in shown
    assert "  and 14 more statements\n" in shown
    assert "more statements" not in text.report(report(finding(related=related[:7])), 80)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "nothing found\n"),
        ({"suppressed": 3}, "nothing found (3 suppressed)\n"),
        (
            {"not_judged": ("flows", "views")},
            "nothing found\nno rule judges these sections for their own sake yet: flows, views\n",
        ),
    ],
)
def test_a_clean_report_says_so(parts: dict[str, object], expected: str) -> None:
    assert text.report(report(**parts)) == expected


def test_closing_counts() -> None:
    shown = text.report(
        report(
            finding(severity="info", code="MDG705"), finding(), finding(severity="info", code="MDG705"), suppressed=1
        )
    )
    assert "\nfound 1 error, 2 infos (1 suppressed)\n" in shown
    assert "`mdg explain MDG102` says" in shown, "the rule that is worst is the one to read about"


def test_hostile_text_cannot_steer_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202egnp.exe\x9b31m\r"
    shown = text.report(
        report(
            finding(
                message=f"`{evil}` is unknown",
                help=evil,
                accountable=evil,
                location=span(f"{evil}.yaml", 1, 1, 3),
                related=[{"message": evil, "location": span(f"{evil}.yaml", 1, 1, 3)}],
                witness={"entity": evil, "record": {evil: evil}},
                when=[{evil: {"not": [evil]}}],
            ),
            excerpts={f"{evil}.yaml": [evil]},
        ),
        80,
    )
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert "\\x1b]0;owned" in shown, "it is shown for what it is"


def test_the_population_can_be_pasted() -> None:
    import yaml

    when = [{"country": ["NO", "on"], "name": {"not": ["a: b", "x, y", "", "- z", "#1", "it's", "\x07ü"]}}]
    line = next(line for line in text.report(report(finding(when=when)), 500).splitlines() if line.startswith("  for "))
    written = yaml.load(line.removeprefix("  for "), Loader=yaml.BaseLoader)
    assert [written] == when


def test_beside_a_baseline(project: Path) -> None:
    shown = text.report(beside_a_baseline(), 80)
    assert_golden(project / "tests" / "golden" / "report-baseline.txt", shown)


@pytest.mark.parametrize(("number", "told"), [(9, 9), (10, 8), (500, 8)])
def test_many_entries_that_are_gone_are_counted(number: int, told: int) -> None:
    gone = tuple({"code": "MDG102", "fingerprint": f"f{n}", "count": 1} for n in range(number))
    shown = text.report(report(baseline=Comparison(file="b.json", gone=gone)), 200)
    assert shown.count("\n  MDG102: f") == told
    assert (f"\n  and {number - told} more\n" in shown) is (number > told)


def test_one_entry_that_is_gone() -> None:
    gone = ({"code": "MDG102", "fingerprint": "f", "count": 1},)
    shown = text.report(report(baseline=Comparison(file="b.json", gone=gone)), 200)
    assert "has an entry that is no longer found; `--write-baseline` takes it out\n" in shown


def test_growth_is_told_in_brief_too() -> None:
    found = [finding(message=f"fault {number}") for number in range(9)]
    shown = text.report(report(*found, baseline=Comparison(file="b", grown=((found[8], "holds less"),))), 80)
    assert shown.index("fault 8") < shown.index("baseline     holds less")
