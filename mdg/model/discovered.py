"""What a log shows of the systems behind it: plain data, from which a landscape can be drafted."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from mdg.model.happened import Lag


@attrs.frozen(slots=True, kw_only=True)
class Values:
    """What rows of an entity say of a dimension, but for uses, which need no value of it.

    ``values`` are those that were seen, None where they are too many to be listed.  Of ``rows``, ``lacking`` have none,
    ``changed`` records had different ones in the course of time.
    """

    values: tuple[str, ...] | None
    many: bool
    rows: int
    lacking: int
    changed: int = 0


@attrs.frozen(slots=True, kw_only=True)
class Seen:
    """An entity: its records, its rows and what is in them; groups with the number of their rows."""

    records: int
    rows: int
    groups: Mapping[str, int]
    dimensions: Mapping[str, Values]


@attrs.frozen(slots=True, kw_only=True)
class Made:
    """The changes that were made in a system: by group (None for a deletion of none) and operation, how many."""

    system: str
    entity: str
    operations: Mapping[str | None, Mapping[str, int]]


@attrs.frozen(slots=True, kw_only=True)
class Route:
    """Rows that came to a system by one name of a flow, or by none (``via`` is None).

    ``source`` is the system from which they most likely came, which had ``before`` of them already: it is in the name
    of the flow (``named``), or was most often the last to have the change before.  ``hop`` is the lag from there, and
    ``lag`` that from the change.
    """

    via: str | None
    source: str
    target: str
    entity: str
    groups: Mapping[str, int]
    operations: tuple[str, ...]
    rows: int
    before: int = 0
    named: bool = False
    hop: Lag = Lag()
    lag: Lag = Lag()


@attrs.frozen(slots=True, kw_only=True)
class Age:
    """How old changes of a group were when they came to a system that is not their origin: at most so many seconds."""

    system: str
    entity: str
    group: str
    longest: float


@attrs.frozen(slots=True, kw_only=True)
class Discovered:
    """All that a log shows; ``skipped`` rows could not be read, or lack what every event has."""

    name: str
    rows: int
    skipped: int
    first: str | None
    last: str | None
    entities: Mapping[str, Seen]
    systems: tuple[str, ...]
    made: tuple[Made, ...]
    routes: tuple[Route, ...]
    ages: tuple[Age, ...]
    #: by purpose, the rows of its uses, and the groups in which consent to it is told
    uses: Mapping[str, int]
    consents: Mapping[str, tuple[str, ...]]
