"""How each need is served, of every record it is about: what is not there, and what is there too late.

Worked out once for a landscape on a day; several rules ask for it.  Every origin is looked at by itself, since one
record can fail in two ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from mdg.model.items import Need
from mdg.model.life import Origin
from mdg.topology.freshness import Lag, courses, held, worst
from mdg.topology.links import UNBOUNDED, raw, seconds
from mdg.topology.network import Network
from mdg.topology.reach import Set

if TYPE_CHECKING:
    from mdg.topology.overview import Glance


@attrs.frozen(slots=True, repr=False, eq=False)
class Gap:
    """Records from one origin that a need lacks: a ``group`` of theirs, or None where they never come at all.

    ``elsewhere`` has for each system the records that are there, or of which it holds the group.
    """

    origin: Origin
    records: Set
    elsewhere: Mapping[str, Set]
    group: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False)
class Late:
    """Records of which a needed ``group``, held wherever they began, is later than the need allows, by one change."""

    group: str
    lag: Lag

    @property
    def records(self) -> Set:
        """The records."""
        return self.lag.records


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Served:
    """How a need is served.

    ``absent`` are the records that never come to be in its system, ``not_held`` those that do without a group;
    ``unbounded`` those of which only routes without a bound bring a group, and ``over`` those of which a group has a
    bound that is over the need's ``max_age``, the worst first.  Where a change never comes at all, neither is told.
    """

    need: Need
    absent: tuple[Gap, ...] = ()
    not_held: tuple[Gap, ...] = ()
    unbounded: tuple[Late, ...] = ()
    over: tuple[Late, ...] = ()

    @property
    def limit(self) -> int | None:
        """How late it may be, in seconds."""
        return _limit(self.need)


def _limit(need: Need) -> int | None:
    return None if need.max_age is None else seconds(need.max_age)


def served(network: Network) -> dict[str, Served]:
    """How each need of an entity is served, by its id."""
    return network.derived("served", lambda: {one.need.id: one for one in _served(network)})


def worst_first(one: Late) -> tuple[bool, float, str, str, str]:
    """The order in which what is late is told, whatever the order of the text."""
    change = one.lag.change
    never, delay = one.lag.rank
    return not never, -delay, change.kind, change.writer, change.origin.system


def together(several: Iterable[Gap | Late], nothing: Set) -> Set:
    """All records of several gaps, or of several that are late."""
    found = nothing
    for one in several:
        found = found | one.records
    return found


def _served(network: Network) -> Iterator[Served]:
    for need in network.landscape.needs.values():
        if need.extract.entity == network.entity.id:
            glance = _glance(network, need)
            if glance is not None and glance.fine(need.extract.groups, _limit(need)):
                yield Served(need=need)
                continue
            unbounded, over = late(network, need, glance)
            yield Served(
                need=need,
                absent=tuple(_absent(network, need, glance)),
                not_held=tuple(_not_held(network, need, glance)),
                unbounded=tuple(unbounded),
                over=tuple(over),
            )


def _glance(network: Network, need: Need) -> Glance | None:
    """What can be said of a need at a glance, in a large network."""
    if network.columns is None:
        return None
    # what goes with numpy is loaded for large networks only
    from mdg.topology.overview import Glance

    return Glance(network, network.columns, need.system, raw(need.extract.population))


def _absent(network: Network, need: Need, glance: Glance | None) -> Iterator[Gap]:
    """Of each origin, the records that never come to be in the system."""
    wanted, nothing = raw(need.extract.population), network.nothing
    for origin in network.origins if glance is None else glance.absent(network.origins):
        gone = raw(origin.records) & wanted
        if gone != nothing:
            present = network.present(origin.system)
            gone = gone & ~present.get(need.system, nothing)
            if gone != nothing:
                yield Gap(origin, gone, present)


def _not_held(network: Network, need: Need, glance: Glance | None) -> Iterator[Gap]:
    """Of each origin and group, the records that come to be in the system, and the group does not."""
    wanted, nothing = raw(need.extract.population), network.nothing
    for group in need.extract.groups:
        for course in courses(network, group) if glance is None else glance.lacking(group):
            origin = course.variant.origin
            lacking = course.variant.records & wanted & network.present(origin.system).get(need.system, nothing)
            if lacking != nothing:
                lacking = lacking & ~course.holders.get(need.system, nothing)
                if lacking != nothing:
                    yield Gap(origin, lacking, course.holders, group)


def late(network: Network, need: Need, glance: Glance | None = None) -> tuple[list[Late], list[Late]]:
    """What has no bound, and what has one over the limit, the worst first; of groups that are held."""
    unbounded: list[Late] = []
    over: list[Late] = []
    if need.max_age is not None:
        wanted, limit = raw(need.extract.population), seconds(need.max_age)
        for group in need.extract.groups:
            if glance is not None and glance.in_time(group, limit):
                continue
            here = held(network, group, need.system) & wanted
            if here != network.nothing:
                for lag in _above(worst(network, group, need.system), limit, here, network.nothing):
                    (unbounded if lag.delay == UNBOUNDED else over).append(Late(group, lag))
    return sorted(unbounded, key=worst_first), sorted(over, key=worst_first)


def latest(network: Network, need: Need) -> Late | None:
    """The latest change of a needed group, of the records of the need that hold it wherever they began.

    None where no change counts, or no group is held; of several that are as late, the first group's.
    """
    glance = _glance(network, need)
    found: Late | None = None
    for group in need.extract.groups:
        known, lag = (False, None) if glance is None else glance.latest(group)
        if not known:
            here = held(network, group, need.system) & raw(need.extract.population)
            several = worst(network, group, need.system) if here != network.nothing else ()
            lag = next((one for one in several if one.records & here != network.nothing), None)
        if lag is not None and (found is None or lag.rank > found.lag.rank):
            found = Late(group, lag)
    return found


def _above(lags: Iterable[Lag], limit: int, here: Set, nothing: Set) -> Iterator[Lag]:
    """The lags over a limit, worst first, of records of which no change is never heard of, or only without a bound."""
    outweighed = nothing
    for lag in lags:
        if lag.delay is None:
            here = here & ~lag.records
            continue
        if lag.delay <= limit or here == nothing:
            return
        records = lag.records & here
        if lag.delay == UNBOUNDED:
            outweighed = outweighed | records
        else:
            records = records & ~outweighed
        if records != nothing:
            yield attrs.evolve(lag, records=records)


def in_time(network: Network, one: Served) -> Iterator[Late]:
    """Of a need with a limit, how late each group comes that is never over it, of the records of which that is so."""
    for group in one.need.extract.groups if one.limit is not None else ():
        here = held(network, group, one.need.system) & raw(one.need.extract.population)
        lags = worst(network, group, one.need.system) if here != network.nothing else []
        for lag in lags:
            if lag.delay is None or lag.delay > (one.limit or 0):
                here = here & ~lag.records
            elif (records := lag.records & here) != network.nothing:
                yield Late(group, attrs.evolve(lag, records=records))
