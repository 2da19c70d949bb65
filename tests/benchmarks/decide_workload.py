"""What the decision benchmarks ask: a large landscape, many records, and questions half of which are denied."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pyarrow as pa

SYSTEMS, ENTITIES, GROUPS, RULES = 200, 40, 10, 2353
ROLES = ("prospect", "customer", "supplier", "employee", "carrier", "agency")
SEGMENTS = ("consumer", "business", "public")
CHANNELS = tuple(f"channel_{number}" for number in range(12))
COUNTRIES = ("DE", "AT", "CH", "FR", "IT", "ES", "PL", "NL", "SE", "DK", "US", "JP", "BR", "IN", "ZA", "NO")
OPERATIONS = ("create", "enrich", "update", "delete")

Record = dict[str, Any]


@attrs.frozen(slots=True)
class Ask:
    """One question: may the system do it to these groups of this record?"""

    operation: str
    system: str
    entity: str
    groups: tuple[str, ...]
    record: Record
    allowed: bool = False


@attrs.frozen(slots=True)
class Workload:
    """A landscape as a document, and questions about it."""

    document: dict[str, Any]
    rules: dict[str, dict[str, Any]]
    chance: random.Random

    def records(self, count: int) -> list[Record]:
        """So many different records."""
        found: dict[tuple[Any, ...], Record] = {}
        while len(found) < count:
            record = _record(self.chance)
            found[record["role"], record["country"], record["segment"], record["channel"]] = record
        return list(found.values())


def workload(rules: int, *, systems: int = SYSTEMS, entities: int = ENTITIES, seed: int = 7) -> Workload:
    """A landscape with so many ownership rules, half of which have a `when`."""
    chance = random.Random(seed)
    groups = [f"group_{number}" for number in range(GROUPS)]
    system_names = [f"system_{number}" for number in range(systems)]
    entity_names = [f"entity_{number}" for number in range(entities)]
    dimensions = {
        "role": {"values": list(ROLES), "many": True, "becomes": "grows"},
        "country": {"standard": "iso-3166-1"},
        "segment": list(SEGMENTS),
        "channel": {"open": True},
    }
    statements = {f"rule_{number}": _rule(chance, system_names, entity_names, groups) for number in range(rules)}
    document = {
        "mdg": "1",
        "landscape": "benchmark",
        "entities": {
            name: {"dimensions": dimensions, "groups": {group: ["value"] for group in groups}} for name in entity_names
        },
        "systems": {name: {} for name in system_names},
        "ownership": statements,
    }
    return Workload(document, statements, chance)


def _rule(
    chance: random.Random, systems: Sequence[str], entities: Sequence[str], groups: Sequence[str]
) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "system": chance.choice(systems),
        "entity": chance.choice(entities),
        "groups": chance.sample(groups, chance.randint(1, 6)),
        "may": chance.sample(OPERATIONS, chance.randint(1, 3)),
    }
    if chance.random() < 0.5:
        clauses = [_clause(chance) for _ in range(chance.choice((1, 1, 2)))]
        rule["when"] = clauses[0] if len(clauses) == 1 else clauses
    return rule


def _clause(chance: random.Random) -> dict[str, Any]:
    choices = {
        "role": lambda: chance.choice(
            (
                chance.sample(ROLES, 2),
                chance.choice(ROLES),
                {"not": chance.choice(ROLES)},
                {"all": chance.sample(ROLES, 2)},
                {"only": chance.sample(ROLES, 4)},
            )
        ),
        "country": lambda: chance.choice((chance.sample(COUNTRIES, 8), {"not": chance.sample(COUNTRIES, 3)})),
        "segment": lambda: chance.sample(SEGMENTS, 2),
        "channel": lambda: chance.choice((chance.sample(CHANNELS, 6), {"not": chance.sample(CHANNELS, 3)})),
    }
    return {name: choices[name]() for name in chance.sample(sorted(choices), chance.randint(1, 3))}


def _record(chance: random.Random) -> Record:
    return {
        "role": frozenset(chance.sample(ROLES, chance.randint(0, 4))),
        "country": chance.choice(COUNTRIES),
        "segment": chance.choice(SEGMENTS),
        "channel": chance.choice(CHANNELS) if chance.random() < 0.5 else f"shop_{chance.randrange(100_000)}",
    }


def asks(work: Workload, records: Sequence[Record], count: int) -> list[Ask]:
    """So many questions, half of which are denied, each about another record; in the order of the records."""
    chance = work.chance
    rules = list(work.rules.values())
    by_target: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rule in rules:
        by_target.setdefault((rule["system"], rule["entity"]), []).append(rule)
    wanted = {True: count - count // 2, False: count // 2}
    found: list[Ask] = []
    for record in records:
        rule = chance.choice(rules)
        groups = chance.sample(rule["groups"], chance.randint(1, min(3, len(rule["groups"]))))
        if chance.random() < 0.3:
            groups = [*groups, f"group_{chance.randrange(GROUPS)}"]
        ask = Ask(chance.choice(rule["may"]), rule["system"], rule["entity"], tuple(groups), record)
        allowed = naive(by_target[ask.system, ask.entity], ask)
        if wanted[allowed]:
            wanted[allowed] -= 1
            # a record of its own, made when the question is, with a list of roles: as if just read from JSON
            fresh = {name: sorted(value) if name == "role" else value for name, value in record.items()}
            found.append(attrs.evolve(ask, record=fresh, allowed=allowed))
    if any(wanted.values()):
        raise ValueError("too few records for so many questions")
    return found


def naive(rules: Sequence[Mapping[str, Any]], ask: Ask) -> bool:
    """The answer, rule by rule as the text says it; here nothing is required, impossible or limited to some groups."""
    covering = [rule for rule in rules if ask.operation in rule["may"] and _meets(rule.get("when"), ask.record)]
    if ask.operation == "delete":
        return bool(covering)
    return bool(ask.groups) and all(any(group in rule["groups"] for rule in covering) for group in ask.groups)


def _meets(when: Any, record: Record) -> bool:
    return any(
        all(_holds(condition, record[name]) for name, condition in clause.items()) for clause in alternatives(when)
    )


def alternatives(when: Any) -> list[dict[str, Any]]:
    """The clauses of a `when`, of which one must hold."""
    return [{}] if when is None else [when] if isinstance(when, dict) else when


def listed(values: Any) -> list[str]:
    """A value or a list of values, as a list."""
    return [values] if isinstance(values, str) else list(values)


def arrow_table(records: Sequence[Record], rows: int) -> Any:
    """So many rows of these records, one after another."""
    taken = [records[number % len(records)] for number in range(rows)]
    return pa.table(
        {
            "role": pa.array([sorted(record["role"]) for record in taken], pa.list_(pa.string())),
            **{name: [record[name] for record in taken] for name in ("country", "segment", "channel")},
        }
    )


def _holds(condition: Any, value: Any) -> bool:
    values = {value} if isinstance(value, str) else set(value)
    if isinstance(condition, str):
        return condition in values
    if isinstance(condition, list):
        return not values.isdisjoint(condition)
    refused = condition.get("not", [])
    return (
        values.isdisjoint([refused] if isinstance(refused, str) else refused)
        and values.issuperset(condition.get("all", []))
        and ("only" not in condition or values <= set(condition["only"]))
    )
