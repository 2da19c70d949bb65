"""Laws of starting from sheets: whatever stands in cells, no row is lost, and the result is a landscape."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mdg.diagnostic import MdgError
from mdg.interop.sheets import Sheet, Start, start
from mdg.interop.sheets.rights import says_no
from mdg.interop.sheets.written import comment
from tests.interop.sheets.messy import as_csv, judged
from tests.text.editor import as_yaml_1_2
from tests.text.test_json_schema import said

#: What breaks lists, comments, ids and quotes, beside any text at all.
ODD = st.sampled_from(
    (
        *(
            "",
            " ",
            "-",
            "SAP",
            "sap",
            "S A P",
            "Kunde",
            "Adresse",
            "Kunde, Adresse",
            "a;b",
            "a\nb",
            "x-a",
            "null",
            "NO",
        ),
        *("0001", "1", "true", "---", "...", "# mdg: ignore[MDG102] no", "a: b", "a #b", "'", '"', '"a"b', "*a", "&a"),
        *(
            "{",
            "]",
            "!a",
            "%a",
            "@a",
            "`",
            "\\",
            "\t",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\x07",
            "日本",
            "\U0001d518",
            "é",
            "ß",
        ),
        *("C", "CRU", "R", "X", "C,R,U", "lesen", "täglich 22:00", "daily", "99:99", "0 0 31 2 *", "every 0 min"),
        *("from", "Objekt", "system", "<->", "🚚", "हिन्दी", "a" * 200, "erp_to_shop_a", "data"),
    )
)
#: Any text; a NUL is in none, and a file with one is refused whole.
CELLS = ODD | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
SEPARATORS = st.sampled_from((";", ",", "\t", "|"))
ENCODINGS = st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))
INTERFACES = ("Von", "Nach", "Objekt", "Gruppe", "Häufigkeit", "Bemerkung", "Kostenstelle")
LONG = ("Objekt", "Gruppe", "System", "Rechte", "Kostenstelle")
LETTERS = ("Objekt", "Gruppe", "System", "C", "R", "U", "D")
WIDE = ("Objekt", "Gruppe", "ERP", "Shop", "Kommentar")
GOOD = {
    INTERFACES: ("ERP", "Shop", "Kunde", "Name", "täglich", "", ""),
    LONG: ("Kunde", "Name", "ERP", "CRUD", ""),
    LETTERS: ("Kunde", "Name", "ERP", "x", "x", "", ""),
    WIDE: ("Kunde", "Name", "CRUD", "R", ""),
}


def rows(heading: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Rows of anything below the heading, the first of which is right, so that there is something to write."""
    return st.lists(st.tuples(*[CELLS] * len(heading)), max_size=6).map(lambda odd: [GOOD[heading], *odd])


def assert_kept(made: Start, file: str, sheet: Sequence[Sequence[str]], *, matrix: bool, first: int = 1) -> None:
    """Every cell stands in a comment that names its line.

    In a matrix, a cell that says there is nothing is nothing to keep.
    """
    lines = "\n".join(made.files.values()).split("\n")
    line = first
    for row in sheet:
        named = [text for text in lines if f"# {file} line {line}: " in f"{text} "]
        for cell in [cell for cell in row if not says_no(cell)] if matrix else row:
            shown = comment(" ".join(cell.split())).removeprefix("#").strip()
            assert not shown or any(shown in text for text in named), (line, cell)
        line += 1 + sum(len(re.findall(r"\r\n|\r|\n", cell)) for cell in row)


@given(rows(INTERFACES), SEPARATORS, ENCODINGS)
def test_no_row_of_a_list_of_interfaces_is_lost(sheet: list[tuple[str, ...]], separator: str, encoding: str) -> None:
    made = start("x", interfaces=Sheet("i.csv", as_csv([INTERFACES, *sheet], separator).encode(encoding)))
    assert_kept(made, "i.csv", [INTERFACES, *sheet], matrix=False)


