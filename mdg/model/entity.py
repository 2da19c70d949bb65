"""Entities: their dimensions (as a space of populations) and their attribute groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mdg.diagnostic import Place
from mdg.model.items import EVERY_RECORD, Clauses, Item
from mdg.population import Population, Space

if TYPE_CHECKING:
    from mdg.model.period import Retention


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Attribute:
    """One attribute of a group."""

    name: str
    place: Place
    type: str | None = None
    scheme: str | None = None
    unique: bool | None = None
    categories: tuple[str, ...] | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Group:
    """An attribute group: the unit of ownership and transfer.

    ``applies`` is where it exists at all; ``required`` is where a record must not exist without it (within
    ``applies``).  ``categories`` are those of the group itself, which its attributes have too unless they state others;
    None where the text states none.
    """

    name: str
    place: Place
    applies: Population
    required: Population
    applies_clauses: Clauses = EVERY_RECORD
    required_clauses: Clauses = ()
    attributes: tuple[Attribute, ...] = ()
    categories: tuple[str, ...] | None = None
    confidentiality: str | None = None
    retention: Retention | None = None
    collected_for: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()

    @property
    def personal(self) -> bool | None:
        """Whether it is personal data, that is of a category under ``user`` in the Fides taxonomy; None if unknown."""
        stated = [self.categories, *(attribute.categories for attribute in self.attributes)]
        if any(name == "user" or name.startswith("user.") for names in stated for name in names or ()):
            return True
        known = self.categories is not None or (len(stated) > 1 and None not in stated[1:])
        return False if known else None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Dimension:
    """What populations are told apart by; ``values`` are the allowed ones, None where any text is."""

    name: str
    place: Place
    values: tuple[str, ...] | None
    standard: str | None = None
    many: bool = False
    kept_in: str | None = None

    def allows(self, value: str) -> bool:
        return self.values is None or value in self.values


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Entity(Item):
    """A master-data object."""

    space: Space
    dimensions: dict[str, Dimension]
    groups: dict[str, Group]
    impossible_clauses: Clauses = ()
    key: tuple[str, ...] = ()
    references: dict[str, str] = attrs.field(factory=dict)
