"""For what somebody has to answer: personal data that somebody writes, and the groups that systems need."""

from __future__ import annotations

from mdg.model.answering import Responsibility
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.model.responsibility import answers
from mdg.model.writers import provided, written
from mdg.population import Population, union


def expected(landscape: Landscape, entity: Entity) -> dict[str, Population]:
    """The records of each group of an entity for which somebody has to answer; groups without any are left out."""
    found = {}
    for group in entity.groups.values():
        several = [
            one.extract.population for one in landscape.about("needs", entity.id) if group.name in one.extract.groups
        ]
        if group.personal:
            several += [written(landscape, entity, group.name), provided(landscape, entity, group.name)]
        records = union([entity.space.nothing, *several]) & group.applies
        if records:
            found[group.name] = records
    return found


def statements(landscape: Landscape, entity: str, concern: str) -> list[Responsibility]:
    """The responsibilities about an entity and a concern."""
    return [one for one in landscape.about("responsibilities", entity) if concern in one.concerns]


def unanswered(landscape: Landscape, entity: Entity, group: str, concern: str, among: Population) -> Population:
    """The records of which nobody is accountable for a group, by whatever statement.

    It is enough that somebody is in some system.  Where the most specific statement about a system leaves the party
    out, nobody is there, although somebody may be elsewhere.
    """
    stated = statements(landscape, entity.id, concern)
    answered, blank = entity.space.nothing, entity.space.nothing
    for system in dict.fromkeys([None, *(one.system for one in stated)]):
        found = answers(landscape, entity, group, concern, system, among)
        here = union([found.disputed, *found.parties.values()])
        answered = answered | here
        if system is not None:
            about = [one for one in stated if one.system == system and group in one.extract.groups]
            covered = union([entity.space.nothing, *(one.extract.population for one in about)])
            blank = blank | ((covered & among) - here)
    return (among - answered) | blank
