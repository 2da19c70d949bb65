"""Large networks as arrays answer what small ones are asked, and profiles tell what walks tell."""

from __future__ import annotations

import datetime as dt
import importlib
import math
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mdg
from mdg.model.items import Need
from mdg.model.landscape import Landscape
from mdg.model.topology import Cron, Event, Every, Manual
from mdg.population import Condition
from mdg.topology.bounds import Bound, bounds
from mdg.topology.freshness import courses, held, worst
from mdg.topology.journey import Journeys
from mdg.topology.needs import Late, latest, served, together
from mdg.topology.network import Network, network
from mdg.topology.overview import overview
from mdg.topology.profiles import worst_by_profiles
from mdg.topology.routes import route
from mdg.topology.walk import Walk
from mdg.topology.waves import creation_waves
from mdg.topology.worst import MANY_TIMETABLES, worst_delays
from tests.benchmarks.reach_workload import MIXED, PLAIN, landscape

CALM = settings(deadline=None, max_examples=25)
UNEVEN = (*PLAIN, Manual(), Manual(dt.timedelta(days=3)), Every(dt.timedelta(days=7)))


def both(made: Landscape, monkeypatch: pytest.MonkeyPatch) -> tuple[Network, Network]:
    """The network of its first entity, as arrays and otherwise."""
    entity = next(iter(made.entities.values()))
    module = importlib.import_module("mdg.topology.network")
    monkeypatch.setattr(module, "FEWEST_LINKS", 0)
    arrays = network(made.on(made.as_of), entity)
    assert arrays.columns is not None
    monkeypatch.setattr(module, "FEWEST_LINKS", 1_000_000)
    plain = network(made.on(made.as_of), entity)
    assert plain.columns is None
    return arrays, plain


def told(found: Mapping[str, list[Bound]]) -> dict[str, set[tuple[float, Any]]]:
    """Bounds, whatever the order of records."""
    answer: dict[str, set[tuple[float, Any]]] = {}
    for system, several in found.items():
        by_delay: dict[float, Any] = {}
        for bound in several:
            by_delay[bound.delay] = by_delay.get(bound.delay, 0) | bound.records
        answer[system] = set(by_delay.items())
    return answer


