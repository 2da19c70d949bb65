"""Where one record is, and who has what of it: presence, writers, holders, and the flows that carry a change.

Everything is said of one concrete record that came into being at one origin.  Readings where the text leaves room:

- A provider is present as long as it is in force.
- A `once` counts from the day (in the landscape's time zone) of its instant on, even if its `valid` has ended since,
  or that of a system or population that it names; one whose `valid` has not begun does not.  Thus a system that is
  itself out of force can be present, as a step on the way that the record once took.
- A change travels *between systems present*, a creation as well as an update, and through a provider as through any
  other system; only presence itself stops at providers.
- `stores: false` changes nothing here: such a system is present and holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .conditions import Record, as_list
from .findings import covered, providers_of, writers_of
from .reference import Day, Item, Origin, Reference
from .timing import has_happened, trigger_of

OPERATIONS = ("create", "update", "delete")


def operations_of(flow: Item) -> set[str]:
    """Which changes travel on the flow; what enriches travels as an update."""
    return set(as_list(flow.get("operations", OPERATIONS)))


def carried_groups(reference: Reference, flow: Item) -> frozenset[str]:
    """The groups that a flow carries: none with neither creations nor updates."""
    return reference.groups_of(flow) if operations_of(flow) & {"create", "update"} else frozenset()


def carries(reference: Reference, flow: Item, group: str) -> bool:
    """Whether the group is among those that the flow carries."""
    return group in carried_groups(reference, flow)


def flows_that_count(reference: Reference, entity: str, record: Record, day: Day) -> dict[str, Item]:
    """The flows about the record: in force, or once in force and run once, by that day."""
    return {
        name: flow
        for name, flow in reference.items("flows").items()
        if reference.covers(flow, entity, record) and _counts(reference, flow, day)
    }


def _counts(reference: Reference, flow: Item, day: Day) -> bool:
    once = trigger_of(flow).at
    if once is None:
        return reference.in_force(flow, day)
    begun = reference.in_force(flow, day) or reference.has_ended(flow, day)
    return begun and has_happened(reference, once, day)


def providers(reference: Reference, day: Day) -> set[str]:
    """The providers in force."""
    systems = reference.items("systems").items()
    return {name for name, item in systems if item.get("kind") == "provider" and reference.in_force(item, day)}


def present(reference: Reference, entity: str, record: Record, origin: Origin, day: Day) -> set[str]:
    """The systems in which a record comes to be that came into being there."""
    found = {origin.system} | providers(reference, day)
    flows = flows_that_count(reference, entity, record, day).values()
    bringing = [flow for flow in flows if "create" in operations_of(flow)]
    passing_on = {flow["from"] for flow in bringing if flow["from"] == origin.system or not _provides(reference, flow)}
    return spread(found, [(f["from"], f["to"]) for f in bringing if f["from"] in passing_on])


def _provides(reference: Reference, flow: Item) -> bool:
    return bool(reference.items("systems")[flow["from"]].get("kind") == "provider")


def spread(found: Iterable[str], steps: list[tuple[str, str]]) -> set[str]:
    """What can be reached by those steps."""
    reached = set(found)
    while more := {after for before, after in steps if before in reached} - reached:
        reached |= more
    return reached


def later_writers(reference: Reference, entity: str, group: str, record: Record, origin: Origin, day: Day) -> set[str]:
    """The systems that write the group after the creation: by ownership where present, or as providers of it."""
    if not reference.applies(entity, group, record):
        return set()
    here = present(reference, entity, record, origin, day)
    owning = writers_of(reference, entity, group, record, day) & here
    return owning | set(providers_of(reference, entity, group, record, day))


def writers(reference: Reference, entity: str, group: str, record: Record, origin: Origin, day: Day) -> set[str]:
    """The systems that write the group, the origin with what it supplies among them."""
    found = later_writers(reference, entity, group, record, origin, day)
    return found | ({origin.system} if group in origin.supplies else set())


def holders(reference: Reference, entity: str, group: str, record: Record, origin: Origin, day: Day) -> set[str]:
    """The systems that have the group of the record."""
    here = present(reference, entity, record, origin, day)
    flows = flows_that_count(reference, entity, record, day).values()
    steps = [(f["from"], f["to"]) for f in flows if carries(reference, f, group) and f["to"] in here]
    if not reference.applies(entity, group, record):
        return set()
    return spread(writers(reference, entity, group, record, origin, day), steps)


def carrying(
    reference: Reference,
    entity: str,
    record: Record,
    origin: Origin,
    day: Day,
    operation: str,
    group: str | None = None,
) -> dict[str, Item]:
    """The flows on which a creation, update or deletion travels between systems present; with the group, if given."""
    here = present(reference, entity, record, origin, day)
    return {
        name: flow
        for name, flow in flows_that_count(reference, entity, record, day).items()
        if {flow["from"], flow["to"]} <= here
        and operation in operations_of(flow)
        and (group is None or (carries(reference, flow, group) and reference.applies(entity, group, record)))
    }


def created_here(reference: Reference, entity: str, record: Record, system: str, day: Day) -> Origin:
    """The origin of a record that is created there today as it is: what `present`, `holders` and `plan` ask about."""
    rules = [
        rule
        for _, rule in covered(reference, "ownership", entity, record, day)
        if "create" in rule["may"] and system in reference.systems_of(rule)
    ]
    given = frozenset(group for rule in rules for group in reference.groups_of(rule))
    return Origin(system, False, frozenset(g for g in given if reference.applies(entity, g, record)))


def cases(reference: Reference, day: Day) -> Iterator[tuple[str, Record, Origin]]:
    """Every possible record of every entity with each of its origins."""
    for entity in reference.items("entities"):
        for record in reference.records(entity):
            for origin in sorted(reference.origins(entity, record, day), key=repr):
                yield entity, record, origin
