"""Plans of erasure on random landscapes whose flows filter, only update, or are over, replayed message by message.

Records were `on` and are `off` now, and long ago whoever hears of that has; a copy knows what it is told.  What is
replayed is written apart from the plan: a run takes what its source has then, each message is under way within the
flow's bound, deletions go on where flows carry them, and what a law keeps stays.
"""

from __future__ import annotations

import heapq
import itertools
import random
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

import mdg
from mdg.diagnostic import MdgError
from mdg.pipeline.questions import reading_of
from mdg.rules.compliance.erasure import erasure
from mdg.rules.compliance.erasure_steps import Erasure
from mdg.topology import UNBOUNDED

from .reading import TODAY

HOUR = 3_600
GROUPS, PERSONAL = ("number", "contact", "bank"), {"contact", "bank"}
BRINGING = {"create", "update"}
OPERATIONS = (
    ("create", "update", "delete"),
    ("create", "update"),
    ("create",),
    ("update",),
    ("update", "delete"),
    ("delete",),
)


class Flow(NamedTuple):
    """A flow; ``hours`` lie between its runs (0 for one on each change), and it takes ``late`` hours more."""

    id: str
    source: str
    target: str
    groups: frozenset[str]
    operations: tuple[str, ...]
    hours: int
    late: int
    when: str
    ended: bool

    def text(self) -> str:
        told = [f"from: {self.source}", f"to: {self.target}", f"operations: [{', '.join(self.operations)}]"]
        told += [f"latency: {self.late}h", "change_detection: full"]
        told += [f"trigger: {{every: {self.hours}h}}"] if self.hours else []
        told += [f"groups: [{', '.join(sorted(self.groups))}]"] if BRINGING & {*self.operations} else []
        told += [f"when: {{state: '{self.when}'}}"] if self.when else []
        told += ["valid: {until: 2026-05-01}"] if self.ended else []
        return f"  {self.id}: {{{', '.join(told)}}}"

    @property
    def bound(self) -> int:
        return (self.hours + self.late) * HOUR

    def about(self, state: str) -> bool:
        return self.when in ("", state)


