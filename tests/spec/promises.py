"""The reference on expectations (707): which of them a landscape does not keep.

The record is taken as created in that very class where `created_in` says, by the create rules in force that cover it.
The subject is the expectation's id, and there is one record.  Where the text leaves room, `failed_surely` has what no
reading sees kept, `failed_perhaps` what some reading does not:

- `within` is about the creation: when the record and the groups that the origin supplies are there.  Strictly, a group
  counts when the slowest of its changes is there, whoever made it.
- `reaches` without groups wants the record present; strictly, holding all groups that apply.
- May a record be created in a system that may not create it as it is?  Strictly, an expectation about such a one is not
  kept; else it may have been something else before, and any such beginning will do.
- `may` and `may_not` without groups ask `decide` without groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from .conditions import Record, as_list
from .decisions import Ask, decide
from .delays import Delay, finite
from .findings import holders_of
from .look import Look
from .reference import Day, Item, Reference
from .staleness import changes_that_count
from .timing import length
from .topology import created_here


def failed_surely(reference: Reference, day: Day) -> Iterator[str]:
    """Expectations that no reading sees kept (707, least)."""
    yield from (name for name, item in expectations(reference, day) if not _kept(reference, item, day, lenient=True))


def failed_perhaps(reference: Reference, day: Day) -> Iterator[str]:
    """Expectations that some reading does not see kept (707, most)."""
    yield from (name for name, item in expectations(reference, day) if not _kept(reference, item, day, lenient=False))


def expectations(reference: Reference, day: Day) -> Iterator[tuple[str, Item]]:
    """The expectations in force, by the days that they state themselves."""
    for name, item in reference.items("expectations").items():
        first, last = reference.validity(item, named=False)
        if first <= day <= last:
            yield name, item


def record_of(reference: Reference, item: Item) -> Record:
    """The record: a persona's, or as written; what is `many` in a set."""
    written = item["record"]
    values = reference.items("records")[written]["values"] if isinstance(written, str) else written
    dimensions = reference.dimensions(reference.entity_of(item))
    many = {name for name, spec in dimensions.items() if spec.get("many") == "true"}
    return {name: frozenset(as_list(value)) if name in many else str(value) for name, value in values.items()}


def _kept(reference: Reference, item: Item, day: Day, *, lenient: bool) -> bool:
    entity, record = reference.entity_of(item), record_of(reference, item)
    for key in ("may", "may_not"):
        for operation, systems in (item.get(key) or {}).items():
            for system in as_list(systems):
                answer = decide(reference, Ask(operation, system, entity, None, record), day)
                if answer.allowed != (key == "may"):
                    return False
    if "created_in" not in item:
        return True
    start = item["created_in"]
    begun = [created_here(reference, entity, record, start, day)]
    if lenient:
        begun += [one for one in reference.origins(entity, record, day) if (one.system, one.ended) == (start, False)]
    looks = [Look(reference, entity, record, one, day) for one in begun]
    may_begin = start in holders_of(reference, "create", entity, record, day) and reference.may_start(entity, record)
    if not may_begin and not lenient:
        return False
    if set(as_list(item.get("never_reaches"))) & looks[0].present():
        return False
    wanted = (item.get("reaches") or {}).items()
    return any(all(_reached(look, system, told or {}, lenient) for system, told in wanted) for look in looks)


def _reached(look: Look, system: str, told: Item, lenient: bool) -> bool:
    if system not in look.present():
        return False
    named = look.reference.groups_of({**told, "entity": look.entity}) & set(look.groups())
    wanted = set() if lenient and "groups" not in told else named
    if not all(system in look.holders(group) for group in wanted):
        return False
    if "within" not in told:
        return True
    late = [_lateness(look, system, group, lenient) for group in wanted] or [
        look.delay("create", look.origin.system, system)
    ]
    return max(late) <= finite(length(told["within"]))


def _lateness(look: Look, system: str, group: str, lenient: bool) -> Delay:
    changes = changes_that_count(look.reference, look.entity, group, look.record, look.origin, system, look.day)
    found = [change.delay for change in changes if change.kind == "creation" or not lenient]
    return max(found, default=finite(length("0s")))
