"""What personal data is used for: the needs, steps of processes and views that name a purpose."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.diagnostic import Place
from mdg.model.items import Extract
from mdg.model.landscape import Landscape
from mdg.model.use import Part, Purpose, Step, View


@attrs.frozen(slots=True, eq=False, kw_only=True)
class Use:
    """One statement that uses an extract for a purpose, in ``system`` (None where the text does not say in which).

    ``what`` is ``need``, ``step`` or ``view``; a step stands in ``process``, and of a view each ``part`` is a use.
    """

    what: str
    id: str
    place: Place
    purpose: Purpose
    extract: Extract
    system: str | None
    draft: bool = False
    process: str | None = None
    step: Step | None = None
    part: Part | None = None


def uses(landscape: Landscape, entity: str) -> tuple[Use, ...]:
    """Every use of an entity for a purpose, by statements in force, in the order of the text."""
    return landscape.derived(
        ("uses", entity), lambda: tuple(use for use in _uses(landscape) if use.extract.entity == entity)
    )


def view_of(landscape: Landscape, use: Use) -> View | None:
    """The view by which a use sees its data: itself, or the one that a step without a system reads."""
    step = use.step
    name = use.id if use.what == "view" else step.view if step is not None and step.system is None else None
    return landscape.views.get(name or "")


def personal(landscape: Landscape, extract: Extract) -> tuple[str, ...]:
    """The groups of an extract that are personal data."""
    groups = landscape.entities[extract.entity].groups
    return tuple(name for name in extract.groups if groups[name].personal)


def used_for(landscape: Landscape, purpose: Purpose) -> tuple[Use, ...]:
    """The uses of personal data for a purpose."""
    return tuple(
        use
        for entity in landscape.entities
        for use in uses(landscape, entity)
        if use.purpose.id == purpose.id and personal(landscape, use.extract)
    )


def without_purpose(landscape: Landscape) -> Iterator[tuple[str, str, Place]]:
    """Needs, steps and views of personal data that name no purpose: what, id and place."""
    for need in landscape.needs.values():
        if need.purpose is None and personal(landscape, need.extract):
            yield "need", need.id, need.place
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.purpose is None and step.reads and personal(landscape, step.extract):
                yield "step", f"{process.id}.{step.id}", step.place
    for view in landscape.views.values():
        if view.purpose is None and any(personal(landscape, part.extract) for part in view.parts.values()):
            yield "view", view.id, view.place


def _uses(landscape: Landscape) -> Iterator[Use]:
    purposes = landscape.purposes
    for need in landscape.needs.values():
        if need.purpose in purposes and _in_force(landscape, need.extract):
            yield Use(
                what="need",
                id=need.id,
                place=need.place,
                purpose=purposes[need.purpose],
                extract=need.extract,
                system=need.system,
                draft=need.draft,
            )
    yield from _steps(landscape)
    for view in landscape.views.values():
        for part in view.parts.values() if view.purpose in purposes else ():
            if _in_force(landscape, part.extract):
                yield Use(
                    what="view",
                    id=view.id,
                    place=view.place,
                    purpose=purposes[view.purpose or ""],
                    extract=part.extract,
                    system=view.served_by,
                    draft=view.draft,
                    part=part,
                )


def _steps(landscape: Landscape) -> Iterator[Use]:
    for process in landscape.processes.values():
        for step in process.steps.values():
            if step.purpose in landscape.purposes and _handles(step) and _in_force(landscape, step.extract):
                view = landscape.views.get(step.view or "")
                yield Use(
                    what="step",
                    id=f"{process.id}.{step.id}",
                    place=step.place,
                    purpose=landscape.purposes[step.purpose or ""],
                    extract=step.extract,
                    system=step.system or (view.served_by if view is not None else None),
                    draft=process.draft,
                    process=process.id,
                    step=step,
                )


def _handles(step: Step) -> bool:
    """Whether a step does something with the data, other than to end it."""
    return step.reads or step.writes in ("create", "enrich", "update")


def _in_force(landscape: Landscape, extract: Extract) -> bool:
    return extract.population_name is None or extract.population_name in landscape.populations
