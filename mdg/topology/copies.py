"""What is said of a copy, one group in one system: how stale it gets, by which change, and what needs allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from mdg.diagnostic import Json
from mdg.model.items import Need
from mdg.topology.journey import Hop


@attrs.frozen(slots=True, repr=False, kw_only=True)
class Staleness:
    """How stale one group of one record gets in one system, at worst.

    ``held`` says whether the system holds the group wherever the record began, of which there is one place at least.
    ``worst`` is None where a change may ``never`` arrive, or is ``unbounded``.  The bound comes from a ``change`` (a
    creation, an update or a supply) at ``writer``, both None where no change counts, along ``route``, flow by flow in
    ``hops``; ``after`` is the moment in the calendar just after which a change is so late (in UTC; None where it does
    not depend on that).  ``refreshed`` is how old a provider's supply may be where it comes from, and part of
    ``worst``.
    """

    entity: str
    group: str
    system: str
    held: bool
    worst: dt.timedelta | None
    never: bool = False
    unbounded: bool = False
    writer: str | None = None
    change: str | None = None
    route: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = attrs.field(default=(), repr=False, eq=False)
    after: dt.datetime | None = None
    refreshed: dt.timedelta = dt.timedelta()
    witness: dict[str, str | list[str]] | None = None

    @property
    def seconds(self) -> int | None:
        """``worst`` in whole seconds."""
        return None if self.worst is None else int(self.worst.total_seconds())

    @property
    def exists(self) -> bool:
        """Whether the system has the group of any record at all, wherever it began."""
        return self.held or self.writer is not None

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """The staler the larger."""
        return self.never, self.unbounded, self.seconds or 0

    def as_json(self) -> dict[str, Json]:
        """The row of the JSON answer."""
        return {
            "entity": self.entity,
            "group": self.group,
            "system": self.system,
            "held": self.held,
            "worst_seconds": self.seconds,
            "never": self.never,
            "unbounded": self.unbounded,
            "writer": self.writer,
            "route": list(self.route),
            "witness": self.witness,
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Copy:
    """One group in one system; ``kept`` and ``broken`` are the needs there that state an age, by whether it is kept."""

    answer: Staleness
    kept: tuple[Need, ...] = ()
    broken: tuple[Need, ...] = ()

    def as_json(self) -> dict[str, Json]:
        return {**self.answer.as_json(), "over": [need.id for need in self.broken]}


@attrs.frozen(slots=True, repr=False, eq=False)
class Worse:
    """A copy, ``before`` and ``after`` something is left out: it gets staler, or is held of fewer records."""

    before: Copy
    after: Copy


def worse(before: Iterable[Copy], after: Iterable[Copy]) -> list[Worse]:
    """The copies ``after`` something was left out that are worse than ``before``; not those that are gone with it."""
    known = {_key(copy.answer): copy for copy in before}
    found = []
    for copy in after:
        was = known[_key(copy.answer)]
        one, other = was.answer, copy.answer
        lost = (one.exists and not other.exists) or (one.held and not other.held)
        if lost or (other.exists and other.rank > one.rank):
            found.append(Worse(was, copy))
    return found


def _key(answer: Staleness) -> tuple[str, str, str]:
    return answer.entity, answer.group, answer.system
