"""The reference on copies that are wrong, lost or left behind: 104, 109, 201, 205, 206, 212, 218.

Of each rule two sets of records: what every reading of it contains (`…_least`) and what some reading contains
(`…_most`); one function where the text leaves no room.  The questions, and how far apart the sets are for them:

- 104: the subject here is entity/rule/system.  "Some origin" may be one whose rule has ended.
- 109: does f bring another's g if only its creation can have come to the sender, which f does not carry?  In `most`.
  If the other's change only comes to the sender through T itself?  In `most`.  Is there a finding where the window is
  nothing (all at once)?  In `most`.  Does `replace` of a group that the sender has from T alone do harm?  In neither,
  as the text says.  T's own changes are its updates and, at its own origin, the creation.
- 201: a flow about records to which g does not apply does not carry it, and is not told; one about records that never
  come into being is (101 tells them): in `most`.
- 205: must the deleting system be present?  In `least` it is.  What a provider supplies is left out: its own copy; in
  `least` every copy of a group that some provider supplies.
- 206: the records are those in f's population that can leave it.  Nobody refreshes the copy: in `least` the system no
  longer holds the group at any origin of the record as it has become; in `most` some change never reaches it there.
  A need's group: of a need of that system about the record as it was and as it has become (`least`), of any (`most`).
- 212: does the hub have to hold it for the flow's source to be worth going round?  `least`: source and hub hold it.
- 218: served worse than new ones, if there are none, or if these have another fault with the same need or copy?  In
  `most`.  In `least` no new one has any fault with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from .conditions import Record, freeze
from .delays import NEVER, UNBOUNDED, Delay
from .findings import covered, holders_of, is_personal, providers_of, records_of
from .look import Look, looks, waits
from .needs import is_over
from .propagation import take
from .reference import Day, Item, Origin, Reference
from .staleness import changes_that_count
from .timing import calendar_of
from .topology import carried_groups, flows_that_count, operations_of, spread

Found = Iterator[tuple[str, Record]]


def enricher_without_record(reference: Reference, day: Day) -> Found:
    """Rules to enrich or update a group, for a system in which the record does not come to be (104)."""
    for look in looks(reference, day):
        for name, rule in look.covered("ownership").items():
            if {"enrich", "update"} & set(rule["may"]) and reference.groups_of(rule) & set(look.groups()):
                for system in set(reference.systems_of(rule)) - look.present():
                    yield f"{look.entity}/{name}/{system}", look.record


# -- 109: f brings another writer's group into a system that writes it


def overwrites_error_least(reference: Reference, day: Day) -> Found:
    """Flows that replace what their target's own changes never told the sender (109, E)."""
    return _overwrites(reference, day, error=True, generous=False)


def overwrites_error_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _overwrites(reference, day, error=True, generous=True)


def overwrites_warning_least(reference: Reference, day: Day) -> Found:
    """Flows that overwrite within a window (109, W)."""
    return _overwrites(reference, day, error=False, generous=False)


def overwrites_warning_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _overwrites(reference, day, error=False, generous=True)


def _overwrites(reference: Reference, day: Day, *, error: bool, generous: bool) -> Found:
    for look in looks(reference, day):
        for name, flow in look.all_flows().items():
            carried = carried_groups(reference, flow) & set(look.groups()) if flow["from"] != flow["to"] else ()
            judged = [_level(look, flow, group, generous) for group in carried if flow["to"] in look.owners(group)]
            if ("E" if error else "W") in judged:
                yield f"{look.entity}/{name}", look.record


def _level(look: Look, flow: Item, group: str, generous: bool) -> str:
    """E, W, or nothing."""
    source, target = flow["from"], flow["to"]
    foreign = _may_be_foreign(look, flow, group) if generous else _is_foreign(look, flow, group)
    own = [look.delay("update", target, source, group)]
    if target == look.origin.system and look.creates(group):
        own.append(look.delay("create", target, source, group))
    back = max(look.delay(operation, source, target, group) for operation in operations_of(flow) - {"delete"})
    window = generous or waits(max(own)) or waits(back)
    if flow.get("merge") == "replace":
        if not foreign and source in look.holders(group):
            return ""
        return "E" if NEVER in own else "W" if window else ""
    protected = flow.get("loop_protection") == "version" or look.settled(group)
    return "W" if foreign and not protected and window else ""


