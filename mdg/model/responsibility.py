"""Who answers for a thing: the most specific responsibility that covers it.

Specific is, first, to name groups rather than the whole entity, and then to name a system rather than none.  The most
specific statement counts alone: where it names nobody as accountable, nobody is, and nothing is inherited over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from mdg.model.answering import Responsibility
from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.population import Population, two_or_more, union


def specificity(statement: Responsibility) -> tuple[bool, bool]:
    """The rank of a statement; of two, the greater is the more specific."""
    return statement.extract.stated, statement.system is not None


def answering(
    landscape: Landscape,
    entity: str,
    group: str | None,
    system: str | None,
    concern: str,
    record: Mapping[str, Any] | None = None,
) -> list[Responsibility]:
    """The most specific statements about a thing, in the order of the text; several only where they are equal.

    ``group`` None asks for the entity as a whole, ``system`` None for no system in particular, ``record`` None for
    whatever record.
    """
    return _most_specific(_of_record(landscape, entity, concern, record), group, system)


def _of_record(
    landscape: Landscape, entity: str, concern: str, record: Mapping[str, Any] | None
) -> list[Responsibility]:
    about = _about(landscape, entity, concern)
    return [one for one in about if record is None or one.extract.population.contains(record)]


def _most_specific(statements: Iterable[Responsibility], group: str | None, system: str | None) -> list[Responsibility]:
    covering = [
        statement
        for statement in statements
        if (statement.system is None or statement.system == system)
        and (not statement.extract.stated or group in statement.extract.groups)
    ]
    best = max((specificity(statement) for statement in covering), default=None)
    return [statement for statement in covering if specificity(statement) == best]


def accountable(
    landscape: Landscape,
    entity: str,
    groups: Iterable[str],
    systems: Iterable[str],
    concerns: Iterable[str],
    record: Mapping[str, Any] | None = None,
) -> str | None:
    """The one party that answers for all of these, the first of several concerns for which somebody does.

    None where nobody is named, or where it is not the same party for every group and system that somebody answers for.
    """
    for concern in concerns:
        statements = _of_record(landscape, entity, concern, record)
        named = {statement.system for statement in statements}
        # for all systems that no statement names, the same party answers
        places = {system if system in named else None for system in systems} or {None}
        found = {
            statement.accountable
            for group in tuple(groups) or (None,)
            for system in places
            for statement in _most_specific(statements, group, system)
            if statement.accountable is not None
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _about(landscape: Landscape, entity: str, concern: str) -> Iterator[Responsibility]:
    return (one for one in landscape.about("responsibilities", entity) if concern in one.concerns)


@attrs.frozen(slots=True, eq=False)
class Answers:
    """Who answers for a thing, record by record: those of each party, and those for which several are named alike.

    For a record in none of these, nobody answers.
    """

    parties: dict[str, Population]
    disputed: Population

    def __bool__(self) -> bool:
        return bool(self.parties) or bool(self.disputed)


def answers(
    landscape: Landscape, entity: Entity, group: str, concern: str, system: str | None, among: Population
) -> Answers:
    """Who is accountable for a group in a system (None for none in particular), for each record of ``among``.

    It says of all records at once what :func:`accountable` says of one.
    """
    by_rank: dict[tuple[bool, bool], list[Responsibility]] = {}
    for statement in _about(landscape, entity.id, concern):
        if statement.system in (None, system) and group in statement.extract.groups:
            by_rank.setdefault(specificity(statement), []).append(statement)
    left, parties, disputed = among, dict[str, Population](), entity.space.nothing
    for rank in sorted(by_rank, reverse=True):
        named: dict[str, Population] = {}
        for statement in by_rank[rank]:
            found = statement.extract.population & left
            if found and statement.accountable is not None:
                named[statement.accountable] = named.get(statement.accountable, entity.space.nothing) | found
        several = two_or_more(named.values()) if len(named) > 1 else entity.space.nothing
        disputed = disputed | several
        for party, found in named.items():
            parties[party] = parties.get(party, entity.space.nothing) | found - several
        left = left - union([statement.extract.population for statement in by_rank[rank]])
    return Answers({party: found for party, found in parties.items() if found}, disputed)
