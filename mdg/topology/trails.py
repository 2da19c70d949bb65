"""Ways in as few hops as can be, for many records at once: who reaches whom in how many hops, and along which flows.

Worked out once for all records and systems, so that the way to each of thousands of copies can be told; how late a
change is on the best way is another question (:mod:`.routes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from mdg.topology.cohorts import Cohort, delivering, entering
from mdg.topology.journey import Hop, journey
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.reach import Set

#: Of a system, the records that come to it in so many hops at least: by hops, first none.
Depths = dict[int, Set]


@attrs.frozen(slots=True, repr=False, eq=False)
class Trails:
    """How few hops it takes to each system, and the links into each.

    Of a system among ``stopping`` only those records go on that are named there.
    """

    nothing: Set
    depths: Mapping[str, Depths]
    entering: Mapping[str, Sequence[Link]]
    stopping: Mapping[str, Set]

    def to(self, system: str, point: Set) -> tuple[Link, ...]:
        """The links on a shortest way of a record (the set of it alone) to a system; none where it begins or never is.

        Of several such ways it is that of the flows that come first in the text.
        """
        found: list[Link] = []
        number = self._hops(system, point)
        while number:
            number -= 1
            for link in self.entering.get(system, ()):
                there = self.depths.get(link.source, {}).get(number, self.nothing)
                if link.records & there & point & self.stopping.get(link.source, there) != self.nothing:
                    found.append(link)
                    system = link.source
                    break
        return tuple(reversed(found))

    def _hops(self, system: str, point: Set) -> int:
        for number, records in self.depths.get(system, {}).items():
            if records & point != self.nothing:
                return number
        return 0


def trails(
    cohort: Cohort, links: tuple[Link, ...], seeds: Mapping[str, Set], stopping: Mapping[str, Set] | None = None
) -> Trails:
    """The shortest ways from seeds along links that the network keeps, between systems where records are present."""
    network, nothing, present, stopping = cohort.network, cohort.network.nothing, cohort.present, stopping or {}
    onward = network.leading(links)
    known = {system: records for system, records in seeds.items() if records != nothing}
    depths: dict[str, Depths] = {system: {0: records} for system, records in known.items()}
    fresh, number = dict(known), 0
    while fresh:
        number += 1
        came: dict[str, Set] = {}
        for system, records in fresh.items():
            going = records & stopping[system] if system in stopping else records
            for target, some in onward.get(system, ()):
                more = going & some
                if more != nothing:
                    came[target] = came[target] | more if target in came else more
        fresh = {}
        for system, records in came.items():
            new: Set = records & present.get(system, nothing)
            if system in known:
                new = new & ~known[system]
            if new != nothing:
                fresh[system] = new
                known[system] = known[system] | new if system in known else new
                depths.setdefault(system, {})[number] = new
    return Trails(nothing, depths, entering(network, links), stopping)


def arriving(cohort: Cohort) -> Trails:
    """How records come to be where they are."""

    def work() -> Trails:
        network = cohort.network
        seeds = {**cohort.born, **dict.fromkeys(network.providers, cohort.whole)}
        stopping = {system: cohort.born.get(system, network.nothing) for system in network.no_passing}
        return trails(cohort, network.carrying("create", None), seeds, stopping)

    return cohort.network.derived(("arriving", cohort), work)


def bringing(cohort: Cohort, group: str) -> Trails:
    """How a group comes to those who hold it, from its creation or whoever changes it."""
    seeds = writing(cohort, group)
    links = cohort.network.carrying(None, group)
    key = ("bringing", cohort, id(links), frozenset(seeds.items()))
    return cohort.network.derived(key, lambda: trails(cohort, links, seeds))


def updating(cohort: Cohort, group: str, spared: Mapping[str, Set]) -> Trails:
    """How updates of a group travel from those who own it, but for some records of some of them, and from providers."""
    seeds = {
        writer: records & ~spared[writer] if writer in spared else records
        for writer, records in cohort.updating(group).items()
    }
    for writer, records in cohort.supplying(group).items():
        seeds[writer] = seeds[writer] | records if writer in seeds else records
    links = delivering(cohort.network, "update", group)
    key = ("updates", cohort, id(links), frozenset(seeds.items()))
    return cohort.network.derived(key, lambda: trails(cohort, links, seeds))


def writing(cohort: Cohort, group: str, *, created: bool = True) -> dict[str, Set]:
    """Whoever writes a group: owners and providers, and by creation where that is asked for."""
    found = dict(cohort.later_writers(group))
    for system, records in cohort.created(group).items() if created else ():
        found[system] = found[system] | records if system in found else records
    return found


def ride(network: Network, links: Sequence[Link]) -> tuple[Hop, ...]:
    """The hops along some links in a row, for a change made as the calendar begins."""
    return journey(links, links[0].source, links[-1].target, network.calendar, None) if links else ()
