"""What really happened, held against what was agreed: sync events judged by the landscape of their day.

The landscape says what it has to say of kinds of rows (:mod:`mdg.auditing.meaning`), which become small tables; the
rows are joined with these in one set of Ibis expressions, which run where the log is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mdg.auditing import values
from mdg.auditing.consent import without_consent
from mdg.auditing.deliveries import Wanted, counts, deliver, wanted
from mdg.auditing.engine import Engine, Source
from mdg.auditing.erasure import erasures
from mdg.auditing.evidence import find_events, told
from mdg.auditing.offences import Found, delivery, found, offences
from mdg.auditing.order import disorder, unsettled
from mdg.auditing.promises import Bounds
from mdg.auditing.quantiles import courses, quantiles
from mdg.auditing.refuted import refuted
from mdg.auditing.rejected import reject
from mdg.auditing.stage import Log, staged
from mdg.model.happened import BESIDE, MICRO, VIOLATIONS, Audit, FlowFigures, Hop, Lag, NeedFigures, Offence
from mdg.model.instants import written
from mdg.model.landscape import Landscape

Progress = Callable[[str], None]
#: So many of the worst rows are told.
WORST = 20


def audit(
    landscape: Landscape,
    engine: Engine,
    source: Source,
    as_of: int,
    *,
    progress: Progress = lambda _: None,
    portion: int | None = None,
) -> Audit:
    """Hold a log against a landscape, as of an instant in microseconds (rows applied later are left out).

    ``progress`` is told what is being done; of more rows than ``portion`` (the engine's, if left out), records
    are looked at in several goes.
    """
    progress("reading the log")
    log = staged(engine, source, landscape, as_of)
    reject(log)
    bounds = Bounds(log)
    what = wanted(log, bounds)
    portion = portion or engine.portion or max(log.count, 1)
    for number, rows in enumerate(log.portions(portion), 1):
        progress(f"following changes{'' if log.count <= portion else f', portion {number}'}")
        keys = unsettled(log, rows)
        disorder(log, rows, keys)
        deliver(log, rows, what, keys)
        erasures(log, rows)
    without_consent(log)
    progress("measuring lags")
    return _assembled(log, what, bounds)


def dimensions(landscape: Landscape) -> dict[str, bool]:
    """The columns that a log needs beside those of every event, each with whether it holds lists."""
    return values.dimensions(landscape)


def _assembled(log: Log, what: Wanted, bounds: Bounds) -> Audit:
    span = _span(log)
    counted = found(log)
    several = [*offences(log, what, counted), *_refuted(log, what, bounds)]
    find_events(log)
    flows = _flows(log, span)
    return Audit(
        as_of=written(log.as_of),
        events=log.count,
        repeated_rows=log.repeated,
        conflicting_rows=log.conflicting,
        clock=counted.total("clock"),
        log=log.source.name,
        rejected=log.rejected,
        rejections=log.rejections,
        needs=_needs(log, what, span),
        flows=flows,
        violations={name: counted.total(name) for name in VIOLATIONS},
        beside={name: counted.total(name) for name in BESIDE},
        undeclared_hops=_hops(log, counted),
        unseen_flows=tuple(name for name in _in_force(log, span) if not flows[name].seen),
        worst=_worst(several),
        offences=tuple(several),
        bounds=bounds.now(log),
        seen_from=span[0] if span else None,
        seen_until=span[1] if span else None,
    )


def _span(log: Log) -> tuple[int, int] | None:
    """The first and the last instant at which something was changed."""
    table = log.engine.table("rows")
    (row,) = log.engine.rows(table.aggregate(first=table.made.min(), last=table.made.max()))
    return None if row["first"] is None else (row["first"], row["last"])


def _needs(log: Log, what: Wanted, span: tuple[int, int] | None) -> dict[str, NeedFigures]:
    table = log.engine.table("arrived")
    lags = quantiles(log.engine, table)
    means = courses(log.engine, table, *span) if span else {}
    figures = {}
    for number, (name, fates) in enumerate(counts(log, what).items()):
        figures[name] = NeedFigures(
            expected=fates.expected,
            delivered=fates.delivered,
            late=fates.late,
            missing=fates.missing,
            pending=fates.pending,
            lag=lags.get(number, Lag()),
            course=means.get(number, ()),
        )
    return figures


def _flows(log: Log, span: tuple[int, int] | None) -> dict[str, FlowFigures]:
    numbers = {name: number for number, name in enumerate(log.landscape.every.flows)}
    changes = [kind for kind in log.kinds.values() if not kind.is_use]
    of_flow = [(kind.number, numbers[kind.via]) for kind in changes if kind.via in numbers]
    kinds = log.engine.put("of_flow", {"kind": "int32", "item": "int16"}, of_flow)
    rows = log.rows.filter(log.rows.applied >= log.rows.made).inner_join(kinds, "kind")
    rows = rows.select(item=rows["item"], lag=rows.applied - rows.made, made=rows.made)
    lags = quantiles(log.engine, rows)
    means = courses(log.engine, rows, *span) if span else {}
    seen = dict.fromkeys(numbers, 0)
    for kind in changes:
        if kind.via in seen:
            seen[kind.via] += kind.rows
    return {
        name: FlowFigures(seen=seen[name], lag=lags.get(number, Lag()), course=means.get(number, ()))
        for name, number in numbers.items()
    }


def _in_force(log: Log, span: tuple[int, int] | None) -> list[str]:
    """The flows in force on some day from the first change in the log until it was audited."""
    begins = log.begins
    first = span[0] if span else log.as_of
    names: set[str] = set()
    for number, meaning in enumerate(log.meanings):
        start = begins[number]
        end = begins[number + 1] if number + 1 < len(begins) else None
        if (start is None or start <= log.as_of) and (end is None or (end or 0) > first):
            names.update(meaning.reading.flows)
    return [name for name in log.landscape.every.flows if name in names]


def _hops(log: Log, counted: Found) -> tuple[Hop, ...]:
    several: dict[tuple[str, str, str | None, str], list[tuple[str, int]]] = {}
    for (number, _), rows in counted.counts["undeclared_route"].items():
        kind = log.kinds[number]
        several.setdefault((kind.origin, kind.system, kind.via, kind.entity), []).append((kind.group or "", rows))
    hops = [
        Hop(
            origin=origin,
            system=system,
            via=via,
            entity=entity,
            groups=tuple(sorted({group for group, _ in rows if group})),
            rows=sum(number for _, number in rows),
        )
        for (origin, system, via, entity), rows in several.items()
    ]
    return tuple(sorted(hops, key=lambda hop: (-hop.rows, hop.origin, hop.system, hop.via or "", hop.entity)))


def _refuted(log: Log, what: Wanted, bounds: Bounds) -> list[Offence]:
    answers = []
    for name in what.needs:
        one = refuted(log, what, bounds, name)
        if one is not None:
            row, route = one.row, one.route
            need = log.landscape.every.needs[name]
            kind = log.kinds[row["kind"]]
            shown = {key: list(value) if isinstance(value, tuple) else value for key, value in kind.values.items()}
            answers.append(
                Offence(
                    kind="bound_refuted",
                    count=1,
                    entity=kind.entity,
                    groups=(kind.group,) if kind.group else (),
                    system=need.system,
                    need=name,
                    record=shown,
                    rows=tuple(told(log, [delivery(log, row, need.system)])),
                    promised=one.bound,
                    measured=row["lag"] / MICRO,
                    route=tuple(flow.id for flow in route),
                )
            )
    return answers


def _worst(several: list[Offence]) -> tuple[dict[str, Any], ...]:
    """The rows that are over their limit by the most, then those of other faults; bounded."""
    rows = [
        {"kind": one.kind, "need": one.need, "flow": one.via, **row}
        for one in several
        for row in one.rows
        if one.kind not in ("bound_refuted", "ping_pong")
    ]
    rows.sort(key=lambda row: -(row.get("over_seconds") or 0))
    return tuple(rows[:WORST])
