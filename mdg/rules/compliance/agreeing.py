"""Which agreement covers a system on a day."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.landscape import Landscape
from mdg.model.use import Agreement


def covering(landscape: Landscape, system: str, *kinds: str) -> Iterator[Agreement]:
    """The agreements of these kinds that cover a system on the landscape's day."""
    for one in landscape.agreements.values():
        if one.kind in kinds and system in one.systems and (one.until is None or landscape.as_of <= one.until):
            yield one


def ended(landscape: Landscape, system: str, *kinds: str) -> Agreement | None:
    """An agreement of these kinds that did cover a system and no longer does."""
    for one in landscape.every.agreements.values():
        over = (one.until is not None and one.until < landscape.as_of) or one.force.ended(landscape.as_of)
        if one.kind in kinds and system in one.systems and over:
            return one
    return None
