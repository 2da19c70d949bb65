"""Jobs that feed one another: runs that start before the run that feeds them has finished."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import attrs

from mdg.model.topology import Cron
from mdg.topology.freshness import courses
from mdg.topology.links import BRINGING, Link
from mdg.topology.network import Network
from mdg.topology.reach import Set
from mdg.topology.timetable import timetable

#: A run that starts before the one that feeds it began has just missed it if a fourth of the time between runs or less
#: would have made it wait for that one.
_NEARLY = 4


@attrs.frozen(slots=True, repr=False, eq=False)
class Clash:
    """A run of a job that starts at ``starts``, while one of its feeder is under way or shortly before it.

    The feeder's run is from ``begins`` to ``ends``, and the next run of the job is at ``again``: None if there is none.
    All in seconds since 1970 UTC.
    """

    starts: int
    begins: int
    ends: int
    again: int | None


@attrs.frozen(slots=True, repr=False, eq=False)
class Race:
    """Two jobs in a row, the first of which feeds the second, and the records that go by both."""

    feeder: Link
    link: Link
    records: Set
    clash: Clash


def races(network: Network) -> Iterator[Race]:
    """The pairs of timetables of which the second starts too early, for some records."""
    into: dict[str, list[Link]] = {}
    timed = [link for link in network.links if link.timetable is not None and link.flow.operations & BRINGING]
    for link in timed:
        into.setdefault(link.target, []).append(link)
    for link in timed:
        for feeder in into.get(link.source, ()):
            if feeder is not link and feeder.records & link.records != network.nothing:
                clash = _clash(network, feeder, link)
                records = _going_by_both(network, feeder, link) if clash is not None else network.nothing
                if clash is not None and records != network.nothing:
                    yield Race(feeder, link, records, clash)


def _going_by_both(network: Network, feeder: Link, link: Link) -> Set:
    """The records of which a group goes by both, and is in the feeder's source."""
    found, nothing = network.nothing, network.nothing
    both = feeder.records & link.records
    if not feeder.flow.operations & link.flow.operations & BRINGING:
        return nothing
    for group in sorted(feeder.groups & link.groups):
        for course in courses(network, group):
            present = network.present(course.variant.origin.system)
            here = both & course.holders.get(feeder.source, nothing)
            found = found | here & present.get(feeder.target, nothing) & present.get(link.target, nothing)
    return found


def _clash(network: Network, feeder: Link, link: Link) -> Clash | None:
    if feeder.timetable is None or link.timetable is None or not (network.runs(feeder) and network.runs(link)):
        return None
    return clash_of(feeder.timetable, feeder.latency, link.timetable, network.calendar)


@functools.lru_cache(maxsize=4096)
def clash_of(feeder: Cron, latency: int, job: Cron, calendar: tuple[int, int]) -> Clash | None:
    """The first run of a job that starts while its feeder runs, or as it ends; else the first that nearly does."""
    start, end = calendar
    feeds = timetable(feeder.expression, feeder.timezone)
    table = timetable(job.expression, job.timezone)
    began = feeds.runs(start, end)
    starts = table.runs(start, end + latency + 1)
    for begins in began:
        place = bisect_left(starts, begins)
        if place < len(starts) and starts[place] <= begins + latency:
            at = starts[place]
            return Clash(at, begins, begins + latency, table.next(begins + latency, strictly=True))
    between, other = feeds.gaps(start, end), table.gaps(start, end)
    if between is None or other is None or between.shortest < other.shortest:
        return None
    return _near(began, starts, latency, other.shortest // _NEARLY)


def _near(began: Sequence[int], starts: Sequence[int], latency: int, most: int) -> Clash | None:
    """The first run of a job that starts so shortly before its feeder that it would have had to wait little."""
    for begins in began:
        place = bisect_left(starts, begins)
        if place and begins + latency - starts[place - 1] <= most:
            again = starts[place] if place < len(starts) else None
            return Clash(starts[place - 1], begins, begins + latency, again)
    return None
