"""Entities, groups and systems that are chosen by name: what is unknown, or not in force on the day, is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mdg.diagnostic import MdgError

if TYPE_CHECKING:
    from mdg.model.landscape import Landscape


def check_names(reading: Landscape, entities: Iterable[str], groups: Iterable[str], systems: Iterable[str]) -> None:
    """MdgError for every name that is unknown, or not in force on the day, and where nothing is left to show."""
    if not reading.entities:
        raise MdgError(
            f"the landscape has no entity in force on {reading.as_of.isoformat()}, so there is nothing to show"
        )
    shown = [entity for entity in reading.entities.values() if not entities or entity.id in entities]
    names = {group for entity in reading.entities.values() for group in entity.groups}
    full = {f"{entity.id}.{group}" for entity in reading.entities.values() for group in entity.groups}
    problems = [
        *_unknown("entity", entities, reading.entities, reading.every.entities, reading),
        *_unknown("group", groups, [*names, *full], (), reading),
        *_unknown("system", systems, reading.systems, reading.every.systems, reading),
    ]
    if problems:
        raise MdgError("; ".join(problems))
    left = {name for entity in shown for group in entity.groups for name in (group, f"{entity.id}.{group}")}
    outside = [f"`{name}`" for name in groups if name not in left]
    if outside:
        raise MdgError(f"{', '.join(outside)} is in none of the entities chosen with `--entity`")


def _unknown(
    kind: str, names: Iterable[str], known: Iterable[str], ever: Iterable[str], reading: Landscape
) -> Iterable[str]:
    from mdg.text.suggest import nearest

    known, ever = list(known), set(ever)
    for name in names:
        if name in known:
            continue
        if name in ever:
            yield f"the {kind} `{name}` is not in force on {reading.as_of.isoformat()}"
            continue
        near = nearest(name, known)
        yield f"there is no {kind} `{name}` " + (
            f"(did you mean `{near}`?)" if near else f"(there are: {_some(known)})"
        )


def _some(names: list[str]) -> str:
    most = 12
    return ", ".join(f"`{name}`" for name in names[:most]) + (" and others" if len(names) > most else "")