class World:
    """Who has what of the record, as it once was and as it is, and what becomes of that."""

    def __init__(self, seed: int) -> None:
        draw = self.draw = random.Random(seed)
        self.systems = "abcde"[: draw.randint(2, 5)]
        self.flows = [self._flow(number) for number in range(draw.randint(1, 7))]
        self.created = set(draw.choice([GROUPS, GROUPS, ["number"], ["number", "bank"]]))
        self.enriched = {name: self._some(GROUPS) for name in self.systems if draw.random() < 0.3}
        self.deleting = [name for name in self.systems if draw.random() < 0.4]
        self.keeping = {name: self._some(sorted(PERSONAL)) for name in self.systems if draw.random() < 0.3}
        self.has: dict[str, set[str]] = {"a": set(self.created)}
        self.state = dict.fromkeys(self.systems, "on")
        self._settle()
        self.state["a"] = "off"
        self._hear()
        self._settle()

    def _some(self, groups: Any) -> set[str]:
        return set(self.draw.sample(groups, self.draw.randint(1, len(groups))))

    def _flow(self, number: int) -> Flow:
        draw = self.draw
        source, target = draw.sample(self.systems, 2)
        hours, late = draw.choice([0, 0, 1, 5, 24, 48]), draw.choice([0, 1, 10])
        of = frozenset(self._some(GROUPS)), draw.choice(OPERATIONS), hours, late
        return Flow(f"f{number}", source, target, *of, draw.choice(["on", "on", "off", "", ""]), draw.random() < 0.15)

    def _settle(self) -> None:
        """Everything comes where flows bring it, for as long as the record is as it is."""
        for _ in range(30):
            for name in self.enriched.keys() & self.has.keys():
                self.has[name] |= self.enriched[name]
            for flow in self.flows:
                state = self.state[flow.source]
                there = "create" in flow.operations or ("update" in flow.operations and flow.target in self.has)
                if flow.source in self.has and flow.about(state) and there:
                    self.has.setdefault(flow.target, set()).update(self.has[flow.source] & flow.groups)
                    self.state[flow.target] = "off" if state == "off" else self.state[flow.target]

    def _hear(self) -> None:
        """The news that it is off comes first, by whatever tells anything of those who are."""
        there = set(self.has)
        for _ in range(30):
            for flow in self.flows:
                takes = "create" in flow.operations or ("update" in flow.operations and flow.target in there)
                if self.state[flow.source] == "off" and flow.about("off") and takes:
                    self.state[flow.target] = "off"
                    there.add(flow.target)

    def text(self) -> str:
        groups = ", ".join(
            f"{name}: {{attributes: [{name}_], categories: [{'user.contact' if name in PERSONAL else 'system'}]}}"
            for name in GROUPS
        )
        states = "state: {values: ['on', 'off'], becomes: {'on': ['off']}}"
        needs = [
            f"n_{name}: {{system: {name}, groups: [{', '.join(sorted(of))}], purpose: books}}"
            for name, of in self.keeping.items()
        ]
        enriching = [
            f"e_{name}: {{system: {name}, may: [enrich, update], groups: [{', '.join(sorted(of))}]}}"
            for name, of in self.enriched.items()
        ]
        deleting = [f"d_{name}: {{system: {name}, may: [delete]}}" for name in self.deleting]
        creating = f"o: {{system: a, may: [create], groups: [{', '.join(sorted(self.created))}]}}"
        parts = [
            "mdg: 1",
            f"entities: {{person: {{dimensions: {{{states}}}, groups: {{{groups}}}}}}}",
            f"systems: {{{', '.join(f'{name}: {{erasure_procedure: by hand}}' for name in self.systems)}}}",
            "purposes: {books: {lawful_basis: legal_obligation, retention: P10Y}}",
            f"needs: {{{', '.join(needs)}}}" if needs else "x-needs: none",
            f"ownership: {{{', '.join([creating, *enriching, *deleting])}}}",
            "flows:",
            *(flow.text() for flow in self.flows),
        ]
        return "\n".join(parts)

    def plan(self) -> Erasure | None:
        """The plan for those who are off; None where nobody has personal data of them."""
        reading = reading_of(mdg.load("-", stdin_text=self.text().encode(), as_of=TODAY))
        try:
            return erasure(reading, "person", reading.entities["person"].space.record({"state": "off"}))
        except MdgError:
            return None


