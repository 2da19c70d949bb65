"""What is told while a log is watched: a line a notice."""

from __future__ import annotations

from mdg.model.happened import MICRO
from mdg.model.instants import written
from mdg.model.watched import CODES, Notice
from mdg.render.cells import visible
from mdg.render.style import PLAIN, Style
from mdg.rules.telling import length


def line(notice: Notice, style: Style = PLAIN) -> str:
    """One notice: what it is, of which record, and who answers for it."""
    code = CODES[notice.kind]
    name = notice.kind.replace("_", " ")
    head = style("error" if code else "dim", f"{code} {name}" if code else name)
    answers = f"; {notice.accountable} is accountable" if notice.accountable else ""
    return f"{head}: {visible(_SAID[notice.kind](notice) + answers)}"


def _change(notice: Notice) -> str:
    what = f"`{notice.group}` of " if notice.group else ""
    made = f"{notice.operation}d in {notice.origin} at {_at(notice.changed_at)}"
    return f"{what}{notice.entity} `{notice.record_id}`, {made},"


def _overdue(notice: Notice) -> str:
    return f"{_change(notice)} is not in {notice.system}; {notice.need} wants it within {_limit(notice)}"


def _late(notice: Notice) -> str:
    after = length(-(-(notice.lag or 0) // 1))
    return f"{_change(notice)} came to {notice.system} after {after}; {notice.need} wants it within {_limit(notice)}"


def _told_late(notice: Notice) -> str:
    return f"{_change(notice)} was in {notice.system} in time, at {_at(notice.applied_at)}; the log told it late"


def _unauthorised(notice: Notice) -> str:
    return f"{_change(notice)} which no rule of ownership allows ({notice.place})"


def _undeclared(notice: Notice) -> str:
    by = f"by `{notice.via}`, which nobody declared for that" if notice.via else "by no flow at all"
    return f"{_change(notice)} came to {notice.system} at {_at(notice.applied_at)} {by} ({notice.place})"


def _unreadable(notice: Notice) -> str:
    return f"{notice.place}: {notice.reason}"


_SAID = {
    "overdue": _overdue,
    "late": _late,
    "told_late": _told_late,
    "unauthorised": _unauthorised,
    "undeclared_route": _undeclared,
    "unreadable": _unreadable,
    "replaced": _unreadable,
}


def _at(micros: int | None) -> str:
    return "?" if micros is None else written(micros)


def _limit(notice: Notice) -> str:
    return length(((notice.due or 0) - (notice.changed_at or 0)) / MICRO)
