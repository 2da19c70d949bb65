"""Audits that are kept, on each engine: every figure comes back, and nothing of an audit that fails is left."""

from __future__ import annotations

import json

import attrs
import pytest
from sqlalchemy import text

import mdg
from mdg.model.happened import Audit, FlowFigures, Lag, NeedFigures
from mdg.model.instants import written
from mdg.store import audits
from mdg.store.engine import engine_of

NOON = 1_788_264_000_000_000
HOUR = 3_600_000_000
FOUND = Audit(
    as_of=written(NOON),
    events=12,
    needs={"fresh": NeedFigures(expected=4, delivered=3, late=1, missing=1, lag=Lag(1.5, 2.25, 3.0, 4.000001))},
    flows={"hop": FlowFigures(seen=0)},
    bounds={"fresh": None},
)


def kept(store: str, found: Audit, landscape: str = "shoes", run_at: int = NOON) -> None:
    audits.keep(store, landscape, found.as_json(), run_at, mdg.__version__)


def as_of(hours: int, late: int = 1) -> Audit:
    need = attrs.evolve(FOUND.needs["fresh"], late=late)
    return attrs.evolve(FOUND, as_of=written(NOON + hours * HOUR), needs={"fresh": need})


def test_every_figure_comes_back(store: str) -> None:
    kept(store, FOUND)
    (found,) = audits.earlier(store, "shoes", NOON + 1, 5)
    assert found.as_of == NOON
    assert found.figures == dict(audits.figures(FOUND.as_json()))
    assert found.of_need("fresh", "lag.max") == 4.000001
    assert found.of_need("fresh", "bound_seconds") is None
    assert found.figures["flow", "hop", "lag.p95"] is None
    assert found.figures["log", "", "events"] == 12


def test_the_last_ones_before_an_instant_oldest_first(store: str) -> None:
    assert audits.earlier(store, "shoes", NOON, 5) == ()
    for hours in (3, 1, 2, 4):
        kept(store, as_of(hours))
    kept(store, as_of(2, late=7), run_at=NOON + 1)
    kept(store, as_of(1), landscape="boots")
    found = audits.earlier(store, "shoes", NOON + 4 * HOUR, 2)
    assert [(one.as_of - NOON) // HOUR for one in found] == [2, 3]
    assert found[0].of_need("fresh", "late") == 7


def test_the_whole_result_is_kept_beside_its_figures(store: str) -> None:
    kept(store, FOUND)
    with engine_of(store).connect() as connection:
        rows = connection.execute(text("select landscape, as_of, run_at, version, result from mdg_audit_run")).all()
    ((landscape, when, run_at, version, result),) = rows
    assert (landscape, when, run_at, version) == ("shoes", NOON, NOON, mdg.__version__)
    assert json.loads(result) == FOUND.as_json()


def test_nothing_of_an_audit_that_fails_is_left(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(result: object) -> object:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(audits, "figures", broken)
        with pytest.raises(RuntimeError):
            kept(store, FOUND)
    assert audits.earlier(store, "shoes", NOON + 1, 5) == ()
