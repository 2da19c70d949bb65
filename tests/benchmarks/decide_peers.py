"""The same questions put to regorus and cedarpy, each in the quickest way that was found, and to a bare dictionary.

Every peer has what it is asked made beforehand, as native objects; making it costs it nothing here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import cedarpy
import regorus

from tests.benchmarks.decide_workload import GROUPS, OPERATIONS, Ask, Workload, alternatives, listed

GROUP_NAMES = tuple(f"group_{number}" for number in range(GROUPS))
Answers = Callable[[], list[bool]]

#: Two rules and one function: rules are found by operation, system, entity and group, and a clause's conditions are
#: told apart by their kind.  Tried and slower: the union of the groups of all rules that hold (1.6 times the time), and
#: a package of its own with the conditions as code for each system and entity (6 times).
REGO = """
package mdg
default allow := false
allow if {
  input.operation != "delete"
  count(input.groups) > 0
  grants := data.grants[input.operation][input.system][input.entity]
  every group in input.groups {
    some rule in grants[group]
    holds(rule)
  }
}
allow if {
  input.operation == "delete"
  some rule in data.grants["delete"][input.system][input.entity]["*"]
  holds(rule)
}
holds(rule) if not rule.when
holds(rule) if {
  some clause in rule.when
  every dimension, condition in clause { meets(input.record[dimension], condition) }
}
meets(value, condition) if value in condition.one_of
meets(value, condition) if { values := condition.not_in; not value in values }
meets(value, condition) if count(value & condition.some_of) > 0
meets(value, condition) if count(value & condition.none_of) == 0
meets(value, condition) if count(condition.all_of - value) == 0
meets(value, condition) if count(value - condition.only) == 0
"""


def ask_regorus(work: Workload, asks: Sequence[Ask]) -> Answers:
    """The answers of one policy over data."""
    grants: dict[str, Any] = {}
    for name, rule in work.rules.items():
        entry: dict[str, Any] = {"id": name}
        if "when" in rule:
            entry["when"] = [
                {dimension: _rego_condition(dimension, condition) for dimension, condition in clause.items()}
                for clause in alternatives(rule["when"])
            ]
        for operation in rule["may"]:
            slot = grants.setdefault(operation, {}).setdefault(rule["system"], {}).setdefault(rule["entity"], {})
            for group in ["*"] if operation == "delete" else rule["groups"]:
                slot.setdefault(group, []).append(entry)
    engine = regorus.Engine()
    engine.add_policy("mdg.rego", REGO)
    engine.add_data({"grants": grants})
    inputs = [
        {
            "operation": ask.operation,
            "system": ask.system,
            "entity": ask.entity,
            "groups": list(ask.groups),
            "record": ask.record | {"role": set(ask.record["role"])},
        }
        for ask in asks
    ]

    def answers() -> list[bool]:
        found = []
        for one in inputs:
            engine.set_input(one)
            found.append(engine.eval_rule("data.mdg.allow"))
        return found

    return answers


def _rego_condition(dimension: str, condition: Any) -> dict[str, set[str]]:
    many = dimension == "role"
    if isinstance(condition, (str, list)):
        return {"some_of" if many else "one_of": set(listed(condition))}
    names = {"not": "none_of" if many else "not_in", "all": "all_of", "only": "only"}
    return {names[key]: set(listed(values)) for key, values in condition.items()}


def ask_cedar(work: Workload, asks: Sequence[Ask]) -> dict[str, Answers]:
    """The answers of cedarpy, by encoding.

    One policy a rule in one set takes milliseconds a question, since every policy is looked at, and is left out.
    """
    tables = _cedar_tables(work)
    none = cedarpy.Entities.from_json_str("[]")
    uid = {name: {"type": name.title(), "id": "x"} for name in ("principal", "action", "resource")}
    requests = [uid | {"context": _context(ask) | {"groups": list(ask.groups)}} for ask in asks]
    keys = [(ask.operation, ask.system, ask.entity) for ask in asks]
    by_table: dict[tuple[str, str, str], list[int]] = {}
    for number, key in enumerate(keys):
        by_table.setdefault(key, []).append(number)

    def alone() -> list[bool]:
        return [
            cedarpy.is_authorized(request, tables[key], none).allowed
            for request, key in zip(requests, keys, strict=True)
        ]

    def batched() -> list[bool]:
        found = [False] * len(requests)
        for key, numbers in by_table.items():
            answers = cedarpy.is_authorized_batch([requests[number] for number in numbers], tables[key], none)
            for number, answer in zip(numbers, answers, strict=True):
                found[number] = answer.allowed
        return found

    return {
        "a policy set a table": alone,
        "a policy set a table, in batches": batched,
        "rules as entities, one batch": _cedar_entities(work, asks),
    }


def _context(ask: Ask) -> dict[str, Any]:
    return dict(ask.record)


def _cedar_tables(work: Workload) -> dict[tuple[str, str, str], Any]:
    """A set of policies for each operation, system and entity: all is permitted but what no rule's group allows."""
    rules: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rule in work.rules.values():
        rules.setdefault((rule["system"], rule["entity"]), []).append(rule)
    found = {}
    for (system, entity), own in rules.items():
        for operation in OPERATIONS:
            granting = [rule for rule in own if operation in rule["may"]]
            if operation == "delete":
                text = f"permit(principal, action, resource) when {{ {_any_of(granting)} }};"
            else:
                text = "permit(principal, action, resource);\n" + "\n".join(
                    f"forbid(principal, action, resource) when {{ context.groups.contains({json.dumps(group)}) }}"
                    f" unless {{ {_any_of(rule for rule in granting if group in rule['groups'])} }};"
                    for group in GROUP_NAMES
                )
            found[operation, system, entity] = cedarpy.PolicySet.from_str(text)
    return found


