"""A large landscape as a company of that size has it, with some mistakes planted: what `bench_large` checks.

Twelve kinds of master data, each created in the country's own system of entry and gathered in its central hub.  From
there they go to the areas of the company, of fifty systems each: a pair of hubs (so that one may fail), six large
applications that the hubs feed, and the others, which get four kinds from the hubs, and two more from one of the large
applications.  Each system needs one of the kinds that come from the hubs.  One system rates the records, and what it
writes goes back to the centre.  Most flows run on each change, some every hour, and few at night.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

ENTITIES = (
    "customer",
    "supplier",
    "employee",
    "product",
    "material",
    "location",
    "asset",
    "contract",
    "account",
    "cost_centre",
    "price",
    "project",
)
GROUPS = ("identity", "contact", "address", "banking", "preferences", "rating")
#: What most systems get, and what those that rate may change.
USUAL, RATED = list(GROUPS[:4]), ["rating"]
COUNTRIES = ("DE", "AT", "CH", "FR", "IT", "ES", "PL", "NL")
#: The records are carried in two parts, the first of them by name.
HERE = ("DE", "AT", "CH")
PARTS = ({"country": list(HERE)}, {"country": {"not": list(HERE)}})
ROLES = ("customer", "supplier", "prospect")
AREA, HUBS, LARGE, PARTIES = 50, 2, 6, 40
#: How often each mistake is made, and the systems that all of them are at.
PLANTED, MISTAKES = 2, 10
NIGHTLY = {"cron": "0 22 * * *", "timezone": "Europe/Berlin"}
Tree = dict[str, Any]


def landscape(systems: int, seed: int = 1) -> Tree:
    """So many systems (60 or more), and about 24 times as many flows between them."""
    chance = random.Random(seed)
    entry = {country: f"entry_{country.lower()}" for country in (*COUNTRIES, "US")}
    central = {entity: f"central_{entity}" for entity in ENTITIES}
    areas = list(_areas(systems - len(entry) - len(central)))
    rater = areas[0][HUBS]
    tree: Tree = {
        "mdg": 1,
        "landscape": "large",
        "parties": {f"team_{number}": {"title": f"Team number {number}"} for number in range(PARTIES)},
        "entities": {entity: _entity() for entity in ENTITIES},
        "systems": {},
        "ownership": dict(_rights(entry, rater)),
        "survivorship": {
            f"{entity}_rated": {"entity": entity, "groups": RATED, "strategy": "priority", "systems": [rater]}
            for entity in ENTITIES
        },
        "flows": {},
        "needs": {},
        "responsibilities": {
            f"{entity}_answers": {
                "entity": entity,
                "concern": ["accuracy", "freshness", "compliance"],
                "accountable": f"team_{number}",
            }
            for number, entity in enumerate(ENTITIES)
        },
    }
    names = (*entry.values(), *central.values(), *(name for area in areas for name in area))
    for number, name in enumerate(names):
        tree["systems"][name] = {
            "title": f"System number {number}",
            "kind": "application",
            "region": chance.choice(COUNTRIES),
            "operator": f"team_{number % PARTIES}",
        }
    flows = [*_core(entry, central, rater)]
    small: list[tuple[str, list[str]]] = []
    for area in areas:
        flows += _hubs_and_large(area, central)
        for name in area[HUBS + LARGE :]:
            kinds = chance.sample(ENTITIES, 6)
            small.append((name, kinds))
            flows += _small(chance, area, name, kinds)
            tree["needs"][f"{name}_needs"] = {
                "system": name,
                "entity": kinds[0],
                "groups": USUAL[: chance.randint(2, 4)],
                "max_age": "2d",
            }
    tree["flows"] = {f"flow_{number}": {"title": f"Interface {number}", **flow} for number, flow in enumerate(flows)}
    tree["needs"].update(_large_needs(areas))
    _plant(tree, small)
    return tree


#: How many findings of each rule it has, whatever its size.
FINDINGS = Counter(
    {
        **dict.fromkeys(
            (f"MDG{code}" for code in (110, 201, 202, 210, 301, 303, 304, 305, 701, 703)),
            PLANTED,
        ),
        "MDG215": len(ENTITIES),  # all copies hang by their centre
        "MDG705": 3,
    }
)


def _areas(systems: int) -> Iterator[list[str]]:
    for number in range(0, systems, AREA):
        area = number // AREA
        size = min(AREA, systems - number)
        yield [f"{_kind(place)}_{area}_{place}" for place in range(size)]


def _kind(place: int) -> str:
    return "hub" if place < HUBS else "large" if place < HUBS + LARGE else "app"


def _entity() -> Tree:
    groups = {name: {"attributes": [f"{name}_id", f"{name}_text"], "categories": ["user.contact"]} for name in GROUPS}
    dimensions = {"country": {"standard": "iso-3166-1"}, "role": {"values": list(ROLES), "many": True}}
    return {"key": ["id"], "dimensions": dimensions, "groups": groups}


def _rights(entry: dict[str, str], rater: str) -> Iterator[tuple[str, Tree]]:
    """Each country's system of entry creates and changes; one system rates."""
    for entity in ENTITIES:
        for country, name in entry.items():
            yield (
                f"{entity}_in_{country}",
                {
                    "system": name,
                    "entity": entity,
                    "groups": list(GROUPS[:5]),
                    "may": ["create", "update", "delete"],
                    "when": {"country": {"not": list(COUNTRIES)} if country == "US" else country},
                },
            )
        yield (
            f"{entity}_rating",
            {"system": rater, "entity": entity, "groups": RATED, "may": ["enrich", "update"]},
        )


