"""A log watched as it grows: what becomes late is told as it becomes late, and what nobody allowed as it happens."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mdg.diagnostic import MdgError
from mdg.model.happened import MICRO
from mdg.model.instants import EPOCH, microseconds
from mdg.model.landscape import Landscape
from mdg.model.watched import Notice
from mdg.pipeline.growing import growing
from mdg.pipeline.logs import auditing
from mdg.store.watched import Memory, Waiting

if TYPE_CHECKING:
    from mdg.auditing.live import Judged

_MICROSECOND = dt.timedelta(microseconds=1)
#: So long after the longest limit a change is remembered, in microseconds: who tells of it later tells of it too late.
_DAY = 86_400 * MICRO
_KEPT = 7 * _DAY
#: What is told of a row.
_TOLD = ("entity", "record_id", "group", "operation", "origin", "system", "via")


class Watch:
    """A landscape and a log that grows: a store of ``mdg record``, or a file of JSON lines or CSV.

    ``memory`` is a file in which is kept how far the log was read and what is awaited, so that another watch with the
    same goes on from there.  One that is new begins with the first row of the log, or, with ``from_end``, behind the
    last one.  Close it after use, or use it as a context manager.

    Raises MdgError for a log that cannot be watched, for a memory of another log, or one that another watch has open,
    and where an extra (``audit``, for a store ``store`` too) is not installed.
    """

    def __init__(
        self,
        landscape: Landscape,
        events: str | os.PathLike[str],
        memory: str | os.PathLike[str],
        *,
        from_end: bool = False,
    ) -> None:
        auditing()
        # what audits are made with is an extra, which is there by now
        from mdg.auditing.live import Judge

        self._judge = Judge(landscape)
        limits = {need.id: need.max_age for need in landscape.every.needs.values() if need.max_age is not None}
        self._needs = sorted(limits)
        self._forget_at: int | None = None
        self._kept = max((age // _MICROSECOND for age in limits.values()), default=0) + _KEPT
        self._log = growing(os.fspath(events))
        if str(Path(memory).resolve()) == self._log.name:
            self._log.close()
            raise MdgError(f"`{os.fspath(memory)}` is the log; name another file in which the watch remembers")
        self._memory = Memory(Path(memory))
        try:
            self._begin(from_end=from_end)
        except BaseException:
            self.close()
            raise

    @property
    def log(self) -> str:
        """The log as it may be shown: the path of a file, or the URL of a store without its password."""
        return self._log.name

    @property
    def unfinished(self) -> str | None:
        """The place of a last line that has no end, and is left for the next look; None if there is none."""
        with self._memory.changing():
            return self._log.unfinished(self._memory.recall("left_off"))

    def _begin(self, *, from_end: bool) -> None:
        log = self._log.name
        with self._memory.changing():
            known = self._memory.recall("log")
            if known is None:
                self._memory.remember("log", log)
                self._memory.remember("left_off", self._log.end() if from_end else None)
            elif known != log:
                raise MdgError(f"this memory is of the log `{known}`, and not of `{log}`; name another file")

    def close(self) -> None:
        """Let others have the memory."""
        self._memory.close()
        self._log.close()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def look(self, now: dt.datetime, tell: Callable[[Notice], None]) -> bool:
        """Look once: at the next portion of new rows, and, behind the last, at what is overdue ``now``.

        Everything is told before it is remembered that it was, so that what is told is told again after a crash, rather
        than never.  What was applied after ``now`` is looked at when that has come.  False once there was nothing new.
        """
        instant = microseconds(now)
        with self._memory.changing():
            found = self._log.portion(self._memory.recall("left_off"))
            if found.gap:
                tell(Notice(kind="replaced", place=self._log.name, reason=found.gap))
            rows = [*self._memory.postponed(instant), *found.rows]
            for place, row, fault in rows:
                for notice in self._notices(place, row, fault, instant):
                    tell(notice)
            self._memory.remember("left_off", found.left_off)
            if not rows:
                for system, waiting in self._memory.overdue(instant):
                    tell(_awaited("overdue", system, waiting))
            if self._forget_at is None or instant >= self._forget_at:
                self._memory.forget(instant - self._kept, self._needs)
                self._forget_at = instant + _DAY
        return bool(rows)

    def next_due(self) -> dt.datetime | None:
        """When the next change becomes overdue, if nothing comes until then; None if none is awaited."""
        due = self._memory.next_due()
        return None if due is None else EPOCH + due * _MICROSECOND

    def _notices(self, place: str, row: Mapping[str, Any], fault: str | None, now: int) -> Iterator[Notice]:
        judgement = None if fault else self._judge.of(row, blank_is_empty=self._log.blank_is_empty)
        if judgement is None or judgement.judged is None:
            yield Notice(kind="unreadable", place=place, reason=fault if judgement is None else judgement.fault)
            return
        judged, made, applied, texts = judgement.judged, judgement.changed, judgement.applied, judgement.texts
        system = texts["system"]
        if applied > now:
            self._memory.postpone(applied, place, row)
            return
        if not self._memory.is_new(texts["event_id"], texts["group"], system, applied) or judged.is_use:
            return
        told = {name: texts[name] for name in _TOLD}
        if judged.wrong is not None:
            yield Notice(
                kind=judged.wrong, changed_at=made, applied_at=applied, accountable=judged.answers, place=place, **told
            )
        key = json.dumps([texts["entity"], texts["record_id"], texts["group"]])
        if judged.is_origin:
            yield from self._expect(key, judged, made, {**told, "place": place})
        if applied >= made:  # a clock that is wrong delivers nothing
            self._memory.arrive(key, system, made, applied)
            for waiting in sorted(self._memory.served(key, system, made), key=lambda one: one[:3]):
                yield from _arrived(system, waiting, applied)

    def _expect(self, key: str, judged: Judged, made: int, told: dict[str, Any]) -> Iterator[Notice]:
        """For each need that a change is for: it is there already, or is awaited from now on."""
        for one in judged.awaited:
            due = made + one.limit
            since = self._memory.since(key, one.system, made)
            row = {**told, "accountable": one.accountable}
            if since is None:
                self._memory.wait(key, one.system, one.need, row, made, due)
            else:
                yield from _arrived(one.system, (one.need, made, due, False, row), since)


def _arrived(system: str, waiting: Waiting, applied: int) -> Iterator[Notice]:
    _, _, due, was_told, _ = waiting
    if applied > due:
        yield attrs.evolve(_awaited("late", system, waiting), applied_at=applied)
    elif was_told:
        yield attrs.evolve(_awaited("told_late", system, waiting), applied_at=applied)


def _awaited(kind: str, system: str, waiting: Waiting) -> Notice:
    need, made, due, _, row = waiting
    return Notice(kind=kind, need=need, due=due, changed_at=made, **{**row, "system": system, "via": None})
