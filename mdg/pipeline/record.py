"""Events into a store, for Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mdg.diagnostic import MdgError
from mdg.pipeline.recorded import Recorded

if TYPE_CHECKING:
    from mdg.pipeline.recording import Recording


def record(
    url: str,
    events: str | os.PathLike[str] | Iterable[Mapping[str, Any]] | Any,
    *,
    format: str | None = None,
    mapping: str | os.PathLike[str] | None = None,
    source: str | None = None,
    rejected: str | os.PathLike[str] | None = None,
    progress: Callable[[Recorded], None] | None = None,
) -> Recorded:
    """Append events to the store at ``url`` (SQLite or PostgreSQL; made where there is none), each exactly once.

    ``events`` is the path of a log, mappings from column to value, or an Arrow table.  A path's format is told by its
    ending or by ``format`` (jsonl, csv, parquet, debezium, openlineage, cloudevents); ``mapping`` is the path of one.
    Instants are aware datetimes, ISO 8601 text, or whole microseconds since 1970 in UTC.

    A row that stands twice is stored once, and counted once more for each further place, which is an input and a
    position in it.  ``source`` names the input: by default a file by its path, and everything else `<python>`.  So the
    same input can be recorded again, after a crash or when it has grown, and nothing is counted twice.

    Rows are written in batches of one transaction each.  ``progress`` is called after each commit with the result so
    far; what it has been told of survives the end of the process, and of the machine.  Rejected rows are written to the
    file ``rejected``, as JSON lines.  MdgError where a log cannot be read, or the store not be written.
    """
    recording = recorder(url, rejected=rejected, progress=progress)
    if isinstance(events, (str, os.PathLike)):
        recording.check(os.fspath(events), format)
    with recording:
        if isinstance(events, (str, os.PathLike)):
            recording.path(os.fspath(events), form=format, mapping=mapping, source=source)
        elif format is not None or mapping is not None:
            raise MdgError("`format` and `mapping` are for the path of a log")
        else:
            recording.rows(events, source or "<python>")
    return recording.result


def recorder(
    url: str,
    *,
    rejected: str | os.PathLike[str] | None = None,
    progress: Callable[[Recorded], None] | None = None,
) -> Recording:
    """What records several inputs into one store.  MdgError where the extra for stores is not installed."""
    try:
        # SQLAlchemy and others are loaded with it, which may not be there
        from mdg.pipeline.recording import Recording
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"sqlmodel", "sqlalchemy", "alembic", "orjson"}:
            raise
        raise MdgError("a store needs the extra `store`: `pip install 'mdg[store]'`") from None
    return Recording(url, rejected=rejected, progress=progress)
