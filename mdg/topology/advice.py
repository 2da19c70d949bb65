"""What would bring a need within its limit: how often flows would have to run, or when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from mdg.topology.hurry import quickest
from mdg.topology.journey import Hop
from mdg.topology.links import Link
from mdg.topology.needs import Late, Served, late
from mdg.topology.network import Network
from mdg.topology.pace import Start, chain_delay, even_paces, later_starts, longest_pace, with_paces
from mdg.topology.passages import Passage, passages

#: Who would have to run one flow every few seconds had better see to several.
SHORTEST = 60


@attrs.define(slots=True, repr=False, eq=False)
class Advice:
    """What would bring a need within its limit.

    ``paces`` has, by the index of a link, the seconds that its runs may be apart at most (0: a run on each change); all
    of them together are enough, and ``links`` are their links.  ``starts`` are later starts of jobs, each of which is
    enough alone.  ``hopeless`` says that for some records no schedule is.
    """

    links: dict[int, Link] = attrs.field(factory=dict)
    paces: dict[int, int] = attrs.field(factory=dict)
    starts: tuple[Start, ...] = ()
    hopeless: bool = False

    def take(self, links: Iterable[Link], paces: dict[int, int]) -> None:
        """Have links run at these paces, or at the shorter ones that are wanted already."""
        for link in links:
            if link.index in paces:
                self.links[link.index] = link
                self.paces[link.index] = min(paces[link.index], self.paces.get(link.index, paces[link.index]))


def advice(network: Network, one: Served, several: Sequence[Late]) -> Advice:
    """What would bring a need within its limit, of what is late: its ``over``, or its ``unbounded``."""
    found = Advice()
    seen: dict[tuple[tuple[int, ...], int], tuple[Passage, int]] = {}
    for each in several:
        allowed = (one.limit or 0) - each.lag.change.refreshed
        for passage in passages(network, each.group, one.need.system, each.lag):
            key = tuple(link.index for link in passage.links), allowed
            if key not in seen:
                seen[key] = passage, allowed
                _meet(network, one, each, passage, found)
    found.starts = tuple(_starts(network, one, [*seen.values()]))
    return found


def _meet(network: Network, one: Served, late: Late, passage: Passage, found: Advice) -> None:
    """Have flows run so often that the records that take one route are in time."""
    allowed = (one.limit or 0) - late.lag.change.refreshed
    links = with_paces(passage.links, found.paces)
    if chain_delay(links, network.calendar) <= allowed:
        return
    paces = _quickened(network, passage.hops, links, allowed)
    if paces is not None:
        found.take(passage.links, paces)
    else:
        _by_other_ways(network, one, late, passage, found)


def _quickened(network: Network, hops: Sequence[Hop], links: Sequence[Link], allowed: int) -> dict[int, int] | None:
    """The flow that takes most of the time at the pace that is enough, else one pace for all that wait."""
    order = sorted(range(len(hops)), key=lambda place: hops[place].lasts or 0, reverse=True)
    for place in order:
        pace = longest_pace(links, place, allowed, network.calendar)
        if pace is not None and pace >= SHORTEST:
            return {links[place].index: pace}
    return even_paces(links, allowed, network.calendar)


def _by_other_ways(network: Network, one: Served, late: Late, passage: Passage, found: Advice) -> None:
    """Have the flows with the least latencies run so often that the records are in time by them."""
    allowed = (one.limit or 0) - late.lag.change.refreshed
    own = {link.index: link for link in network.links}
    left = passage.records
    while left != network.nothing:
        hops, covered = quickest(network, late.group, one.need.system, attrs.evolve(late.lag, records=left))
        links = [own[hop.link.index] for hop in hops]
        paces = even_paces(with_paces(links, found.paces), allowed, network.calendar)
        if paces is None:
            found.hopeless = True
        else:
            found.take(links, paces)
        left = left & ~covered


def _starts(network: Network, one: Served, late_by: Sequence[tuple[Passage, int]]) -> Iterator[Start]:
    """The later starts of one job each by which every route meets its limit, and nothing else of the need suffers."""
    passage, allowed = late_by[0]
    for start in later_starts(passage.links, allowed, network.calendar):
        moved = attrs.evolve(start.link, timetable=start.cron)
        links = (moved if link.index == moved.index else link for link in network.links)
        if not any(late(network.altered(links), one.need)):
            yield start
