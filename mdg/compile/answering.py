"""Parties and responsibilities."""

from __future__ import annotations

from typing import Any

from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.answering import Party, Responsibility


def party(context: Context, extracts: Extracts, here: Here, document: Any) -> Party:
    """A party."""
    return Party(
        **common(document, here),
        email=document.email,
        kind=document.kind,
        is_=document.is_,
        cleared_for=document.cleared_for,
    )


def responsibility(context: Context, extracts: Extracts, here: Here, document: Any) -> Responsibility | None:
    """A responsibility."""
    context.reference(here, "systems", document.system, "system")
    context.reference(here, "parties", document.accountable, "accountable")
    for key in ("responsible", "consulted", "informed"):
        context.references(here, "parties", getattr(document, key), key)
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return Responsibility(
        **common(document, here),
        extract=extract,
        system=document.system,
        concerns=frozenset(document.concern),
        accountable=document.accountable,
        responsible=tuple(document.responsible or ()),
        consulted=tuple(document.consulted or ()),
        informed=tuple(document.informed or ()),
    )
