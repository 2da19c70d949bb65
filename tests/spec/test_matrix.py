"""The matrix against the reference: each cell names exactly the records for which it is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mdg.model.matrix import matrix

from .agreement import in_when, loaded
from .conditions import Frozen, Record, as_list, freeze
from .findings import holders_of, providers_of
from .profiles import AGREEMENT
from .reference import Reference
from .shapes import Raw
from .strategies import AS_OF, landscapes

RIGHTS = {"enriches": "enrich", "updates": "update", "deletes": "delete"}
CONCERNS = ("accuracy", "freshness", "compliance")


def doing(reference: Reference, entity: str, group: str, record: Record) -> Iterator[tuple[str, str]]:
    """What each system does with a group of a record: pairs of system and verb."""
    for verb, operation in RIGHTS.items():
        for system, rules in holders_of(reference, operation, entity, record, AS_OF).items():
            if operation == "delete" or any(group in reference.groups_of(rule) for rule in rules):
                yield system, verb
    for system, rules in holders_of(reference, "create", entity, record, AS_OF).items():
        given = frozenset().union(*(reference.groups_of(rule) for rule in rules))
        if group in given and reference.may_start(entity, record):
            yield system, "creates" if reference.required(entity, record) <= given else "refused"
    for system in providers_of(reference, entity, group, record, AS_OF):
        yield system, "supplies"
    for flow in reference.statements("flows", AS_OF).values():
        carries = {"create", "update"} & set(flow.get("operations", ["create"]))
        if carries and group in reference.groups_of(flow) and reference.covers(flow, entity, record):
            yield flow["to"], "receives"


def answering(reference: Reference, entity: str, group: str, record: Record, concern: str, system: str) -> set[str]:
    """The parties that the most specific responsibilities name as accountable."""
    about = [
        item
        for item in reference.statements("responsibilities", AS_OF).values()
        if concern in as_list(item["concern"])
        and reference.covers(item, entity, record)
        and group in reference.groups_of(item)
        and item.get("system", system) == system
    ]
    ranks = [("groups" in item, "system" in item) for item in about]
    return {item["accountable"] for item, rank in zip(about, ranks, strict=True) if rank == max(ranks)}


def with_required(raw: Raw) -> Raw:
    """The same with a group in each entity that every record must have: seldom drawn, and what refuses creations."""
    for declared in raw["entities"].values():
        name, group = next(iter(declared["groups"].items()))
        group = {"attributes": group} if isinstance(group, list) else group
        declared["groups"][name] = {**group, "required": "true"}
    return raw


@AGREEMENT
@given(st.one_of(landscapes(), landscapes().map(with_required)))
def test_cells_agree(raw: Raw) -> None:
    reference = Reference(raw)
    with loaded(raw) as landscape:
        found = matrix(landscape, systems=list(reference.items("systems"))).as_json()
    shown = {sheet["entity"]: sheet for sheet in found["entities"]}
    assert set(shown) == set(reference.items("entities"))
    for entity, sheet in shown.items():
        for row in sheet["groups"]:
            records = [r for r in reference.records(entity) if reference.applies(entity, row["group"], r)]
            having = {freeze(record) for record in records}
            assert in_when(reference, row["when"], entity) == having
            expected: dict[tuple[str, str], set[Frozen]] = {}
            for record in records:
                for at in doing(reference, entity, row["group"], record):
                    expected.setdefault(at, set()).add(freeze(record))
            new = {freeze(record) for record in records if reference.may_start(entity, record)}
            for system, cell in row["cells"].items():
                for verb in (*RIGHTS, "creates", "refused", "supplies", "receives"):
                    whole = new if verb == "creates" else having
                    assert told(reference, cell[verb], entity, whole) == expected.get((system, verb), set())
                    if verb != "refused" and cell[verb]:
                        assert (cell[verb]["when"] == [{}]) == (expected[system, verb] == whole)
                check_accountable(reference, entity, row["group"], system, cell["accountable"], records)
            assert set(row["cells"]) <= set(reference.items("systems"))
            assert {system for system, _ in expected} <= set(row["cells"])


def told(reference: Reference, share: Any, entity: str, whole: set[Frozen]) -> set[Frozen]:
    if share is None:
        return set()
    return whole if share["when"] == [{}] else in_when(reference, share["when"], entity)


def check_accountable(
    reference: Reference, entity: str, group: str, system: str, shown: dict[str, Any], records: list[Record]
) -> None:
    for concern in CONCERNS:
        found = shown.get(concern, {"parties": [], "disputed": []})
        by_party = {one["party"]: in_when(reference, one["when"], entity) for one in found["parties"]}
        disputed = in_when(reference, found["disputed"], entity)
        for record in records:
            parties = answering(reference, entity, group, record, concern, system)
            key = freeze(record)
            assert (key in disputed) == (len(parties) > 1)
            assert {party for party, among in by_party.items() if key in among} == (
                parties if len(parties) == 1 else set()
            )
