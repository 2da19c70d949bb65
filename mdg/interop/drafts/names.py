"""Ids for the names in a log."""

from __future__ import annotations

from collections.abc import Iterable

from mdg.diagnostic import Json
from mdg.interop.sheets.names import key_of, slug, unique
from mdg.model.discovered import Discovered
from mdg.text.values import Fault, parse_id


class Names:
    """Ids for the names in a log: the same where they are ids, so that an audit of the log finds them."""

    def __init__(self, found: Discovered) -> None:
        self.entities = _ids("entity", found.entities)
        self.systems = _ids("system", found.systems)
        self.purposes = _ids("purpose", dict.fromkeys((*found.uses, *found.consents)))
        self.groups = {name: _ids("group", seen.groups) for name, seen in found.entities.items()}


def _ids(kind: str, names: Iterable[str]) -> dict[str, str]:
    listed = list(names)
    found = {name: name for name in listed if is_id(name)}
    taken = dict.fromkeys(found.values())
    for name in listed:
        if name not in found:
            found[name] = unique(slug(key_of(name), kind), taken)
            taken[found[name]] = None
    return {name: found[name] for name in listed}


def is_id(name: str) -> bool:
    """Whether a name in a log can be an id."""
    try:
        return parse_id(name) == name
    except Fault:
        return False


def called(name: str, id: str) -> dict[str, Json]:
    """The name in the log as a title, where it is no id."""
    return {} if name == id else {"title": name}


def renamed(name: str, id: str) -> list[str]:
    """What has to be told of a name that is no id."""
    said = f"the log says `{name}`, which is no id: rename it there too, or an audit will not know it"
    return [] if name == id else [said]
