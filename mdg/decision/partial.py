"""Records of which not everything is known: an answer where it is the same whatever is missing, else an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from mdg.decision.answer import Decision, decide_whole
from mdg.decision.masks import Clause
from mdg.decision.reading import Reading
from mdg.decision.request import DecisionError, Request, understand
from mdg.decision.table import RULES, Asked, Rule
from mdg.decision.wording import holds, listed
from mdg.model.entity import Dimension, Entity
from mdg.population import Condition, Population

#: Stands for the texts of an open dimension that no statement names; no landscape can hold it.
UNNAMED = "\0"


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


class PartialDecision(Decision):
    """A decision on a record of which dimensions are missing, and that is the same whatever they are.

    Its groups are those that it is about whatever is missing.  Its rules and denied groups are those that count
    whatever is missing, group by group; where there is none such, all of those that count for some value.
    """

    __slots__ = ("_missing", "_whatever")

    _missing: tuple[str, ...]
    _whatever: Whatever

    @property
    def groups(self) -> tuple[str, ...]:
        if self._asked is not None or self._operation == "delete":
            return tuple(dict.fromkeys(self._asked or ()))
        whatever = self._whatever
        names = whatever.entity.groups
        return tuple(name for name in names if whatever.records <= whatever.supplied(self._system, name))

    @property
    def rules(self) -> tuple[str, ...]:
        if not self._allowed:
            return ()
        whatever = self._whatever
        rules, records = whatever.rules(self._system), whatever.records
        if self._operation == "delete":
            counting = {rule.statement.id for rule in _counting(rules, records)}
        else:
            about = self._asked if self._asked is not None else self.groups or tuple(whatever.entity.groups)
            counting = {
                rule.statement.id
                for name in about
                for rule in _counting([rule for rule in rules if name in rule.statement.extract.groups], records)
            }
        return tuple(rule.statement.id for rule in rules if rule.statement.id in counting)

    @property
    def denied_groups(self) -> tuple[str, ...]:
        whatever = self._whatever
        if self._allowed or self._operation == "delete" or not whatever.records:
            return ()
        fails = whatever.missing()
        if self._asked is not None:
            fails |= {name: whatever.records - whatever.supplied(self._system, name) for name in self._asked}
        elif self._operation == "create":
            for name, group in whatever.entity.groups.items():
                fails[name] = group.required - whatever.supplied(self._system, name)
        always = [name for name, failing in fails.items() if whatever.records <= failing]
        failed = always or [name for name, failing in fails.items() if whatever.records & failing]
        return tuple(name for name in whatever.entity.groups if name in failed)

    @property
    def instead(self) -> tuple[str, ...]:
        whatever = self._whatever
        if self._allowed or not whatever.records or can_be_impossible(whatever.entity, self._record):
            return ()
        systems = self._reading.of_entity(self.entity).by_system
        return tuple(sorted(name for name in systems if whatever.records <= whatever.allowed(name)))

    @property
    def reason(self) -> str:
        missing = listed(self._missing, "and")
        if self._allowed:
            return f"allowed by {listed(self.rules, 'and')}, whatever {missing} may be"
        if not self._whatever.records:
            return f"no `{self.entity}` can exist with these values, whatever {missing} may be"
        failed = self.denied_groups
        what = f"{listed(failed, 'and')} of `{self.entity}`" if failed else f"`{self.entity}`"
        return f"`{self._system}` may not {self._operation} {what}, whatever {missing} may be"


def decide_with_care(reading: Reading, operation: Any, system: Any, entity: Any, groups: Any, record: Any) -> Decision:
    """The decision on whatever is asked, known or not.

    DecisionError for what is unknown, and for a missing dimension unless the answer is the same whatever it is.
    """
    request = understand(reading.landscape, operation, system, entity, groups, record)
    reading.table(system, entity)
    if request.missing:
        return _decide_partial(reading, operation, system, entity, request)
    return decide_whole(reading, operation, system, entity, request.asked, request.record)


def _decide_partial(reading: Reading, operation: str, system: str, entity: str, request: Request) -> PartialDecision:
    """The answer for a record with missing dimensions; DecisionError where it depends on them."""
    known = reading.of_entity(entity).shape.entity
    records = known.space.record(request.record)
    whatever = Whatever(reading, operation, known, request.asked, records)
    allowed = records & whatever.allowed(system)
    denied = records - allowed
    impossible = can_be_impossible(known, request.record)
    if allowed and (denied or impossible):
        raise DecisionError(_depends(request, allowed, denied))
    decision = PartialDecision.__new__(PartialDecision)
    decision._allowed = bool(allowed)
    decision._operation, decision._system, decision._shape = operation, system, reading.of_entity(entity).shape
    decision._asked, decision._record, decision._missing = request.asked, request.record, request.missing
    decision._reading, decision._whatever = reading, whatever
    return decision


def _counting(rules: Iterable[Rule], records: Population) -> list[Rule]:
    """The rules that cover all of the records; where none does, all that cover some."""
    some = [rule for rule in rules if rule.statement.extract.population & records]
    return [rule for rule in some if records <= rule.statement.extract.population] or some


def _depends(request: Request, allowed: Population, denied: Population) -> str:
    missing = listed(request.missing, "and")
    verb = "is" if len(request.missing) == 1 else "are"
    return (
        f"{missing} {verb} missing, and the answer depends on it: allowed with {_example(allowed, request.missing)}, "
        f"{'denied with ' + _example(denied, request.missing) if denied else 'denied where the record is impossible'}"
    )


def _example(records: Population, dimensions: Iterable[str]) -> str:
    witness = records.witness()
    shown = []
    for name in dimensions:
        value = witness[name]
        text = f"`{value}`" if isinstance(value, str) else listed(sorted(value), "and") if value else "no value"
        shown.append(f"`{name}` {text}")
    return ", ".join(shown)


def can_be_impossible(entity: Entity, record: Mapping[str, Any]) -> bool:
    """Whether some record with these values is impossible; dimensions are independent, so each is looked at alone."""
    return any(_can_meet(entity, clause, record) for clause in entity.impossible_clauses)


def _can_meet(entity: Entity, clause: Clause, record: Mapping[str, Any]) -> bool:
    for name, conditions in clause.items():
        if name in record:
            if not all(holds(condition, record[name]) for condition in conditions):
                return False
        elif not _satisfiable(entity.dimensions[name], conditions):
            return False
    return True


def _satisfiable(dimension: Dimension, conditions: Iterable[Condition]) -> bool:
    """Whether some value (some set of values, of a `many` dimension) meets all the conditions."""
    refused = {value for condition in conditions for value in condition.none_of or ()}
    named = {
        value
        for condition in conditions
        for values in (condition.any_of, condition.all_of, condition.only)
        for value in values or ()
    }
    values = frozenset({*named, UNNAMED} if dimension.values is None else dimension.values) - refused
    for condition in conditions:
        if condition.only is not None:
            values &= frozenset(condition.only)
    if dimension.many:
        return all(holds(condition, values) for condition in conditions)
    if dimension.values is None and all(condition.any_of is None for condition in conditions):
        return True
    return any(all(holds(condition, value) for condition in conditions) for value in values)
