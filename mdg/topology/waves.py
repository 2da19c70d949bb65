"""In which wave each system learns of a creation, from every system in which records begin at once.

For a small network it is what :mod:`.order` says of the change.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mdg.topology.bounds import bounds
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.order import Order
from mdg.topology.reach import Set
from mdg.topology.routes import first

if TYPE_CHECKING:
    from mdg.topology.columns import Columns


def creation_waves(network: Network, origin: str, records: Set) -> dict[str, int]:
    """The waves of the systems that a creation comes to, of the first of some records that may begin in a system.

    A wave is the longest way from there, counted in components: systems that get their own change back are in one.
    """
    point, columns = first(network, records), network.columns
    if columns is not None and columns.untimed("create", None) and not network.no_passing:
        return _by_columns(network, columns, origin, point)
    present = network.present(origin)
    reached = {
        system: several
        for system, several in bounds(network, "create", None, origin, present).items()
        if any(one.records & point != network.nothing for one in several)
    }
    links = (link for link in network.carrying("create", None) if link.records & point != network.nothing)
    return _in_order(network, links, origin, reached)


def _in_order(network: Network, links: Iterable[Link], origin: str, reached: Iterable[str]) -> dict[str, int]:
    there = {origin, *reached}
    taken = [
        link for link in links if link.delivers and network.runs(link) and link.source in there and link.target in there
    ]
    order = Order(taken, origin, there)
    return {system: number for number, wave in enumerate(order.waves) for system in wave}


def _by_columns(network: Network, columns: Columns, origin: str, point: Set) -> dict[str, int]:
    """The same, of all origins of such records, from the arrays of a large network."""
    # numpy is loaded for large networks only
    from mdg.topology.longest import longest_ways

    kind = next(number for number, (_, kind) in enumerate(columns.pairs) if kind & point != network.nothing)
    own = columns.mask(point)
    starts = {columns.pairs[bit][0]: bit for bit in range(len(columns.pairs)) if own >> bit & 1}
    found = network.derived(("waves", kind), lambda: longest_ways(columns, list(starts), kind))
    return found[list(starts).index(origin)]
