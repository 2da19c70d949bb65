"""A large landscape, checked whole as a process: YAML and JSON against the bare events of libyaml, in one run.

Run it as ``python -m tests.benchmarks.bench_large [SYSTEMS [ROUNDS]]``; 10,000 systems with 24 flows each, which is 50
MB of YAML, and 3 rounds unless told.  Everybody takes turns, so that what else the machine does falls on all.  The bare
events are drained and nothing is built of them; of their process only that is counted, of a check the whole process.
At last a check is interrupted while it reads.
"""

from __future__ import annotations

import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_text import written

#: What must be reached: times the bare events, times as fast as YAML, MB of memory.
BARE, JSON, MEMORY = 3, 2, 3000
FLOWS = 24
ENTITIES = 12
GROUPS = ("identity", "contact", "address", "banking", "credit", "preferences")
COUNTRIES = ("DE", "AT", "CH", "FR", "IT", "ES", "PL", "NL")
ROLES = ("customer", "supplier", "prospect")
DRAIN = """\
import sys, time, gc
from pathlib import Path
from yaml._yaml import CParser
next_event = CParser(Path(sys.argv[1]).read_bytes()).get_event
gc.disable()
start = time.process_time(), time.perf_counter()
while next_event() is not None:
    pass
print(time.process_time() - start[0], time.perf_counter() - start[1])
"""
Cost = tuple[float, float, float]


def landscape(systems: int, seed: int = 1) -> dict[str, Any]:
    """So many systems, and 24 times as many flows between them."""
    chance = random.Random(seed)
    names = [f"system_{number}" for number in range(systems)]
    entities = [f"entity_{number}" for number in range(ENTITIES)]
    dimensions = {"country": {"standard": "iso-3166-1"}, "role": {"values": list(ROLES), "many": True}}
    groups = {name: {"attributes": [f"{name}_id", f"{name}_text"], "categories": ["user.contact"]} for name in GROUPS}
    return {
        "mdg": 1,
        "landscape": "large",
        "parties": {f"team_{number}": {"title": f"Team number {number}"} for number in range(40)},
        "entities": {name: {"key": ["id"], "dimensions": dimensions, "groups": groups} for name in entities},
        "systems": {
            name: {"title": f"The {name}", "kind": "application", "region": chance.choice(COUNTRIES)} for name in names
        },
        "ownership": {
            f"{name}_in_{country}": {
                "system": chance.choice(names),
                "entity": name,
                "may": ["create", "update", "delete"],
                "when": {"country": country if country != "US" else {"not": list(COUNTRIES)}},
            }
            for name in entities
            for country in (*COUNTRIES, "US")
        },
        "flows": {f"flow_{number}": _flow(chance, names, entities, number) for number in range(FLOWS * systems)},
        "needs": {
            f"{name}_needs": {"system": name, "entity": chance.choice(entities), "max_age": "2d"} for name in names
        },
        "responsibilities": {
            f"{name}_answers": {
                "entity": name,
                "concern": ["accuracy", "freshness", "compliance"],
                "accountable": f"team_{number}",
            }
            for number, name in enumerate(entities)
        },
    }


def _flow(chance: random.Random, names: Sequence[str], entities: Sequence[str], number: int) -> dict[str, Any]:
    one, other = chance.sample(names, 2)
    flow: dict[str, Any] = {
        "title": f"Interface {number}",
        "from": one,
        "to": other,
        "entity": chance.choice(entities),
        "groups": list(GROUPS[chance.randrange(3) :][: chance.randint(2, 3)]),
        "when": {"country": chance.sample(COUNTRIES, 2), "role": chance.choice(ROLES)},
        "trigger": chance.choice(
            ("event", {"every": "15m"}, {"every": "1h"}, {"cron": "0 22 * * 1-5", "timezone": "Europe/Berlin"})
        ),
        "latency": chance.choice(("30s", "5m", "10m", "1h")),
    }
    if chance.random() < 0.4:
        del flow["when"]
    return flow


