"""Where personal data lies: for each system the groups that it holds, and of which records."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.rule import Unknown
from mdg.rules.creation.mdg107_no_eraser import unknown as without_categories
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.deletions import copies
from mdg.topology.reach import Set

#: By system and group, the records.
Copies = dict[str, dict[str, Set]]


def personal_copies(net: Network) -> Copies:
    """The personal groups that each system holds, of which records; without what providers have of their own."""
    return net.derived("personal copies", lambda: _personal_copies(net))


def _personal_copies(net: Network) -> Copies:
    found: Copies = {}
    for group in net.entity.groups.values():
        for cohort in cohorts(net) if group.personal else ():
            for system, records in copies(cohort, [group.name]).items():
                if records != net.nothing:
                    here = found.setdefault(system, {})
                    here[group.name] = here[group.name] | records if group.name in here else records
    return found


def of_system(landscape: Landscape, system: str) -> Iterator[tuple[Network, dict[str, Set]]]:
    """The personal data that a system keeps, entity by entity; nothing, if it only passes data on."""
    for entity in personal_entities(landscape):
        net = network(landscape, entity)
        held = personal_copies(net).get(system)
        known = landscape.every.systems.get(system)
        if held and (known is None or known.stores):
            yield net, held


def personal_entities(landscape: Landscape) -> Iterator[Entity]:
    """The entities that have personal data."""
    return (one for one in landscape.entities.values() if any(group.personal for group in one.groups.values()))


def together(net: Network, held: dict[str, Set]) -> Set:
    """All records of which something is held."""
    found = net.nothing
    for records in held.values():
        found = found | records
    return found


def unknown(landscape: Landscape) -> Iterator[Unknown]:
    """Groups of which nobody can say whether they are personal data."""
    yield from without_categories(landscape)
