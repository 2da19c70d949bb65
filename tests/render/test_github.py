"""Workflow commands of GitHub Actions: each a line of its own, whatever the text in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mdg.render import github
from tests.golden_files import assert_golden
from tests.render.reports import PARTNERS, beside_a_baseline, everything, finding, report, span


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Name, values and message of a command, read as the runner of GitHub Actions reads it."""
    assert line.startswith("::")
    head, _, message = line[2:].rstrip("\n").partition("::")
    name, _, said = head.partition(" ")
    values = dict(part.split("=", 1) for part in said.split(","))
    for sign, escape in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        values = {key: value.replace(escape, sign) for key, value in values.items()}
        message = message if sign in ":," else message.replace(escape, sign)
    return name, values, message


def test_whole_report(project: Path) -> None:
    assert_golden(project / "tests" / "golden" / "report-github.txt", github.report(everything()))


def test_one_line_a_finding_worst_first() -> None:
    """GitHub shows ten errors, ten warnings and ten notices of a step: those are the worst ones."""
    shown = github.report(everything())
    assert len(shown.splitlines()) == len(everything().findings)
    assert [line.split()[0] for line in shown.splitlines()] == ["::error"] * 3 + ["::warning", "::notice"]
    assert github.report(report()) == ""


def test_place_and_title() -> None:
    _, values, message = parsed(github.report(report(finding(message="wrong", help="")), lambda name: f"in/{name}"))
    assert values == {
        "file": f"in/{PARTNERS}",
        "line": "4",
        "endLine": "4",
        "col": "3",
        "endColumn": "19",
        "title": "MDG102 two-creators",
    }
    assert message == f"in/{PARTNERS}:4:3: wrong"


def test_columns_only_of_one_line() -> None:
    """GitHub refuses columns of what goes over several lines."""
    _, values, _ = parsed(github.report(report(finding(location=span(PARTNERS, 4, 3, 9, end_line=5)))))
    assert values["endLine"] == "5"
    assert not {"col", "endColumn"} & set(values)


@pytest.mark.parametrize("name", ["<stdin>", "<python>"])
def test_what_is_no_file_has_no_place(name: str) -> None:
    _, values, message = parsed(github.report(report(finding(location=span(name, 4, 3, 9)))))
    assert list(values) == ["title"]
    assert message.startswith(f"{name}:4:3: ")


@pytest.mark.parametrize("text", ["100% sure", "%0A", "a::b", "x,y=z:w", "::error::no", "%25", "%3A"])
def test_any_text_comes_back_whole(text: str) -> None:
    shown = github.report(report(finding(message=text, help=text, location=span(text, 4, 3, 9))))
    assert shown.count("\n") == 1
    name, values, message = parsed(shown)
    assert name == "error"
    assert values["file"] == text
    assert message == f"{text}:4:3: {text}\nhelp: {text}"


def test_no_text_gives_a_command_of_its_own() -> None:
    evil = "a\n::set-output name=x::y\r\n::error::b\u2028c\x1b[2J"
    shown = github.report(
        report(
            finding(
                message=evil,
                help=evil,
                accountable=evil,
                related=[{"message": evil, "location": span(evil, 1, 1, 2)}],
                when=[{evil: evil}],
                witness={"entity": evil, "record": {evil: evil}},
                location=span(evil, 1, 1, 2),
            )
        )
    )
    assert shown.count("\n") == 1
    assert shown[:-1].isprintable()


def test_beside_a_baseline() -> None:
    commands = [parsed(line) for line in github.report(beside_a_baseline()).splitlines()]
    assert [name for name, _, _ in commands] == ["error", "error", "warning", "notice", "notice"]
    assert commands[1][2].endswith("\nbaseline: does not hold it for {country: NO}")
    _, values, message = commands[-1]
    assert values == {"file": ".mdg-baseline.json", "line": "1", "title": "mdg baseline"}
    assert message.splitlines()[0].startswith(
        "the baseline `.mdg-baseline.json` has 2 entries that are no longer found"
    )
    assert len(message.splitlines()) == 3
