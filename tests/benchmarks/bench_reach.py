"""Where records go at full reach, how late and by which way, against networkx in the same run.

Run it as ``python -m tests.benchmarks.bench_reach [SYSTEMS [ROUNDS]]``; 10,000 systems and 3 rounds unless told, the
best of which counts.  There are 47.4 flows for each system, over 5 entities of 10 groups, 50 creators, and a need with
a limit in each system.  mdg answers presence, holders, the waves from every origin, and every need with its bound and
the route by which that comes about; networkx makes six passes over the graph of each entity, which tell no groups,
origins and needs apart.  Both read the landscape's flows, which are new in each round and made before the clock runs;
times are the processor's, with the garbage collector as Python sets it, which has looked through everything before each
turn.  Answers about 200 needs are compared with a plain search.
"""

from __future__ import annotations

import gc
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import TypeVar

import attrs

from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.population import Condition
from mdg.topology import Network, network
from mdg.topology.freshness import held, holders, variants, worst
from mdg.topology.journey import Hop
from mdg.topology.needs import Late, Served, latest, served
from mdg.topology.reach import Set
from mdg.topology.routes import route
from mdg.topology.waves import creation_waves
from tests.benchmarks.reach_peers import Plain, Times, by_networkx, sampled
from tests.benchmarks.reach_workload import landscape

T = TypeVar("T")

#: What must be reached: times the time of networkx, times the time for one population.
NETWORKX, MANY = 0.4, 5
FLOWS, POPULATIONS, COMPARED = 47.4, 500, 200


