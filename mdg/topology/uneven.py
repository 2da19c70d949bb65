"""Timetables whose gaps differ much, on the routes of needs that they break or nearly break."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.topology.links import Link
from mdg.topology.needs import Late, Served, in_time
from mdg.topology.network import Network
from mdg.topology.pace import longest_pace
from mdg.topology.passages import Passage, passages
from mdg.topology.reach import Set
from mdg.topology.timetable import Gaps, timetable


@attrs.frozen(slots=True, repr=False, eq=False)
class Strain:
    """A timetable on a route of a need, and the records that come by it.

    The need is broken, or holds with less to spare than the shortest gap of the timetable; ``pace`` is how far apart
    its runs may be at most so that the route is in time: None where that alone does not do.
    """

    link: Link
    need: Served
    late: Late
    records: Set
    broken: bool
    pace: int | None


def uneven_gaps(network: Network, link: Link) -> Gaps | None:
    """The gaps of a timetable, where the longest is over twice the shortest in the calendar."""
    if link.timetable is None:
        return None
    gaps = timetable(link.timetable.expression, link.timetable.timezone).gaps(*network.calendar)
    return gaps if gaps is not None and gaps.longest > 2 * gaps.shortest else None


def strains(network: Network, several: Iterator[Served]) -> Iterator[Strain]:
    """The uneven timetables that break a need, or nearly do."""
    uneven: dict[int, Gaps] = {}
    for link in network.links:
        gaps = uneven_gaps(network, link)
        if gaps is not None:
            uneven[link.index] = gaps
    if not uneven:
        return
    widest = max(gaps.shortest for gaps in uneven.values())
    for one in several:
        limit = one.limit or 0
        for late in one.over:
            for passage in passages(network, late.group, one.need.system, late.lag):
                yield from _on(network, one, late, passage, uneven, broken=True)
        for late in in_time(network, one):
            if (late.lag.delay or 0) + widest > limit:
                for passage in passages(network, late.group, one.need.system, late.lag):
                    yield from _on(network, one, late, passage, uneven, broken=False)


def _on(
    network: Network, one: Served, late: Late, passage: Passage, uneven: dict[int, Gaps], *, broken: bool
) -> Iterator[Strain]:
    """The uneven timetables on one route."""
    limit, delay = one.limit or 0, late.lag.delay or 0
    for place, link in enumerate(passage.links):
        gaps = uneven.get(link.index)
        if gaps is not None and (broken or delay + gaps.shortest > limit):
            allowed = limit - late.lag.change.refreshed
            pace = longest_pace(passage.links, place, allowed, network.calendar) if broken else None
            yield Strain(link, one, late, passage.records, broken, pace)
