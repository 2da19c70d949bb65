"""Audits that were made: kept with their figures, and looked up again to tell how things go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, col, select

from mdg.diagnostic import Json
from mdg.model.happened import Earlier
from mdg.model.instants import microseconds
from mdg.store.engine import engine_of, failing_clearly, writing
from mdg.store.models import AuditFigure, AuditRun
from mdg.store.upgrade import upgrade

_LOG = ("events", "repeated_rows", "conflicting_rows", "clock")


def keep(url: str, landscape: str, result: Mapping[str, Json], run_at: int, version: str) -> None:
    """Append an audit of a landscape, as its JSON and figure by figure; ``run_at`` is in microseconds since 1970.

    The store is made where there is none.  MdgError where it cannot be written; nothing of the audit is in it then.
    """
    engine = engine_of(url)
    with failing_clearly(engine):
        upgrade(engine)
        with writing(engine) as connection, Session(bind=connection) as session:
            run = AuditRun(
                landscape=landscape,
                as_of=microseconds(str(result["as_of"])),
                run_at=run_at,
                version=version,
                result=json.dumps(result),
            )
            session.add(run)
            session.flush()
            number = run.id or 0
            session.add_all(
                AuditFigure(run=number, kind=kind, subject=subject, name=name, value=value)
                for (kind, subject, name), value in figures(result)
            )
            session.flush()


def earlier(url: str, landscape: str, before: int, most: int) -> tuple[Earlier, ...]:
    """The ``most`` last audits of a landscape as of instants before that one, oldest first.

    Of several as of the same instant, the one that was made last.  None where there is no store yet.
    """
    engine = engine_of(url)
    with failing_clearly(engine):
        upgrade(engine)
        with Session(engine) as session:
            wanted = select(AuditRun.as_of, AuditRun.id).where(
                AuditRun.landscape == landscape, col(AuditRun.as_of) < before
            )
            runs = dict(session.exec(wanted.order_by(col(AuditRun.as_of), col(AuditRun.id))).all())
            last = list(runs.items())[-most:]
            return tuple(Earlier(as_of, _figures(session, run)) for as_of, run in last)


def _figures(session: Session, run: int | None) -> dict[tuple[str, str, str], float | None]:
    found = session.exec(select(AuditFigure).where(AuditFigure.run == run)).all()
    return {(one.kind, one.subject, one.name): one.value for one in found}


def figures(result: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], float | None]]:
    """The single figures of a result, each by its kind, what it is about, and the path of its key."""
    for name in _LOG:
        yield ("log", "", name), float(result[name])
    for name, number in (*result["violations"].items(), *result["beside"].items()):
        yield ("violation", "", name), float(number)
    for kind in ("need", "flow"):
        for subject, several in result[f"{kind}s"].items():
            for name, value in several.items():
                if name == "lag":
                    for quantile, seconds in value.items():
                        yield (kind, subject, f"lag.{quantile}"), seconds
                elif name != "course":
                    yield (kind, subject, name), None if value is None else float(value)
