"""How late a change of one record can be at worst, where timetables are among the flows: exact over a calendar.

The age of information is followed forward in time.  Let `fresh(T, a)` be the latest moment such that whatever was
changed at the writer up to then is guaranteed to be in T by `a`.  A flow without a timetable keeps it at a fixed
distance behind its source; a run at `x` takes along what its source has at `x`, and `latency` later that is in the
target.  So `fresh(T, a)` is the larger of `a - d`, where d is the shortest way without any timetable, and a step
function that rises when something arrives.  What is made just after `fresh(T, a)` was missed, and arrives with the next
rise: the worst delay is the largest distance between a rise and what was fresh just before it.  (The literature calls
this the peak age; see docs/explanation/staleness.md.)

A rise of a system is all that can make its outgoing runs worth looking at, so that only these are: a job every five
minutes that is fed once a night is looked at once a night.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.timetable import Timetable, timetable

#: A cron that does not run for so long after a change delivers it no more; in seconds.
NINE_YEARS = 9 * 365 * 86_400 + 2 * 86_400
_ARRIVAL, _RUN = 0, 1


class Worst(NamedTuple):
    """The worst delay in seconds, and the moment just after which a change is so late (None: whenever it is made)."""

    delay: int
    after: int | None


def shortest(links: Iterable[Link], writer: str, *, waiting: bool = True) -> dict[str, int]:
    """The shortest way to each system in seconds: by links with a bound, or as if no run had to be waited for."""
    leading: dict[str, list[tuple[str, int]]] = {}
    for link in links:
        delay = link.latency if link.timetable is not None and not waiting else link.delay
        if delay is not None and delay != UNBOUNDED:
            leading.setdefault(link.source, []).append((link.target, int(delay)))
    found: dict[str, int] = {}
    agenda = [(0, writer)]
    while agenda:
        late, system = heapq.heappop(agenda)
        if system in found:
            continue
        found[system] = late
        for target, more in leading.get(system, ()):
            if target not in found:
                heapq.heappush(agenda, (late + more, target))
    return found


def yearly(link: Link) -> bool:
    """Whether runs of a link that has any are less than nine years apart.

    They are where cron's day of the month or day of the week alone decides, and where either is enough; both must agree
    where one begins with ``*`` (a 29 February that is a Sunday).  A fifth Friday of February is rare as well.
    """
    if link.timetable is None:
        return True
    fields = link.timetable.expression.split()
    if len(fields) != 5:
        return False
    days = fields[2], fields[4]
    return "#5" not in fields[4] and ("*" in days or not any(field.startswith("*") for field in days))


def helpful(links: Iterable[Link], writer: str, steady: Mapping[str, int]) -> list[Link]:
    """The links that may bring a change sooner than the shortest ways without a timetable do, which are ``steady``."""
    links = tuple(links)
    soonest = shortest(links, writer, waiting=False)
    return [
        link
        for link in links
        if link.source in soonest
        and link.target not in {writer, link.source}
        and (
            link.delay not in {None, UNBOUNDED}
            if link.timetable is None
            else link.target not in steady or soonest[link.source] + link.latency < steady[link.target]
        )
    ]


class Walk:
    """One walk through the calendar from ``start`` to ``end`` (excluded), following what is fresh in each system.

    ``links`` have a delay or a timetable; instants are seconds since 1970 UTC.
    """

    def __init__(self, links: Sequence[Link], writer: str, start: int, end: int) -> None:
        self.end = end
        self.steady = shortest(links, writer)
        self.fresh: dict[str, int] = {}
        self.late: dict[str, Worst] = {}
        self._start = start
        self._since: dict[str, int] = {}
        self._agenda: list[tuple[int, int, int, str, int]] = []
        self._due: dict[int, int] = {}
        self._timed: dict[str, list[tuple[Link, Timetable]]] = {}
        self._numbered: dict[int, tuple[Link, Timetable]] = {}
        self._steady_links: dict[str, list[tuple[str, int]]] = {}
        for link in helpful(links, writer, self.steady):
            if link.timetable is None:
                self._steady_links.setdefault(link.source, []).append((link.target, int(link.delay or 0)))
            else:
                table = timetable(link.timetable.expression, link.timetable.timezone)
                self._numbered[link.index] = link, table
                self._timed.setdefault(link.source, []).append((link, table))

    def worst(self) -> dict[str, Worst]:
        """Walk; the answer for each system that every change of the calendar reaches."""
        for system, behind in self.steady.items():
            for link, table in self._timed.get(system, ()):
                self._await(link, table, self._start + behind)
        agenda = self._agenda
        while agenda:
            at, what, number, system, moment = heapq.heappop(agenda)
            if what == _ARRIVAL:
                self._arrive(at, system, moment)
            else:
                self._run(at, number, system)
        return dict(self._closing())

    def _await(self, link: Link, table: Timetable, at: int, *, strictly: bool = False) -> None:
        """Look at the first run from then on."""
        run = table.next(at, strictly=strictly)
        due = self._due.get(link.index)
        if run is not None and (due is None or run < due):
            self._due[link.index] = run
            heapq.heappush(self._agenda, (run, _RUN, link.index, link.source, 0))

    def _run(self, at: int, number: int, system: str) -> None:
        """A run takes along what is fresh in its source."""
        if self._due.get(number) != at:
            return
        del self._due[number]
        link, table = self._numbered[number]
        moment = self.fresh.get(system, self._start)
        if at - self._since.get(system, at) > NINE_YEARS:
            moment = self._start
        if system in self.steady:
            steadily = at - self.steady[system]
            if steadily < self.end:
                self._await(link, table, at, strictly=True)
            moment = max(moment, steadily)
        if moment > self._start:
            run = table.next(at, strictly=True) if link.missed else at
            if run is not None:
                heapq.heappush(self._agenda, (run + link.latency, _ARRIVAL, 0, link.target, moment))

    def _arrive(self, at: int, system: str, moment: int) -> None:
        """What was made up to ``moment`` is in a system."""
        before = self.fresh.get(system, self._start)
        behind = self.steady.get(system)
        if moment <= before or before >= self.end or (behind is not None and at - behind >= moment):
            return
        self._note(system, at, before)
        self.fresh[system] = moment
        self._since[system] = at
        for target, more in self._steady_links.get(system, ()):
            heapq.heappush(self._agenda, (at + more, _ARRIVAL, 0, target, moment))
        for link, table in self._timed.get(system, ()):
            self._await(link, table, at)

    def _note(self, system: str, at: int, before: int) -> None:
        """What was made just after ``before`` is there now."""
        behind = self.steady.get(system)
        late = at - before if behind is None else min(at - before, behind)
        known = self.late.get(system)
        if known is None or late > known.delay:
            self.late[system] = Worst(late, before)

    def _closing(self) -> Iterable[tuple[str, Worst]]:
        """The answers, what is left over at the end of the calendar included."""
        for system, behind in self.steady.items():
            known = self.late.get(system)
            fresh = self.fresh.get(system, self._start)
            if known is None:
                yield system, Worst(behind, None)
            elif fresh < self.end and behind > known.delay:
                yield system, Worst(behind, fresh)
            else:
                yield system, known
        for system, known in self.late.items():
            if system not in self.steady and self.fresh[system] >= self.end:
                yield system, known
