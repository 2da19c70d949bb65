"""A record's life: where it may start, what it may become, and so the systems that it may have come from."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from mdg.model.entity import Entity
from mdg.model.items import Ownership
from mdg.model.landscape import Landscape
from mdg.population import Population


@attrs.frozen(slots=True, repr=False, eq=False)
class Origin:
    """Where records come from: those of ``records`` may have been created in ``system`` with the groups ``supplies``.

    ``records`` are the classes that such records may have by now, ``started`` those in which they were created;
    ``in_force`` is False where the create rules have ended and only their records live on.  One record can have several
    origins, and what is supplied there exists only where it applies, at the start and now.
    """

    system: str
    in_force: bool
    supplies: frozenset[str]
    started: Population
    records: Population
    rules: tuple[str, ...]

    def supplied(self, entity: Entity, group: str) -> Population:
        """The records of this origin that were given ``group`` when they were created, and in which it still applies.

        Where ``group`` did not apply in the class of creation, it was not supplied.
        """
        if group not in self.supplies:
            return entity.space.nothing
        applies = entity.groups[group].applies
        return (self.started & applies).after_life() & applies


def creators(landscape: Landscape, entity: str) -> dict[str, Population]:
    """The records that each system may create by rules in force, whatever their groups (read on a day)."""
    found: dict[str, Population] = {}
    for rule in landscape.ownership.values():
        if rule.extract.entity == entity and "create" in rule.may:
            for system in rule.systems:
                before = found.get(system)
                found[system] = rule.extract.population if before is None else before | rule.extract.population
    return found


def origins(landscape: Landscape, entity: Entity) -> tuple[Origin, ...]:
    """The origins of all records of ``entity``, for a landscape read on a day (:meth:`Landscape.on`)."""
    return landscape.derived(("origins", entity.id), lambda: _origins(landscape, entity))


def existing(landscape: Landscape, entity: Entity) -> Population:
    """The records that have an origin."""
    found = entity.space.nothing
    for origin in origins(landscape, entity):
        found = found | origin.records
    return found


def _origins(landscape: Landscape, entity: Entity) -> tuple[Origin, ...]:
    found: list[Origin] = []
    for in_force, rules in ((True, landscape.ownership.values()), (False, landscape.ended)):
        by_system: dict[str, list[Ownership]] = {}
        for rule in rules:
            if rule.extract.entity == entity.id and "create" in rule.may:
                for system in rule.systems:
                    by_system.setdefault(system, []).append(rule)
        for system, own in by_system.items():
            found.extend(_of_system(entity, system, own, in_force))
    return tuple(found)


def _of_system(entity: Entity, system: str, rules: Iterable[Ownership], in_force: bool) -> list[Origin]:
    """One origin for each set of rules that cover records together, since these decide what is supplied."""
    parts: list[tuple[Population, tuple[Ownership, ...]]] = [(entity.space.starting(), ())]
    for rule in rules:
        split: list[tuple[Population, tuple[Ownership, ...]]] = []
        for population, covering in parts:
            inside = population & rule.extract.population
            outside = population - rule.extract.population
            if inside:
                split.append((inside, (*covering, rule)))
            if outside:
                split.append((outside, covering))
        parts = split
    return [
        Origin(
            system=system,
            in_force=in_force,
            supplies=frozenset(group for rule in covering for group in rule.extract.groups),
            started=population,
            records=population.after_life(),
            rules=tuple(rule.id for rule in covering),
        )
        for population, covering in parts
        if covering
    ]
