"""The matrix in each of its forms: what is said, what fits, and that no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.diagnostic import MdgError
from mdg.render import workbook as workbook_module
from mdg.render.json import document
from mdg.render.matrix import matrix
from mdg.render.matrix_markdown import markdown
from mdg.render.matrix_rows import BYTE_ORDER_MARK, HEADINGS, as_csv, harmless, rows
from mdg.render.style import COLOUR
from mdg.render.workbook import workbook
from tests.golden_files import assert_golden
from tests.render.matrices import TEXT, of, whole
from tests.render.test_json import schema

FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
#: What a title may be, and what a spreadsheet would make of it: a formula, a link, a number, a line more.
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\uff1d1",
    " =1",
    '"=1',
    "a;=1",
    'a; "=1',
    "\t=1",
    "\r\n=1",
    "http://example.com/",
    "007",
    "{=1}",
    "\x1b[2J",
)


def sections(shown: str) -> dict[str, list[str]]:
    """The lines of the text by the entity that they are about."""
    parts = re.split(r"^(?=\w+(?:: .*)?$)", shown, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].partition(":")[0]: part.splitlines()[1:] for part in parts}


@pytest.mark.parametrize("columns", [80, 200])
def test_as_text(project: Path, columns: int) -> None:
    plain = matrix(whole(), columns)
    assert max(map(len, plain.splitlines())) <= columns
    assert_golden(project / "tests" / "golden" / f"matrix-{columns}.txt", plain)
    coloured = matrix(whole(), columns, COLOUR)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_letter_without_a_number_holds_for_every_record() -> None:
    lines = sections(matrix(whole(), 80))["customer"]
    assert "  bank (1)  C U D           R5 0s        .                  ." in lines
    assert "  name      C1 U1 D1        .            C2 E2 R 2h15m      ." in lines
    assert "   1  {role: {not: prospect}}" in lines


def test_systems_that_do_not_fit_go_below_with_the_groups_that_they_have() -> None:
    text = TEXT.replace("archive: {}", "".join(f"a_rather_long_name_{n}: {{}}\n  " for n in range(4)))
    text += "\n  nobody_in_the_shop_either: {entity: customer, concern: accuracy, groups: [bank], system: shop}"
    flows = "".join(
        f"  more_{n}: {{entity: customer, from: erp, to: a_rather_long_name_{n}, groups: [bank]}}\n" for n in range(4)
    )
    shown = matrix(of(text.replace("flows:\n", f"flows:\n{flows}")), 60)
    lines = sections(shown)["customer"]
    grid = lines[: next(place for place, line in enumerate(lines) if line.startswith("C creates"))]
    assert max(map(len, grid)) <= 60
    heads = [line.split() for line in grid if "rather" in line or "erp" in line]
    assert [name for head in heads for name in head] == [
        *["erp", "shop", "crm", "agency"],
        *[f"a_rather_long_name_{n}" for n in range(4)],
    ]
    assert sum(line.startswith("  bank (1)") for line in grid) == len(heads)
    assert sum(line.startswith("  name ") for line in grid) == 1


def test_long_conditions_are_cut_and_say_where_the_whole_is() -> None:
    shown = matrix(whole(), 80)
    assert "NL, NO, PL, PT, RO, RS, SE ...\n" in shown
    assert "what ends in ... is whole in `--format csv`" in shown
    listed = list(csv.DictReader(io.StringIO(as_csv(whole()))))
    (europe,) = [row["receives"] for row in listed if row["stated_by"] == "receives: europe"]
    assert europe.endswith("SI, SK, UA]}")


def test_as_markdown(project: Path) -> None:
    assert_golden(project / "tests" / "golden" / "matrix.md", markdown(whole()))


def test_markdown_cannot_be_broken_by_a_title() -> None:
    title = "a | b <img src=x> [c](d) `e` *f*"
    shown = markdown(of(TEXT.replace('Customer | "the one who pays"', f"'{title}'")))
    (heading,) = [line for line in shown.splitlines() if line.startswith("## customer")]
    assert heading == "## customer: a \\| b \\<img src=x\\> \\[c\\](d) \\`e\\` \\*f\\*"
    tables = [line.replace("\\|", "") for line in shown.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {6, 4}, "as many cells in a row as systems and one"


def test_as_csv(project: Path) -> None:
    text = as_csv(whole())
    assert_golden(project / "tests" / "golden" / "matrix.csv", text)
    listed = list(csv.reader(io.StringIO(text), strict=True))
    assert listed[0] == list(HEADINGS)
    assert [[harmless(cell) for cell in row] for row in rows(whole())] == listed[1:]


def test_a_byte_order_mark_only_where_it_is_needed() -> None:
    assert not as_csv(whole()).startswith(BYTE_ORDER_MARK)
    shown = as_csv(of(TEXT.replace("crm: {}", "crm: {title: Kundenverwaltung für München}")))
    assert shown.encode("utf-8").decode("utf-8-sig") == shown.removeprefix(BYTE_ORDER_MARK)
    assert shown.startswith(BYTE_ORDER_MARK)


def assert_no_formula(text: str) -> None:
    """Whichever way a spreadsheet splits the lines, no cell begins like a formula."""
    for separator in ",;":
        for line in text.splitlines():
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
                for cell in next(csv.reader([line], delimiter=separator, quoting=quoting), []):
                    if not (separator == "," and quoting == csv.QUOTE_NONE):  # splits at commas in quotes: nobody does
                        assert not cell.lstrip(' "').startswith(tuple(FORMULA)), cell


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_of_csv_is_a_formula(title: str) -> None:
    text = as_csv(of(TEXT.replace("crm: {}", f"crm: {{title: {json.dumps(title)}}}")))
    assert_no_formula(text)
    assert all(character.isprintable() or character == "\n" for character in text.removeprefix(BYTE_ORDER_MARK))
    assert {len(row) for row in csv.reader(io.StringIO(text), strict=True)} == {len(HEADINGS)}


@given(st.text(alphabet=st.sampled_from([*FORMULA, *"a1 ;,\"'\t\r\n"])))
def test_no_text_is_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(["x", harmless(text), "y"])
    assert_no_formula(out.getvalue())


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(page: Any) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in page.iter_rows(values_only=True)]


def test_as_a_workbook() -> None:
    book = opened(workbook(whole()))
    assert book.sheetnames == ["customer", "product", "shelf", "every cell"]
    assert texts(book["every cell"])[1:] == list(rows(whole()))
    heading, head, *body = texts(book["customer"])
    assert heading[0] == 'customer: Customer | "the one who pays", whole as of 2026-06-01'
    assert head[:2] + head[4:] == ["group", "records that have it", "crm", "agency", "accountable"]
    assert head[2] == 'erp\n=HYPERLINK("http://example.com";"the ERP")'
    by_group = {row[0]: dict(zip(head, row, strict=True)) for row in body}
    assert by_group["name"]["crm"].splitlines() == [
        "creates: {role: prospect}",
        "enriches: {role: prospect}",
        "receives from erp: every record",
        "up to 2h15m old",
        "accountable for compliance: legal",
    ]
    shop = next(name for name in head if name.startswith("shop"))
    assert by_group["contact"][shop].splitlines() == [
        "creates: {role: {not: buyer}}",
        "may never learn of a change",
        "creation is refused where {role: buyer}: without name",
        "accountable for accuracy: (nobody)",
    ]
    assert by_group["score"]["accountable"] == "accuracy: sales_team\nfreshness: sales_team"


def test_a_workbook_can_be_printed_and_kept_in_view() -> None:
    page = opened(workbook(whole()))["customer"]
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.fitToHeight == 0, "as many pages down as there are, and one across"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.freeze_panes == "B3"
    assert page.print_title_rows == "$2:$2"


@pytest.mark.parametrize("title", HOSTILE)
def test_no_cell_of_a_workbook_is_anything_but_text(title: str) -> None:
    hostile = TEXT.replace("crm: {}", f"crm: {{title: {json.dumps(title)}}}")
    for page in opened(workbook(of(hostile.replace("landscape: whole", f"landscape: {json.dumps(title)}")))):
        filled = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in filled} <= {"s"}
        assert all(cell.quotePrefix and cell.hyperlink is None for cell in filled)


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert workbook(whole()) == workbook(whole())


def test_names_of_sheets_are_allowed_and_differ() -> None:
    long = "an_entity_whose_name_is_longer_than_a_sheet_allows"
    names = [long, long + "_too", "History", "customer", "Customer"]
    text = "mdg: 1\nentities:\n" + "".join(f"  {name}: {{groups: {{g: [a]}}}}\n" for name in names)
    found = opened(workbook(of(text + "systems: {erp: {}}\n"))).sheetnames
    assert len({name.lower() for name in found}) == len(names) + 1
    assert all(len(name) <= 31 and name.lower() != "history" for name in found)


def test_a_cell_holds_no_more_than_excel_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "_TEXT", 100)
    (europe,) = [row for row in texts(opened(workbook(whole()))["every cell"]) if row[-2] == "receives: europe"]
    assert max(map(len, europe)) == 100
    assert europe[10].endswith(" ... (whole in --format json)")


@pytest.mark.parametrize(("limit", "way_out"), [("_COLUMNS", "`--system`"), ("_ROWS", "`--group`")])
def test_what_excel_cannot_hold_is_told(limit: str, way_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, limit, 5)
    with pytest.raises(MdgError, match=way_out):
        workbook(whole())


def test_as_json(project: Path) -> None:
    written = json.loads(document(whole().as_json()))
    schema(project, "matrix").validate(written)
    customer = written["entities"][0]
    contact = next(row for row in customer["groups"] if row["group"] == "contact")
    assert contact["cells"]["shop"]["refused"] == {"when": [{"role": "buyer"}], "required": ["name"]}
    assert contact["cells"]["crm"]["receives"] == {
        "when": [{}],
        "by": ["erp_to_crm", "shop_to_crm"],
        "from": ["erp", "shop"],
    }
    assert written["drafts"] == ["crm_scores"]


def test_a_single_load_counts_once_its_day_has_come() -> None:
    product = next(sheet for sheet in whole().sheets if sheet.entity.id == "product")
    assert product.systems == ("erp", "shop")
    assert product.cells["core", "shop"].shares["receives"].by == ("loaded",)


def test_a_landscape_with_nothing_in_it_says_so() -> None:
    shown = matrix(of("mdg: 1\nentities: {thing: {groups: {core: [id]}}}\nsystems: {erp: {}}\n"), 80)
    assert "no system has a part in it" in shown
    assert "accountable for accuracy, freshness, compliance: (nobody)" in shown


def test_how_old_copies_get_stands_in_every_form() -> None:
    """By hand on one way (never bounded), every two hours on another, a single load that no change follows."""
    lines = sections(matrix(whole(), 80))
    assert "  contact   C1 U1 D1        C3 never !4  C2 E2 R unbounded  ." in lines["customer"]
    assert any(line.startswith("a length of time: how old the copy is at worst") for line in lines["customer"])
    listed = {
        (row["group"], row["system"]): row for row in csv.DictReader(io.StringIO(as_csv(whole()).lstrip("\ufeff")))
    }
    assert listed["name", "crm"]["worst_age"] == "2h15m"
    assert listed["name", "crm"]["worst_age_by"] == "erp: erp_to_crm"
    assert listed["contact", "crm"]["worst_age"] == "unbounded"
    assert listed["core", "shop"]["worst_age"] == "never"
    assert listed["name", "shop"]["worst_age"] == "", "no copy there"
    assert "receives from erp, up to 2h15m old |" in markdown(whole())
    cells = whole().as_json()["entities"][0]["groups"][0]["cells"]
    expected = {"worst_seconds": 8_100, "never": False, "unbounded": False, "writer": "erp", "route": ["erp_to_crm"]}
    assert cells["crm"]["age"] == expected
    assert cells["shop"]["age"] is None


def test_what_never_arrives_is_red() -> None:
    assert "\x1b[1;31mnever\x1b[0m" in matrix(whole(), 80, COLOUR)
