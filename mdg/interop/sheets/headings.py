"""Which column of a sheet is what: headings in English, German and French, as they stand above real lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from mdg.interop.sheets.names import folded
from mdg.interop.sheets.table import Row, Table

#: Rows at the top of a sheet among which its heading is looked for.
TOP = 60

FROM, TO, OBJECT, GROUP, SYSTEM = "from", "to", "object", "group", "system"
NUMBER = "number"
FREQUENCY, TITLE, VIA, PROTOCOL, REMARK, DIRECTION = "frequency", "name", "via", "protocol", "remark", "direction"
RIGHTS, CREATE, READ, UPDATE, DELETE = "rights", "create", "read", "update", "delete"
OPERATIONS = (CREATE, READ, UPDATE, DELETE)

_OBJECT = """
object | business object | data object | master data object | master data | entity | information object | data | content
| payload | message | what
| Objekt | Geschäftsobjekt | Datenobjekt | Stammdatenobjekt | Stammdaten | Entität | Informationsobjekt | Daten | Inhalt
| Nachricht | Gegenstand | was
| objet | objet métier | objet de données | entité | données | données de référence | contenu | quoi
"""
_GROUP = """
group | attribute group | data group | attribute | attributes | field | fields | view | segment | sub object
| Gruppe | Attributgruppe | Attributsgruppe | Datengruppe | Attribut | Attribute | Feld | Felder | Merkmal | Merkmale
| Sicht | Teilobjekt
| groupe | groupe d'attributs | groupe de données | attribut | attributs | champ | champs | vue
"""
_REMARK = """
remark | remarks | comment | comments | note | notes | description
| Bemerkung | Bemerkungen | Kommentar | Kommentare | Beschreibung | Hinweis | Hinweise | Anmerkung
| remarque | remarques | commentaire | commentaires | notes
"""
#: Headings of a list of interfaces.
INTERFACES = {
    FROM: """
    from | from system | source | source system | source application | sender | sending system | origin | producer
    | provider | publisher | upstream
    | von | von System | Quelle | Quellsystem | Quellapplikation | Quellanwendung | Sender | Sendersystem
    | sendendes System | abgebendes System | Liefersystem | Ursprung | Ausgangssystem
    | de | depuis | système source | application source | émetteur | système émetteur | expéditeur | origine
    """,
    TO: """
    to | to system | target | target system | target application | receiver | receiving system | destination
    | destination system | consumer | subscriber | downstream
    | nach | nach System | an | Ziel | Zielsystem | Zielapplikation | Zielanwendung | Empfänger | Empfängersystem
    | empfangendes System | aufnehmendes System | Abnehmer
    | vers | à | cible | système cible | application cible | destinataire | système destinataire | récepteur
    """,
    OBJECT: _OBJECT,
    GROUP: _GROUP,
    FREQUENCY: """
    frequency | update frequency | schedule | interval | cadence | timing | trigger | periodicity | cycle | when
    | Häufigkeit | Frequenz | Rhythmus | Turnus | Zyklus | Takt | Intervall | Zeitplan | Periodizität | Auslöser
    | Aktualisierung | Aktualisierungshäufigkeit | Übertragungshäufigkeit | wann
    | fréquence | périodicité | rythme | intervalle | planification | déclencheur | fréquence de mise à jour | quand
    """,
    TITLE: """
    interface | interface name | name | flow | flow name | title
    | Schnittstelle | Schnittstellenname | Bezeichnung | Titel
    | flux | nom du flux | nom | nom de l'interface | libellé
    """,
    NUMBER: """
    no | number | id | interface id | interface no | interface number
    | Nr | Nummer | lfd Nr | Schnittstellen-ID | Schnittstellen-Nr | Schnittstellennummer
    | n° | numéro | identifiant
    """,
    VIA: """
    via | middleware | platform | integration platform | bus | über | Plattform | Integrationsplattform | plateforme
    """,
    PROTOCOL: """
    protocol | technology | interface type | method | Protokoll | Technologie | Technik | Schnittstellentyp | Verfahren
    | protocole | technologie | type d'interface
    """,
    REMARK: _REMARK,
    DIRECTION: "direction | Richtung | sens",
}
#: Headings of a matrix of rights.
MATRIX = {
    OBJECT: _OBJECT,
    GROUP: _GROUP,
    SYSTEM: """
    system | it system | application | app | tool | software
    | Anwendung | Applikation | IT-System
    | système | logiciel
    """,
    RIGHTS: """
    right | rights | crud | access | operation | operations | action | actions | permission | permissions | usage | may
    | C/R/U/D
    | Recht | Rechte | Berechtigung | Berechtigungen | Zugriff | Zugriffsart | Aktion | Nutzung | darf
    | droit | droits | accès | autorisation | autorisations
    """,
    CREATE: """
    c | create | creates | creation | anlegen | Anlage | erstellen | erzeugen | legt an | créer | création | crée
    """,
    READ: "r | read | reads | reading | lesen | lesend | liest | lire | lecture | consultation | lit",
    UPDATE: """
    u | update | updates | change | changes | ändern | Änderung | bearbeiten | pflegen | Pflege | ändert | modifier
    | modification | mise à jour | mettre à jour | maj | modifie
    """,
    DELETE: "d | delete | deletes | deletion | löschen | Löschung | löscht | supprimer | suppression | supprime",
    REMARK: _REMARK,
}
_PARTS = re.compile(r"[/(),;:|\n\[\]]")


def words_of(listed: Mapping[str, str]) -> dict[str, str]:
    """For each heading, folded, what it says of its column."""
    return {folded(word): role for role, words in listed.items() for word in re.split(r"\s*\|\s*", words.strip())}


@attrs.frozen(slots=True, eq=False)
class Heading:
    """A heading row, and the column of each role that was found in it."""

    row: Row
    columns: Mapping[str, int]

    def others(self) -> list[int]:
        """All other columns that have a heading."""
        return [at for at in range(len(self.row.cells)) if self.row.cell(at) and at not in self.columns.values()]

    def told(self) -> str:
        """Which column is what, for the reader."""
        return ", ".join(f"{role} is `{self.row.cell(at)}`" for role, at in self.columns.items())


def recognised(row: Row, words: Mapping[str, str]) -> Heading:
    """What the cells of a row say as headings: each role at most once, the clearest word first."""
    found = []
    for at in range(len(row.cells)):
        found += [(-clear, at, role) for role, clear in _meanings(row.raw(at), words).items()]
    columns: dict[str, int] = {}
    for _, at, role in sorted(found):
        if role not in columns and at not in columns.values():
            columns[role] = at
    order = list(dict.fromkeys(words.values()))
    return Heading(row, {role: columns[role] for role in order if role in columns})


def _meanings(text: str, words: Mapping[str, str]) -> dict[str, int]:
    """The roles that a heading may have, and how clearly it says so: 3 as a whole, 2 in a part, 1 among other words."""
    whole = folded(text)
    if not whole or len(whole) > 60:
        return {}
    if whole in words:
        return {words[whole]: 3}
    found: dict[str, int] = {}
    for part in map(folded, _PARTS.split(text)):
        if part in words:
            found.setdefault(words[part], 2)
    padded = f" {whole} "
    for word, role in words.items():
        if len(word) > 2 and f" {word} " in padded:
            found.setdefault(role, 1)
    return found


def headings(table: Table, words: Mapping[str, str]) -> Iterable[Heading]:
    """What each row at the top of a table says as a heading; a line of text in one cell is none."""
    for row in table.rows[:TOP]:
        if sum(1 for cell in row.cells if cell.strip()) > 1:
            yield recognised(row, words)
