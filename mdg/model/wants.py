"""Who wants what: the extracts that needs, steps of processes and parts of views ask for."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Place
from mdg.model.items import Extract
from mdg.model.landscape import Landscape


@attrs.frozen(slots=True, eq=False)
class Want:
    """One extract asked for in ``system`` (None for a step that reads a view), and the statement that asks."""

    what: str
    id: str
    place: Place
    extract: Extract
    system: str | None


def wants(landscape: Landscape, entity: str) -> Iterator[Want]:
    """Everything that is needed or read of an entity, by statements in force."""
    for want in _wants(landscape, entity):
        if want.system is None or want.system in landscape.systems:
            name = want.extract.population_name
            if name is None or name in landscape.populations:
                yield want


def _wants(landscape: Landscape, entity: str) -> Iterator[Want]:
    for need in landscape.needs.values():
        if need.extract.entity == entity:
            yield Want("need", need.id, need.place, need.extract, need.system)
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.reads and step.extract.entity == entity:
                yield Want("step", f"{process.id}.{step.id}", step.place, step.extract, step.system)
    for view in landscape.views.values():
        for part in view.parts.values():
            if part.extract.entity == entity:
                yield Want("part", f"{view.id}.{part.id}", part.place, part.extract, part.system)
