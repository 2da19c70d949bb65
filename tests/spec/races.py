"""The reference on changes that cross, overtake or come too early: 202, 203, 204, 217, 308.

Of each rule two sets: what every reading contains (`…_least`), and what some reading contains (`…_most`).  The
questions:

- 202: the subject here is entity.group/flow, for each flow in such a cycle.  Must some change come to the cycle, and
  go all the way round as a change of one kind (all flows carry creations, or all updates)?  In `least`, and there a
  cycle has two systems (a flow into its own source is told by 210).
- 203: changes cross if each of two writers gets the other's (`least`), or some system gets both (`most`); a writer by
  ownership (`least`), or the origin or a provider too.  Is there a window if all is at once?  In `most`.
- 204: the subject is entity.group/system.  Can a route with a timetable be overtaken or overtake?  That depends on the
  runs: in `most`.  Routes that enter T by one flow?  In `most`; by different ones, of which one takes time, in `least`.
  Versions of different writers?  In `most` (203 tells them).
- 217: the first update is lost if it can be in T before the record is.  A direct flow of the origin's own updates, or
  of what a provider supplies, whose record takes time to come to T is in `least`; any later writer and route that ends
  in an update-only flow in `most`.
- 308: the subject is the later flow.  The run that it feeds on starts first or at the same instant, and has then not
  finished, or just so (`least`); in `most` every two timetables in a row.
"""

from __future__ import annotations

import itertools

from .copies import Found
from .cron import runs_between
from .delays import AT_ONCE, UNBOUNDED, Hop, hops
from .look import Look, looks, waits
from .reference import Day, Item, Reference
from .timing import Length, calendar_of, trigger_of
from .topology import carries, operations_of, spread

CHANGES = ("create", "update")
ONE_SECOND = Length(seconds=1)


def echo_cycle_least(reference: Reference, day: Day) -> Found:
    """Cycles of flows without protection round which a change of a group travels (202)."""
    for look in looks(reference, day):
        for group in look.groups():
            for operation in CHANGES:
                starts = look.later_writers(group) if operation == "update" else {look.origin.system}
                if operation == "create" and not look.creates(group):
                    continue
                reached = set().union(*(look.way(operation, start, group).bounds for start in starts))
                flows = look.flows(operation, group)
                for name in _unprotected_cycle({n: f for n, f in flows.items() if f["from"] in reached}):
                    if flows[name]["from"] != flows[name]["to"]:
                        yield f"{look.entity}.{group}/{name}", look.record


def echo_cycle_most(reference: Reference, day: Day) -> Found:
    """Cycles of flows about the record that carry the group."""
    for entity in reference.items("entities"):
        for record in reference.records(entity):
            for group in reference.group_specs(entity):
                flows = {
                    name: flow
                    for name, flow in reference.statements("flows", day).items()
                    if reference.covers(flow, entity, record) and carries(reference, flow, group)
                }
                if reference.applies(entity, group, record):
                    yield from ((f"{entity}.{group}/{name}", record) for name in _unprotected_cycle(flows))


def _unprotected_cycle(flows: dict[str, Item]) -> set[str]:
    """The flows without protection from whose target such flows lead back to their source."""
    loose = {name: flow for name, flow in flows.items() if flow.get("loop_protection", "none") == "none"}
    links = [(flow["from"], flow["to"]) for flow in loose.values()]
    return {name for name, flow in loose.items() if flow["from"] in spread({flow["to"]}, links)}


def lost_update_window_least(reference: Reference, day: Day) -> Found:
    """Two owners of a group each of whom gets the other's changes, and not at once (203): entity.group."""
    for look in looks(reference, day):
        for group in look.groups():
            for one, two in itertools.combinations(sorted(look.owners(group)), 2):
                there, back = look.delay("update", one, two, group), look.delay("update", two, one, group)
                if max(there, back) <= UNBOUNDED and waits(max(there, back)):
                    yield f"{look.entity}.{group}", look.record


def lost_update_window_most(reference: Reference, day: Day) -> Found:
    """Two writers of a group whose changes, of any kind, both come to some system."""
    for look in looks(reference, day):
        for group in look.groups():
            for one, two in itertools.combinations(sorted(look.writers(group)), 2):
                if _comes_from(look, group, one) & _comes_from(look, group, two):
                    yield f"{look.entity}.{group}", look.record


