"""Parties, and what they answer for."""

from __future__ import annotations

from typing import Literal

from mdg.text.documents.declare import Many, field
from mdg.text.documents.entities import Confidentiality
from mdg.text.documents.items import ExtractDocument, ItemDocument

Concern = Literal["freshness", "accuracy", "compliance"]


class PartyDocument(ItemDocument):
    """Someone who can be held responsible."""

    email: str | None = field("Where the party can be written to.", default=None)
    kind: Literal["person", "team", "organisation"] | None = field("What the party is.", default=None)
    is_: Literal["data_protection_officer", "vendor", "processor"] | None = field(
        "A role in law that the party has.", default=None, key="is"
    )
    cleared_for: Confidentiality | None = field(
        "The most confidential data that the party may see; left out, unknown.", default=None
    )


class ResponsibilityDocument(ExtractDocument):
    """Who answers for an extract, in one system or everywhere; the most specific statement wins."""

    system: str | None = field("The system in which it holds; left out, in all of them.", default=None)
    concern: Many[Concern] = field("What they answer for: one of `freshness`, `accuracy`, `compliance`, or a list.")
    accountable: str | None = field(
        "The one party that is accountable; left out, nobody is, whatever less specific statements say.", default=None
    )
    responsible: Many[str] | None = field("The parties that do the work.", default=None)
    consulted: Many[str] | None = field("The parties that are asked first.", default=None)
    informed: Many[str] | None = field("The parties that are told.", default=None)
