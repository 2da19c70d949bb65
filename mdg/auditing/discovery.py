"""What a log shows of itself, with no landscape to hold it against: who changes what, and by which ways it travels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from mdg.auditing.engine import CONSENT, OPERATIONS, Engine, Expr, Row, Source, whole
from mdg.auditing.quantiles import quantiles
from mdg.model.discovered import Age, Discovered, Made, Route, Seen, Values
from mdg.model.event import SCOPE, written_list
from mdg.model.happened import MICRO, Lag
from mdg.model.instants import written

#: Of a dimension with more values than that, any text is taken for one.
MOST_VALUES = 50
#: So many combinations of several values are looked at.
MOST_SETS = 5_000
#: How many in a hundred rows the system in a flow's name must have had before, to be taken for its source.
ENOUGH = 50
#: What rows of one change agree in.
_CHANGE = ("entity", "record_id", "group", "origin", "changed_at")
_KIND = ("entity", "group", "operation", "origin", "system", "via", "purpose")


def discover(engine: Engine, source: Source, as_of: int) -> Discovered:
    """What the rows of a log say that were applied until an instant (microseconds)."""
    table = source.table.filter(lambda t: t.applied_at.isnull() | (t.applied_at <= whole(as_of)))
    total = engine.count(table)
    good = engine.complete(table) & table.operation.isin(OPERATIONS)
    for name in ("entity", "record_id", "origin", "system"):
        good &= table[name] != ""
    events = engine.keep("told_events", table.filter(good))
    kinds = engine.rows(events.group_by(list(_KIND)).agg(n=events.count()))
    (span,) = engine.rows(events.aggregate(first=events.changed_at.min(), last=events.changed_at.max()))
    changes = [row for row in kinds if row["operation"] != "use"]
    rows = sum(row["n"] for row in kinds)
    return Discovered(
        name=source.name,
        rows=rows,
        skipped=total - rows + source.broken(),
        first=None if span["first"] is None else written(span["first"]),
        last=None if span["last"] is None else written(span["last"]),
        entities=_entities(engine, events, kinds),
        systems=tuple(sorted({row[name] for row in kinds for name in ("origin", "system")})),
        made=_made(changes),
        routes=_routes(engine, events, changes),
        ages=_ages(engine, events),
        uses=_uses(kinds),
        consents=_consents(engine, events),
    )


def _entities(engine: Engine, events: Expr, kinds: Iterable[Row]) -> dict[str, Seen]:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    rows: Counter[str] = Counter()
    for row in kinds:
        rows[row["entity"]] += row["n"]
        groups[row["entity"]].update({row["group"]: row["n"]} if row["group"] else {})
    records = {
        row["entity"]: row["n"] for row in engine.rows(events.group_by("entity").agg(n=events.record_id.nunique()))
    }
    columns = [name for name in events.columns if name.startswith(SCOPE)]
    # a use is of data that is there already, and needs no scope
    changes = events.filter(events.operation != "use")
    scopes = {name.removeprefix(SCOPE): _values(engine, changes, name) for name in columns}
    return {
        name: Seen(
            records=records[name],
            rows=rows[name],
            groups=dict(sorted(groups[name].items())),
            dimensions={one: found[name] for one, found in scopes.items() if name in found},
        )
        for name in sorted(rows)
    }


def _values(engine: Engine, events: Expr, name: str) -> dict[str, Values]:
    """By entity, what its rows say in a column of a dimension.

    What stands beside a purpose in ``scope_consent`` is the consent to that, and no value of a dimension.
    """
    if name == CONSENT:
        events = events.filter(events.purpose.isnull())
    column = events[name]
    stated = column.count()
    counted = events.group_by("entity").agg(n=events.count(), stated=stated, different=column.nunique())
    having = {row["entity"]: row for row in engine.rows(counted) if row["stated"]}
    several = events.filter(column.notnull()).group_by(["entity", "record_id"]).agg(different=column.nunique())
    several = several.filter(several.different > 1)
    changed = {row["entity"]: row["n"] for row in engine.rows(several.group_by("entity").agg(n=several.count()))}
    few = [entity for entity, row in having.items() if row["different"] <= MOST_SETS]
    texts: dict[str, list[str]] = defaultdict(list)
    if few:
        listed = events.filter(events.entity.isin(few), column.notnull()).select("entity", text=column).distinct()
        for row in engine.rows(listed):
            texts[row["entity"]].append(row["text"])
    found = {}
    for entity, row in having.items():
        members = {text: written_list(text) for text in texts[entity]}
        many = any(one is not None for one in members.values())
        values = sorted(
            {value for text, several in members.items() for value in (several or [])}
            | {text for text, several in members.items() if several is None}
        )
        listable = entity in few and len(values) <= MOST_VALUES and (values or many)
        found[entity] = Values(
            values=tuple(values) if listable else None,
            many=many,
            rows=row["n"],
            lacking=row["n"] - row["stated"],
            changed=changed.get(entity, 0),
        )
    return found


def _made(changes: Iterable[Row]) -> tuple[Made, ...]:
    found: dict[tuple[str, str], dict[str | None, Counter[str]]] = {}
    for row in changes:
        if row["system"] == row["origin"] and row["via"] is None:
            of_groups = found.setdefault((row["system"], row["entity"]), {})
            of_groups.setdefault(row["group"] or None, Counter())[row["operation"]] += row["n"]
    return tuple(
        Made(system=system, entity=entity, operations=operations)
        for (system, entity), operations in sorted(found.items())
    )


def _routes(engine: Engine, events: Expr, changes: Sequence[Row]) -> tuple[Route, ...]:
    """The ways by which changes came: of each, what it carried, and from where it most likely came."""
    carried: dict[tuple[str | None, str, str, str | None], list[Row]] = defaultdict(list)
    for row in changes:
        if row["via"] is not None:
            carried[row["via"], row["system"], row["entity"], None].append(row)
        elif row["system"] != row["origin"]:
            carried[None, row["system"], row["entity"], row["origin"]].append(row)
    rows = {way: sum(row["n"] for row in several) for way, several in carried.items()}
    # of a name that stands for several ways, the one with the most rows comes first
    ways = sorted(carried, key=lambda way: (way[0] is None, way[0] or "", -rows[way], [part or "" for part in way]))
    named = [way for way in ways if way[0] is not None]
    held = _held(engine, events)
    pairs = _candidates(engine, held, {way: _origin(carried[way]) for way in named})
    hops = _hops(engine, held, pairs)
    chosen = {way: (way[3] or "", 0, False) for way in ways} | _sources(engine, hops, pairs)
    items = {number: one.way for number, one in enumerate(pairs) if one.source == chosen[one.way][0]}
    near, far = _lags(engine, hops, items) if items else ({}, {})
    return tuple(
        Route(
            via=way[0],
            source=chosen[way][0],
            target=way[1],
            entity=way[2],
            groups=_summed((row["group"], row["n"]) for row in carried[way] if row["group"]),
            operations=tuple(one for one in OPERATIONS if any(row["operation"] == one for row in carried[way])),
            rows=rows[way],
            before=chosen[way][1],
            named=chosen[way][2],
            hop=near.get(way, Lag()),
            lag=far.get(way, Lag()),
        )
        for way in ways
    )


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return dict(sorted(found.items()))


def _origin(rows: Iterable[Row]) -> str:
    """The system in which most of these changes were made."""
    return max(_summed((row["origin"], row["n"]) for row in rows).items(), key=lambda one: one[1])[0]


def _held(engine: Engine, events: Expr) -> Expr:
    """Since when each change was visible in each system, and by which way it came."""
    changes = events.filter(events.operation != "use")
    changes = changes.mutate(group=changes.group.fill_null(""), via=changes.via.fill_null(""))
    return engine.keep("held", changes.group_by([*_CHANGE, "system", "via"]).agg(applied=changes.applied_at.min()))


_Way = tuple[str | None, str, str, str | None]


@attrs.frozen(slots=True)
class _Pair:
    """A way, and a system from which it may start; ``named`` if that stands in the flow's name."""

    way: _Way
    source: str
    named: bool


