"""How stale one group of one record can be in one system, and what makes it so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .conditions import Record
from .delays import AT_ONCE, NOTHING, Delay, Hop, explains, hops, worst_delay
from .findings import providers_of, writers_of
from .reference import Day, Origin, Reference
from .timing import Length, calendar_of, length
from .topology import carrying, holders, later_writers


class Change(NamedTuple):
    """A change that counts for a group: where it is made, how it travels, and how late it can be in the system."""

    origin: Origin
    kind: str  #: creation, update, or supply (an update of what a provider supplies)
    writer: str
    network: frozenset[Hop]
    refreshed: Length
    delay: Delay


class Staleness(NamedTuple):
    """`held`: at every origin, of which there is one; `worst` over those at which it is held (nothing counts: at once).

    `causes` are the changes whose delay is the worst; there may be several, and there is none where nothing counts.
    """

    held: bool
    worst: Delay
    causes: frozenset[Change]

    @property
    def writers(self) -> frozenset[str]:
        """The writers by whom the bound comes about, any one of whom may be named."""
        return frozenset(cause.writer for cause in self.causes)


def staleness(reference: Reference, entity: str, group: str, record: Record, at: str, day: Day) -> Staleness:
    """How stale the group of that record gets in that system, at worst."""
    origins = reference.origins(entity, record, day)
    holding = [o for o in origins if at in holders(reference, entity, group, record, o, day)]
    changes = {c for o in holding for c in changes_that_count(reference, entity, group, record, o, at, day)}
    worst = max((change.delay for change in changes), default=AT_ONCE)
    held = bool(origins) and len(holding) == len(origins)
    return Staleness(held, worst, frozenset(change for change in changes if change.delay == worst))


def changes_that_count(
    reference: Reference, entity: str, group: str, record: Record, origin: Origin, at: str, day: Day
) -> Iterator[Change]:
    """The changes of the group that must reach that system, for a record from that origin."""
    calendar = calendar_of(reference)

    def change(kind: str, writer: str, refreshed: Length = NOTHING) -> Change:
        operation = "create" if kind == "creation" else "update"
        network = hops(carrying(reference, entity, record, origin, day, operation, group))
        delay = worst_delay(network, writer, at, calendar) + refreshed
        return Change(origin, kind, writer, network, refreshed, delay)

    if group in origin.supplies and not origin.ended:
        yield change("creation", origin.system)
    for writer in sorted(later_writers(reference, entity, group, record, origin, day)):
        if writer in writers_of(reference, entity, group, record, day):
            yield change("update", writer)
        if writer in providers_of(reference, entity, group, record, day):
            yield change("supply", writer, refreshed(reference, entity, group, record, writer, day))


def refreshed(reference: Reference, entity: str, group: str, record: Record, provider: str, day: Day) -> Length:
    """How old the provider's supply of the group is there, at most: the largest of those about the record."""
    supplies = reference.items("systems")[provider].get("supplies") or ()
    return max(
        length(extract.get("refreshed", "0s"))
        for extract in supplies
        if reference.in_force(extract, day)
        and reference.covers(extract, entity, record)
        and group in reference.groups_of(extract)
    )


def explained(reference: Reference, stale: Staleness, writer: str | None, route: tuple[str, ...], at: str) -> bool:
    """Whether the bound comes about by a change of that writer along those flows; nothing to explain without one."""
    if writer is None:
        return not stale.causes and not route
    calendar = calendar_of(reference)
    for cause in stale.causes:
        by_name = {hop.name: hop for hop in cause.network}
        if cause.writer == writer and set(route) <= by_name.keys():
            hops_there = tuple(by_name[name] for name in route)
            if explains(hops_there, cause.network, writer, at, calendar):
                return True
    return False
