"""The reference on freshness objectives: 305, 306, 307, 309.

Of each rule two sets: what every reading contains (`…_least`), and what some reading contains (`…_most`).  The subject
is entity/need unless said otherwise.  The questions:

- 305: no schedule helps if the bound is over `max_age` with every flow set off by each change, so that only latencies
  are left.  Does what a provider refreshes count with them?  In `most`.  Is a need told whose bound is unbounded, or
  only one that 301 tells?  In `most`.
- 306: one run of one flow is missed: an interval becomes two, and of a timetable the second run counts.  A missed run
  is worst for a change that waits for it, so that every change may be thought to miss one.  Does somebody who forgets
  once count (`manual` with a limit)?  In `most`.
- 307: the subject is entity/flow.  The longest gap between two runs is over twice the shortest, over those that begin
  in the calendar.  In `least` the need is broken (301) and the timetable's flow is the only one on the way; in `most`
  it carries a group of any need with a limit, and its gaps are uneven in the calendar or a year round it.
- 309: the subject is the entity.  In `least` nobody has stated any limit or answers for freshness of any personal group
  of the entity that is held anywhere; in `most` some copy of some record is without.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from .conditions import as_list
from .copies import Found
from .cron import next_run, runs_between
from .delays import NOTHING, UNBOUNDED, Delay, Hop, finite, worst_delay
from .findings import is_personal
from .look import looks
from .needs import Asked, asked, bounds, is_over
from .reference import Day, Item, Reference
from .staleness import Change, changes_that_count
from .timing import Calendar, Length, Trigger, calendar_of, length, trigger_of
from .topology import carries

ONE_DAY = Length(days=1)


def impossible_least(reference: Reference, day: Day) -> Found:
    """Needs over their limit by latencies alone (305)."""
    return _impossible(reference, day, generous=False)


def impossible_most(reference: Reference, day: Day) -> Found:
    """The same, counting what a provider refreshes, and routes without bound."""
    return _impossible(reference, day, generous=True)


def _impossible(reference: Reference, day: Day, *, generous: bool) -> Found:
    calendar = calendar_of(reference)
    for one in asked(reference, day):
        for group, bound in bounds(reference, one, day).items():
            judged = is_over(one.need, bound) or (generous and bound == UNBOUNDED)
            for change in _changes(reference, one, group, day) if judged else ():
                network = [hop._replace(trigger=_ready(hop.trigger)) for hop in change.network]
                least = worst_delay(network, change.writer, one.need["system"], calendar)
                if is_over(one.need, least + (change.refreshed if generous else NOTHING)):
                    yield one.subject, one.record


def _ready(trigger: Trigger) -> Trigger:
    """A flow that waits for nothing, unless it carries no change at all."""
    return trigger if trigger.kind == "once" else Trigger("event")


def _changes(reference: Reference, one: Asked, group: str, day: Day) -> Iterator[Change]:
    for origin in reference.origins(one.entity, one.record, day):
        yield from changes_that_count(reference, one.entity, group, one.record, origin, one.need["system"], day)


def one_miss_least(reference: Reference, day: Day) -> Found:
    """Needs that hold, and one missed run breaks (306)."""
    return _one_miss(reference, day, ("every", "cron"))


def one_miss_most(reference: Reference, day: Day) -> Found:
    """The same, counting what is done by hand."""
    return _one_miss(reference, day, ("every", "cron", "manual"))


def _one_miss(reference: Reference, day: Day, kinds: tuple[str, ...]) -> Found:
    for one in asked(reference, day):
        for group, bound in bounds(reference, one, day).items():
            if bound <= finite(length(one.need["max_age"])):
                for change in _changes(reference, one, group, day):
                    missed = [_missing(change.network, hop) for hop in change.network if hop.trigger.kind in kinds]
                    late = [worst_delay(n, change.writer, one.need["system"], calendar_of(reference)) for n in missed]
                    if any(delay + change.refreshed > bound_of(one) for delay in late):
                        yield one.subject, one.record


def bound_of(one: Asked) -> Delay:
    """What the need allows."""
    return finite(length(one.need["max_age"]))


def _missing(network: frozenset[Hop], hop: Hop) -> frozenset[Hop]:
    return network - {hop} | {hop._replace(trigger=hop.trigger._replace(missed=True))}


def schedule_gap_least(reference: Reference, day: Day) -> Found:
    """Timetables with uneven gaps that alone make a need too stale (307): entity/flow."""
    calendar = calendar_of(reference)
    for one in asked(reference, day):
        for group, bound in bounds(reference, one, day).items():
            for change in _changes(reference, one, group, day) if is_over(one.need, bound) else ():
                hops_there = [hop for hop in change.network if hop.target == one.need["system"]]
                if len(change.network) == 1 and hops_there and is_over(one.need, change.delay):
                    (hop,) = hops_there
                    if hop.trigger.kind == "cron" and is_uneven(hop.trigger, calendar):
                        yield f"{one.entity}/{hop.name}", one.record


def schedule_gap_most(reference: Reference, day: Day) -> Found:
    """Timetables with uneven gaps, be it in another year, that carry a group of a need with a limit."""
    start, end = calendar_of(reference)
    years = Calendar(start - 400 * ONE_DAY, end + 400 * ONE_DAY)
    for look in looks(reference, day):
        limited = [need for need in look.covered("needs").values() if "max_age" in need]
        wanted = {group for need in limited for group in reference.groups_of(need)} & set(look.groups())
        for name, flow in look.all_flows().items():
            trigger = trigger_of(flow)
            carrying = any(carries(reference, flow, group) for group in wanted)
            if trigger.kind == "cron" and carrying and is_uneven(trigger, years):
                yield f"{look.entity}/{name}", look.record


def gaps(trigger: Trigger, calendar: Calendar) -> set[Length]:
    """The gaps between a run in the calendar and the one after it."""
    found = set()
    for run in runs_between(trigger.cron, trigger.zone, calendar.start, calendar.end):
        after = next_run(trigger.cron, trigger.zone, run, strictly=True)
        if after is not None:
            found.add(after - run)
    return found


@functools.cache
def is_uneven(trigger: Trigger, calendar: Calendar) -> bool:
    """Whether the longest gap is over twice the shortest."""
    found = gaps(trigger, calendar)
    return bool(found) and max(found) > 2 * min(found)


def no_objective_least(reference: Reference, day: Day) -> Found:
    """Entities with personal data of which nobody has said how fresh it must be (309): entity."""
    for look in looks(reference, day):
        personal = [g for g in reference.group_specs(look.entity) if is_personal(reference, look.entity, g)]
        said = [*_limits(reference, look.entity, day).values(), *_answers(reference, look.entity, day).values()]
        if not any(reference.groups_of(item) & set(personal) for item in said) and any(
            map(look.holders, look.personal())
        ):
            yield look.entity, look.record


def no_objective_most(reference: Reference, day: Day) -> Found:
    """Entities of which some copy of personal data has neither a limit nor somebody who answers."""
    for look in looks(reference, day):
        limits, answers = _limits(reference, look.entity, day), _answers(reference, look.entity, day)
        for group in look.personal():
            for system in look.holders(group):
                about = [item for item in (*limits.values(), *answers.values()) if item.get("system", system) == system]
                covering = [item for item in about if reference.covers(item, look.entity, look.record)]
                if not any(group in reference.groups_of(item) for item in covering):
                    yield look.entity, look.record


def _limits(reference: Reference, entity: str, day: Day) -> dict[str, Item]:
    needs = reference.statements("needs", day).items()
    return {name: need for name, need in needs if "max_age" in need and reference.entity_of(need) == entity}


def _answers(reference: Reference, entity: str, day: Day) -> dict[str, Item]:
    found = reference.statements("responsibilities", day).items()
    about = {name: item for name, item in found if reference.entity_of(item) == entity}
    return {name: item for name, item in about.items() if "freshness" in as_list(item["concern"])}
