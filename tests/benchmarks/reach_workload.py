"""A made-up landscape of any size, built in Python: systems in a loose order, flows mostly onward, a need in each."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import attrs

from mdg.diagnostic import PYTHON, Place
from mdg.model.entity import Dimension, Entity, Group
from mdg.model.items import EVERY_RECORD, Extract, Need, Ownership
from mdg.model.landscape import Landscape, Settings
from mdg.model.topology import ON_EVENT, Cron, Every, Flow, Manual, System, Trigger
from mdg.population import Axis, Condition, Space

GROUPS = tuple(f"g{number}" for number in range(10))
HERE = Place(PYTHON)
MINUTE = dt.timedelta(minutes=1)
LATENCIES = tuple(MINUTE * minutes for minutes in (0, 1, 2, 5, 15))
PLAIN: tuple[Trigger, ...] = (ON_EVENT, ON_EVENT, Every(15 * MINUTE), Every(60 * MINUTE), Every(1440 * MINUTE))
#: a quarter of each: event, interval, by hand within a limit, timetable
MIXED: tuple[Trigger, ...] = (
    *(ON_EVENT,) * 6,
    *(Every(15 * MINUTE), Every(60 * MINUTE), Every(1440 * MINUTE)) * 2,
    *(Manual(1440 * MINUTE), Manual(2 * 1440 * MINUTE), Manual(5 * 1440 * MINUTE)) * 2,
    Cron("0 22 * * 1-5", "Europe/Berlin"),
    Cron("30 1 * * *", "America/New_York"),
    Cron("15 */4 * * *", "UTC"),
    Cron("0 6 1,15 * *", "Australia/Sydney"),
    Cron("45 3 * * 0", "Europe/London"),
    Cron("0 23 L * *", "Europe/Berlin"),
)


def landscape(
    systems: int,
    flows: int,
    *,
    entities: int = 5,
    creators: int = 50,
    populations: int = 1,
    triggers: tuple[Trigger, ...] = PLAIN,
    may: tuple[str, ...] = ("create",),
    back: float = 0.005,
    seed: int = 1,
) -> Landscape:
    """A landscape of that size; with several populations, each flow is about one of them, and some about all.

    So many flows lead ``back``, of those that lead so little onward that they make no circle of nearly all systems.
    """
    chance = random.Random(seed)
    names = [f"s{number:05}" for number in range(systems)]
    made = {f"e{number}": entity(f"e{number}", populations) for number in range(entities)}
    ids = list(made)
    extracts = {name: extracts_of(one, populations) for name, one in made.items()}
    landed: dict[str, Flow] = {}
    shared: dict[object, Extract] = {}
    for number in range(flows):
        about = ids[number % entities]
        source, target = ends(chance, systems, back)
        groups = tuple(sorted(chance.sample(GROUPS, 3))) if chance.random() < 0.6 else GROUPS
        extract = chance.choice(extracts[about])
        # one for all that take the same along, as the compiler has it
        taken = shared.setdefault((groups, id(extract)), attrs.evolve(extract, groups=groups))
        landed[f"f{number}"] = Flow(
            id=f"f{number}",
            place=HERE,
            extract=taken,
            source=names[source],
            target=names[target],
            trigger=chance.choice(triggers),
            latency=chance.choice(LATENCIES),
        )
    owners = {}
    for number in range(creators):
        about = ids[number % entities]
        whole = Extract(about, GROUPS, made[about].space.everything)
        system = names[number * systems // (creators * 4)]
        owners[f"o{number}"] = Ownership(
            id=f"o{number}", place=HERE, extract=whole, systems=(system,), may=frozenset(may)
        )
    needs = {}
    for number, name in enumerate(names):
        about = ids[number % entities]
        groups = tuple(sorted(chance.sample(GROUPS, 3)))
        extract = Extract(about, groups, made[about].space.everything)
        limit = dt.timedelta(days=2)
        needs[f"n{number}"] = Need(id=f"n{number}", place=HERE, extract=extract, system=name, max_age=limit)
    return Landscape(
        name="reach",
        as_of=dt.date(2026, 1, 15),
        place=HERE,
        settings=Settings(),
        entities=made,
        systems={name: System(id=name, place=HERE) for name in names},
        ownership=owners,
        flows=landed,
        needs=needs,
    )


def ends(chance: random.Random, systems: int, back: float) -> tuple[int, int]:
    """Onward and mostly not far; a few lead a little back, so that there are cycles."""
    while True:
        source = chance.randrange(systems)
        target = source + 1 + int(chance.expovariate(20 / systems))
        if target < systems:
            return (target, source) if chance.random() < back and target < source + 20 else (source, target)


def entity(name: str, populations: int) -> Entity:
    """An entity of ten groups, and a dimension of as many values as there are populations."""
    values = tuple(f"v{number}" for number in range(populations))
    space = Space(name, [Axis("market", constants=values)])
    groups = {
        group: Group(name=group, place=HERE, applies=space.everything, required=space.nothing) for group in GROUPS
    }
    dimension = Dimension(name="market", place=HERE, values=values)
    return Entity(id=name, place=HERE, space=space, dimensions={"market": dimension}, groups=groups)


def extracts_of(one: Entity, populations: int) -> list[Extract]:
    """Every record where there is one population; else each market, and every tenth time every record."""
    whole = Extract(one.id, GROUPS, one.space.everything, EVERY_RECORD)
    if populations == 1:
        return [whole]
    found: list[Any] = []
    for number in range(populations):
        condition = Condition(any_of=(f"v{number}",))
        population = one.space.of([{"market": condition}])
        found.append(Extract(one.id, GROUPS, population, ({"market": (condition,)},)))
    return found + [whole] * (populations // 10)