def _is_foreign(look: Look, flow: Item, group: str) -> bool:
    """Whether a change of another writer comes to the sender, not by way of the target, and goes on by the flow."""
    source, target = flow["from"], flow["to"]

    def comes(operation: str, writer: str) -> bool:
        flows = {name: one for name, one in look.flows(operation, group).items() if one["from"] != target}
        return operation in operations_of(flow) and source in take(flows, writer, calendar_of(look.reference)).bounds

    created = look.creates(group) and look.origin.system != target and comes("create", look.origin.system)
    return created or any(comes("update", writer) for writer in look.later_writers(group) - {target})


def _may_be_foreign(look: Look, flow: Item, group: str) -> bool:
    """Whether the sender holds the group from another writer, whichever flows brought it."""
    steps = [(f["from"], f["to"]) for op in ("create", "update") for f in look.flows(op, group).values()]
    return flow["from"] in spread(look.writers(group) - {flow["to"]}, steps)


# -- 201


def carries_what_it_lacks_least(reference: Reference, day: Day) -> Found:
    """Flows that carry a group which their source holds for none of their records (201): entity.group/flow."""
    return _carries_what_it_lacks(reference, day, generous=False)


def carries_what_it_lacks_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _carries_what_it_lacks(reference, day, generous=True)


def _carries_what_it_lacks(reference: Reference, day: Day, *, generous: bool) -> Found:
    carried: dict[str, list[tuple[Record, bool]]] = {}
    for entity, record in records_of(reference):
        origins = reference.origins(entity, record, day)
        for name, flow in covered(reference, "flows", entity, record, day):
            for group in carried_groups(reference, flow):
                if reference.applies(entity, group, record) and (origins or generous):
                    seen = [Look(reference, entity, record, origin, day) for origin in origins]
                    holding = any(flow["from"] in look.holders(group) for look in seen)
                    carried.setdefault(f"{entity}.{group}/{name}", []).append((record, holding))
    for subject, records in carried.items():
        if not any(holding for _, holding in records):
            yield from ((subject, record) for record, _ in records)


# -- 205


def deletions_lost_least(reference: Reference, day: Day) -> Found:
    """Copies of personal data that a deletion never reaches (205): entity/system with the copy."""
    return _deletions_lost(reference, day, generous=False)


def deletions_lost_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _deletions_lost(reference, day, generous=True)


def _deletions_lost(reference: Reference, day: Day, *, generous: bool) -> Found:
    for look in looks(reference, day):
        deleting = set(holders_of(reference, "delete", look.entity, look.record, day))
        deleting = deleting if generous else deleting & look.present()
        copies = {system for group in look.personal() for system in _copies(look, group, generous)}
        lost = {s for d in deleting for s in copies - {d} if s not in look.way("delete", d).bounds}
        yield from ((f"{look.entity}/{system}", look.record) for system in lost)


def _copies(look: Look, group: str, generous: bool) -> set[str]:
    providing = set(providers_of(look.reference, look.entity, group, look.record, look.day))
    return look.holders(group) - providing if generous or not providing else set()


# -- 206


def frozen_leaver_least(reference: Reference, day: Day) -> Found:
    """Records that can leave a flow's population and keep a copy that nobody refreshes (206): entity/flow."""
    return _frozen_leaver(reference, day, generous=False)


def frozen_leaver_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _frozen_leaver(reference, day, generous=True)


def _frozen_leaver(reference: Reference, day: Day, *, generous: bool) -> Found:
    for look in looks(reference, day):
        for name, flow in look.all_flows().items():
            carried = carried_groups(reference, flow) & set(look.groups())
            held = {g for g in carried if flow["from"] in look.holders(g)}
            if flow.get("on_leaving", "keep") == "keep":
                for later in left_to(reference, look, flow):
                    if any(_freezes(look, flow, group, later, generous) for group in held):
                        yield f"{look.entity}/{name}", look.record


def left_to(reference: Reference, look: Look, flow: Item) -> list[Record]:
    """What the record can become outside the flow's population."""
    every = [r for r in reference.records(look.entity) if not reference.covers(flow, look.entity, r)]
    return [r for r in every if reference.may_become(look.entity, look.record, r)]


