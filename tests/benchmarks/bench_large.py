"""A large landscape, checked whole as a process: YAML and JSON against the bare events of libyaml, in one run.

Run it as ``python -m tests.benchmarks.bench_large [SYSTEMS [ROUNDS]]``; 10,000 systems with about 24 flows each (see
:mod:`.large_landscape`), which is over 50 MB of YAML, and 3 rounds unless told.  Everybody takes turns, so that what
else the machine does falls on all.  The bare events are drained and nothing is built of them; of their process only
that is counted, with the garbage collector off, and of a check the whole process.  It must find the mistakes that were
planted, and nothing else.  At last a check is interrupted while it works.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.bench_text import written
from tests.benchmarks.large_landscape import FINDINGS, landscape

#: What must be reached: times the bare events, times as fast as YAML, MB of memory.
BARE, JSON, MEMORY = 3, 2, 3000
#: The events of libyaml as PyYAML's documentation has them, and by the class inside it alone; nothing is built of them.
DRAIN = """\
import sys, time, gc, yaml
from pathlib import Path
data = Path(sys.argv[1]).read_bytes()
gc.disable()
start = time.process_time(), time.perf_counter()
for event in yaml.parse(data, Loader=yaml.CLoader):
    pass
print(time.process_time() - start[0], time.perf_counter() - start[1])
"""
BAREST = """\
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
    """The costs of each, round by round; AssertionError where a check does not find what is wrong."""
    check = [sys.executable, "-m", "mdg", "check", "--as-of", "2026-01-01", "--format", "json"]
    for _ in range(rounds):
        costs: dict[str, Cost] = {}
        for name, code in (("bare events", DRAIN), ("barest", BAREST)):
            drained, told = cost([sys.executable, "-c", code, str(folder / "large.yaml")], folder / "drained")
            processor, wall = map(float, told.split())
            costs[name] = processor, wall, drained[2]
        for form in ("yaml", "json"):
            costs[form], report = cost([*check, str(folder / f"large.{form}")], folder / f"report-{form}")
            found = Counter(finding["code"] for finding in json.loads(report)["findings"])
            assert found == FINDINGS, found
        yield costs
    print("findings:", ", ".join(f"{code} {count}" for code, count in sorted(FINDINGS.items())))


def interrupted(file: Path, after: float) -> float | None:
    """How long a check goes on that is interrupted after so many seconds; None where it was done by then."""
    process = subprocess.Popen([sys.executable, "-m", "mdg", "check", str(file)], stdout=subprocess.DEVNULL)
    time.sleep(after)
    if process.poll() is not None:
        return None
    asked = time.perf_counter()
    process.send_signal(signal.SIGINT)
    process.wait()
    if process.returncode not in (1, 130):
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
        print(
            f"{systems:,} systems, {len(tree['flows']):,} flows: {sizes[0]:.1f} MB of YAML, {sizes[1]:.1f} MB of JSON"
        )
        del tree
        costs = list(rounds_of(folder, rounds))
        for one in costs[0]:
            processor, wall, memory = zip(*(each[one] for each in costs), strict=True)
            print(
                f"{one:12} processor {min(processor):7.2f} s best {statistics.median(processor):7.2f} median; "
                f"wall {min(wall):7.2f} s best; {max(memory):6.0f} MB"
            )
        for what, part in (("processor", 0), ("wall", 1)):
            bare, barest, yaml, as_json = (min(each[one][part] for each in costs) for one in costs[0])
            judged(f"check of YAML / bare events, {what} time", yaml / bare, BARE)
            print(f"check of YAML / the class inside alone, {what} time: {yaml / barest:.2f}")
            judged(f"check of YAML / check of JSON, {what} time", yaml / as_json, JSON, at_most=False)
        judged("memory, MB", max(each[one][2] for each in costs for one in ("yaml", "json")), MEMORY)
        for form in ("yaml", "json"):
            whole = min(each[form][1] for each in costs)
            waits = [interrupted(folder / f"large.{form}", share * whole) for share in (0.3, 0.5, 0.8)]
            told = ", ".join("done" if wait is None else f"{1000 * wait:.0f} ms" for wait in waits)
            print(f"interrupted at 30, 50 and 80 % of the work on {form}, the check goes on for {told}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 3,
    )
