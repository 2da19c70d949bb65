"""The reference's audit: every row of a log looked at by itself, every need held against every change.

A row is a mapping with the columns of an event; instants are whole microseconds since 1970 in UTC, a record's values
stand under ``scope`` (a text, or a frozen set of texts for `many`), and what a row has none of is None.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .conditions import as_list
from .reference import Day, Item, Reference
from .timing import length

Row = Mapping[str, Any]
MICRO = 1_000_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
OPERATIONS = ["create", "update", "delete"]
PERCENTS = {"p50": 50, "p95": 95, "p99": 99, "max": 100}
VIOLATIONS = (
    "unauthorised",
    "undeclared_route",
    "stale_overwrite",
    "echo",
    "repeat",
    "orphan",
    "use_without_consent",
)


class Delivery(NamedTuple):
    """What became of one origin change for one need: its lag in microseconds, or that it is missing or pending."""

    need: str
    lag: int | None
    late: bool
    missing: bool


def quantiles(lags: Iterable[int]) -> dict[str, float | None]:
    """Quantiles in seconds, linearly between the ranked lags."""
    ranked = sorted(lags)
    found: dict[str, float | None] = {}
    for name, percent in PERCENTS.items():
        if not ranked:
            found[name] = None
            continue
        place = Fraction((len(ranked) - 1) * percent, 100)
        below = int(place)
        above = min(below + 1, len(ranked) - 1)
        found[name] = float((ranked[below] + (ranked[above] - ranked[below]) * (place - below)) / MICRO)
    return found


class Log:
    """A log as it counts: what was applied by then, one row a key; and how many rows were left out for each reason."""

    def __init__(self, rows: Iterable[Row], as_of: int) -> None:
        by_key: dict[Any, list[Row]] = {}
        for row in rows:
            if row["applied_at"] <= as_of:
                by_key.setdefault((row["event_id"], row["group"], row["system"]), []).append(row)
        self.as_of = as_of
        self.rows: list[Row] = []
        self.repeated = self.conflicting = 0
        for several in by_key.values():
            different: list[Row] = []
            for row in several:
                if row not in different:
                    different.append(row)
            self.repeated += len(several) - len(different)
            self.conflicting += len(different) - 1
            self.rows.append(min(different, key=precedence))
        self.changes = [row for row in self.rows if row["operation"] != "use"]
        self.origin_changes = [row for row in self.changes if is_origin_change(row)]


def precedence(row: Row) -> tuple[Any, ...]:
    """Which of two rows of one key counts: the lesser."""
    named = [row["origin"], row["operation"], row["via"]]
    return row["applied_at"], row["changed_at"], *((text is not None, text or "") for text in named)


def is_origin_change(row: Row) -> bool:
    """Whether the row says that the change was made in that very system."""
    return row["system"] == row["origin"] and row["via"] is None


def change_of(row: Row) -> tuple[Any, ...]:
    """The change that a row tells of."""
    return row["entity"], row["record_id"], row["group"], row["origin"], row["changed_at"]


def is_clock(row: Row) -> bool:
    """Whether it was applied before it was made."""
    return bool(row["applied_at"] < row["changed_at"])


class Audit:
    """A log held against a raw landscape."""

    def __init__(self, raw: Mapping[str, Any], rows: Iterable[Row], as_of: int) -> None:
        self.reference = Reference(raw)
        self.zone = ZoneInfo((raw.get("settings") or {}).get("timezone", "UTC"))
        self.log = Log(rows, as_of)

    def day(self, row: Row) -> Day:
        """The day by whose landscape a row is judged."""
        return (EPOCH + datetime.timedelta(microseconds=row["changed_at"])).astimezone(self.zone).date()

    def about(self, extract: Item, row: Row, *, any_group: bool = False) -> bool:
        """Whether an extract is about the record of a row and its group, which must be one that such a record has."""
        entity, reference = row["entity"], self.reference
        if not reference.covers(extract, entity, row["scope"]) or not reference.is_possible(entity, row["scope"]):
            return False
        return any_group or (
            row["group"] in reference.groups_of(extract) and reference.applies(entity, row["group"], row["scope"])
        )

    # -- deliveries

    def deliveries(self) -> list[Delivery]:
        """For each need with a limit and each origin change that it is about, what became of it."""
        found = []
        for change in self.log.origin_changes:
            for name, need in self.reference.statements("needs", self.day(change)).items():
                if "max_age" in need and need["system"] != change["origin"] and self.about(need, change):
                    found.append(self.delivery(name, need, change))
        return found

    def delivery(self, name: str, need: Item, change: Row) -> Delivery:
        """The first arrival of that version, or of a newer one, in the system of the need."""
        arrivals = [
            row["applied_at"]
            for row in self.log.changes
            if row["system"] == need["system"]
            and [row[key] for key in ("entity", "record_id", "group")]
            == [change[key] for key in ("entity", "record_id", "group")]
            and row["changed_at"] >= change["changed_at"]
            and not is_clock(row)
        ]
        limit = length(need["max_age"]) // datetime.timedelta(microseconds=1)
        if not arrivals:
            return Delivery(name, None, late=False, missing=self.log.as_of > change["changed_at"] + limit)
        lag = min(arrivals) - change["changed_at"]
        return Delivery(name, lag, late=lag > limit, missing=False)

    def needs(self) -> dict[str, dict[str, Any]]:
        """The figures of each need that has a limit."""
        found = {}
        deliveries = self.deliveries()
        for name, need in self.reference.items("needs").items():
            if "max_age" in need:
                own = [one for one in deliveries if one.need == name]
                lags = [one.lag for one in own if one.lag is not None]
                found[name] = {
                    "expected": len(own),
                    "delivered": len(lags),
                    "late": sum(one.late for one in own),
                    "missing": sum(one.missing for one in own),
                    "pending": sum(one.lag is None and not one.missing for one in own),
                    "lag": quantiles(lags),
                }
        return found

    # -- violations

    def unauthorised(self, row: Row) -> bool:
        """Whether an origin change rests on no right of that system."""
        operation, reference = row["operation"], self.reference
        enough = {"create": {"create"}, "update": {"enrich", "update"}, "delete": {"delete"}}[operation]
        for rule in reference.statements("ownership", self.day(row)).values():
            right = row["system"] in as_list(rule["system"]) and enough & set(rule["may"])
            if right and self.about(rule, row, any_group=operation == "delete"):
                return False
        return operation != "update" or not self.supplied(row)

    def supplied(self, row: Row) -> bool:
        """Whether the system is a provider that supplies that group of that record."""
        system = self.reference.items("systems").get(row["system"])
        if system is None or system.get("kind") != "provider" or not self.reference.in_force(system, self.day(row)):
            return False
        return any(
            self.about(supply, row)
            for supply in system.get("supplies") or []
            if self.reference.in_force(supply, self.day(row))
        )

    def undeclared(self, row: Row) -> bool:
        """Whether a row that is no origin change came by a way that nobody declared for it."""
        flow = self.reference.statements("flows", self.day(row)).get(row["via"])
        operations = [] if flow is None else flow.get("operations", OPERATIONS)
        if flow is None or flow["to"] != row["system"] or row["operation"] not in operations:
            return True
        return not self.about(flow, row, any_group=row["operation"] == "delete")

    def stale(self, row: Row) -> bool:
        """Whether a newer version was there before it."""
        return any(
            other["applied_at"] < row["applied_at"] and other["changed_at"] > row["changed_at"]
            for other in self.log.changes
            if all(other[key] == row[key] for key in ("system", "entity", "record_id", "group"))
        )

    def repeats(self) -> int:
        """Rows of a change in a system beyond the first."""
        return len(self.log.changes) - len({(*change_of(row), row["system"]) for row in self.log.changes})

    def without_consent(self, use: Row) -> bool:
        """Whether a use that needs consent has none that its system knew of."""
        purpose = self.reference.items("purposes")[use["purpose"]]
        if purpose.get("lawful_basis") != "consent" or not self.reference.in_force(purpose, self.day(use)):
            return False
        entity, _, group = purpose["consent"]["group"].partition(".")
        known = [
            row
            for row in self.log.changes
            if (row["entity"], row["group"]) == (entity, group)
            and all(row[key] == use[key] for key in ("entity", "record_id", "purpose", "system"))
            and row["applied_at"] <= use["applied_at"]
        ]
        newest = max((row["changed_at"] for row in known), default=None)
        newest_rows = [row for row in known if row["changed_at"] == newest]
        return not known or any(row["consent"] != "granted" for row in newest_rows)

    def violations(self) -> dict[str, int]:
        """How many rows there are of each kind of violation."""
        changes, made = self.log.changes, {change_of(row) for row in self.log.origin_changes}
        travelled = [row for row in changes if not is_origin_change(row)]
        uses = [row for row in self.log.rows if row["operation"] == "use"]
        counts = (
            sum(self.unauthorised(row) for row in self.log.origin_changes),
            sum(self.undeclared(row) for row in travelled),
            sum(self.stale(row) for row in changes),
            sum(row["system"] == row["origin"] for row in travelled),
            self.repeats(),
            sum(change_of(row) not in made for row in travelled),
            sum(self.without_consent(use) for use in uses),
        )
        return dict(zip(VIOLATIONS, counts, strict=True))

    # -- the whole

    def flows(self) -> dict[str, dict[str, Any]]:
        """How often each declared flow was seen, and how old what it brought was."""
        found = {}
        for name in self.reference.items("flows"):
            rows = [row for row in self.log.changes if row["via"] == name]
            lags = [row["applied_at"] - row["changed_at"] for row in rows if not is_clock(row)]
            found[name] = {"seen": len(rows), "lag": quantiles(lags)}
        return found

    def hops(self) -> set[tuple[str, str, str | None]]:
        """The ways seen that are not declared: where the change was made, where it arrived, and by what."""
        travelled = [row for row in self.log.changes if not is_origin_change(row)]
        return {(row["origin"], row["system"], row["via"]) for row in travelled if self.undeclared(row)}

    def figures(self) -> dict[str, Any]:
        """All counts and quantiles, in the shape of the command's JSON."""
        return {
            "events": len(self.log.rows),
            "repeated_rows": self.log.repeated,
            "conflicting_rows": self.log.conflicting,
            "clock": sum(is_clock(row) for row in self.log.rows),
            "needs": self.needs(),
            "flows": self.flows(),
            "violations": self.violations(),
            "undeclared_hops": self.hops(),
        }


def deliveries_of(raw: Mapping[str, Any], rows: Sequence[Row], as_of: int) -> list[Delivery]:
    """What became of every change, for who wants to look at one."""
    return Audit(raw, rows, as_of).deliveries()
