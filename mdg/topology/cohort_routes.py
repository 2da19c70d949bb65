"""Routes of one record of a cohort: hop by hop, from a writer that is known or from the nearest of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mdg.topology.cohorts import Cohort, arrives, delivering, entering
from mdg.topology.journey import Hop, journey
from mdg.topology.links import Link
from mdg.topology.network import Network
from mdg.topology.reach import Set
from mdg.topology.routes import first
from mdg.topology.worst import worst_delays


def links_for(cohort: Cohort, operation: str, group: str | None, records: Set, avoiding: str = "") -> Iterator[Link]:
    """The links on which a change of the first of some records travels, but for those from a system to be avoided."""
    network, present = cohort.network, cohort.present
    point = first(network, records)
    here = {system for system, there in present.items() if there & point != network.nothing}
    for link in network.carrying(operation, group):
        between = link.source != avoiding and link.source in here and link.target in here
        if between and link.records & point != network.nothing and arrives(network, link):
            yield link


def path(
    cohort: Cohort, operation: str, group: str | None, writer: str, system: str, records: Set, after: int | None = None
) -> tuple[Hop, ...]:
    """The best route of a change of the first of some records, made just after ``after``."""
    links = links_for(cohort, operation, group, records)
    return journey(links, writer, system, cohort.network.calendar, after)


def nearest(
    cohort: Cohort,
    operation: str,
    group: str,
    seeds: Mapping[str, Set],
    system: str,
    records: Set,
    *,
    avoiding: str,
) -> tuple[str, tuple[Hop, ...]] | None:
    """The writer of the first of some records from which a change comes to a system over the fewest flows, and how.

    It does not come by way of the system to be avoided.
    """
    network, present = cohort.network, cohort.present
    point = first(network, records)
    writers = {writer for writer, own in seeds.items() if own & point != network.nothing and writer != avoiding}
    into = entering(network, delivering(network, operation, group))
    onward: dict[str, Link] = {}
    agenda = [system]
    for here in agenda:
        if here in writers:
            return here, along(network, here, system, _links(onward, here, system))
        for link in into.get(here, ()):
            source = link.source
            new = source not in onward and source not in (avoiding, system) and source in present
            if new and link.records & present[source] & point != network.nothing:
                onward[source] = link
                agenda.append(source)
    return None


def _links(onward: Mapping[str, Link], here: str, system: str) -> list[Link]:
    found = []
    while here != system:
        found.append(onward[here])
        here = onward[here].target
    return found


def along(network: Network, writer: str, system: str, links: Sequence[Link]) -> tuple[Hop, ...]:
    """The hops of a way that is known, of a change made as the calendar begins."""
    return journey(links, writer, system, network.calendar, None)


def transit(network: Network, link: Link) -> float:
    """How long what is in a link's source takes to its target, at worst, by that link alone."""
    if link.delay is not None:
        return link.delay
    return network.derived(
        ("transit", link.index), lambda: worst_delays([link], link.source, *network.calendar)[link.target].delay
    )
