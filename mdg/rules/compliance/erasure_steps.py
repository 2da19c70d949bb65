"""What a plan of erasure consists of: its steps, what is kept, who is told, and when it can be verified."""

from __future__ import annotations

import attrs

from mdg.diagnostic import Json
from mdg.population import Population
from mdg.topology import UNBOUNDED


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Kept:
    """A group that is not erased but restricted, for a purpose that a law imposes and until when."""

    group: str
    purpose: str
    retention: str | None


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Step:
    """The erasure in one system.

    ``earliest`` is in seconds from the beginning, UNBOUNDED where nothing says when what is under way has landed.
    ``how`` is ``delete`` (an ownership rule lets it), ``flow`` (a deletion comes by itself within ``arrives`` seconds
    of that made in ``deleter``), ``procedure`` or ``open`` (nothing says how).  ``together`` are other systems that are
    erased at the same time, and ``paused`` the flows between them that pause until then.
    """

    system: str
    wave: int
    groups: tuple[str, ...]
    ids: tuple[str, ...]
    how: str
    procedure: str | None
    deleter: str | None
    arrives: float | None
    earliest: float
    together: tuple[str, ...]
    paused: tuple[str, ...]
    role: str | None
    contact: str | None
    keep: tuple[Kept, ...]
    backups: str | None
    replays: bool | None

    def as_json(self) -> dict[str, Json]:
        """The keys of ``erase.schema.json``."""
        return {
            "wave": self.wave,
            "system": self.system,
            "groups": list(self.groups),
            "ids": list(self.ids),
            "how": self.how,
            "procedure": self.procedure,
            "deleter": self.deleter,
            "arrives_seconds": _seconds(self.arrives),
            "earliest_seconds": _seconds(self.earliest),
            "verify_at_seconds": _seconds(self.earliest),
            "together": list(self.together),
            "paused": list(self.paused),
            "role": self.role,
            "contact": self.contact,
            "keep": [attrs.asdict(one) for one in self.keep],
            "backups_kept": self.backups,
            "replays_erasures": self.replays,
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Merged:
    """A system in which such records may have been found to be the same, by some attributes, and made one."""

    system: str
    by: tuple[str, ...]


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Cached:
    """A part of a view that keeps what it has read for ``kept`` seconds, and is empty of it at ``earliest``."""

    view: str
    part: str
    system: str | None
    groups: tuple[str, ...]
    kept: int
    earliest: float

    def as_json(self) -> dict[str, Json]:
        """The keys of ``erase.schema.json``."""
        return {
            "view": self.view,
            "part": self.part,
            "system": self.system,
            "groups": list(self.groups),
            "kept_seconds": self.kept,
            "earliest_seconds": _seconds(self.earliest),
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Referring:
    """Another entity whose records are about the erased one, and the systems with personal data of it.

    They refer to it ``by`` these, or keep its consents or objections for ``purposes``.
    """

    entity: str
    by: tuple[str, ...]
    purposes: tuple[str, ...]
    systems: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """The keys of ``erase.schema.json``."""
        return {
            "entity": self.entity,
            "by": list(self.by),
            "purposes": list(self.purposes),
            "systems": list(self.systems),
        }


@attrs.frozen(slots=True, repr=False, eq=False, kw_only=True)
class Erasure:
    """The plan: where a suppression key is set first, the steps in their order, and who is told.

    ``spared`` are the flows whose deletions would take what a law keeps, ``withheld`` those that would send it on to
    where it is erased. ``merged`` is where the record may have been
    known by further keys, which a request may cite, and other copies bear. ``retired`` are systems that are
    out of force and had copies, ``caches`` those of views, ``referring``
    other entities, whose records need plans of their own. ``verifiable`` is when the last copy can be looked for, in
    seconds from the beginning; ``limit`` is what the law allows.
    """

    entity: str
    population: Population
    suppress: tuple[str, ...]
    merged: tuple[Merged, ...]
    spared: tuple[str, ...]
    withheld: tuple[str, ...]
    steps: tuple[Step, ...]
    retired: tuple[str, ...]
    caches: tuple[Cached, ...]
    referring: tuple[Referring, ...]
    tell: tuple[str, ...]
    verifiable: float
    limit: float | None
    article: str | None

    @property
    def in_time(self) -> bool:
        """Whether it is done within what the law allows, and nothing is open."""
        late = self.limit is not None and self.verifiable > self.limit
        return not late and all(step.how != "open" for step in self.steps)

    def as_json(self) -> dict[str, Json]:
        """The keys of ``erase.schema.json``."""
        return {
            "entity": self.entity,
            "when": self.population.when(),
            "suppress_at": list(self.suppress),
            "merged_in": [{"system": one.system, "by": list(one.by)} for one in self.merged],
            "hold_back": list(self.spared),
            "withhold": list(self.withheld),
            "steps": [step.as_json() for step in self.steps],
            "retired": list(self.retired),
            "caches": [one.as_json() for one in self.caches],
            "referring": [one.as_json() for one in self.referring],
            "tell": list(self.tell),
            "verifiable_seconds": _seconds(self.verifiable),
            "limit_seconds": _seconds(self.limit),
            "article": self.article,
            "in_time": self.in_time,
        }


def _seconds(found: float | None) -> int | None:
    return None if found is None or found == UNBOUNDED else int(found)
