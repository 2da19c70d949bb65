"""A `when`, normalised: text conditions to :class:`mdg.population.Condition`, checked against the dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mdg.compile.context import Context, Here
from mdg.model.entity import Dimension
from mdg.model.items import EVERY_RECORD, Clauses
from mdg.population import Condition
from mdg.text.taxonomy import meant_country


def compile_when(context: Context, here: Here, when: Any, dimensions: Mapping[str, Dimension], *path: str) -> Clauses:
    """The clauses of a `when` that stands at ``path`` in an item; every record for None."""
    if when is None:
        return EVERY_RECORD
    if isinstance(when, Mapping):
        return (_clause(context, here, when, dimensions, path),)
    return tuple(_clause(context, here, clause, dimensions, (*path, index)) for index, clause in enumerate(when))


def _clause(
    context: Context,
    here: Here,
    clause: Mapping[str, Any],
    dimensions: Mapping[str, Dimension],
    path: Sequence[str | int],
) -> dict[str, tuple[Condition, ...]]:
    found: dict[str, tuple[Condition, ...]] = {}
    for name, written in clause.items():
        if context.known(here, "dimension", name, dimensions, *path, name, key=True):
            found[name] = (_condition(context, here, written, dimensions[name], (*path, name)),)
    return found


def _condition(
    context: Context, here: Here, written: Any, dimension: Dimension, path: Sequence[str | int]
) -> Condition:
    if isinstance(written, (str, list, tuple)):
        return Condition(any_of=_values(context, here, written, dimension, path))
    if not dimension.many:
        for key in ("all", "only", "besides"):
            if getattr(written, key) is not None:
                context.wrong(
                    here,
                    "MDG006",
                    f"`{key}` is for dimensions with `many: true`, and a record has one `{dimension.name}`",
                    "write the values as a list",
                    *path,
                    key,
                    key=True,
                )
    return Condition(
        none_of=_values(context, here, written.not_, dimension, (*path, "not")),
        all_of=_values(context, here, written.all, dimension, (*path, "all")),
        only=None if written.only is None else _values(context, here, written.only, dimension, (*path, "only")),
        besides=None
        if written.besides is None
        else _values(context, here, written.besides, dimension, (*path, "besides")),
    )


def _values(
    context: Context, here: Here, written: Any, dimension: Dimension, path: Sequence[str | int]
) -> tuple[str, ...]:
    """The values that stand there, without those that the dimension cannot have."""
    if written is None:
        return ()
    if isinstance(written, str):
        return (written,) if check_value(context, here, written, dimension, *path) else ()
    known = frozenset(dimension.values or ()) if len(written) > 8 else ()  # many values of a dimension with many
    sound = [
        value
        for index, value in enumerate(written)
        if value in known or check_value(context, here, value, dimension, *path, index)
    ]
    return tuple(dict.fromkeys(sound))


def check_value(context: Context, here: Here, value: str, dimension: Dimension, *path: str | int) -> bool:
    """Whether a dimension can have a value; MDG008 where it cannot."""
    if dimension.values is None:
        return True
    if dimension.standard is None:
        return context.known(here, "value", value, dimension.values, *path, of=dimension.name)
    if value in dimension.values:
        return True
    meant = meant_country(value)
    help = f"did you mean `{meant}`?" if meant else "write the two-letter code of the country, such as `DE`"
    context.unknown(here, "country", f"country `{value}`", value, help, *path)
    return False


def conjunction(left: Clauses, right: Clauses) -> Clauses:
    """Clauses that hold where both do."""
    if left == EVERY_RECORD:
        return right
    if right == EVERY_RECORD:
        return left
    both = []
    for one in left:
        for other in right:
            merged = dict(one)
            for name, conditions in other.items():
                merged[name] = merged.get(name, ()) + conditions
            both.append(merged)
    return tuple(both)


def constants(clauses: Clauses) -> Iterator[tuple[str, str]]:
    """The (dimension, value) pairs that clauses name."""
    for clause in clauses:
        for name, conditions in clause.items():
            for condition in conditions:
                parts = (condition.any_of, condition.none_of, condition.all_of, condition.only, condition.besides)
                for values in parts:
                    for value in values or ():
                        yield name, value
