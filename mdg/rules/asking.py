"""Who asks for data of an entity: by a need, a step or a view, or by a use that people have agreed or objected to."""

from __future__ import annotations

from mdg.model.landscape import Landscape
from mdg.model.wants import Want, wants


def asking(landscape: Landscape, entity: str) -> tuple[Want, ...]:
    """Everything that is needed or read of an entity, and the consents and objections to what data is used for."""
    several = wants(landscape, entity)
    if landscape.purposes:
        # only where data is used for a purpose
        from mdg.model.answers import answers

        several += answers(landscape, entity)
    return several
