"""How often a flow would have to run, and when, so that a route meets a limit.

An interval is one of unknown phase, as ``every`` is.  What meets a limit with it does so with any timetable whose runs
are no further apart.  For a flow with a timetable it says how far apart runs may be if more are added: more runs never
make anything later, other runs may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import attrs

from mdg.model.topology import Cron
from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.timetable import timetable
from mdg.topology.worst import worst_delays

Calendar = tuple[int, int]
#: By the index of a link, the seconds between its runs at most; 0 stands for a run on each change.
Paces = Mapping[int, int]
_DAY = 86_400
#: Starts are proposed at times of day that are a multiple of so many seconds.
_STEP = 300


def chain_delay(links: Sequence[Link], calendar: Calendar) -> float:
    """How late a change that takes these links, one after the other, is at worst; in seconds."""
    if all(link.timetable is None for link in links):
        return sum(UNBOUNDED if link.delay is None else link.delay for link in links)
    if any(link.delay == UNBOUNDED for link in links):
        return UNBOUNDED
    found = worst_delays(links, links[0].source, *calendar).get(links[-1].target)
    return UNBOUNDED if found is None else found.delay


def paced(link: Link, pace: int) -> Link:
    """The link with runs that are so far apart, at a phase that nobody knows."""
    return attrs.evolve(link, delay=pace + link.latency, timetable=None)


def with_paces(links: Sequence[Link], paces: Paces) -> list[Link]:
    """The links, each of them that has a pace at that pace."""
    return [paced(link, paces[link.index]) if link.index in paces else link for link in links]


def wait(link: Link, calendar: Calendar) -> float:
    """How long a change waits at most for a run of the link: in seconds, 0 on each change."""
    if link.timetable is None:
        return UNBOUNDED if link.delay is None else link.delay - link.latency
    gaps = timetable(link.timetable.expression, link.timetable.timezone).gaps(*calendar)
    return UNBOUNDED if gaps is None else gaps.longest


def longest_pace(links: Sequence[Link], place: int, limit: float, calendar: Calendar) -> int | None:
    """The longest interval of one of the links with which the chain meets a limit; None if no interval does."""

    def delay(pace: int) -> float:
        return chain_delay([*links[:place], paced(links[place], pace), *links[place + 1 :]], calendar)

    spare = limit - delay(0)
    if spare < 0:
        return None
    timed = [number for number, link in enumerate(links) if link.timetable is not None and number != place]
    if not timed:
        return int(spare)
    before, after = chain_delay(links[:place], calendar), chain_delay(links[place + 1 :], calendar)
    most = int(limit) - sum(link.latency for link in links)
    guess = min(limit - before - links[place].latency - after, most)
    return _largest(lambda pace: delay(pace) <= limit, int(max(0, guess)), most)


def _largest(fits: Callable[[int], bool], guess: int, most: int) -> int:
    """The largest number up to ``most`` that fits; 0 does, and whatever is smaller than one that does."""
    least = guess if guess and fits(guess) else 0
    # where the timetables are all on one side of the link, the guess is the answer
    if least == most or not fits(least + 1):
        return least
    while least < most:
        middle = (least + most + 1) // 2
        if fits(middle):
            least = middle
        else:
            most = middle - 1
    return least


def even_paces(links: Sequence[Link], limit: float, calendar: Calendar) -> dict[int, int] | None:
    """One interval for all links that run less often, the longest with which the chain meets a limit for sure.

    None if the latencies alone are over it.
    """
    left = limit - sum(link.latency for link in links)
    if left < 0:
        return None
    horizon = calendar[0], calendar[1] + int(limit)
    waits = sorted(((wait(link, horizon), link.index) for link in links), key=lambda one: one[0])
    for number, (seconds, _) in enumerate(waits):
        share = left // (len(waits) - number)
        if seconds > share:
            return {index: int(share) for _, index in waits[number:]}
        left -= seconds
    return {}


@attrs.frozen(slots=True, repr=False, eq=False)
class Start:
    """A later start of a nightly job (say), once what feeds it has finished: the timetable that would do."""

    link: Link
    feeder: Link
    cron: Cron
    delay: float


def later_starts(links: Sequence[Link], limit: float, calendar: Calendar) -> Iterator[Start]:
    """The jobs that start before what feeds them has finished, where a later start alone would meet the limit."""
    for place, (feeder, link) in enumerate(pairwise(links), 1):
        cron = start_after(feeder, link)
        if cron is not None:
            moved = [*links[:place], attrs.evolve(link, timetable=cron), *links[place + 1 :]]
            delay = chain_delay(moved, calendar)
            if delay <= limit:
                yield Start(link, feeder, cron, delay)


def start_after(feeder: Link, link: Link) -> Cron | None:
    """The timetable of a daily job moved to just after its feeder, another one, has finished.

    None if it starts later than that, or either runs more often than once a day, or at a time that is not plain.
    """
    if feeder.timetable is None or link.timetable is None or feeder.timetable.timezone != link.timetable.timezone:
        return None
    feeds, starts = _time_of_day(feeder.timetable), _time_of_day(link.timetable)
    if feeds is None or starts is None:
        return None
    done = feeds + feeder.latency
    later = (done // _STEP + 1) * _STEP
    if starts > done or later >= _DAY:
        return None
    days = link.timetable.expression.split()[2:]
    return attrs.evolve(link.timetable, expression=" ".join([str(later // 60 % 60), str(later // 3600), *days]))


def _time_of_day(cron: Cron) -> int | None:
    """The one time of day at which a job starts, in seconds of the wall clock; None if there are several."""
    minute, hour = cron.expression.split()[:2]
    return int(hour) * 3600 + int(minute) * 60 if minute.isdecimal() and hour.isdecimal() else None
