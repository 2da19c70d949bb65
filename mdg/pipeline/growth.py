"""What a population has, as it is worded today, that one worded earlier has not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from mdg.diagnostic import Json, MdgError
from mdg.model.entity import Entity
from mdg.population import Axis, Clause, Condition, Space

#: A population as findings have it.
When = list[dict[str, Json]]


def growth(entity: Entity, now: When, before: When) -> When:
    """The records of the entity that are in ``now`` and not in ``before``; ``[]`` for none.

    What ``before`` says of a dimension or value that the entity no longer has holds for no record.  Where the two are
    too intricate to be compared, what was accepted is not known to cover what is found: all of it is new.
    """
    named: dict[str, set[str]] = {}
    for clause in (*now, *before):
        for dimension, written in clause.items():
            named.setdefault(dimension, set()).update(_values(written))
    axes = {axis.name: _axis(axis, named.get(axis.name, set())) for axis in entity.space.axes}
    impossible = [{name: found[0] for name, found in clause.items()} for clause in entity.impossible_clauses]
    try:
        space = Space(entity.id, list(axes.values()), impossible)
        return (space.of(list(_clauses(now, axes))) - space.of(list(_clauses(before, axes)))).when()
    except MdgError:
        return now


def _values(written: Json) -> Iterator[str]:
    for part in written.values() if isinstance(written, dict) else (written,):
        yield from (part,) if isinstance(part, str) else part


def _axis(axis: Axis, named: set[str]) -> Axis:
    """The axis with a class of its own for each of the named values that it has."""
    if axis.rest is None:
        return attrs.evolve(axis, constants=(*axis.constants, *sorted(named.difference(axis.constants))))
    apart = tuple(value for value in axis.rest if value in named)
    rest = tuple(value for value in axis.rest if value not in named)
    return attrs.evolve(axis, constants=axis.constants + apart, rest=rest)


def _clauses(when: When, axes: Mapping[str, Axis]) -> Iterator[Clause]:
    """The clauses that hold for any record, compiled."""
    for clause in when:
        found = {name: _condition(written, axes[name]) for name, written in clause.items() if name in axes}
        if len(found) == len(clause) and None not in found.values():
            yield {name: condition for name, condition in found.items() if condition is not None}


def _condition(written: Json, axis: Axis) -> Condition | None:
    """The condition, on values that the dimension has; None where no record can meet it."""

    def known(values: str | Iterable[str] | None) -> tuple[str, ...]:
        texts = (values,) if isinstance(values, str) else values or ()
        return tuple(text for text in texts if axis.rest is None or text in axis.constants or text in axis.rest)

    if not isinstance(written, dict):
        return Condition(any_of=known(written))
    every = written.get("all", ())
    if len(known(every)) < len((every,) if isinstance(every, str) else every):
        return None
    return Condition(
        none_of=known(written.get("not")),
        all_of=known(every),
        only=known(written["only"]) if "only" in written else None,
        besides=known(written["besides"]) if "besides" in written else None,
    )
