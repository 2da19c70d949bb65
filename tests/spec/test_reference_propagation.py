"""The reference on the order of propagation, held to cases worked out by hand."""

from __future__ import annotations

import datetime
from typing import Any

import yaml

from .delays import UNBOUNDED, finite
from .propagation import Cycle, Propagation, propagate
from .reference import Origin, Reference
from .timing import length

TODAY = datetime.date(2026, 1, 15)
SYSTEMS = ("a", "b", "c", "d", "e", "p")


def planned(
    flows: str, operation: str = "create", at: str = "a", groups: tuple[str, ...] | None = None, rules: str = ""
) -> Propagation:
    """A change of the one entity without dimensions; a record from `a` with group g."""
    systems: dict[str, Any] = {name: {} for name in SYSTEMS}
    systems["p"] = {"kind": "provider"}
    raw: dict[str, Any] = {
        "entities": {"r": {"groups": {"g": ["x"], "h": ["y"]}}},
        "systems": systems,
        "ownership": yaml.load(rules or "{}", yaml.BaseLoader),
        "flows": yaml.load(flows, yaml.BaseLoader),
    }
    origin = Origin("a", False, frozenset({"g"}))
    return propagate(Reference(raw), operation, "r", {}, origin, TODAY, at, groups)


def names(waves: tuple[frozenset[str], ...]) -> list[str]:
    """The waves, each in one word."""
    return ["".join(sorted(wave)) for wave in waves]


def test_a_system_waits_for_the_longest_way_to_it() -> None:
    plan = planned(
        "{1: {from: a, to: b}, 2: {from: b, to: c}, 3: {from: a, to: c}, 4: {from: c, to: d}, 5: {from: a, to: e}}"
    )
    assert names(plan.waves) == ["a", "be", "c", "d"]
    assert plan.flows == {"1", "2", "3", "4", "5"}
    assert plan.cycles == frozenset()
    assert plan.unreached == {"p"}, "a provider is present"


def test_a_cycle_is_one_step_whatever_its_length() -> None:
    flows = """
    1: {from: a, to: b}
    2: {from: b, to: c, loop_protection: version}
    3: {from: c, to: d, loop_protection: origin}
    4: {from: d, to: b, loop_protection: version}
    5: {from: d, to: e}
    """
    plan = planned(flows)
    assert names(plan.waves) == ["a", "bcd", "e"]
    assert plan.cycles == {Cycle(frozenset("bcd"), protected=True)}
    loose = planned(flows.replace("loop_protection: origin", "loop_protection: none"))
    assert loose.cycles == {Cycle(frozenset("bcd"), protected=False)}
    back = planned(flows.replace("to: e}", "to: a}"))
    assert names(back.waves) == ["abcd"], "the origin is in it"
    assert back.cycles == {Cycle(frozenset("abcd"), protected=False)}


def test_flows_of_disjoint_groups_are_no_echo_of_an_update() -> None:
    flows = "{1: {from: a, to: b, groups: [g]}, 2: {from: b, to: a, groups: [h]}}"
    rules = "{w: {system: [a, b], may: [update]}}"
    plan = planned(flows, "update", rules=rules, groups=("g",))
    assert (names(plan.waves), plan.cycles) == (["a", "b"], frozenset())
    both = planned(flows, "update", rules=rules)
    assert (names(both.waves), both.flows) == (["a", "b"], frozenset({"1"})), "h of a goes nowhere"
    assert both.cycles == frozenset()
    created = planned(flows)
    assert created.cycles == {Cycle(frozenset("ab"), protected=False)}, "a creation takes every flow"


def test_each_group_of_an_update_takes_its_own_way() -> None:
    flows = """
    1: {from: a, to: b, groups: [g], trigger: {every: 1h}}
    2: {from: b, to: c}
    3: {from: a, to: c, groups: [h], trigger: {every: 3h}}
    4: {from: c, to: d, groups: [h], operations: [create]}
    5: {from: c, to: b, groups: [h], operations: [delete]}
    """
    plan = planned(flows, "update", rules="{w: {system: a, may: [update]}}")
    assert names(plan.waves) == ["a", "b", "c"]
    assert plan.flows == {"1", "2", "3"}
    assert plan.unreached == {"d", "p"}
    assert plan.by_group["g"] == {"a": finite(length("0s")), "b": finite(length("1h")), "c": finite(length("1h"))}
    assert plan.bounds["c"] == finite(length("3h")), "until h is there too"
    assert set(planned(flows, "delete", at="c").bounds) == {"c", "b"}


def test_bounds_of_a_creation_are_those_of_the_record_and_of_each_group() -> None:
    flows = """
    1: {from: a, to: b, groups: [h], trigger: {every: 1h}}
    2: {from: a, to: b, groups: [g], trigger: {every: 1d}}
    3: {from: b, to: c, groups: [g], trigger: manual}
    4: {from: b, to: d, trigger: {once: 2025-01-01T00:00}}
    """
    plan = planned(flows)
    assert plan.bounds == {"a": finite(length("0s")), "b": finite(length("1h")), "c": UNBOUNDED}
    assert planned(flows, groups=("g",)).bounds["b"] == finite(length("1d"))
    assert plan.by_group == {"g": {"a": finite(length("0s")), "b": finite(length("1d")), "c": UNBOUNDED}}
    assert plan.unreached == {"d", "p"}, "what was loaded once is present, and no change follows"
    assert plan.flows == {"1", "2", "3"}
    assert planned(flows, groups=("h",)).bounds["b"] == finite(length("1h")), "g is not asked about"
    assert planned(flows, groups=()).bounds["b"] == finite(length("1h")), "the record alone"


def test_what_goes_through_a_provider_makes_nobody_present() -> None:
    plan = planned("{1: {from: a, to: p}, 2: {from: p, to: b}}")
    assert (names(plan.waves), plan.unreached) == (["a", "p"], frozenset())
    plan = planned("{1: {from: a, to: p}, 2: {from: p, to: b}, 3: {from: a, to: b, trigger: manual}}")
    assert names(plan.waves) == ["a", "p", "b"]
    assert plan.bounds["b"] == finite(length("0s"))


def test_a_flow_into_its_own_source_is_a_cycle() -> None:
    assert planned("{1: {from: a, to: a}}").cycles == {Cycle(frozenset("a"), protected=False)}
