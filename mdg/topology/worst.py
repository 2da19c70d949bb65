"""How late changes can be at worst, exactly, by the way that suits: :mod:`.walk`, or :mod:`.profiles` for many."""

from __future__ import annotations

from collections.abc import Sequence

from mdg.topology.links import Link
from mdg.topology.walk import Walk, Worst

#: From so many flows with timetables on, all systems' profiles are worked out at once (see `bench_timetables`).
MANY_TIMETABLES = 20


def worst_delays(links: Sequence[Link], writer: str, start: int, end: int) -> dict[str, Worst]:
    """For each system that every change made from ``start`` to ``end`` (excluded) reaches: how late, at worst.

    ``links`` have a delay or a timetable; instants are seconds since 1970 UTC.
    """
    if sum(link.timetable is not None for link in links) >= MANY_TIMETABLES:
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
