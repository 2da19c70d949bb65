"""Laws of reach and age that hold of every network, whatever flows in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import mdg

from .agreement import loaded
from .delays import NEVER, UNBOUNDED, Delay, finite
from .networks import hurried, networks, renamed, without_flow
from .profiles import LAWS
from .reference import Reference
from .shapes import Raw
from .strategies import plain

#: Entity, record as text, group and system; what is held there, and how late it can be.
Copies = dict[tuple[str, ...], tuple[bool, Delay]]


@LAWS
@given(st.data())
def test_without_a_flow_nothing_more_is_reached_or_held(data: st.DataObject) -> None:
    raw = data.draw(networks())
    less = without_flow(raw, data.draw(st.sampled_from(sorted(raw["flows"]))))
    before, after = reached(raw), reached(less)
    assert after.keys() == before.keys()
    for key, systems in after.items():
        assert systems <= before[key], key


@LAWS
@given(st.data())
def test_a_shorter_wait_raises_no_bound(data: st.DataObject) -> None:
    """A flow set off by each change; not one that ran once, since its copies would begin to write."""
    raw = data.draw(networks())
    names = [name for name, flow in raw["flows"].items() if "once" not in flow.get("trigger", "")]
    if names:
        before, after = copies(raw), copies(hurried(raw, data.draw(st.sampled_from(names))))
        for key, (held, age) in before.items():
            assert after[key][0] == held, key
            assert after[key][1] <= age, key


@LAWS
@given(raw=networks())
def test_a_new_name_changes_nothing_else(raw: Raw) -> None:
    before, after = copies(raw), copies(renamed(raw, "erp", "zebra"))
    expected = {(*key, "zebra" if system == "erp" else system): said for (*key, system), said in before.items()}
    assert after == expected


@LAWS
@given(raw=networks())
def test_who_holds_a_part_of_a_record_has_the_record(raw: Raw) -> None:
    found = reached(raw)
    for (*which, _group), systems in found.items():
        assert systems <= found[*which, None]


def reached(raw: Raw) -> dict[tuple[str | None, ...], frozenset[str]]:
    """Entity, record, where it is created and group: who holds the group or, without one, has the record."""
    found: dict[tuple[str | None, ...], frozenset[str]] = {}
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity in reference.items("entities"):
            for record in reference.records(entity):
                for system in reference.items("systems"):
                    given_ = {"created_in": system, "record": plain(record)}
                    key = entity, repr(plain(record)), system
                    found[*key, None] = mdg.present(landscape, entity, **given_)
                    for group in reference.group_specs(entity):
                        found[*key, group] = mdg.holders(landscape, entity, group, **given_)
    return found


def copies(raw: Raw) -> Copies:
    """Of every record, group and system: whether it is held, and how late a change can be."""
    found: Copies = {}
    reference = Reference(raw)
    with loaded(raw) as landscape:
        for entity in reference.items("entities"):
            for record in reference.records(entity):
                for group in reference.group_specs(entity):
                    for system in reference.items("systems"):
                        said = mdg.staleness(landscape, entity, group, at=system, record=plain(record))
                        age = NEVER if said.never else UNBOUNDED if said.unbounded else finite(said.worst)
                        found[entity, repr(plain(record)), group, system] = said.held, age
    return found
