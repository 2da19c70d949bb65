"""Cycles of links, for whole sets of records at once: who can go on a link and come back to where it starts.

Strongly connected components, with sets of records in place of marks: what cannot be on any cycle is trimmed away, and
a system is then asked, for all its records, where they get to and from where they get here (the forward-backward search
of Fleischer, Hendrickson and Pinar, "On identifying strongly connected components in parallel", 2000).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mdg.topology.components import components
from mdg.topology.links import Link
from mdg.topology.reach import Set, spread, union_of


class Step(NamedTuple):
    """A link, for some records of it."""

    link: Link
    records: Set


def circling(steps: Iterable[Step], nothing: Set) -> list[Step]:
    """The steps that are on a cycle, each for the records with which it is; a link from a system to itself is none."""
    several = [step for step in steps if step.link.source != step.link.target]
    found: list[Step] = []
    for inside in knots(several):
        found += _Knot(inside, nothing).circling()
    return found


def knots(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps inside of strongly connected components, whatever their records, by component."""
    leading: dict[str, list[str]] = {}
    for step in steps:
        leading.setdefault(step.link.source, []).append(step.link.target)
        leading.setdefault(step.link.target, [])
    number = {}
    for place, component in enumerate(components(leading)):
        number.update(dict.fromkeys(component, place))
    found: dict[int, list[Step]] = {}
    for step in steps:
        if number[step.link.source] == number[step.link.target]:
            found.setdefault(number[step.link.source], []).append(step)
    return list(found.values())


class _Knot:
    """One strongly connected component."""

    def __init__(self, steps: Sequence[Step], nothing: Set) -> None:
        self.steps = steps
        self.nothing = nothing
        self.into: dict[str, list[Step]] = {}
        self.onward: dict[str, list[Step]] = {}
        for step in steps:
            self.into.setdefault(step.link.target, []).append(step)
            self.onward.setdefault(step.link.source, []).append(step)
        #: the records of which a system may still be on a cycle that has not been found
        self.left = {system: union_of((step.records for step in self.into[system]), nothing) for system in self.into}

    def circling(self) -> list[Step]:
        nothing, left = self.nothing, self.left
        found: dict[int, Set] = {}
        self._trim(list(left))
        for system in list(left):
            if left[system] == nothing:
                continue
            seeds = {system: left[system]}
            forward = spread(seeds, self._open(self.onward, back=False), nothing)
            backward = spread(seeds, self._open(self.into, back=True), nothing)
            circle = {place: forward[place] & backward[place] for place in forward if place in backward}
            for number, step in enumerate(self.steps):
                if step.link.source in circle and step.link.target in circle:
                    records = step.records & circle[step.link.source] & circle[step.link.target]
                    if records != nothing:
                        found[number] = found.get(number, nothing) | records
            for place, records in circle.items():
                left[place] = left[place] & ~records
            self._trim([other for place in circle for other in self._beside(place)])
        return [Step(self.steps[number].link, records) for number, records in sorted(found.items())]

    def _open(self, by: dict[str, list[Step]], *, back: bool) -> dict[str, list[tuple[str, Set]]]:
        """Where the steps lead, for what is left at their ends."""
        found = {}
        for system, several in by.items():
            if self.left[system] != self.nothing:
                ends = [(step.link.source if back else step.link.target, step.records) for step in several]
                found[system] = [(end, records & self.left[end]) for end, records in ends]
        return found

    def _beside(self, system: str) -> set[str]:
        return {step.link.source for step in self.into[system]} | {step.link.target for step in self.onward[system]}

    def _trim(self, agenda: list[str]) -> None:
        """Drop the records that cannot come to a system or cannot leave it, until none is left of them."""
        waiting = dict.fromkeys(agenda)
        while waiting:
            system, _ = waiting.popitem()
            before = self.left[system]
            if before == self.nothing:
                continue
            coming = union_of((step.records & self.left[step.link.source] for step in self.into[system]), self.nothing)
            going = union_of((step.records & self.left[step.link.target] for step in self.onward[system]), self.nothing)
            self.left[system] = before & coming & going
            if self.left[system] != before:
                waiting.update(dict.fromkeys(self._beside(system)))
