"""The route of one change, made at one moment, hop by hop: the earliest guaranteed arrival over a timetable."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.timetable import timetable
from mdg.topology.walk import NINE_YEARS

#: Instants are counted in half seconds here: an odd one is just after the second before it, so that a run at that
#: second is gone.
Halves = int


@attrs.frozen(slots=True, repr=False, eq=False)
class Hop:
    """One flow on the way of a change: what is visible in its source at ``visible`` is in its target at ``arrives``.

    Both in seconds since 1970 UTC, None once nothing bounds it any more; ``after`` says whether ``visible`` is just
    after that second.  ``run`` is the run that takes it along, of a timetable.
    """

    _link: Link | int
    visible: int | None
    after: bool
    run: int | None
    arrives: int | None
    #: what makes a link of its number: of a large network, no more are made than somebody looks at
    _link_of: Callable[[int], Link] | None = None

    @property
    def link(self) -> Link:
        """The flow as a link."""
        if isinstance(self._link, Link):
            return self._link
        if self._link_of is None:
            raise ValueError(f"nothing makes a link of the number {self._link}")
        return self._link_of(self._link)

    @property
    def lasts(self) -> int | None:
        """How long the hop takes at most, waiting included, in seconds."""
        return None if self.visible is None or self.arrives is None else self.arrives - self.visible


def journey(
    links: Iterable[Link], writer: str, target: str, calendar: tuple[int, int], after: int | None
) -> tuple[Hop, ...]:
    """The best route of a change made just after ``after`` (None: as the calendar begins) from writer to target.

    Where nothing bounds it, a shortest route in hops; without any hop where the target is the writer.
    """
    return Journeys(links, writer, calendar).to(target, after)


class Journeys:
    """The best routes from one writer along some links, to as many systems as are asked for."""

    def __init__(self, links: Iterable[Link], writer: str, calendar: tuple[int, int]) -> None:
        self._writer, self._start = writer, calendar[0]
        self._leading: dict[str, list[Link]] = {}
        for link in links:
            self._leading.setdefault(link.source, []).append(link)
        self._came: dict[int | None, dict[str, Hop]] = {}
        self._by_hand: dict[str, Hop] | None = None

    def to(self, target: str, after: int | None) -> tuple[Hop, ...]:
        """The route to a system of a change made just after ``after``, as for :func:`journey`."""
        if target == self._writer:
            return ()
        made = self._start * 2 if after is None else after * 2 + 1
        if after not in self._came:
            self._came[after] = _earliest(self._leading, self._writer, made)
        if target in self._came[after]:
            return _back(self._came[after], self._writer, target)
        if self._by_hand is None:
            self._by_hand = _by_hand(self._leading, self._writer, made)
        return _back(self._by_hand, self._writer, target)


def _earliest(leading: Mapping[str, Sequence[Link]], writer: str, made: Halves) -> dict[str, Hop]:
    """By which hop a change comes to each system first, as far as bounds go."""
    came: dict[str, Hop] = {}
    done: set[str] = set()
    agenda: list[tuple[Halves, int, str, Hop | None]] = [(made, 0, writer, None)]
    number = 0
    while agenda:
        now, _, system, hop = heapq.heappop(agenda)
        if system in done:
            continue
        done.add(system)
        if hop is not None:
            came[system] = hop
        for link in leading.get(system, ()):
            if link.target not in done and (onward := _ride(link, now)) is not None:
                number += 1
                there, hop_there = onward
                heapq.heappush(agenda, (there, number, link.target, hop_there))
    return came


def _ride(link: Link, now: Halves) -> tuple[Halves, Hop] | None:
    """When what is visible in the link's source now is in its target, and how."""
    at, after = now >> 1, bool(now & 1)
    if link.timetable is None:
        if link.delay is None or link.delay == UNBOUNDED:
            return None
        there = at + int(link.delay)
        return there * 2 + after, Hop(link, at, after, None, there)
    table = timetable(link.timetable.expression, link.timetable.timezone)
    run = table.next(at, strictly=after)
    if run is None or run - at > NINE_YEARS:
        return None
    if link.missed and (run := table.next(run, strictly=True)) is None:
        return None
    there = run + link.latency
    return there * 2, Hop(link, at, after, run, there)


def _by_hand(leading: Mapping[str, Sequence[Link]], writer: str, made: Halves) -> dict[str, Hop]:
    """By which hop a change comes to each system with the fewest of them, whether anything bounds it or not."""
    came: dict[str, Hop] = {}
    agenda = [writer]
    for system in agenda:
        for link in leading.get(system, ()):
            if link.target not in came and link.target != writer:
                came[link.target] = Hop(link, made >> 1 if system == writer else None, False, None, None)
                agenda.append(link.target)
    return came


def _back(came: dict[str, Hop], writer: str, target: str) -> tuple[Hop, ...]:
    route: list[Hop] = []
    while target != writer and target in came:
        route.append(came[target])
        target = came[target].link.source
    return tuple(reversed(route))
