"""What the matrix holds: sheets of cells, and in each cell what a system does with a group, on which records."""

from __future__ import annotations

import datetime as dt

import attrs

from mdg.diagnostic import Json
from mdg.model.entity import Entity, Group
from mdg.model.landscape import Landscape
from mdg.model.responsibility import Answers
from mdg.population import Population

#: What can stand in a cell, in the order in which it does.
VERBS = ("creates", "enriches", "updates", "deletes", "supplies", "receives")
CONCERNS = ("accuracy", "freshness", "compliance")


@attrs.frozen(slots=True, repr=False, eq=False)
class Share:
    """One thing that a system does with a group: on which records, and by which statements.

    ``everywhere`` says that these are all that there are: that have the group and, to be created, may start as they
    are.  ``by`` names ownership rules or flows, ``sources`` the systems that such flows come from.
    """

    population: Population
    everywhere: bool
    by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        when = [{}] if self.everywhere else self.population.when()
        return {"when": when, "by": list(self.by), "from": list(self.sources)}


@attrs.frozen(slots=True, repr=False, eq=False)
class Refusal:
    """A right to create that comes to nothing: for these records, the ``required`` groups are not supplied with it."""

    population: Population
    required: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        return {"when": self.population.when(), "required": list(self.required)}


@attrs.frozen(slots=True)
class Age:
    """How old a copy gets at worst, over all records that the system has the group of.

    ``seconds`` is None where a change may ``never`` arrive, or nothing bounds how late it does; the change is made in
    ``writer`` (None where no change counts) and comes along the flows of ``route``.
    """

    seconds: int | None
    never: bool
    writer: str | None
    route: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        return {
            "worst_seconds": self.seconds,
            "never": self.never,
            "unbounded": self.seconds is None and not self.never,
            "writer": self.writer,
            "route": list(self.route),
        }


@attrs.frozen(slots=True, repr=False, eq=False)
class Cell:
    """What one system has to do with one group; ``accountable`` is by concern, of those that somebody answers for.

    ``age`` is that of its copy, None where it has none.
    """

    shares: dict[str, Share]
    accountable: dict[str, Answers]
    refused: Refusal | None = None
    age: Age | None = None

    def as_json(self) -> dict[str, Json]:
        return {
            **{verb: self.shares[verb].as_json() if verb in self.shares else None for verb in VERBS},
            "accountable": accountable_as_json(self.accountable),
            "refused": self.refused.as_json() if self.refused else None,
            "age": self.age.as_json() if self.age else None,
        }


@attrs.frozen(slots=True, repr=False, eq=False)
class Sheet:
    """The cells of one entity, by (group, system).

    ``systems`` are the columns; ``without`` are those left out because they have no part in any of the groups.
    ``accountable`` is who answers for a group in no system in particular.
    """

    entity: Entity
    groups: tuple[Group, ...]
    systems: tuple[str, ...]
    without: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    accountable: dict[str, dict[str, Answers]]

    @property
    def had(self) -> bool:
        """Whether a record can have any of the groups; where all are impossible, there is nothing to tell."""
        return any(group.applies for group in self.groups)

    def as_json(self) -> dict[str, Json]:
        return {
            "entity": self.entity.id,
            "systems": list(self.systems),
            "without": list(self.without),
            "groups": [
                {
                    "group": group.name,
                    "when": group.applies.when(),
                    "accountable": accountable_as_json(self.accountable[group.name]),
                    "cells": {system: self.cells[group.name, system].as_json() for system in self.systems},
                }
                for group in self.groups
            ],
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Matrix:
    """The sheets of a landscape on a day, one an entity; ``drafts`` are the statements in them that are drafts."""

    landscape: Landscape
    sheets: tuple[Sheet, ...]
    drafts: tuple[str, ...]

    @property
    def as_of(self) -> dt.date:
        return self.landscape.as_of

    def as_json(self) -> dict[str, Json]:
        return {
            "landscape": self.landscape.name,
            "as_of": self.as_of.isoformat(),
            "drafts": list(self.drafts),
            "entities": [sheet.as_json() for sheet in self.sheets],
        }


def accountable_as_json(found: dict[str, Answers]) -> dict[str, Json]:
    """For each concern the parties with their records, and the records for which equal statements disagree."""
    return {
        concern: {
            "parties": [{"party": party, "when": records.when()} for party, records in found[concern].parties.items()],
            "disputed": found[concern].disputed.when(),
        }
        for concern in CONCERNS
        if concern in found
    }