@attrs.define
class Answers:
    """What is found out about a landscape, and the seconds that each part of it took."""

    times: Times = attrs.field(factory=dict)
    networks: dict[str, Network] = attrs.field(factory=dict)
    served: dict[str, Served] = attrs.field(factory=dict)
    latest: dict[str, Late | None] = attrs.field(factory=dict)
    routes: dict[str, tuple[Hop, ...]] = attrs.field(factory=dict)
    waves: int = 0

    def timed(self, what: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        found = work()
        self.times[what] = self.times.get(what, 0) + time.process_time() - began
        return found


def by_mdg(about: Landscape) -> Answers:
    """Everything, entity by entity."""
    found = Answers()
    for entity in about.entities.values():
        net = found.timed("presence", lambda entity=entity: _present(network(about, entity)))
        found.networks[entity.id] = net
        found.timed("holders", lambda net=net: [_held(net, group) for group in net.entity.groups])
        found.waves += found.timed("waves", lambda net=net: sum(map(_deepest, _waves(net))))
        found.served |= found.timed("needs", lambda net=net: served(net))
        needs = [need for need in about.needs.values() if need.extract.entity == entity.id]
        late = found.timed("bounds", lambda net=net, needs=needs: {need.id: latest(net, need) for need in needs})
        found.latest |= late
        found.routes |= found.timed("routes", lambda net=net, needs=needs, late=late: _routes(net, needs, late))
    return found


def _present(net: Network) -> Network:
    for origin in net.born:
        net.present(origin)
    return net


def _held(net: Network, group: str) -> list[object]:
    return [holders(net, group, variant) for variant in variants(net, group)]


def _waves(net: Network) -> Iterator[dict[str, int]]:
    for origin in net.origins:
        yield creation_waves(net, origin.system, origin.records.members)


def _deepest(waves: dict[str, int]) -> int:
    return max(waves.values(), default=0)


def _routes(net: Network, needs: list[Need], late: dict[str, Late | None]) -> dict[str, tuple[Hop, ...]]:
    told = ((need, late[need.id]) for need in needs)
    return {need.id: route(net, one.group, need.system, one.lag) for need, one in told if one is not None}


def compare(about: Landscape, found: Answers, populations: int) -> int:
    """AssertionError where an answer is not that of a plain search; how many were compared."""
    plain, count = Plain(about), 0
    for number, need in enumerate(sampled(about.needs.values(), COMPARED)):
        net, one = found.networks[need.extract.entity], found.served[need.id]
        value = f"v{number * 7 % populations}"
        market = net.entity.space.of([{"market": Condition(any_of=(value,))}]).members
        absent, lacking, late = plain.judged(need, value if populations > 1 else None)
        said = {gap.origin.system for gap in one.absent if gap.records & market}
        assert said == absent, f"{need.id}: absent from {said}, not {absent}"
        lacked = {(gap.origin.system, gap.group) for gap in one.not_held if gap.records & market}
        assert lacked == lacking, f"{need.id}: without {lacked}, not {lacking}"
        told = _minutes(net, need, market)
        assert told == late, f"{need.id}: {told} minutes late, not {late}"
        if populations == 1:
            _compare_route(need, found, late)
        count += 1
    return count


def _minutes(net: Network, need: Need, records: Set) -> float | None:
    """How late the needed groups are that are held wherever records began."""
    lags = (
        lag.delay
        for group in need.extract.groups
        for lag in worst(net, group, need.system)
        if lag.records & records & held(net, group, need.system)
    )
    return max((lag / 60 for lag in lags if lag is not None), default=None)


def _compare_route(need: Need, found: Answers, late: float | None) -> None:
    one = found.latest[need.id]
    assert (one is None) == (late is None), f"{need.id}: {one}, not {late} minutes"
    if one is not None and late is not None:
        hops = found.routes[need.id]
        assert sum(hop.lasts or 0 for hop in hops) / 60 == late, f"{need.id}: its route does not last {late} minutes"
        ends = [one.lag.change.writer, *(hop.link.target for hop in hops)]
        assert [hop.link.source for hop in hops] == ends[:-1], f"{need.id}: its route has a gap"
        assert ends[-1] == need.system, f"{need.id}: its route leads elsewhere"
        assert all(one.group in hop.link.groups for hop in hops), f"{need.id}: its route loses the group"


def main(systems: int = 10_000, rounds: int = 3) -> None:
    """Measure and print; AssertionError where an answer is wrong."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("networkx", "numpy")))
    for size in (systems // 4, systems // 2, systems):
        ours, theirs = best(size, rounds)
        ratio = sum(ours.values()) / sum(theirs.values())
        print(f"{size} systems, {round(size * FLOWS)} flows")
        print(f"  mdg      {shown(ours)}")
        print(f"  networkx {shown(theirs)}")
        judged("  mdg / networkx", ratio, NETWORKX)
    many, _ = best(systems, rounds, peers=False, populations=POPULATIONS)
    print(f"{systems} systems, {POPULATIONS} populations\n  mdg      {shown(many)}")
    judged(f"  {POPULATIONS} populations / one", sum(many.values()) / sum(ours.values()), MANY)


def best(size: int, rounds: int, *, peers: bool = True, populations: int = 1) -> tuple[Times, Times]:
    """The best of some rounds, in which mdg and, if asked for, networkx take turns."""
    ours: list[Times] = []
    theirs: list[Times] = []
    for number in range(rounds):
        about = landscape(size, round(size * FLOWS), populations=populations)
        if peers:
            gc.collect()
            theirs.append(by_networkx(about))
        gc.collect()
        found = by_mdg(about)
        ours.append(found.times)
        if not number:
            print(f"  {compare(about, found, populations)} needs compared; {sum(map(len, found.routes.values()))} hops")
    return best_of(ours), best_of(theirs) if theirs else {}


def best_of(several: list[Times]) -> Times:
    return min(several, key=lambda times: sum(times.values()))


def shown(times: Times) -> str:
    parts = "  ".join(f"{what} {seconds:.2f}" for what, seconds in times.items())
    return f"{sum(times.values()):6.2f} s: {parts}"


def judged(what: str, figure: float, bound: float) -> None:
    print(f"{what}: {figure:.2f} (at most {bound}: {'met' if figure <= bound else 'NOT met'})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
