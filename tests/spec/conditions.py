"""What a `when` says of one concrete record: the reference's own evaluator.

A record is a mapping from dimension to a text, or to a frozen set of texts where the dimension is `many`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Value = str | frozenset[str]
Record = Mapping[str, Value]
Frozen = tuple[tuple[str, Value], ...]


def freeze(record: Record) -> Frozen:
    """The record as something that can stand in a set."""
    return tuple((dimension, record[dimension]) for dimension in sorted(record))


def as_list(value: Any) -> list[Any]:
    """One or several, as several."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def holds(when: Any, record: Record) -> bool:
    """Whether the record satisfies the `when`: one clause of it, in every condition."""
    if when is None:
        return True
    clauses = [when] if isinstance(when, Mapping) else when
    return any(all(satisfied(condition, record[name]) for name, condition in clause.items()) for clause in clauses)


def satisfied(condition: Any, value: Value) -> bool:
    """Whether the value of one dimension satisfies the condition on it."""
    if isinstance(condition, Mapping):
        return all(_KEYS[key](frozenset(as_list(wanted)), value) for key, wanted in condition.items())
    return bool(frozenset(as_list(condition)) & values_in(value))


def values_in(value: Value) -> frozenset[str]:
    """The texts of a value: itself, or its members."""
    return frozenset([value]) if isinstance(value, str) else frozenset(value)


_KEYS: Mapping[str, Callable[[frozenset[str], Value], bool]] = {
    "not": lambda listed, value: not listed & values_in(value),
    "all": lambda listed, value: listed <= values_in(value),
    "only": lambda listed, value: values_in(value) <= listed,
    # the opposite of `only`, which findings about open dimensions with many values need: something besides these
    "besides": lambda listed, value: not values_in(value) <= listed,
}


def named_values(when: Any) -> Iterator[tuple[str, str]]:
    """Every (dimension, value) that the `when` names."""
    for clause in [when] if isinstance(when, Mapping) else (when or []):
        for dimension, condition in clause.items():
            parts = list(condition.values()) if isinstance(condition, Mapping) else [condition]
            for part in parts:
                for value in as_list(part):
                    yield dimension, value
