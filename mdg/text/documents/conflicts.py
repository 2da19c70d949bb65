"""What settles a conflict between systems that may create or write the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from mdg.text.documents.declare import DISTINCT, Many, field
from mdg.text.documents.items import ExtractDocument, ItemDocument
from mdg.text.values import Fault


class MatchingDocument(ExtractDocument):
    """Where duplicates are found, so that several systems may create in that population."""

    system: str = field("The system in which duplicates are found.")
    by: Many[str] = field("The attributes by which records are compared.")


class SurvivorshipDocument(ExtractDocument):
    """Who wins, so that several systems may write those groups."""

    strategy: Literal["priority", "latest", "steward", "most_restrictive"] = field(
        "By `priority` of systems, the `latest` value, a `steward`, or the `most_restrictive` value."
    )
    systems: Many[str] | None = field("The systems in order, first the one that wins: for `priority`.", default=None)
    party: str | None = field("The party that decides: for `steward`.", default=None)

    together = (
        *(
            {
                "if": {"properties": {"strategy": {"const": strategy}}, "required": ["strategy"]},
                "then": {"required": [key]},
            }
            for strategy, key in (("priority", "systems"), ("steward", "party"))
        ),
        {"properties": {"systems": DISTINCT}},
    )

    @staticmethod
    def check(values: Mapping[str, Any]) -> None:
        for strategy, key, what in (
            ("priority", "systems", "the systems in order, first the one that wins"),
            ("steward", "party", "the party that decides"),
        ):
            if values["strategy"] == strategy and not values.get(key):
                raise Fault(f"`{key}` is missing", f"add `{key}`: {what}", code="MDG007", path=(key,))
        systems = values.get("systems") or ()
        for index, system in enumerate(systems):
            if system in systems[:index]:
                raise Fault(f"`{system}` stands twice in the order", "name each system once", ("systems", index))


class CrosswalkDocument(ItemDocument):
    """Where the keys of systems are matched."""

    entity: str | None = field("The entity; may be left out if only one is declared.", default=None)
    system: str = field("The system that holds the crosswalk.")
    maps: Many[str] = field("The systems whose keys it matches.")
