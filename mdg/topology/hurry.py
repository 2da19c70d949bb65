"""The network in which nothing waits: every flow that delivers does so on each change, and takes its latency."""

from __future__ import annotations

import attrs

from mdg.topology.bounds import bounds
from mdg.topology.freshness import Lag
from mdg.topology.journey import Hop
from mdg.topology.needs import Late, Served, worst_first
from mdg.topology.network import Network
from mdg.topology.passages import passages, serves
from mdg.topology.reach import Set
from mdg.topology.routes import way


def hurried(network: Network) -> Network:
    """That network; its links have the indices that they have in the other."""
    return network.derived("hurried", lambda: _hurried(network))


def _hurried(network: Network) -> Network:
    links = (
        attrs.evolve(link, delay=link.latency, timetable=None) if link.delivers else link for link in network.links
    )
    return network.altered(links)


def quickest(network: Network, group: str, system: str, lag: Lag) -> tuple[tuple[Hop, ...], Set]:
    """The route with the least latencies of the first record of a lag, and the records of the lag that can take it."""
    change, hasty = lag.change, hurried(network)
    origin = change.origin.system
    hops = way(hasty, change.operation, group, change.writer, system, origin, lag.records)
    return hops, serves(hasty, origin, (hop.link for hop in hops), lag.records)


def hopeless(network: Network, one: Served) -> list[Late]:
    """What is late whatever the schedules: the latencies alone, on the quickest route, are over the limit.

    With what a provider's supply may be old there; the lags are those that no schedule shortens, the worst first.
    """
    found: list[Late] = []
    for late in (*one.unbounded, *one.over):
        left = _not_surely_in_time(network, one, late)
        if left != network.nothing:
            found += _left_over(network, one, attrs.evolve(late, lag=attrs.evolve(late.lag, records=left)))
    return sorted(found, key=worst_first)


def _not_surely_in_time(network: Network, one: Served, late: Late) -> Set:
    """The records that are late by latencies alone on the route on which they are."""
    left, allowed = late.records, (one.limit or 0) - late.lag.change.refreshed
    for passage in passages(network, late.group, one.need.system, late.lag):
        if sum(link.latency for link in passage.links) <= allowed:
            left = left & ~passage.records
    return left


def _left_over(network: Network, one: Served, late: Late) -> list[Late]:
    change, hasty = late.lag.change, hurried(network)
    found = bounds(hasty, change.operation, late.group, change.writer, hasty.present(change.origin.system))
    lags = [
        Lag(bound.records & late.records, bound.delay + change.refreshed, change)
        for bound in found.get(one.need.system, ())
    ]
    limit = one.limit or 0
    return [Late(late.group, lag) for lag in lags if (lag.delay or 0) > limit and lag.records != network.nothing]
