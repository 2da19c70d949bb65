"""Random landscapes that are valid, small enough to be enumerated, and use every form that the language has.

They are raw: nested dicts and lists of text, as :class:`~.reference.Reference` reads them.
"""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import Record, as_list
from .decisions import OPERATIONS, Ask
from .reference import Reference
from .shapes import Pools, Raw, chance, entity, some, when

AS_OF = datetime.date(2026, 1, 15)
DATES = ("2025-03-01", "2026-01-14", "2026-01-15", "2026-01-16", "2026-02-28", "2026-03-01", "2027-06-30")
ENTITIES = ("partner", "product")
SYSTEMS = ("shop", "erp", "crm", "agency")
PARTIES = ("ann", "bob")


class Words:
    """What a landscape has declared so far, for statements to speak of."""

    def __init__(self, entities: dict[str, tuple[Raw, Pools]]) -> None:
        self.entities = entities
        self.populations: dict[str, str] = {}
        self.systems: list[str] = []


def validity(draw: DrawFn, item: Raw, percent: int) -> Raw:
    """The item, now and then with days on which it begins or ends."""
    if chance(draw, percent):
        ends = sorted(draw(st.lists(st.sampled_from(DATES), min_size=2, max_size=2)))
        keys = draw(st.sampled_from([("from",), ("until",), ("from", "until")]))
        item["valid"] = {key: ends[("from", "until").index(key)] for key in keys}
    if chance(draw, 5):
        item["status"] = "draft"
    return item


def extract(draw: DrawFn, words: Words, *, narrow: int = 60) -> Raw:
    """Some groups of one entity, for some population of its records."""
    name = draw(st.sampled_from(sorted(words.entities)))
    declared, pools = words.entities[name]
    item: Raw = {}
    if len(words.entities) > 1 or chance(draw, 50):
        item["entity"] = name
    labels = list(declared["groups"])
    form = draw(st.sampled_from(["every", "list", "all_but"]))
    if form == "list":
        item["groups"] = draw(some(labels))
    elif form == "all_but" and len(labels) > 1:
        item["groups"] = {"all_but": draw(some(labels, 1, len(labels) - 1))}
    if pools and chance(draw, narrow):
        item["when"] = draw(when(pools))
    named = sorted(p for p, about in words.populations.items() if about == name)
    if named and chance(draw, 30):
        item["population"] = draw(st.sampled_from(named))
    return item


def system(draw: DrawFn, words: Words) -> Raw:
    """A system; a provider mostly supplies extracts, and what another one says that it supplies counts for nothing."""
    item: Raw = {"kind": draw(st.sampled_from(["application", "hub", "provider", "store"]))}
    if chance(draw, 70 if item["kind"] == "provider" else 5):
        item["supplies"] = [extract(draw, words) for _ in range(draw(st.integers(1, 2)))]
    return validity(draw, item, 12)


def ownership(draw: DrawFn, words: Words) -> Raw:
    """A rule of who may do what."""
    item = extract(draw, words)
    named = draw(some(words.systems, 1, 3))
    item["system"] = named[0] if len(named) == 1 and chance(draw, 70) else named
    item["may"] = draw(some(OPERATIONS))
    return validity(draw, item, 28)


def flow(draw: DrawFn, words: Words) -> Raw:
    """A flow between two systems."""
    item = extract(draw, words)
    item["from"], item["to"] = draw(st.permutations(words.systems))[:2]
    if chance(draw, 40):
        item["operations"] = draw(some(("create", "update", "delete")))
    if chance(draw, 30):
        item["trigger"] = draw(st.sampled_from(["event", "manual", {"every": "1h30m"}, {"manual": "5d"}]))
    return validity(draw, item, 22)


def need(draw: DrawFn, words: Words) -> Raw:
    """A need of a system."""
    item = {**extract(draw, words), "system": draw(st.sampled_from(words.systems))}
    if chance(draw, 40):
        item["max_age"] = draw(st.sampled_from(["30s", "2h", "P3D"]))
    return validity(draw, item, 22)


def matching(draw: DrawFn, words: Words) -> Raw:
    """Where duplicates are found."""
    item = {**extract(draw, words), "system": draw(st.sampled_from(words.systems))}
    name = item.get("entity", min(words.entities))
    item["by"] = [f"{name}_core_id"]
    return validity(draw, item, 22)


def survivorship(draw: DrawFn, words: Words) -> Raw:
    """Who wins where several write."""
    item = extract(draw, words)
    item["strategy"] = draw(st.sampled_from(["priority", "latest", "steward", "most_restrictive"]))
    if item["strategy"] == "priority":
        item["systems"] = draw(some(words.systems))
    elif item["strategy"] == "steward":
        item["party"] = draw(st.sampled_from(PARTIES))
    return validity(draw, item, 22)


def responsibility(draw: DrawFn, words: Words) -> Raw:
    """Who answers for what."""
    item = extract(draw, words)
    if chance(draw, 35):
        item["system"] = draw(st.sampled_from(words.systems))
    concerns = draw(some(("freshness", "accuracy", "compliance"), 1, 2))
    item["concern"] = concerns[0] if len(concerns) == 1 else concerns
    item["accountable"] = draw(st.sampled_from(PARTIES))
    return validity(draw, item, 22)


