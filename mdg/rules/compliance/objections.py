"""Whether objections can be recorded, and of which records they can be known in a system."""

from __future__ import annotations

from mdg.model.landscape import Landscape
from mdg.population import Population
from mdg.rules.compliance.consents import hears, told
from mdg.topology import network
from mdg.topology.cohorts import cohorts
from mdg.topology.links import raw
from mdg.topology.reach import Set, union_of


def unseen(
    landscape: Landscape, kept: tuple[str, str], system: str, entity: str, records: Population
) -> Population | None:
    """The records in a system of which it cannot know the objections; None for none."""
    net, group = network(landscape, landscape.entities[kept[0]]), kept[1]
    if kept[0] != entity:  # which objection is whose, is in no landscape
        held = any(cohort.holding(group).get(system, net.nothing) != net.nothing for cohort in cohorts(net))
        return None if held and hears(net, group, system) else records
    about, found = raw(records) & net.applies(group), net.nothing
    for cohort in cohorts(net):
        _, reached = told(cohort, group, system)
        known = cohort.holding(group).get(system, net.nothing) & reached
        found = found | cohort.present.get(system, net.nothing) & about & ~known
    return None if found == net.nothing else net.population(found)


def unrecorded(landscape: Landscape, kept: tuple[str, str], entity: str, records: Population) -> bool:
    """Whether of none of some records anybody may change the objections; kept apart, each is a record of its own."""
    if kept[0] != entity:
        return False
    net, group = network(landscape, landscape.entities[entity]), kept[1]
    changed = union_of((told(cohort, group, "")[0] for cohort in cohorts(net)), net.nothing)
    left: Set = changed & raw(records) & net.applies(group)
    return bool(left == net.nothing)
