"""A landscape as it decides on one day: a table for each system and entity, made when it is first asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from mdg.decision.coding import start_clauses
from mdg.decision.table import Shape, Table, make_shape, make_table
from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape


@attrs.define(slots=True, eq=False)
class EntityTables:
    """The tables of one entity, and what they share."""

    shape: Shape
    #: the entity's ownership rules in force, by system, in the order of the text
    by_system: dict[str, list[Ownership]]
    _without_rules: Table | None = None

    def make(self, system: str) -> Table:
        """The table of one system; systems without a rule share theirs."""
        rules = self.by_system.get(system)
        if rules is not None:
            return make_table(self.shape, rules)
        if self._without_rules is None:
            self._without_rules = make_table(self.shape, ())
        return self._without_rules


@attrs.define(slots=True, eq=False)
class Reading:
    """A landscape on ``day``; it serves until the instant ``until`` (POSIX seconds; None for ever).

    ``tables`` has what was asked for so far: by entity the shape, and by system the table.  Threads may ask at the same
    time: a table made twice is the same twice.
    """

    landscape: Landscape
    day: dt.date
    until: float | None
    _rules: dict[str, list[Ownership]]
    tables: dict[str, tuple[Shape, dict[str, Table]]] = attrs.field(factory=dict)
    _entities: dict[str, EntityTables] = attrs.field(factory=dict)
    _numbers: dict[Any, Any] = attrs.field(factory=dict)

    @classmethod
    def of(cls, landscape: Landscape, day: dt.date, until: float | None, before: Reading | None = None) -> Reading:
        """The reading of a day; it takes over the tables of the one ``before`` where the same rules are in force."""
        today = landscape.on(day)
        if before is not None and before.landscape.ownership.keys() == today.ownership.keys():
            return cls(today, day, until, before._rules, before.tables, before._entities, before._numbers)
        rules: dict[str, list[Ownership]] = {}
        for rule in today.ownership.values():
            rules.setdefault(rule.extract.entity, []).append(rule)
        return cls(today, day, until, rules)

    def table(self, system: str, entity: str) -> Table:
        """The table of a declared system and entity."""
        found = self.tables.get(entity)
        if found is None:
            found = self.tables.setdefault(entity, (self.of_entity(entity).shape, {}))
        of_entity = found[1]
        table = of_entity.get(system)
        if table is None:
            table = of_entity[system] = self.of_entity(entity).make(system)
        return table

    def of_entity(self, name: str) -> EntityTables:
        """What the tables of one entity share."""
        found = self._entities.get(name)
        if found is None:
            found = self._entities.setdefault(name, self._prepare(self.landscape.every.entities[name]))
        return found

    def _prepare(self, entity: Entity) -> EntityTables:
        rules = self._rules.get(entity.id, [])
        by_system: dict[str, list[Ownership]] = {}
        for rule in rules:
            for system in dict.fromkeys(rule.systems):
                by_system.setdefault(system, []).append(rule)
        starts = start_clauses(entity)
        stated = [rule.extract.clauses for rule in rules]
        stated.extend((starts, entity.impossible_clauses))
        for group in entity.groups.values():
            stated.extend((group.applies_clauses, group.required_clauses))
        return EntityTables(make_shape(entity, stated, starts, self._numbers), by_system)
