"""All the records that a partial one may be, and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from mdg.decision.coding import start_clauses
from mdg.decision.reading import Reading
from mdg.decision.table import RULES, Asked, Rule
from mdg.decision.wording import unmet
from mdg.model.entity import Entity
from mdg.model.items import Clauses
from mdg.population import Population


@attrs.frozen(slots=True, eq=False)
class Whatever:
    """One operation on all the records that a partial one may be (``records``, impossible ones left out)."""

    reading: Reading
    operation: str
    entity: Entity
    asked: Asked
    records: Population

    def rules(self, system: str) -> tuple[Rule, ...]:
        rules = self.reading.table(system, self.entity.id)[RULES]
        return tuple(rule for rule in rules if self.operation in rule.statement.may)

    def supplied(self, system: str, group: str) -> Population:
        """The records for which the system may do it to one group."""
        found = self.entity.space.nothing
        for rule in self.rules(system):
            if group in rule.statement.extract.groups:
                found |= rule.statement.extract.population
        return found & self.entity.groups[group].applies

    def allowed(self, system: str) -> Population:
        """The records for which the system may do all of it."""
        entity, space = self.entity, self.entity.space
        if self.operation == "delete":
            found = space.nothing
            for rule in self.rules(system):
                found |= rule.statement.extract.population
            return found
        supplied = {name: self.supplied(system, name) for name in entity.groups}
        if self.asked is None:
            found = space.nothing
            for population in supplied.values():
                found |= population
        else:
            found = space.everything if self.asked else space.nothing
            for name in self.asked:
                found &= supplied[name]
        if self.operation == "create":
            found &= space.starting()
            for name, group in entity.groups.items():
                if self.asked is None:
                    found -= group.required - supplied[name]
                elif name not in self.asked:
                    found -= group.required
        return found

    def missing(self) -> dict[str, Population]:
        """By group: the records that need it and would be created without it."""
        if self.operation != "create" or self.asked is None:
            return {}
        return {name: group.required for name, group in self.entity.groups.items() if name not in self.asked}

    def hopeless(self, system: str) -> bool:
        """Whether all of it fails for a cause that is no group: none is meant, or no such record may start."""
        if self.operation == "create" and not self.records & self.entity.space.starting():
            return True
        if self.asked is None:
            return not any(self.records & self.supplied(system, name) for name in self.entity.groups)
        return not self.asked

    def relevant(self, system: str, record: Mapping[str, Any]) -> frozenset[str]:
        """The dimensions that matter to what the system may do: those in conditions that the record may still meet."""
        groups = self.entity.groups
        meant = frozenset(groups if self.asked is None or self.operation == "delete" else self.asked)
        rules = [rule for rule in self.rules(system) if not meant.isdisjoint(rule.statement.extract.groups)]
        stated: list[Clauses] = [self.entity.impossible_clauses, *(rule.statement.extract.clauses for rule in rules)]
        if self.operation != "delete":
            stated.extend(groups[name].applies_clauses for name in meant)
        if self.operation == "create":
            stated.append(start_clauses(self.entity))
            for group in groups.values():
                stated.extend((group.required_clauses, group.applies_clauses) if group.required_clauses else ())
        open_ = [clause for clauses in stated for clause in clauses if not unmet(clause, record)]
        return frozenset(name for clause in open_ for name in clause)
