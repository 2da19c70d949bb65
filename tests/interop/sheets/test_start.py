"""Two spreadsheets as people have them, to a landscape whose findings are worth discussing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import mdg
from mdg.diagnostic import MdgError
from mdg.interop.sheets import Sheet, Start, start, statements
from mdg.interop.sheets.filling import Filling
from mdg.interop.sheets.table import Row
from tests.interop.sheets.messy import (
    ENGLISH_INTERFACES,
    ENGLISH_MATRIX,
    FRENCH_INTERFACES,
    FRENCH_MATRIX,
    GERMAN_INTERFACES,
    GERMAN_MATRIX,
    TWO_LINES,
    german,
    judged,
    sheet,
)
from tests.rules.reading import TODAY
from tests.text.editor import as_yaml_1_2


def trees(made: Start) -> dict[str, Any]:
    """The sections of all files together."""
    return {key: value for text in made.files.values() for key, value in as_yaml_1_2(text).items()}


def test_german_sheets_of_an_office(tmp_path: Path) -> None:
    made = german()
    tree = trees(made)
    assert list(tree["systems"]) == ["sap_s_4hana", "crm", "webshop", "dwh"]
    assert tree["systems"]["sap_s_4hana"] == {"title": "SAP S/4HANA"}
    assert list(tree["entities"]) == ["kunde", "produkt", "lieferant"]
    assert list(tree["entities"]["kunde"]["groups"]) == ["stammdaten", "adresse", "einwilligung"]
    flows = tree["flows"]
    assert flows["sap_s_4hana_to_webshop_kunde"] == {
        "title": "S-001",
        "from": "sap_s_4hana",
        "to": "webshop",
        "entity": "kunde",
        "trigger": {"cron": "0 22 * * *", "timezone": "Europe/Berlin"},
        "protocol": "IDoc",
    }
    assert flows["sap_s_4hana_to_crm_kunde"]["trigger"] == "event"
    assert flows["sap_s_4hana_to_crm_produkt"]["trigger"] == {"every": "15m"}
    assert flows["sap_s_4hana_to_crm_produkt"]["description"] == "führend im SAP"
    assert flows["crm_to_sap_s_4hana_kunde"]["groups"] == ["adresse"]
    assert flows["webshop_to_crm_kunde"]["trigger"] == "manual"
    assert {name for name in flows if name.endswith("_to_dwh_produkt")} == {
        "webshop_to_dwh_produkt",
        "crm_to_dwh_produkt",
    }
    assert tree["ownership"]["crm_create_update_kunde"] == {
        "system": "crm",
        "entity": "kunde",
        "groups": ["adresse"],
        "may": ["create", "update"],
    }
    assert tree["needs"]["webshop_reads_kunde"]["groups"] == ["stammdaten", "adresse", "einwilligung"]
    assert "webshop_create_lieferant" not in tree["ownership"]
    report = judged(made, tmp_path / "landscape")
    codes = [finding.code for finding in report.findings]
    assert not [code for code in codes if code < "MDG1"]
    assert {"MDG102", "MDG103"} <= set(codes)


def test_what_was_not_understood_is_told_line_by_line() -> None:
    made = german()
    told = "\n".join(made.summary)
    assert "schnittstellen.csv: Windows-1252, separated by `;`; line 4 is its heading: from is `Von`" in told
    assert "6 of 8 rows understood" in told
    assert "  line 9: the frequency `alle paar Tage`: `paar tage` in it is not understood, so there is no bound" in told
    assert "  line 11: no receiver" in told
    assert "  line 14: it names no system and no object" in told
    assert "  line 7: `X` below `CRM` is none of C, R, U, D" in told
    assert "  columns kept in comments only: `Kommentar`" in told
    assert "  above its heading, and kept in comments only: lines 1, 2\n" in told
    assert "taken for one system: `SAP S/4HANA`, `SAP-S/4HANA`" in told
    assert "`Kunde Adresse` is taken for the group `Adresse` of `Kunde`" in told
    assert "only in the matrix, objects: nothing says how it travels: `Lieferant`" in told
    assert "only in interfaces, systems: `DWH`" in told


def test_what_was_not_understood_stands_in_the_text() -> None:
    made = german()
    flows, ownership = made.files["flows.yaml"], made.files["ownership.yaml"]
    assert "# schnittstellen.csv line 2: Stand: 12.03.2026, verantwortlich: Anwendungsintegration\n" in flows
    assert "    trigger: manual # alle paar Tage: not understood, so no bound\n" in flows
    assert "# schnittstellen.csv line 11: S-006 | DWH |  | Kunde | monatlich am 1. -- no receiver\n" in flows
    assert "| noch zu klären; siehe Protokoll\n" in flows
    assert "# matrix.csv line 7: Lieferant |  | CRM: X | Rolle des CRM offen -- `X` below" in ownership
    assert "  # matrix.csv line 4: Kunde | Adresse | CRM: CRU\n" in ownership


def test_without_a_time_zone_the_check_asks_for_it(tmp_path: Path) -> None:
    asked = [finding.code for finding in judged(german(timezone=None), tmp_path / "without").findings]
    told = [finding.code for finding in judged(german(), tmp_path / "with").findings]
    assert "MDG703" in asked
    assert "MDG703" not in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_french_sheets_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    made = start(
        "groupe",
        interfaces=sheet("flux.txt", FRENCH_INTERFACES, encoding),
        matrix=sheet("matrice.txt", FRENCH_MATRIX, encoding),
    )
    tree = trees(made)
    triggers = [flow["trigger"] for flow in tree["flows"].values()]
    assert triggers == [{"cron": "0 22 * * *"}, "event", "manual", {"every": "15m"}, {"cron": "0 0 1 * *"}]
    assert tree["systems"]["referentiel_client"] == {"title": "Référentiel client"}
    assert list(tree["ownership"]) == [
        "referentiel_client_create_update_delete_client",
        "boutique_create_update_client",
        "erp_create_update_delete_article",
    ]
    assert tree["needs"]["crm_reads_client"]["groups"] == ["identite", "consentement"]
    assert "separated by tabs" in made.summary[0]
    codes = {finding.code for finding in judged(made, tmp_path / "landscape").findings}
    assert "MDG102" in codes
    assert not [code for code in codes if code < "MDG1"]


def test_english_sheets_with_a_column_for_each_of_c_r_u_d(tmp_path: Path) -> None:
    made = start(
        "company",
        interfaces=sheet("interfaces.csv", ENGLISH_INTERFACES),
        matrix=sheet("ownership.csv", ENGLISH_MATRIX),
    )
    tree = trees(made)
    assert tree["ownership"]["erp_create_update_delete_customer"]["groups"] == ["identity"]
    assert tree["ownership"]["shop_create_customer"]["groups"] == ["identity"]
    assert tree["ownership"]["shop_create_update_customer"]["groups"] == ["consent"]
    assert tree["needs"]["data_warehouse_reads_customer"]["groups"] == ["consent"]
    assert tree["flows"]["erp_to_shop_customer"]["title"] == "IF-1"
    assert tree["flows"]["erp_to_shop_customer"]["via"] == "Hub"
    assert not [line for line in made.summary if line.startswith("  line ")]
    finding = next(finding for finding in judged(made, tmp_path / "l").findings if finding.code == "MDG102")
    assert "`erp` and `shop`" in finding.message


def test_systems_with_c_r_u_d_below_them() -> None:
    tree = trees(start("x", matrix=sheet("m.csv", TWO_LINES)))
    assert {id: (rule["groups"], rule["may"]) for id, rule in tree["ownership"].items()} == {
        "erp_create_update_delete_kunde": (["name"], ["create", "update", "delete"]),
        "erp_update_kunde": (["adresse"], ["update"]),
        "shop_create_update_kunde": (["adresse"], ["create", "update"]),
    }
    assert tree["needs"]["shop_reads_kunde"]["groups"] == ["name", "adresse"]


@pytest.mark.parametrize("names", [("App", "Shop"), ("ERP system", "CRM system"), ("Access", "Tool"), ("C", "Lesen")])
def test_systems_that_are_called_like_headings(names: tuple[str, str]) -> None:
    text = f"object;group;{names[0]};{names[1]}\nA;g;CRUD;R\nA;h;R;CU\nA;i;;R\n"
    made = start("x", matrix=sheet("m.csv", text))
    assert f"  systems are `{names[0]}`, `{names[1]}`" in made.summary
    first, second = as_yaml_1_2(made.files["systems.yaml"])["systems"]
    rules = as_yaml_1_2(made.files["ownership.yaml"])["ownership"].values()
    assert [(rule["system"], rule["groups"]) for rule in rules] == [(first, ["g"]), (second, ["h"])]


def test_a_cross_in_doubt_is_told_with_its_column() -> None:
    text = "object;group;system;C;R;U;D\nA;g;ERP;x;x;x?;no\nA;g;CRM;;x;planned;FALSE\n"
    assert [line for line in start("x", matrix=sheet("m.csv", text)).summary if line.startswith("  line")] == [
        "  line 2: `x?` below `U` says neither yes nor no to `update`",
        "  line 3: `planned` below `U` says neither yes nor no to `update`",
    ]


def test_a_system_whose_name_might_be_a_right() -> None:
    tree = trees(start("x", matrix=sheet("m.csv", "Objekt;Gruppe;System;Rechte\nKunde;Name;C;CU\nKunde;Name;R;R\n")))
    assert list(tree["systems"]) == ["c", "r"]
    assert list(tree["ownership"]) == ["c_create_update_kunde"]


@pytest.mark.parametrize("corner", ["", "Objekt / Gruppe", "Objekt \\ System", "Object/System"])
def test_whatever_stands_in_the_corner_of_a_table(corner: str) -> None:
    made = start("x", matrix=sheet("m.csv", f"{corner};ERP;CRM\nKunde;CRUD;R\nArtikel;R;CRU\n"))
    tree = trees(made)
    assert list(tree["entities"]) == ["kunde", "artikel"]
    assert list(tree["ownership"]) == ["erp_create_update_delete_kunde", "crm_create_update_artikel"]
    assert f"its heading: object is {f'`{corner}`' if corner else 'column 1'}" in made.summary[0]


def test_one_operation_may_stand_alone() -> None:
    tree = trees(start("x", matrix=sheet("m.csv", "Objekt;System;Anlegen;Bemerkung\nKunde;ERP;x;\nKunde;CRM;;\n")))
    assert {id: rule["may"] for id, rule in tree["ownership"].items()} == {"erp_create_kunde": ["create"]}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator(separator: str) -> None:
    text = "from;to;object;frequency\nERP;Shop;Customer;daily\n".replace(";", separator)
    made = start("x", interfaces=sheet("i.csv", text))
    assert trees(made)["flows"]["erp_to_shop_customer"]["trigger"] == {"every": "1d"}


def test_the_separator_that_excel_is_told() -> None:
    made = start("x", interfaces=sheet("i.csv", "sep=^\nfrom^to^object\nERP^Shop^A;B\n"))
    assert list(trees(made)["entities"]) == ["a", "b"]
    assert "line 2 is its heading" in made.summary[0]


def test_one_sheet_is_enough(tmp_path: Path) -> None:
    flows = start("x", interfaces=sheet("i.csv", ENGLISH_INTERFACES))
    rights = start("x", matrix=sheet("m.csv", GERMAN_MATRIX))
    for made, name in ((flows, "flows"), (rights, "rights")):
        codes = [finding.code for finding in judged(made, tmp_path / name).findings]
        assert not [code for code in codes if code < "MDG1"], codes
        assert codes
    assert "No matrix of ownership was given" in flows.files["ownership.yaml"]
    assert "No list of interfaces was given" in rights.files["flows.yaml"]


def test_what_is_said_twice_is_one_statement() -> None:
    text = "from;to;object;frequency\nERP;Shop;Customer;daily\nErp;shop;customer;täglich\nERP;Shop;Customer;hourly\n"
    made = start("x", interfaces=sheet("i.csv", text))
    assert list(trees(made)["flows"]) == ["erp_to_shop_customer", "erp_to_shop_customer_2"]
    flows = made.files["flows.yaml"]
    assert (
        "  # i.csv line 2: ERP | Shop | Customer | daily\n  # i.csv line 3: Erp | shop | customer | täglich\n" in flows
    )


def test_frequencies_that_are_not_understood_make_no_two_rows_one() -> None:
    text = "from;to;object;frequency\nA;B;C;on demand\nA;B;C;sometimes\nA;B;C;soon\nA;B;C;soon\n"
    made = start("x", interfaces=sheet("i.csv", text))
    flows = made.files["flows.yaml"]
    assert list(trees(made)["flows"]) == ["a_to_b_c", "a_to_b_c_2", "a_to_b_c_3"]
    assert "    trigger: manual\n" in flows
    assert "    trigger: manual # sometimes: not understood, so no bound\n" in flows
    assert "    trigger: manual # soon: not understood, so no bound\n" in flows


def test_both_ways_are_two_flows() -> None:
    text = "from;to;object;direction\nERP;Shop;A;<->\nERP;Shop;B;bidirektional\nERP;Shop;C;->\nERP;Shop;D;quer\n"
    made = start("x", interfaces=sheet("i.csv", text))
    flows = trees(made)["flows"]
    back = [name for name in flows if name.startswith("shop_to_erp")]
    assert back == ["shop_to_erp_a", "shop_to_erp_b"]
    assert "  line 5: the direction `quer` is not understood" in "\n".join(made.summary)


def test_several_systems_in_one_cell_are_told_apart_where_each_is_known() -> None:
    text = (
        "from;to;object\nERP;CRM / Shop;A\nCRM;ERP;A\nShop;ERP;A\nERP;SAP S/4HANA;A\nERP und Shop;CRM;A\n"
        "CRM / Lake;ERP;A\nERP / Shop;ERP;A\n"
    )
    made = start("x", interfaces=sheet("i.csv", text))
    assert list(trees(made)["systems"]) == ["erp", "crm", "shop", "sap_s_4hana", "crm_lake"]
    ends = [(flow["from"], flow["to"]) for flow in trees(made)["flows"].values()]
    assert ends == [
        *(("erp", "crm"), ("erp", "shop"), ("crm", "erp"), ("shop", "erp"), ("erp", "sap_s_4hana")),
        *(("shop", "crm"), ("crm_lake", "erp")),  # from `ERP und Shop`, what the ERP sends was said before
    ]
    assert "`CRM / Shop` is taken for the systems `CRM`, `Shop`" in made.summary


def test_a_system_that_the_matrix_calls_so_is_one() -> None:
    text = "from;to;object\nERP;CRM / Shop;A\nCRM;ERP;A\nShop;ERP;A\n"
    made = start("x", interfaces=sheet("i.csv", text), matrix=sheet("m.csv", "object;system;right\nA;CRM / Shop;C\n"))
    assert trees(made)["flows"]["erp_to_crm_shop_a"]["to"] == "crm_shop"


@pytest.mark.parametrize("name", ["alle", "alle anderen Systeme", "all systems", "tous les systèmes"])
def test_all_systems_are_a_system_only_until_somebody_names_them(name: str) -> None:
    made = start("x", interfaces=sheet("i.csv", f"from;to;object\nERP;{name};A\n"))
    assert f"  line 2: `{name}` is taken for a system of that name; write those that are meant" in made.summary


def test_numbers_below_a_heading_with_a_unit() -> None:
    made = start("x", interfaces=sheet("i.csv", "Von;Nach;Objekt;Intervall in Minuten\nERP;Shop;A;15\nERP;CRM;A;tgl\n"))
    every = [flow["trigger"] for flow in trees(made)["flows"].values()]
    assert every == [{"every": "15m"}, {"every": "1d"}]


def test_rights_of_one_group_in_several_rows_come_together() -> None:
    text = "object;group;system;right\nA;g;ERP;C\nA;g;ERP;U\nA;h;ERP;C\nA;;ERP;D\n"
    tree = trees(start("x", matrix=sheet("m.csv", text)))
    assert tree["ownership"] == {
        "erp_create_update_a": {"system": "erp", "entity": "a", "groups": ["g"], "may": ["create", "update"]},
        "erp_create_a": {"system": "erp", "entity": "a", "groups": ["h"], "may": ["create"]},
        "erp_delete_a": {"system": "erp", "entity": "a", "may": ["delete"]},
    }


def test_a_row_that_heads_others() -> None:
    text = "object;group;system;rights\nCustomer;;;\n;Name;ERP;CRU\n;Address;ERP;R\n\n;Orphan;ERP;R\n"
    made = start("x", matrix=sheet("m.csv", text))
    assert list(trees(made)["entities"]["customer"]["groups"]) == ["name", "address"]
    told = "\n".join(made.summary)
    assert "  line 2: it heads the rows below" in told
    assert "  line 6: no object" in told  # a blank row ends what holds for the rows below


def test_cells_that_were_left_blank_are_told() -> None:
    text = "object;group;system;rights\nCustomer;Name;ERP;CRU\n;Address;ERP;R\nProduct;;ERP;R\n"
    assert (
        "  cells left blank are taken for what stands above them: line 3" in start("x", matrix=sheet("m", text)).summary
    )


def test_names_that_are_almost_alike_are_kept_apart_and_told() -> None:
    text = "from;to;object\nWeb Shop;SAP;A\nWebshop;S.A.P.;A\nWeb-Shop;CRM;A\n"
    made = start("x", interfaces=sheet("i.csv", text))
    assert list(trees(made)["systems"]) == ["web_shop", "sap", "webshop", "s_a_p", "crm"]
    assert "taken for one system: `Web Shop`, `Web-Shop`" in made.summary
    assert "taken for different systems, though written almost alike: `Web Shop`, `Webshop`" in made.summary
    assert "taken for different systems, though written almost alike: `SAP`, `S.A.P.`" in made.summary


def test_what_is_said_of_many_lines_is_told_once() -> None:
    rows = "".join(f"A{number};B;C;{'now and then' if number % 2 else ''}\n" for number in range(26))
    told = start("x", interfaces=sheet("i.csv", f"from;to;object;frequency\n{rows}A;B;C;often\n")).summary
    assert [line for line in told if line.startswith("  line")] == [
        "  lines 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 1 more: no frequency, so no bound",
        "  lines 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25 and 1 more: the frequency `now and then`: "
        "`now then` in it is not understood, so there is no bound",
        "  line 28: the frequency `often`: it is not understood, so there is no bound",
    ]


def test_a_long_sheet_is_read_once_although_many_lines_might_be_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these lines has `data` in it; a system whose first right comes late is found all the same."""
    rows = [f"Customer data {number % 9};Address;CRUD;;{'R' * (number > 200)}\n" for number in range(300)]
    read = 0
    filled = Filling.filled

    def counting(filling: Filling, row: Row) -> dict[int, str]:
        nonlocal read
        read += 1
        return filled(filling, row)

    monkeypatch.setattr(Filling, "filled", counting)
    monkeypatch.setattr(statements, "ENOUGH", 100)
    made = start("x", matrix=sheet("m.csv", "Objekt;Gruppe;SAP;CRM;Shop\n" + "".join(rows)))
    assert "  systems are `SAP`, `Shop`" in made.summary
    assert "  300 of 300 rows understood" in made.summary
    assert read < 300 + 60 * 100


