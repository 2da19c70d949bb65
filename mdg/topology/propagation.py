"""In which order systems learn of a change of one record, how late each does, and the work of telling them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from mdg.diagnostic import Json, MdgError
from mdg.topology.bounds import bounds
from mdg.topology.journey import Hop, Journeys
from mdg.topology.links import UNBOUNDED
from mdg.topology.network import Network
from mdg.topology.order import Cycle, Order
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False)
class Arrival:
    """When a change is guaranteed to be in a system: ``within`` so long, None where only unbounded flows lead there.

    ``route`` has the ids of the flows by which that bound comes about, ``groups`` what of the change gets there, and
    ``by_group`` when each of these does.  Of groups that were asked for the bound is that of the last one; else that of
    a creation is when the record is there, whatever its groups.  ``hops`` says the same flow by flow.
    """

    within: dt.timedelta | None
    route: tuple[str, ...]
    groups: tuple[str, ...]
    hops: tuple[Hop, ...] = attrs.field(default=(), repr=False, eq=False)
    by_group: Mapping[str, dt.timedelta | None] = attrs.field(factory=dict, repr=False, eq=False)

    def as_json(self) -> dict[str, Json]:
        return {"within_seconds": _whole(self.within), "route": list(self.route), "groups": list(self.groups)}

    def later(self) -> dict[str, dt.timedelta | None]:
        """The groups that come after the bound, and when."""
        within = self.within
        if within is None:
            return {}
        return {name: late for name, late in self.by_group.items() if late is None or late > within}


def _whole(late: dt.timedelta | None) -> int | None:
    return None if late is None else int(late.total_seconds())


@attrs.define(slots=True, eq=False, kw_only=True, repr=False)
class Propagation:
    """Where a change goes: ``waves`` of systems, ``arrivals`` by system, ``cycles``, ``unreached`` systems, ``flows``.

    A system is in a later wave than all that it can hear of the change from; those in a cycle share one.  ``there``
    tells whether the record comes to the origin at all: where it does not, nothing can be changed.  The object is an
    iterator, too, with the protocol of the standard library's :class:`graphlib.TopologicalSorter`: ``get_ready``
    gives the systems whose turn it is, ``done`` says that some have been told, ``is_active`` whether there are more.
    The origin is the first to be ready.  Threads may share one; after a crash, ``resume`` goes on with what was done.
    """

    operation: str
    entity: str
    origin: str
    record: dict[str, str | list[str]]
    waves: tuple[tuple[str, ...], ...]
    arrivals: dict[str, Arrival]
    cycles: tuple[Cycle, ...]
    unreached: tuple[str, ...]
    flows: tuple[str, ...]
    flows_by_wave: tuple[tuple[str, ...], ...]
    there: bool
    _before: Mapping[str, frozenset[str]]
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)
    _systems: tuple[str, ...] = attrs.field(default=(), init=False)
    _next: dict[str, list[str]] = attrs.field(factory=dict, init=False)
    _done: set[str] = attrs.field(factory=set, init=False)
    _given: set[str] = attrs.field(factory=set, init=False)
    #: whether `done` was called, and what a loop took for done before that
    _said: bool = attrs.field(default=False, init=False)
    _taken: set[str] = attrs.field(factory=set, init=False)
    _missing: dict[str, int] = attrs.field(factory=dict, init=False)
    _ready: list[str] = attrs.field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self._systems = tuple(system for wave in self.waves for system in wave)
        for system in self._systems:
            for earlier in self._before[system]:
                self._next.setdefault(earlier, []).append(system)
        self._start(frozenset())

    def _start(self, done: frozenset[str]) -> None:
        self._done = set(done)
        self._given = set(done)
        self._said, self._taken = False, set()
        self._missing = {system: len(self._before[system] - done) for system in self._systems}
        self._ready = [s for s in self._systems if s not in done and not self._missing[s]]

    def __repr__(self) -> str:
        return f"Propagation({self.operation} of {self.entity} at {self.origin}: {len(self._systems)} systems)"

    def as_json(self) -> dict[str, Json]:
        """The plan itself, whatever of it is done; ``later_groups`` only where some come after the record."""
        later = {
            system: {name: _whole(late) for name, late in one.later().items()}
            for system, one in self.arrivals.items()
            if one.later()
        }
        return {
            "operation": self.operation,
            "entity": self.entity,
            "origin": self.origin,
            "record": self.record,
            "waves": [list(wave) for wave in self.waves],
            "arrivals": {system: arrival.as_json() for system, arrival in self.arrivals.items()},
            "cycles": [cycle.as_json() for cycle in self.cycles],
            "unreached": list(self.unreached),
            "flows": list(self.flows),
            **({"later_groups": later} if later else {}),
        }

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Systems that are ready, as long as there are any.

        A loop that never calls ``done`` gives wave after wave: what was given counts as done when the next are asked
        for.  Once ``done`` was called, only that counts: what failed is still to be told, with all that hears of the
        change from there, and the loop ends with ``is_active`` true.  Workers that go on while the next are asked for
        take ``get_ready``.
        """
        while ready := self.get_ready():
            yield ready
            with self._lock:
                if not self._said:
                    self._taken.update(ready)
                    self._finish(ready)

    def get_ready(self) -> tuple[str, ...]:
        """The systems whose turn it is now, each given once."""
        with self._lock:
            ready = tuple(self._ready)
            self._ready.clear()
            self._given.update(ready)
            return ready

    def done(self, *systems: str) -> None:
        """Say that these systems have got the change; MdgError, and nothing said, for one whose turn it was not."""
        with self._lock:
            for system in systems:
                if system not in self._before:
                    raise MdgError(f"the change does not come to `{system}`")
                if system not in self._given:
                    raise MdgError(f"it is not yet the turn of `{system}`")
                if system in self._taken:
                    raise MdgError(
                        f"`{system}` counted as done when the loop went on without waiting for it; call `done` in the "
                        "loop, or let workers take `get_ready`"
                    )
                if system in self._done or systems.count(system) > 1:
                    raise MdgError(f"`{system}` was done before")
            self._said = self._said or bool(systems)
            self._finish(systems)

    def _finish(self, systems: Iterable[str]) -> None:
        for system in systems:
            self._done.add(system)
            for later in self._next.get(system, ()):
                self._missing[later] -= 1
                if not self._missing[later] and later not in self._done:
                    self._ready.append(later)

    def is_active(self) -> bool:
        """Whether there is a system that has not been done."""
        with self._lock:
            return len(self._done) < len(self._systems)

    def resume(self, done: Iterable[str]) -> None:
        """Begin anew after the systems that were ``done`` before, be it in another process.

        One that was done before a system that it hears from is given again, so that nothing is left out.  MdgError for
        a system that the change does not come to.
        """
        told = set(done)
        unknown = sorted(told - self._before.keys())
        if unknown:
            raise MdgError(f"the change does not come to `{unknown[0]}`")
        certain: set[str] = set()
        for system in self._systems:
            if system in told and self._before[system] <= certain:
                certain.add(system)
        with self._lock:
            self._start(frozenset(certain))


