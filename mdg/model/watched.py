"""What somebody who watches a log is told, one thing at a time."""

from __future__ import annotations

import attrs

from mdg.diagnostic import Json
from mdg.model.happened import MICRO
from mdg.model.instants import written

#: By kind of notice the rule of the audit that tells the same, None for what is no violation.
CODES = {
    "overdue": "MDG802",
    "late": "MDG801",
    "told_late": None,
    "unauthorised": "MDG808",
    "undeclared_route": "MDG810",
    "unreadable": None,
    "replaced": None,
}


@attrs.frozen(slots=True, kw_only=True)
class Notice:
    """A change that a need still waits for, or that came late; a row that breaks an agreement, or cannot be judged.

    ``overdue``: it is not in ``system``, and was due by now.  ``late``: it came after it was due.  ``told_late``: it
    was called overdue, and had been there in time, as the log tells by now.  ``replaced``: another log took the place
    of the one that was read, and rows may never have been seen.  Instants are microseconds since 1970.
    """

    kind: str
    entity: str | None = None
    record_id: str | None = None
    group: str | None = None
    operation: str | None = None
    origin: str | None = None
    changed_at: int | None = None
    system: str | None = None
    applied_at: int | None = None
    via: str | None = None
    need: str | None = None
    due: int | None = None
    accountable: str | None = None
    place: str | None = None
    reason: str | None = None

    @property
    def lag(self) -> float | None:
        """From the change until it was visible, in seconds."""
        if self.applied_at is None or self.changed_at is None:
            return None
        return (self.applied_at - self.changed_at) / MICRO

    def as_json(self) -> dict[str, Json]:
        """The keys of ``watch.schema.json``."""
        texts = ("entity", "record_id", "group", "operation", "origin", "system", "via", "need", "accountable", "place")
        instants = ("changed_at", "applied_at", "due")
        return {
            "kind": self.kind,
            "code": CODES[self.kind],
            **{name: getattr(self, name) for name in texts},
            **{name: None if (at := getattr(self, name)) is None else written(at) for name in instants},
            "lag_seconds": self.lag,
            "reason": self.reason,
        }
