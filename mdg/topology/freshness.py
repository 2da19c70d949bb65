"""How stale each copy can get: which changes of a group must reach a system, and how late they can be there.

Of one group in one system, records differ: by where they began, by who may change them, and by the ways that their
changes take.  An answer is therefore a list of :class:`Lag`, each about a set of records and one change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from mdg.model.life import Origin
from mdg.topology.bounds import Bounds, bounds
from mdg.topology.links import raw
from mdg.topology.network import Network
from mdg.topology.reach import Reached, Set


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Change:
    """A change of a group: a ``creation``, an ``update`` by a system that owns the group, or a provider's ``supply``.

    ``records`` are those of which it counts; a supply is ``refreshed`` seconds old at most where it comes from.
    """

    kind: str
    origin: Origin
    writer: str
    records: Set
    refreshed: int = 0

    @property
    def operation(self) -> str:
        """How it travels."""
        return "create" if self.kind == "creation" else "update"


@attrs.frozen(slots=True, repr=False, eq=False)
class Lag:
    """For some records, how late a change is in a system at worst: seconds, unbounded, or None for never.

    ``after`` is the moment just after which it is so late, None where that does not depend on the moment.
    """

    records: Set
    delay: float | None
    change: Change
    after: int | None = None

    @property
    def rank(self) -> tuple[bool, float]:
        """The later the larger."""
        return self.delay is None, self.delay or 0


@attrs.frozen(slots=True, repr=False, eq=False)
class Variant:
    """Records as they came from an origin: with a group (``supplied``), or without it."""

    origin: Origin
    supplied: bool
    records: Set


def variants(network: Network, group: str, records: Set | None = None) -> tuple[Variant, ...]:
    """Every way in which records can have begun, as far as the group is concerned; where it applies."""
    return network.derived(("variants", group, records), lambda: tuple(_variants(network, group, records)))


def _variants(network: Network, group: str, records: Set | None) -> Iterator[Variant]:
    for origin in network.origins:
        given = raw(origin.supplied(network.entity, group))
        lacking = raw(origin.lacking(network.entity, group)) & network.applies(group)
        for supplied, whole in ((True, given), (False, lacking)):
            some = whole if records is None else whole & records
            if some != network.nothing:
                yield Variant(origin, supplied, some)


def holders(network: Network, group: str, variant: Variant) -> Mapping[str, Set]:
    """For each system, the records of the variant of which it holds the group."""
    return network.derived(("holders", group, variant), lambda: _holders(network, group, variant))


def _holders(network: Network, group: str, variant: Variant) -> Mapping[str, Set]:
    system, nothing = variant.origin.system, network.nothing
    found: dict[str, Set] = {}
    several = [network.holding_writers(system, group)]
    if variant.supplied:
        several.append(network.holding_creation(system, group, variant.records))
    arrays = [one for one in several if isinstance(one, Reached)]
    if arrays:
        return arrays[0].together(arrays[1:], variant.records)
    for holding in several:
        for at, records in holding.items():
            here = records & variant.records
            if here != nothing:
                found[at] = found[at] | here if at in found else here
    return found


def holders_of(network: Network, group: str, origin: str, records: Set, *, supplied: bool) -> dict[str, Set]:
    """For each system, the records among those created at ``origin`` (with the group or not) of which it holds it."""
    several = [network.holding_writers(origin, group, records)]
    if supplied:
        several.append(network.holding_creation(origin, group, records & network.applies(group), records))
    found: dict[str, Set] = {}
    for holding in several:
        for at, here in holding.items():
            found[at] = found[at] | here if at in found else here
    return found


def changes(network: Network, group: str, variant: Variant) -> tuple[Change, ...]:
    """The changes of the group that count for the records of a variant."""
    return network.derived(("changes", group, variant), lambda: tuple(_changes(network, group, variant)))


def _changes(network: Network, group: str, variant: Variant) -> Iterator[Change]:
    origin, nothing = variant.origin, network.nothing
    if variant.supplied and origin.in_force:
        yield Change(kind="creation", origin=origin, writer=origin.system, records=variant.records)
    for system, owned in network.updating(origin.system, group).items():
        records = owned & variant.records
        if records != nothing:
            yield Change(kind="update", origin=origin, writer=system, records=records)
    for system, supplied, refreshed in network.supplies.get(group, ()):
        records = supplied & variant.records
        if records != nothing:
            yield Change(kind="supply", origin=origin, writer=system, records=records, refreshed=refreshed)


@attrs.frozen(slots=True, repr=False, eq=False)
class Course:
    """What becomes of a group of the records of a variant: who holds it, and how late each change is where."""

    variant: Variant
    holders: Mapping[str, Set]
    changes: tuple[tuple[Change, Bounds], ...]

    def lags(self, at: str, nothing: Set) -> Iterator[Lag]:
        """How late each change that counts is in a system, for the records held there; of every record."""
        held = self.holders.get(at)
        for change, found in self.changes if held is not None else ():
            left = change.records & held
            if left == nothing:
                continue
            for bound in found.get(at, ()):
                records = bound.records & left
                if records != nothing:
                    yield Lag(records, bound.delay + change.refreshed, change, bound.after)
                    left = left & ~records
            if left != nothing:
                yield Lag(left, None, change)


def courses(network: Network, group: str) -> tuple[Course, ...]:
    """What becomes of a group, for every way in which records can have begun; groups that fare alike share theirs."""
    name = alike(network, group)
    return network.derived(("courses", name), lambda: _courses(network, name))


def _courses(network: Network, group: str) -> tuple[Course, ...]:
    return tuple(course(network, group, variant) for variant in variants(network, group))


def course(network: Network, group: str, variant: Variant) -> Course:
    """What becomes of a group of the records of one variant."""
    present = network.present(variant.origin.system)
    several = tuple(
        (change, bounds(network, change.operation, group, change.writer, present))
        for change in changes(network, group, variant)
    )
    return Course(variant, holders(network, group, variant), several)


def alike(network: Network, group: str) -> str:
    """The first group that fares as this one does: the same writers, flows and records."""
    return network.derived(
        ("alike", group), lambda: network.derived(("first", _what_decides(network, group)), lambda: group)
    )


def _what_decides(network: Network, group: str) -> object:
    return (
        tuple(network.road(operation, group) for operation in ("create", "update", None)),
        tuple((variant.origin, variant.supplied, variant.records) for variant in variants(network, group)),
        tuple(network.owners(group).items()),
        network.supplies.get(group, ()),
        network.applies(group),
    )


def lags(network: Network, group: str, at: str, variant: Variant) -> list[Lag]:
    """How late each change that counts for the group is in a system, for the records held there; of every record."""
    return list(course(network, group, variant).lags(at, network.nothing))


def held(network: Network, group: str, at: str) -> Set:
    """The records of which a system holds the group wherever they began, and that can have begun somewhere."""
    return network.derived(("held", alike(network, group), at), lambda: _held(network, group, at))


def _held(network: Network, group: str, at: str) -> Set:
    some, not_all = network.nothing, network.nothing
    for course in courses(network, group):
        here: Set = course.holders.get(at, network.nothing)
        some = some | here
        not_all = not_all | course.variant.records & ~here
    return some & ~not_all


def worst(network: Network, group: str, at: str) -> list[Lag]:
    """Every lag of a group in a system, the worst first; see :class:`Lag` for whom each is about."""
    return network.derived(("worst", alike(network, group), at), lambda: _worst(network, group, at))


def _worst(network: Network, group: str, at: str) -> list[Lag]:
    found = [lag for course in courses(network, group) for lag in course.lags(at, network.nothing)]
    return sorted(found, key=lambda lag: lag.rank, reverse=True)
