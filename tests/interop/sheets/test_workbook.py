"""Workbooks: the sheet that has the list is found, and its cells are what one sees in them."""

from __future__ import annotations

import datetime as dt
import io
import sys
from typing import Any

import openpyxl
import pytest

from mdg.diagnostic import MdgError
from mdg.interop.sheets import Sheet, start
from tests.text.editor import as_yaml_1_2


def workbook(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_both_sheets_may_be_in_one_workbook() -> None:
    book = workbook(
        Deckblatt=[["Schnittstellen der Konzern-IT"], ["Stand", dt.date(2026, 3, 12)]],
        Liste=[
            [None, "Liste"],
            ["Nr.", "Von", "Nach", "Objekt", "Häufigkeit"],
            [1, "ERP", "Shop", "Kunde", dt.time(22, 0)],
            [2.0, None, "CRM", None, "täglich"],  # the sender and the object are merged with those above
            [3, "CRM", "ERP", "Kunde", dt.datetime(2027, 3, 26)],
        ],
        CRUD=[
            ["Objekt", "Gruppe", "ERP", None, None, None, "CRM"],
            [None, None, "C", "R", "U", "D", "R"],
            ["Kunde", "Name", "x", "x", "x", "x", "x"],
            [None, "Adresse", None, "x", None, None, "x"],
        ],
    )
    book["Liste"].merge_cells("B3:B4")
    book["Liste"].merge_cells("D3:D4")
    book["CRUD"].merge_cells("C1:F1")
    data = saved(book)
    made = start("x", interfaces=Sheet("it.xlsx", data), matrix=Sheet("it.xlsx", data))
    flows = as_yaml_1_2(made.files["flows.yaml"])["flows"]
    assert flows["erp_to_shop_kunde"]["trigger"] == {"cron": "0 22 * * *"}
    assert flows["crm_to_erp_kunde"]["trigger"] == "manual"
    assert flows["erp_to_crm_kunde"]["trigger"] == {"every": "1d"}
    assert "    title: 2\n" in made.files["flows.yaml"]
    assert "  # it.xlsx sheet Liste line 4: 2 | ERP | CRM | Kunde | täglich\n" in made.files["flows.yaml"]
    told = "\n".join(made.summary)
    assert "it.xlsx sheet Liste: the sheet `Liste`; line 2 is its heading" in told
    assert told.count("not read: the sheet `Deckblatt`\n") == 2  # the other sheets were read, each for what it is
    ownership = as_yaml_1_2(made.files["ownership.yaml"])
    assert ownership["ownership"]["erp_create_update_delete_kunde"]["groups"] == ["name"]
    assert ownership["needs"]["crm_reads_kunde"]["groups"] == ["name", "adresse"]


def test_every_sheet_that_is_such_a_list_is_read() -> None:
    heading = ["Von", "Nach", "Objekt", "Häufigkeit"]
    book = workbook(
        Vertrieb=[heading, ["ERP", "Shop", "Kunde", "täglich"], ["ERP", "CRM", None, "daily"]],
        Einkauf=[["Liste Einkauf"], [], heading[::-1], ["stündlich", "Artikel", "Shop", "ERP"]],
        Glossar=[["Von", "Nach", "Objekt"], ["das sendende System", None, None], ["?", None, None], ["!", None, None]],
    )
    made = start("x", interfaces=Sheet("it.xlsx", saved(book)))
    text = made.files["flows.yaml"]
    assert list(as_yaml_1_2(text)["flows"]) == ["erp_to_shop_kunde", "erp_to_shop_artikel"]
    assert "# it.xlsx sheet Einkauf line 1: Liste Einkauf\n" in text
    assert "# it.xlsx sheet Vertrieb line 3: ERP | CRM |  | daily -- no object\n" in text
    assert "  not read: the sheet `Glossar`" in made.summary


def test_sheets_of_another_layout_are_no_matrix() -> None:
    wide = ["Objekt", "Gruppe", "ERP", "CRM"]
    book = workbook(
        Vertrieb=[wide, ["Kunde", "Name", "CRUD", "R"], ["Kunde", "Adresse", "R", "CRU"]],
        Einkauf=[[*wide, "Shop"], ["Artikel", "Name", "CRUD", "R", "RU"]],
        Legende=[["Objekt", "System", "Recht"], ["Kunde", "CRM", "C"]],
    )
    made = start("x", matrix=Sheet("m.xlsx", saved(book)))
    assert list(as_yaml_1_2(made.files["landscape.yaml"])["entities"]) == ["kunde", "artikel"]
    assert list(as_yaml_1_2(made.files["systems.yaml"])["systems"]) == ["erp", "crm", "shop"]
    assert "  not read: the sheet `Legende`" in made.summary


def test_formulas_that_nobody_has_calculated_are_told() -> None:
    book = workbook(Liste=[["Von", "Nach", "Objekt"], ["ERP", "Shop", "Kunde"], ["=A2", "CRM", "Kunde"]])
    made = start("x", interfaces=Sheet("i.xlsx", saved(book)))
    assert "# i.xlsx sheet Liste line 3: =A2 | CRM | Kunde\n" in made.files["flows.yaml"]
    assert "  it has formulas that were never calculated; open it, save it, and start anew" in made.summary


def test_what_is_no_workbook_is_refused() -> None:
    broken = saved(workbook(A=[["von", "nach", "Objekt"]]))[:300]
    with pytest.raises(MdgError, match="cannot be read as a workbook"):
        start("x", interfaces=Sheet("i.xlsx", broken))


def test_without_the_extra_it_says_which_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MdgError, match=r"pip install 'mdg\[xlsx\]'; or save the sheet as CSV"):
        start("x", interfaces=Sheet("i.xlsx", b"PK\x03\x04"))
