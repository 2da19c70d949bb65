"""From counted rows to what rules make findings of: who broke which agreement, how often, and the worst rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs
import ibis

from mdg.auditing.deliveries import Wanted, is_missing
from mdg.auditing.engine import STAGED, Expr, Row
from mdg.auditing.evidence import SHOWN, first_of, told
from mdg.auditing.meaning import Kind
from mdg.auditing.order import counted
from mdg.auditing.stage import Log
from mdg.model.happened import Offence

#: So many rows at fault, by kind and the system in which something is wrong (of a deletion, where it did not come to).
Counts = dict[tuple[int, str], int]
#: Rows by violation, kind and system.
_Evidence = dict[tuple[str, int, str], list[dict[str, Any]]]
#: Of each need, so many of the worst deliveries are told.
MOST = 10
#: Violations whose rows are kept in a table of their name.
KEPT = ("stale_overwrite", "repeat", "orphan", "ping_pong", "use_without_consent", "resurrected", "erasure_unproven")
#: Violations that are told of each flow by which they came.
_BY_FLOW = ("undeclared_route", "stale_overwrite", "echo", "ping_pong", "repeat", "orphan", "resurrected")


@attrs.define(slots=True, eq=False)
class Found:
    """How many rows are at fault in each way."""

    counts: dict[str, Counts]

    def total(self, name: str) -> int:
        return sum(self.counts[name].values())


def found(log: Log) -> Found:
    """Count the rows at fault."""

    def number(wanted: Callable[[Kind], bool]) -> Counts:
        return {(kind.number, kind.system): kind.rows for kind in log.kinds.values() if kind.rows and wanted(kind)}

    def meaning(kind: Kind) -> Any:
        return log.meanings[kind.period]

    counts = {
        "unauthorised": number(lambda kind: kind.is_origin and meaning(kind).is_unauthorised(kind)),
        "undeclared_route": number(lambda kind: kind.is_travelled and meaning(kind).is_undeclared(kind)),
        "echo": number(lambda kind: kind.is_echo),
        "clock": {(kind.number, kind.system): kind.clock for kind in log.kinds.values() if kind.clock},
    }
    for name in KEPT:
        counts[name] = counted(log, name)
    return Found(counts)


def offences(log: Log, what: Wanted, counts: Found) -> list[Offence]:
    """What is at fault, way by way, the needs first."""
    return [*_of_needs(log, what), *_of_rows(log, counts)]


def _of_rows(log: Log, counts: Found) -> list[Offence]:
    """The offences that are rows: one for each way of being at fault that is told apart."""
    several: dict[tuple[Any, ...], list[tuple[Kind, int]]] = {}
    for name, by_kind in counts.counts.items():
        for (number, system), rows in sorted(by_kind.items()):  # engines tell them in any order
            kind = log.kinds[number]
            if name == "repeat" and kind.is_echo:
                continue  # told as what it is besides
            several.setdefault(_place(name, kind, system), []).append((kind, rows))
    evidence = _evidence(log, counts)
    return [_offence(key, rows, evidence) for key, rows in several.items()]


def _place(name: str, kind: Kind, system: str) -> tuple[Any, ...]:
    """What tells offences of one way apart: where it happened, of what, and by what it came."""
    via = kind.via if name in _BY_FLOW else None
    origin = kind.origin if name == "undeclared_route" else None
    purpose = kind.purpose if name == "use_without_consent" else None
    return name, system, kind.entity, via, origin, purpose


def _offence(key: tuple[Any, ...], several: list[tuple[Kind, int]], evidence: _Evidence) -> Offence:
    name, system, entity, via, origin, purpose = key
    kinds = sorted((kind for kind, _ in several), key=lambda kind: kind.number)
    rows = [(row, kind) for kind in kinds for row in evidence.get((name, kind.number, system), ())]
    rows.sort(key=lambda one: (one[0]["applied_at"] or "", one[0]["record_id"]))
    return Offence(
        kind=name,
        count=sum(number for _, number in several),
        entity=entity,
        groups=tuple(sorted({kind.group for kind in kinds if kind.group is not None})),
        system=system,
        origin=origin,
        via=via,
        purpose=purpose,
        record=_shown(rows[0][1] if rows else kinds[0]),
        rows=tuple(row for row, _ in rows[:SHOWN]),
    )


def _shown(kind: Kind) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kind.values.items()}


def _evidence(log: Log, counts: Found) -> _Evidence:
    """Rows at fault, all looked up at once."""
    names = [name for name, some in counts.counts.items() if some]
    rows = first_of(log, [_rows_of(log, name, {number for number, _ in counts.counts[name]}) for name in names])
    evidence: _Evidence = {}
    for row, shown in zip(rows, told(log, rows), strict=True):
        evidence.setdefault((names[row["way"]], row["kind"], shown["system"]), []).append(shown)
    return evidence


def _rows_of(log: Log, name: str, kinds: Iterable[int]) -> Expr:
    """The rows that are at fault in one way."""
    if name in KEPT:
        return log.engine.table(name).select(*STAGED)
    rows = log.engine.table("rows").select(*STAGED)
    rows = rows.filter(rows.kind.isin(sorted(kinds)))
    return rows.filter(rows.applied < rows.made) if name == "clock" else _earliest(rows)


def _earliest(rows: Expr) -> Expr:
    """Of each kind, the rows that were applied first: enough to choose from, and soon found among many."""
    first = rows.group_by("kind").agg(first=rows.applied.min())
    return rows.inner_join(first, [rows.kind == first.kind, rows.applied == first["first"]]).select(rows)


def _of_needs(log: Log, what: Wanted) -> list[Offence]:
    """What came late, and what did not come, need by need."""
    engine = log.engine
    arrived, absent = engine.table("arrived"), engine.table("absent")
    late = arrived.filter(arrived.over.notnull())
    missing = absent.filter(is_missing(log, absent)).rename(item="need")
    answers = []
    for name, table, order in (("late", late, late.over.desc()), ("missing", missing, missing.made)):
        totals = {row["item"]: row["n"] for row in engine.rows(table.group_by("item").agg(n=table.count()))}
        if totals:
            place = ibis.row_number().over(group_by=table["item"], order_by=[order, table.key, table.made])
            ranked = table.mutate(place=place)
            worst = engine.rows(ranked.filter(ranked.place < MOST).order_by(["item", "place"]))
            for number in sorted(totals):
                own = [row for row in worst if row["item"] == number]
                answers.append(_of_need(log, what, name, number, totals[number], own))
    return answers


def _of_need(log: Log, what: Wanted, name: str, number: int, count: int, worst: list[Row]) -> Offence:
    need = log.landscape.every.needs[what.needs[number]]
    return Offence(
        kind=name,
        count=count,
        entity=need.extract.entity,
        groups=tuple(sorted({log.kinds[row["kind"]].group or "" for row in worst})),
        system=need.system,
        need=need.id,
        record=_shown(log.kinds[worst[0]["kind"]]),
        rows=tuple(told(log, [delivery(log, row, need.system) for row in worst])),
    )


def delivery(log: Log, row: Row, system: str) -> Row:
    """A delivery as a staged row: in the system of the need, applied when it arrived, if it did."""
    lag = row.get("lag")
    return {
        "key": row["key"],
        "kind": row["kind"],
        "system": log.systems[system],
        "origin": log.systems[log.kinds[row["kind"]].origin],
        "made": row["made"],
        "applied": None if lag is None else row["made"] + lag,
        "lag": lag,
        "over": row.get("over") if lag is not None else log.as_of - row["made"] - row["allowed"],
    }
