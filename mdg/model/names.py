"""What statements name: the systems, populations and entities on whose validity their own depends."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.model.items import Item


def named(item: Item) -> Iterator[tuple[str, str]]:
    """The systems, populations and entities that a statement names, each as section and id."""
    for field in ("system", "source", "target", "via", "created_in", "served_by", "provider"):
        name = getattr(item, field, None)
        if isinstance(name, str):
            yield "systems", name
    for field in ("systems", "maps"):
        for name in getattr(item, field, ()):
            yield "systems", name
    extract = getattr(item, "extract", None)
    if extract is not None:
        yield "entities", extract.entity
        if extract.population_name is not None:
            yield "populations", extract.population_name
    elif isinstance(getattr(item, "entity", None), str):
        yield "entities", item.entity  # type: ignore[attr-defined]  # checked on the line above
