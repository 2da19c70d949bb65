"""The entities of a draft, with their dimensions and groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mdg.diagnostic import Json
from mdg.interop.drafts.names import Names, called, is_id, renamed
from mdg.interop.sheets.written import comment
from mdg.model.discovered import Discovered, Seen, Values
from mdg.text.notation import notation, scalar
from mdg.text.taxonomy import countries

_GROUPS = "Say what is in each group: `[email, phone]`, or `{attributes: [...], categories: [user.contact.email]}`."


def entity(seen: Seen, names: Names, name: str) -> dict[str, Json]:
    """An entity as data."""
    values: dict[str, Json] = called(name, names.entities[name])
    dimensions: dict[str, Json] = {
        dimension: _dimension(dimension, said)
        for dimension, said in seen.dimensions.items()
        if _is_whole(dimension, said)
    }
    if dimensions:
        values["dimensions"] = dimensions
    groups: dict[str, Json] = {id: {} for id in names.groups[name].values()}
    values["groups"] = groups or {"data": {}}
    return values


def _is_whole(name: str, said: Values) -> bool:
    """Whether it can be a dimension: every record has a value of it in every row."""
    return not said.lacking and is_id(name)


def _dimension(name: str, said: Values) -> Json:
    kept: dict[str, Json]
    if not said.values or "" in said.values:
        kept = {"open": True}
    elif "country" in name.casefold() and not said.many and {*said.values} <= {*countries()}:
        kept = {"standard": "iso-3166-1"}
    else:
        kept = {"values": list(said.values)}
    if said.many:
        kept["many"] = True
    if said.changed:
        kept["becomes"] = "any"
    return kept


def entity_lines(found: Discovered, names: Names, entities: Mapping[str, Json]) -> Iterator[str]:
    """All entities as text, with what was counted."""
    yield ""
    yield comment(_GROUPS)
    yield "entities:"
    for name, seen in found.entities.items():
        id = names.entities[name]
        yield comment(f"records: {seen.records:,}; rows: {seen.rows:,}", "  ")
        yield from (comment(line, "  ") for line in renamed(name, id))
        yield f"  {id}:"
        values = entities[id]
        assert isinstance(values, dict)
        if "title" in values:
            yield f"    title: {scalar(name)}"
        yield from _dimension_lines(seen, values.get("dimensions"))
        yield "    groups:"
        logged = {id: group for group, id in names.groups[name].items()}
        for id, inner in dict(values["groups"]).items():
            yield from (comment(line, "      ") for line in renamed(logged.get(id, id), id))
            yield f"      {id}: {notation(inner)}"


def _dimension_lines(seen: Seen, kept: Json) -> Iterator[str]:
    left = {name: said for name, said in seen.dimensions.items() if not _is_whole(name, said)}
    if isinstance(kept, dict):
        yield "    dimensions:"
        for name, inner in kept.items():
            changed = seen.dimensions[name].changed
            if changed:
                yield comment(f"{changed:,} records had different ones in the course of time", "      ")
            yield f"      {name}: {notation(inner)}"
    for name, said in left.items():
        why = f"{said.lacking:,} of {said.rows:,} rows have none, and a dimension is needed in all but uses"
        yield comment(f"no dimension is made of `scope_{name}`: {why if said.lacking else 'it is no id'}", "    ")