def _freezes(look: Look, flow: Item, group: str, later: Record, generous: bool) -> bool:
    reference, entity, system = look.reference, look.entity, flow["to"]
    if not reference.applies(entity, group, later):
        return False
    needs = [n for n in look.covered("needs").values() if group in reference.groups_of(n)]
    wanted = (
        bool(needs) if generous else any(n["system"] == system and reference.covers(n, entity, later) for n in needs)
    )
    if not (wanted or is_personal(reference, entity, group)):
        return False
    there = [Look(reference, entity, later, origin, look.day) for origin in reference.origins(entity, later, look.day)]
    if not generous:
        return bool(there) and not any(system in one.holders(group) for one in there)
    return any(system not in one.holders(group) or NEVER in _delays(one, group, system) for one in there) or not there


def _delays(look: Look, group: str, system: str) -> list[Delay]:
    found = changes_that_count(look.reference, look.entity, group, look.record, look.origin, system, look.day)
    return [change.delay for change in found]


# -- 212


def hub_bypass_least(reference: Reference, day: Day) -> Found:
    """Flows between others of what a hub holds (212): entity/flow."""
    return _hub_bypass(reference, day, generous=False)


def hub_bypass_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _hub_bypass(reference, day, generous=True)


def _hub_bypass(reference: Reference, day: Day, *, generous: bool) -> Found:
    hubs = {name for name, item in reference.statements("systems", day).items() if item.get("kind") == "hub"}
    for look in looks(reference, day):
        counting = flows_that_count(reference, look.entity, look.record, day)
        for name, flow in look.covered("flows").items():
            if name in counting and not hubs & {flow["from"], flow["to"]}:
                for group in carried_groups(reference, flow) & set(look.groups()):
                    holding = look.holders(group)
                    if hubs & holding and (generous or {flow["from"], flow["to"]} <= holding):
                        yield f"{look.entity}/{name}", look.record


# -- 218


def orphaned_by_cutover_least(reference: Reference, day: Day) -> Found:
    """Needs (entity/need) and copies (entity.group/system) that are worse for records of an ended create rule (218)."""
    return _orphaned(reference, day, generous=False)


def orphaned_by_cutover_most(reference: Reference, day: Day) -> Found:
    """The same, in every reading."""
    return _orphaned(reference, day, generous=True)


def _orphaned(reference: Reference, day: Day, *, generous: bool) -> Found:
    seen: dict[tuple[str, object], list[tuple[Record, Origin, Set[tuple[str, str]]]]] = {}
    for look in looks(reference, day):
        key = (look.entity, freeze(look.record))
        seen.setdefault(key, []).append((look.record, look.origin, faults(look)))
    for found in seen.values():
        new = [wrong for _, origin, wrong in found if not origin.ended]
        for subject, fault in frozenset().union(*(wrong for _, origin, wrong in found if origin.ended)):
            spared = [subject not in {other for other, _ in wrong} for wrong in new]
            differing = [(subject, fault) not in wrong for wrong in new]
            if (any(differing) or not new) if generous else (new and all(spared)):
                yield subject, found[0][0]


def faults(look: Look) -> frozenset[tuple[str, str]]:
    """What is wrong at that origin alone, each with its code: 301 to 304 of needs, 207 of copies."""
    found = set()
    here = look.present()
    for name, need in look.covered("needs").items():
        subject, system = f"{look.entity}/{name}", need["system"]
        groups = look.reference.groups_of(need) & set(look.groups())
        missing = [group for group in groups if system not in look.holders(group)]
        if system not in here:
            found.add((subject, "303"))
        elif missing:
            found.add((subject, "304"))
        for group in groups - set(missing) if "max_age" in need else ():
            worst = max(_delays(look, group, system), default=None)
            if worst == UNBOUNDED:
                found.add((subject, "302"))
            elif worst is not None and is_over(need, worst):
                found.add((subject, "301"))
    for group in look.groups():
        for system in look.holders(group):
            if NEVER in _delays(look, group, system):
                found.add((f"{look.entity}.{group}/{system}", "207"))
    return frozenset(found)
