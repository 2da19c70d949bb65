"""The words that stand above the columns of real lists, in English, German and French, and what each column is then.

They are compared folded: without marks, case and signs.  `a/b c/d` stands for `a c`, `a d`, `b c` and `b d`; a word
with `?` before it may well mean something else, and counts only where no other column says it more clearly.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from mdg.interop.sheets.names import folded

FROM, TO, OBJECT, GROUP, SYSTEM = "from", "to", "object", "group", "system"
NUMBER = "number"
FREQUENCY, TITLE, VIA, PROTOCOL, REMARK, DIRECTION = "frequency", "name", "via", "protocol", "remark", "direction"
RIGHTS, CREATE, READ, UPDATE, DELETE = "rights", "create", "read", "update", "delete"
OPERATIONS = (CREATE, READ, UPDATE, DELETE)

_OBJECT = """
object/objects | business/data/information/master object/objects | master data object/objects | ?master data
| entity/entities | data/business entity/entities | ?data | data type/set | ?dataset | ?content | ?payload
| ?message | message type | ?information | ?data/business domain | ?domain | ?topic | ?table/tables | ?subject | ?what
| ?information/data exchanged | ?exchanged data/information
| Objekt/Objekte | Geschäftsobjekt/Geschäftsobjekte/Datenobjekt/Datenobjekte/Informationsobjekt/Informationsobjekte
| Stammdatenobjekt/Stammdatenobjekte | Business Objekt/Objekte | ?Stammdaten | Stammdatum | Datenart | ?Datentyp
| Entität/Entitäten | Datenentität | ?Daten | ?Inhalt | ?Dateninhalt | ?Nachricht | Nachrichtentyp | ?Gegenstand
| ?Tabelle | ?Domäne | ?Datendomäne | ?was | ?übertragene/ausgetauschte Daten
| objet/objets | objet/objets métier | objet de données | entité/entités | ?donnée/données | données de référence
| ?type de données | ?données/informations échangées | ?contenu | ?domaine | ?quoi
"""
_GROUP = """
group | attribute/data/field group/groups | attribute/attributes | field/fields | ?view | segment | sub object
| subobject | data attribute/element/elements
| Gruppe | Attributgruppe/Attributgruppen | Attributsgruppe | Datengruppe/Datengruppen | Feldgruppe | Merkmalsgruppe
| Attribut | Attribute | Feld | Felder | Datenfeld/Datenfelder | Merkmal | Merkmale | ?Sicht | Teilobjekt | Unterobjekt
| Datenbereich
| groupe | groupe d'attributs | groupe de données/champs | attribut | attributs | champ | champs | ?vue | sous objet
| ?rubrique
"""
_REMARK = """
remark | remarks | comment | comments | note | notes | description
| Bemerkung | Bemerkungen | Kommentar | Kommentare | Beschreibung | Hinweis | Hinweise | Anmerkung | Anmerkungen
| remarque | remarques | commentaire | commentaires | notes
"""
#: Headings of a list of interfaces.
INTERFACES = {
    FROM: """
    from | from system/application/app | source | source/src system/systems/application/app/name | src
    | source system name
    | sender | sender/sending/originating/origin/publishing/producing/providing system/application/app
    | sending party | ?origin | ?producer | ?producer/provider/master app/system | ?provider | ?publisher | ?upstream
    | von | von/aus System/Anwendung/Applikation | Quelle
    | Quellsystem/Quellsysteme/Quellapplikation/Quellanwendung | Quell System/Anwendung/Applikation
    | Sender | Sendersystem | Sendesystem | sendendes/abgebendes/lieferndes/absendendes System
    | sendende/abgebende/liefernde Anwendung/Applikation | Absender | Absendersystem | Liefersystem | Datenlieferant
    | ?Lieferant | Datenquelle | ?Ursprung | Ursprungssystem | Herkunftssystem | ?Herkunft | Ausgangssystem
    | ?Startsystem
    | de | depuis | système/application/appli source | émetteur
    | système/application émetteur/émettrice/expéditeur/fournisseur/amont | expéditeur | système d'origine
    | système de départ | ?origine | ?producteur | ?fournisseur
    """,
    TO: """
    to | to system/application/app | target | target/tgt system/systems/application/app/name | tgt | target system name
    | receiver | receiver/receiving/recipient/destination/dest/consuming/consumer/subscribing system/application/app
    | receiving party | recipient | destination | dest | ?consumer | ?subscriber | ?sink | ?downstream
    | nach | nach/an System/Anwendung/Applikation | an | Ziel
    | Zielsystem/Zielsysteme/Zielapplikation/Zielanwendung | Ziel System/Anwendung/Applikation
    | Empfänger | Empfängersystem | Empfangssystem | empfangendes/aufnehmendes/abnehmendes/konsumierendes System
    | empfangende/aufnehmende/abnehmende Anwendung/Applikation | Abnehmer | ?Konsument | Adressat | Datenempfänger
    | Datenziel
    | vers | à | cible | système/application/appli cible | destinataire
    | système/application destinataire/récepteur/réceptrice/aval | récepteur | système de destination | ?consommateur
    """,
    OBJECT: _OBJECT,
    GROUP: _GROUP,
    FREQUENCY: """
    frequency | freq | update/transfer/refresh/data/execution/run frequency | schedule | run schedule | scheduling
    | interval | cadence | timing | ?trigger | periodicity | cycle | ?when | how often | refresh rate | ?refresh
    | ?execution | cron
    | Häufigkeit | Frequenz | Übertragungsfrequenz | Rhythmus | Übertragungsrhythmus | Turnus | Zyklus | Takt | Taktung
    | Intervall | Zeitplan | Zeitplanung | Zeitsteuerung | Periodizität | ?Auslöser | ?Aktualisierung
    | Aktualisierungshäufigkeit | Aktualisierungsfrequenz | Übertragungshäufigkeit | ?Ausführung | ?Ausführungszeit
    | ?Zeitpunkt | ?Laufzeiten | wie oft | ?wann
    | fréquence | périodicité | rythme | intervalle | planification | ?déclencheur | ?déclenchement
    | fréquence de mise à jour | ?horaire | ?horaires | ?quand
    """,
    TITLE: """
    interface | interface name | ?name | flow | flow name | ?title
    | Schnittstelle | Schnittstellenname | ?Bezeichnung | ?Titel
    | flux | nom du flux | ?nom | nom de l'interface | ?libellé
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
    system/systems | system name | it system | application/applications | app | ?tool | ?software | ?platform
    | Systeme | Systemname | Anwendung/Anwendungen | Applikation/Applikationen | IT System/Systeme/Anwendung
    | système/systèmes | logiciel | ?outil | ?plateforme
    """,
    RIGHTS: """
    right | rights | crud | c r u d | access | access rights | operation | operations | action | actions
    | permission | permissions | ?usage | may
    | Recht | Rechte | Berechtigung | Berechtigungen | Zugriff | Zugriffsart | Zugriffsrecht | Zugriffsrechte
    | Aktion | ?Nutzung | darf
    | droit | droits | accès | autorisation | autorisations | habilitation | habilitations
    """,
    CREATE: """
    c | create | creates | creation | insert | anlegen | Anlage | Neuanlage | erstellen | Erstellung | erzeugen
    | erfassen | Erfassung | legt an | créer | création | crée | ajout | ajouter
    """,
    READ: """
    r | read | reads | reading | lesen | lesend | Lesezugriff | anzeigen | liest
    | lire | lecture | consultation | consulter | lit
    """,
    UPDATE: """
    u | update | updates | change | changes | edit | modify | maintain
    | ändern | Änderung | ändert | bearbeiten | pflegen | Pflege | aktualisieren | Aktualisierung
    | modifier | modification | modifie | mise à jour | mettre à jour | maj
    """,
    DELETE: """
    d | delete | deletes | deletion | remove | löschen | Löschung | löscht | supprimer | suppression | supprime
    | effacer
    """,
    REMARK: _REMARK,
}


def _spelt(listed: str) -> Iterator[tuple[str, bool]]:
    """Each word of a list, folded, and whether it is clear."""
    for words in re.split(r"\s*\|\s*", listed.strip()):
        choices = [part.split("/") for part in words.removeprefix("?").split()]
        for chosen in itertools.product(*choices):
            yield folded(" ".join(chosen)), not words.startswith("?")


def words_of(listed: Mapping[str, str]) -> dict[str, str]:
    """For each heading, folded, what it says of its column."""
    return {word: role for role, words in listed.items() for word, _ in _spelt(words)}


#: Headings, folded, that may well mean something else.
UNCLEAR = frozenset(
    word for listed in (INTERFACES, MATRIX) for words in listed.values() for word, clear in _spelt(words) if not clear
)
