"""``mdg matrix``: which form goes where, what is chosen, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from mdg.cli import run
from tests.cli.conftest import CLEAN, Mdg, environment, written
from tests.cli.test_process import ESCAPE, on_a_terminal

Said = pytest.CaptureFixture[str]
TWO = (
    CLEAN
    + "  shop_greets: {system: shop, may: [enrich], when: {country: FR}}\n"
    + "flows:\n  out: {from: shop, to: later, when: {country: DE}}\n"
).replace("shop: {}", "shop: {}\n  later: {valid: {from: 2030-01-01}}\n  idle: {}")


@pytest.fixture
def two(folder: Path) -> Path:
    return written(folder / "two.yaml", TWO)


def test_text_is_what_a_terminal_gets(two: Path, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "--as-of", "2026-03-01"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[:4] == [
        "who does what in `clean` as of 2026-03-01",
        "",
        "customer",
        "        shop",
    ]
    assert "  name  C E1 U D\n" in said.out
    assert "  1  {country: FR}\n" in said.out
    assert "without a part in it: idle\n" in said.out


def test_the_day_decides_what_is_in_force(two: Path, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "--as-of", "2030-01-01"]) == 0
    assert "        shop      later\n  name  C E1 U D  R2 0s\n" in capsys.readouterr().out
    assert run(["matrix", "two.yaml", "--as-of", "2029-12-31", "--system", "later"]) == 2
    assert "the system `later` is not in force on 2029-12-31" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json"])
def test_an_entity_whose_records_are_all_impossible(form: str, folder: Path, capsys: Said) -> None:
    written(folder / "none.yaml", CLEAN.replace("    groups:", "    impossible: {}\n    groups:"))
    assert run(["matrix", "none.yaml", "--format", form]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert ("no record can have any of its groups" in said.out.lower()) == (form in ("text", "markdown"))


def test_a_group_that_no_record_has(folder: Path, capsys: Said) -> None:
    more = "      bank: {attributes: [iban], applies_to: {country: FR}}\n    impossible: {country: FR}\n"
    written(folder / "some.yaml", CLEAN.replace("systems:\n", f"{more}systems:\n"))
    assert run(["matrix", "some.yaml"]) == 0
    assert "  1  no record\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("sheet.csv", b'"entity","group"'),
        ("sheet.md", b"# Who does what"),
        ("sheet.xlsx", b"PK"),
        ("sheet.JSON", b"{\n"),
        ("sheet", b"who does what"),
        ("sheet.txt", b"who does what"),
    ],
)
def test_the_file_tells_the_form(two: Path, folder: Path, name: str, begins: bytes, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "-o", name]) == 0
    assert capsys.readouterr().out == ""
    assert (folder / name).read_bytes().startswith(begins)


def test_a_form_that_is_asked_for_outranks_the_file(two: Path, folder: Path) -> None:
    assert run(["matrix", "two.yaml", "-o", "sheet.txt", "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO((folder / "sheet.txt").read_text(encoding="utf-8")))
    assert (row["system"], row["creates"], row["enriches"]) == ("shop", "every record", "{country: FR}")


def test_a_workbook_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(two: Path, mdg: Mdg, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "--format", "xlsx"]) == 2
    assert "`--format xlsx --output FILE`" in capsys.readouterr().err
    piped = mdg("matrix", "two.yaml", "--format", "xlsx", "-o", "-", text=False, encoding=None)
    assert piped.returncode == 0
    assert openpyxl.load_workbook(io.BytesIO(piped.stdout)).sheetnames == ["customer", "every cell"]
    status, sent = on_a_terminal("matrix", "two.yaml", "--format", "xlsx", "-o", "-")
    assert status == 2
    assert sent == ""


def test_without_the_extra_it_says_which_to_install(
    two: Path, folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "mdg.render.workbook", raising=False)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert run(["matrix", "two.yaml", "-o", "sheet.xlsx"]) == 2
    assert "`pip install 'mdg[xlsx]'`" in capsys.readouterr().err
    assert not (folder / "sheet.xlsx").exists()


def test_json(two: Path, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "--format", "json", "--as-of", "2026-03-01"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["entities"][0]["groups"][0]["cells"]["shop"]["enriches"]["when"] == [{"country": "FR"}]


@pytest.mark.parametrize(
    "chosen", [["--system", "idle,shop"], ["--system", "idle", "--system", "shop"], ["--entity", "customer"]]
)
def test_what_is_chosen(two: Path, chosen: list[str], capsys: Said) -> None:
    assert run(["matrix", "two.yaml", "--format", "csv", *chosen]) == 0
    systems = {row["system"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert systems == ({"shop", "idle"} if "--system" in chosen else {"shop"})


def test_groups_by_either_name(folder: Path, project: Path, capsys: Said) -> None:
    def shown(*names: str) -> set[tuple[str, str]]:
        example = str(project / "examples" / "sap_cx")
        assert run(["matrix", example, "--format", "csv", *(word for name in names for word in ("--group", name))]) == 0
        listed = csv.DictReader(io.StringIO(capsys.readouterr().out))
        return {(row["entity"], row["group"]) for row in listed}

    assert shown("bank") == {("business_partner", "bank")}
    assert shown("relationship.link", "bank") == {("relationship", "link"), ("business_partner", "bank")}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--entity", "custmer"], "there is no entity `custmer` (did you mean `customer`?)"),
        (["--group", "nam"], "there is no group `nam` (did you mean `name`?)"),
        (["--system", "x,y"], "there is no system `x` (there are: `shop`, `idle`); there is no system `y`"),
        (["--entity", "a", "--system", "shp"], "`a` (there are: `customer`); there is no system `shp`"),
        (["--system", ""], "`--system` has an empty part"),
        (["--format", "pdf"], "`pdf`"),
        (["-o", "sheet.pdf"], "`.pdf` does not tell the form of `--output`"),
        (["-o", "nowhere/sheet.csv"], "there is no folder `nowhere`"),
        (["-o", "two.yaml"], "is a file of the landscape itself"),
        (["--as-of", "today"], "`today` is no day"),
    ],
)
def test_slips(two: Path, options: list[str], told: str, capsys: Said) -> None:
    assert run(["matrix", "two.yaml", *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.splitlines()) <= 2


def test_a_group_of_another_entity(project: Path, folder: Path, capsys: Said) -> None:
    example = str(project / "examples" / "sap_cx")
    assert run(["matrix", example, "--entity", "relationship", "--group", "bank"]) == 2
    assert "`bank` is in none of the entities chosen with `--entity`" in capsys.readouterr().err


def test_no_sheet_is_made_of_what_is_wrong_or_not_there(folder: Path, broken: Path, capsys: Said) -> None:
    assert run(["matrix", "broken.yaml"]) == 2
    assert "the text is wrong at broken.yaml:10:1: MDG005" in capsys.readouterr().err
    assert run(["matrix", "missing.yaml"]) == 2
    (folder / "empty").mkdir()
    assert run(["matrix", "empty"]) == 2
    assert capsys.readouterr().out == ""


def test_colour_only_on_a_terminal(two: Path, mdg: Mdg) -> None:
    status, sent = on_a_terminal("matrix", "two.yaml", columns=80)
    assert status == 0
    assert ESCAPE in sent
    assert ESCAPE not in mdg("matrix", "two.yaml", env={"TERM": "xterm-256color"}).stdout
    assert ESCAPE not in on_a_terminal("matrix", "two.yaml", NO_COLOR="1")[1]


def test_the_width_of_the_terminal(project: Path, folder: Path) -> None:
    example = str(project / "examples" / "sap_cx")
    for columns in (80, 200):
        sent = on_a_terminal("matrix", example, columns=columns, NO_COLOR="1")[1]
        assert columns - 30 < max(map(len, sent.splitlines())) <= columns


def test_only_a_workbook_loads_what_writes_it(two: Path) -> None:
    code = "import sys; from mdg.cli import run; run(['matrix', 'two.yaml']); print('xlsxwriter' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("False\n")