def _candidates(engine: Engine, held: Expr, origins: Mapping[_Way, str]) -> list[_Pair]:
    """The systems from which each way may start, the likeliest first if they had the changes before.

    Those that stand in the flow's name, then the one that was most often the last to have a change; where nobody had
    any before, the one in which most of the changes were made.
    """
    order = [held.applied, (held.via != "").ifelse(1, 0), held.system]
    lagged = held.mutate(previous=held.system.lag().over(group_by=[held[name] for name in _CHANGE], order_by=order))
    came = lagged.filter(lagged.via != "", lagged.previous.notnull(), lagged.previous != lagged.system)
    last: dict[_Way, Counter[str]] = defaultdict(Counter)
    for row in engine.rows(came.group_by(["via", "system", "entity", "previous"]).agg(n=came.count())):
        last[row["via"], row["system"], row["entity"], None][row["previous"]] += row["n"]
    systems = sorted(row["system"] for row in engine.rows(held.select("system").distinct()))
    found = []
    for way, origin in origins.items():
        named = [one for one in systems if one != way[1] and _stands_in(one, way[0] or "")]
        found += [_Pair(way, one, named=True) for one in sorted(named, key=lambda name: (-len(name), name))]
        most = min(last[way].items(), key=lambda one: (-one[1], one[0]), default=(origin, 0))[0]
        found.append(_Pair(way, most, named=False))
    return found


