"""Exact quantiles of lags by item, from ranks: counted in buckets first, so that only a few rows are ever sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs
import ibis

from mdg.audit.engine import Engine, Expr, whole
from mdg.model.happened import MICRO, Lag

PERCENTS = {"p50": 50, "p95": 95, "p99": 99, "max": 100}
#: Into so many buckets the lags of an item are counted.
BUCKETS = 4096
#: So few rows of a bucket are ranked as they are.
FEW = 50_000
#: Into so many slices the time of a log is cut for the course of a lag.
SLICES = 24


@attrs.define(slots=True)
class Stretch:
    """The lags of an item from ``start``, ``width`` of them, before which there are ``before`` others."""

    item: int
    start: int
    width: int
    before: int
    ranks: list[int]


def quantiles(engine: Engine, lags: Expr) -> dict[int, Lag]:
    """The quantiles of a table with ``item`` and ``lag`` (microseconds, none negative), by item."""
    several = lags.group_by("item").agg(n=lags.count(), least=lags.lag.min(), most=lags.lag.max())
    known: dict[int, dict[int, int]] = {}
    sizes: dict[int, int] = {}
    todo: list[Stretch] = []
    for row in engine.rows(several):
        item, sizes[row["item"]] = row["item"], row["n"]
        known[item] = {0: row["least"], row["n"] - 1: row["most"]}
        ranks = [rank for rank in _ranks(row["n"]) if rank not in known[item]]
        if ranks:
            todo.append(Stretch(item, row["least"], row["most"] - row["least"] + 1, 0, ranks))
    while todo:
        todo = _closer(engine, lags, todo, known)
    return {item: _lag(found, sizes[item]) for item, found in known.items()}


def _ranks(size: int) -> list[int]:
    """The ranks between which the quantiles lie."""
    places = [Fraction((size - 1) * percent, 100) for percent in PERCENTS.values()]
    return sorted({min(int(place) + more, size - 1) for place in places for more in (0, 1)})


def _closer(engine: Engine, lags: Expr, todo: list[Stretch], known: dict[int, dict[int, int]]) -> list[Stretch]:
    """Look into stretches: at the lags themselves where they are few, else into which of their parts ranks fall."""
    parts: list[Stretch] = []
    for stretch, buckets in _buckets(engine, lags, todo):
        before, ranks = stretch.before, list(stretch.ranks)
        width = _width(stretch)
        for start, number in sorted(buckets.items()):
            inside = [rank for rank in ranks if before <= rank < before + number]
            if inside and width == 1:
                known[stretch.item].update(dict.fromkeys(inside, start))
            elif inside:
                part = Stretch(stretch.item, start, width, before, inside)
                if number <= FEW:
                    _look_up(engine, lags, part, known)
                else:
                    parts.append(part)
            before += number
    return parts


def _width(stretch: Stretch) -> int:
    return -(-stretch.width // BUCKETS)


def _buckets(engine: Engine, lags: Expr, todo: list[Stretch]) -> Iterable[tuple[Stretch, dict[int, int]]]:
    """How many lags there are in each part of each stretch, by where the part begins."""
    types = {"of": "int16", "number": "int32", "start": "int64", "until": "int64", "width": "int64"}
    rows = [(one.item, number, one.start, one.start + one.width, _width(one)) for number, one in enumerate(todo)]
    table = engine.put("stretches", types, rows)
    inside = lags.select("item", "lag").inner_join(table, [("item", "of")])
    inside = inside.filter(lambda t: (t.lag >= t.start) & (t.lag < t.until))
    placed = inside.mutate(bucket=inside.lag - (inside.lag - inside.start) % inside.width)
    found: dict[int, dict[int, int]] = {}
    for row in engine.rows(placed.group_by(["number", "bucket"]).agg(n=placed.count())):
        found.setdefault(row["number"], {})[row["bucket"]] = row["n"]
    return [(one, found.get(number, {})) for number, one in enumerate(todo)]


def _look_up(engine: Engine, lags: Expr, part: Stretch, known: dict[int, dict[int, int]]) -> None:
    """The lags at the ranks of a part with few of them."""
    start, until = whole(part.start), whole(part.start + part.width)
    inside = lags.filter(lags.item == part.item, lags.lag >= start, lags.lag < until)
    ranked = inside.select(lag=inside.lag, rank=ibis.row_number().over(order_by=inside.lag))
    wanted = ranked.filter(ranked.rank.isin([rank - part.before for rank in part.ranks]))
    for row in engine.rows(wanted):
        known[part.item][row["rank"] + part.before] = row["lag"]


def _lag(ranked: Mapping[int, int], size: int) -> Lag:
    found: dict[str, float] = {}
    for name, percent in PERCENTS.items():
        place = Fraction((size - 1) * percent, 100)
        below = int(place)
        low, high = ranked[below], ranked[min(below + 1, size - 1)]
        found[name] = float((low + (high - low) * (place - below)) / MICRO)
    return Lag(**found)


def courses(engine: Engine, lags: Expr, first: int, last: int) -> dict[int, tuple[float | None, ...]]:
    """The mean lag in seconds over equal slices of the time in which changes were ``made``, by item."""
    width = max(1, -(-(last - first + 1) // SLICES))
    offset = lags.made - whole(first)
    sliced = lags.select(item=lags.item, lag=lags.lag, slice=offset - offset % whole(width))
    means: dict[int, list[float | None]] = {}
    for row in engine.rows(sliced.group_by(["item", "slice"]).agg(mean=sliced.lag.mean())):
        course = means.setdefault(row["item"], [None] * SLICES)
        course[row["slice"] // width] = row["mean"] / MICRO
    return {item: tuple(course) for item, course in means.items()}
