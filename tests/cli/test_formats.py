"""The forms of `mdg check` for pipelines: offered, whole, and with paths by which their readers find the files."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as Xml

import jsonschema
import pytest

from mdg.cli import run
from tests.cli.conftest import BROKEN, CONTESTED, Mdg, written

Said = pytest.CaptureFixture[str]


def sarif_paths(text: str) -> set[str]:
    results = json.loads(text)["runs"][0]["results"]
    places = [place for one in results for place in one["locations"] + one.get("relatedLocations", [])]
    return {place["physicalLocation"]["artifactLocation"]["uri"] for place in places}


#: For each form, the paths of files in it.
PATHS: dict[str, Callable[[str], set[str]]] = {
    "sarif": sarif_paths,
    "gitlab": lambda text: {issue["location"]["path"] for issue in json.loads(text)},
    "github": lambda text: set(re.findall(r"(?:^|,| )file=([^,:]+)", text, re.MULTILINE)),
    "junit": lambda text: {case.attrib["file"] for case in Xml.fromstring(text)[0] if "file" in case.attrib},
}
FORMS = sorted(PATHS)


def told(capsys: Said, form: str, path: str | Path) -> set[str]:
    assert run(["check", str(path), "--format", form]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    return PATHS[form](said.out)


@pytest.fixture
def inner(folder: Path) -> Path:
    """A folder with a landscape, in another one."""
    (folder / "data" / "landscape").mkdir(parents=True)
    written(folder / "data" / "landscape" / "contested.yaml", CONTESTED)
    return folder / "data" / "landscape"


@pytest.mark.parametrize("form", FORMS)
def test_paths_count_from_where_the_command_runs(inner: Path, form: str, capsys: Said) -> None:
    for path in ("data/landscape", "data/landscape/contested.yaml", "./data/../data/landscape", inner):
        assert told(capsys, form, path) == {"data/landscape/contested.yaml"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("top", ["folder", "file"])
def test_paths_count_from_the_root_of_the_repository(
    inner: Path, folder: Path, form: str, top: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the command runs in a folder inside it, or outside; in a work tree, `.git` is a file."""
    (folder / ".git").mkdir() if top == "folder" else written(folder / ".git", "gitdir: elsewhere\n")
    monkeypatch.chdir(folder / "data")
    assert told(capsys, form, "landscape") == {"data/landscape/contested.yaml"}
    monkeypatch.chdir(inner)
    assert told(capsys, form, ".") == {"data/landscape/contested.yaml"}
    monkeypatch.chdir(folder.parent)
    assert told(capsys, form, f"{folder.name}/data/landscape") == {"data/landscape/contested.yaml"}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_told_under_its_own_name(inner: Path, folder: Path, form: str, capsys: Said) -> None:
    """A pipeline's host shows no file under the name of a link to it."""
    (folder / "link").symlink_to("data/landscape")
    assert told(capsys, form, "link") == {"data/landscape/contested.yaml"}


@pytest.mark.parametrize("form", FORMS)
def test_what_lies_outside_has_an_absolute_path(
    inner: Path, folder: Path, form: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    file = inner.resolve() / "contested.yaml"
    assert told(capsys, form, "../data/landscape") == {file.as_uri() if form == "sarif" else file.as_posix()}


@pytest.mark.parametrize("form", FORMS)
def test_standard_input(form: str, folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CONTESTED.encode())))
    expected = {"sarif": {"%3Cstdin%3E"}, "github": set()}.get(form, {"<stdin>"})
    assert told(capsys, form, "-") == expected


@pytest.mark.parametrize("form", FORMS)
def test_the_status_and_the_file_are_as_with_other_forms(clean: Path, contested: Path, form: str, capsys: Said) -> None:
    assert run(["check", "contested.yaml", "--format", form]) == 1
    on_screen = capsys.readouterr().out
    assert run(["check", "contested.yaml", "--format", form, "-o", "report"]) == 1
    assert Path("report").read_text(encoding="utf-8") == on_screen
    assert run(["check", "clean.yaml", "--format", form]) == 0
    assert not PATHS[form](capsys.readouterr().out)


@pytest.mark.parametrize("form", FORMS)
def test_wrong_text_is_in_every_form(broken: Path, form: str, capsys: Said) -> None:
    assert told(capsys, form, "broken.yaml") == {"broken.yaml"}
    assert run(["check", "broken.yaml", "--format", form]) == 1
    assert "MDG005" in capsys.readouterr().out


def test_no_rule_passes_that_could_not_be_judged_by(broken: Path, capsys: Said) -> None:
    """JUnit shows rules that found nothing as passed tests; those of a wrong text were not run."""
    run(["check", "broken.yaml", "--format", "junit"])
    shown = capsys.readouterr().out
    assert "mdg.MDG001" in shown
    assert "mdg.MDG102" not in shown
    assert "mdg.MDG706" not in shown


def test_only_selected_rules_are_listed(contested: Path, capsys: Said) -> None:
    run(["check", "--format", "sarif", "--select", "MDG102"])
    listed = {rule["id"] for rule in json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]}
    assert {code for code in listed if code >= "MDG1"} == {"MDG102"}


def test_junit_fails_where_the_command_does(folder: Path, capsys: Said) -> None:
    demoted = "settings: {severity: {MDG102: warning, MDG103: warning}, fail_on: %s}\n"
    for level, status in (("error", 0), ("warning", 1)):
        written(folder / "landscape.yaml", CONTESTED + demoted % level)
        assert run(["check", "--format", "junit"]) == status
        assert ("<failure" in capsys.readouterr().out) is bool(status)
    assert run(["check", "--format", "junit", "--fail-on", "error"]) == 0
    assert "<failure" not in capsys.readouterr().out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_forms_are_utf_8_always(folder: Path, mdg: Mdg, form: str, encoding: str) -> None:
    written(folder / "工場.yaml", BROKEN.replace("landscape: clean", "landscape: 工場").replace("country:", "国:"))
    ended = mdg("check", "--format", form, env={"PYTHONIOENCODING": encoding}, text=False, encoding=None)
    assert ended.returncode == 1
    assert ended.stderr == b""
    ended.stdout.decode("utf-8")
    assert "工場".encode() in ended.stdout or b"%E5%B7%A5%E5%A0%B4.yaml" in ended.stdout


def test_a_real_landscape_is_as_the_published_schemas_have_it(
    project: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings with everything that a finding can have, which the reports made by hand may leave out."""
    monkeypatch.chdir(project)
    schemas = {
        name: json.loads((project / "tests" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("sarif-2.1.0-rtm.5", "gitlab-codeclimate")
    }
    arguments = ["check", "examples/sap_cx", "--as-of", "2026-06-01", "--format"]
    run([*arguments, "sarif"])
    log = json.loads(capsys.readouterr().out)
    jsonschema.validate(log, schemas["sarif-2.1.0-rtm.5"], jsonschema.Draft4Validator)
    run([*arguments, "gitlab"])
    issues = json.loads(capsys.readouterr().out)
    jsonschema.validate(issues, {"type": "array", "items": schemas["gitlab-codeclimate"]})
    run([*arguments, "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert len(found) == len(issues) == len(log["runs"][0]["results"]) > 20
    assert [issue["fingerprint"] for issue in issues] == [finding["fingerprint"] for finding in found]