def test_a_heading_that_is_repeated_on_every_page_is_no_row() -> None:
    text = "from;to;object\nERP;Shop;A\nfrom;to;object\nERP;CRM;A\n"
    made = start("x", interfaces=sheet("i.csv", text))
    assert list(trees(made)["systems"]) == ["erp", "shop", "crm"]
    assert "  line 3: the heading again" in made.summary


def test_rights_whose_heading_nobody_knows_are_found_by_what_they_are() -> None:
    tree = trees(start("x", matrix=sheet("m.csv", "object;system;who knows\nA;ERP;CRU\nA;CRM;R\n")))
    assert list(tree["ownership"]) == ["erp_create_update_a"]


def test_quotes_that_are_never_closed_swallow_no_row() -> None:
    text = 'from;to;object;frequency\nERP;Shop;"A;daily\nERP;CRM;B;daily\n'
    made = start("x", interfaces=sheet("i.csv", text))
    assert {"erp_to_shop_a", "erp_to_crm_b"} <= set(trees(made)["flows"])
    assert "read line by line, quotes and all" in "\n".join(made.summary)


def test_a_comment_in_a_cell_silences_nothing(tmp_path: Path) -> None:
    text = "object;system;rights;Kommentar\nA;ERP;C;x # mdg: ignore[MDG102] hush\nA;CRM;C;#mdg:ignore[MDG102] hush\n"
    report = judged(start("x", matrix=sheet("m.csv", text)), tmp_path / "l")
    codes = [finding.code for finding in report.findings]
    assert "MDG102" in codes
    assert "MDG706" not in codes


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("interfaces", "a;b;c\n1;2;3\n", "has no line of headings with the columns from (`source`"),
        ("interfaces", "Quelle;Ziel;Menge\nERP;Shop;3\n", "the nearest, in line 1: from is `Quelle`, to is `Ziel`"),
        ("interfaces", "von;nach;Objekt\n", "no row of `s.csv` was understood: there is no row below its heading"),
        ("interfaces", "von;nach;Objekt\nERP;;Kunde\n", "was understood (line 2: no receiver)"),
        ("interfaces", "", "`s.csv` is empty"),
        ("interfaces", "\n;;\n", "`s.csv` is empty"),
        ("matrix", "Objekt;Farbe\nKunde;rot\n", "has no line of headings with the columns object"),
        ("matrix", "Objekt;System;Rechte\nKunde;ERP;führend\n", "`führend` is none of C, R, U, D"),
        ("matrix", "PK\3\4 no archive", "cannot be read as a workbook"),
        ("matrix", "a;b\0;c", "is no text; save the sheet as CSV in UTF-8"),
        ("matrix", "\N{ZERO WIDTH NO-BREAK SPACE}", "`s.csv` is empty"),
    ],
)
def test_a_sheet_that_cannot_be_read(kind: str, text: str, told: str) -> None:
    with pytest.raises(MdgError) as raised:
        start("x", **{kind: sheet("s.csv", text)})
    assert told in str(raised.value)


