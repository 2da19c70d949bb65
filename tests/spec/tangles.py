"""The reference's findings that need more than one look at a record: 106 and 506."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .conditions import Record, as_list
from .findings import covered, granted, records_of, suppliers_of
from .reference import Day, Item, Reference
from .topology import carried_groups, writers


def nobody_supplies(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Groups carried or needed that, at some origin, no writer has (106, most)."""
    for entity, record in records_of(reference):
        origins = reference.origins(entity, record, day)
        for group in sorted(wanted_groups(reference, entity, record, day)):
            writing = [writers(reference, entity, group, record, origin, day) for origin in origins]
            if not all(writing) or not writing:
                yield f"{entity}.{group}", record


def nobody_at_all(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Groups carried or needed, of records that come into being, in which nothing gives anybody a hand (106, least)."""
    for entity, record in records_of(reference):
        if reference.origins(entity, record, day):
            for group in sorted(wanted_groups(reference, entity, record, day)):
                supplied = suppliers_of(reference, entity, group, record, day)
                if not supplied and not granted(reference, entity, group, record, day):
                    yield f"{entity}.{group}", record


def wanted_groups(reference: Reference, entity: str, record: Record, day: Day) -> set[str]:
    """The groups that a flow carries or a need demands, as far as they apply."""
    found: set[str] = set()
    for _, need in covered(reference, "needs", entity, record, day):
        found |= reference.groups_of(need)
    for _, flow in covered(reference, "flows", entity, record, day):
        found |= carried_groups(reference, flow)
    return {group for group in found if reference.applies(entity, group, record)}


def contradictions(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """Two equally specific statements of who is accountable that disagree (506, most); the subject is entity/id."""
    yield from _contradictions(reference, day, overridden=True)


def contradictions_that_win(reference: Reference, day: Day) -> Iterator[tuple[str, Record]]:
    """The same, where no more specific statement settles it (506, least)."""
    yield from _contradictions(reference, day, overridden=False)


def _contradictions(reference: Reference, day: Day, *, overridden: bool) -> Iterator[tuple[str, Record]]:
    for entity, record in records_of(reference):
        about = covered(reference, "responsibilities", entity, record, day)
        for (first, one), (second, two) in itertools.combinations(about, 2):
            if _disagree(reference, one, two, entity, record, about, overridden):
                yield f"{entity}/{first}", record
                yield f"{entity}/{second}", record


def _disagree(
    reference: Reference,
    one: Item,
    two: Item,
    entity: str,
    record: Record,
    about: list[tuple[str, Item]],
    overridden: bool,
) -> bool:
    if one["accountable"] == two["accountable"] or specificity(one) != specificity(two):
        return False
    if one.get("system") != two.get("system"):
        return False
    common = reference.groups_of(one) & reference.groups_of(two)
    groups = [group for group in common if reference.applies(entity, group, record)]
    concerns = set(as_list(one["concern"])) & set(as_list(two["concern"]))
    if overridden and concerns and "groups" not in one:
        return True  # about the entity itself, whichever groups apply
    for group, concern in itertools.product(groups, concerns):
        rivals = [
            item
            for _, item in about
            if group in reference.groups_of(item)
            and concern in as_list(item["concern"])
            and item.get("system") in (None, one.get("system"))
            and specificity(item) > specificity(one)
        ]
        if overridden or not rivals:
            return True
    return False


def specificity(item: Item) -> tuple[bool, bool]:
    """How specific a statement is: whether it names groups, then whether it names a system."""
    return "groups" in item, "system" in item
