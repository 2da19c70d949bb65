"""Decisions straight from the text, clause by clause and record by record: slow, and simple enough to be believed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st

from mdg.decision import coding, table

ROLES = ("buyer", "payer", "agent")
SIZES = ("small", "large")
CITIES = ("Bonn", "Graz")
#: a city and a tag that no statement names
ELSEWHERE = "Elsewhere"
TAGS = ("new", "old")
GROUPS = ("identity", "contact", "bank")
SYSTEMS = ("crm", "erp", "web")
OPERATIONS = ("create", "enrich", "update", "delete")
SCALAR = {"size": SIZES, "city": (*CITIES, ELSEWHERE)}
MANY = {"role": ROLES, "tag": (*TAGS, ELSEWHERE)}

Record = dict[str, Any]


class Expected(NamedTuple):
    """What a decision must say."""

    allowed: bool
    rules: frozenset[str] = frozenset()
    denied_groups: frozenset[str] = frozenset()


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def _single(values: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from(values), _some(values), st.fixed_dictionaries({"not": _some(values)}))


def _several(values: tuple[str, ...]) -> st.SearchStrategy[Any]:
    parts = {"not": _some(values), "all": _some(values), "only": st.just([]) | _some(values)}
    mixed = st.fixed_dictionaries({}, optional=parts).filter(bool)
    return st.one_of(st.sampled_from(values), _some(values), mixed)


#: one clause of a `when`, and a `when` of one or two
clauses = st.fixed_dictionaries(
    {},
    optional={
        "size": _single(SIZES),
        "city": _single(CITIES),
        "role": _several(ROLES),
        "tag": _several(TAGS),
    },
)
whens = clauses.filter(bool) | st.lists(clauses.filter(bool), min_size=2, max_size=2)


#: how the tables are laid out: up to how many values the sets of a dimension have cells, and how many cells are dense
layouts = st.tuples(st.sampled_from((0, coding.FEW)), st.sampled_from((0, table.DENSE)))


@contextmanager
def laid_out(layout: tuple[int, int]) -> Iterator[None]:
    """Tables are made that way, as they are for dimensions of very many values and of a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "FEW", layout[0])
        patch.setattr(table, "DENSE", layout[1])
        yield


@st.composite
def landscapes(draw: st.DrawFn) -> dict[str, Any]:
    """A small landscape with everything that a decision depends on."""

    def group(name: str) -> dict[str, Any]:
        details: dict[str, Any] = {"attributes": [f"{name}_value"]}
        if draw(st.integers(0, 3)) == 0:
            details["applies_to"] = draw(whens)
        if draw(st.integers(0, 3)) == 0:
            details["required"] = draw(st.just("true") | whens)
        return details

    def dimension(values: tuple[str, ...] | None, named: tuple[str, ...], **more: str) -> dict[str, Any]:
        spec: dict[str, Any] = {"open": "true"} if values is None else {"values": list(values)}
        if draw(st.integers(0, 2)) == 0:
            spec["starts"] = draw(_some(named))
        return spec | more

    entity: dict[str, Any] = {
        "dimensions": {
            "size": dimension(SIZES, SIZES),
            "city": dimension(None, CITIES),
            "role": dimension(ROLES, ROLES, many="true"),
            "tag": dimension(None, TAGS, many="true"),
        },
        "groups": {name: group(name) for name in GROUPS},
    }
    if draw(st.booleans()):
        entity["impossible"] = draw(whens)
    rules = draw(st.lists(_rules(), min_size=1, max_size=6))
    return {
        "mdg": "1",
        "entities": {"partner": entity},
        "populations": {"some": {"entity": "partner", "when": draw(whens)}},
        "systems": {name: {} for name in SYSTEMS},
        "ownership": {f"rule_{number}": rule for number, rule in enumerate(rules)},
    }


