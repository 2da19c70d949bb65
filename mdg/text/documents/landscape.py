"""The whole landscape as one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from mdg.text.documents import SECTION_DOCUMENTS, document_class
from mdg.text.documents.declare import NOTHING, Id, Scalar, field
from mdg.text.documents.document import Document
from mdg.text.values import Fault, quoted

if TYPE_CHECKING:  # the families of documents are imported once a section of theirs occurs
    from mdg.text.documents.conflicts import CrosswalkDocument, MatchingDocument, SurvivorshipDocument
    from mdg.text.documents.entities import EntityDocument
    from mdg.text.documents.expectations import ExpectationDocument
    from mdg.text.documents.flows import FlowDocument
    from mdg.text.documents.ownership import NeedDocument, OwnershipDocument
    from mdg.text.documents.packs import PackDocument
    from mdg.text.documents.parties import PartyDocument, ResponsibilityDocument
    from mdg.text.documents.populations import PopulationDocument, RecordDocument
    from mdg.text.documents.privacy import AgreementDocument, LicenceDocument, PurposeDocument
    from mdg.text.documents.processes import ProcessDocument
    from mdg.text.documents.settings import SettingsDocument
    from mdg.text.documents.systems import SystemDocument
    from mdg.text.documents.views import ViewDocument

VERSION = 1


def parse_version(value: object) -> int:
    """The version of the language, of which there is one."""
    if value == VERSION or value == str(VERSION):
        return VERSION
    if value == "":
        raise Fault("`mdg` is empty", f"write `mdg: {VERSION}`")
    raise Fault(f"version {quoted(value)} of the language is not supported", f"write `mdg: {VERSION}`", code="MDG009")


Version = Annotated[int, Scalar(parse_version, {"enum": [VERSION, str(VERSION)]})]


class LandscapeDocument(Document):
    """A landscape: which systems hold which master data, who may create and change it, and how it travels."""

    mdg: Version = field(
        "The version of the language: 1. Required in at least one file of a landscape.", default=VERSION
    )
    landscape: str | None = field("The name of the landscape.", default=None)
    title: str | None = field("A short name for people to read.", default=None)
    description: str | None = field("What a reader should know about it.", default=None)
    parties: dict[Id, PartyDocument] = field("Who can be held responsible.", default=NOTHING)
    entities: dict[Id, EntityDocument] = field("The master-data objects.", default=NOTHING)
    populations: dict[Id, PopulationDocument] = field("Names for populations.", default=NOTHING)
    records: dict[Id, RecordDocument] = field("Names for single records.", default=NOTHING)
    systems: dict[Id, SystemDocument] = field("What holds or supplies records.", default=NOTHING)
    ownership: dict[Id, OwnershipDocument] = field("Who may do what.", default=NOTHING)
    flows: dict[Id, FlowDocument] = field("How extracts travel.", default=NOTHING)
    needs: dict[Id, NeedDocument] = field("What a system must have, and how fresh.", default=NOTHING)
    matching: dict[Id, MatchingDocument] = field("Where duplicates are found.", default=NOTHING)
    survivorship: dict[Id, SurvivorshipDocument] = field("Who wins where several systems write.", default=NOTHING)
    crosswalks: dict[Id, CrosswalkDocument] = field("Where the keys of systems are matched.", default=NOTHING)
    responsibilities: dict[Id, ResponsibilityDocument] = field("Who answers for what.", default=NOTHING)
    purposes: dict[Id, PurposeDocument] = field("Why personal data is used.", default=NOTHING)
    agreements: dict[Id, AgreementDocument] = field("What allows data to leave.", default=NOTHING)
    licences: dict[Id, LicenceDocument] = field("What the data of providers may be used for.", default=NOTHING)
    processes: dict[Id, ProcessDocument] = field("What the business does with data.", default=NOTHING)
    views: dict[Id, ViewDocument] = field("Records seen whole, from several systems.", default=NOTHING)
    expectations: dict[Id, ExpectationDocument] = field("Tests of the landscape itself.", default=NOTHING)
    packs: dict[Id, PackDocument] = field("Packs of law of the landscape's own, for its settings.", default=NOTHING)
    settings: SettingsDocument | None = field("How the landscape wants to be read and checked.", default=None)

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        """The JSON schema of a file of a landscape, in which a section may have nothing behind its name yet."""
        from mdg.text.documents.json_schema import json_schema, with_unsaid  # needed by `mdg schema` alone

        return with_unsaid(json_schema(cls), (*SECTION_DOCUMENTS, "settings"))

    @classmethod
    def names(cls) -> Mapping[str, Any]:
        return {name: document_class(name) for name in (*SECTION_DOCUMENTS.values(), "SettingsDocument")}
