"""The documents: what a landscape's text says, as typed values; one module a family, imported when a section occurs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdg.text.documents.document import Document

#: The class of each section's items.
SECTION_DOCUMENTS = {
    "parties": "PartyDocument",
    "entities": "EntityDocument",
    "populations": "PopulationDocument",
    "records": "RecordDocument",
    "systems": "SystemDocument",
    "ownership": "OwnershipDocument",
    "flows": "FlowDocument",
    "needs": "NeedDocument",
    "matching": "MatchingDocument",
    "survivorship": "SurvivorshipDocument",
    "crosswalks": "CrosswalkDocument",
    "responsibilities": "ResponsibilityDocument",
    "purposes": "PurposeDocument",
    "agreements": "AgreementDocument",
    "licences": "LicenceDocument",
    "processes": "ProcessDocument",
    "views": "ViewDocument",
    "expectations": "ExpectationDocument",
    "packs": "PackDocument",
}
_MODULES = {
    "document": ("Document",),
    "items": ("AllBut", "ConditionDocument", "ExtractDocument", "ItemDocument", "ScopeDocument", "Validity"),
    "parties": ("PartyDocument", "ResponsibilityDocument"),
    "entities": (
        "AttributeDocument",
        "DimensionDocument",
        "EntityDocument",
        "GroupDocument",
        "ReferenceDocument",
        "RetentionDocument",
    ),
    "populations": ("PopulationDocument", "RecordDocument"),
    "systems": ("RecoveryDocument", "SupplyDocument", "SystemDocument"),
    "ownership": ("NeedDocument", "OwnershipDocument"),
    "flows": ("CronTrigger", "EventTrigger", "EveryTrigger", "FlowDocument", "ManualTrigger", "OnceTrigger"),
    "conflicts": ("CrosswalkDocument", "MatchingDocument", "SurvivorshipDocument"),
    "privacy": ("AgreementDocument", "ConsentDocument", "LicenceDocument", "PurposeDocument"),
    "processes": ("ProcessDocument", "StepDocument"),
    "views": ("JoinDocument", "PartDocument", "ViewDocument"),
    "expectations": ("ExpectationDocument", "ReachDocument"),
    "packs": ("FigureDocument", "FiguresDocument", "FlagFigureDocument", "PackDocument", "SpanFigureDocument"),
    "settings": ("CalendarDocument", "SettingsDocument"),
    "landscape": ("LandscapeDocument",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = ["SECTION_DOCUMENTS", "document_class", *sorted(_HOMES)]  # the names of the table above


def document_class(name: str) -> type[Document]:
    """The document class of that name, from its module."""
    found: type[Document] = getattr(importlib.import_module(f"mdg.text.documents.{_HOMES[name]}"), name)
    return found


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return document_class(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