def _rules() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "entity": st.just("partner"),
            "system": st.sampled_from(SYSTEMS)
            | st.lists(st.sampled_from(SYSTEMS), min_size=2, max_size=2, unique=True),
            "may": st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=4, unique=True),
        },
        optional={
            "groups": st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3, unique=True),
            "when": whens,
            "population": st.just("some"),
        },
    )


records: st.SearchStrategy[Record] = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in SCALAR.items()}
    | {name: st.frozensets(st.sampled_from(values)) for name, values in MANY.items()}
)
#: groups asked for, None for left out
asked = st.none() | st.lists(st.sampled_from(GROUPS), max_size=3)


def completions(record: Record) -> Iterator[Record]:
    """Every record that a partial one may be."""
    choices: dict[str, list[Any]] = {name: list(values) for name, values in SCALAR.items()}
    for name, values in MANY.items():
        choices[name] = [
            frozenset(some) for size in range(len(values) + 1) for some in itertools.combinations(values, size)
        ]
    missing = [name for name in choices if name not in record]
    for values in itertools.product(*(choices[name] for name in missing)):
        yield record | dict(zip(missing, values, strict=True))


def expected(
    document: Mapping[str, Any], operation: str, system: str, groups: list[str] | None, record: Record
) -> Expected:
    """The answer for a whole record."""
    entity = document["entities"]["partner"]
    if "impossible" in entity and meets(entity["impossible"], record):
        return Expected(False)
    named = document["populations"]["some"]["when"]
    covering = {
        name: set(rule.get("groups", GROUPS))
        for name, rule in document["ownership"].items()
        if operation in rule["may"]
        and system in _listed(rule["system"])
        and meets(rule.get("when"), record)
        and ("population" not in rule or meets(named, record))
    }
    if operation == "delete":
        return Expected(bool(covering), frozenset(covering))
    supplied = {
        name
        for name in GROUPS
        if meets(entity["groups"][name].get("applies_to"), record) and any(name in own for own in covering.values())
    }
    wanted = supplied if groups is None else set(groups)
    failed = wanted - supplied
    starts = True
    if operation == "create":
        failed |= _required(entity, record) - wanted
        starts = all(_starts(spec, record[name]) for name, spec in entity["dimensions"].items())
    if failed or not starts or not wanted:
        return Expected(False, denied_groups=frozenset(failed))
    return Expected(True, frozenset(name for name, own in covering.items() if own & wanted))


def instead(
    document: Mapping[str, Any], operation: str, system: str, groups: list[str] | None, record: Record
) -> set[str]:
    """The systems that may do the whole of it."""
    if expected(document, operation, system, groups, record).allowed:
        return set()
    return {other for other in SYSTEMS if expected(document, operation, other, groups, record).allowed}


def _required(entity: Mapping[str, Any], record: Record) -> set[str]:
    return {
        name
        for name, group in entity["groups"].items()
        if "required" in group
        and meets(None if group["required"] == "true" else group["required"], record)
        and meets(group.get("applies_to"), record)
    }


def _starts(spec: Mapping[str, Any], value: Any) -> bool:
    return "starts" not in spec or _as_set(value) <= set(spec["starts"])


def meets(when: Any, record: Record) -> bool:
    """Whether a `when` holds for a record."""
    alternatives = [{}] if when is None else [when] if isinstance(when, dict) else when
    return any(all(_holds(wanted, _as_set(record[name])) for name, wanted in clause.items()) for clause in alternatives)


def _holds(wanted: Any, values: frozenset[str]) -> bool:
    if not isinstance(wanted, dict):
        return any(one in values for one in _listed(wanted))
    return (
        not any(one in values for one in _listed(wanted.get("not", [])))
        and all(one in values for one in _listed(wanted.get("all", [])))
        and ("only" not in wanted or all(one in _listed(wanted["only"]) for one in values))
    )


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _as_set(value: Any) -> frozenset[str]:
    return frozenset((value,)) if isinstance(value, str) else frozenset(value)
