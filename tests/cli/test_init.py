"""`mdg init`: a landscape to start from, written whole or not at all, and told what became of each sheet."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

import mdg as library
from mdg.cli import INTERRUPTED, new_folder, run
from mdg.text import LandscapeDocument
from tests.cli.conftest import Mdg
from tests.interop.sheets.messy import GERMAN_INTERFACES, GERMAN_MATRIX
from tests.rules.reading import TODAY
from tests.text.editor import as_yaml_1_1, as_yaml_1_2

Said = pytest.CaptureFixture[str]
FILES = ["landscape.yaml", "systems.yaml", "ownership.yaml", "flows.yaml", ".landscape.schema.json"]


@pytest.fixture
def sheets(folder: Path) -> Path:
    (folder / "list.csv").write_bytes(GERMAN_INTERFACES.encode("cp1252"))
    (folder / "matrix.csv").write_text(GERMAN_MATRIX, encoding="utf-8-sig")
    return folder


def everything(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def test_the_small_landscape_has_one_thing_to_mend(folder: Path, capsys: Said) -> None:
    """One finding teaches more than none: it shows a witness, and the comment beside it shows how it is mended."""
    assert run(["init", "start"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "`mdg check start` finds one thing to mend" in said.err
    report = library.check(folder / "start", as_of=TODAY)
    assert [(finding.code, finding.subject["id"]) for finding in report.findings] == [("MDG102", "product")]
    assert report.landscape == "start"
    file = folder / "start" / "landscape.yaml"
    text = file.read_text(encoding="utf-8")
    mended = text.replace("    # when: {range: marketplace}", "    when: {range: marketplace}")
    assert mended != text
    file.write_text(mended, encoding="utf-8")
    assert library.check(folder / "start", as_of=TODAY).findings == ()


def test_editors_accept_what_is_written(sheets: Path) -> None:
    assert run(["init", "small"]) == 0
    assert run(["init", "made", "--interfaces", "list.csv", "--matrix", "matrix.csv"]) == 0
    for name, files in (("small", FILES[:1]), ("made", FILES[:4])):
        schema = json.loads((sheets / name / ".landscape.schema.json").read_text(encoding="utf-8"))
        assert schema == LandscapeDocument.model_json_schema()
        for file in files:
            text = (sheets / name / file).read_text(encoding="utf-8")
            assert text.startswith("# yaml-language-server: $schema=.landscape.schema.json\n")
            for see in (as_yaml_1_2, as_yaml_1_1):
                jsonschema.validate(see(text), schema)


def test_from_two_spreadsheets(sheets: Path, capsys: Said) -> None:
    status = run(["init", "made", "--interfaces", "list.csv", "--matrix", "matrix.csv", "--timezone", "Europe/Berlin"])
    assert status == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "list.csv: Windows-1252, separated by `;`" in said.err
    assert "  line 11: no receiver" in said.err
    assert "4 systems, 3 objects, 7 ownership rules, 6 needs, 9 flows" in said.err
    assert said.err.rstrip().endswith("now ask `mdg check made`")
    assert sorted(path.name for path in (sheets / "made").iterdir()) == sorted(FILES)
    assert run(["check", "made", "--as-of", "2026-06-01"]) == 1
    assert "two-creators" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "pasted"), [("-", "./-"), ("my landscape", "'my landscape'"), ("a'b", "'a'\"'\"'b'")])
def test_what_is_to_be_asked_next_can_be_pasted(name: str, pasted: str, folder: Path, capsys: Said) -> None:
    assert run(["init", name]) == 0
    assert f"`mdg check {pasted}` finds one thing" in capsys.readouterr().err
    assert run(["check", *shlex.split(pasted), "--as-of", "2026-06-01"]) == 1
    assert "two-creators" in capsys.readouterr().out


def test_in_this_folder(folder: Path) -> None:
    (folder / "README.md").write_text("mine", encoding="utf-8")
    assert run(["init", "."]) == 0
    assert f"landscape: {folder.name}\n" in (folder / "landscape.yaml").read_text(encoding="utf-8")
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"


def test_folders_above_are_made(folder: Path) -> None:
    assert run(["init", "a/b/c"]) == 0
    assert (folder / "a" / "b" / "c" / "landscape.yaml").is_file()


def test_all_that_is_in_the_way_is_told_at_once(sheets: Path, capsys: Said) -> None:
    made = sheets / "made"
    (made / "deep").mkdir(parents=True)
    for name in ("systems.yaml", "flows.yaml", "compose.yml", "deep/other.json"):
        (made / name).write_text("{}", encoding="utf-8")
    (made / "ownership.yaml").symlink_to("nowhere")
    before = everything(sheets)
    assert run(["init", "made", "--matrix", "matrix.csv", "--interfaces", "list.csv"]) == 2
    said = capsys.readouterr().err
    for name in ("systems.yaml", "flows.yaml", "ownership.yaml"):
        assert f"`made/{name}` is there already" in said
    for name in ("compose.yml", "deep/other.json"):
        assert f"`made/{name}` would be read as part of the landscape" in said
    assert "nothing was written" in said
    assert everything(sheets) == before


def test_twice_is_refused(folder: Path, capsys: Said) -> None:
    assert run(["init", "start"]) == 0
    before = everything(folder)
    assert run(["init", "start"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert everything(folder) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["init"], "missing argument `DIR`"),
        (["init", ""], "the path is empty"),
        (["init", "list.csv"], "is no folder; name a new one"),
        (["init", "list.csv/x"], "could not be written"),
        (["init", "x", "--interfaces", "lst.csv"], "`lst.csv` cannot be read: no such file or directory"),
        (["init", "x", "--matrix", "."], "`.` cannot be read: is a directory"),
        (["init", "x", "--interfaces", "matrix.csv"], "has no line of headings with the columns from"),
        (["init", "x", "--timezone", "UTC"], "which is not given"),
        (["init", "x", "--interfaces", "list.csv", "--timezone", "Europe/Berln"], "did you mean `Europe/Berlin`?"),
        (["init", "x", "--matrix", "empty.csv"], "`empty.csv` is empty"),
    ],
)
def test_what_cannot_be_done_leaves_nothing(arguments: list[str], told: str, sheets: Path, capsys: Said) -> None:
    (sheets / "empty.csv").write_bytes(b"")
    before = everything(sheets)
    assert run(arguments) == 2
    assert told in capsys.readouterr().err
    assert everything(sheets) == before


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_failure_half_way_leaves_nothing(
    there: bool, failure: BaseException, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "deep" / "made"
    if there:
        target.mkdir(parents=True)
        (target / "notes.txt").write_text("mine", encoding="utf-8")
    before = everything(folder)

    def broken() -> Iterator[tuple[str, str]]:
        yield "landscape.yaml", "mdg: 1\n"
        raise failure

    class Breaking(dict[str, str]):
        def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
            return broken()

    monkeypatch.setattr("mdg.cli.init._small", lambda name: "mdg: 1\n")
    write = new_folder.write_new
    monkeypatch.setattr("mdg.cli.init.write_new", lambda folder, files: write(folder, Breaking(files)))
    assert run(["init", "deep/made"]) == (INTERRUPTED if failure is KeyboardInterrupt else 2)
    assert everything(folder) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_to(folder: Path, capsys: Said) -> None:
    (folder / "closed").mkdir(mode=0o500)
    assert run(["init", "closed/made"]) == 2
    assert "permission denied" in capsys.readouterr().err


def test_what_is_told_cannot_steer_a_terminal(mdg: Mdg, folder: Path) -> None:
    (folder / "m.csv").write_text("Objekt;System;Rechte\nA;ERP;C\nB;\x1b[31mCRM;\x1b]0;x\n", encoding="utf-8")
    ended = mdg("init", "made", "--matrix", "m.csv")
    assert ended.returncode == 0
    assert "\x1b" not in ended.stderr
    assert "\x1b" not in (folder / "made" / "ownership.yaml").read_text(encoding="utf-8")