@given(st.sampled_from((LONG, LETTERS, WIDE)).flatmap(lambda heading: st.tuples(st.just(heading), rows(heading))))
@example(  # the heading by which most is understood is one further down, above columns that have none there
    (
        LETTERS,
        [
            GOOD[LETTERS],
            ("", "", "", "", "Objekt", "-", "-"),
            ("", "", "", "SAP", "sap", "C", ""),
            ("", "", "", "", "SAP", "", "\U0001d518"),
        ],
    )
)
@example((LONG, [GOOD[LONG], ("Objekt", "", "ERP", "", "")] + [("", "", "C", "R", "")] + [("a", "", "x", "x", "")] * 2))
def test_no_row_of_a_matrix_is_lost(drawn: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> None:
    heading, sheet = drawn
    made = start("x", matrix=Sheet("m.csv", as_csv([heading, *sheet]).encode()))
    assert_kept(made, "m.csv", [heading, *sheet], matrix=True)


#: Above columns: what is understood, what is not, what is both, and nothing.
ABOVE = st.sampled_from(
    (
        *("Objekt", "Gruppe", "System", "C", "R", "U", "D", "Rechte", "Von", "Nach", "Häufigkeit", "Bemerkung", "Nr."),
        *("", "-", "ERP", "Shop", "App", "ERP System", "Objekt / Gruppe", "Lesen", "Richtung", "via", "Daten", "CRUD"),
    )
)
#: Enough of either sheet.
ENOUGH = ("Objekt", "Von", "Nach", "System", "C", "R", "ERP", "")


@given(st.data(), st.sampled_from(("interfaces", "matrix")))
def test_whatever_stands_above_columns_no_row_is_lost(data: st.DataObject, kind: str) -> None:
    """Headings that come twice, mean two things or nothing, or are missing, at any line."""
    heading = data.draw(st.lists(ABOVE, min_size=3, max_size=8) | st.permutations(ENOUGH))
    lines = st.lists(st.tuples(*[CELLS] * len(heading)), max_size=6)
    sheet = [*data.draw(lines)[:2], heading, *data.draw(lines)]
    try:
        made = start("x", **{kind: Sheet("s.csv", f"sep=;\n{as_csv(sheet)}".encode())})
    except MdgError:
        return
    assert_kept(made, "s.csv", sheet, matrix=kind == "matrix", first=2)


@given(
    rows(INTERFACES), st.sampled_from((LONG, LETTERS, WIDE)).flatmap(lambda head: st.tuples(st.just(head), rows(head)))
)
def test_whatever_stands_in_cells_the_result_is_a_landscape(
    flows: list[tuple[str, ...]], drawn: tuple[tuple[str, ...], list[tuple[str, ...]]]
) -> None:
    """Without a finding about the text, in the eyes of the check and of editors."""
    heading, rights = drawn
    made = start(
        "a: b # c",
        interfaces=Sheet("i.csv", as_csv([INTERFACES, *flows]).encode()),
        matrix=Sheet("m.csv", as_csv([heading, *rights]).encode()),
    )
    with tempfile.TemporaryDirectory() as folder:
        report = judged(made, Path(folder) / "landscape")
    assert [finding.message for finding in report.findings if finding.code < "MDG1"] == []
    assert [finding.message for finding in report.findings if finding.code == "MDG706"] == []
    assert report.landscape == "a: b # c"
    assert [line for text in made.files.values() for line in said(text)] == []


NAMES = st.sampled_from(
    ("ERP", "erp", "E R P", "Größe", "Groesse", "C", "C++", "C#", "3PL", "s 3pl", "日本", "???", "x-a")
)
FULL_ROWS = st.lists(
    st.tuples(NAMES, NAMES, NAMES, st.sampled_from(("C", "RU", "CRUD", "lesen"))), min_size=1, max_size=8
)


@given(FULL_ROWS, st.randoms(use_true_random=False))
@example([("ERP", "ERP", "C", "C")], Random(1))
def test_the_order_of_rows_changes_no_id(full: list[tuple[str, ...]], chance: Random) -> None:
    """So that what is found keeps its fingerprints when a sheet is sorted in another way."""
    heading = ("Objekt", "Gruppe", "System", "Rechte")
    found = []
    for ordered in (full, chance.sample(full, len(full))):
        made = start("x", matrix=Sheet("m.csv", as_csv([heading, *ordered]).encode()))
        found.append(as_yaml_1_2("\n".join([made.files["systems.yaml"], made.files["landscape.yaml"]])))
    one, other = found
    assert one["systems"].keys() == other["systems"].keys()
    assert {id: set(entity["groups"]) for id, entity in one["entities"].items()} == {
        id: set(entity["groups"]) for id, entity in other["entities"].items()
    }


@given(st.binary(max_size=300), st.sampled_from(("interfaces", "matrix")))
def test_bytes_that_are_no_such_sheet_are_refused(data: bytes, kind: str) -> None:
    with pytest.raises(MdgError, match=r"`s\.csv`"):
        start("x", **{kind: Sheet("s.csv", data)})
