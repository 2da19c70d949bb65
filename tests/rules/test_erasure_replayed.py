"""Plans of erasure, replayed on simulated flows: at the instant of verification no copy is left.

The simulation is written apart from the plan: flows hand on what their source has, each message is under way for some
time within the flow's bound, and whoever does not have the record takes it in anew.
"""

from __future__ import annotations

import heapq
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import mdg
from mdg.pipeline.questions import reading_of
from mdg.rules.compliance.erasure import erasure
from mdg.rules.compliance.erasure_steps import Erasure
from mdg.topology import UNBOUNDED

from .reading import TODAY

SYSTEMS = ("a", "b", "c", "d", "e")
HOUR = 3_600


def landscape(flows: list[tuple[str, str, int]]) -> mdg.Landscape:
    """A landscape whose flows send everything every so many hours, and no deletions."""
    lines = [
        "mdg: 1",
        "entities: {person: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}",
        f"systems: {{{', '.join(f'{name}: {{erasure_procedure: by hand}}' for name in SYSTEMS)}}}",
        "ownership: {o: {system: a, may: [create, update]}}",
        "flows:" if flows else "x-flows: none",
    ]
    lines += [
        f"  f{number}: {{from: {source}, to: {target}, trigger: {{every: {hours}h}}, change_detection: full,"
        " operations: [create, update]}"
        for number, (source, target, hours) in enumerate(flows)
    ]
    return mdg.load("-", stdin_text="\n".join(lines).encode(), as_of=TODAY)


def plan_of(flows: list[tuple[str, str, int]]) -> Erasure:
    reading = reading_of(landscape(flows))
    return erasure(reading, "person", reading.entities["person"].space.everything)


def replay(
    flows: list[tuple[str, str, int]], erased: dict[str, int], paused: dict[str, int], draws: Any, until: int
) -> set[str]:
    """The systems that have the record at ``until``, in seconds from the beginning.

    ``erased`` says when each system is, and ``paused`` until when each flow sends nothing new.  Before the beginning
    everybody had it, and messages were under way.
    """
    having = dict.fromkeys(reached(flows), True)
    events: list[tuple[int, int, int, str, int]] = []
    for number, (_, target, hours) in enumerate(flows):
        if flows[number][0] in having:
            # what left just before the beginning may still be under way
            heapq.heappush(events, (draws(0, hours * HOUR), 2, number, "arrives", number))
            heapq.heappush(events, (draws(0, hours * HOUR), 1, number, "runs", number))
            assert target in having
    for system, at in erased.items():
        heapq.heappush(events, (at, 3, SYSTEMS.index(system), "erased", SYSTEMS.index(system)))
    while events and events[0][0] <= until:
        at, _, _, what, number = heapq.heappop(events)
        if what == "erased":
            having[SYSTEMS[number]] = False
        elif what == "arrives":
            having[flows[number][1]] = True
        else:
            source, _, hours = flows[number]
            if having[source] and at >= paused.get(f"f{number}", 0):
                # a run takes at once what is there; that, and waiting for it, is within the bound
                heapq.heappush(events, (at, 2, number, "arrives", number))
            heapq.heappush(events, (at + hours * HOUR, 1, number, "runs", number))
    return {system for system, there in having.items() if there}


def reached(flows: list[tuple[str, str, int]]) -> set[str]:
    found = {"a"}
    while more := {target for source, target, _ in flows if source in found} - found:
        found |= more
    return found


def links() -> st.SearchStrategy[list[tuple[str, str, int]]]:
    pair = st.tuples(st.sampled_from(SYSTEMS), st.sampled_from(SYSTEMS), st.integers(1, 48))
    return st.lists(pair.filter(lambda one: one[0] != one[1]), max_size=7)


@given(st.data())
def test_no_copy_is_left_when_it_can_be_verified(data: st.DataObject) -> None:
    flows = data.draw(links())
    plan = plan_of(flows)
    assert {step.system for step in plan.steps} == reached(flows)
    assert plan.verifiable != UNBOUNDED
    erased = {step.system: int(step.earliest) for step in plan.steps}
    paused = {flow: int(step.earliest) for step in plan.steps for flow in step.paused}

    def draws(least: int, most: int) -> int:
        return data.draw(st.integers(least, most))

    assert replay(flows, erased, paused, draws, until=int(plan.verifiable)) == set()


@given(st.data())
def test_nothing_comes_back_later(data: st.DataObject) -> None:
    flows = data.draw(links())
    plan = plan_of(flows)
    erased = {step.system: int(step.earliest) for step in plan.steps}
    paused = {flow: int(step.earliest) for step in plan.steps for flow in step.paused}

    def draws(least: int, most: int) -> int:
        return data.draw(st.integers(least, most))

    assert replay(flows, erased, paused, draws, until=int(plan.verifiable) + 10 * 24 * HOUR) == set()


def test_in_the_wrong_order_it_comes_back() -> None:
    """The copy first, and what it is a copy of a day later: the nightly load has been there in between."""
    flows = [("a", "b", 24)]
    assert replay(flows, {"b": 0, "a": 86_400}, {}, lambda least, most: most, until=200_000) == {"b"}
    assert replay(flows, {"a": 0, "b": 86_400}, {}, lambda least, most: most, until=200_000) == set()


def test_without_a_pause_a_circle_brings_it_back() -> None:
    flows = [("a", "b", 1), ("b", "a", 1)]
    plan = plan_of(flows)
    assert {step.paused for step in plan.steps} == {("f0", "f1")}
    at = int(plan.verifiable)
    assert replay(flows, {"a": 0, "b": 0}, {}, lambda least, most: most, until=at + HOUR) == {"a", "b"}
    assert replay(flows, {"a": at, "b": at}, {"f0": at, "f1": at}, lambda least, most: most, until=at + HOUR) == set()


def test_what_is_by_hand_without_a_limit_can_be_verified_never() -> None:
    text = (
        "mdg: 1\n"
        "entities: {person: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}\n"
        "systems: {a: {}, b: {}}\n"
        "ownership: {o: {system: a, may: [create, update, delete]}}\n"
        "flows: {f: {from: a, to: b, trigger: manual}}\n"
    )
    reading = reading_of(mdg.load("-", stdin_text=text.encode(), as_of=TODAY))
    plan = erasure(reading, "person", reading.entities["person"].space.everything)
    assert plan.verifiable == UNBOUNDED
    assert not plan.in_time
