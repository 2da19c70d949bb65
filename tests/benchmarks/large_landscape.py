"""A large landscape as a company of that size has it, with some mistakes planted: what `bench_large` checks.

Twelve kinds of master data, each created in the country's own system of entry and gathered in its central hub.  From
there they go to the areas of the company, of fifty systems each: a pair of hubs (so that one may fail), six large
applications that the hubs feed, and the others, which get four kinds from the hubs, and two more, not about people,
from one of the large applications.  Each system needs one of the kinds that come from the hubs, and says of all data
about people that it needs it.  One system rates the records, and what it writes goes back to the centre.  Most flows
run on each change, some every hour, and few at night.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
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
#: Those about people, of which every system says what it needs.
PERSONAL = ("customer", "supplier", "employee", "account")
GROUPS = ("identity", "contact", "address", "banking", "preferences", "rating")
#: What most systems get, and what those that rate may change.
USUAL, RATED = list(GROUPS[:4]), ["rating"]
COUNTRIES = ("DE", "AT", "CH", "FR", "IT", "ES", "PL", "NL")
#: The records are carried in two parts, the first of them by name.
HERE = ("DE", "AT", "CH")
PARTS = ({"country": list(HERE)}, {"country": {"not": list(HERE)}})
ROLES = ("customer", "supplier", "prospect")
AREA, HUBS, LARGE, PARTIES = 50, 2, 6, 40
#: How often each mistake is made, and the systems that those at one system are at.
PLANTED, MISTAKES = 2, 6
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
        "entities": {entity: _entity(entity) for entity in ENTITIES},
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
            second_hand = chance.sample([kind for kind in ENTITIES if kind not in PERSONAL], 2)
            kinds = [*chance.sample([kind for kind in ENTITIES if kind not in second_hand], 4), *second_hand]
            small.append((name, kinds))
            flows += _small(chance, area, name, kinds)
            for kind in kinds:
                if kind == kinds[0] or kind in PERSONAL:
                    groups = USUAL if kind in PERSONAL else USUAL[: chance.randint(2, 4)]
                    tree["needs"][f"{name}_{kind}"] = {
                        "system": name,
                        "entity": kind,
                        "groups": groups,
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
            (f"MDG{code}" for code in (110, 201, 202, 210, 301, 303, 304, 305, 410, 701, 703)),
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


def _entity(name: str) -> Tree:
    categories = ["user.contact" if name in PERSONAL else "system.operations"]
    groups = {name: {"attributes": [f"{name}_id", f"{name}_text"], "categories": categories} for name in GROUPS}
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
    """The large applications of each area need everything, each of them some, and what is about people each of them."""
    for area in areas:
        for place, name in enumerate(area[HUBS : HUBS + LARGE]):
            for entity in dict.fromkeys((*ENTITIES[place::LARGE], *PERSONAL)):
                yield f"{name}_{entity}", {"system": name, "entity": entity, "max_age": "1d"}


def _plant(tree: Tree, small: list[tuple[str, list[str]]]) -> None:
    """Mistakes, each of them at a system of its own."""
    flows, needs = tree["flows"], tree["needs"]
    small = sorted(small, key=lambda one: not set(PERSONAL) & set(one[1]))
    for number in range(PLANTED):
        # its source has no ratings
        (one, other), kind = _pair(small)
        flows[f"lacking_{number}"] = _flow(one, other, kind, groups=["identity", "rating"])
        # there and back, and nothing stops what comes back
        (one, other), kind = _pair(small)
        flows[f"there_{number}"] = _flow(one, other, kind, groups=["contact"])
        flows[f"back_{number}"] = _flow(other, one, kind, groups=["contact"])
        # nobody needs it there
        shared = next(one for one in flows.values() if one["to"] == small[0][0] and one["entity"] in PERSONAL)
        shared["groups"] = list(GROUPS[:5])
        at, kinds = zip(*small[1 : MISTAKES + 1], strict=True)
        del small[: MISTAKES + 1]
        needs[f"hasty_{number}"] = {"system": at[0], "entity": kinds[0][0], "groups": ["identity"], "max_age": "1m"}
        absent = next(kind for kind in ENTITIES if kind not in (*PERSONAL, *kinds[1]))
        needs[f"absent_{number}"] = {"system": at[1], "entity": absent, "groups": ["identity"], "max_age": "2d"}
        needs[f"unfed_{number}"] = {"system": at[2], "entity": kinds[2][0], "groups": ["rating"], "max_age": "2d"}
        flows[f"own_{number}"] = _flow(at[3], at[3], kinds[3][0], groups=["address"], loop_protection="origin")
        timed = (one for one in flows.values() if one["to"] == at[4] and one["entity"] == kinds[4][5])
        next(timed)["trigger"] = {"cron": "0 3 * * *"}
        needs[f"again_{number}"] = {"system": at[5], "entity": kinds[5][0], "groups": ["identity"], "max_age": "3d"}
        tree["parties"][f"nobody_{number}"] = {"title": "Nobody"}


def _pair(small: list[tuple[str, list[str]]]) -> tuple[tuple[str, str], str]:
    """Takes off two systems, the first of which gets a kind, not about people, that the other does not."""
    one, kinds = small.pop(0)
    for place, (other, others) in enumerate(small):
        for kind in kinds:
            if kind not in (*PERSONAL, *others):
                del small[place]
                return (one, other), kind
    raise ValueError("no two systems differ")
