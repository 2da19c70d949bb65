"""In which order systems are erased: who waits for whom, and from when on nothing can be brought back.

A system that stores nothing has no step, but what a flow brings to it goes on from there: whoever it leads to waits
until that has landed too.  A system where a law keeps something, or that has nothing personal of the record, goes on
having it: there an update alone brings data back.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from mdg.model.landscape import Landscape
from mdg.model.topology import Once
from mdg.rules.compliance.erasing import keeps, personal_groups
from mdg.rules.compliance.erasure_holders import Holders
from mdg.rules.compliance.erasure_means import Means
from mdg.topology import UNBOUNDED, Link, Network
from mdg.topology.components import components
from mdg.topology.links import link_of
from mdg.topology.reach import Set, spread, union_of
from mdg.topology.timetable import timetable

#: By system the groups that a law keeps there.
Keeping = Mapping[str, frozenset[str]]


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Part:
    """Systems that are erased together, when each is, and the flows that pause between them until all are."""

    wave: int
    ends: dict[str, float]
    paused: tuple[Link, ...]


def bringing(
    net: Network,
    links: Sequence[Link],
    held: Mapping[str, Set],
    staying: Mapping[str, Set],
    keeping: Keeping,
    about: Set,
) -> list[Link]:
    """The flows that can bring such a record in anew: from holders, and from what only passes on what they send."""
    able = [link for link in links if _brings(net, link, about) or _adds(net, link, staying, keeping)]
    reached = {*held}
    while more := {link.target for link in able if link.source in reached and _passes(net, link.target)} - reached:
        reached |= more
    return [link for link in able if link.source in reached and link.target in reached]


def staying_in(net: Network, who: Holders, held: Mapping[str, Set], keeping: Keeping, about: Set) -> dict[str, Set]:
    """Where such records are when all personal data is erased: where a law keeps some, or nothing is personal.

    And where they come to be anew from there.
    """
    found = {system: held[system] for system, groups in keeping.items() if groups}
    for system, records in who.there.items():
        bare = records & about & ~held.get(system, net.nothing)
        if bare != net.nothing and system not in net.providers and keeps(net.landscape, system):
            found[system] = found.get(system, net.nothing) | bare
    leading: dict[str, list[tuple[str, Set]]] = {}
    for link in who.links if found else ():
        if _brings(net, link, about):
            leading.setdefault(link.source, []).append((link.target, link.records))
    return spread(found, leading, net.nothing)


def supplied(net: Network, links: Sequence[Link], staying: Mapping[str, Set], keeping: Keeping) -> Iterator[Link]:
    """The flows by which what a provider supplies is added to such records again."""
    for link in links:
        several = (
            records
            for group in _carried(net, link, keeping)
            for who, records, _ in net.supplies.get(group, ())
            if who == link.source
        )
        if _moves(net, link, staying.get(link.target, net.nothing) & union_of(several, net.nothing)):
            yield link


def to_come(landscape: Landscape, entity: str, about: Set) -> Iterator[Link]:
    """The flows and single loads that will bring such records and do not yet, out of what then still has them."""
    day, zone = landscape.as_of, landscape.settings.timezone
    nothing: Set = landscape.entities[entity].space.sets.empty
    for flow in landscape.every.flows.values():
        begins = flow.force.start is not None and flow.force.start > day
        loads = isinstance(flow.trigger, Once) and flow.trigger.day(zone) > day and not flow.force.ended(day)
        if flow.extract.entity == entity and "create" in flow.operations and (begins or loads):
            link = link_of(0, flow)
            if link.records & about != nothing and flow.source != flow.target:
                yield link


def _brings(net: Network, link: Link, about: Set) -> bool:
    return "create" in link.flow.operations and _moves(net, link, about)


def _moves(net: Network, link: Link, about: Set) -> bool:
    return link.delivers and link.source != link.target and link.records & about != net.nothing


def _adds(net: Network, link: Link, staying: Mapping[str, Set], keeping: Keeping) -> bool:
    """Whether a flow can bring personal data back to records that are still there."""
    return bool(_carried(net, link, keeping)) and _moves(net, link, staying.get(link.target, net.nothing))


def _carried(net: Network, link: Link, keeping: Keeping) -> frozenset[str]:
    """The personal data that a flow carries and that nobody has to keep where it comes to."""
    return link.groups & {*personal_groups(net)} - keeping.get(link.target, frozenset())


def _passes(net: Network, system: str) -> bool:
    return not keeps(net.landscape, system)


def under_way(net: Network, link: Link) -> float:
    """How long what has left the source of a flow, or waits there to be sent, can be under way, in seconds."""
    if link.timetable is None:
        return UNBOUNDED if link.delay is None else link.delay
    gaps = timetable(link.timetable.expression, link.timetable.timezone).gaps(*net.calendar)
    return UNBOUNDED if gaps is None else gaps.longest + link.latency


def passed_on(net: Network, links: Sequence[Link], ends: Mapping[str, float]) -> dict[str, float]:
    """When the last of it comes to each system that only passes it on, where the others are erased at ``ends``."""
    found: dict[str, float] = {}

    def last(system: str) -> float:
        """A system that is met again before it is known is on a circle."""
        if system not in found and system not in ends:
            found[system] = UNBOUNDED
            several = (last(link.source) + under_way(net, link) for link in links if link.target == system)
            found[system] = max(several, default=0)
        return ends[system] if system in ends else found[system]

    for link in links:
        last(link.target)
    return found


def in_order(net: Network, means: Mapping[str, Means], links: Sequence[Link]) -> Iterator[Part]:
    """The holders, of which ``means`` says how each is erased, upstream first."""
    waiting = _waiting(means, links)
    leading: dict[str, list[str]] = {system: [] for system in sorted(waiting)}
    for system in sorted(waiting):
        for other in sorted(waiting[system]):
            leading[other].append(system)
    coming = _coming(means, links)
    done: dict[str, float] = {}
    wave: dict[str, int] = {}
    for part in components(leading):
        own = sorted({*part} & means.keys())
        inside = [link for link in links if {link.source, link.target} <= {*part}]
        going = _going_on(net, inside, [link for link in inside if _hands_on(link, means, coming)], means)
        resting = [link for link in inside if link not in going]
        start = max((done[link.source] + under_way(net, link) for link in _into(links, part)), default=0)
        landing = _landings(net, inside, means)
        start += max((landing[link.id] for link in resting), default=0)
        before = {other for system in part for other in waiting[system]} - {*part}
        number = max((wave[other] + bool(own) for other in before), default=0)
        ends = _ends(net, part, going, means, start, done)
        wave |= dict.fromkeys(part, number)
        done |= dict.fromkeys(part, max(ends.values(), default=start))
        if own:
            paused = tuple(link for link in resting if link.source in means)
            yield Part(wave=number, ends=ends, paused=paused)


def _waiting(means: Mapping[str, Means], links: Iterable[Link]) -> dict[str, set[str]]:
    """For whom each system waits: what brings records to it, and where the deletion is made that comes to it."""
    found: dict[str, set[str]] = {system: set() for system in means}
    for link in links:
        found.setdefault(link.source, set())
        found.setdefault(link.target, set()).add(link.source)
    for system, how in means.items():
        if how.deleter in means:
            found[system].add(how.deleter or "")
    return found


def _into(links: Iterable[Link], part: Sequence[str]) -> list[Link]:
    return [link for link in links if link.target in part and link.source not in part]


def _coming(means: Mapping[str, Means], links: Sequence[Link]) -> dict[str, set[str]]:
    """Whose deletions come to a system by themselves, or by it to those that it passes records on to."""
    found = {system: {how.deleter} if how.deleter is not None else set() for system, how in means.items()}
    more = True
    while more:
        more = False
        for link in links:
            through = found.get(link.target, set()) - found.setdefault(link.source, set()) - {link.source}
            if through and link.source not in means:
                found[link.source] |= through
                more = True
    return found


def _hands_on(link: Link, means: Mapping[str, Means], coming: Mapping[str, set[str]]) -> bool:
    """Whether a flow may be one by which a deletion is to come: it goes on."""
    sent = {link.source} | coming.get(link.source, set())
    return "delete" in link.flow.operations and bool(sent & coming.get(link.target, set()))


def _landings(net: Network, inside: Sequence[Link], means: Mapping[str, Means]) -> dict[str, float]:
    """How long what is under way on each flow takes to come to systems that store it; round and round for ever."""
    leading: dict[str, list[Link]] = {}
    for link in inside:
        leading.setdefault(link.source, []).append(link)
    onward: dict[str, float] = dict.fromkeys(means, 0)

    def passing(system: str) -> float:
        """From there on: a system that is met again before it is known is on a circle."""
        if system not in onward:
            onward[system] = UNBOUNDED
            later = (under_way(net, link) + passing(link.target) for link in leading.get(system, ()))
            onward[system] = max(later, default=0)
        return onward[system]

    return {link.id: under_way(net, link) + passing(link.target) for link in inside}


def _going_on(net: Network, inside: Sequence[Link], able: Sequence[Link], means: Mapping[str, Means]) -> list[Link]:
    """Of the flows by which a deletion may go on those that need not pause, and what is passed on from them, in order.

    They lead from where it is sooner to where it is later: two systems that hear of it and send to each other would
    bring the record back to each other for ever.  So would what only passes it on, if it led back from there.
    """
    place = _places(net, inside, able, means)
    last = len(place)

    def on(link: Link) -> bool:
        return place.get(link.source, last) < place.get(link.target, last)

    going = [link for link in able if on(link)]
    while back := {link.source for link in inside if link.source not in means and not on(link)} & {
        link.target for link in going
    }:
        going = [link for link in going if link.source not in back and link.target not in back]
    fed = {link.target for link in going if link.target not in means}
    going += [link for link in inside if link.source in fed and link not in going]
    return sorted(going, key=lambda link: place[link.source])


def _places(net: Network, inside: Sequence[Link], able: Sequence[Link], means: Mapping[str, Means]) -> dict[str, int]:
    """The systems in the order in which a deletion comes to them, which those that delete by themselves begin."""
    own = {name for link in inside for name in (link.source, link.target) if name in means}
    agenda = [
        (0 if means[system].deleter is None else means[system].arrives or 0, 0, system)
        for system in sorted(own)
        if means[system].deleter not in own
    ]
    heapq.heapify(agenda)
    place: dict[str, int] = {}
    while agenda:
        late, hops, system = heapq.heappop(agenda)
        if system not in place:
            place[system] = len(place)
            for link in able:
                if link.source == system:
                    heapq.heappush(agenda, (late + under_way(net, link), hops + 1, link.target))
    return place


def _ends(
    net: Network,
    part: Sequence[str],
    going: Sequence[Link],
    means: Mapping[str, Means],
    start: float,
    done: Mapping[str, float],
) -> dict[str, float]:
    """When each system is erased, of those that may be from ``start`` on.

    Where a deletion comes, it is once that has come, and once what goes on by the same flows has landed.
    """
    found = dict.fromkeys(part, start)
    for system in found.keys() & means.keys():
        how = means[system]
        if how.deleter is not None:
            found[system] = max(start, done.get(how.deleter, start) + (how.arrives or 0))
    for link in going:
        found[link.target] = max(found[link.target], found[link.source] + under_way(net, link))
    return {system: found[system] for system in sorted(found.keys() & means.keys())}
