"""The reference on how flows are kept up, and on what hangs by one thread: 208 to 211, 213 to 216.

Of each rule two sets: what every reading contains (`…_least`), and what some reading contains (`…_most`); one function
where the text leaves no room.  The subject is entity/flow unless said otherwise.  The questions:

- 208, 213: only what is written counts, as facts left out are unknown; which records does not matter.
- 209: began, if `valid` says from when and that is not before a create rule did; a record of that time arrives by no
  other flow (`least`).  In `most` every flow with `initial_load: false` and creations.
- 210: two flows say the same if they are about the same records and groups; in `least` also the same operations.
  Both are subjects.
- 211: the key is in no group that both ends hold: for some record and origin (`most`); whatever record and origin, for
  those on which both have it (`least`).  Keys of the ends that differ count where the flow states no `key` itself
  (`least`), or in any case (`most`).
- 214: `after` goes in a circle (`least`); in `most` a flow also comes after those that bring its source something.
- 215: the subject is entity/need/system or middleware.  The loss of the needing system is none, and
  in `least` that of an origin or a writer neither.
- 216: the subject is entity/system.  In `least` the parent's records never come to be in the system, whatever they
  are; in `most` some of them do not, or no flow that brings children there waits for one that brings parents.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from .conditions import as_list, freeze
from .copies import Found
from .findings import covered, holders_of, records_of
from .look import Look, looks
from .reference import Day, Item, Reference
from .topology import carried_groups, operations_of, spread


def not_reconciled(reference: Reference, day: Day) -> Found:
    """Flows that may lose changes, and are never compared in full (208)."""
    for entity, record in records_of(reference):
        for name, flow in covered(reference, "flows", entity, record, day):
            loses = flow.get("delivery") == "at_most_once" or flow.get("change_detection") == "timestamp"
            if loses and "reconcile" not in flow:
                yield f"{entity}/{name}", record


def repeats_duplicate(reference: Reference, day: Day) -> Found:
    """Flows that deliver at least once what duplicates (213)."""
    for entity, record in records_of(reference):
        for name, flow in covered(reference, "flows", entity, record, day):
            if flow.get("delivery") == "at_least_once" and flow.get("idempotent") == "false":
                yield f"{entity}/{name}", record


def no_initial_load_least(reference: Reference, day: Day) -> Found:
    """Flows without initial load that began when there were records, which come no other way (209)."""
    for look in looks(reference, day):
        for name, flow in look.all_flows().items():
            began = reference.validity(flow)[0]
            rules = holders_of(reference, "create", look.entity, look.record, day).get(look.origin.system, [])
            before = [rule for rule in rules if reference.validity(rule)[0] < began]
            without = Look(_without(reference, [name]), *look[1:])
            alone = "create" in operations_of(flow) and flow["to"] not in without.present()
            if flow.get("initial_load") == "false" and before and alone:
                yield f"{look.entity}/{name}", look.record


def no_initial_load_most(reference: Reference, day: Day) -> Found:
    """Flows without initial load."""
    for entity, record in records_of(reference):
        for name, flow in covered(reference, "flows", entity, record, day):
            if flow.get("initial_load") == "false":
                yield f"{entity}/{name}", record


def self_or_parallel_least(reference: Reference, day: Day) -> Found:
    """Flows into their own source, and flows that say the same (210)."""
    return _self_or_parallel(reference, day, generous=False)


def self_or_parallel_most(reference: Reference, day: Day) -> Found:
    """The same, whatever the operations."""
    return _self_or_parallel(reference, day, generous=True)


def _self_or_parallel(reference: Reference, day: Day, *, generous: bool) -> Found:
    flows = reference.statements("flows", day)
    subjects = {name for name, flow in flows.items() if flow["from"] == flow["to"]}
    for (one, first), (two, second) in itertools.combinations(flows.items(), 2):
        if (first["from"], first["to"]) == (second["from"], second["to"]):
            same = operations_of(first) == operations_of(second) or generous
            if same and _extract(reference, first) == _extract(reference, second):
                subjects |= {one, two}
    for name in subjects:
        entity = reference.entity_of(flows[name])
        about = [record for record in reference.records(entity) if reference.covers(flows[name], entity, record)]
        yield from ((f"{entity}/{name}", record) for record in about)


def _extract(reference: Reference, flow: Item) -> tuple[str, frozenset[str], frozenset[object]]:
    entity = reference.entity_of(flow)
    about = frozenset(freeze(record) for record in reference.records(entity) if reference.covers(flow, entity, record))
    return entity, carried_groups(reference, flow), about


def key_not_held_least(reference: Reference, day: Day) -> Found:
    """Flows whose key the ends do not share (211)."""
    shared = _keys_shared(reference, day)
    for entity, record in records_of(reference):
        for name, flow in covered(reference, "flows", entity, record, day):
            unshared = name in shared and not any(shared[name].values())
            if unshared or ("key" not in flow and differ(reference, flow, entity, day)):
                yield f"{entity}/{name}", record


def key_not_held_most(reference: Reference, day: Day) -> Found:
    """The same for some records."""
    shared = _keys_shared(reference, day)
    for entity, record in records_of(reference):
        for name, flow in covered(reference, "flows", entity, record, day):
            unshared = name in shared and not all(shared[name].values())
            unknown = "key" in flow and not reference.origins(entity, record, day)
            if unshared or unknown or differ(reference, flow, entity, day):
                yield f"{entity}/{name}", record


def _keys_shared(reference: Reference, day: Day) -> Mapping[str, Mapping[object, bool]]:
    """For each flow with a key: for each record and origin whether both ends hold a group with it."""
    found: dict[str, dict[object, bool]] = {}
    for look in looks(reference, day):
        for name, flow in look.covered("flows").items():
            if "key" in flow:
                groups = look.reference.group_specs(look.entity).items()
                keyed = [g for g, spec in groups if set(as_list(flow["key"])) <= set(spec["attributes"])]
                both = any({flow["from"], flow["to"]} <= look.holders(group) for group in keyed)
                found.setdefault(name, {})[freeze(look.record), look.origin] = both
    return found


def differ(reference: Reference, flow: Item, entity: str, day: Day) -> bool:
    """Whether the ends state different keys for the entity, and no crosswalk maps them."""
    ends = [reference.items("systems")[flow[end]] for end in ("from", "to")]
    keys = [item.get("keys", {}).get(entity) for item in ends]
    mapped = [
        {*as_list(walk["maps"]), walk["system"]}
        for walk in reference.statements("crosswalks", day).values()
        if reference.entity_of(walk) == entity
    ]
    return None not in keys and keys[0] != keys[1] and not any({flow["from"], flow["to"]} <= maps for maps in mapped)


def order_cycle_least(reference: Reference, day: Day) -> Found:
    """Flows that wait for each other by `after` alone (214)."""
    return _order_cycle(reference, day, generous=False)


def order_cycle_most(reference: Reference, day: Day) -> Found:
    """Flows that wait for each other by `after`, and by what brings their source something."""
    return _order_cycle(reference, day, generous=True)


def _order_cycle(reference: Reference, day: Day, *, generous: bool) -> Found:
    flows = reference.statements("flows", day)
    waits = [(name, other) for name, flow in flows.items() for other in as_list(flow.get("after")) if other in flows]
    feeds = (
        [(a, b) for a, b in itertools.product(flows, flows) if flows[a]["from"] == flows[b]["to"]] if generous else []
    )
    for name, flow in flows.items():
        if any(name in spread({other}, waits + feeds) for waiting, other in waits if waiting == name):
            entity = reference.entity_of(flow)
            about = [record for record in reference.records(entity) if reference.covers(flow, entity, record)]
            yield from ((f"{entity}/{name}", record) for record in about)


def single_point_least(reference: Reference, day: Day) -> Found:
    """Needs that hang by one system or middleware (215): entity/need/what."""
    return _single_point(reference, day, generous=False)


def single_point_most(reference: Reference, day: Day) -> Found:
    """The same, counting those that the record comes from, or is written in."""
    return _single_point(reference, day, generous=True)


def _single_point(reference: Reference, day: Day, *, generous: bool) -> Found:
    flows = reference.items("flows")
    lost = {*reference.items("systems"), *(flow["via"] for flow in flows.values() if "via" in flow)}
    for look in looks(reference, day):
        for name, need in look.covered("needs").items():
            groups = reference.groups_of(need) & set(look.groups())
            writing = set().union(*(look.writers(group) for group in groups))
            for what in lost - {need["system"]} - (set() if generous else {look.origin.system, *writing}):
                cut = [n for n, flow in flows.items() if what in (flow["from"], flow["to"], flow.get("via"))]
                if _served(look, need, groups) and not _served(Look(_without(reference, cut), *look[1:]), need, groups):
                    yield f"{look.entity}/{name}/{what}", look.record


def _served(look: Look, need: Item, groups: Iterable[str]) -> bool:
    return need["system"] in look.present() and all(need["system"] in look.holders(group) for group in groups)


def _without(reference: Reference, names: Iterable[str]) -> Reference:
    kept = {name: flow for name, flow in reference.items("flows").items() if name not in set(names)}
    return Reference({**reference.raw, "flows": kept}, drafts=reference.drafts)


def child_before_parent_least(reference: Reference, day: Day) -> Found:
    """Records that come to a system to which what they refer to never comes (216): entity/system."""
    return _child_before_parent(reference, day, generous=False)


def child_before_parent_most(reference: Reference, day: Day) -> Found:
    """The same, if some record never does, or none is waited for."""
    return _child_before_parent(reference, day, generous=True)


def _child_before_parent(reference: Reference, day: Day, *, generous: bool) -> Found:
    for look in looks(reference, day):
        references = reference.items("entities")[look.entity].get("references") or {}
        for parent in {target["entity"] for target in references.values()}:
            there = [one.present() for one in looks(reference, day) if one.entity == parent]
            for system in look.present():
                somewhere = [system in systems for systems in there]
                if not any(somewhere) or (generous and (not all(somewhere) or not _waits(look, system, parent))):
                    yield f"{look.entity}/{system}", look.record


def _waits(look: Look, system: str, parent: str) -> bool:
    """Whether every flow that brings the record there comes after one that brings the parent's."""
    flows = look.reference.statements("flows", look.day)
    bringing = [flow for flow in look.flows("create").values() if flow["to"] == system]
    parents = {n for n, f in flows.items() if f["to"] == system and look.reference.entity_of(f) == parent}
    return bool(bringing) and all(parents & set(as_list(flow.get("after"))) for flow in bringing)