@st.composite
def landscapes(draw: DrawFn) -> Raw:
    """A whole landscape."""
    names = ENTITIES[: 2 if chance(draw, 25) else 1]
    words = Words({name: draw(entity(name)) for name in names})
    raw: Raw = {"mdg": "1", "parties": {party: {} for party in PARTIES}}
    raw["entities"] = {name: item for name, (item, _) in words.entities.items()}
    populations: Raw = {}
    for name, (_, pools) in words.entities.items():
        if pools and chance(draw, 45):
            item = {"entity": name, "when": draw(when(pools))}
            if len(names) == 1 and chance(draw, 50):
                del item["entity"]
            populations[f"some_{name}"] = validity(draw, item, 25)
            words.populations[f"some_{name}"] = name
    words.systems = list(SYSTEMS[: draw(st.integers(2, 4))])
    raw["populations"] = populations
    raw["systems"] = {name: system(draw, words) for name in words.systems}
    makers = {
        "ownership": (ownership, 6),
        "flows": (flow, 3),
        "needs": (need, 2),
        "matching": (matching, 2),
        "survivorship": (survivorship, 2),
        "responsibilities": (responsibility, 3),
    }
    for section, (make, most) in makers.items():
        least = 1 if section == "ownership" else 0
        raw[section] = {f"{section[:4]}{n}": make(draw, words) for n in range(draw(st.integers(least, most)))}
    return {section: items for section, items in raw.items() if items}


@st.composite
def asks(draw: DrawFn, raw: Raw) -> Ask:
    """A question about that landscape; its record may be impossible, or lack dimensions."""
    reference = Reference(raw)
    name = draw(st.sampled_from(sorted(raw["entities"])))
    labels = list(raw["entities"][name]["groups"])
    form = draw(st.sampled_from(["left out", "left out", "some", "some", "every", "none"]))
    groups = {"left out": None, "some": tuple(draw(some(labels))), "every": tuple(labels), "none": ()}[form]
    record: dict[str, Any] = {}
    for label in reference.dimensions(name):
        if not chance(draw, 6):
            record[label] = draw(st.sampled_from(reference.values(name, label)))
    return Ask(draw(st.sampled_from(OPERATIONS)), draw(st.sampled_from(sorted(raw["systems"]))), name, groups, record)


@st.composite
def wrong_asks(draw: DrawFn, raw: Raw) -> Ask:
    """A question that is wrong in one way: something in it is unknown."""
    ask = draw(asks(raw))
    reference = Reference(raw)
    closed = [n for n, spec in reference.dimensions(ask.entity).items() if spec.get("open") != "true"]
    way = draw(st.sampled_from(["system", "entity", "groups", "dimension", *(["value"] if closed else [])]))
    if way == "system":
        return ask._replace(system="nowhere")
    if way == "entity":
        return ask._replace(entity="nothing")
    if way == "groups":
        return ask._replace(groups=(*(ask.groups or ()), "nothing"))
    label = "no_dimension" if way == "dimension" else draw(st.sampled_from(closed))
    many = way == "value" and reference.dimensions(ask.entity)[label].get("many") == "true"
    return ask._replace(record={**ask.record, label: frozenset(["ZZ"]) if many else "ZZ"})


def plain(record: Record) -> dict[str, Any]:
    """The record as a caller writes it: sets as sets."""
    return {name: value if isinstance(value, str) else set(as_list(value)) for name, value in record.items()}


@st.composite
def ownership_without(draw: DrawFn, raw: Raw) -> Raw:
    """The landscape with one right withdrawn: a rule, an operation or a system of it.

    No system is taken out of a rule where systems come and go: a rule is out of force with any system that it names,
    so that naming fewer can put it in force.
    """
    rules = dict(raw["ownership"])
    name = draw(st.sampled_from(sorted(rules)))
    rule = dict(rules.pop(name))
    lasting = not any("valid" in item for item in raw["systems"].values())
    key = draw(st.sampled_from(["may", "rule", *(["system"] if lasting else [])]))
    left = as_list(rule.get(key))[1:]
    if left:
        rules[name] = {**rule, key: left}
    return {**raw, "ownership": rules}


@st.composite
def settled_more(draw: DrawFn, raw: Raw) -> Raw:
    """The landscape with one matching more."""
    words = Words({})
    words.systems = sorted(raw["systems"])
    named = raw.get("populations", {})
    for name, item in raw["entities"].items():
        dimensions = Reference(raw).dimensions(name)
        pools = {d: (Reference(raw).named(name, d), spec.get("many") == "true") for d, spec in dimensions.items()}
        words.entities[name] = item, {d: pool for d, pool in pools.items() if pool[0]}
        words.populations |= {p: name for p, about in named.items() if Reference(raw).entity_of(about) == name}
    return {**raw, "matching": {**raw.get("matching", {}), "one_more": matching(draw, words)}}
