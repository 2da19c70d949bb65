"""Random landscapes whose point is their flows: timetables in both hemispheres, lives, dates, providers, needs.

Small, so that records and moments can be enumerated: at most twelve records, five systems, a calendar of a few days or,
with jobs that seldom run, of two months.  All is raw, as :class:`~.reference.Reference` reads it.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import Record
from .reference import Day, Origin, Reference
from .shapes import Pools, Raw, chance, some, when
from .strategies import AS_OF, PARTIES, Words, extract, validity
from .topology import created_here, later_writers, present

SYSTEMS = ("shop", "erp", "crm", "mail", "agency")
LATENCIES = ("30s", "15m", "30m", "60m", "2h")
PERIODS = ("15m", "1h", "1h30m", "1d", "1w")
LIMITS = ("1h", "2h", "12h", "1d", "28h15m", "3d", "P5W")
#: how often a job runs decides how long a calendar may be
DAILY = (
    "0 1 * * *", "0 2 * * *", "30 2 * * *", "30 0 * * *", "0 5 * * *", "0 22 * * 1-5", "30 22 * * 1-5", "0 3,15 * * *",
    "15 2 * * 0", "45 */8 * * *", "*/30 2 * * *", "0 22 L * *", "0 0 1 * *", "30 1 * * 6L",
)  # fmt: skip
SELDOM = (
    "0 22 L * *",
    "0 0 1 * *",
    "0 6 LW * *",
    "30 1 * * 6L",
    "30 2 29 2 *",
    "0 12 1,15 * *",
    "0 22 * * 5#1",
    "0 3 */9 * *",
)
ZONES = ("UTC", "Europe/Berlin", "Australia/Sydney", "America/New_York")
#: zones in which the clock changes at midnight or by half an hour
AWKWARD_ZONES = ("Africa/Cairo", "America/Santiago", "Australia/Lord_Howe")
#: a few days round a change of the clock in one of those zones, or an ordinary week
WEEKS = ("2026-01-01", "2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30")
AWKWARD_WEEKS = ("2026-04-03", "2026-04-22", "2026-09-04", "2026-10-02", "2026-10-28")


class Timetable(NamedTuple):
    """What the calendar of one landscape allows: cron expressions, and their zones."""

    crons: tuple[str, ...]
    zones: tuple[str, ...]


@st.composite
def networks(draw: DrawFn, *, awkward: bool = False) -> Raw:
    """A landscape; `awkward` for zones in which the clock changes at midnight or by half an hour."""
    zones = ZONES + AWKWARD_ZONES if awkward else ZONES
    if chance(draw, 30):
        calendar = {"from": draw(st.sampled_from(("2026-01-20", "2026-03-01", "2028-02-01"))), "days": "62"}
        table = Timetable(SELDOM, zones)
    else:
        first = draw(st.sampled_from(AWKWARD_WEEKS if awkward else WEEKS))
        calendar = {"from": first, "days": str(draw(st.integers(1, 6)))}
        table = Timetable(DAILY, zones)
    item, pools = draw(entity())
    words = Words({"partner": (item, pools)})
    words.systems = list(SYSTEMS[: draw(st.integers(3, 5))])
    raw: Raw = {"mdg": "1", "parties": {party: {} for party in PARTIES}, "entities": {"partner": item}}
    raw["settings"] = {"calendar": calendar}
    if chance(draw, 30):
        raw["settings"]["timezone"] = draw(st.sampled_from(zones))
    if pools and chance(draw, 25):
        raw["populations"] = {"some": validity(draw, {"entity": "partner", "when": draw(when(pools))}, 25)}
        words.populations["some"] = "partner"
    raw["systems"] = {name: system(draw, words, name) for name in words.systems}
    raw["ownership"] = {f"rule{n}": rule(draw, words, n) for n in range(draw(st.integers(1, 3)))}
    if chance(draw, 25):
        ended = {"system": words.systems[-1], "may": ["create"], "valid": {"until": "2026-01-14"}}
        raw["ownership"]["ended"] = {**about(draw, words), **ended}
    raw["flows"] = {f"flow{n}": flow(draw, words, table, n) for n in range(draw(st.integers(2, 8)))}
    if chance(draw, 85):
        raw["needs"] = {f"need{n}": need(draw, words) for n in range(draw(st.integers(1, 3)))}
    return raw


@st.composite
def entity(draw: DrawFn) -> tuple[Raw, Pools]:
    """An entity of one to three groups, with a life and at most twelve records."""
    choices: dict[str, tuple[Any, tuple[str, ...], bool]] = {
        "role": ({"values": ["buyer", "payer"], "many": "true", "becomes": "grows"}, ("buyer", "payer"), True),
        "stage": (
            {"values": ["new", "live", "gone"], "becomes": {"new": ["live"], "live": ["gone"]}},
            ("new", "live", "gone"),
            False,
        ),
        "kind": (["person", "firm"], ("person", "firm"), False),
    }
    labels = draw(st.sampled_from([(), ("stage",), ("role",), ("kind",), ("role", "stage"), ("stage", "kind")]))
    dimensions = {name: json.loads(json.dumps(choices[name][0])) for name in labels}
    pools: Pools = {name: choices[name][1:] for name in labels}
    if "role" in labels and chance(draw, 40):
        dimensions["role"]["starts"] = ["buyer"]
    groups: Raw = {}
    for name in ("core", "contact", "bank")[: draw(st.integers(1, 3))]:
        groups[name] = {"attributes": [f"{name}_id"]}
        if chance(draw, 50):
            groups[name]["categories"] = ["user.contact"]
        if pools and name != "core" and chance(draw, 25):
            groups[name]["applies_to"] = draw(when(pools))
    item: Raw = {"key": "core_id", "groups": groups}
    if dimensions:
        item["dimensions"] = dimensions
        if chance(draw, 10):
            item["impossible"] = draw(when(pools))
    return item, pools


def about(draw: DrawFn, words: Words) -> Raw:
    """An extract that is often everything, so that records get somewhere."""
    return extract(draw, words, narrow=30) if chance(draw, 45) else {}


def system(draw: DrawFn, words: Words, name: str) -> Raw:
    """A system; the agency is mostly a provider, which supplies something."""
    item: Raw = {}
    if name == "agency" and chance(draw, 80):
        item["kind"] = "provider"
        item["supplies"] = [supply(draw, words) for _ in range(draw(st.integers(1, 2)))]
    elif chance(draw, 15):
        item["kind"] = draw(st.sampled_from(["hub", "provider"]))
    return validity(draw, item, 8)


def supply(draw: DrawFn, words: Words) -> Raw:
    """What a provider supplies."""
    item = extract(draw, words, narrow=25)
    if chance(draw, 50):
        item["refreshed"] = draw(st.sampled_from(PERIODS))
    return item


def rule(draw: DrawFn, words: Words, number: int) -> Raw:
    """A rule of who may do what; the first one lets somebody create."""
    item = about(draw, words)
    item["system"] = [words.systems[0]] if number == 0 else draw(some(words.systems, 1, 2))
    item["may"] = draw(some(("create", "enrich", "update", "delete"), 1, 2)) if number else ["create"]
    return validity(draw, item, 20)


def flow(draw: DrawFn, words: Words, table: Timetable, number: int) -> Raw:
    """A flow between two systems; the first ones often lead from one system to the next."""
    item = about(draw, words)
    item["from"], item["to"] = draw(st.permutations(words.systems))[:2]
    if number < len(words.systems) - 1 and chance(draw, 60):
        item["from"], item["to"] = words.systems[draw(st.integers(0, number))], words.systems[number + 1]
    if chance(draw, 25):
        item["operations"] = draw(st.one_of(st.just(["update"]), some(("create", "update", "delete"))))
    if chance(draw, 75):
        item["trigger"] = trigger(draw, table)
    if chance(draw, 50):
        item["latency"] = draw(st.sampled_from(LATENCIES))
    for key, values in {"loop_protection": ("origin", "version"), "merge": ("replace",)}.items():
        if chance(draw, 20):
            item[key] = draw(st.sampled_from(values))
    return validity(draw, item, 12)


def trigger(draw: DrawFn, table: Timetable) -> Any:
    """What sets a flow off, in every form that the language has."""
    kind = draw(st.sampled_from(["event", "every", "every", "cron", "cron", "cron", "cron", "limit", "manual", "once"]))
    if kind in ("event", "manual"):
        return kind
    if kind in ("every", "limit"):
        return {"manual" if kind == "limit" else kind: draw(st.sampled_from(PERIODS))}
    if kind == "once":
        written = {"once": draw(st.sampled_from(["2025-03-30T02:30", "2026-01-15T23:30", "2026-01-16T00:30"]))}
    else:
        written = {"cron": draw(st.sampled_from(table.crons))}
    if chance(draw, 75):
        written["timezone"] = draw(st.sampled_from(table.zones))
    return written


def need(draw: DrawFn, words: Words) -> Raw:
    """A need of a system, mostly with a limit."""
    item = {**about(draw, words), "system": draw(st.sampled_from(words.systems))}
    if chance(draw, 80):
        item["max_age"] = draw(st.sampled_from(LIMITS))
    return validity(draw, item, 8)


class Plan(NamedTuple):
    """A change to be planned: of a record created in that very class by `created_in`, made `at` a system."""

    operation: str
    entity: str
    record: Record
    created_in: str
    at: str
    groups: tuple[str, ...] | None

    def origin(self, reference: Reference, day: Day) -> Origin:
        """Where the record came into being, and what with."""
        return created_here(reference, self.entity, self.record, self.created_in, day)


def plans_of(reference: Reference, day: Day = AS_OF) -> list[Plan]:
    """Every change that can be made: each record at each system that may create it, and at each present writer."""
    found = []
    for entity in reference.items("entities"):
        for record in reference.records(entity):
            for creator in creators(reference, entity, record, day):
                found += _plans(reference, entity, record, creator, day)
    return found


def creators(reference: Reference, entity: str, record: Record, day: Day) -> list[str]:
    """The systems that may create such a record today, in that very class."""
    rules = [r for r in reference.statements("ownership", day).values() if "create" in r["may"]]
    about = [r for r in rules if reference.covers(r, entity, record) and reference.may_start(entity, record)]
    return sorted({name for r in about for name in reference.systems_of(r)})


def _plans(reference: Reference, entity: str, record: Record, creator: str, day: Day) -> list[Plan]:
    origin = created_here(reference, entity, record, creator, day)
    named = [(group,) for group in reference.group_specs(entity)]
    found = [Plan("create", entity, record, creator, creator, some) for some in (None, *named)]
    writing: dict[str, list[str]] = {}
    for group in reference.group_specs(entity):
        for writer in later_writers(reference, entity, group, record, origin, day):
            writing.setdefault(writer, []).append(group)
    for writer, groups in writing.items():
        found += [Plan("update", entity, record, creator, writer, some) for some in (None, tuple(groups[:1]))]
    for system in present(reference, entity, record, origin, day):
        found.append(Plan("delete", entity, record, creator, system, None))
    return found


def without_flow(raw: Raw, name: str) -> Raw:
    """The landscape without that flow."""
    return {**raw, "flows": {key: item for key, item in raw["flows"].items() if key != name}}


def hurried(raw: Raw, name: str) -> Raw:
    """The landscape with that flow set off by each change."""
    changed = {key: item for key, item in raw["flows"][name].items() if key != "trigger"}
    return {**raw, "flows": {**raw["flows"], name: changed}}


def renamed(raw: Raw, old: str, new: str) -> Raw:
    """The landscape with a system called otherwise: its id is no id of anything else here."""
    found: Raw = json.loads(json.dumps(raw).replace(f'"{old}"', f'"{new}"'))
    return found
