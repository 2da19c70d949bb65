"""``mdg graph``: its forms and choices, where it goes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import networkx
import pytest

from mdg.cli import run
from tests.cli.conftest import written
from tests.topology.routed import TEXT

Said = pytest.CaptureFixture[str]
ASK = ["graph", "routed.yaml"]


@pytest.fixture(autouse=True)
def routed(folder: Path) -> Path:
    return written(folder / "routed.yaml", TEXT)


def drawn(capsys: Said, *arguments: str) -> str:
    assert run([*ASK, *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("mermaid", "%% routed, as of "),
        ("dot", 'digraph "routed" {'),
        ("graphml", '<?xml version="1.0" encoding="UTF-8"?>\n<graphml'),
        ("json", '{\n  "directed": true,'),
    ],
)
def test_forms(form: str, begins: str, folder: Path, capsys: Said) -> None:
    shown = drawn(capsys, "--format", form)
    assert shown.startswith(begins)
    assert drawn(capsys, "--format", form, "-o", "picture.txt") == ""
    assert (folder / "picture.txt").read_text(encoding="utf-8") == shown


def test_json_keeps_to_its_schema_and_is_what_networkx_reads(project: Path, capsys: Said) -> None:
    schema = json.loads((project / "mdg" / "data" / "schemas" / "graph.schema.json").read_text(encoding="utf-8"))
    for arguments in (
        [],
        ["--group", "name", "--record", "country=DE"],
        ["--operation", "create", "--origin", "shop"],
        ["--without", "bus", "--entity", "customer"],
    ):
        answer = json.loads(drawn(capsys, "--format", "json", *arguments))
        jsonschema.validate(answer, schema, jsonschema.Draft202012Validator)
        graph = networkx.node_link_graph(answer, edges="edges")
        assert (len(graph), graph.size()) == (len(answer["nodes"]), len(answer["edges"]))


def flows(capsys: Said, *arguments: str) -> set[str]:
    return {edge["key"] for edge in json.loads(drawn(capsys, "--format", "json", *arguments))["edges"]}


def test_choices(capsys: Said) -> None:
    assert flows(capsys, "--group", "score") == {"agency_to_crm"}
    assert flows(capsys, "--group", "customer.score,name", "--record", "consent=none") == {
        "agency_to_crm",
        "shop_to_erp",
        "erp_to_crm",
    }
    assert flows(capsys, "--operation", "update", "--origin", "crm") == {
        "crm_to_erp",
        "erp_to_crm",
        "crm_to_mailer",
        "mailer_to_game",
    }
    assert flows(capsys, "--without", "bus") == {"shop_to_erp", "crm_to_mailer", "crm_to_erp", "mailer_to_game"}
    assert "without bus" in drawn(capsys, "--without", "bus").splitlines()[0]


def test_a_population_by_name(folder: Path, capsys: Said) -> None:
    written(folder / "routed.yaml", TEXT + "populations: {nobody: {when: {consent: none}}}\n")
    assert "crm_to_mailer" not in flows(capsys, "--population", "nobody")


def test_where_there_is_no_such_flow_it_says_so(capsys: Said) -> None:
    assert run([*ASK, "--group", "score", "--without", "bus", "--as-of", "2026-06-01"]) == 0
    said = capsys.readouterr()
    assert said.err == "there is no such flow in force on 2026-06-01\n"
    assert said.out.endswith("flowchart LR\n")


def test_more_than_mermaid_draws(folder: Path, capsys: Said) -> None:
    flows = "".join(f"  f{number}: {{from: shop, to: erp, groups: [name]}}\n" for number in range(500))
    written(folder / "routed.yaml", TEXT.replace("flows:\n", f"flows:\n{flows}"))
    assert run(ASK) == 0
    said = capsys.readouterr()
    assert said.out.count("-->") > 500
    assert "no more than 500 flows" in said.err
    assert run([*ASK, "--format", "dot"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "svg"], "`svg`"),
        (["--entity", "customr"], "did you mean `customer`?"),
        (["--group", "nam"], "did you mean `name`?"),
        (["--population", "germans"], "unknown population `germans`"),
        (["--record", "contry=DE"], "did you mean `country`?"),
        (["--operation", "create"], "an `operation` and an `origin`"),
        (["--origin", "shop"], "an `operation` and an `origin`"),
        (["--operation", "make", "--origin", "shop"], "`make` is not one of"),
        (["--operation", "create", "--origin", "shp"], "did you mean `shop`?"),
        (["--without", "buss"], "did you mean `bus`?"),
        (["--output", "."], "is a folder"),
        (["--output", "routed.yaml"], "is a file of the landscape itself"),
    ],
)
def test_what_cannot_be_drawn(arguments: list[str], told: str, capsys: Said) -> None:
    assert run([*ASK, *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err
