"""One row of a log after the other, judged as it comes: by what the audit asks of kinds of rows."""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import attrs

from mdg.auditing import values
from mdg.auditing.meaning import Kind, Meaning, Members, fault, incomplete
from mdg.auditing.periods import periods
from mdg.model.event import INSTANTS, OPTIONAL, TEXTS, as_text
from mdg.model.instants import micros
from mdg.model.landscape import Landscape
from mdg.model.responsibility import accountable

_KIND = ("entity", "group", "operation", "origin", "system", "via", "purpose")
_TEXTS = (*TEXTS, *OPTIONAL)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Kinds that are remembered, as the same come again.
_MAX_KEPT = 100_000


@attrs.frozen(slots=True, kw_only=True)
class Awaited:
    """A need that a change is for: where, how soon (microseconds), and who answers for it."""

    need: str
    system: str
    limit: int
    accountable: str | None


@attrs.frozen(slots=True, kw_only=True)
class Judged:
    """What the landscape says of rows of one kind; ``answers`` is who answers for what is wrong with them."""

    is_use: bool
    is_origin: bool
    awaited: tuple[Awaited, ...] = ()
    wrong: str | None = None
    answers: str | None = None


@attrs.frozen(slots=True, kw_only=True)
class Judgement:
    """A row's texts, its instants in microseconds, and what is said of it; ``fault`` is why it cannot be judged."""

    texts: Mapping[str, Any] = attrs.field(factory=dict)
    changed: int = 0
    applied: int = 0
    judged: Judged | None = None
    fault: str | None = None


class Judge:
    """A landscape, asked about rows: each by what was agreed on the day of its change."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape
        stretches, members = periods(landscape), Members()
        self._begins = [begins for begins, _ in stretches if begins is not None]
        self._meanings = [Meaning(reading, members) for _, reading in stretches]
        self._columns = list(values.dimensions(landscape))
        self._known: dict[tuple[Any, ...], Judged | str] = {}

    def of(self, row: Mapping[str, Any], *, blank_is_empty: bool = False) -> Judgement:
        """What is said of a row, with the columns of an event; ``blank_is_empty`` as for CSV."""
        wrong = incomplete(row)
        if wrong is not None:
            return Judgement(fault=wrong)
        texts = {name: as_text(row.get(name)) for name in _TEXTS}
        told = {**texts, **{name: row.get(name) for name in (*INSTANTS, *self._columns)}}
        changed, applied = (micros(told[name]) or 0 for name in INSTANTS)
        period = bisect_right(self._begins, changed)
        scope = json.dumps([told[name] for name in self._columns], default=str)
        key = (period, blank_is_empty, scope, *(texts[name] for name in _KIND))
        judged = self._known.get(key)
        if judged is None:
            if len(self._known) >= _MAX_KEPT:
                self._known.clear()
            judged = self._known[key] = self._judge(told, period, blank_is_empty)
        if isinstance(judged, str):
            return Judgement(fault=judged)
        return Judgement(texts=texts, changed=changed, applied=applied, judged=judged)

    def _judge(self, cells: Mapping[str, Any], period: int, blank_is_empty: bool) -> Judged | str:
        wrong = fault(self._landscape, cells, blank_is_empty=blank_is_empty)
        if wrong is not None:
            return wrong
        entity = self._landscape.every.entities[cells["entity"]]
        read = values.read_values(entity, cells, blank_is_empty=blank_is_empty)
        of_kind = {name: cells[name] for name in _KIND}
        record = {} if isinstance(read, str) else read
        kind = Kind(number=0, consent=None, values=record, period=period, **of_kind)
        meaning = self._meanings[period]
        reading = meaning.reading
        named = {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}
        groups = [kind.group] if kind.group else []
        if kind.is_origin:
            awaited = tuple(
                Awaited(
                    need=need.id,
                    system=need.system,
                    limit=(need.max_age or dt.timedelta()) // _MICROSECOND,
                    accountable=accountable(reading, kind.entity, groups, [need.system], ["freshness"], named),
                )
                for need in meaning.needs(kind)
            )
            offence = "unauthorised" if meaning.is_unauthorised(kind) else None
        else:
            awaited = ()
            offence = "undeclared_route" if kind.is_travelled and meaning.is_undeclared(kind) else None
        answers = accountable(reading, kind.entity, groups, [kind.system], ["compliance"], named) if offence else None
        return Judged(is_use=kind.is_use, is_origin=kind.is_origin, awaited=awaited, wrong=offence, answers=answers)
