"""Random networks of two entities, one of which refers to the other."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .networks import networks
from .shapes import Raw, chance, some

CHILD = "contract"
#: The sections whose items are about an entity.
_ABOUT = ("populations", "ownership", "flows", "needs")


@st.composite
def families(draw: DrawFn) -> Raw:
    """A network of partners, with contracts that refer to them: created somewhere, and carried as it comes."""
    raw: Raw = {**draw(networks())}
    for section in _ABOUT:
        raw[section] = {name: {"entity": "partner", **item} for name, item in raw.get(section, {}).items()}
    for system in raw["systems"].values():
        if "supplies" in system:
            system["supplies"] = [{"entity": "partner", **extract} for extract in system["supplies"]]
    names = sorted(raw["systems"])
    item: Raw = {"references": {"holder": {"entity": "partner"}}, "groups": {"terms": {"attributes": ["start"]}}}
    if chance(draw, 50):
        item["dimensions"] = {"state": {"values": ["open", "closed"], "becomes": {"open": ["closed"]}}}
    if chance(draw, 15):
        item["references"]["earlier"] = {"entity": CHILD}
    raw["entities"] = {**raw["entities"], CHILD: item}
    raw["ownership"]["child"] = {"entity": CHILD, "system": draw(some(names, 1, 2)), "may": ["create"]}
    for number in range(draw(st.integers(1, 5))):
        raw["flows"][f"child{number}"] = flow(draw, raw, names)
    return {section: items for section, items in raw.items() if items}


def flow(draw: DrawFn, raw: Raw, names: list[str]) -> Raw:
    """A flow of contracts, which now and then waits for others."""
    item: Raw = {"entity": CHILD}
    item["from"], item["to"] = draw(st.permutations(names))[:2]
    if "dimensions" in raw["entities"][CHILD] and chance(draw, 30):
        item["when"] = {"state": draw(st.sampled_from(["open", "closed"]))}
    if chance(draw, 20):
        item["operations"] = draw(st.sampled_from([["create"], ["update"]]))
    if chance(draw, 30):
        item["trigger"] = draw(st.sampled_from(["manual", {"every": "1h"}, {"once": "2025-03-30T02:30"}]))
    if chance(draw, 40):
        item["after"] = draw(some(sorted(raw["flows"]), 1, 2))
    return item
