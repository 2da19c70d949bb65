"""Random spaces, `when`s over them in plain language form, and the records that they are about, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from mdg.population import Axis, Condition, Space
from tests.spec.conditions import satisfied, values_in

Record = dict[str, Any]
When = list[dict[str, Any]]

NAMES = ("role", "country", "segment", "stage")
CONSTANTS = ("a", "b", "c", "d")
#: Texts that no statement names, for open dimensions: two, so that one can take the other's place.
UNNAMED = ("y", "z")


@st.composite
def axes(draw: DrawFn, most: int = 3) -> list[Axis]:
    """Dimensions of every kind, with a life."""
    return [_axis(draw, name) for name in NAMES[: draw(st.integers(1, most))]]


def _axis(draw: DrawFn, name: str) -> Axis:
    many = draw(st.booleans())
    constants = CONSTANTS[: draw(st.integers(0, 3 if many else 4))]
    rest = draw(st.sampled_from([None, (), ("x",), ("x", "y"), ("x", "y", "z")]))
    if not constants and rest == ():
        rest = None
    becomes: Any = draw(st.sampled_from([None, "any", "grows" if many else "steps"]))
    if becomes == "steps":
        steps = st.frozensets(st.sampled_from(constants), max_size=2) if constants else st.just(frozenset())
        becomes = {value: draw(steps) for value in constants}
    starts = draw(st.none() | st.frozensets(st.sampled_from(constants))) if constants else None
    return Axis(name, many, constants, rest, starts, draw(st.booleans()), becomes)


@st.composite
def clause(draw: DrawFn, dimensions: Sequence[Axis]) -> dict[str, Any]:
    """One clause in plain language form, on some of the dimensions."""
    chosen = [axis for axis in dimensions if axis.constants and draw(st.booleans())]
    return {axis.name: draw(_condition(axis)) for axis in chosen}


@st.composite
def _condition(draw: DrawFn, axis: Axis) -> Any:
    some = st.lists(st.sampled_from(axis.constants), min_size=1, unique=True)
    kind = draw(st.sampled_from(["value", "list", "not", "keys"] if axis.many else ["value", "list", "not"]))
    if kind == "value":
        return draw(st.sampled_from(axis.constants))
    if kind == "list":
        return draw(some)
    if kind == "not":
        return {"not": draw(some)}
    any_number = st.lists(st.sampled_from(axis.constants), unique=True)
    keys = {"not": some, "all": some, "only": any_number, "besides": any_number}
    return {key: draw(keys[key]) for key in draw(st.lists(st.sampled_from(sorted(keys)), min_size=1, unique=True))}


@st.composite
def whens(draw: DrawFn, dimensions: Sequence[Axis], most: int = 3) -> When:
    """Up to so many clauses."""
    return draw(st.lists(clause(dimensions), max_size=most))


@st.composite
def spaces(draw: DrawFn, most: int = 3) -> tuple[list[Axis], When]:
    """Dimensions, and what is impossible in them."""
    dimensions = draw(axes(most))
    return dimensions, draw(st.just([]) | whens(dimensions, 2))


def made(dimensions: Sequence[Axis], impossible: When, kind: str | None = None) -> Space:
    """The space, in the representation wanted."""
    return Space("customer", dimensions, parsed(impossible), kind=kind)


def parsed(when: When) -> list[dict[str, Condition]]:
    """A `when` as the compiler normalises it."""
    return [{name: _parsed(condition) for name, condition in each.items()} for each in when]


def _parsed(condition: Any) -> Condition:
    if not isinstance(condition, Mapping):
        return Condition(any_of=_listed(condition))
    parts: dict[str, Any] = {
        {"not": "none_of", "all": "all_of"}.get(key, key): _listed(values) for key, values in condition.items()
    }
    return Condition(**parts)


def _listed(values: Any) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def values_of(axis: Axis) -> list[str]:
    """All values to be tried; of an open dimension's endless ones, two."""
    return [*axis.constants, *(UNNAMED if axis.rest is None else axis.rest)]


def records(dimensions: Sequence[Axis]) -> Iterator[Record]:
    """Every record, over the values to be tried."""
    choices = []
    for axis in dimensions:
        values = values_of(axis)
        sets = chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))
        choices.append([frozenset(each) for each in sets] if axis.many else values)
    for chosen in product(*choices):
        yield {axis.name: value for axis, value in zip(dimensions, chosen, strict=True)}


def holds(when: When, record: Record) -> bool:
    """Whether one clause holds for the record."""
    return any(all(_holds(condition, record[name]) for name, condition in each.items()) for each in when)


def _holds(condition: Any, value: Any) -> bool:
    if isinstance(condition, Mapping) and "besides" in condition:
        others = {key: values for key, values in condition.items() if key != "besides"}
        return bool(values_in(value) - set(condition["besides"])) and satisfied(others, value)
    return satisfied(condition, value)
