"""Which records come to a system by one flow alone."""

from __future__ import annotations

from mdg.topology.cohorts import Cohort
from mdg.topology.links import Link
from mdg.topology.reach import Set
from mdg.topology.trails import Depths, arriving


def by_it_alone(cohort: Cohort, link: Link, records: Set) -> Set:
    """Those of the records that come to a link's target by this link, and would not come without it.

    A system that is no farther from the origin than the target is reached without passing it; only for records that
    have no such way beside the link are all their flows gone through.
    """
    nothing, present, network = cohort.network.nothing, cohort.present, cohort.network
    if link.source not in present or link.target not in present or link.target in network.providers:
        return nothing
    rest: Set = records & link.records & present[link.source] & present[link.target]
    if link.target in cohort.born:
        rest = rest & ~cohort.born[link.target]
    ways = arriving(cohort)
    far = ways.depths
    for other in ways.entering.get(link.target, ()):
        if rest == nothing:
            return rest
        if other is not link and other.source in far:
            going = other.records & ways.stopping.get(other.source, other.records)
            rest = rest & ~(going & _no_farther(far[other.source], far[link.target], nothing))
    return rest if rest == nothing else rest & ~_without(cohort, link, rest)


def _no_farther(one: Depths, other: Depths, nothing: Set) -> Set:
    """The records that come to one system in no more hops than to another."""
    found = nothing
    for number, records in one.items():
        for most, others in other.items():
            if number <= most:
                found = found | records & others
    return found


def _without(cohort: Cohort, link: Link, records: Set) -> Set:
    """The records among some that come to the link's target without it."""
    network = cohort.network
    links = (one for one in network.links if one is not link and one.records & records != network.nothing)
    altered = network.altered(links)
    found = network.nothing
    for origin, born in cohort.born.items():
        some = born & records
        if some != network.nothing:
            found = found | altered.present(origin, some).get(link.target, network.nothing)
    return found
