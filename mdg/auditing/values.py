"""A record's values as a log writes them: a text for each dimension, several as a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mdg.model.entity import Dimension, Entity
from mdg.model.event import scope_of
from mdg.model.landscape import Landscape

Values = dict[str, str | tuple[str, ...]]


def column(dimension: str) -> str:
    """The column of a log in which the value of a dimension stands."""
    return f"scope_{dimension}"


def dimensions(landscape: Landscape) -> dict[str, bool]:
    """The columns of all dimensions, each with whether some entity's records have several values of it."""
    found: dict[str, bool] = {}
    for entity in landscape.every.entities.values():
        for dimension in entity.dimensions.values():
            found[column(dimension.name)] = found.get(column(dimension.name), False) or dimension.many
    return found


def read_values(entity: Entity, row: Mapping[str, Any], *, blank_is_empty: bool = False) -> Values | str:
    """The values of a row's record, by dimension, those of `many` sorted; or why they cannot be read."""
    found: Values = {}
    for dimension in entity.dimensions.values():
        name = column(dimension.name)
        given = row.get(name)
        if given is None and not (dimension.many and blank_is_empty):
            return f"the row has no `{name}`, and every dimension of `{entity.id}` is needed"
        values = _listed(given, several=dimension.many)
        if values is None or (not dimension.many and len(values) != 1):
            return f"`{name}` is no {'list' if dimension.many else 'single value'}: `{given}`"
        unknown = [value for value in values if not dimension.allows(value)]
        if unknown:
            return f"`{dimension.name}` has no value `{unknown[0]}`"
        found[dimension.name] = tuple(sorted(set(values))) if dimension.many else values[0]
    return found


def _listed(given: Any, *, several: bool) -> list[str] | None:
    """The values in a cell: of a list its members, of a text that holds one the same, else the text itself."""
    if given is None:
        return []
    given = scope_of(given)
    if given is None or isinstance(given, list):
        return given
    text: str = given
    if not text.startswith("["):
        return [text]
    try:
        found = json.loads(text)
    except ValueError:
        if not several:
            return [text]
        found = [part.strip().strip("'\"") for part in text[1:].removesuffix("]").split(",")] if text != "[]" else []
    return [str(scope_of(value) or value) for value in found] if isinstance(found, list) and None not in found else None


def in_order(text: str) -> str:
    """A text with several values, the same for all that have the same ones; one that cannot be read as it is."""
    listed = _listed(text, several=True)
    return text if listed is None else json.dumps(sorted(set(listed)), ensure_ascii=False)


def unnamed(landscape: Landscape, name: str) -> tuple[set[str], str] | None:
    """Of a column that any text may stand in: the texts that statements tell apart, and one for all others.

    None where not every entity with that dimension takes any single text.
    """
    told: set[str] = set()
    others: list[Dimension] = []
    for entity in landscape.every.entities.values():
        for dimension in entity.dimensions.values():
            if column(dimension.name) == name:
                if dimension.many or dimension.values is not None:
                    return None
                told.update(entity.space.layout(dimension.name).values)
                others.append(dimension)
    text, number = "other", 1
    while text in told:
        number += 1
        text = f"other_{number}"
    return (told, text) if others else None
