"""By what means records are erased in a system: its own right to delete, a deletion that comes, or a procedure."""

from __future__ import annotations

import attrs

from mdg.rules.compliance.erasing import deleting
from mdg.topology import Network
from mdg.topology.bounds import bounds
from mdg.topology.cohorts import cohorts
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class Means:
    """By what: as in a step of the plan, and where the deletion that comes is made, and how long it takes."""

    how: str
    deleter: str | None = None
    arrives: float | None = None


def means_of(net: Network, system: str, records: Set, about: Set) -> Means:
    """How records are erased in a system."""
    left, reached = records, net.nothing
    for cohort in cohorts(net):
        for deleter, own in deleting(cohort).items():
            if deleter == system:
                left = left & ~own
            reached = reached | cohort.reached_by("delete", None, {deleter: own & about}).get(system, net.nothing)
    if left == net.nothing:
        return Means("delete")
    if left & ~reached == net.nothing:
        coming = _coming(net, system, records)
        # who reaches all of them soonest; where each is for some of them, the slowest
        whole = [(late, name) for name, (late, several) in coming.items() if left & ~several == net.nothing]
        if coming:
            delay, deleter = min(whole) if whole else max((late, name) for name, (late, _) in coming.items())
            return Means("flow", deleter, delay)
    here = net.landscape.systems.get(system)
    return Means("procedure" if here is not None and here.erasure_procedure is not None else "open")


def _coming(net: Network, system: str, records: Set) -> dict[str, tuple[float, Set]]:
    """By system that may delete elsewhere: how long its deletion takes at worst to a system, and of which records."""
    found: dict[str, tuple[float, Set]] = {}
    for cohort in cohorts(net):
        for deleter, own in deleting(cohort).items():
            for bound in bounds(net, "delete", None, deleter, cohort.present).get(system, ()):
                several = bound.records & own & records
                if deleter != system and several != net.nothing:
                    late, others = found.get(deleter, (0, net.nothing))
                    found[deleter] = (max(late, bound.delay), others | several)
    return found
