"""Where a step of a process looks something up: in its system, or in those from which its view reads."""

from __future__ import annotations

import attrs

from mdg.model.landscape import Landscape
from mdg.model.use import Step
from mdg.population import Population
from mdg.topology.links import seconds


@attrs.frozen(slots=True, repr=False, eq=False)
class Source:
    """A system in which a step looks up some records, of which a cache can make the answer ``cached`` seconds older."""

    system: str
    cached: int
    records: Population


def in_force(landscape: Landscape, step: Step) -> bool:
    """Whether the system, the view and the population that a step names are in force."""
    named = step.extract.population_name
    return (
        (step.system is None or step.system in landscape.systems)
        and (step.view is None or step.view in landscape.views)
        and (named is None or named in landscape.populations)
    )


def sources(landscape: Landscape, step: Step, entity: str, group: str) -> tuple[Source, ...]:
    """Where a step looks up a group of an entity; nothing where the text does not say.

    A step that reads a view looks where the parts that show the group come from, else in what serves it.
    """
    view = landscape.views.get(step.view or "") if step.system is None else None
    shown = () if view is None else view.parts.values()
    parts = [one for one in shown if one.extract.entity == entity and group in one.extract.groups]
    if not parts and step.extract.entity != entity:
        return ()
    if parts:
        several = [(one.system, 0 if one.cache is None else seconds(one.cache), one.extract) for one in parts]
    else:
        several = [(step.system or (view.served_by if view is not None else None) or "", 0, step.extract)]
    return tuple(Source(name, age, of.population) for name, age, of in several if name in landscape.systems)
