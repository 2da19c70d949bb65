"""Reading text, as ratios in one run: our YAML reader over the bare events of libyaml, our JSON reader over that.

Run it as ``python -m tests.benchmarks.bench_text [MB]``; 5 MB unless told.  Figures are the best of several rounds that
take turns, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from yaml._yaml import CParser

from mdg.text.json_reader import read_json
from mdg.text.positions import TextSource, Tree
from mdg.text.yaml_reader import read_yaml

ROUNDS = 5


def landscape(systems: int) -> dict[str, Any]:
    """Systems and 24 times as many flows; ten thousand systems make about 50 MB of YAML."""
    chance = random.Random(1)
    names = [f"system_{number}" for number in range(systems)]
    return {
        "mdg": 1,
        "systems": {name: {"title": f"The {name}", "kind": "application", "region": "DE"} for name in names},
        "flows": {
            f"flow_{number}": {
                "from": chance.choice(names),
                "to": chance.choice(names),
                "entity": "business_partner",
                "groups": ["identity", "contact"],
                "when": {"country": ["DE", "AT"], "role": "customer"},
                "trigger": {"every": "15m"},
                "latency": "5m",
            }
            for number in range(24 * systems)
        },
    }


def written(value: Any, indent: str = "") -> str:
    """A landscape as people write it: blocks, with what is short in braces."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, dict) and len(indent) < 4:
            lines.append(f"{indent}{key}:\n{written(inner, indent + '  ')}")
        else:
            short = json.dumps(inner).replace('"', "")
            lines.append(f"{indent}{key}: {short}\n")
    return "".join(lines)


def bare(data: bytes) -> None:
    next_event = CParser(data).get_event
    while next_event() is not None:
        pass


def read(reader: Callable[[TextSource], Tree], data: bytes) -> TextSource:
    source = TextSource("a", "a", data)
    tree = reader(source)
    if not tree.root or tree.problems:
        raise AssertionError(tree.problems)
    return source


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    kept = work()
    took = time.perf_counter() - start
    gc.enable()
    del kept
    return took


def main(megabytes: float = 5) -> dict[str, float]:
    """Measure, print, and return the figures."""
    tree = landscape(max(1, round(megabytes * 200)))
    as_yaml, as_json = written(tree).encode(), json.dumps(tree, indent=1).encode()
    works: dict[str, Callable[[], object]] = {
        "bare": lambda: bare(as_yaml),
        "yaml": lambda: read(read_yaml, as_yaml),
        "json": lambda: read(read_json, as_json),
    }
    rounds = [{name: seconds(work) for name, work in works.items()} for _ in range(ROUNDS)]
    best = {name: min(each[name] for each in rounds) for name in works}
    source = read(read_yaml, as_yaml)
    last = f"flow_{24 * len(tree['systems']) - 1}"
    first = seconds(lambda: source.locate(("flows", last, "latency"), key=False))
    json_source = read(read_json, as_json)
    json_first = seconds(lambda: json_source.locate(("flows", last, "latency"), key=False))
    tracemalloc.start()
    kept = read(read_yaml, as_yaml)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    figures = {
        "YAML, MB": len(as_yaml) / 1e6,
        "JSON, MB": len(as_json) / 1e6,
        "bare events, s": best["bare"],
        "YAML reader, s": best["yaml"],
        "JSON reader, s": best["json"],
        "YAML reader / bare events": best["yaml"] / best["bare"],
        "YAML reader / JSON reader": best["yaml"] / best["json"],
        "first place in YAML, s": first,
        "first place in JSON, s": json_first,
        "tree and index of YAML, MB": size / 1e6,
    }
    for name, figure in figures.items():
        print(f"{name:28} {figure:8.3f}")
    return figures


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
