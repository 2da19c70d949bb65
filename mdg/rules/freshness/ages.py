"""How late a need is served, in words: the figure against the limit, the route hop by hop, what dominates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mdg.diagnostic import Related
from mdg.model.items import Need
from mdg.rule import listed
from mdg.rules.telling import chain, dominating, length, schedule, steps
from mdg.topology.journey import Hop
from mdg.topology.needs import Late, Served
from mdg.topology.network import Network
from mdg.topology.routes import route

if TYPE_CHECKING:
    from mdg.topology.misses import Miss

#: So many names stand in a message; the rest is counted.
MOST_NAMED = 4
_HOUR, _DAY = 3_600, 86_400


def against(figure: float, limit: float) -> tuple[str, str]:
    """A figure and its limit, both in days or both in hours, so that they can be compared at a glance."""
    if figure % _DAY == limit % _DAY == 0:
        return length(figure), length(limit)
    return _in_hours(figure), _in_hours(limit)


def _in_hours(seconds: float) -> str:
    return f"{int(seconds) // _HOUR}h" if seconds and seconds % _DAY == 0 else length(seconds)


def mostly(hops: Sequence[Hop]) -> str:
    """The hop that takes the most of a route's time, in words; empty where there is but one."""
    longest = dominating(hops)
    if longest is None or len(hops) < 2:
        return ""
    return f", {length(longest.lasts or 0)} of it by `{longest.link.id}`"


def related(net: Network, one: Served, late: Sequence[Late]) -> tuple[Related, ...]:
    """The worst route hop by hop, from whose change on; then the flows of the other routes, each told once."""
    first = late[0]
    hops = route(net, first.group, one.need.system, first.lag)
    return (*began(net, first), *steps(hops), *_others(net, one, late[1:], {hop.link.id for hop in hops}))


def began(net: Network, late: Late) -> Iterator[Related]:
    """Under what the change is made: the create rules, the rules on later changes, or the provider."""
    change = late.lag.change
    if change.kind == "supply":
        age = f", at most {length(change.refreshed)} old there" if change.refreshed else ""
        yield Related(f"supplies `{late.group}`{age}", net.landscape.systems[change.writer].place)
        return
    wanted = {"create"} if change.kind == "creation" else {"enrich", "update"}
    for rule in net.landscape.ownership.values():
        extract = rule.extract
        if rule.may & wanted and change.writer in rule.systems and extract.entity == net.entity.id:
            about = extract.population.after_life() if change.kind == "creation" else extract.population
            if late.group in extract.groups and about.members & late.records != net.nothing:
                verb = "comes into being" if change.kind == "creation" else "is changed"
                yield Related(f"`{late.group}` {verb} in `{change.writer}` under this rule", rule.place)


def _others(net: Network, one: Served, late: Iterable[Late], told: set[str]) -> Iterator[Related]:
    """The flows of further routes that are not told yet, with the worst that comes by them."""
    for more in late:
        hops = route(net, more.group, one.need.system, more.lag)
        for hop in hops:
            if hop.link.id not in told:
                told.add(hop.link.id)
                figure = f"{length(more.lag.delay or 0)} late" if hops[-1].arrives is not None else "late without bound"
                yield Related(
                    f"`{more.group}` can be {figure} by {chain(more.lag.change.writer, hops)}, "
                    f"on which this flow runs {schedule(hop.link)}",
                    hop.link.flow.place,
                )


def groups(need: Need, late: Iterable[Late | Miss]) -> tuple[str, ...]:
    """The groups that are late, in the order of the entity."""
    some = {one.group for one in late}
    return tuple(group for group in need.extract.groups if group in some)


def few(names: Iterable[str]) -> str:
    """Names as a message tells them, as many as can be read at a glance."""
    several = [*names]
    if len(several) <= MOST_NAMED:
        return listed(several)
    return f"{', '.join(f'`{name}`' for name in several[: MOST_NAMED - 1])} and {len(several) - MOST_NAMED + 1} more"
