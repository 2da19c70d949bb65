"""Who may write, by which statements, and what settles whose version of a group wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdg.model.items import Ownership
from mdg.topology import Network
from mdg.topology.reach import Set, union_of

if TYPE_CHECKING:
    from mdg.model.policies import Survivorship


def policies(network: Network, group: str) -> list[Survivorship]:
    """The survivorship policies about a group of the network's entity."""
    return [
        policy
        for policy in network.landscape.survivorship.values()
        if policy.extract.entity == network.entity.id and group in policy.extract.groups
    ]


def settled(network: Network, group: str) -> Set:
    """The records of which a survivorship says whose version of a group wins."""
    return network.derived(
        ("settled", group),
        lambda: union_of((policy.extract.population.members for policy in policies(network, group)), network.nothing),
    )


def rules_of(network: Network, system: str) -> list[Ownership]:
    """The ownership rules about the network's entity that grant something to a system."""
    return network.derived("rules of systems", lambda: _rules_of(network)).get(system, [])


def _rules_of(network: Network) -> dict[str, list[Ownership]]:
    found: dict[str, list[Ownership]] = {}
    for rule in network.landscape.ownership.values():
        if rule.extract.entity == network.entity.id:
            for system in rule.systems:
                found.setdefault(system, []).append(rule)
    return found
