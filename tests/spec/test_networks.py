"""The random networks are landscapes, reach the hard cases, and the reference keeps its laws on them."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from .agreement import loaded
from .delays import NEVER, Moment, delays_at, explains, hops, worst_delays
from .networks import hurried, networks, plans_of, renamed, without_flow
from .profiles import LAWS
from .propagation import propagate
from .reference import Reference
from .shapes import Raw
from .staleness import staleness
from .strategies import AS_OF
from .timing import Length, calendar_of
from .topology import cases, holders, present

#: shorter than anything that a landscape can tell apart
TICK = Length(microseconds=1)


def held(reference: Reference) -> dict[Any, Any]:
    """How stale each group of each record is in each system."""
    return {
        (repr(record), group, system): staleness(reference, entity, group, record, system, AS_OF)
        for entity in reference.items("entities")
        for record in reference.records(entity)
        for group in reference.group_specs(entity)
        for system in reference.items("systems")
    }


@LAWS
@given(st.data())
def test_networks_are_landscapes(data: st.DataObject) -> None:
    with loaded(data.draw(networks(awkward=data.draw(st.booleans())))) as landscape:
        assert landscape.flows or landscape.every.flows


@LAWS
@given(st.data())
def test_without_a_flow_nothing_more_is_reached_or_held(data: st.DataObject) -> None:
    raw = data.draw(networks())
    reference, less = Reference(raw), Reference(without_flow(raw, data.draw(st.sampled_from(sorted(raw["flows"])))))
    for entity, record, origin in cases(reference, AS_OF):
        assert present(less, entity, record, origin, AS_OF) <= present(reference, entity, record, origin, AS_OF)
        for group in reference.group_specs(entity):
            assert holders(less, entity, group, record, origin, AS_OF) <= holders(
                reference, entity, group, record, origin, AS_OF
            )


@LAWS
@given(st.data())
def test_a_flow_without_waiting_raises_no_bound(data: st.DataObject) -> None:
    """Of what is there and reached either way: a `once` that becomes a flow brings new writers into play."""
    raw = data.draw(networks())
    name = data.draw(
        st.sampled_from([n for n, flow in raw["flows"].items() if "once" not in flow.get("trigger", "")] or [""])
    )
    if name:
        before, after = held(Reference(raw)), held(Reference(hurried(raw, name)))
        assert all(after[key].worst <= before[key].worst for key in before)


@LAWS
@given(raw=networks())
def test_a_new_name_changes_nothing_else(raw: Raw) -> None:
    before, after = held(Reference(raw)), held(Reference(renamed(raw, "erp", "zebra")))
    for (record, group, system), stale in before.items():
        assert after[record, group, "zebra" if system == "erp" else system][:2] == stale[:2]


@LAWS
@given(st.data())
def test_no_moment_of_the_calendar_is_worse_than_those_looked_at(data: st.DataObject) -> None:
    """Whatever moment is tried, its delay is no longer; and a moment just after the worst one is nearly as bad."""
    raw = data.draw(networks(awkward=data.draw(st.booleans())))
    reference = Reference(raw)
    network, calendar = hops(raw["flows"]), calendar_of(reference)
    writer = data.draw(st.sampled_from(sorted(raw["systems"])))
    worst = worst_delays(network, writer, calendar)
    seconds = int((calendar.end - calendar.start).total_seconds()) - 1
    for after in data.draw(st.lists(st.integers(0, seconds), min_size=5, max_size=20)):
        made = Moment(calendar.start + Length(seconds=after))
        assert all(delay <= worst[system].delay for system, delay in delays_at(network, writer, made).items())
    for system, (delay, reached_at) in worst.items():
        assert all(calendar.start <= made.at < calendar.end for made in reached_at)
        soon = Moment(min(reached_at).at + TICK)
        nearly = delays_at(network, writer, soon).get(system, NEVER)
        assert nearly.rank == delay.rank
        assert nearly.length >= delay.length - TICK


@LAWS
@given(st.data())
def test_some_route_explains_every_bound(data: st.DataObject) -> None:
    raw = data.draw(networks())
    network, calendar = hops(raw["flows"]), calendar_of(Reference(raw))
    writer = data.draw(st.sampled_from(sorted(raw["systems"])))
    for system, worst in worst_delays(network, writer, calendar).items():
        routes = [route for length in range(5) for route in itertools.permutations(network, length)]
        explained = any(explains(route, network, writer, system, calendar) for route in routes)
        assert explained == (worst.delay != NEVER)


@LAWS
@given(raw=networks())
def test_waves_go_forward(raw: Raw) -> None:
    """Every flow that is used goes to a later wave, or stays in one within a cycle; what is present is somewhere."""
    reference = Reference(raw)
    for plan in plans_of(reference)[:20]:
        found = propagate(
            reference,
            plan.operation,
            plan.entity,
            plan.record,
            plan.origin(reference, AS_OF),
            AS_OF,
            plan.at,
            plan.groups,
        )
        wave_of = {system: number for number, wave in enumerate(found.waves) for system in wave}
        assert set(wave_of) == set(found.bounds)
        assert not set(wave_of) & found.unreached
        assert all(found.waves)
        for name in found.flows:
            source, target = raw["flows"][name]["from"], raw["flows"][name]["to"]
            together = any({source, target} <= cycle.systems for cycle in found.cycles)
            assert wave_of[source] < wave_of[target] or (together and wave_of[source] == wave_of[target])
