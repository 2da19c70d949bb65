"""In which order a change of one record goes from system to system.

Readings where the text leaves room:

- A flow that delivers no change (a `once`, a cron that after some moment of the calendar has no run for nine years)
  carries none: its target is present and not reached.
- `after` does not move a wave: a wave is defined by the systems alone.
- A flow into its own source is a cycle of one system.
- Providers are present, so that one which nothing goes to is among those not reached.
- Of an update of several groups the bound of a system is when the last of the groups that reach it has arrived;
  of a creation, when the record has, whatever its groups, unless groups are named: then the last of these counts too.
  `by_group` has each group's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from .conditions import Record
from .delays import AT_ONCE, NEVER, Delay, Hop, hops, worst_delay, worst_delays
from .reference import Day, Item, Origin, Reference
from .timing import Calendar, calendar_of
from .topology import carrying, later_writers, present, spread


class Cycle(NamedTuple):
    """Systems each of which can be reached from each other, and whether all flows between them are protected."""

    systems: frozenset[str]
    protected: bool


class Propagation(NamedTuple):
    """Where a change goes; `by_group` has the bound of each group in each system, of a creation those supplied."""

    waves: tuple[frozenset[str], ...]
    bounds: dict[str, Delay]
    by_group: dict[str, dict[str, Delay]]
    flows: frozenset[str]
    cycles: frozenset[Cycle]
    unreached: frozenset[str]


class Way(NamedTuple):
    """The flows that one part of a change takes, and how late it is in each system that it reaches."""

    flows: frozenset[Hop]
    bounds: dict[str, Delay]


def propagate(
    reference: Reference,
    operation: str,
    entity: str,
    record: Record,
    origin: Origin,
    day: Day,
    at: str | None = None,
    groups: Collection[str] | None = None,
) -> Propagation:
    """A creation at the origin; an update (of the groups, else all that the system writes later) or deletion `at`."""
    start = origin.system if at is None else at

    def way(group: str | None = None) -> Way:
        flows = carrying(reference, entity, record, origin, day, operation, group)
        return take(flows, start, calendar_of(reference))

    changed = {group for group in groups or () if reference.applies(entity, group, record)}
    if groups is None:
        changed = _changed(reference, operation, entity, record, origin, day, start)
    by_group = {group: way(group) for group in sorted(changed)}
    parts = list(by_group.values()) if operation == "update" else [way()]
    told = [*parts, *by_group.values()] if operation == "create" and groups is not None else parts
    flows = frozenset(hop for part in parts for hop in part.flows)
    reached = {start}.union(*(part.bounds for part in parts))
    return Propagation(
        waves(flows, start, reached),
        {system: max((part.bounds.get(system, AT_ONCE) for part in told), default=AT_ONCE) for system in reached},
        {group: one.bounds for group, one in by_group.items()},
        frozenset(hop.name for hop in flows),
        cycles(reference, flows, reached),
        frozenset(present(reference, entity, record, origin, day) - reached),
    )


def _changed(
    reference: Reference, operation: str, entity: str, record: Record, origin: Origin, day: Day, at: str
) -> set[str]:
    """The groups of a change where none are named: what the origin supplies, what the system writes later."""
    if operation == "create":
        return set(origin.supplies)
    names = reference.group_specs(entity) if operation == "update" else ()
    return {group for group in names if at in later_writers(reference, entity, group, record, origin, day)}


def take(flows: Mapping[str, Item], start: str, calendar: Calendar) -> Way:
    """The way of a change along those flows: as far as they deliver, and those of them that it comes to."""
    delivering = frozenset(hop for hop in hops(flows) if delivers(hop, calendar))
    found = worst_delays(delivering, start, calendar)
    bounds = {system: worst.delay for system, worst in found.items() if worst.delay != NEVER}
    return Way(frozenset(hop for hop in delivering if {hop.source, hop.target} <= set(bounds)), bounds)


def delivers(hop: Hop, calendar: Calendar) -> bool:
    """Whether the flow delivers a change, whenever it is made."""
    elsewhere = hop._replace(source="here", target="there")
    return worst_delay([elsewhere], "here", "there", calendar) != NEVER


def from_there(flows: Iterable[Hop], system: str) -> set[str]:
    """The systems that can be reached from that one, itself among them."""
    return spread({system}, [(hop.source, hop.target) for hop in flows])


def component(flows: Collection[Hop], system: str) -> frozenset[str]:
    """The system and those with which it is in a cycle."""
    return frozenset(other for other in from_there(flows, system) if system in from_there(flows, other))


def waves(flows: Collection[Hop], start: str, reached: Collection[str]) -> tuple[frozenset[str], ...]:
    """The systems by the longest path to them from the start, counted in components, of which none comes twice."""
    longest: dict[frozenset[str], int] = {}

    def walk(here: frozenset[str], steps: int) -> None:
        longest[here] = max(steps, longest.get(here, 0))
        for after in {component(flows, hop.target) for hop in flows if hop.source in here} - {here}:
            walk(after, steps + 1)

    walk(component(flows, start), 0)
    by_wave = [{s for s in reached if longest[component(flows, s)] == n} for n in range(max(longest.values()) + 1)]
    return tuple(frozenset(systems) for systems in by_wave)


def cycles(reference: Reference, flows: Collection[Hop], reached: Iterable[str]) -> frozenset[Cycle]:
    """The components that have a cycle in them, be it of one system."""
    found = set()
    for systems in {component(flows, system) for system in reached}:
        inside = [hop.name for hop in flows if {hop.source, hop.target} <= systems]
        if inside:
            guards = [reference.items("flows")[name].get("loop_protection", "none") for name in inside]
            found.add(Cycle(systems, all(guard != "none" for guard in guards)))
    return frozenset(found)
