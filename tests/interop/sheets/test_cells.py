"""The parts: headings in three languages, rights in cells, names as ids, cells that hold for the rows below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdg.interop.sheets.filling import Filling
from mdg.interop.sheets.heading_words import INTERFACES, MATRIX, words_of
from mdg.interop.sheets.headings import recognised
from mdg.interop.sheets.names import Names, key_of, slug
from mdg.interop.sheets.rights import Rights, rights, ticked
from mdg.interop.sheets.table import Row, listed
from mdg.text.values import parse_id

HEADINGS = [
    ("von;nach;Objekt;Häufigkeit;Schnittstelle", ["from", "to", "object", "frequency", "name"]),
    ("Quellsystem;Zielsystem;Geschäftsobjekt;Frequenz (Batch/Online)", ["from", "to", "object", "frequency"]),
    ("QUELLE;ZIEL;STAMMDATEN;TURNUS", ["from", "to", "object", "frequency"]),
    ("Sender;Empfaenger;Datenobjekt;Haeufigkeit", ["from", "to", "object", "frequency"]),
    ("System (Quelle);System (Ziel);Daten;Takt", ["from", "to", "object", "frequency"]),
    ("de;vers;objet;fréquence;remarques", ["from", "to", "object", "frequency", "remark"]),
    ("Système source;Système cible;Objet métier;Périodicité", ["from", "to", "object", "frequency"]),
    ("N°;Émetteur;Destinataire;Données;Déclencheur", ["number", "from", "to", "object", "frequency"]),
    ("From System;To System;Business Object;Schedule", ["from", "to", "object", "frequency"]),
    ("Interface ID;Interface Name;Source;Target;Entity;How", ["number", "name", "from", "to", "object", None]),
    ("Nr.;Source system;Target system;Data group;Object", ["number", "from", "to", "group", "object"]),
    ("gültig von;Quelle;Ziel;Objekt", [None, "from", "to", "object"]),
    ("von;Von;nach;Objekt", ["from", None, "to", "object"]),
    ("SourceSystem;TargetSystem;DataObject;UpdateFrequency", ["from", "to", "object", "frequency"]),
    ("Sending application;Receiving application;Entities;Freq.", ["from", "to", "object", "frequency"]),
    ("Absender;Empfangssystem;Datenart;Taktung", ["from", "to", "object", "frequency"]),
    ("Lieferndes System;Abnehmendes System;Geschäftsobjekte;Wie oft", ["from", "to", "object", "frequency"]),
    ("Von System;An System;Stammdatum;Rhythmus", ["from", "to", "object", "frequency"]),
    ("Application émettrice;Application réceptrice;Objets métier;Cadence", ["from", "to", "object", "frequency"]),
    ("Système amont;Système aval;Données échangées;Horaire", ["from", "to", "object", "frequency"]),
    ("Domain;Lieferant;Von;Nach;Objekt", [None, None, "from", "to", "object"]),
    ("Lieferant;Konsument;Daten", ["from", "to", "object"]),
]
MATRICES = [
    ("Objekt;Gruppe;System;Rechte", ["object", "group", "system", "rights"]),
    ("object;group;system;C;R;U;D", ["object", "group", "system", "create", "read", "update", "delete"]),
    ("Objekt;Anwendung;Anlegen;Lesen;Ändern;Löschen", ["object", "system", "create", "read", "update", "delete"]),
    ("Objet;Système;Créer;Lire;Modifier;Supprimer", ["object", "system", "create", "read", "update", "delete"]),
    ("Entity;Attribute group;Application;CRUD", ["object", "group", "system", "rights"]),
    ("Objet;Sous-objet;Applications;Droits d'accès", ["object", "group", "system", "rights"]),
    ("Objekt;Feldgruppe;Systemname;Zugriffsrechte", ["object", "group", "system", "rights"]),
    ("Object;App;Insert;Consult;Edit;Remove", ["object", "system", "create", None, "update", "delete"]),
]


@pytest.mark.parametrize(
    ("words", "line", "roles"), [(INTERFACES, *row) for row in HEADINGS] + [(MATRIX, *row) for row in MATRICES]
)
def test_headings(words: dict[str, str], line: str, roles: list[str | None]) -> None:
    found = recognised(Row(1, tuple(line.split(";"))), words_of(words)).columns
    by_column = {at: role for role, at in found.items()}
    assert [by_column.get(at) for at in range(len(roles))] == roles


@pytest.mark.parametrize(
    ("cell", "operations", "left"),
    [
        ("CRU", "cru", ""),
        ("C,R,U", "cru", ""),
        ("c / r / u / d", "crud", ""),
        ("RC", "cr", ""),
        ("(R)", "r", ""),
        ("create, update", "cu", ""),
        ("anlegen und ändern", "cu", ""),
        ("lecture", "r", ""),
        ("legt an", "c", ""),
        ("CRUD*", "crud", ""),
        ("", "", ""),
        ("-", "", ""),
        ("nein", "", ""),
        ("n/a", "", ""),
        ("X", "", "X"),
        ("RW", "", "RW"),
        ("CC", "", "CC"),
        ("führend", "", "führend"),
        ("R, führend", "r", "führend"),
        ("???", "", "???"),
    ],
)
def test_rights_in_a_cell(cell: str, operations: str, left: str) -> None:
    names = {"c": "create", "r": "read", "u": "update", "d": "delete"}
    assert rights(cell) == Rights(tuple(names[letter] for letter in operations), left)


@pytest.mark.parametrize(
    ("cell", "yes", "left"),
    [
        *((cell, True, "") for cell in ("x", "X", "✓", "ja", "1", "C")),
        *((cell, False, "") for cell in ("", "-", "non", "0", "FALSCH", "faux")),
        *((cell, False, cell) for cell in ("R", "(x)?")),
    ],
)
def test_a_cross_below_a_letter(cell: str, yes: bool, left: str) -> None:
    assert ticked(cell, "create") == Rights(("create",) if yes else (), left)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("SAP S/4HANA", "sap_s_4hana"),
        ("SAP-S/4HANA", "sap_s_4hana"),
        ("Größe", "groesse"),
        ("Straße", "strasse"),
        ("Référentiel client", "referentiel_client"),
        ("Smørrebrød", "smoerrebroed"),
        ("Łódź", "lodz"),
        ("Müller & Söhne", "mueller_and_soehne"),
        ("C++", "c_plus_plus"),
        ("3PL", "system_3pl"),
        ("x-rail", "x_rail"),
        ("日本語", "日本語"),
        ("Клиент", "клиент"),
    ],
)
def test_names_become_ids(name: str, id: str) -> None:
    assert slug(key_of(name), "system") == id


@given(st.lists(st.text(min_size=1, max_size=20), max_size=20), st.sampled_from(["system", "object", "group"]))
def test_every_name_has_an_id_of_its_own(names: list[str], kind: str) -> None:
    found = Names(kind)
    keys = {found.add(name) for name in names}
    ids = found.ids()
    assert ids.keys() == keys
    assert len(set(ids.values())) == len(keys)
    assert all(parse_id(id) == id for id in ids.values())
    other = Names(kind)
    for name in reversed(names):
        other.add(name)
    assert other.ids() == ids


def test_names_that_differ_in_signs_alone_are_two() -> None:
    found = Names("system")
    keys = [found.add(name) for name in ("C", "C++", "C#", "c", "A-B", "A B")]
    assert len(set(keys)) == 4
    assert list(found.merged()) == [("C", "c"), ("A-B", "A B")]
    assert found.title(keys[-1]) == "A-B"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("ERP", ("ERP",)),
        ("ERP, CRM;Shop\nDWH", ("ERP", "CRM", "Shop", "DWH")),
        ("ERP,,ERP, ", ("ERP",)),
        ("-", ()),
        ("R/3", ("R/3",)),
        ("Customer (B2B, B2C), Product", ("Customer (B2B, B2C)", "Product")),
        ("Kunde [DE; AT]\nArtikel", ("Kunde [DE; AT]", "Artikel")),
        ("Business partner\n(customer)\nProduct", ("Business partner (customer)", "Product")),
        ("a (b, c", ("a (b", "c")),
        ("SAP ECC 6,0, CRM", ("SAP ECC 6,0", "CRM")),
        ("1,2,3", ("1", "2", "3")),
        ("System 1,System 2,3", ("System 1", "System 2,3")),
    ],
)
def test_several_names_in_a_cell(cell: str, names: tuple[str, ...]) -> None:
    assert listed(cell) == names


def test_blank_cells_take_what_stands_above_them() -> None:
    filling = Filling([0, 1, 2])
    rows = [("a", "b", "c"), ("", "", "d"), ("", "e", ""), ("", "", "f"), ("g", "", "h"), ("", "", "i"), ("", "", "")]
    meant = [tuple(filling.filled(Row(line, cells)).values()) for line, cells in enumerate(rows, 1)]
    assert meant == [
        ("a", "b", "c"),
        ("a", "b", "d"),
        ("a", "e", ""),
        ("a", "e", "f"),
        ("g", "", "h"),
        ("g", "", "i"),
        (),
    ]
    assert tuple(filling.filled(Row(8, ("", "", "j"))).values()) == ("", "", "j")
