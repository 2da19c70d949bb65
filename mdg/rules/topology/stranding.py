"""Copies that some change never reaches: by system, group and writer, for whole populations at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from mdg.topology import Network
from mdg.topology.cohorts import Cohort, apart, cohorts
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Stranded:
    """A group in a system that holds it, and writers whose changes (updates, or the creation) never come there.

    ``writers`` have, of each of the ``records``, who makes that change.
    """

    system: str
    group: str
    cohort: Cohort
    operation: str
    writers: Mapping[str, Set]
    records: Set

    def concerned(self) -> Iterator[tuple[str, Set]]:
        """The writers of some of the records, and which these are."""
        for writer, own in self.writers.items():
            missed = own & self.records
            if missed != self.cohort.network.nothing:
                yield writer, missed


def stranded(network: Network) -> Iterator[Stranded]:
    """Every copy that a change never reaches."""
    for cohort in cohorts(network):
        # groups that travel together, and are written by the same systems, are held and reached alike
        known: dict[tuple[int, int, Set], tuple[object, list[tuple[str, Set]]]] = {}
        for group in network.entity.groups:
            holding = cohort.holding(group)
            for operation, batch in _changes(cohort, group):
                reached = cohort.reached_by(operation, group, batch)
                written = union_of(batch.values(), network.nothing)
                key = id(holding), id(reached), written
                if key not in known:
                    # both are kept, so that their identity stands for them
                    missed = list(_missed(holding, reached, written, network.nothing))
                    known[key] = (holding, reached), missed
                for system, records in known[key][1]:
                    yield Stranded(
                        system=system, group=group, cohort=cohort, operation=operation, writers=batch, records=records
                    )


def _missed(
    holding: Mapping[str, Set], reached: Mapping[str, Set], written: Set, nothing: Set
) -> Iterator[tuple[str, Set]]:
    """The records of which a system has a copy, and a change never comes there."""
    for system, held in holding.items():
        missed = held & written
        if missed != nothing and system in reached:
            missed = missed & ~reached[system]
        if missed != nothing:
            yield system, missed


def _changes(cohort: Cohort, group: str) -> Iterator[tuple[str, dict[str, Set]]]:
    """The changes of a group by how they travel and who makes them, no two of a batch of the same records."""
    created = cohort.created(group, in_force=True)
    if created:
        yield "create", created
    for batch in apart(cohort.later_writers(group), cohort.network.nothing):
        yield "update", batch