@CALM
@given(seed=st.integers(0, 10_000), populations=st.integers(1, 4), owners=st.booleans())
def test_arrays_say_what_sets_say(seed: int, populations: int, owners: bool) -> None:
    """Presence, holders, waves and every bound, with cycles, flows by hand, and several kinds of records."""
    made = landscape(
        25,
        120,
        entities=1,
        creators=3,
        populations=populations,
        triggers=UNEVEN,
        seed=seed,
        back=0.3 if seed % 2 else 0.02,
        may=("create", "update") if owners else ("create",),
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        arrays, plain = both(made, monkeypatch)
        for origin in plain.born:
            assert dict(arrays.present(origin)) == dict(plain.present(origin))
            for operation in ("create", "update", "delete"):
                for group in (None, *plain.entity.groups):
                    for writer in plain.born:
                        answer = bounds(arrays, operation, group, writer, arrays.present(origin))
                        expected = bounds(plain, operation, group, writer, plain.present(origin))
                        assert told(answer) == told(expected)
            for number in range(populations):
                market = made.entities["e0"].space.of([{"market": Condition(any_of=(f"v{number}",))}]).members
                assert creation_waves(arrays, origin, market) == creation_waves(plain, origin, market)
        for group in plain.entity.groups:
            for one, two in zip(courses(arrays, group), courses(plain, group), strict=True):
                assert dict(one.holders) == dict(two.holders)
            for system in made.systems:
                assert held(arrays, group, system) == held(plain, group, system)


@CALM
@given(seed=st.integers(0, 10_000), populations=st.integers(1, 3))
def test_a_glance_says_what_a_look_says(seed: int, populations: int) -> None:
    """Who lacks a group, how late its latest change is and along which flows; and what is wrong with each need."""
    made = landscape(20, 90, entities=1, creators=3, populations=populations, triggers=UNEVEN, back=0.2, seed=seed)
    with pytest.MonkeyPatch.context() as monkeypatch:
        arrays, plain = both(made, monkeypatch)
        one, two = served(arrays), served(plain)
        assert one.keys() == two.keys()
        for name, found in one.items():
            for part in ("absent", "not_held", "unbounded", "over"):
                mine, theirs = getattr(found, part), getattr(two[name], part)
                assert together(mine, arrays.nothing) == together(theirs, plain.nothing), (name, part)
        for need in made.needs.values():
            late, expected = latest(arrays, need), latest(plain, need)
            assert (late is None) == (expected is None)
            if late is not None and expected is not None:
                assert late.lag.rank == expected.lag.rank
                judge(arrays, need, late)
        for group in plain.entity.groups:
            glance = overview(arrays, group)
            assert glance is not None
            for system, place in glance.columns.graph.place.items():
                lags = worst(plain, group, system)
                told_at = glance.worst(place)
                assert (told_at is None) == (not lags)
                if told_at is not None:
                    assert told_at[1].rank == lags[0].rank


def judge(net: Network, need: Need, late: Late) -> None:
    """AssertionError if the route of the latest change does not lead from its writer, or does not last so long."""
    hops = route(net, late.group, need.system, late.lag)
    if late.lag.delay is None:
        assert not hops
        return
    assert [hop.link.source for hop in hops] == [late.lag.change.writer, *(hop.link.target for hop in hops)][:-1]
    assert not hops or hops[-1].link.target == need.system
    assert all(late.group in hop.link.groups and hop.link.records & late.records for hop in hops)
    if late.lag.delay < math.inf:
        assert sum(hop.lasts or 0 for hop in hops) == late.lag.delay


#: Runs once a year.
RARE = Cron("0 0 1 11 *", "UTC")


@CALM
@given(seed=st.integers(0, 10_000), days=st.integers(1, 40), back=st.sampled_from((0.005, 0.4)))
def test_profiles_tell_what_walks_tell(seed: int, days: int, back: float) -> None:
    """With timetables among the flows (one so rare that they are read farther), circles, and flows of some changes.

    Of some flows a run is missed.
    """
    triggers = (*MIXED, RARE) if seed % 2 else (*(one for one in MIXED if isinstance(one, Cron)), Event())
    made = landscape(12, 60, entities=1, creators=3, triggers=triggers, back=back, seed=seed)
    links = [link for link in network(made.on(made.as_of), next(iter(made.entities.values()))).links if link.delivers]
    start = 1_767_225_600 + seed % 90 * 86_400
    end = start + days * 86_400
    for number in range(5):
        writer = f"s{number:05}"
        some = [
            attrs.evolve(link, missed=link.timetable is not None and (place + seed) % 9 == 0)
            for place, link in enumerate(links)
            if (place * 7 + number * seed) % 4
        ]
        answer, expected = worst_by_profiles(some, writer, start, end), Walk(some, writer, start, end).worst()
        assert answer is not None
        assert {at: one.delay for at, one in answer.items()} == {at: one.delay for at, one in expected.items()}
        for system, one in answer.items():
            # just after the moment that it names, a change is as late as that
            if one.after is not None:
                assert start <= one.after < end
                hops = Journeys(some, writer, (start, end)).to(system, one.after)
                assert (hops[-1].arrives or 0) - one.after == one.delay


@pytest.mark.parametrize(("expression", "walked"), [("0 2 * * *", True), ("*/5 6-20 * * *", False)])
def test_few_timetables_with_many_runs_are_not_followed_run_by_run(
    expression: str, walked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the 72,000 runs of a year would be looked at for every writer: a check took minutes."""
    text = f"""
    mdg: 1
    entities: {{customer: {{groups: {{name: [last]}}}}}}
    systems: {{shop: {{}}, erp: {{}}, crm: {{}}}}
    ownership: {{shop_owns: {{system: shop, may: [create]}}}}
    flows:
      first: {{from: shop, to: erp, trigger: {{cron: "{expression}"}}, latency: 1m}}
      second: {{from: erp, to: crm, trigger: {{cron: "30 4 * * *"}}}}
    """
    few = mdg.load("-", stdin_text=text.replace("\n    ", "\n").encode(), as_of="2026-06-01")
    links = network(few.on(few.as_of), few.entities["customer"]).links
    start, end = 1_767_225_600, 1_767_225_600 + 400 * 86_400
    expected = Walk(links, "shop", start, end).worst()
    count, walk = [], Walk.worst
    monkeypatch.setattr(Walk, "worst", lambda self: count.append(self) or walk(self))
    found = worst_delays(links, "shop", start, end)
    assert bool(count) == walked
    assert {at: one.delay for at, one in found.items()} == {at: one.delay for at, one in expected.items()}


def test_delays_of_a_century_are_not_cut_off() -> None:
    """What does not fit into the numbers that are sorted at once is followed as where there are few timetables."""
    crons = tuple(one for one in MIXED if isinstance(one, Cron))
    made = landscape(12, MANY_TIMETABLES, entities=1, creators=1, triggers=crons, seed=1)
    some = network(made, next(iter(made.entities.values()))).links
    by_hand = 60_000 * 86_400
    links = [
        *(attrs.evolve(link, source="shop", target=f"clerk{place}") for place, link in enumerate(some)),
        *(
            attrs.evolve(some[0], source=f"clerk{place}", target="archive", timetable=None, delay=by_hand)
            for place in range(len(some))
        ),
    ]
    start, end = 1_767_225_600, 1_767_225_600 + 86_400
    found, expected = worst_delays(links, "shop", start, end), Walk(links, "shop", start, end).worst()
    assert {at: one.delay for at, one in found.items()} == {at: one.delay for at, one in expected.items()}
    assert by_hand < found["archive"].delay <= by_hand + 86_400