def propagate(
    network: Network,
    operation: str,
    origin: str,
    record: Set,
    *,
    at: str,
    groups: Collection[str],
    named: bool,
    shown: Mapping[str, str | list[str]],
) -> Propagation:
    """The propagation of a change, made ``at`` a system, of one record that came into being at ``origin``.

    ``record`` is the set of that record alone, ``shown`` how it was given; ``named`` says whether somebody asks about
    these groups, or they are all that there are.
    """
    present = network.present(origin, record)
    ways = [Way(network, operation, group, at, present) for group in groups]
    parts = ways if operation == "update" else [Way(network, operation, None, at, present)]
    # a creation comes by every flow; groups that somebody asks about are there when the flows that carry them were
    told = [*ways, *parts] if operation == "create" and named else parts
    reached = dict.fromkeys([at, *(system for part in parts for system in part.bounds)])
    links = {link.index: link for part in parts for link in part.links}
    order = Order(links.values(), at, reached)
    arrivals = {system: _arrival(network, system, told, ways) for system in reached}
    return Propagation(
        operation=operation,
        entity=network.entity.id,
        origin=at,
        record=dict(shown),
        waves=order.waves,
        arrivals={system: arrivals[system] for wave in order.waves for system in wave},
        cycles=order.cycles,
        unreached=tuple(sorted(system for system in present if system not in reached)),
        flows=tuple(link.id for link in links.values()),
        flows_by_wave=order.flows,
        there=at in present,
        before=order.before,
    )


class Way:
    """The way of one part of a change: the links that it takes, and its bound in each system."""

    def __init__(
        self, network: Network, operation: str, group: str | None, at: str, present: Mapping[str, Set]
    ) -> None:
        self.group = group
        found = bounds(network, operation, group, at, present)
        self.bounds = {system: several[0].delay for system, several in found.items()}
        self.after = {system: several[0].after for system, several in found.items()}
        here = present.get(at, network.nothing)
        self.links = [
            link
            for link in network.carrying(operation, group)
            if link.delivers
            and link.source in self.bounds
            and link.target in self.bounds
            and link.records & here != network.nothing
            and network.runs(link)
        ]
        self._journeys = Journeys(self.links, at, network.calendar)

    def hops(self, system: str) -> tuple[Hop, ...]:
        """The route by which the bound of a system comes about."""
        return self._journeys.to(system, self.after[system])


def _arrival(network: Network, system: str, parts: Sequence[Way], ways: Sequence[Way]) -> Arrival:
    slowest = max((part for part in parts if system in part.bounds), key=lambda part: part.bounds[system], default=None)
    names = {way.group for way in ways if system in way.bounds}
    groups = tuple(name for name in network.entity.groups if name in names)
    if slowest is None:
        return Arrival(dt.timedelta(), (), groups)
    by_group = {way.group: _length(way.bounds[system]) for way in ways if way.group in groups and system in way.bounds}
    hops = slowest.hops(system)
    return Arrival(
        within=_length(slowest.bounds[system]),
        route=tuple(hop.link.id for hop in hops),
        groups=groups,
        hops=hops,
        by_group={name: by_group[name] for name in groups},
    )


def _length(late: float) -> dt.timedelta | None:
    return None if late == UNBOUNDED else dt.timedelta(seconds=late)
