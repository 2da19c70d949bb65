"""The worst delays of many changes at once, where timetables are on the way: :mod:`.worst`, a column for each change.

All jobs of one schedule run at the same instants, so that a run is a few operations on arrays, whatever the number of
flows and of writers.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

# the module is loaded for large networks only
import numpy as np

from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.reading import FAR, Numbers
from mdg.topology.timetable import Timetable, timetable
from mdg.topology.worst import Worst, shortest

#: Who makes a change, and along which of the links it travels, by their numbers.
Column = tuple[str, frozenset[int]]
_ARRIVALS, _RUN = 0, 1


def worst_of_all(links: Sequence[Link], columns: Sequence[Column], start: int, end: int) -> list[dict[str, Worst]]:
    """For each column what :func:`~.worst.worst_delays` says; ``links`` have a delay or a timetable."""
    return Walks(links, columns, start, end).worst()


def spans(begin: Numbers, end: Numbers) -> Numbers:
    """The numbers of several stretches, one after another."""
    lengths = end - begin
    if not len(lengths):
        return lengths
    shift = np.repeat(end - lengths.cumsum(), lengths)
    return np.arange(lengths.sum()) + shift


class Jobs:
    """The flows of one schedule and one latency."""

    def __init__(self, source: Numbers, target: Numbers, member: Numbers, latency: int) -> None:
        self.source, self.target, self.latency = source, target, latency
        self.out = None if member.all() else ~member


class Schedule:
    """The flows that run at the same instants."""

    def __init__(self, table: Timetable, jobs: Sequence[Jobs], until: int) -> None:
        #: ``until`` is when what does not wait for any run is over
        self.table, self.jobs, self.until = table, jobs, until
        self.due: int | None = None


class Walks:
    """One walk through the calendar, following what is fresh in each system (a row) for each change (a column)."""

    def __init__(self, links: Sequence[Link], columns: Sequence[Column], start: int, end: int) -> None:
        self.start, self.end, self.columns = start, end, columns
        ends = dict.fromkeys(end for link in links for end in (link.source, link.target))
        self.systems = tuple(dict.fromkeys((*(writer for writer, _ in columns), *ends)))
        self.place = {system: number for number, system in enumerate(self.systems)}
        shape = len(self.systems), len(columns)
        self.steady, soonest = np.full(shape, FAR, np.int64), np.full(shape, FAR, np.int64)
        for number, (writer, own) in enumerate(columns):
            some = [link for place, link in enumerate(links) if place in own]
            for found, waiting in ((self.steady, True), (soonest, False)):
                for system, late in shortest(some, writer, waiting=waiting).items():
                    found[self.place[system], number] = late
        self.fresh = np.full(shape, start, np.int64)
        self.late, self.after = np.full(shape, -1, np.int64), np.full(shape, start, np.int64)
        member = np.array([[place in own for _, own in columns] for place in range(len(links))], bool)
        self._read_steady(links, member)
        self._read_timed(links, member.reshape(len(links), len(columns)), soonest)
        self._agenda: list[tuple[int, int, int]] = []
        self._arriving: dict[int, list[tuple[Numbers, Numbers]]] = {}

    def _read_steady(self, links: Sequence[Link], member: Numbers) -> None:
        """The links without a timetable, by where they come from."""
        some = [n for n, link in enumerate(links) if link.timetable is None and link.delay not in (None, UNBOUNDED)]
        some.sort(key=lambda number: self.place[links[number].source])
        source = np.array([self.place[links[number].source] for number in some], np.int64)
        self._first = np.searchsorted(source, np.arange(len(self.systems) + 1))
        self._to = np.array([self.place[links[number].target] for number in some], np.int64)
        self._lasts = np.array([int(links[number].delay or 0) for number in some], np.int64)
        self._out = ~member[some]

    def _read_timed(self, links: Sequence[Link], member: Numbers, soonest: Numbers) -> None:
        """The links with a timetable that can be any quicker than the way without, by schedule."""
        by_schedule: dict[tuple[str, str], dict[int, list[int]]] = {}
        for number, link in enumerate(links):
            if link.timetable is not None:
                source, target = self.place[link.source], self.place[link.target]
                member[number] &= soonest[source] + link.latency < self.steady[target]
                if member[number].any():
                    key = link.timetable.expression, link.timetable.timezone
                    by_schedule.setdefault(key, {}).setdefault(link.latency, []).append(number)
        self.schedules: list[Schedule] = []
        self._feeds = np.zeros((len(self.systems), len(by_schedule)), bool)
        for key, by_latency in by_schedule.items():
            jobs = []
            for latency, numbers in by_latency.items():
                ends = [[self.place[end] for end in (links[n].source, links[n].target)] for n in numbers]
                source, target = np.array(ends, np.int64).T
                self._feeds[source, len(self.schedules)] = True
                jobs.append(Jobs(source, target, member[numbers], latency))
            behind = [self.steady[one.source] for one in jobs]
            longest = max((int(rows[rows < FAR].max(initial=-1)) for rows in behind), default=-1)
            self.schedules.append(Schedule(timetable(*key), jobs, self.end + longest if longest >= 0 else self.start))

    def worst(self) -> list[dict[str, Worst]]:
        """Walk; for each column the answer for each system that every change of the calendar reaches."""
        for number, schedule in enumerate(self.schedules):
            if schedule.until > self.start:
                self._await(number, self.start)
        while self._agenda:
            at, what, number = heapq.heappop(self._agenda)
            if what == _ARRIVALS:
                several = self._arriving.pop(at)
                self._arrive(at, np.concatenate([one for one, _ in several]), np.concatenate([v for _, v in several]))
            elif self.schedules[number].due == at:
                self.schedules[number].due = None
                self._run(at, number)
        return [self._closing(number) for number in range(len(self.columns))]

    def _await(self, number: int, at: int, *, strictly: bool = False) -> None:
        """Look at the first run of a schedule from then on."""
        schedule = self.schedules[number]
        if schedule.due is not None and schedule.due <= at + strictly:
            return
        run = schedule.table.next(at, strictly=strictly)
        if run is not None and (schedule.due is None or run < schedule.due):
            schedule.due = run
            heapq.heappush(self._agenda, (run, _RUN, number))

    def _run(self, at: int, number: int) -> None:
        """The runs of a schedule take along what is fresh in their sources."""
        schedule = self.schedules[number]
        for jobs in schedule.jobs:
            moment = np.maximum(self.fresh[jobs.source], at - self.steady[jobs.source])
            if jobs.out is not None:
                moment[jobs.out] = self.start
            self._send(at + jobs.latency, jobs.target, moment)
        if at < schedule.until:
            self._await(number, at, strictly=True)

    def _send(self, at: int, targets: Numbers, moment: Numbers) -> None:
        """What was made up to ``moment`` will be in the targets; what is no news there is left out."""
        news = (moment > np.maximum(self.fresh[targets], at - self.steady[targets])).any(axis=1)
        if news.any():
            if at not in self._arriving:
                self._arriving[at] = []
                heapq.heappush(self._agenda, (at, _ARRIVALS, 0))
            self._arriving[at].append((targets[news], moment[news]))

    def _arrive(self, at: int, targets: Numbers, moment: Numbers) -> None:
        """What was made up to ``moment`` is in the targets."""
        if len(targets) > 1:
            order = np.argsort(targets, kind="stable")
            heads = np.flatnonzero(np.diff(targets[order], prepend=-1))
            targets, moment = targets[order[heads]], np.maximum.reduceat(moment[order], heads, axis=0)
        before = self.fresh[targets]
        floor = np.maximum(before, at - self.steady[targets])
        better = (moment > floor) & (before < self.end)
        rows = better.any(axis=1)
        if not rows.any():
            return
        targets, before, better = targets[rows], before[rows], better[rows]
        late, known = at - floor[rows], self.late[targets]
        later = better & (late > known)
        self.late[targets] = np.where(later, late, known)
        self.after[targets] = np.where(later, before, self.after[targets])
        moment = np.where(better, moment[rows], self.start)
        self.fresh[targets] = np.maximum(before, moment)
        self._go_on(at, targets, moment)
        for number in np.flatnonzero(self._feeds[targets].any(axis=0)).tolist():
            self._await(number, at)

    def _go_on(self, at: int, systems: Numbers, moment: Numbers) -> None:
        """What is new in some systems goes on by the links without a timetable."""
        begin, stop = self._first[systems], self._first[systems + 1]
        some = spans(begin, stop)
        if not len(some):
            return
        moments = np.repeat(moment, stop - begin, axis=0)
        moments[self._out[some]] = self.start
        lasts = self._lasts[some]
        for late in np.unique(lasts).tolist():
            these = lasts == late
            self._send(at + late, self._to[some[these]], moments[these])

    def _closing(self, number: int) -> dict[str, Worst]:
        """The answers of a column, what is left over at the end of the calendar included."""
        found = {}
        rows = zip(
            self.systems,
            self.steady[:, number].tolist(),
            self.fresh[:, number].tolist(),
            self.late[:, number].tolist(),
            self.after[:, number].tolist(),
            strict=True,
        )
        for system, behind, fresh, late, after in rows:
            if behind < FAR and late < 0:
                found[system] = Worst(behind, None)
            elif behind < FAR and fresh < self.end and behind > late:
                found[system] = Worst(behind, fresh)
            elif late >= 0 and (behind < FAR or fresh >= self.end):
                found[system] = Worst(late, after)
        return found
