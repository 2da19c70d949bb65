"""Audits of long logs, against plain DuckDB SQL for the same answer, in turns.

Run it as ``python -m tests.benchmarks.bench_audit [MILLIONS [ROUNDS]]``; 10 million events and 3 rounds unless told.
The log is Parquet with known numbers of each violation, all of which both must find; counts and quantiles of both are
compared.  Each audit is a process of its own.  Seconds are the clock's from the call to the answer, the best of the
rounds; memory is the most that a process ever held, the least of the rounds.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import audit_workload

#: What must be reached: times as fast as plain SQL, and times its memory.
FASTER, MEMORY = 2.5, 0.5
ROOT = Path(__file__).parents[2]
Cost = dict[str, Any]


def main(millions: float, rounds: int) -> None:
    """Measure and print; AssertionError where an answer is wrong."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework")))
    changes = round(millions * 1_000_000 / audit_workload.ROWS_PER_CHANGE)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.parquet"
        audit_workload.write(log, changes)
        print(f"{audit_workload.events(changes):,} events, {log.stat().st_size / 1e6:.0f} MB of Parquet")
        costs: dict[str, list[Cost]] = {"sql": [], "mdg": []}
        for _ in range(rounds):
            for who, several in costs.items():
                several.append(audited(who, log))
                right(several[-1]["found"], changes)
        same(costs["mdg"][0]["found"], costs["sql"][0]["found"])
    best = {who: min(one["seconds"] for one in several) for who, several in costs.items()}
    least = {who: min(one["megabytes"] for one in several) for who, several in costs.items()}
    for who, several in costs.items():
        whole = min(one["whole"] for one in several)
        print(f"{who:4} {best[who]:7.2f} s, the whole process {whole:7.2f} s, {least[who]:7,.0f} MB")
    faster, memory = best["sql"] / best["mdg"], least["mdg"] / least["sql"]
    print(f"plain SQL / mdg: {faster:.2f} (at least {FASTER}: {'met' if faster >= FASTER else 'NOT met'})")
    print(f"memory, mdg / plain SQL: {memory:.2f} (at most {MEMORY}: {'met' if memory <= MEMORY else 'NOT met'})")


def audited(who: str, log: Path) -> Cost:
    """What an audit found and cost."""
    command = [sys.executable, "-m", "tests.benchmarks.audit_peers", who, str(log)]
    began = time.perf_counter()
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    cost: Cost = json.loads(run.stdout)
    return cost | {"whole": time.perf_counter() - began}


def right(found: dict[str, Any], changes: int) -> None:
    """AssertionError where what was planted is not what was found."""
    assert found["events"] == audit_workload.events(changes)
    assert found["clock"] == audit_workload.planted(changes)["clock"]
    assert found["violations"] == audit_workload.violations(changes)
    for need, fates in audit_workload.fates(changes).items():
        assert {name: found["needs"][need][name] for name in fates} == fates, need


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """AssertionError where two answers differ; quantiles may by what an engine's own floating point leaves."""
    for section in ("needs", "flows"):
        for name, figures in one[section].items():
            lags, others = figures.pop("lag"), other[section][name].pop("lag")
            assert all(abs(lags[key] - others[key]) < 1e-4 for key in lags), (name, lags, others)
    assert one == other


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 10,
        int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
