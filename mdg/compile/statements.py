"""Ownership, needs, policies and responsibilities: statements about an extract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mdg.compile.attributes import check_attributes
from mdg.compile.clauses import check_value
from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.items import (
    Item,
    Matching,
    NamedPopulation,
    Need,
    Ownership,
    Party,
    Persona,
    Responsibility,
    Survivorship,
)

Compile = Callable[[Context, Extracts, Here, Any], Item | None]


def party(context: Context, extracts: Extracts, here: Here, document: Any) -> Party:
    """A party."""
    return Party(
        **common(document, here),
        email=document.email,
        kind=document.kind,
        is_=document.is_,
        cleared_for=document.cleared_for,
    )


def named_population(context: Context, extracts: Extracts, here: Here, document: Any) -> NamedPopulation | None:
    """A named population."""
    extract = extracts.build(here, document)
    if extract is None:
        return None
    return NamedPopulation(**common(document, here), entity=extract.entity, population=extract.population)


def persona(context: Context, extracts: Extracts, here: Here, document: Any) -> Persona | None:
    """A persona: the values it states, checked against the dimensions."""
    entity = extracts.entity_of(here, document)
    if entity is None or entity not in extracts.declared:
        return None
    values = record(context, extracts, here, entity, document.values, "values")
    return Persona(**common(document, here), entity=entity, values=values)


def record(
    context: Context, extracts: Extracts, here: Here, entity: str, written: Any, *path: str | int
) -> dict[str, str | frozenset[str]]:
    """The values of a record, checked against the dimensions; a set for those with `many`."""
    dimensions = extracts.declared[entity].dimensions
    found: dict[str, str | frozenset[str]] = {}
    for name, value in (written or {}).items():
        if not context.known(here, "dimension", name, dimensions, *path, name, key=True):
            continue
        dimension = dimensions[name]
        values = [value] if isinstance(value, str) else list(value)
        for index, one in enumerate(values):
            check_value(context, here, one, dimension, *path, name, *(() if isinstance(value, str) else (index,)))
        if dimension.many:
            found[name] = frozenset(values)
        elif len(values) == 1:
            found[name] = values[0]
        else:
            context.wrong(
                here, "MDG006", f"a record has one `{name}`", "write one value, not a list", *path, name, about=name
            )
    return found


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