def test_a_workbook_of_the_old_format() -> None:
    with pytest.raises(MdgError, match="save it as XLSX or CSV"):
        start("x", matrix=Sheet("m.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def test_bytes_that_break_off_in_a_letter() -> None:
    with pytest.raises(MdgError, match="is no UTF-16, though it begins so"):
        start("x", matrix=Sheet("m.csv", "Objekt".encode("utf-16")[:-1]))


def test_the_result_is_loaded_as_it_is(tmp_path: Path) -> None:
    judged(german(), tmp_path / "landscape")
    landscape = mdg.load(tmp_path / "landscape", as_of=TODAY)
    point = mdg.DecisionPoint(landscape, as_of=TODAY)
    allowed = point.decide("update", system="crm", entity="kunde", groups=["adresse"], record={})
    assert allowed.allowed
    assert not point.decide("update", system="dwh", entity="kunde", groups=["adresse"], record={}).allowed


def test_each_line_of_the_sheets_is_in_the_text() -> None:
    made = german()
    text = "\n".join(made.files.values())
    for name, content in (("schnittstellen.csv", GERMAN_INTERFACES), ("matrix.csv", GERMAN_MATRIX)):
        rows = content.replace("klären;\n", "klären; ").splitlines()
        for row in rows:
            for cell in filter(None, row.replace('"', "").split(";")):
                assert cell.strip() in text, (name, row)
