"""One record from one origin on one day, looked at: what the rules about topology ask again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .conditions import Record
from .delays import AT_ONCE, NEVER, Delay, Hop, hops
from .findings import covered, is_personal, providers_of, writers_of
from .propagation import Way, delivers, take
from .reference import Day, Item, Origin, Reference
from .timing import calendar_of
from .topology import carrying, cases, flows_that_count, holders, later_writers, present, writers


class Look(NamedTuple):
    """The record, and where it came into being."""

    reference: Reference
    entity: str
    record: Record
    origin: Origin
    day: Day

    def groups(self) -> list[str]:
        """The groups that apply."""
        names = self.reference.group_specs(self.entity)
        return [group for group in names if self.reference.applies(self.entity, group, self.record)]

    def personal(self) -> list[str]:
        """Those of them that are personal data."""
        return [group for group in self.groups() if is_personal(self.reference, self.entity, group)]

    def present(self) -> set[str]:
        """The systems in which the record comes to be."""
        return present(self.reference, self.entity, self.record, self.origin, self.day)

    def holders(self, group: str) -> set[str]:
        """The systems that have the group."""
        return holders(self.reference, self.entity, group, self.record, self.origin, self.day)

    def writers(self, group: str) -> set[str]:
        """Whoever writes the group, the origin with what it supplies and providers among them."""
        return writers(self.reference, self.entity, group, self.record, self.origin, self.day)

    def later_writers(self, group: str) -> set[str]:
        """Whoever writes the group after the creation."""
        return later_writers(self.reference, self.entity, group, self.record, self.origin, self.day)

    def owners(self, group: str) -> set[str]:
        """The systems that are present, and granted to enrich or update the group."""
        return writers_of(self.reference, self.entity, group, self.record, self.day) & self.present()

    def suppliers(self, group: str) -> set[str]:
        """The providers that supply the group."""
        return set(providers_of(self.reference, self.entity, group, self.record, self.day))

    def creates(self, group: str) -> bool:
        """Whether the creation counts for the group."""
        return group in self.origin.supplies and not self.origin.ended

    def covered(self, section: str) -> dict[str, Item]:
        """The statements of a section in force that are about the record."""
        return dict(covered(self.reference, section, self.entity, self.record, self.day))

    def settled(self, group: str) -> bool:
        """Whether a survivorship covers the group."""
        return any(group in self.reference.groups_of(item) for item in self.covered("survivorship").values())

    def all_flows(self) -> dict[str, Item]:
        """The flows about the record that deliver changes, between systems present."""
        here = self.present()
        flows = flows_that_count(self.reference, self.entity, self.record, self.day)
        return {
            name: flow for name, flow in flows.items() if {flow["from"], flow["to"]} <= here and self._delivers(flow)
        }

    def flows(self, operation: str, group: str | None = None) -> dict[str, Item]:
        """Those on which a change travels."""
        found = carrying(self.reference, self.entity, self.record, self.origin, self.day, operation, group)
        return {name: flow for name, flow in found.items() if self._delivers(flow)}

    def _delivers(self, flow: Item) -> bool:
        (hop,) = hops({"": flow})
        return delivers(hop, calendar_of(self.reference))

    def way(self, operation: str, start: str, group: str | None = None) -> Way:
        """Where such a change goes, and how late it is there."""
        return take(self.flows(operation, group), start, calendar_of(self.reference))

    def delay(self, operation: str, start: str, system: str, group: str | None = None) -> Delay:
        """How late such a change is in that system."""
        return self.way(operation, start, group).bounds.get(system, NEVER)

    def routes(self, operation: str, start: str, system: str, group: str | None = None) -> list[tuple[Hop, ...]]:
        """Every route of such a change to the system that comes nowhere twice."""
        flows = hops(self.flows(operation, group))
        return list(_routes(flows, start, system, frozenset()))


def _routes(flows: frozenset[Hop], here: str, system: str, before: frozenset[str]) -> Iterator[tuple[Hop, ...]]:
    if here == system:
        yield ()
        return
    for hop in sorted(flows):
        if hop.source == here and hop.target not in before | {here}:
            yield from ((hop, *rest) for rest in _routes(flows, hop.target, system, before | {here}))


def looks(reference: Reference, day: Day) -> Iterator[Look]:
    """Every possible record from each of its origins."""
    for entity, record, origin in cases(reference, day):
        yield Look(reference, entity, record, origin, day)


def waits(delay: Delay) -> bool:
    """Whether a change takes any time at all."""
    return delay > AT_ONCE
