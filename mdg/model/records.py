"""Populations and records that have names of their own."""

from __future__ import annotations

import attrs

from mdg.model.items import Item
from mdg.population import Population


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class NamedPopulation(Item):
    """A population with a name."""

    entity: str
    population: Population


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Persona(Item):
    """A named record: a value (or a set of values) for the dimensions it states."""

    entity: str
    values: dict[str, str | frozenset[str]]
