"""The routes by which a change comes to a system, each with all the records that it serves."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.topology.freshness import Lag
from mdg.topology.journey import Hop
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.reach import Set
from mdg.topology.routes import route


@attrs.frozen(slots=True, repr=False, eq=False)
class Passage:
    """A route hop by hop, and the records of a lag that can all take it."""

    hops: tuple[Hop, ...]
    records: Set

    @property
    def links(self) -> tuple[Link, ...]:
        """The flows on the way."""
        return tuple(hop.link for hop in self.hops)


def passages(network: Network, group: str, system: str, lag: Lag) -> tuple[Passage, ...]:
    """Routes that together serve every record of a lag, each the best one of the first of the records it is told of."""
    change = lag.change
    # the links are the network's own and kept as long as it is, so that their identity stands for them
    links = network.carrying(change.operation, group)
    key = ("passages", id(links), change.origin.system, change.writer, system, lag.records, lag.after)
    return network.derived(key, lambda: tuple(_passages(network, group, system, lag)))


def _passages(network: Network, group: str, system: str, lag: Lag) -> Iterator[Passage]:
    left, nothing = lag.records, network.nothing
    while left != nothing:
        hops = route(network, group, system, attrs.evolve(lag, records=left))
        covered = serves(network, lag.change.origin.system, (hop.link for hop in hops), left)
        if covered == nothing:
            raise AssertionError("a route serves the record that it was found for")
        yield Passage(hops, covered)
        left = left & ~covered


def serves(network: Network, origin: str, links: Iterator[Link], records: Set) -> Set:
    """The records among some at the beginning of a route that are present all along it, and taken by every flow."""
    present = network.present(origin)
    for link in links:
        records = records & link.records & present.get(link.target, network.nothing)
    return records
