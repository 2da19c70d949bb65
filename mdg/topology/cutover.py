"""What records lose when the rule by which they were created has ended: needs and copies that fare worse than new ones.

Compared are the records that can have begun by an ended rule with the same records as they begin today.  Where none
begin today there is nothing to compare with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mdg.model.items import Need
from mdg.model.life import Origin
from mdg.topology.freshness import Course, courses
from mdg.topology.links import raw, seconds
from mdg.topology.network import Network
from mdg.topology.reach import Set, union_of


class Worse(NamedTuple):
    """Records for which something is wrong if they are old, and is not if they are new; of some groups, if of any."""

    records: Set
    groups: tuple[str, ...]
    #: whether they never come at all
    absent: bool


def retired(network: Network) -> tuple[Origin, ...]:
    """The origins whose rules have ended, and records of which can begin today by other rules."""
    several = (one for one in network.origins if not one.in_force)
    return tuple(one for one in several if raw(one.records) & begun(network) != network.nothing)


def begun(network: Network) -> Set:
    """The records that can begin today."""
    return network.derived(
        "begun", lambda: union_of((raw(one.records) for one in network.origins if one.in_force), network.nothing)
    )


def needs_worse(network: Network) -> Iterator[tuple[Need, Worse]]:
    """The needs that are served worse for old records than for new ones (MDG301 to MDG304)."""
    for need in network.landscape.needs.values():
        if need.extract.entity == network.entity.id:
            groups = need.extract.groups
            absent, failing = _absent(network, need), {group: _failing(network, need, group) for group in groups}
            new = union_of((wrong for _, wrong in (absent, *failing.values())), network.nothing)
            spared = begun(network) & ~new
            lost = absent[0] & spared
            worse = {group: old & spared for group, (old, _) in failing.items()}
            told = tuple(group for group, records in worse.items() if records != network.nothing)
            records = union_of(worse.values(), lost)
            if records != network.nothing:
                yield need, Worse(records, told, lost != network.nothing)


def copies_worse(network: Network) -> Iterator[tuple[str, Worse]]:
    """The systems with copies that some change never reaches if the record is old (MDG207), and always if it is new.

    Groups of which that is so of the same records are told together.
    """
    alike: dict[tuple[str, Set], list[str]] = {}
    for group in network.entity.groups:
        old, new = _never(network, group, in_force=False), _never(network, group, in_force=True)
        for system, records in old.items():
            wrong: Set = new.get(system, network.nothing)
            records = records & begun(network) & ~wrong
            if records != network.nothing:
                alike.setdefault((system, records), []).append(group)
    for (system, records), groups in alike.items():
        yield system, Worse(records, tuple(groups), absent=False)


def _absent(network: Network, need: Need) -> tuple[Set, Set]:
    """The records that never come to be where they are needed: if they are old, and if they are new."""
    found = [network.nothing, network.nothing]
    for origin in network.origins:
        wanted = raw(origin.records) & raw(need.extract.population)
        here: Set = network.present(origin.system).get(need.system, network.nothing)
        found[origin.in_force] = found[origin.in_force] | wanted & ~here
    return found[False], found[True]


def _failing(network: Network, need: Need, group: str) -> tuple[Set, Set]:
    """The records of which a group is missing where they are present, or comes too late: if old, and if new."""
    found = [network.nothing, network.nothing]
    for course in courses(network, group):
        origin = course.variant.origin
        here = network.present(origin.system).get(need.system, network.nothing)
        lacking = course.variant.records & here & ~course.holders.get(need.system, network.nothing)
        wrong = (lacking | _late(network, need, course)) & raw(need.extract.population)
        found[origin.in_force] = found[origin.in_force] | wrong
    return found[False], found[True]


def _late(network: Network, need: Need, course: Course) -> Set:
    """The records of which a change comes later than the need allows, and none never."""
    late, never = network.nothing, network.nothing
    if need.max_age is not None:
        for lag in course.lags(need.system, network.nothing):
            if lag.delay is None:
                never = never | lag.records
            elif lag.delay > seconds(need.max_age):
                late = late | lag.records
    return late & ~never


def _never(network: Network, group: str, *, in_force: bool) -> dict[str, Set]:
    """For each system, the records from some origins of which it has the group, and some change never comes there."""
    found: dict[str, Set] = {}
    for course in courses(network, group):
        if course.variant.origin.in_force is in_force:
            for system in course.holders:
                lost = union_of(
                    (lag.records for lag in course.lags(system, network.nothing) if lag.delay is None), network.nothing
                )
                if lost != network.nothing:
                    found[system] = found[system] | lost if system in found else lost
    return found
