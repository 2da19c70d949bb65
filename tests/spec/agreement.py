"""What the package says, put so that it can be laid beside the reference."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import note

import mdg
from mdg.diagnostic import Finding

from .conditions import Frozen, Record, Value, freeze, holds
from .decisions import Ask
from .findings import Expected
from .reference import Day, Reference
from .shapes import Raw
from .strategies import AS_OF, plain
from .writing import Files, to_yaml, write


@contextmanager
def loaded(raw: Raw, day: Day = AS_OF, files: Files | None = None) -> Iterator[Any]:
    """The landscape, read by the package from files."""
    note(to_yaml(raw))
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files or {"landscape.yaml": raw})
        yield mdg.load(folder, as_of=day)


def reported(raw: Raw, code: str, *, files: Files | None = None) -> list[Finding]:
    """The findings of one rule."""
    with loaded(raw, files=files) as landscape:
        return [finding for finding in mdg.check(landscape).findings if finding.code == f"MDG{code}"]


def record_of(witness: dict[str, Any]) -> Record:
    """A witness as the reference writes records."""
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in witness.items()}


def in_when(reference: Reference, when: list[dict[str, Any]] | None, entity: str) -> set[Frozen]:
    """The possible records that the `when` of a finding holds of."""
    assert when is not None
    return {freeze(record) for record in reference.records(entity) if holds(when, record)}


def shortened(when: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The `when` without one clause, one condition, or one key of a condition."""
    for place, clause in enumerate(when):
        yield [*when[:place], *when[place + 1 :]]
        for name, condition in clause.items():
            rest = {other: kept for other, kept in clause.items() if other != name}
            yield [*when[:place], rest, *when[place + 1 :]]
            if isinstance(condition, dict) and len(condition) > 1:
                for key in condition:
                    fewer = {other: kept for other, kept in condition.items() if other != key}
                    yield [*when[:place], {**rest, name: fewer}, *when[place + 1 :]]


def alike(reference: Reference, entity: str, record: Record) -> Record:
    """The record with its values named nowhere put as the reference puts them."""
    return {name: _alike(reference, entity, name, value) for name, value in record.items()}


def _alike(reference: Reference, entity: str, dimension: str, value: Value) -> Value:
    choices = reference.values(entity, dimension)
    if value in choices:
        return value
    named = frozenset(reference.named(entity, dimension))
    fresh = [one for one in choices if isinstance(one, str) and one not in named]
    if isinstance(value, str):
        return fresh[0]
    other = frozenset().union(*(one for one in choices if not isinstance(one, str))) - named
    return frozenset(one for one in value if one in named) | other


def assert_dates(finding: Finding, expected: Expected) -> None:
    """The days from which and until which it is said to hold."""
    said = [None if text is None else datetime.date.fromisoformat(text) for text in (finding.since, finding.until)]
    assert said == [expected.since, expected.until]


def witness_of(reference: Reference, finding: Finding) -> tuple[str, Frozen]:
    """The entity and the record that the finding shows."""
    assert finding.witness is not None
    entity = finding.witness["entity"]
    return entity, freeze(alike(reference, entity, record_of(finding.witness["record"])))


def put(point: Any, ask: Ask) -> Any:
    """Ask the package."""
    groups = None if ask.groups is None else list(ask.groups)
    return point.decide(ask.operation, system=ask.system, entity=ask.entity, groups=groups, record=plain(ask.record))
