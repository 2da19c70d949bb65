"""What people have answered: their consents and objections are wanted wherever data is used for what they are to."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mdg.model.landscape import Landscape
from mdg.model.uses import personal, uses
from mdg.model.wants import Want
from mdg.population import union


def answers(landscape: Landscape, entity: str) -> tuple[Want, ...]:
    """The groups of an entity that keep the consents and objections to what data is used for, wherever it is used."""
    return landscape.derived(("answers", entity), lambda: tuple(_answers(landscape, entity)))


def _answers(landscape: Landscape, entity: str) -> Iterator[Want]:
    for about in landscape.entities:
        for use in uses(landscape, about):
            consent, objection = use.purpose.consent, use.purpose.objection_group
            kept = [] if consent is None else [(consent.entity, consent.group)]
            kept += [] if objection is None else [objection]
            groups = tuple(name for one, name in dict.fromkeys(kept) if one == entity)
            if groups and personal(landscape, use.extract):
                # whose answer is which, is in no landscape where they are kept apart
                whole = union(landscape.entities[entity].groups[name].applies for name in groups)
                population = use.extract.population if about == entity else whole
                extract = attrs.evolve(use.extract, entity=entity, groups=groups, population=population)
                system = use.part.system if use.part is not None else use.system
                seen = use.step is not None and use.step.system is None
                yield Want(use.what, use.id, use.place, extract, None if seen else system)
