"""What uses the data of a system: what an outage of it stops, and what would go on with something wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.use import View
from mdg.population import Population
from mdg.topology import network
from mdg.topology.hanging import hanging_by

#: A statement by its kind (``need``, ``step``, ``view``) and id.
Named = tuple[str, str]


@attrs.frozen(slots=True, repr=False, eq=False)
class _Reads:
    """A statement that reads an extract in a system; it cannot do without, unless ``spared``."""

    name: Named
    system: str
    extract: Extract
    spared: bool = False


def stopped(reading: Landscape, system: str) -> tuple[Named, ...]:
    """What an outage stops: needs, steps and views that are met in the system, or hang by it wherever they are met."""
    found = dict.fromkeys(_running(reading, system))
    for one in _reads(reading):
        if not one.spared and one.name not in found and (one.system == system or _hangs(reading, one, system)):
            found[one.name] = None
    return tuple(sorted(found, key=lambda name: name[0]))


def misled(
    reading: Landscape, system: str, spoiled: Mapping[tuple[str, str], Mapping[str, Population]]
) -> tuple[Named, ...]:
    """The needs, steps and views elsewhere that read what has come from the system.

    ``spoiled`` is by entity and group where that has come to, and of which records.
    """
    found: dict[Named, None] = {}
    for one in _reads(reading):
        for group in one.extract.groups if one.system != system else ():
            come = spoiled.get((one.extract.entity, group), {}).get(one.system)
            if come is not None and come.meets(one.extract.population):
                found[one.name] = None
    return tuple(sorted(found, key=lambda name: name[0]))


def _hangs(reading: Landscape, one: _Reads, system: str) -> bool:
    net = network(reading, reading.entities[one.extract.entity])
    return system in hanging_by(net, one.system, one.extract)


def _running(reading: Landscape, system: str) -> Iterator[Named]:
    """What runs in the system itself."""
    for process in reading.processes.values():
        for step in process.steps.values():
            view = reading.views.get(step.view or "")
            if system in (step.system, None if view is None else view.served_by):
                yield "step", f"{process.id}.{step.id}"
    for view in reading.views.values():
        if view.served_by == system:
            yield "view", view.id


def _reads(reading: Landscape) -> Iterable[_Reads]:
    return (one for one in _every(reading) if one.extract.population_name in (None, *reading.populations))


def _every(reading: Landscape) -> Iterator[_Reads]:
    for need in reading.needs.values():
        yield _Reads(("need", need.id), need.system, need.extract)
    for process in reading.processes.values():
        for step in process.steps.values():
            name = "step", f"{process.id}.{step.id}"
            if step.reads and step.system is not None:
                yield _Reads(name, step.system, step.extract)
            elif step.reads and step.view in reading.views:
                yield from _parts(reading.views[step.view or ""], name)
    for view in reading.views.values():
        yield from _parts(view, ("view", view.id))


def _parts(view: View, name: Named) -> Iterator[_Reads]:
    for part in view.parts.values():
        yield _Reads(name, part.system, part.extract, part.optional or part.on_failure in ("omit", "stale"))