def _flow(source: str, target: str, entity: str, **more: Any) -> Tree:
    return {"from": source, "to": target, "entity": entity, **more}


def _core(entry: dict[str, str], central: dict[str, str], rater: str) -> Iterator[Tree]:
    """From the systems of entry to the centre, and what is rated back to both."""
    for entity in ENTITIES:
        for name in entry.values():
            yield _flow(name, central[entity], entity, groups=list(GROUPS[:5]), latency="30s")
            yield _flow(central[entity], name, entity, groups=RATED, operations=["update"], latency="30s")
        yield _flow(rater, central[entity], entity, groups=RATED, latency="30s", loop_protection="origin")


def _hubs_and_large(area: list[str], central: dict[str, str]) -> Iterator[Tree]:
    """The hubs of an area from the centre, and its large applications from both hubs."""
    for entity in ENTITIES:
        for hub in area[:HUBS]:
            for part in PARTS:
                yield _flow(central[entity], hub, entity, when=part, latency="30s")
            for name in area[HUBS : HUBS + LARGE]:
                yield _flow(hub, name, entity, latency="1m", loop_protection="version")


def _small(chance: random.Random, area: list[str], name: str, kinds: list[str]) -> Iterator[Tree]:
    """What another system gets: four kinds from the hubs, two from a large application."""
    for entity in kinds[:4]:
        for hub in area[:HUBS]:
            for part in PARTS:
                trigger = chance.choice(("event", "event", {"every": "15m"}, {"every": "1h"}))
                yield _flow(
                    hub, name, entity, groups=USUAL, when=part, trigger=trigger, latency="5m", loop_protection="version"
                )
    source = chance.choice(area[HUBS : HUBS + LARGE])
    for entity in kinds[4:]:
        trigger = chance.choice(("event", {"every": "1h"}, NIGHTLY))
        for part in PARTS:
            yield _flow(source, name, entity, groups=USUAL[:2], when=part, trigger=trigger, latency="10m")
            yield _flow(source, name, entity, groups=USUAL[2:], when=part, trigger=trigger, latency="10m")


def _large_needs(areas: list[list[str]]) -> Iterator[tuple[str, Tree]]:
    """The large applications of each area need everything, each of them some."""
    for area in areas:
        for place, name in enumerate(area[HUBS : HUBS + LARGE]):
            for entity in ENTITIES[place::LARGE]:
                yield f"{name}_{entity}", {"system": name, "entity": entity, "max_age": "1d"}


def _plant(tree: Tree, small: list[tuple[str, list[str]]]) -> None:
    """Mistakes, each of them at a system of its own."""
    flows, needs = tree["flows"], tree["needs"]
    for number in range(PLANTED):
        at, kinds = zip(*small[number * MISTAKES : (number + 1) * MISTAKES], strict=True)
        # its source has no ratings
        lacking = _kind_beside(kinds[0][:4], kinds[1])
        flows[f"lacking_{number}"] = _flow(at[0], at[1], lacking, groups=["identity", "rating"])
        # there and back, and nothing stops what comes back
        round_ = _kind_beside(kinds[2], kinds[3])
        flows[f"there_{number}"] = _flow(at[2], at[3], round_, groups=["contact"])
        flows[f"back_{number}"] = _flow(at[3], at[2], round_, groups=["contact"])
        needs[f"hasty_{number}"] = {"system": at[4], "entity": kinds[4][0], "groups": ["identity"], "max_age": "1m"}
        absent = _kind_beside(ENTITIES, kinds[5])
        needs[f"absent_{number}"] = {"system": at[5], "entity": absent, "groups": ["identity"], "max_age": "2d"}
        needs[f"unfed_{number}"] = {"system": at[6], "entity": kinds[6][0], "groups": ["rating"], "max_age": "2d"}
        flows[f"own_{number}"] = _flow(at[7], at[7], kinds[7][0], groups=["address"], loop_protection="origin")
        timed = (one for one in flows.values() if one["to"] == at[8] and one["entity"] == kinds[8][5])
        next(timed)["trigger"] = {"cron": "0 3 * * *"}
        needs[f"again_{number}"] = {"system": at[9], "entity": kinds[9][0], "groups": ["identity"], "max_age": "3d"}
        tree["parties"][f"nobody_{number}"] = {"title": "Nobody"}


def _kind_beside(kinds: Iterable[str], others: Sequence[str]) -> str:
    """The first of some kinds that is none of the others."""
    return next(kind for kind in kinds if kind not in others)
