"""The reference's findings: which records a rule of the language is about, on one day and over all examined days.

Where the text of a rule leaves room, two sets are given: what every reading contains (`least`) and what some reading
contains (`most`).  An implementation must lie between; where the text leaves no room they are the same.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from .conditions import Frozen, Record, as_list, freeze
from .decisions import OPERATIONS
from .reference import Day, Item, Reference

#: subject id -> the records concerned
Affected = dict[str, set[Frozen]]
DayRule = Callable[[Reference, Day], Iterator[tuple[str, Record]]]


class Expected(NamedTuple):
    """One finding: its records over all days, the days on which it holds, and from when until when."""

    entity: str
    records: set[Frozen]
    days: list[Day]
    since: Day | None
    until: Day | None


def on_day(reference: Reference, rule: DayRule, day: Day) -> Affected:
    """The affected records of every subject on one day, with the drafts or without them."""
    found: Affected = defaultdict(set)
    for reading in (reference, reference.without_drafts()) if "'draft'" in repr(reference.raw) else (reference,):
        for subject, record in rule(reading, day):
            found[subject].add(freeze(record))
    return dict(found)


def over_days(reference: Reference, rule: DayRule, as_of: Day) -> dict[str, Expected]:
    """The findings of a rule, one a subject, over all examined days."""
    days = reference.examined_days(as_of)
    daily = {day: on_day(reference, rule, day) for day in days}
    found = {}
    for subject in sorted({subject for affected in daily.values() for subject in affected}):
        held = [day for day in days if subject in daily[day]]
        union = set().union(*(daily[day][subject] for day in held))
        since = None if held[0] == days[0] else held[0]
        after = [day for day in days if day > held[-1]]
        until = after[0] - datetime.timedelta(days=1) if after else None
        found[subject] = Expected(_entity(reference, subject), union, held, since, until)
    return found


def _entity(reference: Reference, subject: str) -> str:
    """The entity of a subject: `entity`, `entity.group`, `entity/system` or `entity/item`."""
    return subject.split("/")[0].split(".")[0]


def records_of(reference: Reference) -> Iterator[tuple[str, Record]]:
    """Every possible record of every entity."""
    for entity in reference.items("entities"):
        for record in reference.records(entity):
            yield entity, record


def holders_of(reference: Reference, operation: str, entity: str, record: Record, day: Day) -> dict[str, list[Item]]:
    """The systems that a rule in force lets do that to such a record, each with those rules."""
    found: dict[str, list[Item]] = defaultdict(list)
    for rule in reference.statements("ownership", day).values():
        if operation in rule["may"] and reference.covers(rule, entity, record):
            for system in reference.systems_of(rule):
                found[system].append(rule)
    return found


def writers_of(reference: Reference, entity: str, group: str, record: Record, day: Day) -> set[str]:
    """The systems that ownership in force lets enrich or update that group of such a record."""
    return {
        system
        for operation in ("enrich", "update")
        for system, rules in holders_of(reference, operation, entity, record, day).items()
        if any(group in reference.groups_of(rule) for rule in rules)
    }


def covered(reference: Reference, section: str, entity: str, record: Record, day: Day) -> list[tuple[str, Item]]:
    """The statements of a section in force that are about the record."""
    return [
        (name, item)
        for name, item in reference.statements(section, day).items()
        if reference.covers(item, entity, record)
    ]


def says_something(reference: Reference, item: Item, entity: str, record: Record) -> bool:
    """Whether it is about the record's coming or going, or about a group that applies to it."""
    operations = as_list(item.get("may", item.get("operations", list(OPERATIONS) if "from" in item else [])))
    if "create" in operations or "delete" in operations:
        return True
    return any(reference.applies(entity, group, record) for group in reference.groups_of(item))


