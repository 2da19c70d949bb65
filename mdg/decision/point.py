"""The decision point: build it once, ask it millions of times."""

from __future__ import annotations

import datetime as dt
import threading
import time
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mdg.decision.answer import Decision
from mdg.decision.partial import decide_with_care
from mdg.decision.reading import Reading
from mdg.decision.request import DecisionError
from mdg.decision.table import FULL
from mdg.diagnostic import MdgError
from mdg.model.day import as_day
from mdg.model.landscape import ONE_DAY, Landscape

_new = object.__new__


class DecisionPoint:
    """Answers whether a system may do something with a record, by the landscape of a day.

    With ``as_of`` that day is fixed.  Without, the point follows the calendar in the landscape's `settings.timezone`,
    changing at midnight, however long it lives; ``clock`` says what time it is (POSIX seconds).  Threads may share a
    point.  DecisionError if ``as_of`` is no day.
    """

    def __init__(
        self,
        landscape: Landscape,
        as_of: dt.date | str | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        if not isinstance(landscape, Landscape):
            raise TypeError("a decision point is made of a landscape, as `mdg.load` gives it")
        self._every = landscape.every
        # the day a long-lived point decides by is the one that it is, unless the caller says otherwise
        self._clock = time.time if clock is None else clock  # noqa: TID251
        self._turning = threading.Lock()
        if as_of is None:
            self._reading = self._read(self._clock(), None)
        else:
            try:
                day = as_day(as_of)
            except MdgError as error:
                raise DecisionError(str(error)) from error
            self._reading = Reading.of(self._every, day, None)

    def __reduce__(self) -> tuple[Any, ...]:
        """It is sent to other processes as what it is made of; its tables are made anew there."""
        clock = None if self._clock is time.time else self._clock  # noqa: TID251
        return DecisionPoint, (self._every, None if self._reading.until is not None else self._reading.day, clock)

    @property
    def day(self) -> dt.date:
        """The day by which it decides now."""
        return self._today().day

    def decide(  # noqa: C901, PLR0912, PLR0915  # what is done millions of times, where a call costs as much as a dimension
        self,
        operation: str,
        *,
        system: str,
        entity: str,
        record: Mapping[str, str | Iterable[str]],
        groups: Iterable[str] | None = None,
    ) -> Decision:
        """Whether ``system`` may ``operation`` (create, enrich, update, delete) these ``groups`` of ``record``.

        A record has a value for each dimension of its entity, and any collection of values for a `many` one.  Left
        out, ``groups`` are all that the rules let the system supply or change there.

        DecisionError: an unknown system, entity, group, dimension, operation or value; a missing dimension, unless
        the answer is the same whatever it is.
        """
        reading = self._reading
        if reading.until is not None and self._clock() >= reading.until:
            reading = self._today()
        asked: Any = groups
        own: Any = record
        try:
            if groups.__class__ is not tuple and groups is not None:
                asked = (groups,) if isinstance(groups, str) else tuple(groups)
            if record.__class__ is not dict:
                raise TypeError
            own = record.copy()
            shape, tables = reading.tables[entity]
            table = tables[system]
            if len(own) != shape.width:
                raise KeyError
            mask = table[FULL]
            for name, codes in shape.closed:
                mask &= table[codes[own[name]]]
            for name, codes, unnamed in shape.open:
                value = own[name]
                if value.__class__ is not str:
                    raise TypeError
                mask &= table[codes.get(value, unnamed)]
            for name, codes, empty in shape.few:
                value = own[name]
                if value.__class__ is not frozenset:
                    alone = value.__class__ is not list and isinstance(value, str)
                    own[name] = value = (value,) if alone else tuple(value)
                chosen = 0
                for one in value:
                    chosen |= codes[one]
                mask &= table[empty + chosen]
            for name, codes, known, place in shape.many:
                value = own[name]
                if value.__class__ is not frozenset:
                    alone = value.__class__ is not list and isinstance(value, str)
                    own[name] = value = (value,) if alone else tuple(value)
                found = table[place]
                if found is None:
                    if known is None or not known.issuperset(value):
                        [codes[one] for one in value]
                    continue
                for one in value:
                    found |= table[codes[one]]
                mask &= found
                further = table[place + 1]
                if further is not None:
                    for shift in further:
                        mask &= found >> shift
                    refused = table[place + 2]
                    if refused:
                        mask ^= mask & (found >> refused)
            if shape.plain and asked and operation != "delete":
                places = shape.places[operation]
                allowed = True
                for group in asked:
                    if not mask & table[places[group]]:
                        allowed = False
            else:
                allowed = shape.allows(table, operation, mask, asked)
        except (KeyError, TypeError):
            return decide_with_care(reading, operation, system, entity, asked, own)
        decision = _new(Decision)
        decision._allowed = allowed
        decision._operation = operation
        decision._system = system
        decision._asked = asked
        decision._record = own
        decision._mask = mask
        decision._table = table
        decision._shape = shape
        decision._reading = reading
        return decision

    def decide_table(
        self,
        operation: str,
        table: Any,
        *,
        entity: str,
        system: Any = None,
        groups: Any = None,
        explain: bool = False,
    ) -> Any:
        """Decide for every row of an Arrow table or a data frame; the answers are columns beside its own.

        ``table`` has a column for each dimension, of lists for a `many` one; a null is a missing dimension, and columns
        of other names are left alone.  ``system`` is one id for all rows, or a column of ids (an Arrow array or a
        series); left out, the table's column `system`.  ``groups`` are names for all rows, or a column of lists (an
        Arrow array or a series); left out, the table's column `groups` if it has one.  A column that has the name of a
        dimension is that dimension and nothing else.

        The columns `allowed`, `rules` and `denied_groups`, and with ``explain`` also `instead` and `reason`, are added
        (or replaced, unless they are a dimension: an error); what comes back is of the kind that was given: an Arrow
        table or record batch, a pandas or polars data frame, and an Arrow table for all else that has the Arrow stream
        interface.

        DecisionError as for :meth:`decide`, naming the first row (counted from 0); MdgError where the extra `table` is
        not installed.
        """
        try:
            # Arrow and numpy are loaded for tables only
            from mdg.decision.rows import Rows
        except ImportError as error:
            raise MdgError("tables need pyarrow and numpy: install `mdg[table]`") from error
        ask = Rows(self._today(), operation, entity, system=system, groups=groups, explain=explain)
        return ask.decide(table)

    def _today(self) -> Reading:
        """The reading of the day that it is now."""
        reading = self._reading
        if reading.until is not None and self._clock() >= reading.until:
            with self._turning:
                now = self._clock()
                reading = self._reading
                if reading.until is not None and now >= reading.until:
                    reading = self._reading = self._read(now, reading)
        return reading

    def _read(self, now: float, before: Reading | None) -> Reading:
        name = self._every.settings.timezone
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
            raise DecisionError(f"unknown time zone `{name}` in the settings") from error
        day = dt.datetime.fromtimestamp(now, zone).date()
        midnight = dt.datetime.combine(day + ONE_DAY, dt.time(), zone)
        return Reading.of(self._every, day, midnight.timestamp(), before)
