"""What a finding of 301 advises ends it: applied to the landscape, every record that was too late is in time."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import event, given, note
from hypothesis import strategies as st

from mdg.topology.advice import SHORTEST, Advice, advice
from mdg.topology.needs import Served, served, together
from mdg.topology.network import Network, network

from .agreement import in_when, loaded
from .chains import chains
from .networks import networks
from .profiles import AGREEMENT
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF
from .writing import to_yaml


def asked(landscape: Any) -> Network:
    """The network of the one entity that a random landscape has."""
    reading = landscape.on(AS_OF)
    return network(reading, reading.entities["partner"])


def too_late(net: Network) -> dict[str, tuple[Served, Advice]]:
    """The needs that are over their limit, each with the advice."""
    return {name: (one, advice(net, one, one.over)) for name, one in served(net).items() if one.over}


@AGREEMENT
@given(st.data())
def test_what_is_advised_ends_the_finding(data: st.DataObject) -> None:
    raw = data.draw(st.one_of(chains(), networks(awkward=data.draw(st.booleans()))))
    with loaded(raw) as landscape:
        net = asked(landscape)
        for name, (one, found) in too_late(net).items():
            event(f"{len(found.paces)} paces, {len(found.starts)} starts, hopeless: {found.hopeless}")
            note(f"{name}: {found.paces}, {[start.cron for start in found.starts]}")
            if not found.hopeless:
                assert found.paces or found.starts
                if found.paces:
                    assert_ended(one, net, quickened(raw, found), name)
            for start in found.starts:
                changed = copy.deepcopy(raw)
                changed["flows"][start.link.id]["trigger"]["cron"] = start.cron.expression
                assert_ended(one, net, changed, name)


@AGREEMENT
@given(chains())
def test_the_interval_advised_is_the_longest(raw: Raw) -> None:
    """In place of what the flow has now; a second more, and the copy is too old again."""
    with loaded(raw) as landscape:
        for _, found in too_late(asked(landscape)).values():
            if len(found.paces) == 1:
                ((index, pace),) = found.paces.items()
                event(f"timetables: {sum('cron' in flow['trigger'] for flow in raw['flows'].values())}")
                for seconds, late in ((pace, False), (pace + 1, True)):
                    changed = copy.deepcopy(raw)
                    changed["flows"][found.links[index].id]["trigger"] = (
                        {"every": f"{seconds}s"} if seconds else "event"
                    )
                    note(to_yaml(changed))
                    with loaded(changed) as after:
                        assert bool(too_late(asked(after))) == late


def quickened(raw: Raw, found: Advice) -> Raw:
    """The landscape with the flows at their paces; one with a timetable gets a second flow, so that its runs stay."""
    changed = copy.deepcopy(raw)
    for index, pace in found.paces.items():
        name = found.links[index].id
        flow = changed["flows"][name]
        if found.links[index].timetable is not None:
            flow = changed["flows"][f"{name}_more"] = copy.deepcopy(flow)
        flow["trigger"] = "event" if pace < SHORTEST else {"every": f"{pace}s"}
    return changed


def assert_ended(one: Served, net: Network, changed: Raw, name: str) -> None:
    """Of the records that were too late, none is."""
    note(to_yaml(changed))
    reference = Reference(changed)
    before = in_when(reference, net.population(together(one.over, net.nothing)).when(), "partner")
    with loaded(changed) as landscape:
        after = asked(landscape)
        still = after.population(together(served(after)[name].over, after.nothing)).when()
        assert before.isdisjoint(in_when(reference, still, "partner"))
