"""Updates that can be in a system before their record is, for all records at once.

What a flow takes is a bound, so that an update may take nothing at all, waiting for a run excepted, while the record
takes as long as it can.  An update that has come to a system together with its record is lost farther on, if a flow
that creates nothing takes it there before the flows that create do.  What a provider supplies waits for no record:
the provider has it on every one from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from mdg.topology.bounds import bounds
from mdg.topology.cohorts import Cohort, arrives, cohorts, delivering, entering
from mdg.topology.links import Bound, Link
from mdg.topology.network import Network
from mdg.topology.reach import Set, union_of
from mdg.topology.timetable import timetable
from mdg.topology.trails import updating


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Early:
    """Records begun at ``origin`` of which updates of a group can be in the target of ``link`` before they are.

    ``bound`` is how late the record may be there at worst; ``spared`` are writers whose updates cannot be early, since
    the record goes on from them to the target at once.
    """

    link: Link
    group: str
    cohort: Cohort
    origin: str
    records: Set
    bound: Bound
    spared: Mapping[str, Set]


def early_updates(network: Network) -> Iterator[Early]:
    """Where the first update of a record can be lost, since the flow that brings it brings no records."""
    if all("create" in flow.operations or "update" not in flow.operations for flow in network.flows):
        return
    for link in network.links:
        operations = link.flow.operations
        if "update" in operations and "create" not in operations and arrives(network, link):
            for cohort in cohorts(network):
                present = cohort.present
                if link.source in present and link.target in present:
                    both = present[link.source] & present[link.target] & link.records
                    for origin, born in cohort.born.items():
                        if both & born != network.nothing and origin != link.target:
                            yield from _early(cohort, link, origin, both & born)


def _early(cohort: Cohort, link: Link, origin: str, both: Set) -> Iterator[Early]:
    """The same of one flow, for records from one origin that come to its ends."""
    network = cohort.network
    for bound in bounds(network, "create", None, origin, cohort.present).get(link.target, ()):
        late = bound.records & both
        if bound.delay and late != network.nothing:
            behind = _behind(cohort, link, origin, late)
            for group in sorted(link.groups):
                overtaken = behind | late & cohort.supplying(group).get(link.source, network.nothing)
                if overtaken == network.nothing:
                    continue
                spared = _spared(cohort, link.target, group, origin, overtaken)
                changed = updating(cohort, group, spared).depths.get(link.source, {})
                records = overtaken & union_of(changed.values(), network.nothing)
                if records != network.nothing:
                    yield Early(
                        link=link,
                        group=group,
                        cohort=cohort,
                        origin=origin,
                        records=records,
                        bound=bound,
                        spared=spared,
                    )


def _behind(cohort: Cohort, link: Link, origin: str, late: Set) -> Set:
    """The records that may still be on their way to the link's target when the link brings an update of them."""
    if link.timetable is None:
        slow = late & slow_from(cohort, origin, link.source)
        near = _near(cohort, link.target, origin, slow).get(link.source)
        return late if near is None else late & ~near
    table, found = timetable(link.timetable.expression, link.timetable.timezone), cohort.network.nothing
    left = late
    for bound in bounds(cohort.network, "create", None, link.source, cohort.present).get(link.target, ()):
        left = left & ~bound.records
        run = None if bound.after is None else table.next(bound.after, strictly=True)
        if bound.delay and (run is None or bound.after is None or run < bound.after + bound.delay):
            found = found | bound.records & late
    return found | left


def slow_from(cohort: Cohort, origin: str, system: str) -> Set:
    """The records that may take time from their origin to a system."""
    several = bounds(cohort.network, "create", None, origin, cohort.present).get(system, ())
    return union_of((one.records for one in several if one.delay), cohort.network.nothing)


def _near(cohort: Cohort, system: str, origin: str, late: Set) -> dict[str, Set]:
    """For each system that late records come to late as well, those of them that go on from it to a system at once.

    From where a record is at once, it does not go on at once to where it is late.
    """
    network, found = cohort.network, {system: late}
    nothing = network.nothing
    into = entering(network, network.derived("at once", lambda: _at_once(network)))
    agenda = dict(found) if late != nothing else {}
    while agenda:
        here, fresh = agenda.popitem()
        for link in into.get(here, ()):
            more = fresh & link.records
            if more != nothing:
                more = more & slow_from(cohort, origin, link.source)
                before: Set = found.get(link.source, nothing)
                more = more & ~before
                if more != nothing:
                    found[link.source] = before | more
                    agenda[link.source] = agenda.get(link.source, nothing) | more
    return found


def _at_once(network: Network) -> tuple[Link, ...]:
    return tuple(link for link in delivering(network, "create", None) if link.delay == 0)


def _spared(cohort: Cohort, target: str, group: str, origin: str, late: Set) -> dict[str, Set]:
    """The writers from which late records are in the target at once, so that no update of theirs is early."""
    nothing = cohort.network.nothing
    owners = cohort.updating(group)
    slow = {writer: late & owned & slow_from(cohort, origin, writer) for writer, owned in owners.items()}
    slow = {writer: records for writer, records in slow.items() if records != nothing}
    if not slow:
        return {}
    near = _near(cohort, target, origin, union_of(slow.values(), nothing))
    spared = {writer: records & near[writer] for writer, records in slow.items() if writer in near}
    return {writer: records for writer, records in spared.items() if records != nothing}
