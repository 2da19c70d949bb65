"""Who wants what: the extracts that needs, steps of processes and parts of views ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from mdg.diagnostic import Place
from mdg.model.items import Extract
from mdg.model.landscape import Landscape

if TYPE_CHECKING:
    from mdg.model.use import Part


@attrs.frozen(slots=True, eq=False)
class Want:
    """One extract asked for in ``system`` (None for a step that reads a view), and the statement that asks."""

    what: str
    id: str
    place: Place
    extract: Extract
    system: str | None


def wants(landscape: Landscape, entity: str) -> tuple[Want, ...]:
    """Everything that is needed or read of an entity, by statements in force."""
    return landscape.derived(
        ("wants", entity),
        lambda: tuple(want for want in _wants(landscape, entity) if _in_force(landscape, want)),
    )


def _in_force(landscape: Landscape, want: Want) -> bool:
    """Whether the system that wants something, and the population of which it does, are in force."""
    name = want.extract.population_name
    return (want.system is None or want.system in landscape.systems) and (name is None or name in landscape.populations)


def _wants(landscape: Landscape, entity: str) -> Iterator[Want]:
    for need in landscape.about("needs", entity):
        yield Want("need", need.id, need.place, need.extract, need.system)
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.reads and step.extract.entity == entity:
                yield Want("step", f"{process.id}.{step.id}", step.place, step.extract, step.system)
    for view in landscape.views.values():
        for part in view.parts.values():
            if part.extract.entity == entity:
                extract = attrs.evolve(part.extract, groups=_with_join(landscape, part))
                yield Want("part", f"{view.id}.{part.id}", part.place, extract, part.system)


def _with_join(landscape: Landscape, part: Part) -> tuple[str, ...]:
    """The groups that a part shows, and those that hold the attribute by which it is joined."""
    if part.join is None:
        return part.extract.groups
    groups = landscape.entities[part.extract.entity].groups.values()
    return tuple(
        group.name
        for group in groups
        if group.name in part.extract.groups or any(one.name == part.join.theirs for one in group.attributes)
    )
