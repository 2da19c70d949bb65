"""Against the reference on random networks: every copy at once, pictures of changes, and what is left out."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

import mdg
from mdg.pipeline.copies import copies

from .agreement import loaded
from .delays import AT_ONCE, UNBOUNDED
from .needs import is_over
from .networks import networks, plans_of
from .profiles import LAWS
from .reference import Reference
from .shapes import Raw
from .staleness import staleness
from .strategies import AS_OF, plain
from .test_agreement_topology import as_told


@LAWS
@given(networks())
def test_each_copy_is_that_of_its_worst_record(raw: Raw) -> None:
    """Of every group and system: the worst of all records, with a record of which it is true, and the needs broken."""
    reference = Reference(raw)
    with loaded(raw) as landscape:
        systems = reference.statements("systems", AS_OF)
        found = {(one.answer.group, one.answer.system): one for one in copies(landscape)}
        entity = "partner"
        assert {system for _, system in found} == set(systems)
        for (group, system), one in found.items():
            note(f"{group} in {system}")
            every = [
                (record, staleness(reference, entity, group, record, system, AS_OF))
                for record in reference.records(entity)
            ]
            answer = one.answer
            worst = max((expected.worst for _, expected in every), default=AT_ONCE)
            assert (answer.never, answer.unbounded, answer.worst) == as_told(worst)
            assert answer.held == any(expected.held for _, expected in every)
            if answer.witness is not None:
                again = mdg.staleness(landscape, entity, group, at=system, record=answer.witness)
                assert (again.never, again.unbounded, again.worst) == as_told(worst)
            broken, asked = set(), set()
            for name, need in reference.statements("needs", AS_OF).items():
                if need["system"] != system or "max_age" not in need or group not in reference.groups_of(need):
                    continue
                for record, expected in every:
                    if reference.covers(need, entity, record) and expected.held:
                        asked.add(name)
                        if is_over(need, expected.worst) or expected.worst >= UNBOUNDED:
                            broken.add(name)
            assert {need.id for need in one.broken} == broken
            assert {need.id for need in one.kept} == asked - broken


@LAWS
@given(st.data())
def test_the_picture_of_a_change_of_one_record_is_its_plan(data: st.DataObject) -> None:
    raw = data.draw(networks())
    reference = Reference(raw)
    with loaded(raw) as landscape:
        systems = reference.statements("systems", AS_OF)
        plans = [plan for plan in plans_of(reference) if plan.operation != "delete" or not plan.groups]
        for asked in data.draw(st.lists(st.sampled_from(plans), max_size=6, unique_by=repr)) if plans else ():
            if not {asked.at, asked.created_in} <= systems.keys() or (asked.operation == "update" and not asked.groups):
                continue
            note(repr(asked))
            question: dict[str, Any] = {"record": plain(asked.record), "created_in": asked.created_in}
            plan = mdg.plan(
                landscape, asked.operation, origin=asked.at, entity=asked.entity, groups=asked.groups, **question
            )
            groups = asked.groups if asked.operation == "update" else None
            graph = mdg.graph(
                landscape, asked.entity, operation=asked.operation, origin=asked.at, group=groups, **question
            )
            assert {key for *_, key in graph.edges(keys=True)} == set(plan.flows)
            waves = {system: number for number, wave in enumerate(plan.waves) for system in wave}
            assert dict(graph.nodes(data="wave")) == waves
            for system, within in graph.nodes(data="within_seconds"):
                bound = plan.arrivals[system].within
                assert within == (None if bound is None else bound.total_seconds())


@LAWS
@given(st.data())
def test_what_is_left_out_might_never_have_been_written(data: st.DataObject) -> None:
    """The same copies and the same findings as of the text without it."""
    raw = data.draw(networks())
    flow = data.draw(st.booleans())
    name = data.draw(st.sampled_from(sorted(raw["flows"] if flow else raw["systems"])))
    note(f"without {name}")
    with loaded(raw) as landscape, loaded(rewritten(raw, name, flow=flow)) as expected:
        left = mdg.without(landscape, name)
        assert [one.as_json() for one in copies(left)] == [one.as_json() for one in copies(expected)]
        assert findings(left) == findings(expected)


def rewritten(raw: Raw, name: str, *, flow: bool) -> Raw:
    """The text without a flow, or without a system and all that names no other."""
    left = copy.deepcopy(raw)
    if flow:
        del left["flows"][name]
        return left
    del left["systems"][name]
    left["flows"] = {id: one for id, one in left["flows"].items() if name not in (one["from"], one["to"])}
    left["needs"] = {id: one for id, one in left.get("needs", {}).items() if one["system"] != name}
    for id, rule in list(left["ownership"].items()):
        systems = [rule["system"]] if isinstance(rule["system"], str) else rule["system"]
        rule["system"] = [one for one in systems if one != name]
        if not rule["system"]:
            del left["ownership"][id]
    return left


def findings(landscape: mdg.Landscape) -> list[tuple[str, dict[str, str], Any, str | None, str | None]]:
    return [
        (one.code, one.subject, one.when, one.since, one.until)
        for one in mdg.check(landscape).findings
        if one.code >= "MDG1"
    ]


@LAWS
@given(st.data())
def test_a_flow_less_never_widens_reach(data: st.DataObject) -> None:
    raw = data.draw(networks())
    reference = Reference(raw)
    name = data.draw(st.sampled_from(sorted(raw["flows"])))
    with loaded(raw) as landscape:
        left = mdg.without(landscape, f"flow:{name}")
        for record in reference.records("partner"):
            for system in reference.statements("systems", AS_OF):
                asked: dict[str, Any] = {"created_in": system, "record": plain(record)}
                assert mdg.present(left, "partner", **asked) <= mdg.present(landscape, "partner", **asked)
                for group in reference.group_specs("partner"):
                    fewer = mdg.holders(left, "partner", group, **asked)
                    assert fewer <= mdg.holders(landscape, "partner", group, **asked)
