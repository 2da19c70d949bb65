"""The work of telling systems, as graphlib has it: in order, from threads, from asyncio, and after a crash."""

from __future__ import annotations

import asyncio
import graphlib
import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mdg

HEAD = "mdg: 1\nentities: {r: {groups: {g: [x]}}}\nownership: {o: {system: s0, may: [create, update, delete]}}\n"


def planned(flows: Iterable[tuple[int, int]], systems: int) -> mdg.Propagation:
    """The creation of a record in s0, along flows between numbered systems."""
    text = HEAD + "systems: {" + ", ".join(f"s{number}: {{}}" for number in range(systems)) + "}\nflows: {"
    text += ", ".join(f"f{a}_{b}: {{from: s{a}, to: s{b}}}" for a, b in flows) + "}\n"
    landscape = mdg.load("-", stdin_text=text.encode(), as_of="2026-06-01")
    return mdg.plan(landscape, "create", origin="s0", entity="r", record={})


DIAMOND = ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4))
#: A cycle of three behind the origin, with a way out of it.
CYCLE = ((0, 1), (1, 2), (2, 3), (3, 1), (2, 4))


def test_systems_are_ready_once_all_before_them_are_done() -> None:
    plan = planned(DIAMOND, 5)
    assert plan.get_ready() == ("s0",)
    assert plan.get_ready() == (), "each is given once"
    plan.done("s0")
    assert plan.get_ready() == ("s1", "s2")
    plan.done("s2")
    assert plan.get_ready() == ()
    plan.done("s1")
    assert plan.get_ready() == ("s3",)
    assert plan.is_active()
    plan.done("s3")
    plan.done(*plan.get_ready())
    assert not plan.is_active()
    assert plan.get_ready() == ()


def test_as_a_loop_it_gives_the_waves() -> None:
    assert list(planned(DIAMOND, 5)) == [("s0",), ("s1", "s2"), ("s3",), ("s4",)]
    assert list(planned(CYCLE, 5)) == [("s0",), ("s1", "s2", "s3"), ("s4",)], "a cycle is told together"


def test_a_loop_may_say_itself_who_is_done() -> None:
    plan = planned(DIAMOND, 5)
    seen = []
    for ready in plan:
        seen.append(ready)
        if "s2" in ready:
            plan.done("s1")  # s2 failed: nothing behind it may be told
    assert seen == [("s0",), ("s1", "s2")]
    assert plan.is_active()
    plan.done("s2")
    assert plan.get_ready() == ("s3",)


def test_a_loop_sends_nothing_on_from_what_failed() -> None:
    """Neither where all that was ready failed."""
    plan, told = planned(((0, 1), (1, 2)), 3), []
    for ready in plan:
        for system in ready:
            told.append(system)
            if system != "s1":
                plan.done(system)
    assert told == ["s0", "s1"]
    assert plan.is_active()
    plan.done("s1")
    assert plan.get_ready() == ("s2",)


def test_a_loop_that_goes_on_without_its_workers_says_so() -> None:
    plan = planned(DIAMOND, 5)
    assert list(plan) == [("s0",), ("s1", "s2"), ("s3",), ("s4",)]
    with pytest.raises(
        mdg.MdgError, match=r"`s0` counted as done when the loop went on .* let workers take `get_ready`"
    ):
        plan.done("s0")
    plan.resume(())
    assert plan.get_ready() == ("s0",)
    plan.done("s0")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("s9",), "the change does not come to `s9`"),
        (("s1",), "it is not yet the turn of `s1`"),
        (("s0", "s0"), "`s0` was done before"),
        (("s0", "s9"), "the change does not come to `s9`"),
    ],
)
def test_what_cannot_be_done(said: tuple[str, ...], told: str) -> None:
    plan = planned(DIAMOND, 5)
    plan.get_ready()
    with pytest.raises(mdg.MdgError, match=told):
        plan.done(*said)
    assert plan.get_ready() == (), "nothing was said"
    plan.done("s0")
    with pytest.raises(mdg.MdgError, match="was done before"):
        plan.done("s0")


def test_it_resumes_with_what_is_left() -> None:
    plan = planned(DIAMOND, 5)
    plan.resume({"s0", "s1"})
    assert plan.get_ready() == ("s2",)
    plan.done("s2")
    assert plan.get_ready() == ("s3",)
    plan.resume(())
    assert plan.get_ready() == ("s0",), "anew"
    plan.resume({"s0", "s1", "s2", "s3", "s4"})
    assert not plan.is_active()
    assert list(plan) == []
    with pytest.raises(mdg.MdgError, match="the change does not come to `s9`"):
        plan.resume({"s9"})


