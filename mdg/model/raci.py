"""The matrix of responsibilities: for each group, system and concern who is accountable, responsible, asked and told.

It shows what the most specific statements say (see :mod:`mdg.model.responsibility`), record by record: where these name
nobody, nobody is shown, whatever a less specific one says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attrs

from mdg.diagnostic import Json
from mdg.model.answering import Responsibility
from mdg.model.entity import Entity, Group
from mdg.model.landscape import Landscape
from mdg.model.responsibility import specificity
from mdg.model.sheet import CONCERNS
from mdg.population import Population, union


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Assignment:
    """What is said of some records of a group, for one concern, in one system (None: in no system in particular).

    ``statements`` are the most specific ones about these records, several only where they are equally specific; none
    where nothing is said.  ``whole`` tells whether the records are all that have the group.
    """

    entity: str
    group: str
    system: str | None
    concern: str
    records: Population
    whole: bool
    statements: tuple[Responsibility, ...] = ()

    @property
    def accountable(self) -> tuple[str, ...]:
        """The party that answers; none where nobody does, several where equal statements contradict each other."""
        return tuple(dict.fromkeys(one.accountable for one in self.statements if one.accountable is not None))

    @property
    def responsible(self) -> tuple[str, ...]:
        """The parties that do the work."""
        return tuple(dict.fromkeys(party for one in self.statements for party in one.responsible))

    @property
    def consulted(self) -> tuple[str, ...]:
        """The parties that are asked first."""
        return tuple(dict.fromkeys(party for one in self.statements for party in one.consulted))

    @property
    def informed(self) -> tuple[str, ...]:
        """The parties that are told."""
        return tuple(dict.fromkeys(party for one in self.statements for party in one.informed))

    def as_json(self) -> dict[str, Json]:
        """The keys of ``responsibilities.schema.json``."""
        accountable = self.accountable
        return {
            "entity": self.entity,
            "group": self.group,
            "system": self.system,
            "concern": self.concern,
            "when": [{}] if self.whole else self.records.when(),
            "accountable": accountable[0] if len(accountable) == 1 else None,
            "disputed": list(accountable) if len(accountable) > 1 else [],
            "responsible": list(self.responsible),
            "consulted": list(self.consulted),
            "informed": list(self.informed),
            "stated_by": [one.id for one in self.statements],
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Responsibilities:
    """The matrix of a landscape on a day: its assignments in the order of entities, groups, systems and concerns."""

    landscape: Landscape
    assignments: tuple[Assignment, ...]

    def as_json(self) -> dict[str, Json]:
        """The keys of ``responsibilities.schema.json``."""
        return {
            "landscape": self.landscape.name,
            "as_of": self.landscape.as_of.isoformat(),
            "rows": [one.as_json() for one in self.assignments],
        }


def responsibilities(
    landscape: Landscape,
    entities: Collection[str] = (),
    groups: Collection[str] = (),
    systems: Collection[str] = (),
    concerns: Collection[str] = (),
) -> Responsibilities:
    """Who answers, on the landscape's day; only for these entities, groups (also ``entity.group``), systems, concerns.

    An empty selection means all.  Systems that no statement about an entity names are left out unless they are asked
    for: what holds in no system in particular holds there.
    """
    reading = landscape.on(landscape.as_of)
    found: list[Assignment] = []
    for entity in reading.entities.values():
        if entities and entity.id not in entities:
            continue
        named = {one.system for one in reading.about("responsibilities", entity.id)}
        columns = [None, *(name for name in reading.systems if (name in systems if systems else name in named))]
        for group in entity.groups.values():
            if groups and not {group.name, f"{entity.id}.{group.name}"} & {*groups}:
                continue
            for system in columns:
                for concern in CONCERNS:
                    if not concerns or concern in concerns:
                        found += assignments(reading, entity, group, system, concern)
    return Responsibilities(landscape=reading, assignments=tuple(found))


def assignments(
    landscape: Landscape, entity: Entity, group: Group, system: str | None, concern: str
) -> Iterator[Assignment]:
    """Who answers for a group in a system, for all records that have it; what nobody speaks of comes last."""
    covering = [
        one
        for one in landscape.about("responsibilities", entity.id)
        if concern in one.concerns and one.system in (None, system) and group.name in one.extract.groups
    ]
    left = group.applies
    for rank in sorted({specificity(one) for one in covering}, reverse=True):
        equal = [one for one in covering if specificity(one) == rank]
        for records, statements in _parts(left, equal):
            yield _assignment(entity, group, system, concern, records, statements)
        left = left - union([one.extract.population for one in equal])
    if left:
        yield _assignment(entity, group, system, concern, left, ())


def _assignment(
    entity: Entity,
    group: Group,
    system: str | None,
    concern: str,
    records: Population,
    statements: tuple[Responsibility, ...],
) -> Assignment:
    return Assignment(
        entity=entity.id,
        group=group.name,
        system=system,
        concern=concern,
        records=records,
        whole=records == group.applies,
        statements=statements,
    )


def _parts(among: Population, equal: list[Responsibility]) -> Iterator[tuple[Population, tuple[Responsibility, ...]]]:
    """The records that equally specific statements are about, in parts of which the same statements speak."""
    parts: list[tuple[Population, tuple[Responsibility, ...]]] = [(among, ())]
    for one in equal:
        cut: list[tuple[Population, tuple[Responsibility, ...]]] = []
        for records, statements in parts:
            inside, outside = records & one.extract.population, records - one.extract.population
            cut += [(inside, (*statements, one))] if inside else []
            cut += [(outside, statements)] if outside else []
        parts = cut
    return ((records, statements) for records, statements in parts if statements)
