"""The worst delays of many changes, where timetables are on the way: :mod:`.worst`, for large networks.

What is made just after a moment is the later the longer ago the moment, as long as it catches the same runs.  So only
the moments count at which a run that can be caught first is just missed.  What is made between two such moments is
there no later than what is made just after the second one, and as long as it misses nothing no later than what is made
just after the first.  Where that is no worse than what is known to happen, nothing between them has to be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

# the module is loaded for large networks only
import numpy as np

from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.rides import NEVER, Rides
from mdg.topology.worst import Worst, shortest, worst_delays, yearly

Numbers = Any
#: Who makes a change, and along which of the links it travels, by their numbers.
Column = tuple[str, frozenset[int]]
#: So many moments are looked at first, and so many at once.
FIRST, AT_ONCE = 256, 512
#: How far after the calendar timetables are read at first, how much farther each time, and how far at most; in seconds.
AFTER, FARTHER, FARTHEST = 100 * 86_400, 4, NEVER // 2


def worst_of_all(links: Sequence[Link], columns: Sequence[Column], start: int, end: int) -> list[dict[str, Worst]]:
    """For each column what :func:`~.worst.worst_delays` says; ``links`` have a delay or a timetable.

    Of several moments just after which a change is so late it may name another one, and None where it looked at none
    just after which a change is not so late.
    """
    return [_worst([links[number] for number in sorted(own)], writer, start, end) for writer, own in columns]


def _worst(links: Sequence[Link], writer: str, start: int, end: int) -> dict[str, Worst]:
    steady, soonest = shortest(links, writer), shortest(links, writer, waiting=False)
    useful = [
        link
        for link in links
        if link.source in soonest
        and link.target != writer
        and link.delay != UNBOUNDED
        and (
            link.timetable is None
            or link.target not in steady
            or soonest[link.source] + link.latency < steady[link.target]
        )
    ]
    if any(link.missed or not yearly(link) for link in useful):
        return worst_delays(links, writer, start, end)
    horizon = end - start + AFTER
    while horizon < FARTHEST:
        try:
            return Departures(useful, writer, steady, start, end, horizon).worst()
        except OverflowError:
            # what is late arrives after all that was read of the timetables
            horizon *= FARTHER
    return worst_delays(links, writer, start, end)


class Stretches(NamedTuple):
    """What lies between two moments, ``begin`` and ``end``, by their places.

    ``missed`` is for each system (a row) when a change may first miss what brings one there that was made at the begin,
    ``later`` when one made at the end is there.
    """

    begin: Numbers
    end: Numbers
    missed: Numbers
    later: Numbers

    def only(self, some: Numbers) -> Stretches:
        """Some of them."""
        return Stretches(self.begin[some], self.end[some], self.missed[:, some], self.later[:, some])

    def cut(self, inner: Numbers, arrivals: Numbers, missed: Numbers) -> Stretches:
        """The stretches cut at some places within them, of which it is told when changes made there arrive."""
        begin, end = np.concatenate((self.begin, inner)), np.concatenate((self.end, inner))
        first, last = np.argsort(begin, kind="stable"), np.argsort(end, kind="stable")
        before = np.concatenate((self.missed, missed), axis=1)
        after = np.concatenate((self.later, arrivals), axis=1)
        return Stretches(begin[first], end[last], before[:, first], after[:, last])


class Departures:
    """The changes of one writer, made just after each of the ``moments`` that count, in seconds from the start on."""

    def __init__(
        self, links: Sequence[Link], writer: str, steady: dict[str, int], start: int, end: int, horizon: int
    ) -> None:
        self._start, self._steady = start, steady
        ends = dict.fromkeys((writer, *(end for link in links for end in (link.source, link.target)), *steady))
        self._systems = {system: number for number, system in enumerate(ends)}
        self._rides = Rides(links, self._systems, writer, start, horizon)
        self._behind = np.array([min(steady.get(system, NEVER), NEVER) for system in self._systems], np.int32)
        self._moments = self._missed(links, end - start)
        self._early = np.full(len(self._systems), NEVER, np.int32)
        self._late = np.full(len(self._systems), -1, np.int32)
        self._after = np.zeros(len(self._systems), np.int64)

    def _missed(self, links: Sequence[Link], length: int) -> Numbers:
        """The start, and the moments of the calendar just after which a run can no longer be caught as the first."""
        ways: dict[Any, set[int]] = {}
        for link in links:
            if link.timetable is not None and link.source in self._steady:
                ways.setdefault(link.timetable, set()).add(self._steady[link.source])
        runs = self._rides.schedules.runs
        found = [np.zeros(1, np.int64)]
        for cron, several in zip(self._rides.crons, runs, strict=True):
            for behind in ways.get(cron, ()):
                found.append(several - behind)
        every = np.unique(np.concatenate(found))
        return every[(every >= 0) & (every < length)]

    def worst(self) -> dict[str, Worst]:
        """The answer for each system that the changes reach."""
        last = len(self._moments) - 1
        places = np.unique(np.linspace(0, last, min(FIRST, last + 1)).astype(np.int64))
        arrivals, missed = self._look(places)
        found = Stretches(places[:-1], places[1:], missed[:, :-1], arrivals[:, 1:])
        while True:
            found, inner = self._open(found)
            if not len(inner):
                return self._told()
            found = found.cut(inner, *self._look(inner))

    def _open(self, several: Stretches) -> tuple[Stretches, Numbers]:
        """The stretches in which something worse than what is known may happen, and the moments to look at in them.

        What is late between two moments is worst just after something is missed, of which the first is known.
        """
        some = np.flatnonzero(self._late < self._behind)
        ends = self._moments[several.end].astype(np.int32)
        limit = np.minimum(several.later[some] - several.missed[some], self._behind[some, None])
        limit[several.missed[some] >= ends] = -1
        worse = limit > self._late[some, None]
        left = worse.any(axis=0)
        if not left.any():
            return several, several.begin[:0]
        worst = np.argmax(limit, axis=1)
        rows = np.flatnonzero(worse[np.arange(len(some)), worst])
        moments = np.unique(several.missed[some[rows], worst[rows]])
        return several.only(left), np.searchsorted(self._moments, moments)

    def _look(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """When changes are in each system that are made just after some of the moments, and when others would be late.

        The second is the moment from which on one may miss what brings it there; how late all are is noted.
        """
        shape = len(self._systems), 0
        found, missing = [np.empty(shape, np.int32)], [np.empty(shape, np.int32)]
        for first in range(0, len(places), AT_ONCE):
            moments = self._moments[places[first : first + AT_ONCE]].astype(np.int32)
            # all runs and delays are whole seconds: just after a second is as late as at the next one
            arrivals, spare = self._rides.arrivals(moments + 1)
            late = np.minimum(arrivals - moments, self._behind[:, None])
            np.minimum(self._early, late.min(axis=1), out=self._early)
            which = late.argmax(axis=1)
            most = late[np.arange(len(late)), which]
            later = most > self._late
            self._late[later] = most[later]
            self._after[later] = moments[which[later]]
            found.append(arrivals)
            missing.append(spare + (moments + 1))
        return np.concatenate(found, axis=1), np.concatenate(missing, axis=1)

    def _told(self) -> dict[str, Worst]:
        found = {}
        alike = (self._early == self._late).tolist()
        for system, late, after, same in zip(
            self._systems, self._late.tolist(), self._after.tolist(), alike, strict=True
        ):
            if late < NEVER // 2:
                found[system] = Worst(late, None if same and late == self._steady.get(system) else self._start + after)
        return found
