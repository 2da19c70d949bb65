"""The reference's findings about needs and copies: 301 to 304, and 207; each record and each origin by itself.

Readings where the text leaves room:

- A need asks for presence even where none of its groups applies to the record (303; `needed_and_absent` is about the
  records to which one does).
- For 301 and 302 a need's group is held at *every* origin, and its bound is the largest over them; where a change
  never arrives at one of them, neither is told, as "never" outweighs.
- 207 is told of every system that holds the group at the origin in question, providers included, and counts the
  supply of another provider among the later writers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .conditions import Record
from .delays import AT_ONCE, NEVER, UNBOUNDED, Delay, finite
from .findings import covered, records_of
from .reference import Day, Item, Origin, Reference
from .staleness import changes_that_count, staleness
from .timing import length
from .topology import cases, holders, present


class Asked(NamedTuple):
    """A need of one record: its subject, what it says, and the groups of it that apply."""

    subject: str
    need: Item
    entity: str
    record: Record
    groups: tuple[str, ...]


def asked(reference: Reference, day: Day) -> Iterator[Asked]:
    """Every need of every record that has an origin."""
    for entity, record in records_of(reference):
        if reference.origins(entity, record, day):
            for name, need in covered(reference, "needs", entity, record, day):
                groups = sorted(g for g in reference.groups_of(need) if reference.applies(entity, g, record))
                yield Asked(f"{entity}/{name}", need, entity, record, tuple(groups))


def absent(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Needs of records that, from some origin, never come to be in the system (303, most)."""
    for one in asked(reference, day):
        if any(not comes_to(reference, one, origin, day) for origin in origins_of(reference, one, day)):
            yield one.subject, one.record


def needed_and_absent(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """The same, where some group of the need applies (303, least)."""
    groups = {(one.subject, repr(one.record)): one.groups for one in asked(reference, day)}
    for subject, record in absent(reference, day):
        if groups[subject, repr(record)]:
            yield subject, record


def origins_of(reference: Reference, one: Asked, day: Day) -> list[Origin]:
    """The origins of the record that is asked about."""
    return sorted(reference.origins(one.entity, one.record, day), key=repr)


def comes_to(reference: Reference, one: Asked, origin: Origin, day: Day) -> bool:
    """Whether the record comes to be in the needing system, from that origin."""
    return bool(one.need["system"] in present(reference, one.entity, one.record, origin, day))


def missing(reference: Reference, one: Asked, origin: Origin, day: Day) -> list[str]:
    """The needed groups that the system does not hold, of a record that comes to it from that origin."""
    if not comes_to(reference, one, origin, day):
        return []
    holding = {g: holders(reference, one.entity, g, one.record, origin, day) for g in one.groups}
    return [group for group in one.groups if one.need["system"] not in holding[group]]


def not_held(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Needs of records that come to the system from some origin, and a group does not (304)."""
    for one in asked(reference, day):
        if any(missing(reference, one, origin, day) for origin in origins_of(reference, one, day)):
            yield one.subject, one.record


def bounds(reference: Reference, one: Asked, day: Day) -> dict[str, Delay]:
    """How stale each needed group gets, of those held at every origin; nothing for a need without `max_age`."""
    if "max_age" not in one.need:
        return {}
    system = one.need["system"]
    found = {g: staleness(reference, one.entity, g, one.record, system, day) for g in one.groups}
    return {group: stale.worst for group, stale in found.items() if stale.held}


def unbounded(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Needs of which a group is unbounded (302)."""
    for one in asked(reference, day):
        if UNBOUNDED in bounds(reference, one, day).values():
            yield one.subject, one.record


def too_stale(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Needs of which a group has a bound, and that is over `max_age` (301)."""
    for one in asked(reference, day):
        if any(is_over(one.need, delay) for delay in bounds(reference, one, day).values()):
            yield one.subject, one.record


def is_over(need: Item, delay: Delay) -> bool:
    """Whether a bound is finite, and over what the need allows."""
    return AT_ONCE <= delay < UNBOUNDED and delay > finite(length(need["max_age"]))


def stranded(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Copies that some change, of a later writer or at an origin in force, never reaches (207): entity.group/system."""
    for entity, record, origin in cases(reference, day):
        for group in reference.group_specs(entity):
            for system in holders(reference, entity, group, record, origin, day):
                changes = changes_that_count(reference, entity, group, record, origin, system, day)
                if any(change.delay == NEVER for change in changes):
                    yield f"{entity}.{group}/{system}", record
