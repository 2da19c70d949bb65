"""How erasure goes: which deletion comes to which copy of personal data, how late, and what never hears of it."""

from __future__ import annotations

import datetime as dt

import attrs

from mdg.model.landscape import Landscape
from mdg.model.topology import Once
from mdg.topology import Link, Network
from mdg.topology.cohorts import Cohort, cohorts
from mdg.topology.deletions import copies, deleters
from mdg.topology.reach import Set, spread, union_of

#: A load that was before every day on which a landscape is read.
_LONG_AGO = Once(dt.datetime(1, 1, 2, tzinfo=dt.UTC))


def erased(cohort: Cohort) -> dict[str, Set]:
    """For each system, the records that some system may delete and whose deletion comes there."""
    return cohort.network.derived(("erased", cohort), lambda: _erased(cohort))


def _erased(cohort: Cohort) -> dict[str, Set]:
    found: dict[str, Set] = {}
    for deleter, own in deleting(cohort).items():
        for system, records in cohort.reached_by("delete", None, {deleter: own}).items():
            found[system] = found[system] | records if system in found else records
    return found


def deleting(cohort: Cohort) -> dict[str, Set]:
    """The systems that may delete, and which of the records that come to be in them."""
    nothing = cohort.network.nothing
    granted = {
        system: records & cohort.present.get(system, nothing) for system, records in deleters(cohort.network).items()
    }
    return {system: records for system, records in granted.items() if records != nothing}


def kept(cohort: Cohort) -> dict[str, Set]:
    """For each system, the records of which it keeps personal data that is not its own supply."""
    return cohort.network.derived(("kept", cohort), lambda: _kept(cohort))


def _kept(cohort: Cohort) -> dict[str, Set]:
    found = copies(cohort, personal_groups(cohort.network))
    return {system: records for system, records in found.items() if keeps(cohort.network.landscape, system)}


def keeps(landscape: Landscape, system: str) -> bool:
    """Whether a system keeps what comes there, and does not only pass it on."""
    known = landscape.every.systems.get(system)  # none where its file could not be read
    return known is None or known.stores


def lands(net: Network, link: Link, records: Set) -> dict[str, Set]:
    """Where what a flow sends is stored: in its target, or where that, storing nothing, passes it on to."""
    come = records & link.records
    if keeps(net.landscape, link.target):
        return {link.target: come}
    leading = net.derived("passing on", lambda: _passing_on(net))
    found = spread({link.target: come}, leading, net.nothing)
    return {system: there for system, there in found.items() if keeps(net.landscape, system) and system != link.source}


def _passing_on(net: Network) -> dict[str, list[tuple[str, Set]]]:
    """Where systems that store nothing send new records with personal data."""
    found: dict[str, list[tuple[str, Set]]] = {}
    personal = set(personal_groups(net))
    for link in net.links:
        brings = "create" in link.flow.operations and link.delivers and link.groups & personal
        if brings and not keeps(net.landscape, link.source):
            found.setdefault(link.source, []).append((link.target, link.records))
    return found


def as_deletions_go(landscape: Landscape) -> Landscape:
    """The landscape without the deletions that nobody sees: a row that is gone has no time stamp to be found by."""
    return landscape.derived("as deletions go", lambda: _as_deletions_go(landscape))


def _as_deletions_go(landscape: Landscape) -> Landscape:
    blind = {
        name: attrs.evolve(flow, operations=flow.operations - {"delete"})
        for name, flow in landscape.flows.items()
        if "delete" in flow.operations and flow.change_detection == "timestamp" and flow.reconcile is None
    }
    if not blind:
        return landscape
    flows = {name: blind.get(name, flow) for name, flow in landscape.flows.items()}
    return attrs.evolve(landscape, flows=flows, dated=landscape.every)


def as_copies_stay(landscape: Landscape) -> Landscape:
    """The landscape in which what flows have brought that are over is there, as what single loads of the past brought.

    Only where somebody has to go to all copies: by the landscape itself a flow that is over has left nothing.
    """
    return landscape.derived("as copies stay", lambda: _as_copies_stay(landscape))


def _as_copies_stay(landscape: Landscape) -> Landscape:
    day = landscape.as_of
    over = [
        flow for flow in landscape.every.flows.values() if flow.force.ended(day) and not isinstance(flow.trigger, Once)
    ]
    if not over:
        return landscape
    loads = (attrs.evolve(flow, trigger=_LONG_AGO) for flow in over)
    return attrs.evolve(landscape, loaded=(*landscape.loaded, *loads), dated=landscape.every)


def personal_groups(net: Network) -> list[str]:
    """The groups of personal data."""
    return [group.name for group in net.entity.groups.values() if group.personal]


def unheard(net: Network) -> dict[str, Set]:
    """For each system, the records with personal data in it that no deletion comes to."""
    found: dict[str, Set] = {}
    for cohort in cohorts(net):
        gone = erased(cohort)
        for system, records in kept(cohort).items():
            left = records & ~gone[system] if system in gone else records
            if left != net.nothing:
                found[system] = found[system] | left if system in found else left
    return found


def groups_of(net: Network, system: str, records: Set) -> tuple[str, ...]:
    """The groups of personal data that a system holds of some records."""
    return tuple(
        name
        for name in personal_groups(net)
        if union_of((c.holding(name).get(system, net.nothing) for c in cohorts(net)), net.nothing) & records
        != net.nothing
    )


def says_procedures(landscape: Landscape) -> bool:
    """Whether the landscape says of any system how records are erased in it."""
    return any(system.erasure_procedure is not None for system in landscape.systems.values())
