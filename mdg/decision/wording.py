"""Conditions and records in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mdg.decision.masks import Clause
from mdg.model.items import Clauses
from mdg.population import Condition

#: How many values of a list, and how many alternatives, a sentence names.
NAMED = 5
ALTERNATIVES = 3


def listed(names: Collection[str], last: str) -> str:
    """Names between back-ticks, with ``last`` (`and`, `or`) before the last; of many, the first few."""
    shown = [f"`{name}`" for name in list(names)[:NAMED]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def holds(condition: Condition, value: str | frozenset[str]) -> bool:
    """Whether a record with this value (these values, of a `many` dimension) meets a condition."""
    values = value if isinstance(value, frozenset) else frozenset((value,))
    return (
        (condition.any_of is None or not values.isdisjoint(condition.any_of))
        and values.isdisjoint(condition.none_of or ())
        and values.issuperset(condition.all_of or ())
        and (condition.only is None or values.issubset(condition.only))
        and (condition.besides is None or not values.issubset(condition.besides))
    )


def unmet(clause: Clause, record: Mapping[str, Any]) -> tuple[str, ...]:
    """The dimensions in which a record does not meet a clause; one that it does not state may do so."""
    return tuple(
        name
        for name, conditions in clause.items()
        if name in record and not all(holds(condition, record[name]) for condition in conditions)
    )


def where(clauses: Clauses, many: Collection[str]) -> str:
    """Clauses as text that follows `where`; ``many`` are the dimensions of which a record has several values."""
    shown = [
        " and ".join(
            _condition(name, condition, name in many) for name, conditions in clause.items() for condition in conditions
        )
        for clause in clauses[:ALTERNATIVES]
    ]
    if len(clauses) > len(shown):
        shown.append(f"one of {len(clauses) - len(shown)} more conditions holds")
    return ", or where ".join(shown)


def _condition(name: str, condition: Condition, many: bool) -> str:
    parts = []
    if condition.any_of:
        parts.append(f"{'has' if many else 'is'} {listed(condition.any_of, 'or')}")
    if condition.all_of:
        parts.append(f"has {listed(condition.all_of, 'and')}")
    if condition.none_of:
        no = "has none of" if many else "is none of"
        only = "has no" if many else "is not"
        parts.append(f"{only if len(condition.none_of) == 1 else no} {listed(condition.none_of, 'and')}")
    if condition.only is not None:
        parts.append(f"has nothing but {listed(condition.only, 'and')}" if condition.only else "has no value")
    if condition.besides is not None:
        besides = f"besides {listed(condition.besides, 'and')}" if condition.besides else "at all"
        parts.append(f"has something {besides}")
    return f"`{name}` {' and '.join(parts)}"


def of_record(record: Mapping[str, Any], dimensions: Sequence[str]) -> str:
    """What a record has in these dimensions; the dimension is named where there are several."""
    shown = []
    for name in dimensions:
        value = record[name]
        text = (listed(sorted(value), "and") if value else "none") if isinstance(value, frozenset) else f"`{value}`"
        shown.append(text if len(dimensions) == 1 else f"{text} as `{name}`")
    return f"this record has {', '.join(shown)}"
