"""The reference's decisions: may this system do that to this record?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from .conditions import Record, as_list
from .reference import OTHER_COUNTRIES, Day, Item, Reference

OPERATIONS = ("create", "enrich", "update", "delete")


class AskError(Exception):
    """The question itself is wrong: something unknown in it, or a dimension missing that matters."""


class Decision(NamedTuple):
    """An answer; the groups denied are those asked for that failed, and those that a creation must not leave out."""

    allowed: bool
    rules: frozenset[str] = frozenset()
    denied_groups: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()


class Ask(NamedTuple):
    """A question: the record may lack dimensions, and `groups` None means that they are left out."""

    operation: str
    system: str
    entity: str
    groups: tuple[str, ...] | None
    record: Record


def decide(reference: Reference, ask: Ask, day: Day) -> Decision:
    """The answer; AskError where there is none."""
    found = answers(reference, ask, day)
    if len(found) > 1:
        raise AskError("a dimension is missing, and the answer depends on it")
    return next(iter(found))


def answers(reference: Reference, ask: Ask, day: Day) -> set[Decision]:
    """The answers for every value of the dimensions left out: one, if none is."""
    _refuse_unknown(reference, ask)
    completed = reference.completions(ask.entity, ask.record)
    return {_with_alternatives(reference, ask._replace(record=record), day) for record in completed}


def granting(reference: Reference, ask: Ask, day: Day) -> dict[str, Item]:
    """The rules in force by which that system may do that to such a record, whatever their groups."""
    return {
        name: rule
        for name, rule in reference.statements("ownership", day).items()
        if ask.operation in rule["may"]
        and ask.system in reference.systems_of(rule)
        and reference.covers(rule, ask.entity, ask.record)
    }


def _with_alternatives(reference: Reference, ask: Ask, day: Day) -> Decision:
    answer = _judge(reference, ask, day)
    if answer.allowed:
        return answer
    others = [ask._replace(system=other) for other in reference.items("systems") if other != ask.system]
    return answer._replace(instead=frozenset(o.system for o in others if _judge(reference, o, day).allowed))


def _judge(reference: Reference, ask: Ask, day: Day) -> Decision:
    rules = granting(reference, ask, day)
    if not reference.is_possible(ask.entity, ask.record):
        return Decision(False)
    if ask.operation == "delete":
        return Decision(bool(rules), frozenset(rules))
    granted = frozenset(
        group
        for rule in rules.values()
        for group in reference.groups_of(rule)
        if reference.applies(ask.entity, group, ask.record)
    )
    asked = granted if ask.groups is None else frozenset(ask.groups)
    failed = asked - granted
    if ask.operation == "create":
        failed |= reference.required(ask.entity, ask.record) - asked
    starts = ask.operation != "create" or reference.may_start(ask.entity, ask.record)
    if not asked or failed or not starts:
        return Decision(False, denied_groups=failed)
    return Decision(True, frozenset(name for name, rule in rules.items() if reference.groups_of(rule) & asked))


def _refuse_unknown(reference: Reference, ask: Ask) -> None:
    _known(ask.operation, OPERATIONS)
    _known(ask.system, reference.items("systems"))
    _known(ask.entity, reference.items("entities"))
    for group in ask.groups or ():
        _known(group, reference.group_specs(ask.entity))
    dimensions = reference.dimensions(ask.entity)
    for name, value in ask.record.items():
        _known(name, dimensions)
        for one in as_list(value):
            if dimensions[name].get("open") != "true":
                others = OTHER_COUNTRIES if "standard" in dimensions[name] else ()
                _known(one, (*reference.named(ask.entity, name), *others))


def _known(word: Any, words: Collection[Any]) -> None:
    if word not in words:
        raise AskError(f"unknown: {word!r}")