def _stands_in(system: str, via: str) -> bool:
    """Whether a system's name is one of the parts of a flow's name."""
    return re.search(rf"(?<![^\W_]){re.escape(system)}(?![^\W_])", via) is not None


def _hops(engine: Engine, held: Expr, pairs: Sequence[_Pair]) -> Expr:
    """The changes that came by each way, by the number of its pair, and since when the pair's system had them.

    ``since`` is null where it did not yet.
    """
    asked = engine.put(
        "asked_ways",
        {"via": "string", "system": "string", "entity": "string", "candidate": "string", "item": "int32"},
        [(*one.way[:3], one.source, number) for number, one in enumerate(pairs)],
    )
    arrived = held.inner_join(asked, ["via", "system", "entity"])
    arrived = arrived.select(*_CHANGE, "candidate", "item", "applied")
    first = held.group_by([*_CHANGE, "system"]).agg(since=held.applied.min())
    same = [arrived[name] == first[name] for name in _CHANGE]
    joined = arrived.left_join(first, [*same, arrived.candidate == first.system, first.since <= arrived.applied])
    hops = joined.select(item=arrived.item, applied=arrived.applied, made=arrived.changed_at, since=first.since)
    return engine.keep("hops", hops)


def _sources(engine: Engine, hops: Expr, pairs: Sequence[_Pair]) -> dict[_Way, tuple[str, int, bool]]:
    """For each way where it most likely starts, how many changes were there before, and whether its name says so."""
    counted = hops.group_by("item").agg(n=hops.count(), before=hops.since.notnull().ifelse(1, 0).sum())
    numbers = {row["item"]: (int(row["before"] or 0), row["n"]) for row in engine.rows(counted)}
    found: dict[_Way, tuple[str, int, bool]] = {}
    for number, one in enumerate(pairs):
        before, rows = numbers.get(number, (0, 0))
        if not one.named or (before and before * 100 >= ENOUGH * rows):
            found.setdefault(one.way, (one.source, before, one.named))
    return found


def _lags(engine: Engine, hops: Expr, items: Mapping[int, _Way]) -> tuple[dict[_Way, Lag], dict[_Way, Lag]]:
    """By way, the lags from the system that it starts from, and those from the change."""
    chosen = hops.filter(hops.item.isin(list(items)))
    near = chosen.filter(chosen.since.notnull()).select("item", lag=chosen.applied - chosen.since)
    far = chosen.filter(chosen.applied >= chosen.made).select("item", lag=chosen.applied - chosen.made)
    from_source, from_change = quantiles(engine, near), quantiles(engine, far)
    return (
        {items[item]: lag for item, lag in from_source.items()},
        {items[item]: lag for item, lag in from_change.items()},
    )


def _ages(engine: Engine, events: Expr) -> tuple[Age, ...]:
    """How old what a system had from elsewhere was at most when it came."""
    came = events.filter(
        events.operation.isin(["create", "update"]),
        events.system != events.origin,
        events.group.notnull(),
        events.applied_at >= events.changed_at,
    )
    longest = came.group_by(["system", "entity", "group"]).agg(lag=(came.applied_at - came.changed_at).max())
    found = [
        Age(system=row["system"], entity=row["entity"], group=row["group"], longest=row["lag"] / MICRO)
        for row in engine.rows(longest)
    ]
    return tuple(sorted(found, key=lambda age: (age.system, age.entity, age.group)))


def _uses(kinds: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return _summed((row["purpose"], row["n"]) for row in kinds if row["operation"] == "use" and row["purpose"])


def _consents(engine: Engine, events: Expr) -> dict[str, tuple[str, ...]]:
    told = events.filter(events.purpose.notnull(), events.operation != "use", events.group.notnull())
    found: dict[str, list[str]] = defaultdict(list)
    for row in engine.rows(told.select("purpose", "entity", "group").distinct()):
        found[row["purpose"]].append(f"{row['entity']}.{row['group']}")
    return {purpose: tuple(sorted(groups)) for purpose, groups in sorted(found.items())}
