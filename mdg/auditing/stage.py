"""The log as the audit works on it: rows that count once, of few kinds, each packed into whole numbers.

A record's group is one number (``key``), and so is each system; what else the landscape is asked about is in the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import attrs
import ibis

from mdg.auditing import meaning, values
from mdg.auditing.engine import CONSENT, INSTANTS, PLACES, Engine, Expr, Row, Source, complete, texts, whole
from mdg.auditing.meaning import Kind, Meaning, Members
from mdg.auditing.periods import periods
from mdg.auditing.spelling import spelt
from mdg.model.happened import Rejection
from mdg.model.instants import NO_INSTANT, micros
from mdg.model.landscape import Landscape

#: What rows of one kind agree in, beside the values of the record and the days.
_OF_KIND = ("entity", "group", "operation", "origin", "system", "via", "purpose", CONSENT)
_NEVER_NULL = frozenset({"entity", "operation", "origin", "system", "period"})
#: How many rows that cannot be judged are told with their places.
MOST_REJECTIONS = 20
KEY = ("event_id", "group", "system")


@attrs.define(slots=False, eq=False, kw_only=True)
class Log:
    """A log, staged.

    ``rows`` are the changes: ``key`` (a group of a record), ``kind``, ``system`` and ``origin`` as numbers, ``made``
    and ``applied`` in microseconds.  ``records`` has the entity and the id of each record by its ``record`` number; a
    key is that times ``width``, and the number of the group.
    """

    engine: Engine
    landscape: Landscape
    source: Source
    as_of: int
    kinds: dict[int, Kind]
    meanings: list[Meaning]
    systems: dict[str, int]
    groups: dict[tuple[str, str | None], int]
    readable: Expr
    #: the instants at which the days of each meaning begin
    begins: list[int | None]
    rows: Expr = None
    records: Expr = None
    uses: Expr = None
    count: int = 0
    repeated: int = 0
    conflicting: int = 0
    rejected: int = 0
    rejections: tuple[Rejection, ...] = ()

    @property
    def width(self) -> int:
        return len(self.groups) + 1

    @cached_property
    def named(self) -> dict[int, str]:
        """The systems by their numbers."""
        return {number: name for name, number in self.systems.items()}

    def having(self, wanted: Callable[[Kind], bool]) -> list[int]:
        """The numbers of the kinds for which that is so."""
        return [number for number, kind in self.kinds.items() if wanted(kind)]

    def portions(self, size: int) -> Iterable[Expr]:
        """The changes in portions of about so many rows, all of one record in the same."""
        several = -(-self.count // size)
        if several <= 1:
            yield self.rows
            return
        for number in range(several):
            place = self.rows.key % whole(self.width * several)
            yield self.rows.filter(place >= whole(number * self.width), place < whole((number + 1) * self.width))


def staged(engine: Engine, source: Source, landscape: Landscape, as_of: int) -> Log:
    """Read a log; what cannot be judged is left out and told."""
    stretches = periods(landscape)
    begins = [start for start, _ in stretches if start is not None]
    readable = _readable(source.table, landscape, begins, as_of)
    members = Members()
    log = Log(
        engine=engine,
        landscape=landscape,
        source=source,
        as_of=as_of,
        kinds={},
        meanings=[Meaning(reading, members) for _, reading in stretches],
        systems={},
        groups={},
        readable=readable,
        begins=[start for start, _ in stretches],
    )
    kinds = _find_kinds(log)
    counted = _once(log, kinds)
    _pack(log, kinds, counted)
    _count(log)
    _reject(log)
    return log


def _readable(table: Expr, landscape: Landscape, begins: list[int], as_of: int) -> Expr:
    """The rows with all that every row must have, applied by then; texts that nothing tells apart are made one."""
    return _told_apart(_applied(table, as_of), landscape, begins)


def _applied(table: Expr, as_of: int) -> Expr:
    return table.filter(complete(table)).filter(lambda t: t.applied_at <= whole(as_of))


def _told_apart(rows: Expr, landscape: Landscape, begins: list[int]) -> Expr:
    changed: dict[str, Expr] = {}
    for name in values.dimensions(landscape):
        free = values.unnamed(landscape, name) if name != CONSENT else None
        if free is not None:
            told, others = free
            known = rows[name].isin(sorted(told)) if told else ibis.literal(False)
            changed[name] = ibis.cases((rows[name].isnull(), ibis.null("string")), (known, rows[name]), else_=others)
    rows = rows.mutate(**changed) if changed else rows
    period = whole(0)
    for start in begins:
        period = period + (rows.changed_at >= whole(start)).ifelse(whole(1), whole(0))
    return rows.mutate(period=period)


def _of_kind(log: Log) -> list[str]:
    return [*dict.fromkeys((*_OF_KIND, *values.dimensions(log.landscape))), "period"]


def _find_kinds(log: Log) -> Expr:
    """The kinds of rows that the log has, those that can be judged as a table with their numbers."""
    engine, columns = log.engine, _of_kind(log)
    found = engine.rows(log.readable.select(*columns).distinct())
    found.sort(key=lambda row: [(row[name] is not None, 0 if row[name] is None else row[name]) for name in columns])
    good: list[Row] = []
    for row in found:
        if meaning.fault(log.landscape, row, blank_is_empty=log.source.blank_is_empty) is None:
            number = len(good)
            log.kinds[number] = _kind(log, number, row)
            good.append(row)
    names = {*log.landscape.every.systems, *(name for row in good for name in (row["origin"], row["system"]))}
    log.systems = {name: number for number, name in enumerate(sorted(names))}
    entities = log.landscape.every.entities.values()
    pairs = [(entity.id, group) for entity in entities for group in (None, *entity.groups)]
    log.groups = {pair: number for number, pair in enumerate(pairs)}
    types = {name: "int64" if name == "period" else "string" for name in columns}
    types |= {"kind": "int32", "system_number": "int16", "origin_number": "int16", "group_number": "int64"}
    numbered = (
        (
            *(row[name] for name in columns),
            number,
            log.systems[row["system"]],
            log.systems[row["origin"]],
            log.groups[row["entity"], row["group"]],
        )
        for number, row in enumerate(good)
    )
    return engine.put("kinds", types, numbered)


def _kind(log: Log, number: int, row: Mapping[str, Any]) -> Kind:
    entity = log.landscape.every.entities[row["entity"]]
    read = values.read_values(entity, row, blank_is_empty=log.source.blank_is_empty)
    return Kind(
        number=number,
        entity=row["entity"],
        group=row["group"],
        operation=row["operation"],
        origin=row["origin"],
        system=row["system"],
        via=row["via"],
        purpose=row["purpose"],
        consent=row[CONSENT],
        values={} if isinstance(read, str) else read,
        period=row["period"],
    )


def _with_kind(log: Log, rows: Expr, kinds: Expr) -> Expr:
    """Rows with the numbers of their kind; those of no kind that can be judged are gone."""
    return rows.join(kinds, _same_kind(log, rows, kinds))


def _same_kind(log: Log, rows: Expr, kinds: Expr) -> list[Expr]:
    return [
        rows[name] == kinds[name] if name in _NEVER_NULL else rows[name].identical_to(kinds[name])
        for name in _of_kind(log)
    ]


def _once(log: Log, kinds: Expr) -> Expr:
    """The readable rows, of those with one key the one that counts."""
    engine, rows = log.engine, log.readable
    keys = engine.repeated(rows, KEY)
    if keys is None:
        return rows
    columns = list(rows.columns)
    raw = _applied(log.source.table, log.as_of)
    several = engine.keep("several", raw.semi_join(keys, _same_key(raw, keys)))
    scopes = {name: f"written_{name}" for name in values.dimensions(log.landscape)}
    several = several.mutate(**{scopes[name]: text for name, text in spelt(log.engine, log.landscape, several).items()})
    begins = [start for start in log.begins if start is not None]
    several = _with_kind(log, _told_apart(several, log.landscape, begins), kinds)
    several = several.select(*columns, *scopes.values())
    total, exact = engine.count(several), engine.count(several.drop(*scopes).distinct())
    different = several.select(*columns).distinct()
    ordered = [
        different.applied_at,
        different.changed_at,
        *(different[name].asc(nulls_first=True) for name in _precedence(columns)),
    ]
    ranked = different.mutate(rank=ibis.row_number().over(group_by=list(KEY), order_by=ordered))
    counting = engine.keep("counting", ranked.filter(lambda t: t.rank == 0).drop("rank"))
    log.repeated, log.conflicting = total - exact, exact - engine.count(counting)
    return rows.anti_join(keys, _same_key(rows, keys)).select(*columns).union(counting.select(*columns))


def _same_key(rows: Expr, keys: Expr) -> list[Expr]:
    return [rows[name].identical_to(keys[name]) if name == "group" else rows[name] == keys[name] for name in KEY]


def _precedence(columns: Iterable[str]) -> list[str]:
    """The columns by which rows of one key come before another, once their instants are the same."""
    first = ("origin", "operation", "via")
    return [*first, *(name for name in columns if name not in (*first, *KEY, "applied_at", "changed_at", "period"))]


def _pack(log: Log, kinds: Expr, counted: Expr) -> None:
    """Make the tables of records and rows."""
    engine = log.engine
    known = log.readable.select("entity", "record_id").distinct()
    log.records = engine.number("records", known, "record", ["entity", "record_id"])
    joined = _with_kind(log, counted, kinds)
    joined = joined.join(log.records, ["entity", "record_id"])
    packed = joined.select(
        key=joined.record * whole(log.width) + joined.group_number,
        kind=joined.kind,
        system=joined.system_number,
        origin=joined.origin_number,
        made=joined.changed_at,
        applied=joined.applied_at,
    )
    every = engine.keep("rows", packed)
    uses = log.having(lambda kind: kind.is_use)
    log.uses = every.filter(every.kind.isin(uses)) if uses else None
    log.rows = every.filter(~every.kind.isin(uses)) if uses else every


def _count(log: Log) -> None:
    """How many rows there are of each kind, and how many of them were applied before they were made."""
    table = log.engine.table("rows")
    early = (table.applied < table.made).ifelse(1, 0).sum()
    for row in log.engine.rows(table.group_by("kind").agg(rows=table.count(), clock=early)):
        log.kinds[row["kind"]].rows, log.kinds[row["kind"]].clock = row["rows"], row["clock"]
    log.count = sum(kind.rows for kind in log.kinds.values())


def _reject(log: Log) -> None:
    """Count the rows that could not be judged, and find the places of the first of them."""
    table = log.source.table
    late = table.filter(lambda t: t.applied_at > whole(log.as_of))
    judged = log.count + log.repeated + log.conflicting + log.engine.count(late.filter(complete(late)))
    log.rejected = log.engine.count(table) - judged + log.source.broken()
    if log.rejected and log.source.placed is not None:
        log.rejections = tuple(_found_in_place(log, log.source.placed))
    elif log.rejected:
        log.rejections = tuple(log.source.places(lambda row: _reason(log, row), MOST_REJECTIONS))


def _found_in_place(log: Log, placed: Expr) -> Iterable[Rejection]:
    """The first rows that could not be judged, found by the engine: incomplete ones, and those of no kind."""
    begins = [start for start in log.begins if start is not None]
    readable, kinds = _readable(placed, log.landscape, begins, log.as_of), log.engine.table("kinds")
    wrong = readable.anti_join(kinds, _same_kind(log, readable, kinds)).select(*placed.columns)
    rows = placed.filter(~complete(placed)).union(wrong).order_by(list(PLACES)).limit(MOST_REJECTIONS)
    for row in log.engine.rows(rows):
        lacking = [name for name in INSTANTS if row[name] is None]
        why = f"`{lacking[0]}` is missing or {NO_INSTANT}" if lacking else _reason(log, row) or "it cannot be judged"
        yield Rejection(row[PLACES[0]], row[PLACES[1]], why)


def _reason(log: Log, row: Mapping[str, Any]) -> str | None:
    """Why a row as it stands in the log cannot be judged; None if it can, or is not looked at."""
    wrong = meaning.incomplete(row)
    if wrong is not None:
        return wrong
    if (micros(row["applied_at"]) or 0) > log.as_of:
        return None
    cells = {name: row.get(name) for name in texts(values.dimensions(log.landscape))}
    return meaning.fault(log.landscape, cells, blank_is_empty=log.source.blank_is_empty)
