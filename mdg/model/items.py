"""What every compiled statement has: an id, a place in the text, days of validity, and often an extract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from mdg.diagnostic import Place
from mdg.population import Condition, Population

#: A `when` as compiled: one clause must hold, and in it every condition on every dimension.  ``()`` is no record,
#: ``({},)`` every one.
Clauses = tuple[Mapping[str, tuple[Condition, ...]], ...]
EVERY_RECORD: Clauses = ({},)
NO_RECORD: Clauses = ()


@attrs.frozen(slots=True, repr=False)
class Validity:
    """The days on which something is in force: from the start of ``start`` to the end of ``end``, None for no limit."""

    start: dt.date | None = None
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def ended(self, day: dt.date) -> bool:
        """Whether it was in force on some day, and is over on ``day``."""
        return self.end is not None and self.end < day and (self.start is None or self.start <= self.end)

    def __and__(self, other: Validity) -> Validity:
        if other is ALWAYS or self is other:
            return self
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        return Validity(max(starts, default=None), min(ends, default=None))


ALWAYS = Validity()


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Item:
    """A statement of the text.

    ``valid`` is what was written; ``force`` is that, narrowed to the days on which every system and population that
    the statement names is in force too.  It is a ``draft`` where it is called one (``called_draft``) or names one.
    """

    id: str
    place: Place
    title: str = ""
    draft: bool = False
    called_draft: bool = False
    valid: Validity = ALWAYS
    force: Validity = ALWAYS


@attrs.frozen(slots=True, repr=False, eq=False)
class Extract:
    """Some attribute groups of one entity, for some population of its records.

    ``groups`` are in the entity's order; ``stated`` says whether the text names them, or means all by leaving them out.
    ``population`` is exact, and free of impossible records; ``clauses`` say the same as it was written.
    """

    entity: str
    groups: tuple[str, ...]
    population: Population
    clauses: Clauses = EVERY_RECORD
    stated: bool = True
    population_name: str | None = None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Ownership(Item):
    """What the ``systems`` may do (``create``, ``enrich``, ``update``, ``delete``) with an extract."""

    extract: Extract
    systems: tuple[str, ...]
    may: frozenset[str]


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Need(Item):
    """What a system must have, and how stale it may get at worst (``max_age``, None where the text sets no limit)."""

    extract: Extract
    system: str
    max_age: dt.timedelta | None = None
    purpose: str | None = None
    owner: str | None = None
