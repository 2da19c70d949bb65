"""The route by which a lag comes about, for one record of those that it is about."""

from __future__ import annotations

from mdg.topology.freshness import Lag
from mdg.topology.journey import Hop, Journeys
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.reach import Set


def route(network: Network, group: str, system: str, lag: Lag) -> tuple[Hop, ...]:
    """The hops from the writer to a system, for the first record of a lag; none where the change never arrives."""
    if lag.delay is None:
        return ()
    change = lag.change
    return way(network, change.operation, group, change.writer, system, change.origin.system, lag.records, lag.after)


def way(
    network: Network,
    operation: str,
    group: str | None,
    writer: str,
    system: str,
    origin: str,
    records: Set,
    after: int | None = None,
) -> tuple[Hop, ...]:
    """The best route of a change of the first of some records, made at ``writer`` just after ``after``."""
    point = first(network, records)
    if after is None and network.columns is not None:
        known = network.columns.walks.way(operation, group, writer, origin, point, system)
        if known is not None:
            return known
    links = network.carrying(operation, group)
    # the links are the network's own and kept as long as it is, so that their identity stands for them
    key = ("journeys", id(links), origin, writer, point)
    return network.derived(key, lambda: _journeys(network, links, origin, writer, point)).to(system, after)


def _journeys(network: Network, links: tuple[Link, ...], origin: str, writer: str, point: Set) -> Journeys:
    # expectations ask about one where nobody may create such a record today, too
    present = network.present(origin) if origin in network.born else network.present(origin, point)
    nothing = network.nothing
    there = {system for system, records in present.items() if records & point != nothing}
    about = (
        link
        for link in links
        if link.delivers and link.source in there and link.target in there and link.records & point != nothing
    )
    return Journeys(about, writer, network.calendar)


def first(network: Network, records: Set) -> Set:
    """The set of the first of some records alone: the one that a finding shows as its witness."""
    return network.derived(("first", records), lambda: _first(network, records))


def _first(network: Network, records: Set) -> Set:
    witness = network.population(records).witness()
    return network.entity.space.record(witness).members
