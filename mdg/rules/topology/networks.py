"""What the rules of this family ask of a landscape: its networks, and populations made of several sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mdg.model.landscape import Landscape
from mdg.population import Population
from mdg.topology import Network
from mdg.topology.large_network import network
from mdg.topology.reach import Set, union_of


def networks(landscape: Landscape) -> Iterator[Network]:
    """The network of each entity."""
    return (network(landscape, entity) for entity in landscape.entities.values())


def whole(on: Network, sets: Iterable[Set]) -> Population:
    """Several sets as one population."""
    return on.population(union_of(sets, on.nothing))
