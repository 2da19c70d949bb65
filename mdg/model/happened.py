"""What an audit found: how often each need was served and each flow seen, how late, and which rows break an agreement.

It is plain data, so that rules and formats can read it without what it was worked out with.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from mdg.diagnostic import Json, Report
from mdg.model.instants import written

#: The kinds of violation that are counted by row, in the order in which they are told.
VIOLATIONS = (
    "unauthorised",
    "undeclared_route",
    "stale_overwrite",
    "echo",
    "repeat",
    "orphan",
    "use_without_consent",
)
#: Those that are counted beside, by record and system.
BESIDE = ("ping_pong", "resurrected", "erasure_unproven")
MICRO = 1_000_000


@attrs.frozen(slots=True)
class Lag:
    """Quantiles of a lag in seconds, linear between ranks; None where nothing was delivered."""

    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    max: float | None = None

    def as_json(self) -> dict[str, Json]:
        return {"p50": self.p50, "p95": self.p95, "p99": self.p99, "max": self.max}


@attrs.frozen(slots=True, kw_only=True)
class NeedFigures:
    """What became of the changes that a need is about.

    ``course`` is the mean lag in seconds over equal slices of the log's time, None where nothing was delivered.
    """

    expected: int = 0
    delivered: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0
    lag: Lag = Lag()
    course: tuple[float | None, ...] = ()

    def as_json(self) -> dict[str, Json]:
        counts = {name: getattr(self, name) for name in ("expected", "delivered", "late", "missing", "pending")}
        return {**counts, "lag": self.lag.as_json(), "course": list(self.course)}


@attrs.frozen(slots=True, kw_only=True)
class FlowFigures:
    """How often a flow was seen, and how old what it brought was; ``course`` as for needs."""

    seen: int = 0
    lag: Lag = Lag()
    course: tuple[float | None, ...] = ()

    def as_json(self) -> dict[str, Json]:
        return {"seen": self.seen, "lag": self.lag.as_json(), "course": list(self.course)}


@attrs.frozen(slots=True, kw_only=True)
class Hop:
    """A way that was seen and is not declared: where the change was made, where it arrived, and by what."""

    origin: str
    system: str
    via: str | None
    entity: str
    groups: tuple[str, ...]
    rows: int

    def as_json(self) -> dict[str, Json]:
        fields = {name: getattr(self, name) for name in ("origin", "system", "via", "entity", "rows")}
        return {**fields, "groups": list(self.groups)}


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Offence:
    """Rows that break one agreement in one way: how many, of what, and the worst of them.

    ``kind`` is a violation, or ``late``, ``missing``, ``clock``, ``ping_pong``, ``resurrected``, ``erasure_unproven``
    or ``bound_refuted``.  ``record`` has the values of the worst row's record.  Each of the ``rows`` is a row of the
    log (instants as text) with ``lag_seconds`` and ``over_seconds`` where it has such.
    """

    kind: str
    count: int
    entity: str
    groups: tuple[str, ...]
    system: str
    origin: str | None = None
    via: str | None = None
    need: str | None = None
    purpose: str | None = None
    record: Mapping[str, Json] = attrs.field(factory=dict)
    rows: tuple[Mapping[str, Json], ...] = ()
    #: seconds that were promised, and that it took (``bound_refuted``)
    promised: float | None = None
    measured: float | None = None
    route: tuple[str, ...] = ()


@attrs.frozen(slots=True)
class Rejection:
    """A row that could not be judged: where it stands (line, or number of the row from 1), and why."""

    file: str
    line: int
    reason: str

    def as_json(self) -> dict[str, Json]:
        return {"file": self.file, "line": self.line, "reason": self.reason}


@attrs.frozen(slots=True)
class Earlier:
    """An audit that was kept: as of which instant, and its figures.

    ``figures`` are by kind (log, need, flow, violation), what they are about, and the path of their key in the JSON of
    an audit, such as ``lag.p95``.
    """

    as_of: int
    figures: Mapping[tuple[str, str, str], float | None]

    def of_need(self, need: str, name: str) -> float | None:
        return self.figures.get(("need", need, name))

    def as_json(self) -> dict[str, Json]:
        needs: dict[str, Json] = {}
        counts = {name: int(value or 0) for (kind, _, name), value in self.figures.items() if kind == "violation"}
        violations: dict[str, Json] = {name: counts.get(name, 0) for name in VIOLATIONS}
        beside: dict[str, Json] = {name: counts.get(name, 0) for name in BESIDE}
        for subject in dict.fromkeys(subject for kind, subject, _ in self.figures if kind == "need"):
            counts = {name: int(self.of_need(subject, name) or 0) for name in ("expected", "late", "missing")}
            needs[subject] = {**counts, "p95": self.of_need(subject, "lag.p95")}
        return {"as_of": written(self.as_of), "needs": needs, "violations": violations, "beside": beside}


@attrs.frozen(slots=True, kw_only=True, eq=False)
class Audit:
    """The figures of an audit, in the shape of its JSON, and what rules make findings of (``offences``).

    ``rejected`` rows could not be read and are in no other figure; ``rejections`` are the first of them, with places.
    ``seen_from`` and ``seen_until`` are the first and the last ``changed_at``, in microseconds.
    """

    as_of: str
    #: what a person calls the log
    log: str = "the log"
    events: int = 0
    repeated_rows: int = 0
    conflicting_rows: int = 0
    clock: int = 0
    rejected: int = 0
    rejections: tuple[Rejection, ...] = ()
    needs: dict[str, NeedFigures] = attrs.field(factory=dict)
    flows: dict[str, FlowFigures] = attrs.field(factory=dict)
    violations: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(VIOLATIONS, 0))
    beside: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(BESIDE, 0))
    undeclared_hops: tuple[Hop, ...] = ()
    unseen_flows: tuple[str, ...] = ()
    worst: tuple[Mapping[str, Json], ...] = ()
    offences: tuple[Offence, ...] = ()
    #: the static bound of each need with a limit, in seconds; None where it has none
    bounds: dict[str, float | None] = attrs.field(factory=dict)
    seen_from: int | None = None
    seen_until: int | None = None
    #: the audits before this one, oldest first, where they are kept
    earlier: tuple[Earlier, ...] = ()
    #: what the rules find in it
    report: Report | None = None

    def of_kind(self, kind: str) -> tuple[Offence, ...]:
        """The offences of one kind, the most rows first."""
        return tuple(one for one in self.offences if one.kind == kind)

    def as_json(self) -> dict[str, Json]:
        return {
            "as_of": self.as_of,
            "events": self.events,
            "repeated_rows": self.repeated_rows,
            "conflicting_rows": self.conflicting_rows,
            "clock": self.clock,
            "rejected": {"rows": self.rejected, "first": [one.as_json() for one in self.rejections]},
            "needs": {
                name: {**found.as_json(), "bound_seconds": self.bounds.get(name)} for name, found in self.needs.items()
            },
            "flows": {name: found.as_json() for name, found in self.flows.items()},
            "violations": dict(self.violations),
            "beside": dict(self.beside),
            "undeclared_hops": [hop.as_json() for hop in self.undeclared_hops],
            "unseen_flows": list(self.unseen_flows),
            "worst": [dict(row) for row in self.worst],
            "earlier": [one.as_json() for one in self.earlier],
        }
