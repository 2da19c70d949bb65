"""Matchings, survivorships and crosswalks."""

from __future__ import annotations

from typing import Any

from mdg.compile.attributes import check_attributes
from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.policies import Crosswalk, Matching, Survivorship


def matching(context: Context, extracts: Extracts, here: Here, document: Any) -> Matching | None:
    """A matching."""
    context.reference(here, "systems", document.system, "system")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    check_attributes(context, here, [extracts.declared[extract.entity]], document.by, "by")
    return Matching(**common(document, here), extract=extract, system=document.system, by=tuple(document.by or ()))


def survivorship(context: Context, extracts: Extracts, here: Here, document: Any) -> Survivorship | None:
    """A survivorship policy."""
    context.references(here, "systems", document.systems, "systems")
    context.reference(here, "parties", document.party, "party")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return Survivorship(
        **common(document, here),
        extract=extract,
        strategy=document.strategy,
        systems=tuple(document.systems or ()),
        party=document.party,
    )


def crosswalk(context: Context, extracts: Extracts, here: Here, document: Any) -> Crosswalk | None:
    """A crosswalk."""
    entity = extracts.entity_of(here, document)
    context.reference(here, "systems", document.system, "system")
    context.references(here, "systems", document.maps, "maps")
    if entity is None:
        return None
    return Crosswalk(**common(document, here), entity=entity, system=document.system, maps=tuple(document.maps))
