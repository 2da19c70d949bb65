"""Who may do what, and what a system must have."""

from __future__ import annotations

from typing import Literal

from mdg.text.documents.declare import Duration, Many, field
from mdg.text.documents.items import ExtractDocument

Operation = Literal["create", "enrich", "update", "delete"]


class OwnershipDocument(ExtractDocument):
    """What systems may do to an extract; what no rule allows is denied."""

    system: Many[str] = field("The system that may, or a list of them.")
    may: Many[Operation] = field(
        "The operations: `create` a record, `enrich` one that came into being elsewhere, `update` it, `delete` it."
    )


class NeedDocument(ExtractDocument):
    """An extract that a system must have, and how fresh."""

    system: str = field("The system that needs the extract.")
    max_age: Duration | None = field("How stale it may get, at worst; left out, no bound.", default=None)
    purpose: str | None = field("The purpose for which it is needed.", default=None)
    owner: str | None = field("The party that states the need.", default=None)
