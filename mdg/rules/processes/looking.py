"""What a step can see where it runs: which records are there, which groups are held, and how old they are."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.model.landscape import Landscape
from mdg.model.use import Part, Process, Step
from mdg.topology import Network, network
from mdg.topology.freshness import Lag, courses, held, worst
from mdg.topology.links import raw, seconds
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class Reading:
    """A step of a process that reads ``groups`` of ``records`` in a system: its own, or that of a ``part`` of its view.

    The part's cache can make what it reads ``cached`` seconds older.
    """

    process: Process
    step: Step
    system: str
    net: Network
    groups: tuple[str, ...]
    records: Set
    part: Part | None = None
    cached: int = 0

    @property
    def field(self) -> str:
        """What tells a finding about it from others of its process."""
        return self.step.id if self.part is None else f"{self.step.id}.{self.part.id}"

    @property
    def where(self) -> str:
        """The system, and the view by which the step reads there."""
        return f"`{self.system}`" if self.part is None else f"`{self.system}` (by `{self.step.view}`)"

    def absent(self) -> Set:
        """The records that began somewhere and from there never come to be in the system."""
        missing = self.net.nothing
        for origin, born in self.net.born.items():
            there = self.net.present(origin).get(self.system, self.net.nothing)
            missing = missing | born & self.records & ~there
        return missing

    def lacking(self, group: str) -> Set:
        """The records that are there, wherever they began, and of which the system does not hold a group."""
        missing = self.net.nothing
        for course in courses(self.net, group):
            here: Set = course.holders.get(self.system, self.net.nothing)
            present = self.net.present(course.variant.origin.system).get(self.system, self.net.nothing)
            missing = missing | course.variant.records & self.records & present & ~here
        return missing

    def lags(self, group: str) -> Iterator[Lag]:
        """How late changes of a group are there, of the records of which it is held wherever they began."""
        here = held(self.net, group, self.system) & self.records
        for lag in worst(self.net, group, self.system) if here != self.net.nothing else ():
            records = lag.records & here
            if records != self.net.nothing:
                yield attrs.evolve(lag, records=records)


def readings(landscape: Landscape) -> Iterator[Reading]:
    """Every step that reads in a system that is in force, or by a view from one, for a population that is."""
    for process in landscape.processes.values():
        for step in process.steps.values():
            name = step.extract.population_name
            if step.reads and (name is None or name in landscape.populations):
                net = network(landscape, landscape.entities[step.extract.entity])
                if step.system in landscape.systems:
                    own = raw(step.extract.population)
                    yield Reading(process, step, step.system or "", net, step.extract.groups, own)
                yield from _by_view(landscape, process, step, net)


def _by_view(landscape: Landscape, process: Process, step: Step, net: Network) -> Iterator[Reading]:
    """What a step reads by the parts of its view that show the same kind of record."""
    view = landscape.views.get(step.view or "") if step.system is None else None
    for part in view.parts.values() if view is not None else ():
        groups = tuple(name for name in step.extract.groups if name in part.extract.groups)
        if part.system in landscape.systems and part.extract.entity == step.extract.entity and groups:
            about = raw(step.extract.population & part.extract.population)
            cached = 0 if part.cache is None else seconds(part.cache)
            yield Reading(process, step, part.system, net, groups, about, part, cached)