def _any_of(rules: Iterable[dict[str, Any]]) -> str:
    clauses = [clause for rule in rules for clause in alternatives(rule.get("when"))]
    shown = [" && ".join(_cedar_test(*item) for item in clause.items()) or "true" for clause in clauses]
    return " || ".join(f"({clause})" for clause in shown) or "false"


def _cedar_test(dimension: str, condition: Any) -> str:
    value = f"context.{dimension}"
    kind, written = ("any", condition) if isinstance(condition, (str, list)) else next(iter(condition.items()))
    values = json.dumps(listed(written))
    if dimension != "role":
        return f"{'!' if kind == 'not' else ''}{values}.contains({value})"
    return {
        "any": f"{value}.containsAny({values})",
        "not": f"!{value}.containsAny({values})",
        "all": f"{value}.containsAll({values})",
        "only": f"{values}.containsAll({value})",
    }[kind]


def _cedar_entities(work: Workload, asks: Sequence[Ask]) -> Answers:
    """A few general policies over entities: one for each group of an operation, with its clauses as attributes."""
    clauses: dict[str, list[Any]] = {}
    for rule in work.rules.values():
        for operation in rule["may"]:
            for group in ["*"] if operation == "delete" else rule["groups"]:
                key = "|".join((operation, rule["system"], rule["entity"], group))
                clauses.setdefault(key, []).extend(alternatives(rule.get("when")))
    entities = [
        {
            "uid": {"type": "Grant", "id": key},
            "attrs": {f"c{number}": _cedar_attributes(clause) for number, clause in enumerate(own)},
            "parents": [],
        }
        for key, own in clauses.items()
    ]
    most = max(len(own) for own in clauses.values())
    policies = cedarpy.PolicySet.from_str("\n".join(_cedar_slot(f"c{number}") for number in range(most)))
    handle = cedarpy.Entities.from_json_str(json.dumps(entities))
    requests, owners = [], []
    for number, ask in enumerate(asks):
        for group in ["*"] if ask.operation == "delete" else ask.groups:
            key = "|".join((ask.operation, ask.system, ask.entity, group))
            uid = {"principal": {"type": "P", "id": "x"}, "action": {"type": "Action", "id": "x"}}
            requests.append(uid | {"resource": {"type": "Grant", "id": key}, "context": _context(ask)})
            owners.append(number)

    def answers() -> list[bool]:
        found = [True] * len(asks)
        for number, answer in zip(owners, cedarpy.is_authorized_batch(requests, policies, handle), strict=True):
            if not answer.allowed:
                found[number] = False
        return found

    return answers


def _cedar_attributes(clause: dict[str, Any]) -> dict[str, list[str]]:
    found = {}
    for dimension, condition in clause.items():
        kinds = {"any": condition} if isinstance(condition, (str, list)) else condition
        found |= {f"{dimension}_{kind}": listed(values) for kind, values in kinds.items()}
    return found


def _cedar_slot(slot: str) -> str:
    clause = f"resource.{slot}"
    tests = {}
    for dimension in ("country", "segment", "channel"):
        tests[f"{dimension}_any"] = f"{clause}.{dimension}_any.contains(context.{dimension})"
        tests[f"{dimension}_not"] = f"!{clause}.{dimension}_not.contains(context.{dimension})"
    tests |= {
        "role_any": f"{clause}.role_any.containsAny(context.role)",
        "role_not": f"!{clause}.role_not.containsAny(context.role)",
        "role_all": f"context.role.containsAll({clause}.role_all)",
        "role_only": f"{clause}.role_only.containsAll(context.role)",
    }
    all_of = " && ".join(f"(!({clause} has {name}) || {test})" for name, test in tests.items())
    return f"permit(principal, action, resource) when {{ resource has {slot} && {all_of} }};"


def ask_floor(work: Workload, asks: Sequence[Ask]) -> Answers:
    """Nested dictionaries and a bit mask of groups, with no condition looked at: the floor, with other answers."""
    place = {group: 1 << number for number, group in enumerate(GROUP_NAMES)}
    grants: dict[str, dict[str, dict[str, int]]] = {}
    for rule in work.rules.values():
        for operation in rule["may"]:
            entities = grants.setdefault(operation, {}).setdefault(rule["system"], {})
            entities[rule["entity"]] = entities.get(rule["entity"], 0) | sum(place[group] for group in rule["groups"])

    def may(operation: str, system: str, entity: str, groups: tuple[str, ...]) -> bool:
        mask = grants[operation][system][entity]
        return all(mask & place[group] for group in groups)

    def answers() -> list[bool]:
        return [may(ask.operation, ask.system, ask.entity, ask.groups) for ask in asks]

    return answers
