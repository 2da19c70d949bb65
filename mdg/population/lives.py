"""What records become, and what they have been, in one dimension: as the steps of its `becomes` lead on and back."""

from __future__ import annotations

from typing import Any

from mdg.population.axes import Layout
from mdg.population.ground import Set


def later(sets: Any, layout: Layout, found: Set) -> Set:
    """The combinations that some of these can become in one dimension, themselves included."""
    becomes = layout.axis.becomes
    facets = range(layout.first, layout.first + len(layout.sizes))
    if becomes == "any":
        for facet in facets:
            found = sets.forget(found, facet)
    elif becomes == "grows":
        for facet in facets:
            found = found | sets.forget(found & sets.literal(facet, 0b01), facet) & sets.literal(facet, 0b10)
    elif becomes is not None:
        image = found
        for place, reached in layout.reach().items():
            began = found & sets.literal(layout.first, 1 << place)
            image = image | sets.forget(began, layout.first) & sets.literal(layout.first, reached)
        found = image
    return found


def earlier(sets: Any, layout: Layout, found: Set) -> Set:
    """The combinations that can become some of these in one dimension, themselves included."""
    becomes = layout.axis.becomes
    facets = range(layout.first, layout.first + len(layout.sizes))
    if becomes == "any":
        for facet in facets:
            found = sets.forget(found, facet)
    elif becomes == "grows":
        for facet in facets:
            found = found | sets.forget(found & sets.literal(facet, 0b10), facet) & sets.literal(facet, 0b01)
    elif becomes is not None:
        before = found
        for place, reached in layout.reach().items():
            ended = found & sets.literal(layout.first, reached)
            before = before | sets.forget(ended, layout.first) & sets.literal(layout.first, 1 << place)
        found = before
    return found