def cost(command: Sequence[str], report: Path) -> tuple[Cost, str]:
    """Processor seconds, wall seconds and MB of memory of one process, and what it wrote."""
    with report.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with status {process.returncode}")
    return (used.ru_utime + used.ru_stime, took, used.ru_maxrss / 1000), report.read_text(encoding="utf-8")


def rounds_of(folder: Path, rounds: int) -> Iterator[dict[str, Cost]]:
    """The costs of each, round by round; AssertionError where YAML and JSON do not give the same findings."""
    check = [sys.executable, "-m", "mdg", "check", "--as-of", "2026-01-01", "--format", "json"]
    for _ in range(rounds):
        drained = cost([sys.executable, "-c", DRAIN, str(folder / "large.yaml")], folder / "drained")
        processor, wall = map(float, drained[1].split())
        costs = {"bare events": (processor, wall, drained[0][2])}
        found = []
        for form in ("yaml", "json"):
            costs[form], report = cost([*check, str(folder / f"large.{form}")], folder / f"report-{form}")
            found.append(json.loads(report)["summary"])
        assert found[0] == found[1], found
        yield costs
    print("findings:", found[0])


def interrupted(file: Path, after: float) -> float:
    """How long a check goes on that is interrupted after so many seconds."""
    process = subprocess.Popen([sys.executable, "-m", "mdg", "check", str(file)], stdout=subprocess.DEVNULL)
    time.sleep(after)
    asked = time.perf_counter()
    process.send_signal(signal.SIGINT)
    process.wait()
    if process.returncode != 130:
        raise SystemExit(f"interrupted after {after:.1f} s, the check ended with status {process.returncode}")
    return time.perf_counter() - asked


def judged(what: str, figure: float, bound: float, *, at_most: bool = True) -> None:
    met = figure <= bound if at_most else figure >= bound
    print(f"{what}: {figure:,.2f} ({'at most' if at_most else 'at least'} {bound:,}: {'met' if met else 'NOT met'})")


def main(systems: int, rounds: int) -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("mdg", "PyYAML", "pydantic-core")))
    with tempfile.TemporaryDirectory() as name:
        folder, tree = Path(name), landscape(systems)
        (folder / "large.yaml").write_text(written(tree), encoding="utf-8")
        (folder / "large.json").write_text(json.dumps(tree, indent=1), encoding="utf-8")
        sizes = [(folder / f"large.{form}").stat().st_size / 1e6 for form in ("yaml", "json")]
        print(f"{systems} systems, {FLOWS * systems} flows: {sizes[0]:.1f} MB of YAML, {sizes[1]:.1f} MB of JSON")
        del tree
        costs = list(rounds_of(folder, rounds))
        for one in costs[0]:
            processor, wall, memory = zip(*(each[one] for each in costs), strict=True)
            print(
                f"{one:12} processor {min(processor):7.2f} s best {statistics.median(processor):7.2f} median; "
                f"wall {min(wall):7.2f} s best; {max(memory):6.0f} MB"
            )
        for what, part in (("processor", 0), ("wall", 1)):
            bare, yaml, as_json = (min(each[one][part] for each in costs) for one in ("bare events", "yaml", "json"))
            judged(f"check of YAML / bare events, {what} time", yaml / bare, BARE)
            judged(f"check of YAML / check of JSON, {what} time", yaml / as_json, JSON, at_most=False)
        judged("memory, MB", max(each[one][2] for each in costs for one in ("yaml", "json")), MEMORY)
        for form in ("yaml", "json"):
            whole = min(each[form][1] for each in costs)
            waits = [interrupted(folder / f"large.{form}", share * whole) for share in (0.3, 0.5, 0.8)]
            print(f"interrupted while it works on {form}, the check goes on for {1000 * max(waits):.0f} ms at most")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
