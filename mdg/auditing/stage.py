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
from mdg.auditing.engine import CONSENT, Engine, Expr, Row, Source, whole
from mdg.auditing.meaning import Kind, Meaning, Members
from mdg.auditing.periods import periods
from mdg.auditing.spelling import spelt
from mdg.model.happened import Rejection
from mdg.model.landscape import Landscape

#: What rows of one kind agree in, beside the values of the record and the days.
_OF_KIND = ("entity", "group", "operation", "origin", "system", "via", "purpose", CONSENT)
_NEVER_NULL = frozenset({"entity", "operation", "origin", "system", "period"})
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
    #: the keys that several readable rows have, and of these rows the ones that count; None where there are none
    shared: Expr = None
    counting: Expr = None
    count: int = 0
    repeated: int = 0
    conflicting: int = 0
    rejected: int = 0
    rejections: tuple[Rejection, ...] = ()
    #: staged rows that are told as evidence, each with its words
    told: list[tuple[Row, dict[str, Any]]] = attrs.Factory(list)

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
    """Read a log; what cannot be judged is left out, see :mod:`mdg.auditing.rejected`."""
    stretches = periods(landscape)
    begins = [start for start, _ in stretches if start is not None]
    readable = readable_rows(engine, source.table, landscape, begins, as_of)
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
    return log


def readable_rows(engine: Engine, table: Expr, landscape: Landscape, begins: list[int], as_of: int) -> Expr:
    """The rows with all that every row must have, applied by then; texts that nothing tells apart are made one."""
    return _told_apart(engine, _applied(engine, table, as_of), landscape, begins)


def _applied(engine: Engine, table: Expr, as_of: int) -> Expr:
    return table.filter(engine.complete(table)).filter(lambda t: t.applied_at <= whole(as_of))


def _told_apart(engine: Engine, rows: Expr, landscape: Landscape, begins: list[int]) -> Expr:
    changed: dict[str, Expr] = {}
    for name in values.dimensions(landscape):
        free = values.unnamed(landscape, name) if name != CONSENT else None
        if free is not None:
            told, others = free
            known = rows[name].isin(sorted(told)) if told else ibis.literal(False)
            # what may be a list, or is no text, is looked at by itself
            nul = engine.has_nul(rows[name])
            odd = rows[name].startswith("[") if nul is None else rows[name].startswith("[") | nul
            kept = (known | odd, rows[name])
            changed[name] = ibis.cases((rows[name].isnull(), ibis.null("string")), kept, else_=others)
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
    return rows.join(kinds, same_kind(log, rows, kinds))


def same_kind(log: Log, rows: Expr, kinds: Expr) -> list[Expr]:
    """What is so of a row and of the kind that it is of."""
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
    raw = _applied(engine, log.source.table, log.as_of)
    several = engine.keep("several", raw.semi_join(keys, _same_key(raw, keys)))
    scopes = {name: f"written_{name}" for name in values.dimensions(log.landscape)}
    several = several.mutate(**{scopes[name]: text for name, text in spelt(log.engine, log.landscape, several).items()})
    begins = [start for start in log.begins if start is not None]
    several = _with_kind(log, _told_apart(engine, several, log.landscape, begins), kinds)
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
    log.shared, log.counting = keys, counting.select(*columns)
    return _unshared(rows, keys).union(log.counting)


def _unshared(rows: Expr, keys: Expr) -> Expr:
    return rows.anti_join(keys, _same_key(rows, keys)).select(*rows.columns)


def that_count(log: Log, records: Iterable[str]) -> Iterable[Expr]:
    """The readable rows of records with these ids, those that count once, in one table or two."""
    records = list(records)
    rows = log.readable.filter(log.readable.record_id.isin(records))
    if log.shared is None:
        return (rows,)
    return _unshared(rows, log.shared), log.counting.filter(log.counting.record_id.isin(records))


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
