"""Random networks with what else the language says of flows, for the rules that ask about it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .conditions import as_list
from .networks import networks
from .reference import Reference
from .shapes import Raw, chance, some
from .strategies import PARTIES, asks, plain


@st.composite
def detailed(draw: DrawFn) -> Raw:
    """A network with delivery, keys, middleware, order, conflict policies, responsibilities and expectations."""
    raw: Raw = {**draw(networks())}
    groups = list(raw["entities"]["partner"]["groups"])
    raw["flows"] = {name: flow(draw, raw, item) for name, item in raw["flows"].items()}
    raw["systems"] = {name: system(draw, item, groups) for name, item in raw["systems"].items()}
    names = sorted(raw["systems"])
    if chance(draw, 30):
        raw["crosswalks"] = {"walk": {"system": draw(st.sampled_from(names)), "maps": draw(some(names, 1, 2))}}
    if chance(draw, 30):
        raw["survivorship"] = {"policy": {"strategy": "latest", "groups": draw(some(groups))}}
    if chance(draw, 40):
        said = {
            "concern": draw(st.sampled_from(["freshness", "accuracy"])),
            "accountable": draw(st.sampled_from(PARTIES)),
        }
        raw["responsibilities"] = {"who": {**said, **({"groups": draw(some(groups))} if chance(draw, 50) else {})}}
    if chance(draw, 60):
        raw["expectations"] = {f"test{n}": item for n in range(2) if (item := draw(expectation(raw)))}
    return {section: items for section, items in raw.items() if items}


def flow(draw: DrawFn, raw: Raw, item: Raw) -> Raw:
    """The flow with more said of it."""
    groups = list(raw["entities"]["partner"]["groups"])
    choices: dict[str, list[Any]] = {
        "delivery": ["exactly_once", "at_least_once", "at_most_once"],
        "change_detection": ["timestamp", "full"],
        "reconcile": ["1d"],
        "idempotent": ["true", "false"],
        "initial_load": ["true", "false"],
        "on_leaving": ["keep", "remove"],
        "via": ["bus", *sorted(raw["systems"])[:1]],
        "key": [f"{group}_id" for group in groups],
        "after": [[name] for name in sorted(raw["flows"])],
    }
    more = {key: draw(st.sampled_from(values)) for key, values in choices.items() if chance(draw, 20)}
    if more.get("delivery") == "at_least_once" and chance(draw, 50):
        more["idempotent"] = "false"
    return {**item, **more}


def system(draw: DrawFn, item: Raw, groups: list[str]) -> Raw:
    """The system, now and then with a key of its own for the entity."""
    return {**item, "keys": {"partner": f"{draw(st.sampled_from(groups))}_id"}} if chance(draw, 25) else item


@st.composite
def expectation(draw: DrawFn, raw: Raw) -> Raw:
    """An expectation about some record; nothing where none is possible."""
    reference = Reference(raw)
    records = reference.records("partner")
    if not records:
        return {}
    names = sorted(raw["systems"])
    record = plain(draw(st.sampled_from(records)))
    values = {name: value if isinstance(value, str) else sorted(value) for name, value in record.items()}
    item: Raw = {"record": values, "created_in": draw(st.sampled_from(names))}
    target: Raw = {"within": draw(st.sampled_from(["30s", "2h", "1d", "P1W"]))} if chance(draw, 60) else {}
    if chance(draw, 50):
        target["groups"] = draw(some(raw["entities"]["partner"]["groups"]))
    item["reaches"] = {draw(st.sampled_from(names)): target}
    if chance(draw, 30):
        item["never_reaches"] = draw(some(names, 1, 1))
    if chance(draw, 40):
        ask = draw(asks(raw))
        item[draw(st.sampled_from(["may", "may_not"]))] = {ask.operation: as_list(ask.system)}
    return item
