"""How long changes cross, where a flow overwrites what its receiver writes, and by which routes they come."""

from __future__ import annotations

from typing import NamedTuple

from mdg.rules.creation.overwriting import Overwrite
from mdg.topology.cohort_routes import nearest, path, transit
from mdg.topology.journey import Hop
from mdg.topology.reach import Set


class Window(NamedTuple):
    """For how long what the receiver writes is lost, at worst; the longer the larger.

    ``never`` where it never comes to the sender; else the ``seconds`` that it takes to come there, and that what the
    sender has takes from there.  ``records`` are those of which it is so long, for changes made just ``after``.
    """

    never: bool
    seconds: float
    records: Set
    after: int | None
    operation: str

    @property
    def rank(self) -> tuple[bool, float]:
        return self.never, self.seconds


def window(one: Overwrite) -> Window:
    """The longest window of the records that cross."""
    cohort, nothing = one.cohort, one.cohort.network.nothing
    created: Set = cohort.created(one.group, in_force=True).get(one.link.target, nothing)
    found = [_window(one, "update", one.crossing)]
    if one.crossing & created != nothing:
        found.append(_window(one, "create", one.crossing & created))
    return max(found, key=lambda several: several.rank)


def _window(one: Overwrite, operation: str, records: Set) -> Window:
    cohort, link = one.cohort, one.link
    nothing = cohort.network.nothing
    here: Set = cohort.reached(operation, one.group, link.target).get(link.source, nothing)
    if records & ~here != nothing:
        return Window(True, 0, records & ~here, None, operation)
    slowest = max(cohort.late(operation, one.group, link.target, link.source, records), key=lambda bound: bound.delay)
    return Window(False, slowest.delay + transit(cohort.network, link), slowest.records, slowest.after, operation)


def own_way(one: Overwrite, crossing: Window) -> tuple[Hop, ...]:
    """How a change made in the receiver comes to the sender."""
    if crossing.never:
        return ()
    return path(
        one.cohort, crossing.operation, one.group, one.link.target, one.link.source, crossing.records, crossing.after
    )


def other_way(one: Overwrite, records: Set) -> tuple[str, tuple[Hop, ...]] | None:
    """Who wrote what the sender has of the first of some records, and how it came there."""
    cohort, link = one.cohort, one.link
    for operation in sorted(link.flow.operations - {"delete"}, reverse=True):
        seeds = cohort.later_writers(one.group)
        if operation == "create":
            seeds = cohort.created(one.group, in_force=True)
        found = nearest(cohort, operation, one.group, seeds, link.source, records, avoiding=link.target)
        if found is not None:
            return found
    return None
