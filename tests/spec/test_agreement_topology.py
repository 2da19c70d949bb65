"""The package against the reference on random networks: presence, holders, staleness and propagation."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

import mdg
from mdg.pipeline.pictures import draw

from .agreement import loaded
from .delays import AT_ONCE, NEVER, UNBOUNDED, Delay, finite
from .networks import networks, plans_of
from .profiles import AGREEMENT
from .propagation import propagate
from .reference import Reference
from .staleness import Staleness, explained, staleness
from .strategies import AS_OF, plain
from .timing import Length
from .topology import created_here, holders, present


@AGREEMENT
@given(st.data())
def test_presence_and_holders_agree(data: st.DataObject) -> None:
    """Of every record, created in that very class in any system, allowed or not."""
    raw = data.draw(networks())
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity in reference.items("entities"):
            for record in reference.records(entity):
                for system in reference.items("systems"):
                    origin = created_here(reference, entity, record, system, AS_OF)
                    given_ = {"created_in": system, "record": plain(record)}
                    note(f"{record} in {system}")
                    assert mdg.present(landscape, entity, **given_) == present(reference, entity, record, origin, AS_OF)
                    for group in reference.group_specs(entity):
                        expected = holders(reference, entity, group, record, origin, AS_OF)
                        assert mdg.holders(landscape, entity, group, **given_) == expected, group


@AGREEMENT
@given(st.data())
def test_staleness_agrees(data: st.DataObject) -> None:
    """Of every record, group and system: whether it is held, how stale it gets, by whom and along which flows."""
    raw = data.draw(networks(awkward=data.draw(st.booleans())))
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity in reference.items("entities"):
            for record in reference.records(entity):
                for group in reference.group_specs(entity):
                    for system in reference.items("systems"):
                        note(f"{group} of {record} in {system}")
                        expected = staleness(reference, entity, group, record, system, AS_OF)
                        found = mdg.staleness(landscape, entity, group, at=system, record=plain(record))
                        agree_on_staleness(reference, found, expected, system)


def agree_on_staleness(reference: Reference, found: Any, expected: Staleness, system: str) -> None:
    """The same bound, and a writer and a route by which it comes about."""
    assert found.held == expected.held
    assert (found.never, found.unbounded, found.worst) == as_told(expected.worst)
    assert (found.writer is None) == (not expected.causes)
    if found.writer is not None:
        assert found.writer in expected.writers
    if not found.never:
        assert explained(reference, expected, found.writer, found.route, system)


def as_told(delay: Delay) -> tuple[bool, bool, Length | None]:
    """Never, unbounded, or how long."""
    return delay == NEVER, delay == UNBOUNDED, delay.length if delay < UNBOUNDED else None


@AGREEMENT
@given(st.data())
def test_propagation_agrees(data: st.DataObject) -> None:
    """Of every change of a few records: waves, bounds, flows, cycles, and who is not reached."""
    raw = data.draw(networks())
    reference = Reference(raw)
    with loaded(raw) as landscape:
        plans = plans_of(reference)
        for asked in data.draw(st.lists(st.sampled_from(plans), max_size=8, unique_by=repr)) if plans else ():
            note(repr(asked))
            expected = propagate(
                reference,
                asked.operation,
                asked.entity,
                asked.record,
                asked.origin(reference, AS_OF),
                AS_OF,
                asked.at,
                asked.groups,
            )
            found = mdg.plan(
                landscape,
                asked.operation,
                origin=asked.at,
                entity=asked.entity,
                record=plain(asked.record),
                groups=asked.groups,
                created_in=asked.created_in,
            )
            assert [set(wave) for wave in found.waves] == [set(wave) for wave in expected.waves]
            assert {name: finite_or_none(one.within) for name, one in found.arrivals.items()} == expected.bounds
            assert set(found.flows) == expected.flows
            assert set(found.unreached) == expected.unreached
            cycles = {(frozenset(one.systems), one.protected) for one in found.cycles}
            assert cycles == {(one.systems, one.protected) for one in expected.cycles}
            for name, one in found.arrivals.items():
                told = {group: there[name] for group, there in expected.by_group.items() if name in there}
                assert {group: finite_or_none(late) for group, late in one.by_group.items()} == told
                assert list(one.by_group) == list(one.groups)


@AGREEMENT
@given(st.data())
def test_the_picture_of_a_change_is_made_of_those_of_its_records(data: st.DataObject) -> None:
    """Where a creation or an update comes to, and within what time: at worst over all records and their origins."""
    raw = data.draw(networks())
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity, at in itertools.product(reference.items("entities"), reference.items("systems")):
            for operation in ("create", "update"):
                expected = _united(reference, operation, entity, at)
                if expected and at in landscape.on(AS_OF).systems:
                    note(f"{operation} in {at}")
                    found = draw(landscape, entity, operation=operation, origin=at)
                    assert {node.system.id: seconds_or_none(node.within) for node in found.nodes} == expected


def _united(reference: Reference, operation: str, entity: str, at: str) -> dict[str, Delay]:
    """The largest bounds of all such changes; none where nobody may make one."""
    found: dict[str, Delay] = {}
    for record in reference.records(entity):
        for origin in reference.origins(entity, record, AS_OF):
            # under a rule that has ended nothing is supplied any more
            groups = None if operation == "update" else () if origin.ended else tuple(sorted(origin.supplies))
            if operation == "update" or origin.system == at:
                one = propagate(reference, operation, entity, record, origin, AS_OF, at, groups)
                if one.by_group or operation == "create":
                    found |= {name: max(late, found.get(name, AT_ONCE)) for name, late in one.bounds.items()}
    return found


def seconds_or_none(within: int | None) -> Delay:
    """A bound in a picture as the reference tells it."""
    return finite_or_none(None if within is None else Length(seconds=within))


def finite_or_none(within: Length | None) -> Delay:
    """A bound as the reference tells it."""
    return UNBOUNDED if within is None else finite(within)