def test_what_was_done_before_its_time_is_done_again() -> None:
    """Somebody has s3 on the list who never heard of s2."""
    plan = planned(DIAMOND, 5)
    plan.resume({"s0", "s1", "s3"})
    assert list(plan) == [("s2",), ("s3",), ("s4",)]


networks = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda ends: ends[0] != ends[1]), unique=True
        ),
    )
)


@given(networks, st.data())
def test_where_there_is_no_cycle_it_is_what_graphlib_does(
    network: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    """In whatever order systems are done, the same ones are ready at the same time."""
    number, flows = network
    forward = [(min(ends), max(ends)) for ends in flows]
    plan = planned(dict.fromkeys(forward), number)
    reached = set(plan.arrivals)
    sorter = graphlib.TopologicalSorter(
        {
            f"s{b}": [f"s{a}" for a, c in forward if c == b and f"s{a}" in reached]
            for b in range(number)
            if f"s{b}" in reached
        }
    )
    sorter.prepare()
    ready: set[str] = set()
    while sorter.is_active():
        assert plan.is_active()
        given_, expected = plan.get_ready(), sorter.get_ready()
        assert set(given_) == set(expected)
        ready |= set(given_)
        system = data.draw(st.sampled_from(sorted(ready)))
        ready.remove(system)
        plan.done(system)
        sorter.done(system)
    assert not plan.is_active()


@given(networks, st.data())
def test_a_crash_leaves_nothing_out_and_repeats_nothing(
    network: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    number, flows = network
    plan = planned(flows, number)
    done: list[str] = []
    crash = data.draw(st.integers(0, len(plan.arrivals)))
    while plan.is_active() and len(done) < crash:
        for system in plan.get_ready():
            done.append(system)
            plan.done(system)
    again = planned(flows, number)
    again.resume(done)
    rest = [system for ready in again for system in ready]
    assert sorted(done + rest) == sorted(plan.arrivals)


def test_threads_share_one() -> None:
    """A wide landscape, told by eight threads that each ask for themselves; nobody is told before its senders."""
    flows = [(0, n) for n in range(1, 40)] + [(n, n + 40) for n in range(1, 40)] + [(n + 40, 80) for n in range(1, 40)]
    plan = planned(flows, 81)
    order: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        while plan.is_active():
            for system in plan.get_ready():
                with lock:
                    order.append(system)
                plan.done(system)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(order) == sorted(plan.arrivals)
    place = {system: number for number, system in enumerate(order)}
    assert all(place[f"s{a}"] < place[f"s{b}"] for a, b in flows)


def test_a_pool_of_threads_drives_it() -> None:
    plan = planned(CYCLE, 5)
    told: list[str] = []
    with ThreadPoolExecutor(3) as pool:
        running: dict[Future[None], str] = {}
        while plan.is_active():
            running |= {pool.submit(told.append, system): system for system in plan.get_ready()}
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                plan.done(running.pop(future))
    assert told[0] == "s0"
    assert told[-1] == "s4"
    assert sorted(told) == ["s0", "s1", "s2", "s3", "s4"]


def test_asyncio_drives_it() -> None:
    plan = planned(DIAMOND, 5)
    told: list[str] = []

    async def tell(system: str) -> str:
        await asyncio.sleep(0)
        told.append(system)
        return system

    async def drive() -> None:
        running: set[asyncio.Task[str]] = set()
        while plan.is_active():
            running |= {asyncio.create_task(tell(system)) for system in plan.get_ready()}
            finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            plan.done(*(task.result() for task in finished))

    asyncio.run(drive())
    assert told[0] == "s0"
    assert sorted(told[1:3]) == ["s1", "s2"]
    assert told[3:] == ["s3", "s4"]


def test_as_json_it_is_the_plan_whatever_is_done() -> None:
    plan = planned(CYCLE, 5)
    before = plan.as_json()
    list(plan)
    assert plan.as_json() == before
    assert before["waves"] == [["s0"], ["s1", "s2", "s3"], ["s4"]]
    assert before["cycles"] == [{"systems": ["s1", "s2", "s3"], "protected": False}]
    assert before["arrivals"]["s4"] == {"within_seconds": 0, "route": ["f0_1", "f1_2", "f2_4"], "groups": ["g"]}
