"""What records lose when the rule by which they were created has ended: needs and copies that fare worse than new ones.

Compared are the records that can have begun by an ended rule with the same records as they begin today.  Where none
begin today there is nothing to compare with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mdg.model.items import Need
from mdg.model.life import Origin
from mdg.topology.freshness import Lag, alike, courses
from mdg.topology.large_needs import gaps, limits
from mdg.topology.links import UNBOUNDED, raw, seconds
from mdg.topology.needs import Served
from mdg.topology.network import Network
from mdg.topology.reach import Set, less, union_of


class Worse(NamedTuple):
    """Records for which something is wrong if they are old, and is not if they are new; of some groups, if of any."""

    records: Set
    groups: tuple[str, ...]
    #: whether they never come at all
    absent: bool


def retired(network: Network) -> tuple[Origin, ...]:
    """The origins whose rules have ended, and records of which can begin today by other rules."""
    return network.derived("retired", lambda: tuple(_retired(network)))


def _retired(network: Network) -> Iterator[Origin]:
    for one in network.origins:
        if not one.in_force and raw(one.records) & _begun(network) != network.nothing:
            yield one


def _begun(network: Network) -> Set:
    """The records that can begin today."""
    several = (raw(one.records) for one in network.origins if one.in_force)
    return network.derived("begun", lambda: union_of(several, network.nothing))


def needs_worse(network: Network) -> Iterator[tuple[Need, Worse]]:
    """The needs that are served worse for old records than for new ones (MDG301 to MDG304)."""
    failing = {one.need.id: one for one in gaps(network)}
    slow = {one.need.id: exact for exact, one in limits(network)}
    for need in network.landscape.needs.values():
        faults = [*_missing(failing[need.id])] if need.id in failing else []
        faults += _late(slow[need.id], need) if need.id in slow else ()
        spared = _begun(network) & ~union_of((one.records for one in faults if one.new), network.nothing)
        worse = {(one.group, one.records & spared) for one in faults if not one.new}
        worse = {(group, records) for group, records in worse if records != network.nothing}
        if worse:
            lost = {group for group, _ in worse}
            named = tuple(group for group in need.extract.groups if group in lost)
            yield need, Worse(union_of((records for _, records in worse), network.nothing), named, None in lost)


def copies_worse(network: Network) -> Iterator[tuple[str, Worse]]:
    """The systems with copies that some change never reaches if the record is old (MDG207), and always if it is new.

    Groups of which that is so of the same records are told together.
    """
    groups: dict[tuple[str, Set], list[str]] = {}
    for group in network.entity.groups:
        old, new = _never(network, alike(network, group))
        for system, records in old.items():
            records = less(records & _begun(network), new.get(system, network.nothing))
            if records != network.nothing:
                groups.setdefault((system, records), []).append(group)
    for (system, records), several in groups.items():
        yield system, Worse(records, tuple(several), absent=False)


class _Fault(NamedTuple):
    """What is wrong with a need, for records that begin today (``new``) or began; of a group, or of all of them."""

    new: bool
    group: str | None
    records: Set


def _missing(one: Served) -> Iterator[_Fault]:
    for gap in (*one.absent, *one.not_held):
        yield _Fault(gap.origin.in_force, gap.group, gap.records)


def _late(network: Network, need: Need) -> Iterator[_Fault]:
    """Of each way in which records begin, those of which a change is later than the need allows, and each does come."""
    limit = seconds(need.max_age) if need.max_age is not None else UNBOUNDED
    wanted = raw(need.extract.population)
    for group in need.extract.groups:
        for course in courses(network, group):
            lags = list(course.lags(need.system, network.nothing))
            over = (lag.records for lag in lags if lag.delay is not None and lag.delay > limit)
            late = less(union_of(over, network.nothing), _unheard(lags, network.nothing))
            yield _Fault(course.variant.origin.in_force, group, wanted & late)


def _never(network: Network, group: str) -> tuple[dict[str, Set], dict[str, Set]]:
    """For each system, the records of which it has the group, and some change never comes there: old ones, and new."""
    return network.derived(("never", group), lambda: _never_heard(network, group))


def _never_heard(network: Network, group: str) -> tuple[dict[str, Set], dict[str, Set]]:
    found: tuple[dict[str, Set], dict[str, Set]] = {}, {}
    for course in courses(network, group):
        several = found[course.variant.origin.in_force]
        for system in course.holders:
            lost = _unheard(course.lags(system, network.nothing), network.nothing)
            if lost != network.nothing:
                several[system] = several[system] | lost if system in several else lost
    return found


def _unheard(lags: Iterable[Lag], nothing: Set) -> Set:
    """The records of which a change never comes."""
    return union_of((lag.records for lag in lags if lag.delay is None), nothing)
