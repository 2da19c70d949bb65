"""What only some systems have: extracts that they supply, and promises about disasters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from mdg.model.items import Extract

if TYPE_CHECKING:
    from mdg.model.period import Period


@attrs.frozen(slots=True, repr=False, eq=False)
class Supply:
    """An extract that a provider has on every record, at most ``refreshed`` old there."""

    extract: Extract
    refreshed: dt.timedelta
    id: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Recovery:
    """What a system promises after a disaster: data loss, down time, how long backups are kept."""

    rpo: dt.timedelta | None = None
    rto: dt.timedelta | None = None
    backup_kept: Period | None = None
    replays_erasures: bool | None = None
