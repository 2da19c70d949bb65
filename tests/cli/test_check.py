"""``mdg check``: what is found, in which form, and what the exit status says of it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import CLEAN, CONTESTED, written

Said = pytest.CaptureFixture[str]


def test_a_clean_landscape_passes(clean: Path, capsys: Said) -> None:
    assert run(["check", "clean.yaml"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("nothing found\n")
    assert said.err == ""


def test_findings_fail_and_show_the_way_out(contested: Path, capsys: Said) -> None:
    assert run(["check", "contested.yaml"]) == 1
    said = capsys.readouterr().out
    assert "contested.yaml:4:3: error MDG102 two-creators" in said
    assert "4 |   customer:\n" in said
    assert "  for          {country: FR}\n" in said
    assert "  help         " in said
    assert "\nfound " in said


def test_wrong_text_is_a_finding(broken: Path, capsys: Said) -> None:
    assert run(["check", "broken.yaml"]) == 1
    said = capsys.readouterr().out
    assert "broken.yaml:10:1: error MDG005 unknown-key" in said
    assert "`systems`" in said


def test_a_folder_is_checked_and_is_this_one_by_default(contested: Path, capsys: Said) -> None:
    assert run(["check"]) == 1
    assert "contested.yaml:4:3: error MDG102" in capsys.readouterr().out


def test_json_keeps_to_its_schema(project: Path, contested: Path, broken: Path, capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))
    for name in ("contested.yaml", "broken.yaml"):
        assert run(["check", name, "--format", "json", "--as-of", "2026-03-01"]) == 1
        answer = json.loads(capsys.readouterr().out)
        jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)
        assert answer["as_of"] == "2026-03-01"
        assert answer["findings"]


def test_the_same_twice_is_the_same(contested: Path, capsys: Said) -> None:
    first, second = [(run(["check", "--format", "json"]), capsys.readouterr().out) for _ in range(2)]
    assert first == second


class Endless:
    """A stream like `/dev/zero`: whoever wants all of it waits for ever."""

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "all of it is asked for"
        return bytes(size)


def test_standard_input_without_end(folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Endless()))
    assert run(["check", "-"]) == 1
    said = capsys.readouterr().out
    assert "MDG001" in said
    assert "more than 256 MB" in said


def test_standard_input(folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CONTESTED.encode())))
    assert run(["check", "-"]) == 1
    assert ":4:3: error MDG102" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "error"], 1),
        (["--select", "MDG102"], 1),
        (["--select", "MDG7"], 0),
        (["--select", "MDG1,MDG7", "--ignore", "MDG102", "--ignore", "MDG103"], 0),
        (["--ignore", "MDG1"], 0),
        (["--select", "MDG102", "--as-of", "2026-03-01"], 1),
    ],
)
def test_selection(contested: Path, options: list[str], status: int, capsys: Said) -> None:
    assert run(["check", "contested.yaml", *options]) == status


def test_fail_on_is_the_landscapes_unless_given(folder: Path, capsys: Said) -> None:
    demoted = "settings: {fail_on: %s, severity: {MDG102: warning, MDG103: warning}}\n"
    written(folder / "lenient.yaml", CONTESTED + demoted % "error")
    written(folder / "strict.yaml", CONTESTED + demoted % "warning")
    assert run(["check", "lenient.yaml"]) == 0
    assert run(["check", "lenient.yaml", "--fail-on", "warning"]) == 1
    assert run(["check", "strict.yaml"]) == 1
    assert run(["check", "strict.yaml", "--fail-on", "error"]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--select", "MDG1O2"], "MDG102"),
        (["--select", "MDG999"], "`MDG999`"),
        (["--ignore", "nonsense"], "`nonsense`"),
        (["--select", ""], "`--select`"),
        (["--select", "MDG1,"], "`--select`"),
        (["--ignore", ","], "`--ignore`"),
        (["--select", "MDG102", "--ignore", "MDG1"], "nothing is left"),
        (["--format", "xml"], "`xml`"),
        (["--fail-on", "never"], "`never`"),
        (["--as-of", "2026-02-30"], "`2026-02-30`"),
        (["--as-of", "tomorrow"], "2026-12-31"),
        (["--as-of", "20260101"], "2026-12-31"),
        (["--fomat", "json"], "--format"),
        (["--output", "nowhere/report.txt"], "nowhere"),
        (["--output", "."], "folder"),
        (["missing.yaml"], "`missing.yaml`"),
        ([""], "the path is empty"),
        (["--output", "n" * 5000], "name too long"),
        (["clean.yaml", "contested.yaml"], "contested.yaml"),
    ],
)
def test_what_cannot_be_done_is_never_a_pass(clean: Path, arguments: list[str], told: str, capsys: Said) -> None:
    assert run(["check", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("options", [[], ["--select", "MDG7"], ["--ignore", "MDG0"], ["--fail-on", "error"]])
def test_nothing_to_check_is_no_pass(folder: Path, options: list[str], capsys: Said) -> None:
    assert run(["check", *options]) == 1
    assert "MDG010" in capsys.readouterr().out
    written(folder / "compose.yaml", "services: {web: {image: nginx}}\n")
    assert run(["check", *options]) == 1
    assert capsys.readouterr().out.count("compose.yaml:") == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_goes_into_a_file(contested: Path, folder: Path, form: str, capsys: Said) -> None:
    written(folder / "report", "what was there before")
    assert run(["check", "contested.yaml", "--format", form]) == 1
    on_screen = capsys.readouterr().out
    assert run(["check", "contested.yaml", "--format", form, "--output", "report"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    assert (folder / "report").read_text(encoding="utf-8") == on_screen
    assert sorted(path.name for path in folder.iterdir()) == ["contested.yaml", "report"]


@pytest.mark.parametrize(
    ("path", "output"),
    [
        ("contested.yaml", "contested.yaml"),
        ("contested.yaml", "./link"),
        ("contested.yaml", "hard"),
        (".", "contested.yaml"),
        (".", "hard"),
        (".", "report.yaml"),
        (".", "inner/report.json"),
        ("inner/..", "inner/report.yml"),
        ("inner", "leads_in"),
    ],
)
def test_the_landscape_is_not_written_over_nor_added_to(
    contested: Path, folder: Path, path: str, output: str, capsys: Said
) -> None:
    (folder / "inner").mkdir()
    (folder / "link").symlink_to("contested.yaml")
    (folder / "hard").hardlink_to(contested)
    (folder / "leads_in").symlink_to("inner/new.yaml")
    before = sorted(folder.rglob("*"))
    assert run(["check", path, "-o", output]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"`{Path(output)}`" in said.err
    assert sorted(folder.rglob("*")) == before
    assert contested.read_text(encoding="utf-8") == CONTESTED


@pytest.mark.parametrize(
    ("path", "output"),
    [("contested.yaml", "report.json"), ("inner", "report.json"), (".", "report"), (".", ".reports/report.json")],
)
def test_a_report_may_lie_beside_the_landscape(
    contested: Path, folder: Path, path: str, output: str, capsys: Said
) -> None:
    (folder / "inner").mkdir()
    (folder / ".reports").mkdir()
    written(folder / "inner" / "same.yaml", CONTESTED)
    for _ in range(2):
        assert run(["check", path, "--format", "json", "-o", output]) == 1
        assert json.loads((folder / output).read_text(encoding="utf-8"))["findings"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_to_standard_output(contested: Path, folder: Path, form: str, capsys: Said) -> None:
    run(["check", "--format", form])
    on_screen = capsys.readouterr().out
    assert run(["check", "--format", form, "-o", "-"]) == 1
    assert capsys.readouterr().out == on_screen
    assert [path.name for path in folder.iterdir()] == ["contested.yaml"]


def test_a_clean_check_leaves_an_older_report_out_of_date_never(clean: Path, folder: Path) -> None:
    written(folder / "report", "old")
    assert run(["check", "clean.yaml", "-o", "report"]) == 0
    assert (folder / "report").read_text(encoding="utf-8").startswith("nothing found")


def test_the_width_of_a_pipe_follows_columns(contested: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    run(["check", "contested.yaml"])
    wide = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "60")
    run(["check", "contested.yaml"])
    assert len(capsys.readouterr().out.splitlines()) > len(wide.splitlines())


def test_clean_is_what_it_says(clean: Path, capsys: Said) -> None:
    """The landscape that stands for a clean one in these tests has not even an info."""
    assert run(["check", "clean.yaml", "--fail-on", "info"]) == 0, capsys.readouterr().out
    assert "MDG" not in CLEAN


def test_contested_is_what_it_says(contested: Path, capsys: Said) -> None:
    """And the one that stands for a wrong one has the two errors that tests count, and none beside."""
    assert run(["check", "contested.yaml", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["code"], one["when"]) for one in found] == [
        ("MDG102", [{"country": "FR"}]),
        ("MDG103", [{"country": "FR"}]),
    ]