def no_creator(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Records of which something is said although they cannot come into being (101)."""
    for entity, record in records_of(reference):
        wanted = any(
            says_something(reference, item, entity, record)
            for section in ("ownership", "flows", "needs")
            for _, item in covered(reference, section, entity, record, day)
        )
        if reference.may_start(entity, record):
            there = bool(holders_of(reference, "create", entity, record, day))
        else:
            there = bool(reference.origins(entity, record, day))
        if wanted and not there:
            yield entity, record


def two_creators(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Records that two systems may create, unsettled by matching (102)."""
    for entity, record in records_of(reference):
        creators = holders_of(reference, "create", entity, record, day)
        settled = covered(reference, "matching", entity, record, day)
        if reference.may_start(entity, record) and len(creators) > 1 and not settled:
            yield entity, record


def two_writers(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Groups of records that two systems may write, unsettled by survivorship (103)."""
    for entity, record in records_of(reference):
        for group in reference.group_specs(entity):
            settling = covered(reference, "survivorship", entity, record, day)
            if any(group in reference.groups_of(item) for _, item in settling):
                continue
            writers = writers_of(reference, entity, group, record, day)
            if reference.applies(entity, group, record) and len(writers) > 1:
                yield f"{entity}.{group}", record


def required_not_supplied(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Records that a system may create without what they must not lack (105); the subject is entity/system."""
    for entity, record in records_of(reference):
        if reference.may_start(entity, record):
            for system, rules in holders_of(reference, "create", entity, record, day).items():
                supplied = frozenset().union(*(reference.groups_of(rule) for rule in rules))
                if reference.required(entity, record) - supplied:
                    yield f"{entity}/{system}", record


def is_personal(reference: Reference, entity: str, group: str) -> bool:
    """Whether the group, or an attribute of it, has a category under `user`."""
    spec = reference.group_specs(entity)[group]
    categories = as_list(spec.get("categories"))
    attributes = spec.get("attributes")
    if isinstance(attributes, Mapping):
        for attribute in attributes.values():
            categories += as_list((attribute or {}).get("categories"))
    return any(category.split(".")[0] == "user" for category in categories)


def undeletable(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Personal groups of records that nobody may delete (107, most)."""
    for entity, record in records_of(reference):
        if not holders_of(reference, "delete", entity, record, day):
            for group in reference.group_specs(entity):
                if is_personal(reference, entity, group) and reference.applies(entity, group, record):
                    yield f"{entity}.{group}", record


def undeletable_and_written(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """The same, where a record can come into being and a system that is granted it writes the group (107, least)."""
    for subject, record in undeletable(reference, day):
        entity, group = subject.split(".")
        origins = reference.origins(entity, record, day)
        supplied = any(group in origin.supplies for origin in origins)
        if supplied or (origins and writers_of(reference, entity, group, record, day)):
            yield subject, record


def granted(reference: Reference, entity: str, group: str, record: Record, day: Day) -> bool:
    """Whether any rule in force lets any system create, enrich or update that group of such a record."""
    return any(
        group in reference.groups_of(rule)
        for operation in OPERATIONS[:3]
        for rules in holders_of(reference, operation, entity, record, day).values()
        for rule in rules
    )


def unranked(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Records for which a priority list lacks a system that may enrich or update there (111, least)."""
    yield from _unranked(reference, day, generous=False)


def unranked_supplier(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """The same, counting those that may supply the group in creation or as a provider (111, most)."""
    yield from _unranked(reference, day, generous=True)


def _unranked(reference: Reference, day: Day, *, generous: bool) -> Iterator[tuple[str, Record]]:
    for entity, record in records_of(reference):
        for name, item in covered(reference, "survivorship", entity, record, day):
            for group in reference.groups_of(item) if item["strategy"] == "priority" else ():
                if reference.applies(entity, group, record):
                    writing = writers_of(reference, entity, group, record, day)
                    if generous:
                        writing |= suppliers_of(reference, entity, group, record, day)
                    if writing - set(item["systems"]):
                        yield f"{entity}/{name}", record


def suppliers_of(reference: Reference, entity: str, group: str, record: Record, day: Day) -> set[str]:
    """The systems that bring the group in when such a record is created, and the providers that supply it."""
    found = set(providers_of(reference, entity, group, record, day))
    found |= {origin.system for origin in reference.origins(entity, record, day) if group in origin.supplies}
    for system, rules in holders_of(reference, "create", entity, record, day).items():
        if any(group in reference.groups_of(rule) for rule in rules):
            found.add(system)
    return found


def providers_of(reference: Reference, entity: str, group: str, record: Record, day: Day) -> Iterator[str]:
    """The providers in force that supply the group of such a record."""
    for system, item in reference.items("systems").items():
        if item.get("kind") == "provider" and reference.in_force(item, day):
            for extract in item.get("supplies") or ():
                about = reference.in_force(extract, day) and reference.covers(extract, entity, record)
                if about and group in reference.groups_of(extract):
                    yield system