def _comes_from(look: Look, group: str, writer: str) -> set[str]:
    links = [(f["from"], f["to"]) for operation in CHANGES for f in look.flows(operation, group).values()]
    return spread({writer}, links)


def racing_routes_least(reference: Reference, day: Day) -> Found:
    """Systems that an update enters by two flows, not all `version`, of routes without timetables (204)."""
    for look in looks(reference, day):
        for group in look.groups():
            for writer, system in itertools.product(look.later_writers(group), look.present()):
                routes = look.routes("update", writer, system, group)
                timed = [route for route in routes if all(hop.trigger.kind != "cron" for hop in route)]
                for one, two in itertools.combinations(timed, 2):
                    if one[-1] != two[-1] and _takes_time((*one, *two)) and not _all_version(look, one[-1], two[-1]):
                        yield f"{look.entity}.{group}/{system}", look.record


def racing_routes_most(reference: Reference, day: Day) -> Found:
    """Systems to which two routes lead from any writers, whose last flows are not all `version`."""
    for look in looks(reference, day):
        for group in look.groups():
            for system in look.present():
                routes = [
                    route
                    for writer in look.writers(group) - {system}
                    for operation in CHANGES
                    for route in look.routes(operation, writer, system, group)
                ]
                if any(a != b and not _all_version(look, a[-1], b[-1]) for a, b in itertools.combinations(routes, 2)):
                    yield f"{look.entity}.{group}/{system}", look.record


def _takes_time(route: tuple[Hop, ...]) -> bool:
    return any(hop.latency or hop.trigger.kind in ("every", "manual") for hop in route)


def _all_version(look: Look, *last: Hop) -> bool:
    flows = look.reference.items("flows")
    return all(flows[hop.name].get("loop_protection") == "version" for hop in last)


def update_before_record_least(reference: Reference, day: Day) -> Found:
    """Update-only flows of updates by the origin or a provider that can come before the records (217): entity/flow."""
    for look in looks(reference, day):
        start = look.origin.system
        for name, flow in look.all_flows().items():
            carried = {group for group in look.groups() if carries(reference, flow, group)}
            own = {group for group in carried if flow["from"] == start and start in look.owners(group)}
            supplied = {group for group in carried if flow["from"] in look.suppliers(group)}
            at_times_early = flow["to"] != start and trigger_of(flow).kind != "cron"
            record = look.delay("create", start, flow["to"])
            if own | supplied and _update_only(flow) and at_times_early and AT_ONCE < record <= UNBOUNDED:
                yield f"{look.entity}/{name}", look.record


def update_before_record_most(reference: Reference, day: Day) -> Found:
    """Update-only flows at the end of any route of an update to a system that is not where the record began."""
    for look in looks(reference, day):
        for group in look.groups():
            for writer in look.later_writers(group):
                for hop in look.way("update", writer, group).flows:
                    if _update_only(reference.items("flows")[hop.name]) and hop.target != look.origin.system:
                        yield f"{look.entity}/{hop.name}", look.record


def _update_only(flow: Item) -> bool:
    return "update" in operations_of(flow) and "create" not in operations_of(flow)


def schedule_race_least(reference: Reference, day: Day) -> Found:
    """Timetables of which a run starts while the run that feeds it is going, or as it ends (308): entity/flow."""
    return _schedule_race(reference, day, generous=False)


def schedule_race_most(reference: Reference, day: Day) -> Found:
    """Timetables that are fed by a timetable."""
    return _schedule_race(reference, day, generous=True)


def _schedule_race(reference: Reference, day: Day, *, generous: bool) -> Found:
    for look in looks(reference, day):
        for operation, group in itertools.product(CHANGES, look.groups()):
            flows = look.flows(operation, group)
            timed = [hop for hop in hops(flows) if hop.trigger.kind == "cron" and hop.source in look.holders(group)]
            for first, then in itertools.product(timed, timed):
                if first.target == then.source and first != then and (generous or _collide(reference, first, then)):
                    yield f"{look.entity}/{then.name}", look.record


def _collide(reference: Reference, first: Hop, then: Hop) -> bool:
    """Whether a run of the second starts when one of the first has started and not finished, or just so."""
    start, end = calendar_of(reference)
    return any(
        list(runs_between(then.trigger.cron, then.trigger.zone, run, run + first.latency + ONE_SECOND))
        for run in runs_between(first.trigger.cron, first.trigger.zone, start, end)
    )
