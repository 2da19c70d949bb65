"""Plans of erasure, replayed on simulated flows: at the instant of verification no copy is left.

The simulation is written apart from the plan: flows hand on what their source has, each message is under way for some
time within the flow's bound, and whoever does not have the record takes it in anew.  Some systems store nothing, and
send on each message that comes to them; some have to keep the record, and are never cleared.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection
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
Flows = list[tuple[str, str, int]]


def landscape(
    flows: Flows, relays: Collection[str] = (), keepers: Collection[str] = (), over: Collection[int] = ()
) -> mdg.Landscape:
    """A landscape whose flows send everything every so many hours, and no deletions.

    ``relays`` store nothing, in ``keepers`` a law keeps the record, and ``over`` are the flows that have ended.
    """
    needs = ", ".join(f"n_{name}: {{system: {name}, purpose: books}}" for name in sorted(keepers))
    lines = [
        "mdg: 1",
        "entities: {person: {groups: {contact: {attributes: [email], categories: [user.contact.email]}}}}",
        f"systems: {{{', '.join(described(name, name not in relays) for name in SYSTEMS)}}}",
        "purposes: {books: {lawful_basis: legal_obligation, retention: P10Y}}" if needs else "x-purposes: none",
        f"needs: {{{needs}}}" if needs else "x-needs: none",
        "ownership: {o: {system: a, may: [create, update]}}",
        "flows:" if flows else "x-flows: none",
    ]
    lines += [
        f"  f{number}: {{from: {source}, to: {target}, trigger: {{every: {hours}h}}, change_detection: full,"
        f" operations: [create, update]{', valid: {until: 2026-05-01}' if number in over else ''}}}"
        for number, (source, target, hours) in enumerate(flows)
    ]
    return mdg.load("-", stdin_text="\n".join(lines).encode(), as_of=TODAY)


def described(name: str, stores: bool) -> str:
    return f"{name}: {{erasure_procedure: by hand, stores: {str(stores).lower()}}}"


def plan_of(
    flows: Flows, relays: Collection[str] = (), keepers: Collection[str] = (), over: Collection[int] = ()
) -> Erasure:
    reading = reading_of(landscape(flows, relays, keepers, over))
    return erasure(reading, "person", reading.entities["person"].space.everything)


def replay(
    flows: Flows,
    erased: dict[str, int],
    paused: dict[str, int],
    draws: Any,
    until: int,
    relays: Collection[str] = (),
    withheld: dict[str, int] | None = None,
    over: Collection[int] = (),
) -> set[str]:
    """The systems that have the record at ``until``, in seconds from the beginning.

    ``erased`` says when each system is, ``paused`` until when each flow sends nothing new, and ``withheld`` from when
    on.  Before the beginning everybody had it that stores anything, and messages were under way; on flows that were
    ``over`` by then none are.
    """
    having = {name: name not in relays for name in reached(flows)}
    sending = feeding(flows, {name for name, there in having.items() if there}, over)
    events: list[tuple[int, int, int, str, int]] = []
    for number, (_, target, hours) in enumerate(flows):
        if flows[number][0] in sending and number not in over:
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
        elif what == "arrives" and flows[number][1] in relays:
            for onward, hours in leaving(flows, flows[number][1], over):
                heapq.heappush(events, (at + draws(0, hours * HOUR), 2, onward, "arrives", onward))
        elif what == "arrives":
            having[flows[number][1]] = True
        else:
            source, _, hours = flows[number]
            sends = paused.get(f"f{number}", 0) <= at < (withheld or {}).get(f"f{number}", until)
            if having[source] and sends:
                # a run takes at once what is there; that, and waiting for it, is within the bound
                heapq.heappush(events, (at, 2, number, "arrives", number))
            heapq.heappush(events, (at + hours * HOUR, 1, number, "runs", number))
    return {system for system, there in having.items() if there}


def feeding(flows: Flows, having: set[str], over: Collection[int]) -> set[str]:
    """The systems from which something can be under way: those that have it, and relays to which it still comes."""
    found, going = set(having), [flow for number, flow in enumerate(flows) if number not in over]
    while more := {target for source, target, _ in going if source in found} - found:
        found |= more
    return found


def leaving(flows: Flows, system: str, over: Collection[int]) -> list[tuple[int, int]]:
    return [
        (number, hours) for number, (source, _, hours) in enumerate(flows) if source == system and number not in over
    ]


def reached(flows: Flows) -> set[str]:
    found = {"a"}
    while more := {target for source, target, _ in flows if source in found} - found:
        found |= more
    return found


def links() -> st.SearchStrategy[Flows]:
    pair = st.tuples(st.sampled_from(SYSTEMS), st.sampled_from(SYSTEMS), st.integers(1, 48))
    return st.lists(pair.filter(lambda one: one[0] != one[1]), max_size=7)


@st.composite
def landscapes(draw: st.DrawFn) -> tuple[Flows, set[str], set[str], set[int]]:
    """Flows, systems that store nothing (without a circle of such), those that have to keep it, and flows now over."""
    relays = draw(st.sets(st.sampled_from(("d", "e"))))
    flows = [flow for flow in draw(links()) if not (flow[:2] == ("e", "d") and len(relays) == 2)]
    over = draw(st.sets(st.sampled_from(range(len(flows))), max_size=3)) if flows else set()
    return flows, relays, draw(st.sets(st.sampled_from(SYSTEMS), max_size=2)) - relays, over


def left(
    plan: Erasure,
    flows: Flows,
    relays: set[str],
    keepers: set[str],
    over: set[int],
    data: st.DataObject,
    until: int,
) -> set[str]:
    """Who has the record at ``until``, if everybody does what the plan says."""
    ends = {step.system: int(step.earliest) for step in plan.steps}
    paused = {flow: int(step.earliest) for step in plan.steps for flow in step.paused}
    withheld = {flow: ends[flows[int(flow[1:])][0]] for flow in plan.withheld}

    def draws(least: int, most: int) -> int:
        return data.draw(st.integers(least, most))

    erased = {system: at for system, at in ends.items() if system not in keepers}
    return replay(flows, erased, paused, draws, until, relays, withheld, over) - keepers


@given(landscapes(), st.data())
def test_no_copy_is_left_when_it_can_be_verified(
    drawn: tuple[Flows, set[str], set[str], set[int]], data: st.DataObject
) -> None:
    plan = plan_of(*drawn)
    assert {step.system for step in plan.steps} == reached(drawn[0]) - drawn[1]
    assert plan.verifiable != UNBOUNDED
    assert left(plan, *drawn, data, until=int(plan.verifiable)) == set()


@given(landscapes(), st.data())
def test_nothing_comes_back_later(drawn: tuple[Flows, set[str], set[str], set[int]], data: st.DataObject) -> None:
    plan = plan_of(*drawn)
    assert left(plan, *drawn, data, until=int(plan.verifiable) + 10 * 24 * HOUR) == set()


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


def test_what_only_passes_it_on_brings_it_back() -> None:
    """Sent on the day of the erasure, it waits in between for another half a day."""
    flows = [("a", "d", 24), ("d", "b", 12)]
    plan = plan_of(flows, {"d"})
    assert [(step.system, step.earliest / HOUR) for step in plan.steps] == [("a", 0), ("b", 36)]
    assert replay(flows, {"a": 0, "b": 24 * HOUR}, {}, lambda least, most: most, 40 * HOUR, {"d"}) == {"b"}


def test_round_and_round_it_is_under_way_for_ever() -> None:
    assert plan_of([("a", "d", 1), ("d", "e", 1), ("e", "d", 1), ("e", "b", 1)], {"d", "e"}).verifiable == UNBOUNDED


def test_what_has_to_be_kept_is_sent_on_no_more() -> None:
    flows = [("a", "b", 24), ("a", "c", 24), ("c", "b", 24)]
    assert plan_of(flows, keepers={"a"}).withheld == ("f0", "f1")
    assert plan_of(flows, keepers={"a", "c"}).withheld == ("f0", "f2"), "who has to keep it too may have it"
    at = {"b": 48 * HOUR, "c": 24 * HOUR}
    assert replay(flows, at, {}, lambda least, most: least, 100 * HOUR) == {"a", "b", "c"}


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
