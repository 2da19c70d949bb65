"""What is asked, checked against the landscape: what it does not know is an error, with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from mdg.decision.table import OPERATIONS
from mdg.diagnostic import MdgError
from mdg.model.entity import Dimension, Entity
from mdg.model.landscape import Landscape
from mdg.text.suggest import nearest

#: How many names a message lists.
LISTED = 12


class DecisionError(MdgError):
    """A question that has no answer: an unknown name or value, or too little said of the record."""


@attrs.frozen(slots=True, eq=False)
class Request:
    """A question whose every word is known; dimensions of the record that are not stated are ``missing``."""

    asked: tuple[str, ...] | None
    record: dict[str, Any]
    missing: tuple[str, ...]


def understand(landscape: Landscape, operation: Any, system: Any, entity: Any, groups: Any, record: Any) -> Request:
    """Check a question; DecisionError names what is unknown, and what was probably meant."""
    every = landscape.every
    check_known("operation", operation, OPERATIONS)
    check_known("system", system, every.systems)
    check_known("entity", entity, every.entities)
    known = every.entities[entity]
    asked = understand_groups(known, groups)
    if not isinstance(record, Mapping):
        raise DecisionError(f"a record is a mapping from dimension to value, and this is {_shown(record)}")
    for name in record:
        check_known("dimension", name, known.dimensions, f" of `{entity}`")
    values = {
        name: understand_value(dimension, record[name])
        for name, dimension in known.dimensions.items()
        if record.get(name) is not None
    }
    return Request(asked, values, tuple(name for name in known.dimensions if name not in values))


def understand_groups(entity: Entity, groups: Any) -> tuple[str, ...] | None:
    """The groups asked for, None where they were left out; one name alone is one group."""
    if groups is None:
        return None
    if isinstance(groups, str):
        groups = (groups,)
    if not isinstance(groups, Iterable):
        raise DecisionError(f"groups are a list of names, and this is {_shown(groups)}")
    asked = tuple(groups)
    for name in asked:
        check_known("group", name, entity.groups, f" of `{entity.id}`")
    return tuple(str.__str__(name) for name in asked)


def understand_value(dimension: Dimension, value: Any) -> Any:
    """A record's value as text, of a `many` dimension as a frozen set of texts."""
    if not dimension.many:
        return _one(dimension, value)
    if isinstance(value, str):
        value = (value,)
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        raise DecisionError(f"`{dimension.name}` has a set of values, and this is {_shown(value)}")
    return frozenset(_one(dimension, one) for one in value)


def _one(dimension: Dimension, value: Any) -> str:
    if not isinstance(value, str):
        if isinstance(value, Iterable):
            if dimension.many:
                raise DecisionError(
                    f"each value of `{dimension.name}` is text, and this is a collection: {_shown(value)}"
                )
            raise DecisionError(f"a record has one `{dimension.name}`, and this is a collection: {_shown(value)}")
        raise DecisionError(f"a value of `{dimension.name}` is text, and this is {_shown(value)}")
    if dimension.values is not None:
        of = f" of `{dimension.name}`" if dimension.standard is None else f" of {dimension.standard}"
        check_known("value" if dimension.standard is None else "code", value, dimension.values, of)
    return str.__str__(value)


def check_known(what: str, name: Any, among: Iterable[str], of: str = "") -> None:
    """DecisionError unless ``name`` is among the known ones; ``of`` says what it would belong to."""
    known = among if isinstance(among, Mapping) else tuple(among)
    if not isinstance(name, str):
        raise DecisionError(f"this {what}{of} is {_shown(name)}, which is no text")
    if name in known:
        return
    near = nearest(name, known)
    if near is not None:
        advice = f"did you mean `{near}`?"
    elif not known:
        advice = "none is declared"
    elif len(known) <= LISTED:
        advice = "known are " + ", ".join(f"`{one}`" for one in known)
    else:
        advice = f"name one of the {len(known)} that there are"
    raise DecisionError(f"unknown {what} `{name}`{of}; {advice}")


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"
