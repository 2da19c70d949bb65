"""The start: `mdg check` of a small landscape against import-linter on a small package, as whole processes in one run.

Run it as ``python -m tests.benchmarks.bench_start [ROUNDS]`` with the interpreter of the environment in which both are
installed; 20 rounds unless told.  The two take turns, so that what else the machine does falls on both.  Processor time
and wall time are the child's own, as the operating system counts them.  It also tells what ``import mdg`` costs.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

LANDSCAPE = """\
mdg: 1
landscape: small
entities:
  customer:
    dimensions:
      kind: [person, company]
    groups:
      name: [first, last]
      contact: {attributes: [email], categories: [user.contact.email]}
systems:
  shop: {}
  erp: {}
ownership:
  shop_creates: {system: shop, may: [create, update, delete]}
flows:
  shop_to_erp: {from: shop, to: erp}
needs:
  erp_needs: {system: erp, max_age: 1h}
"""
CONTRACTS = """\
[importlinter]
root_package = small

[importlinter:contract:layers]
name = layers
type = layers
layers =
  small.upper
  small.lower
"""


def prepare(folder: Path) -> None:
    """A landscape, and a package of two modules with one contract."""
    (folder / "landscape.yaml").write_text(LANDSCAPE, encoding="utf-8")
    package = folder / "small"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "upper.py").write_text("from small import lower\n", encoding="utf-8")
    (package / "lower.py").write_text("", encoding="utf-8")
    (folder / ".importlinter").write_text(CONTRACTS, encoding="utf-8")


def cost(command: list[str], folder: Path) -> tuple[float, float]:
    """Processor and wall seconds of one process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with status {process.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - start


def told(seconds: Sequence[float]) -> str:
    return f"{1000 * min(seconds):6.1f} ms best, {1000 * statistics.median(seconds):6.1f} median"


def main(rounds: int) -> None:
    scripts = Path(sys.executable).parent
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import mdg": [sys.executable, "-c", "import mdg"],
        "lint-imports": [str(scripts / "lint-imports")],
        "mdg check": [str(scripts / "mdg"), "check", "landscape.yaml"],
    }
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        for turn in range(rounds + 2):
            for label, command in commands.items():
                found = cost(command, folder)
                if turn > 1:
                    figures[label].append(found)
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}", end="; ")
    print(", ".join(f"{name} {version(name)}" for name in ("mdg", "import-linter", "click", "pydantic-core", "PyYAML")))
    for label, found in figures.items():
        processor, wall = zip(*found, strict=True)
        print(f"{label:15} processor {told(processor)}; wall {told(wall)}")
    for what, index in (("processor", 0), ("wall", 1)):
        ours, theirs = ([one[index] for one in figures[name]] for name in ("mdg check", "lint-imports"))
        pairs = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
        print(f"mdg check / lint-imports, {what} time: {min(ours) / min(theirs):.2f} best, {pairs:.2f} median of pairs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
