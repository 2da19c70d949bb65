"""Records that refer to others: who brings them where, and how late those that they refer to may come there."""

from __future__ import annotations

import attrs

from mdg.topology.bounds import bounds
from mdg.topology.cohorts import cohorts
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class Late:
    """New records of an ``origin`` that may come ``delay`` seconds later to a system; None for never.

    ``after`` is the moment just after which one is created that does, None where that does not matter.
    """

    delay: float | None
    origin: str
    records: Set
    after: int | None = None


def known(network: Network) -> frozenset[str]:
    """The systems in which some record comes to be."""
    return network.derived("known", lambda: frozenset(name for cohort in cohorts(network) for name in cohort.present))


def brought(network: Network, link: Link) -> Set:
    """The records that a link brings to be in its target."""
    found = network.nothing
    for cohort in cohorts(network) if link.target not in network.providers else ():
        going: Set = cohort.present.get(link.source, network.nothing) & link.records
        if link.source in network.no_passing:
            going = going & cohort.born.get(link.source, network.nothing)
        found = found | (going & ~cohort.born[link.target] if link.target in cohort.born else going)
    return found


def by_themselves(network: Network) -> dict[str, Set]:
    """For each system, the records that are there without any flow: they begin there, or it is a provider."""
    found = dict(network.born)
    for provider in network.providers:
        for records in network.born.values():
            found[provider] = found[provider] | records if provider in found else records
    return found


def latest(network: Network, system: str) -> Late | None:
    """The new records of those that come to be in a system that may be there last; None where all are at once."""
    return network.derived(("latest", system), lambda: _latest(network, system))


def _latest(network: Network, system: str) -> Late | None:
    found: Late | None = None
    for cohort in cohorts(network):
        for origin, born in cohort.born.items():
            left = born & cohort.present.get(system, network.nothing)
            if left == network.nothing:
                continue
            for bound in bounds(network, "create", None, origin, cohort.present).get(system, ()):
                records, left = left & bound.records, left & ~bound.records
                if bound.delay and records != network.nothing and (found is None or _earlier(found, bound.delay)):
                    found = Late(bound.delay, origin, records, bound.after)
            if left != network.nothing:
                found = Late(None, origin, left)
    return found


def _earlier(one: Late, delay: float) -> bool:
    return one.delay is not None and one.delay < delay