class Replay:
    """What becomes of a world in which somebody follows a plan; ``deleting`` says whether deletions are sent on."""

    def __init__(self, world: World, plan: Erasure, seed: int, *, deleting: bool) -> None:
        self.world, self.draw, self.deletions = world, random.Random(seed), deleting
        self.has, self.state = {name: set(of) for name, of in world.has.items()}, dict(world.state)
        self.keep = {step.system: {one.group for one in step.keep} for step in plan.steps}
        self.spared, ends = set(plan.spared), {step.system: step.earliest for step in plan.steps}
        self.paused: dict[str, float] = {}
        for step in plan.steps:
            for name in step.paused:
                self.paused[name] = max(self.paused.get(name, -1), step.earliest)
        self.withheld = {flow.id: ends[flow.source] for flow in world.flows if flow.id in plan.withheld}
        self.number, self.agenda, self.last = itertools.count(), list[Any](), dict[str, float]()
        for flow in [one for one in world.flows if not one.ended]:
            if flow.source in self.has and flow.about(self.state[flow.source]) and BRINGING & {*flow.operations}:
                self._send(flow, self._some(flow.bound), self.has[flow.source] & flow.groups)
            if flow.hours:
                self._enter(self._some(flow.hours * HOUR), 1, ("run", flow))
        for name, at in ends.items():
            self._enter(at, 3, ("erase", name))

    def _some(self, most: float) -> float:
        return self.draw.choice([0, most, self.draw.randint(0, int(most))])

    def _enter(self, at: float, rank: int, what: tuple[Any, ...]) -> None:
        heapq.heappush(self.agenda, (at, rank, next(self.number), what))

    def _send(self, flow: Flow, at: float, groups: set[str] | None) -> None:
        """A message, which does not overtake another one on its flow; of no groups where it is a deletion."""
        self.last[flow.id] = at = max(at, self.last.get(flow.id, 0))
        self._enter(at, 2, ("arrives", flow, groups, self.state[flow.source]))

    def _tell(self, name: str, at: float, *, run: Flow | None = None) -> None:
        """Flows send what a system has, or that it has nothing any more: those on each change, or one that runs."""
        for flow in self.world.flows if run is None else [run]:
            on_time = run is not None or not flow.hours
            if flow.source != name or flow.ended or not on_time or not flow.about(self.state[name]):
                continue
            late = at + self._some(flow.late * HOUR)
            free = self.paused.get(flow.id, -1) < at < self.withheld.get(flow.id, UNBOUNDED)
            if name in self.has and BRINGING & {*flow.operations} and free:
                self._send(flow, late, self.has[name] & flow.groups)
            elif name not in self.has and "delete" in flow.operations and self.deletions:
                self._send(flow, late, None) if flow.id not in self.spared else None

    def _arrives(self, flow: Flow, groups: set[str] | None, state: str, at: float) -> None:
        name = flow.target
        if groups is None:
            if name in self.has and not self.keep.get(name):
                del self.has[name]
                self._tell(name, at)
        elif name in self.has:
            new = groups - self.has[name] or (state == "off" and self.state[name] == "on")
            self.has[name] |= groups
            self.state[name] = "off" if state == "off" else self.state[name]
            if new:
                self._tell(name, at)
        elif "create" in flow.operations:
            self.has[name], self.state[name] = set(groups), state
            self._tell(name, at)

    def left(self, until: float) -> dict[str, set[str]]:
        """By system the personal data that is there then, and that nothing keeps."""
        for _ in range(3_000):
            if not self.agenda or self.agenda[0][0] > until:
                break
            at, _, _, (what, *of) = heapq.heappop(self.agenda)
            if what == "run":
                (flow,) = of
                self._tell(flow.source, at, run=flow)
                self._enter(at + flow.hours * HOUR, 1, ("run", flow))
            elif what == "arrives":
                self._arrives(*of, at)
            elif of[0] in self.has:
                (name,) = of
                kept = self.has[name] & self.keep[name]
                self.has[name] -= PERSONAL - kept
                if not kept:
                    del self.has[name]
                    self._tell(name, at)
        found = {name: of & PERSONAL - self.keep.get(name, set()) for name, of in self.has.items()}
        return {name: of for name, of in found.items() if of}


@given(st.integers(0, 2**32))
def test_every_copy_has_a_step(seed: int) -> None:
    world = World(seed)
    plan = world.plan()
    steps = {} if plan is None else {step.system: {*step.groups} for step in plan.steps}
    for name, groups in world.has.items():
        assert groups & PERSONAL <= steps.get(name, set()), world.text()


@given(st.integers(0, 2**32), st.booleans(), st.sampled_from([0, 0, 100, 500]))
def test_no_copy_is_left_or_comes_back(seed: int, deleting: bool, hours: int) -> None:
    world = World(seed)
    plan = world.plan()
    if plan is not None and plan.verifiable != UNBOUNDED:
        for again in range(5):
            replay = Replay(world, plan, again, deleting=deleting)
            assert replay.left(plan.verifiable + hours * HOUR) == {}, world.text()


def test_in_the_wrong_order_it_comes_back() -> None:
    """Everybody at once: of many worlds, in some of which nothing would bring it back, it does in a good part."""
    worlds = [World(seed) for seed in range(200)]
    back = 0
    for world in worlds:
        plan = world.plan()
        if plan is not None and 0 < plan.verifiable < UNBOUNDED:
            replay = Replay(world, plan, 1, deleting=False)
            replay.paused = {}
            replay.agenda = [(0 if what[0] == "erase" else at, *rest, what) for at, *rest, what in replay.agenda]
            heapq.heapify(replay.agenda)
            back += bool(replay.left(plan.verifiable))
    assert back > 20
