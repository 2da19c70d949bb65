"""Who may write what: the systems that may enrich, update, supply or delete, for which records."""

from __future__ import annotations

from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.model.life import origins
from mdg.population import Population, two_or_more

#: The operations that change a group of a record that is there already.
LATER = frozenset({"enrich", "update"})


def rules_on(landscape: Landscape, entity: str, operations: frozenset[str]) -> list[Ownership]:
    """The ownership rules in force that grant one of the operations on an entity."""
    return [rule for rule in landscape.about("ownership", entity) if rule.may & operations]


def later_writers(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    """The records of which each system may enrich or update a group by ownership, where the group applies."""
    return landscape.derived(("writers", entity.id, group), lambda: _later_writers(landscape, entity, group))


def _later_writers(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    applies = entity.groups[group].applies
    found: dict[str, Population] = {}
    for rule in rules_on(landscape, entity.id, LATER):
        if group in rule.extract.groups:
            population = rule.extract.population & applies
            for system in rule.systems if population else ():
                found[system] = found[system] | population if system in found else population
    return found


def provided(landscape: Landscape, entity: Entity, group: str, by: str | None = None) -> Population:
    """The records on which some provider (or the one named) supplies a group, where it applies."""
    found = entity.space.nothing
    for system in landscape.systems.values():
        if system.kind != "provider" or by not in (None, system.id):
            continue
        for supply in system.supplies:
            name = supply.extract.population_name
            in_force = name is None or name in landscape.populations
            if in_force and supply.extract.entity == entity.id and group in supply.extract.groups:
                found = found | supply.extract.population
    return found & entity.groups[group].applies


def sole_writers(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    """For each system that writes a group, the records of which no other system does."""
    return landscape.derived(("sole", entity.id, group), lambda: _sole_writers(landscape, entity, group))


def _sole_writers(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    found = writing(landscape, entity, group)
    several = two_or_more(found.values()) if len(found) > 1 else entity.space.nothing
    return {system: population - several for system, population in found.items()}


def writing(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    """The records of which each system writes a group, wherever they came into being.

    It may enrich or update it, it supplies it as a provider, or it alone creates the record, and with the group.
    """
    found = dict(later_writers(landscape, entity, group))
    alone = _sole_suppliers(landscape, entity, group)
    supplying = {
        system.id: provided(landscape, entity, group, system.id)
        for system in landscape.systems.values()
        if system.supplies
    }
    for more in (alone, supplying):
        for system, population in more.items():
            found[system] = found[system] | population if system in found else population
    return found


def _sole_suppliers(landscape: Landscape, entity: Entity, group: str) -> dict[str, Population]:
    """The records that each system alone creates, and always with the group."""
    nothing = entity.space.nothing
    born: dict[str, Population] = {}
    without: dict[str, Population] = {}
    for origin in origins(landscape, entity):
        system = origin.system
        born[system] = born.get(system, nothing) | origin.records
        without[system] = without.get(system, nothing) | origin.lacking(entity, group)
    contested = two_or_more(born.values()) if len(born) > 1 else nothing
    return {system: records - contested - without[system] for system, records in born.items()}


def written(landscape: Landscape, entity: Entity, group: str) -> Population:
    """The records of which some system writes a group by ownership: at their creation, or later.

    Creations under rules that have ended count, since their records live on.
    """
    return landscape.derived(("written", entity.id, group), lambda: _written(landscape, entity, group))


def _written(landscape: Landscape, entity: Entity, group: str) -> Population:
    found = entity.space.nothing
    for origin in origins(landscape, entity):
        found = found | origin.supplied(entity, group)
    for population in later_writers(landscape, entity, group).values():
        found = found | population
    return found
