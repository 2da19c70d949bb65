"""What the decision benchmarks ask: a large landscape, many records, and questions half of which are denied."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

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
    dimensions = {
        "role": {"values": list(ROLES), "many": True, "becomes": "grows"},
        "country": {"standard": "iso-3166-1"},
        "segment": list(SEGMENTS),
        "channel": {"open": True},
    }
    statements = {f"rule_{number}": _rule(chance, systems, entities, groups) for number in range(rules)}
    document = {
        "mdg": "1",
        "landscape": "benchmark",
        "entities": {
            f"entity_{number}": {"dimensions": dimensions, "groups": {name: ["value"] for name in groups}}
            for number in range(entities)
        },
        "systems": {f"system_{number}": {} for number in range(systems)},
        "ownership": statements,
    }
    return Workload(document, statements, chance)


def _rule(chance: random.Random, systems: int, entities: int, groups: Sequence[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "system": f"system_{chance.randrange(systems)}",
        "entity": f"entity_{chance.randrange(entities)}",
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
    """So many questions, every other one of which is denied; each with a record of its own."""
    chance = work.chance
    rules = list(work.rules.values())
    by_target: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rule in rules:
        by_target.setdefault((rule["system"], rule["entity"]), []).append(rule)
    wanted = {True: count - count // 2, False: count // 2}
    found: list[Ask] = []
    for record in _again(chance, records):
        rule = chance.choice(rules)
        ask = Ask(
            operation=chance.choice(rule["may"]),
            system=rule["system"],
            entity=rule["entity"],
            groups=tuple(chance.sample(rule["groups"], chance.randint(1, min(3, len(rule["groups"]))))),
            record=record,
        )
        if chance.random() < 0.3:
            ask = attrs.evolve(ask, groups=(*ask.groups, f"group_{chance.randrange(GROUPS)}"))
        allowed = naive(by_target[ask.system, ask.entity], ask)
        if wanted[allowed]:
            wanted[allowed] -= 1
            found.append(ask)
            if len(found) == count:
                break
    chance.shuffle(found)
    return found


def _again(chance: random.Random, records: Sequence[Record]) -> Iterator[Record]:
    """All records in a chance order, and over again."""
    while True:
        yield from chance.sample(records, len(records))


def naive(rules: Sequence[Mapping[str, Any]], ask: Ask) -> bool:
    """The answer, rule by rule as the text says it; here nothing is required, impossible or limited to some groups."""
    covering = [rule for rule in rules if ask.operation in rule["may"] and _meets(rule.get("when"), ask.record)]
    if ask.operation == "delete":
        return bool(covering)
    return bool(ask.groups) and all(any(group in rule["groups"] for rule in covering) for group in ask.groups)


def _meets(when: Any, record: Record) -> bool:
    clauses = [{}] if when is None else [when] if isinstance(when, dict) else when
    return any(all(_holds(condition, record[name]) for name, condition in clause.items()) for clause in clauses)


def _holds(condition: Any, value: Any) -> bool:
    values = value if isinstance(value, frozenset) else {value}
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
