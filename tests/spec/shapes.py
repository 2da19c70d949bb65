"""Random entities: dimensions of every kind, `when`s of every form, groups.  All is raw: dicts and lists of text."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Raw = dict[str, Any]

MOST_RECORDS = 64
DIMENSIONS = ("role", "country", "on", "Stage_2")
CLOSED = ("customer", "NO", "0001", "on", "1e3")
TEXTS = ("null", "true", "22:30")
COUNTRIES = ("DE", "NO", "AT")
GROUPS = ("core", "contact", "bank")
CATEGORIES = ("user.contact.email", "user.name", "user.financial", "system.operations")


def chance(draw: DrawFn, percent: int) -> bool:
    """A draw that is true about that often, and false when shrunk."""
    return draw(st.integers(0, 99)) >= 100 - percent


def some(words: Any, least: int = 1, most: int | None = None) -> SearchStrategy[list[Any]]:
    """Some of the words, each at most once."""
    return st.lists(st.sampled_from(sorted(words)), min_size=least, max_size=most, unique=True)


@st.composite
def dimension(draw: DrawFn) -> tuple[Any, tuple[str, ...], int]:
    """A dimension: what is written, the values that statements may name, and how many values will be looked at."""
    kind = draw(st.sampled_from(["list", "values", "open", "standard"]))
    many = kind != "list" and chance(draw, 40)
    if kind in ("list", "values"):
        named = tuple(draw(some(CLOSED, 1, 3)))
        count = 2 ** len(named) if many else len(named)
        spec: Any = list(named) if kind == "list" else {"values": list(named)}
    else:
        named = tuple(draw(some(TEXTS if kind == "open" else COUNTRIES, 1, 2)))
        count = 2 ** (len(named) + 1) if many else len(named) + 2
        spec = {"open": "true"} if kind == "open" else {"standard": "iso-3166-1"}
    if isinstance(spec, dict):
        if many:
            spec["many"] = "true"
        if chance(draw, 45):
            spec["becomes"] = draw(changes(named, many))
        if chance(draw, 30):
            spec["starts"] = draw(some(named))
    return spec, named, count


@st.composite
def changes(draw: DrawFn, named: tuple[str, ...], many: bool) -> Any:
    """How the value of a dimension may change."""
    if many:
        return draw(st.sampled_from(["any", "grows"]))
    if chance(draw, 25):
        return "any"
    return {value: draw(some(named)) for value in draw(some(named))}


Pools = dict[str, tuple[tuple[str, ...], bool]]


@st.composite
def condition(draw: DrawFn, named: tuple[str, ...], many: bool) -> Any:
    """A condition on one dimension, in any form that the language has for it."""
    form = draw(st.sampled_from(["value", "list", "not", "keys"] if many else ["value", "list", "not"]))
    if form == "value":
        return draw(st.sampled_from(named))
    if form == "list":
        return draw(some(named))
    several = st.one_of(st.sampled_from(named), some(named))
    if form == "not":
        return {"not": draw(several)}
    written = {}
    for key in draw(some(("all", "only", "not", "besides"))):
        written[key] = draw(several if key == "not" else some(named, 1 if key == "all" else 0))
    return written


@st.composite
def when(draw: DrawFn, pools: Pools) -> Any:
    """A `when` on some of those dimensions."""
    if not pools:
        return {}

    def clause() -> Any:
        return {name: draw(condition(*pools[name])) for name in draw(some(pools, 1, 2))}

    return [clause() for _ in range(draw(st.integers(1, 3)))] if chance(draw, 25) else clause()


@st.composite
def entity(draw: DrawFn, name: str) -> tuple[Raw, Pools]:
    """An entity, and what statements may name of it."""
    dimensions: Raw = {}
    pools: Pools = {}
    size = 1
    for label in DIMENSIONS[: draw(st.integers(0, 4))]:
        spec, named, count = draw(dimension())
        if size * count <= MOST_RECORDS:
            size *= count
            dimensions[label] = spec
            pools[label] = (named, isinstance(spec, dict) and spec.get("many") == "true")
    labels = GROUPS[: draw(st.integers(1, 3))]
    item: Raw = {"key": f"{name}_core_id", "groups": {g: draw(group(name, g, pools)) for g in labels}}
    if dimensions:
        item["dimensions"] = dimensions
    if pools and chance(draw, 25):
        item["impossible"] = draw(when(pools))
    return item, pools


@st.composite
def group(draw: DrawFn, entity_name: str, name: str, pools: Pools) -> Any:
    """A group: a list of attributes, or with what the language says of one."""
    attributes: Any = [f"{entity_name}_{name}_id", f"{entity_name}_{name}_more"]
    if chance(draw, 35):
        return attributes
    if chance(draw, 40):
        attributes = {a: {"categories": draw(some(CATEGORIES))} if chance(draw, 50) else {} for a in attributes}
    item: Raw = {"attributes": attributes}
    if chance(draw, 35):
        item["categories"] = draw(some(CATEGORIES, 1, 2))
    if pools and chance(draw, 35):
        item["applies_to"] = draw(when(pools))
    if chance(draw, 40):
        item["required"] = draw(st.one_of(st.sampled_from(["true", "false"]), when(pools))) if pools else "true"
    return item
