"""A record's life: where it may start, what it may become, and so the systems that it may have come from."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.population import Population, union


@attrs.frozen(slots=True, repr=False, eq=False)
class Origin:
    """A system where records come from: those of ``records`` may have been created there, in one of ``started``.

    ``in_force`` is False where the create ``rules`` have ended and only their records live on.  One record can have
    several origins; what is supplied there depends on the class in which it was created, and exists only where it
    applies, then and now.
    """

    system: str
    in_force: bool
    rules: tuple[Ownership, ...]
    started: Population
    records: Population

    def supplied(self, entity: Entity, group: str) -> Population:
        """The records that may have been created here with ``group``, and in which it still applies."""
        return self.given(entity, group).after_life() & entity.groups[group].applies

    def lacking(self, entity: Entity, group: str) -> Population:
        """The records that may have been created here and have no ``group`` from that."""
        given = self.given(entity, group)
        return (self.started - given).after_life() | (given.after_life() - entity.groups[group].applies)

    def given(self, entity: Entity, group: str) -> Population:
        """The classes in which records are created here with ``group``."""
        covering = [rule.extract.population for rule in self.rules if group in rule.extract.groups]
        return union(covering) & self.started & entity.groups[group].applies if covering else entity.space.nothing


def creators(landscape: Landscape, entity: str) -> dict[str, Population]:
    """The records that each system may create by rules in force, whatever their groups (read on a day)."""
    found: dict[str, Population] = {}
    for rule in landscape.about("ownership", entity):
        if "create" in rule.may:
            for system in rule.systems:
                before = found.get(system)
                found[system] = rule.extract.population if before is None else before | rule.extract.population
    return found


def origins(landscape: Landscape, entity: Entity) -> tuple[Origin, ...]:
    """The origins of all records of ``entity``, for a landscape read on a day (:meth:`Landscape.on`)."""
    return landscape.derived(("origins", entity.id), lambda: tuple(_origins(landscape, entity)))


def existing(landscape: Landscape, entity: Entity) -> Population:
    """The records that have an origin."""
    found = entity.space.nothing
    for origin in origins(landscape, entity):
        found = found | origin.records
    return found


def _origins(landscape: Landscape, entity: Entity) -> Iterator[Origin]:
    starting = entity.space.starting()
    for in_force, rules in ((True, landscape.about("ownership", entity.id)), (False, landscape.ended)):
        by_system: dict[str, list[Ownership]] = {}
        for rule in rules:
            if rule.extract.entity == entity.id and "create" in rule.may:
                for system in rule.systems:
                    by_system.setdefault(system, []).append(rule)
        for system, own in sorted(by_system.items()):
            started = union([rule.extract.population for rule in own]) & starting
            if started:
                yield Origin(system, in_force, tuple(own), started, started.after_life())
