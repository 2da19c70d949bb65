"""Named populations and records."""

from __future__ import annotations

from typing import Any

from mdg.compile.clauses import check_value
from mdg.compile.context import Context, Here, common
from mdg.compile.extracts import Extracts
from mdg.model.records import NamedPopulation, Persona


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
