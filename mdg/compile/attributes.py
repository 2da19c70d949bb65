"""The names of attributes: which an entity has, and whether those that are referred to are among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdg.compile.context import Context, Here
from mdg.compile.entities import Declared
from mdg.text.suggest import nearest


def check_attributes(
    context: Context, here: Here, entities: Iterable[Declared], names: Iterable[str] | None, *path: str | int
) -> None:
    """Whether one of the entities has each of the attributes, where attributes are stated.

    A key that stands in no group is an attribute all the same, and so is the key that a system has for an entity.
    """
    if not names:
        return
    entities = list(entities)
    if not any(entity.attributes for entity in entities):
        return
    for index, name in enumerate(names):
        if not any(name in _known(context, entity) for entity in entities):
            known = {known: None for entity in entities for known in _known(context, entity)}
            of = entities[0].here.id if len(entities) == 1 else None
            context.known(here, "attribute", name, known, *path, index, of=of)


def check_keys(context: Context, here: Here, entity: Declared, names: Iterable[str] | None, *path: str | int) -> None:
    """The same for a key, which may stand in no group: it is unknown if it is a misspelling of an attribute."""
    for index, name in enumerate(names or ()):
        if name not in entity.attributes and (near := nearest(name, entity.attributes, most=1)):
            what = f"attribute `{name}` of `{entity.here.id}`"
            context.unknown(here, "attribute", what, name, f"did you mean `{near}`?", *path, index)


def _known(context: Context, entity: Declared) -> Mapping[str, None]:
    """The attributes of an entity's groups, and its keys, in systems too."""
    if entity.known is None:
        systems = context.declared("systems").values()
        local = (system.keys[entity.here.id] for system in systems if entity.here.id in system.keys)
        entity.known = entity.attributes | dict.fromkeys((*(entity.document.key or ()), *local))
    return entity.known


def check_join(context: Context, here: Here, ours: Declared | None, theirs: Declared | None, join: Any) -> None:
    """The attributes by which a part of a view is joined, on either side; the same name on both is told once."""
    if isinstance(join, str):
        before = len(context.problems)
        if ours is not None:
            check_attributes(context, here, [ours], [join], "join")
        if theirs is not None and theirs is not ours and len(context.problems) == before:
            check_attributes(context, here, [theirs], [join], "join")
    elif join is not None:
        for side, entity in (("ours", ours), ("theirs", theirs)):
            if entity is not None:
                check_attributes(context, here, [entity], [getattr(join, side)], "join", side)
