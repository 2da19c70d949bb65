"""One matrix, laid out in every way that offices do: what is read is always the same, cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import openpyxl
import pytest

from mdg.diagnostic import MdgError
from mdg.interop.sheets import Sheet, Start, start
from tests.interop.sheets.messy import as_csv, sheet
from tests.text.editor import as_yaml_1_2

#: system, object, group: letters
TRUTH = {
    ("SAP S/4HANA", "Kunde", "Stammdaten"): "CRUD",
    ("SAP S/4HANA", "Kunde", "Adresse"): "R",
    ("SAP S/4HANA", "Kunde", "Einwilligung"): "R",
    ("SAP S/4HANA", "Material", "Grunddaten"): "CRUD",
    ("SAP S/4HANA", "Material", "Preise"): "CRU",
    ("Salesforce CRM", "Kunde", "Stammdaten"): "RU",
    ("Salesforce CRM", "Kunde", "Adresse"): "CRU",
    ("Salesforce CRM", "Kunde", "Einwilligung"): "R",
    ("Salesforce CRM", "Material", "Preise"): "R",
    ("Webshop", "Kunde", "Stammdaten"): "R",
    ("Webshop", "Kunde", "Adresse"): "CR",
    ("Webshop", "Kunde", "Einwilligung"): "CRU",
    ("Webshop", "Material", "Grunddaten"): "R",
    ("Webshop", "Material", "Preise"): "RD",
}
SYSTEMS = list(dict.fromkeys(system for system, _, _ in TRUTH))
GROUPS = list(dict.fromkeys((object, group) for _, object, group in TRUTH))
Rows = list[list[str]]


def said(system: str, object: str, group: str) -> str:
    return TRUTH.get((system, object, group), "")


def crosses(system: str, object: str, group: str) -> list[str]:
    return ["x" if letter in said(system, object, group) else "" for letter in "CRUD"]


def spread(names: list[str], columns: int) -> list[str]:
    """Names above as many columns each, which a spreadsheet merges."""
    return [cell for name in names for cell in (name, *[""] * (columns - 1))]


def once(names: list[str]) -> list[str]:
    """Each name where it is first; below, the cell is blank, or the one on the right."""
    return [name if at == 0 or names[at - 1] != name else "" for at, name in enumerate(names)]


def a_row_each() -> Rows:
    return [["Objekt", "Gruppe", "System", "Rechte"], *([*key[1:], key[0], told] for key, told in TRUTH.items())]


def a_column_each_operation() -> Rows:
    heading = ["System", "Objekt", "Gruppe", "Anlegen", "Lesen", "Ändern", "Löschen", "Bemerkung"]
    return [heading, *([*key, *crosses(*key), ""] for key in TRUTH)]


def systems_above() -> Rows:
    return [
        ["Objekt", "Gruppe", *SYSTEMS, "Bemerkung"],
        *([object, group, *(said(one, object, group) for one in SYSTEMS), "gilt ab 2027"] for object, group in GROUPS),
    ]


def systems_and_letters_above() -> Rows:
    return [
        ["Objekt", "Gruppe", *spread(SYSTEMS, 4), "Bemerkung"],
        ["", "", *"CRUD" * len(SYSTEMS), ""],
        *([*key, *(cell for one in SYSTEMS for cell in crosses(one, *key)), "?"] for key in GROUPS),
    ]


def systems_and_letters_above_and_keys_in_the_second_line() -> Rows:
    first, second, *rows = systems_and_letters_above()
    return [["", "", *first[2:-1], ""], ["Objekt", "Gruppe", *second[2:-1], "Bemerkung"], *rows]


def systems_and_words_above() -> Rows:
    first, _, *rows = systems_and_letters_above()
    words = ["Anlegen", "Lesen", "Ändern", "Löschen"] * len(SYSTEMS)
    return [["", "", *first[2:]], ["Stammdatenobjekt", "Attributgruppe", *words, ""], *rows]


def systems_beside() -> Rows:
    objects, groups = [object for object, _ in GROUPS], [group for _, group in GROUPS]
    return [
        ["System", *once(objects), "Bemerkung"],
        ["", *groups, ""],
        *([one, *(said(one, *key) for key in GROUPS), "-"] for one in SYSTEMS),
    ]


def systems_beside_and_named_in_the_second_line() -> Rows:
    first, second, *rows = systems_beside()
    return [["", *first[1:-1], ""], ["Anwendung", *second[1:-1], "Verantwortlich"], *rows]


def systems_beside_and_every_object_repeated() -> Rows:
    _, second, *rows = systems_beside()
    return [["Système", *(object for object, _ in GROUPS), ""], second, *rows]


def with_a_title_and_totals(rows: Rows) -> Rows:
    width = len(rows[0])
    title = [["CRUD-Matrix der Konzern-IT", *[""] * (width - 1)], ["Stand", "12.03.2026", *[""] * (width - 2)]]
    totals = ["Summe", *["1"] * (width - 1)]
    return [*title, [""] * width, *rows, [""] * width, totals, ["Legende: C = anlegen", *[""] * (width - 1)]]


LAYOUTS: list[Callable[[], Rows]] = [
    a_row_each,
    a_column_each_operation,
    systems_above,
    systems_and_letters_above,
    systems_and_letters_above_and_keys_in_the_second_line,
    systems_and_words_above,
    systems_beside,
    systems_beside_and_named_in_the_second_line,
    systems_beside_and_every_object_repeated,
]


def read(made: Start) -> dict[tuple[str, str, str], str]:
    """What became of a matrix, by the names that stand there."""
    tree = as_yaml_1_2("\n".join(made.files[name] for name in ("landscape.yaml", "systems.yaml", "ownership.yaml")))
    found: dict[tuple[str, str, str], set[str]] = {}
    for rule, letters in rules_of(tree):
        entity = tree["entities"][rule["entity"]]
        for group in rule.get("groups", entity["groups"]):
            key = (
                (tree["systems"][rule["system"]] or {}).get("title", rule["system"]),
                entity.get("title", rule["entity"]),
                (entity["groups"][group] or {}).get("x-title", group),
            )
            found.setdefault(key, set()).update(letters)
    return {key: "".join(letter for letter in "CRUD" if letter in letters) for key, letters in found.items()}


def rules_of(tree: dict[str, dict[str, dict[str, list[str]]]]) -> Iterator[tuple[dict[str, list[str]], str]]:
    for rule in (tree["ownership"] or {}).values():
        yield rule, "".join(operation[0].upper() for operation in rule["may"])
    for rule in (tree["needs"] or {}).values():
        yield rule, "R"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("around", [list, with_a_title_and_totals], ids=["bare", "with title and totals"])
def test_the_same_matrix_in_every_layout(layout: Callable[[], Rows], around: Callable[[Rows], Rows]) -> None:
    made = start("x", matrix=sheet("m.csv", as_csv(around(layout()))))
    assert read(made) == TRUTH, made.summary


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_same_matrix_in_a_workbook_with_merged_cells(layout: Callable[[], Rows]) -> None:
    """Names in the heading are merged to the right, and the corner and remarks downwards."""
    rows = layout()
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append([cell or None for cell in row])
    first, second = rows[0], rows[1]
    for at in range(len(first)):
        span = 1
        while first[at] and at + span < len(first) and not first[at + span] and second[at + span]:
            span += 1
        if span > 1:
            page.merge_cells(start_row=1, end_row=1, start_column=at + 1, end_column=at + span)
        elif first[at] and not second[at] and "x" not in second and "CRUD" not in second:
            page.merge_cells(start_row=1, end_row=2, start_column=at + 1, end_column=at + 1)
    out = io.BytesIO()
    book.save(out)
    made = start("x", matrix=Sheet("m.xlsx", out.getvalue()))
    assert read(made) == TRUTH, made.summary


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_characters_without_a_mark(encoding: str) -> None:
    made = start("x", matrix=sheet("m.csv", as_csv(systems_above(), "\t"), encoding))
    assert read(made) == TRUTH
    assert made.summary[0].startswith(
        "m.csv: UTF-16 without a byte-order mark, separated by tabs; line 1 is its heading"
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_bytes_that_are_text_in_neither_order_are_refused(encoding: str) -> None:
    with pytest.raises(MdgError, match="is no text"):
        start("x", matrix=sheet("m.csv", "Objekt;System\0;Rechte\r\n", encoding))


def test_letters_below_objects() -> None:
    text = "System;Kunde;;;;Artikel;;;\n;C;R;U;D;C;R;U;D\nERP;x;x;x;;;x;;\nShop;;x;;;x;x;x;x\n"
    made = start("x", matrix=sheet("m.csv", text))
    assert read(made) == {
        ("ERP", "Kunde", "data"): "CRU",
        ("ERP", "Artikel", "data"): "R",
        ("Shop", "Kunde", "data"): "R",
        ("Shop", "Artikel", "data"): "CRUD",
    }
    assert "  objects are `Kunde`, `Artikel`" in made.summary
    assert "  # m.csv line 4: Shop | Artikel create: x" in made.files["ownership.yaml"]


@pytest.mark.parametrize("corner", ["System", "IT-System", "System / Objekt", "Anwendung \\ Datenobjekt"])
def test_systems_beside_objects(corner: str) -> None:
    made = start("x", matrix=sheet("m.csv", f"{corner};Kunde;Customer data;Domain\nERP;CRUD;CRU;R\nShop;R;R;\n"))
    assert list(as_yaml_1_2(made.files["systems.yaml"])["systems"]) == ["erp", "shop"]
    assert list(as_yaml_1_2(made.files["landscape.yaml"])["entities"]) == ["kunde", "customer_data", "domain"]
    assert "  objects are `Kunde`, `Customer data`, `Domain`" in made.summary


@pytest.mark.parametrize("corner", ["", "Objekt / System", "System / Objekt"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_list_of_interfaces_tells_which_are_the_systems(corner: str, turned: bool) -> None:
    """Where a heading leaves it open, names that send or receive are systems, whatever the corner says."""
    beside = [["", "Kunde", "Artikel"], ["ERP", "CRUD", "R"], ["Shop", "R", "CRU"], ["Neu", "", "R"]]
    rows = beside if turned else [list(row) for row in zip(*beside, strict=True)]
    rows[0][0] = corner
    flows = sheet("i.csv", "Von;Nach;Objekt\nERP;Shop;Kunde\n")
    made = start("x", interfaces=flows, matrix=sheet("m.csv", as_csv(rows)))
    assert set(as_yaml_1_2(made.files["systems.yaml"])["systems"]) == {"erp", "shop", "neu"}
    assert set(as_yaml_1_2(made.files["landscape.yaml"])["entities"]) == {"kunde", "artikel"}


@pytest.mark.parametrize("first", ["C;R;U", "C;;", "C,U;R;R", "create;read;update"])
def test_a_first_row_of_single_letters_is_no_heading(first: str) -> None:
    text = f"Object;Group;ERP;CRM;Shop\nCustomer;Name;{first}\nCustomer;Bank;CRUD;R;\nCustomer;Address;RU;CRU;R\n"
    made = start("x", matrix=sheet("m.csv", text))
    found = read(made)
    assert "C" in found["ERP", "Customer", "Name"], made.summary
    assert {system for system, _, _ in found} == {"ERP", "CRM", "Shop"}
    assert "  3 of 3 rows understood" in made.summary


def test_rights_in_brackets_are_rights_and_told() -> None:
    text = "object;group;system;C;R;U;D\nA;g;ERP;(x);[X];x;(?)\n"
    made = start("x", matrix=sheet("m.csv", text))
    assert read(made) == {("ERP", "A", "g"): "CRU"}
    assert [line for line in made.summary if line.startswith("  line")] == [
        "  line 2: `(?)` below `D` says neither yes nor no to `delete`",
        "  line 2: `(x)` below `C` is taken for create, brackets or not",
        "  line 2: `[X]` below `R` is taken for read, brackets or not",
    ]
    made = start("x", matrix=sheet("m.csv", "Objekt;ERP;CRM\nKunde;CR(UD);(R)\n"))
    assert [line for line in made.summary if line.startswith("  line")] == [
        "  line 2: `(R)` below `CRM` is taken for read, brackets or not",
        "  line 2: `CR(UD)` below `ERP` is taken for update and delete, brackets or not",
    ]


def test_totals_are_no_rights() -> None:
    """A total of 1 is no tick."""
    text = "Objekt;Gruppe;System;C;R;U;D\nKunde;Name;ERP;x;x;;\nGesamt:;;;1;1;0;0\n"
    made = start("x", matrix=sheet("m.csv", text))
    assert set(read(made).values()) == {"CR"}
    assert "  line 3: a row of totals" in made.summary
    assert "# m.csv line 3: Gesamt: |  |  | 1 | 1 | 0 | 0 -- a row of totals\n" in made.files["ownership.yaml"]
