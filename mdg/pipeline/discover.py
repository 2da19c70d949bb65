"""A landscape to start from, drafted from what a log shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mdg.interop.drafts import Draft, draft
from mdg.model.instants import microseconds
from mdg.pipeline.audit import as_instant
from mdg.pipeline.logs import looked_at


def discover(events: Any, *, as_of: dt.datetime | str | None = None, engine: str | None = None) -> Draft:
    """Draft a landscape from a log of sync events.

    ``events``, ``as_of`` and ``engine`` are as for :func:`mdg.audit`.  The draft has ``text``, in the language, with
    what was measured in comments, and ``document``, the same as data.  What happened is not what was agreed: all
    statements are drafts.  Raises MdgError for what cannot be read, for a log without events, for a wrong instant, and
    where an extra (``audit``, ``store``, ``postgres``, ``spark``) is not installed.
    """
    instant = as_instant(as_of)
    with looked_at(events, engine) as (engine_of_log, source):
        # Ibis is an extra, which is there by now
        from mdg.auditing.discovery import discover as looked

        found = looked(engine_of_log, source, microseconds(instant))
    return draft(found, instant)
