"""What a step can see where it runs: which records are there, which groups are held, and how old they are."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.model.landscape import Landscape
from mdg.model.use import Process, Step
from mdg.topology import Network, network
from mdg.topology.freshness import Lag, courses, held, worst
from mdg.topology.links import raw
from mdg.topology.reach import Set


@attrs.frozen(slots=True, repr=False, eq=False)
class Reading:
    """A step of a process that reads groups in a system of its own."""

    process: Process
    step: Step
    system: str
    net: Network

    @property
    def records(self) -> Set:
        """The records that it is about."""
        return raw(self.step.extract.population)

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
    """Every step that reads in a system that is in force, for a population that is."""
    for process in landscape.processes.values():
        for step in process.steps.values():
            name = step.extract.population_name
            in_force = name is None or name in landscape.populations
            if step.reads and step.system in landscape.systems and in_force:
                entity = landscape.entities[step.extract.entity]
                yield Reading(process, step, step.system or "", network(landscape, entity))
