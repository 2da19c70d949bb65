"""Exact quantiles of lags by item, from ranks: counted in buckets first, so that only a few rows are ever sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs
import ibis

from mdg.auditing.engine import Engine, Expr, whole
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
    few: list[Stretch] = []
    for row in engine.rows(several):
        item, sizes[row["item"]] = row["item"], row["n"]
        known[item] = {0: row["least"], row["n"] - 1: row["most"]}
        ranks = [rank for rank in _ranks(row["n"]) if rank not in known[item]]
        if ranks:
            whole_item = Stretch(item, row["least"], row["most"] - row["least"] + 1, 0, ranks)
            (few if row["n"] <= FEW else todo).append(whole_item)
    while todo:
        todo = _closer(engine, lags, todo, few, known)
    if few:
        _look_up(engine, lags, few, known)
    return {item: _lag(found, sizes[item]) for item, found in known.items()}


def _ranks(size: int) -> list[int]:
    """The ranks between which the quantiles lie."""
    places = [Fraction((size - 1) * percent, 100) for percent in PERCENTS.values()]
    return sorted({min(int(place) + more, size - 1) for place in places for more in (0, 1)})


def _closer(
    engine: Engine, lags: Expr, todo: list[Stretch], few: list[Stretch], known: dict[int, dict[int, int]]
) -> list[Stretch]:
    """Look into which parts of stretches the ranks fall; parts with ``few`` lags are left to be looked up."""
    parts: list[Stretch] = []
    for stretch, buckets in _buckets(engine, lags, todo):
        before, width = stretch.before, _width(stretch)
        for start, number in sorted(buckets.items()):
            inside = [rank for rank in stretch.ranks if before <= rank < before + number]
            if inside and width == 1:
                known[stretch.item].update(dict.fromkeys(inside, start))
            elif inside:
                (few if number <= FEW else parts).append(Stretch(stretch.item, start, width, before, inside))
            before += number
    return parts


def _width(stretch: Stretch) -> int:
    return -(-stretch.width // BUCKETS)


def _inside(engine: Engine, lags: Expr, stretches: list[Stretch]) -> Expr:
    """The lags that fall into stretches, each with the ``number`` of its own and where that starts."""
    types = {"of": "int16", "number": "int32", "start": "int64", "until": "int64", "width": "int64"}
    rows = [(one.item, number, one.start, one.start + one.width, _width(one)) for number, one in enumerate(stretches)]
    inside = lags.select("item", "lag").inner_join(engine.put("stretches", types, rows), [("item", "of")])
    return inside.filter(lambda t: (t.lag >= t.start) & (t.lag < t.until))


def _buckets(engine: Engine, lags: Expr, todo: list[Stretch]) -> Iterable[tuple[Stretch, dict[int, int]]]:
    """How many lags there are in each part of each stretch, by where the part begins."""
    inside = _inside(engine, lags, todo)
    placed = inside.mutate(bucket=inside.lag - (inside.lag - inside.start) % inside.width)
    found: dict[int, dict[int, int]] = {}
    for row in engine.rows(placed.group_by(["number", "bucket"]).agg(n=placed.count())):
        found.setdefault(row["number"], {})[row["bucket"]] = row["n"]
    return [(one, found.get(number, {})) for number, one in enumerate(todo)]


def _look_up(engine: Engine, lags: Expr, few: list[Stretch], known: dict[int, dict[int, int]]) -> None:
    """The lags at the ranks of stretches with few of them."""
    inside = _inside(engine, lags, few)
    ranked = inside.mutate(place=ibis.row_number().over(group_by=inside.number, order_by=inside.lag).cast("int64"))
    wanted = [(number, rank - one.before) for number, one in enumerate(few) for rank in one.ranks]
    ranks = engine.put("ranks", {"of_number": "int32", "rank": "int64"}, wanted)
    found = ranked.inner_join(ranks, [("number", "of_number"), ("place", "rank")]).select("number", "place", "lag")
    for row in engine.rows(found):
        one = few[row["number"]]
        known[one.item][row["place"] + one.before] = row["lag"]


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
