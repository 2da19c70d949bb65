"""`mdg schema`: the schema on standard output or in a file, and the line by which editors find it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from mdg.cli import run
from mdg.text import LandscapeDocument
from tests.cli.conftest import Mdg

Said = pytest.CaptureFixture[str]
LINE = "# yaml-language-server: $schema=.landscape.schema.json"


def test_the_schema_and_nothing_else_is_printed(mdg: Mdg) -> None:
    ended = mdg("schema", env={"PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0
    assert json.loads(ended.stdout) == LandscapeDocument.model_json_schema()
    assert ended.stderr.splitlines()[-1] == LINE


def test_the_line_is_told_where_people_look(capsys: Said) -> None:
    assert run(["schema", "--help"]) == 0
    assert LINE in capsys.readouterr().out


def test_one_form_is_json(capsys: Said) -> None:
    assert run(["schema", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/draft/2020-12/")
    assert run(["schema", "--format", "text"]) == 2


def test_a_file_beside_a_landscape(clean: Path, capsys: Said) -> None:
    assert run(["schema", "-o", ".landscape.schema.json"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[-1]) == ("", LINE)
    schema = json.loads((clean.parent / ".landscape.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(clean.read_text(encoding="utf-8")), schema)
    assert run(["check", "."]) == 0


def test_a_file_that_would_be_read_as_landscape_is_not_written(clean: Path, capsys: Said) -> None:
    assert run(["schema", "-o", "schema.json"]) == 2
    assert "call it `.schema.json`" in capsys.readouterr().err
    assert [path.name for path in clean.parent.iterdir()] == ["clean.yaml"]


def test_elsewhere_any_name_will_do(folder: Path) -> None:
    assert run(["schema", "-o", "schema.json"]) == 0
    assert (folder / "schema.json").is_file()


@pytest.mark.parametrize(("target", "told"), [(".", "is a folder"), ("nowhere/schema.json", "there is no folder")])
def test_where_no_file_can_be(folder: Path, target: str, told: str, capsys: Said) -> None:
    assert run(["schema", "-o", target]) == 2
    assert told in capsys.readouterr().err
    assert list(folder.iterdir()) == []
