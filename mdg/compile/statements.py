"""Ownership and needs."""

from __future__ import annotations

from typing import Any

from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.items import Need, Ownership


def ownership(context: Context, extracts: Extracts, here: Here, document: Any) -> Ownership | None:
    """An ownership rule."""
    context.references(here, "systems", document.system, "system")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return Ownership(
        **common(document, here), extract=extract, systems=tuple(document.system), may=frozenset(document.may)
    )


def need(context: Context, extracts: Extracts, here: Here, document: Any) -> Need | None:
    """A need."""
    system = context.named(here, "systems", document.system, "system")
    context.reference(here, "purposes", document.purpose, "purpose")
    context.reference(here, "parties", document.owner, "owner")
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return Need(
        **common(document, here),
        extract=extract,
        system=system,
        max_age=document.max_age,
        purpose=document.purpose,
        owner=document.owner,
    )
