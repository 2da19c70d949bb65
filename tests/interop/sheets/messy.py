"""Lists as they come out of real offices, written for these tests, and what is made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import mdg
from mdg.diagnostic import Report
from mdg.interop.sheets import Sheet, Start, start
from tests.rules.reading import TODAY

GERMAN_INTERFACES = """\
Schnittstellenliste Konzern-IT;;;;;;
Stand: 12.03.2026, verantwortlich: Anwendungsintegration;;;;;;
;;;;;;
Nr.;Von;Nach;Objekt;Häufigkeit;Technik;Bemerkung
S-001;SAP S/4HANA;Webshop;Kunde;täglich 22:00;IDoc;
S-002;;CRM;Kunde;Echtzeit;API;
S-003;;;Produkt;alle 15 Min.;;führend im SAP
S-004;CRM;SAP-S/4HANA;Kunde Adresse;stündlich;;
S-005;Webshop;CRM;Kunde;alle paar Tage;;"noch zu klären;
siehe Protokoll"
S-006;DWH;;Kunde;monatlich am 1.;;
S-007;Webshop, CRM;DWH;Kunde, Produkt;werktags 02:30;SFTP;
;;;;;;
Legende: Echtzeit = bei jeder Änderung;;;;;;
"""
GERMAN_MATRIX = """\
CRUD-Matrix Stammdaten;;;;;
Objekt;Gruppe;SAP S/4HANA;CRM;Webshop;Kommentar
Kunde;Stammdaten;CRUD;RU;R;
;Adresse;R;CRU;CR;
;Einwilligung;R;R;CRU;DSGVO!
Produkt;;CRUD;;R;
Lieferant;;C,R,U;X;-;Rolle des CRM offen
"""
FRENCH_INTERFACES = """\
Système source\tSystème cible\tObjet métier\tPériodicité\tCommentaire
Référentiel client\tBoutique\tClient\ttous les jours à 22h\t
\tCRM\tClient\ttemps réel\t
CRM\tRéférentiel client\tClient\tà la demande\tà revoir
ERP\tBoutique\tArticle\ttoutes les 15 minutes\t
ERP\tCRM\tArticle\tle 1er du mois\t
"""
FRENCH_MATRIX = """\
Objet\tGroupe\tSystème\tDroits
Client\tIdentité\tRéférentiel client\tC,R,U,D
\t\tCRM\tR
\tConsentement\tBoutique\tC/R/U
\t\tCRM\tlecture
Article\t\tERP\tCRUD
\t\tBoutique\tR
"""
ENGLISH_INTERFACES = """\
Interface ID,Source,Target,Entity,Frequency,Middleware
IF-1,ERP,Shop,Customer,daily 22:00,Hub
IF-2,Shop,ERP,Customer,real-time,Hub
IF-3,ERP,Data warehouse,Customer,every 15 min,
"""
ENGLISH_MATRIX = """\
Object,Group,System,C,R,U,D
Customer,Identity,ERP,x,x,x,x
Customer,Identity,Shop,x,x,,
Customer,Consent,Shop,X,X,X,
Customer,Consent,Data warehouse,,yes,,
"""
TWO_LINES = """\
Objekt;Gruppe;ERP;;;;Shop;;;
;;C;R;U;D;C;R;U;D
Kunde;Name;x;x;x;x;;x;;
;Adresse;;x;x;;x;x;x;
"""


def sheet(file: str, text: str, encoding: str = "utf-8") -> Sheet:
    return Sheet(file, text.encode(encoding))


def as_csv(rows: Sequence[Sequence[str]], separator: str = ";") -> str:
    """The rows as a spreadsheet program writes them."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def judged(made: Start, folder: Path) -> Report:
    """What `mdg check` says of the landscape, written to a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in made.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return mdg.check(folder, as_of=TODAY)


def german(timezone: str | None = "Europe/Berlin") -> Start:
    return start(
        "konzern",
        interfaces=sheet("schnittstellen.csv", GERMAN_INTERFACES, "cp1252"),
        matrix=sheet("matrix.csv", GERMAN_MATRIX, "utf-8-sig"),
        timezone=timezone,
    )
