"""Copies of personal data that a deletion never reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from mdg.model.writers import rules_on
from mdg.topology.cohorts import Cohort, apart, cohorts, delivering, entering
from mdg.topology.links import raw
from mdg.topology.network import Network
from mdg.topology.reach import Set, spread_within, union_of

DELETE = frozenset({"delete"})


@attrs.frozen(slots=True, repr=False, eq=False)
class Lost:
    """Records whose deletion by ``deleter`` never comes to a system with personal data of them."""

    cohort: Cohort
    deleter: str
    records: Set


def lost_deletions(network: Network) -> dict[str, list[Lost]]:
    """For each system, the deletions that never come to what it holds of personal data."""
    found: dict[str, list[Lost]] = {}
    personal = [group.name for group in network.entity.groups.values() if group.personal]
    granted = deleters(network) if personal else {}
    for cohort in cohorts(network) if granted else ():
        deleting = {
            system: records & cohort.present.get(system, network.nothing) for system, records in granted.items()
        }
        deleting = {system: records for system, records in deleting.items() if records != network.nothing}
        if deleting:
            for system, lost in _lost(cohort, copies(cohort, personal), apart(deleting, network.nothing)):
                found.setdefault(system, []).append(lost)
    return found


def deleters(network: Network) -> dict[str, Set]:
    """The systems that may delete, and which records."""
    found: dict[str, Set] = {}
    for rule in rules_on(network.landscape, network.entity.id, DELETE):
        records = raw(rule.extract.population)
        for system in rule.systems:
            found[system] = found[system] | records if system in found else records
    return found


def copies(cohort: Cohort, groups: list[str]) -> dict[str, Set]:
    """For each system, the records of which it holds one of the groups, without what providers have.

    A provider's own supply is not ours to delete, nor is a copy that came from nobody else; what ownership lets a
    system write counts wherever it has come.
    """
    found: dict[str, Set] = {}
    for group in groups:
        own = cohort.supplying(group)
        for system, records in (_owned(cohort, group) if own else cohort.holding(group)).items():
            here = records & ~own[system] if system in own else records
            found[system] = found[system] | here if system in found else here
    return found


def _owned(cohort: Cohort, group: str) -> dict[str, Set]:
    """Who holds a group that comes from its creation or from an owner, whatever providers supply."""
    seeds = dict(cohort.updating(group))
    for system, records in cohort.created(group).items():
        seeds[system] = seeds[system] | records if system in seeds else records
    network = cohort.network
    return spread_within(seeds, network.leading(network.carrying(None, group)), cohort.present, network.nothing)


def _lost(cohort: Cohort, copied: dict[str, Set], batches: list[dict[str, Set]]) -> Iterator[tuple[str, Lost]]:
    """What is lost of the deletions, of which those of one batch are of different records.

    Whoever tells the first batch tells all that this one does: of records of which it leaves nobody out, nobody else's
    deletion has to be followed that comes to it.
    """
    nothing = cohort.network.nothing
    settled: Mapping[str, Set] = {}
    for number, batch in enumerate(batches):
        doubtful = {system: _less(records, settled.get(system)) for system, records in batch.items()}
        doubtful = {system: records for system, records in doubtful.items() if records != nothing}
        if not doubtful:
            continue
        told, whole, missed = cohort.reached_by("delete", None, doubtful), union_of(doubtful.values(), nothing), nothing
        for system, held in copied.items():
            lost = _less(held & whole, told.get(system))
            if lost != nothing:
                missed = missed | lost
                for deleter, records in doubtful.items():
                    if lost & records != nothing:
                        yield system, Lost(cohort, deleter, lost & records)
        if number == 0 and len(batches) > 1:
            settled = _telling(cohort, {system: _less(records, missed) for system, records in batch.items()})


def _telling(cohort: Cohort, deleters: dict[str, Set]) -> dict[str, Set]:
    """The systems whose deletions come to these, and of which records; none where timetables are among the flows."""
    network = cohort.network
    links = delivering(network, "delete", None)
    if any(link.timetable is not None for link in links):
        return {}
    back = {
        target: [(link.source, link.records) for link in several]
        for target, several in entering(network, links).items()
    }
    return spread_within(deleters, back, cohort.present, network.nothing)


def _less(records: Set, others: Set | None) -> Set:
    return records if others is None else records & ~others
