"""Where personal data lies: for each system the groups that it holds, and of which records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mdg.model.entity import Entity
from mdg.model.landscape import Landscape
from mdg.rule import Unknown
from mdg.rules.creation.mdg107_no_eraser import unknown as without_categories
from mdg.topology import Network, network
from mdg.topology.cohorts import cohorts
from mdg.topology.deletions import copies
from mdg.topology.links import raw
from mdg.topology.reach import Set, union_of

if TYPE_CHECKING:
    from mdg.model.use import Part, View

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


def shown(net: Network, system: str) -> Iterator[tuple[View, Part, str, Set]]:
    """What views that a system serves read somewhere: the view, its part, the group, and of which records."""
    for view in net.landscape.views.values():
        for part in view.parts.values() if view.served_by == system else ():
            extract = part.extract
            in_force = extract.population_name in (None, *net.landscape.populations)
            for group in extract.groups if in_force and extract.entity == net.entity.id else ():
                held = (cohort.holding(group).get(part.system, net.nothing) for cohort in cohorts(net))
                records = union_of(held, net.nothing) & raw(extract.population)
                if records != net.nothing:
                    yield view, part, group, records


def shown_personal(landscape: Landscape, system: str) -> dict[str, tuple[str, ...]]:
    """By entity the groups of personal data that a system shows, though it need not hold them."""
    found: dict[str, dict[str, None]] = {}
    for entity in personal_entities(landscape) if any(v.served_by == system for v in landscape.views.values()) else ():
        for _, _, group, _ in shown(network(landscape, entity), system):
            if entity.groups[group].personal:
                found.setdefault(entity.id, {})[group] = None
    return {entity: tuple(groups) for entity, groups in found.items()}


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
