"""What really happened against what was agreed: a landscape, a log, the figures, and what the rules find in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from mdg.diagnostic import MdgError, Report
from mdg.model.day import day_in
from mdg.model.happened import Audit
from mdg.model.instants import microseconds
from mdg.model.landscape import Landscape
from mdg.pipeline import kept
from mdg.pipeline.gather import Gathered, Held
from mdg.pipeline.logs import opened
from mdg.pipeline.report import make_report
from mdg.pipeline.suppress import CODE as SUPPRESSION
from mdg.rules import AUDITED, CODES, expand, rule


def audit(
    landscape: Landscape,
    events: Any,
    *,
    as_of: dt.datetime | str | None = None,
    engine: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
    store: str | None = None,
) -> Audit:
    """Hold a log of sync events against a landscape.

    ``events`` is a file or folder of Parquet, CSV or JSON lines, the URL of a store (``sqlite:///…``,
    ``postgresql://…``), or an Arrow table, a data frame or a table of Ibis, with the columns of an event.  It is looked
    at where it is: a store by its own database, a table of Ibis by the engine that it belongs to, a data frame of Spark
    by its session, all else by DuckDB; ``engine`` (duckdb, sqlite, postgres, spark) asks for one, which for files may
    be Spark.  Rows applied after ``as_of`` (an instant, or its text such as ``2026-01-31T12:00:00Z``; now, if left out)
    are left out, and each event is judged by the landscape of the day of its ``changed_at``.  ``select`` and ``ignore``
    are codes of audit rules or prefixes.  Lags are in seconds.  The answer's ``report`` has the findings.  ``store`` is
    the URL of one in which the audit is kept; the answer's ``earlier`` are those of the same landscape kept before.

    Raises MdgError for what cannot be read or kept, for an engine that does not go with the log, for a wrong instant or
    selection, and where an extra (``audit``, ``store``, ``postgres``, ``spark``) is not installed.
    """
    instant = as_instant(as_of)
    select = tuple(select)
    if select and not expand(select) & AUDITED:
        raise MdgError(
            f"none of {', '.join(f'`{code}`' for code in select)} judges what happened; those that do begin with MDG8"
        )
    chosen = selection(select or landscape.settings.select, ignore or landscape.settings.ignore)
    day = day_in(landscape.settings.timezone, instant)
    of_day = attrs.evolve(landscape.every, as_of=day)
    before = kept.earlier(store, landscape, instant) if store is not None else ()
    found = figures(of_day, events, instant, progress, engine=engine)
    told = expand(select or landscape.settings.select) or frozenset({SUPPRESSION})
    beside = frozenset({SUPPRESSION}) & (told - expand(ignore or landscape.settings.ignore))
    report = _report(of_day, found, chosen, beside)
    found = attrs.evolve(found, earlier=before, report=report)
    if store is not None:
        kept.keep(store, landscape, found, dt.datetime.now(dt.UTC))  # noqa: TID251  # when an audit is made is now
    return found


def selection(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The audit rules to judge by; a selection of others only, as a landscape's settings may be, leaves them all."""
    wanted = expand(select) & AUDITED if select else AUDITED
    chosen = (wanted or AUDITED) - expand(ignore)
    if not chosen:
        raise MdgError("nothing is left to judge: every rule on what happened is ignored")
    return chosen


def figures(
    landscape: Landscape,
    events: Any,
    as_of: dt.datetime,
    progress: Callable[[str], None] = lambda _: None,
    *,
    engine: str | None = None,
) -> Audit:
    """The figures of an audit, as of an instant; see :func:`audit`."""
    with opened(landscape, events, engine) as (found, source, run):
        return run(landscape, found, source, microseconds(as_of), progress=progress)


def _report(landscape: Landscape, found: Audit, chosen: frozenset[str], beside: frozenset[str]) -> Report:
    """The findings of the rules on what happened; ``beside`` is MDG706 where idle suppressions of these are told."""
    reading = landscape.on(landscape.as_of)
    held = []
    for code in CODES:
        if code in chosen:
            judge = rule(code).audit
            held += [Held(problem, reading) for problem in judge(landscape, found)] if judge else []
    told = chosen | beside if found.events and not found.rejected else chosen
    report = make_report(None, landscape, landscape.as_of, Gathered(held=tuple(held)), told, of_log=True)
    return attrs.evolve(report, not_judged=(), rules=tuple(sorted(told)), unread=tuple(_unread(found)))


def _unread(found: Audit) -> Iterator[dict[str, Any]]:
    """What could not be judged: rows, the first of them one by one, or the whole log for lack of events."""
    for one in found.rejections:
        yield one.as_json()
    beyond = found.rejected - len(found.rejections)
    if beyond:
        more = "more " if found.rejections else ""
        yield {"file": found.log, "line": None, "reason": f"{beyond:,} {more}rows could not be judged"}
    if not found.events and not found.rejected:
        reason = f"it holds no event that was applied by {found.as_of}, so there is nothing to judge"
        yield {"file": found.log, "line": None, "reason": reason}


def as_instant(given: dt.datetime | str | None) -> dt.datetime:
    """The instant that is given; without one it is now, which is asked of the clock here alone."""
    if given is None:
        return dt.datetime.now(dt.UTC)  # noqa: TID251  # who names no instant means now
    if isinstance(given, str):
        try:
            given = dt.datetime.fromisoformat(given)
        except ValueError as wrong:
            raise MdgError(f"`{given}` is no instant; write it like `2026-01-31T12:00:00Z`") from wrong
    if not isinstance(given, dt.datetime):
        raise MdgError(f"`{given}` is no instant; give a datetime")
    try:
        return given.replace(tzinfo=dt.UTC) if given.tzinfo is None else given.astimezone(dt.UTC)
    except OverflowError as wrong:
        raise MdgError(f"`{given}` is no instant: in UTC there is no such day") from wrong
