"""How late changes can be at worst, exactly, by the way that suits: :mod:`.walk`, or :mod:`.profiles` for many."""

from __future__ import annotations

from collections.abc import Sequence

from mdg.topology.links import Link
from mdg.topology.timetable import timetable
from mdg.topology.walk import Walk, Worst

#: From so many flows with timetables on, all systems' profiles are worked out at once (see `bench_timetables`).
MANY_TIMETABLES = 20
#: So do fewer with so many runs in the calendar together, each of which a walk may have to look at.
MANY_RUNS = 5_000


def worst_delays(links: Sequence[Link], writer: str, start: int, end: int) -> dict[str, Worst]:
    """For each system that every change made from ``start`` to ``end`` (excluded) reaches: how late, at worst.

    ``links`` have a delay or a timetable; instants are seconds since 1970 UTC.
    """
    if _is_much(links, start, end):
        try:
            # numpy is loaded where many timetables are involved only
            from mdg.topology.profiles import worst_by_profiles
        except ImportError:
            pass
        else:
            found = worst_by_profiles(links, writer, start, end)
            if found is not None:
                return found
    return Walk(links, writer, start, end).worst()


def _is_much(links: Sequence[Link], start: int, end: int) -> bool:
    several = [link.timetable for link in links if link.timetable is not None]
    if len(several) >= MANY_TIMETABLES:
        return True
    return sum(timetable(one.expression, one.timezone).count(start, end) for one in several) >= MANY_RUNS
