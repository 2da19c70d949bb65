"""What really happened against what was agreed: a landscape, a log, and a report on both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mdg.diagnostic import MdgError
from mdg.model.happened import EPOCH, Audit
from mdg.model.landscape import Landscape

if TYPE_CHECKING:
    from mdg.audit.engine import Engine, Source

_MICROSECOND = dt.timedelta(microseconds=1)


def figures(
    landscape: Landscape,
    events: Any,
    as_of: dt.datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Audit:
    """The figures of an audit, as of an instant; see :func:`audit`."""
    # what goes with Ibis is loaded for audits only
    from mdg.audit import audit as run
    from mdg.audit import dimensions

    engine, source = _opened(events, dimensions(landscape))
    try:
        return run(landscape, engine, source, (as_of - EPOCH) // _MICROSECOND, progress=progress)
    finally:
        engine.close()


def _opened(events: Any, dimensions: dict[str, bool]) -> tuple[Engine, Source]:
    try:
        # the extra that an audit needs
        from mdg.audit.duck import DuckDB
    except ImportError as missing:
        raise MdgError(f"an audit needs {missing.name}: install `mdg[audit]`") from missing
    engine = DuckDB()
    try:
        return engine, engine.open(events, dimensions)
    except BaseException:
        engine.close()
        raise
