"""What would bring a need within its limit, in words."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.topology import Manual
from mdg.rule import listed
from mdg.rules.telling import length
from mdg.topology.advice import SHORTEST, Advice
from mdg.topology.links import Link

_DAY = 86_400


def in_words(found: Advice) -> Iterator[str]:
    """Each way out."""
    for start in found.starts:
        yield f"start `{start.link.id}` at `{start.cron.expression}`, once `{start.feeder.id}` has finished"
    more_often = [*_more_often(found)]
    if more_often:
        yield ", and ".join(more_often)


def _more_often(found: Advice) -> Iterator[str]:
    """How often each flow has to run; all of that together is one way out."""
    by_pace: dict[tuple[int, bool], list[Link]] = {}
    for index, pace in found.paces.items():
        link = found.links[index]
        by_pace.setdefault((pace, isinstance(link.flow.trigger, Manual)), []).append(link)
    for (pace, by_hand), links in by_pace.items():
        names = listed(link.id for link in links)
        if pace < SHORTEST:
            yield f"set {names} off on each change"
        elif by_hand:
            yield f"agree {length(pace)} at most for {names}"
        else:
            often = f" ({-(-_DAY // pace)} times a day)" if any(map(_by_timetable, links)) and pace < _DAY else ""
            yield f"let {names} run every {length(pace)} or more often{often}"


def _by_timetable(link: Link) -> bool:
    return link.timetable is not None
