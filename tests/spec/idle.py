"""The reference's reading of 110: statements that add nothing.

What is left out here as well as there: whether a rule that is covered by several others together is dead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .conditions import Frozen, freeze
from .reference import Day, Item, Reference

OPERATIONS = ("create", "update", "delete")
#: Keys on which two statements may differ and one still say as much as the other.
_COMPARED = {"groups", "when", "population", "entity", "system", "may", "operations", "title", "valid", "status"}

#: (record, system or systems, operation, group or none)
Effect = tuple[Frozen, str, str, str | None]


def dead_for_sure(reference: Reference, day: Day) -> set[str]:
    """Statements about no record, or of which another one plainly says all; of two equal ones the later (least)."""
    found = set()
    for section in ("ownership", "flows", "needs"):
        statements = reference.statements(section, day)
        for name, item in statements.items():
            others = [other for other in statements if other != name]
            if not extension(reference, item) or any(_covered(reference, section, name, other) for other in others):
                found.add(name)
    return found


def dead_perhaps(reference: Reference, day: Day) -> set[str]:
    """Statements without effect, or about no record that another one for the same systems is not about (most)."""
    found = set()
    for section in ("ownership", "flows", "needs", "matching", "survivorship", "responsibilities"):
        statements = reference.statements(section, day)
        for name, item in statements.items():
            others = [other for key, other in statements.items() if key != name]
            if not effects(reference, item) or any(_about_no_more(reference, item, other) for other in others):
                found.add(name)
    return found


def extension(reference: Reference, item: Item) -> set[Frozen]:
    """The possible records that the statement is about."""
    entity = reference.entity_of(item)
    return {freeze(record) for record in reference.records(entity) if reference.covers(item, entity, record)}


def effects(reference: Reference, item: Item) -> set[Effect]:
    """All that the statement grants, moves or demands, one by one."""
    entity = reference.entity_of(item)
    found: set[Effect] = set()
    for record in extension(reference, item):
        applying = [g for g in reference.groups_of(item) if reference.applies(entity, g, dict(record))]
        for operation in operations_of(item):
            groups: list[str | None] = [None] if operation == "delete" else [*applying]
            groups += [None] if operation in ("create", "need") else []
            found |= {(record, system, operation, g) for system in _ends(reference, item) for g in groups}
    return found


def operations_of(item: Item) -> tuple[str, ...]:
    """What a rule allows, what travels on a flow, or that a need asks."""
    if "may" in item:
        return tuple(item["may"])
    return tuple(item.get("operations", OPERATIONS)) if "from" in item else ("need",)


def _ends(reference: Reference, item: Item) -> list[str]:
    return [f"{item['from']} to {item['to']}"] if "from" in item else reference.systems_of(item) or ["nowhere"]


def _covered(reference: Reference, section: str, name: str, other_name: str) -> bool:
    """Whether the other one says as much, word by word and in effect, and is not an equal one that comes later."""
    item, other = reference.items(section)[name], reference.items(section)[other_name]
    if not _word_by_word(reference, item, other) or not effects(reference, item) <= effects(reference, other):
        return False
    order = list(reference.items(section))
    return order.index(other_name) < order.index(name) or not effects(reference, other) <= effects(reference, item)


def _word_by_word(reference: Reference, item: Item, other: Item) -> bool:
    def rest(statement: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in statement.items() if key not in _COMPARED}

    no_groups = set(operations_of(item)) == {"delete"}
    return (
        _about_no_more(reference, item, other)
        and (no_groups or reference.groups_of(item) <= reference.groups_of(other))
        and set(operations_of(item)) <= set(operations_of(other))
        and rest(item) == rest(other)
    )


def _about_no_more(reference: Reference, item: Item, other: Item) -> bool:
    return (
        reference.entity_of(item) == reference.entity_of(other)
        and extension(reference, item) <= extension(reference, other)
        and set(_ends(reference, item)) <= set(_ends(reference, other))
    )
