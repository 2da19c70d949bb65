"""Records of which not everything is known: an answer where it is the same whatever is missing, else an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdg.decision.answer import Decision, decide_whole
from mdg.decision.masks import Clause
from mdg.decision.partial_reason import PartialCase
from mdg.decision.reading import Reading
from mdg.decision.reason import Case
from mdg.decision.request import DecisionError, Request, understand
from mdg.decision.table import Rule
from mdg.decision.whatever import Whatever
from mdg.decision.wording import holds, listed
from mdg.model.entity import Dimension, Entity
from mdg.population import Condition, Population

#: Stands for the texts of an open dimension that no statement names; no landscape can hold it.
UNNAMED = "\0"


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
        names = whatever.entity.groups if whatever.records else ()
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
        sometimes = [name for name, failing in fails.items() if whatever.records & failing]
        failed = always if always or whatever.hopeless(self._system) else sometimes
        return tuple(name for name in whatever.entity.groups if name in failed)

    @property
    def instead(self) -> tuple[str, ...]:
        whatever = self._whatever
        if self._allowed or not whatever.records or can_be_impossible(whatever.entity, self._record):
            return ()
        systems = self._reading.of_entity(self.entity).by_system
        return tuple(sorted(name for name in systems if whatever.records <= whatever.allowed(name)))

    def _case(self) -> Case:
        return PartialCase(
            operation=self._operation,
            system=self._system,
            entity=self._whatever.entity,
            asked=self._asked,
            record=self.record,
            shape=self._shape,
            table=self._reading.table(self._system, self.entity),
            mask=0,
            whatever=self._whatever,
            missing=self._missing,
            rules=self.rules,
            denied=self.denied_groups,
        )


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
        relevant = whatever.relevant(system, request.record)
        missing = tuple(name for name in request.missing if name in relevant)
        raise DecisionError(_depends(missing, allowed, denied))
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


def _depends(missing: tuple[str, ...], allowed: Population, denied: Population) -> str:
    verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
    return (
        f"{listed(missing, 'and')} {verb} missing, and the answer depends on {them}: "
        f"allowed with {_example(allowed, missing)}, "
        f"{'denied with ' + _example(denied, missing) if denied else 'denied where the record is impossible'}"
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
