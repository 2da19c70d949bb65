"""The worst delays of many changes, where many timetables are on the way: what :mod:`.walk` tells.

This is the profile search of public transport (all departures of a day at once, not one after another), for what is
guaranteed to have arrived.  A system's *profile* is a staircase: by this instant, everything made up to that moment is
there.  A flow without a timetable brings the profile of its source later; of one with a timetable, each run takes along
what its source has.  Of what comes from several sources only the steps count on which something is there sooner than by
any other way, the shortest way without a timetable included.  Systems are settled in an order in which nearly all flows
lead onward, each once, and those of a circle until nothing changes.

All moments and instants are seconds from the start of the calendar on.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

# the module is loaded where many timetables are involved only
import numpy as np

from mdg.model.topology import Cron
from mdg.topology.depth import Depth
from mdg.topology.links import Link
from mdg.topology.timetable import timetable
from mdg.topology.walk import Worst, helpful, shortest, yearly

Numbers = Any
#: How far after the calendar timetables are read at first, how much farther each time, and how far at most; in seconds.
AFTER, FARTHER, FARTHEST = 100 * 86_400, 4, 1 << 29
#: A moment and an arrival are sorted as one number of 64 bits.
_HIGH, _LOW = 31, (1 << 31) - 1


class Profile(NamedTuple):
    """What was made up to each of the ``moments`` has come by each of the ``arrivals``; both grow."""

    moments: Numbers
    arrivals: Numbers

    def above(self, behind: int | None) -> Profile:
        """Those that are there before the shortest way without a timetable brings them, if there is one."""
        if behind is None:
            return self
        some = self.moments > self.arrivals - behind
        return self if some.all() else Profile(self.moments[some], self.arrivals[some])


NOTHING = Profile(np.empty(0, np.int64), np.empty(0, np.int64))


def worst_by_profiles(links: Sequence[Link], writer: str, start: int, end: int) -> dict[str, Worst] | None:
    """What a :class:`~.walk.Walk` finds; ``links`` have a delay or a timetable.

    Of several moments just after which a change is so late it may name another one.  None where runs are so rare, or
    delays so long, that they do not fit.
    """
    steady = shortest(links, writer)
    useful = helpful(links, writer, steady)
    if not all(map(yearly, useful)):
        return None
    horizon = end - start + AFTER
    while horizon < FARTHEST:
        try:
            return Profiles(useful, steady, (start, end), horizon).worst()
        except OverflowError:
            # what is late arrives after all that was read of the timetables
            horizon *= FARTHER
    return None


@functools.lru_cache(maxsize=1024)
def runs_from(cron: Cron, start: int, horizon: int) -> Numbers:
    """The runs of a timetable in so many seconds from ``start`` on, in order; many writers ask for the same."""
    several = timetable(cron.expression, cron.timezone).runs(start, start + horizon)
    return np.array(several, np.int64) - start


class Profiles:
    """The profiles of all systems for one writer, over a calendar; timetables are read as far as the ``horizon``.

    OverflowError where something is to run after that, or arrives too late to be reckoned with.
    """

    def __init__(self, links: Sequence[Link], steady: dict[str, int], calendar: tuple[int, int], horizon: int) -> None:
        self._start, self._length, self._horizon = calendar[0], calendar[1] - calendar[0], horizon
        self._steady = steady
        self._coming: dict[str, list[Link]] = {}
        for link in links:
            self._coming.setdefault(link.target, []).append(link)
        self._found: dict[str, Profile] = {}
        for circle in _in_order(links):
            self._settle(circle)

    def _settle(self, circle: Sequence[str]) -> None:
        """Work out the profiles of systems of which, if there are several, each leads to each."""
        if len(circle) == 1:
            self._found[circle[0]] = self._arriving(circle[0])
            return
        place = {system: number for number, system in enumerate(circle)}
        leading: dict[str, list[int]] = {system: [] for system in circle}
        for system in circle:
            for link in self._coming[system]:
                if link.source in place:
                    leading[link.source].append(place[system])
        agenda = list(range(len(circle)))
        waiting = set(agenda)
        while agenda:
            number = heapq.heappop(agenda)
            waiting.remove(number)
            system = circle[number]
            before, profile = self._found.get(system, NOTHING), self._arriving(system)
            self._found[system] = profile
            if len(before.moments) != len(profile.moments) or not all(map(np.array_equal, before, profile)):
                for other in leading[system]:
                    if other not in waiting:
                        waiting.add(other)
                        heapq.heappush(agenda, other)

    def _arriving(self, system: str) -> Profile:
        """What all that leads to a system brings, as far as is known."""
        behind = self._steady.get(system)
        several = [
            profile.above(behind)
            for link in self._coming.get(system, ())
            for profile in (self._steps(link) if link.timetable is None else self._runs(link, link.timetable))
        ]
        several = [profile for profile in several if len(profile.moments)]
        if len(several) < 2:
            return several[0] if several else NOTHING
        if max(int(profile.arrivals[-1]) for profile in several) > _LOW:
            raise OverflowError
        keys = np.concatenate([(profile.arrivals << _HIGH) + (_LOW - profile.moments) for profile in several])
        keys.sort()
        return _rising(_LOW - (keys & _LOW), keys >> _HIGH)

    def _steps(self, link: Link) -> Iterator[Profile]:
        """What a link without a timetable brings in steps."""
        moments, arrivals = self._found.get(link.source, NOTHING)
        if len(moments):
            yield Profile(moments, arrivals + int(link.delay or 0))

    def _runs(self, link: Link, cron: Cron) -> Iterator[Profile]:
        """What the runs of a link bring; where one is missed, the next run brings what it would have taken along."""
        later = int(link.missed)
        runs, length = runs_from(cron, self._start, self._horizon), self._length
        moments, arrivals = self._found.get(link.source, NOTHING)
        behind, there = self._steady.get(link.source), self._steady.get(link.target)
        if behind is not None and (there is None or behind + link.latency < there):
            # all runs, up to the one that takes along all that was made in the calendar
            last = int(np.searchsorted(runs, length + behind))
            if last + later >= len(runs):
                raise OverflowError
            bringing = runs[later : last + 1 + later]
            runs = runs[: last + 1]
            taken = np.clip(runs - behind, 0, length)
            if len(moments):
                taken = np.maximum(taken, np.append(0, moments)[np.searchsorted(arrivals, runs, side="right")])
            yield _rising(taken, bringing + link.latency)
        elif len(moments):
            # the first run after each step; what has come without steps by then is there without this link sooner
            places: Numbers = np.searchsorted(runs, arrivals)
            if places[-1] + later >= len(runs):
                raise OverflowError
            last_of_each = np.append(places[1:] != places[:-1], True)
            yield Profile(moments[last_of_each], runs[places[last_of_each] + later] + link.latency)

    def worst(self) -> dict[str, Worst]:
        """For each system that all changes of the calendar reach, how late at worst."""
        found = {}
        for system in dict.fromkeys((*self._steady, *self._found)):
            profile, behind = self._found.get(system, NOTHING), self._steady.get(system)
            if (late := self._latest(profile, behind)) is not None:
                delay, after = late
                found[system] = Worst(delay, None if after is None else self._start + after)
        return found

    def _latest(self, profile: Profile, behind: int | None) -> tuple[int, int | None] | None:
        """The largest time from what was there to the next step, and the moment just after which it is so long."""
        if not len(profile.moments):
            return None if behind is None else (behind, None)
        last = int(profile.moments[-1])
        if behind is None and last < self._length:
            return None
        before = np.append(0, profile.moments[:-1])
        late = profile.arrivals - before
        place = int(late.argmax())
        if behind is None:
            return int(late[place]), int(before[place])
        if late[place] >= behind:
            return behind, int(before[place])
        return (behind, last) if last < self._length else (int(late[place]), int(before[place]))


def _rising(moments: Numbers, arrivals: Numbers) -> Profile:
    """The steps on which something is there that was not before, given in the order of their arrival."""
    most = np.maximum.accumulate(moments)
    rises = np.diff(most, prepend=0) > 0
    return Profile(most[rises], arrivals[rises])


def _in_order(links: Sequence[Link]) -> Iterator[list[str]]:
    """The systems that links lead to, circle by circle, each after those that lead to it."""
    names = list(dict.fromkeys(end for link in links for end in (link.source, link.target)))
    if not names:
        return
    place = {name: number for number, name in enumerate(names)}
    source = np.array([place[link.source] for link in links], np.int64)
    target = np.array([place[link.target] for link in links], np.int64)
    depth = Depth(source, target, len(names))
    circles: list[list[int]] = [[] for _ in range(depth.components)]
    for number in np.argsort(depth.level, kind="stable").tolist():
        circles[depth.component[number]].append(number)
    # a component leads only to those numbered before it
    for circle in reversed(circles):
        yield [names[number] for number in circle]
