"""Flows that bring a group into a system which writes it: for which records the receiver's own work is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import attrs

from mdg.rules.settling import settled
from mdg.topology import Link, Network
from mdg.topology.cohorts import Cohort, arrives, cohorts, entering
from mdg.topology.reach import Set, union_of


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Overwrite:
    """What a flow does to a group that its target writes, of the records of a cohort.

    ``blanked`` and ``replaced``: every message deletes what the target wrote, which never reaches the sender; the
    sender has none of the group, or has another's.  ``crossing``: what has not reached the sender yet is lost.
    """

    link: Link
    group: str
    cohort: Cohort
    blanked: Set
    replaced: Set
    crossing: Set

    @property
    def lost(self) -> Set:
        return self.blanked | self.replaced


def overwrites(network: Network) -> Iterator[Overwrite]:
    """Every flow that overwrites, group by group, cohort by cohort."""
    nothing = network.nothing
    into = entering(network, network.links)
    for cohort in cohorts(network):
        for group in network.entity.groups:
            for target, owned in cohort.updating(group).items():
                links = [link for link in into.get(target, ()) if group in link.groups and link.source != target]
                if not links:
                    continue
                place = Place(network, cohort, group, target)
                for link in links:
                    about = owned & link.records & cohort.present.get(link.source, nothing)
                    if about != nothing and arrives(network, link):
                        found = place.judge(link, about)
                        if found is not None:
                            yield found


class Kind(NamedTuple):
    """Records by their creation: whether it ``brought`` the group, and whether it ``counts`` as a change of it."""

    records: Set
    brought: bool
    counts: bool


class Place(NamedTuple):
    """A group in a system that writes it."""

    network: Network
    cohort: Cohort
    group: str
    target: str

    def judge(self, link: Link, about: Set) -> Overwrite | None:
        """What a link into it does to those records, all of which are at both ends and written here."""
        replacing = link.flow.merge == "replace"
        nothing = self.network.nothing
        if not replacing:
            about = nothing if link.flow.loop_protection == "version" else about & ~settled(self.network, self.group)
        blanked, replaced, crossing = nothing, nothing, nothing
        for kind in self._kinds(about):
            foreign = self._foreign(link, kind)
            lacking = kind.records & ~self._held(link.source, kind) if replacing else nothing
            changed = foreign | lacking
            if changed != nothing:
                never = self._never(link.source, kind, changed) if replacing else nothing
                blanked = blanked | lacking & never
                replaced = replaced | foreign & never & ~lacking
                crossing = crossing | self._waiting(link, kind, changed & ~never)
        replaced, crossing = replaced & ~blanked, crossing & ~(blanked | replaced)
        if blanked == nothing == replaced and crossing == nothing:
            return None
        return Overwrite(
            link=link, group=self.group, cohort=self.cohort, blanked=blanked, replaced=replaced, crossing=crossing
        )

    def _kinds(self, about: Set) -> Iterator[Kind]:
        cohort, group, nothing = self.cohort, self.group, self.network.nothing
        counting = union_of(cohort.created(group, in_force=True).values(), nothing)
        brought = union_of(cohort.created(group).values(), nothing)
        for records, has, counts in (
            (counting, True, True),
            (brought & ~counting, True, False),
            (cohort.lacking(group), False, False),
        ):
            if records & about != nothing:
                yield Kind(records & about, has, counts)

    def _held(self, system: str, kind: Kind) -> Set:
        return self.cohort.holding(self.group, created=kind.brought).get(system, self.network.nothing)

    def _foreign(self, link: Link, kind: Kind) -> Set:
        """The records of which another writer's change comes to the sender, not by way of the target."""
        cohort, group, found = self.cohort, self.group, self.network.nothing
        for operation in sorted(link.flow.operations - {"delete"}):
            writers = cohort.later_writers(group)
            if operation == "create":
                writers = cohort.created(group, in_force=True) if kind.counts else {}
            if any(system != self.target for system in writers):
                found = found | cohort.coming(operation, group, writers, link.source, avoiding=self.target)
        return found & kind.records

    def _never(self, sender: str, kind: Kind, records: Set) -> Set:
        """Of some records, those of which some change made here never comes to the sender."""
        cohort, group, nothing = self.cohort, self.group, self.network.nothing
        here: Set = cohort.reached("update", group, self.target).get(sender, nothing)
        found = records & ~here
        born = self._born(kind, records)
        if born != nothing:
            here = cohort.reached("create", group, self.target).get(sender, nothing)
            found = found | born & ~here
        return found

    def _born(self, kind: Kind, records: Set) -> Set:
        """Of some records, those of which the creation counts and took place here."""
        if not kind.counts:
            return self.network.nothing
        return records & self.cohort.created(self.group, in_force=True).get(self.target, self.network.nothing)

    def _waiting(self, link: Link, kind: Kind, records: Set) -> Set:
        """Of some records, those of which a change takes time from here to the sender, or from the sender to here."""
        cohort, group, nothing = self.cohort, self.group, self.network.nothing
        if records == nothing:
            return nothing
        at_once: Set = cohort.at_once("update", group, self.target).get(link.source, nothing)
        born = self._born(kind, records)
        if born != nothing:
            there: Set = cohort.at_once("create", group, self.target).get(link.source, nothing)
            at_once = at_once & ~(born & ~there)
        for operation in link.flow.operations - {"delete"} if link.delay != 0 else ():
            here: Set = cohort.at_once(operation, group, link.source).get(self.target, nothing)
            at_once = at_once & here
        return records & ~at_once
