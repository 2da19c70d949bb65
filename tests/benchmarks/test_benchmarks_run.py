"""Every benchmark still runs, at a small size; what it measures is judged by who reads docs/performance.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: The size at which a benchmark takes seconds: its one argument.
SMALL = {
    "bench_audit": "0.1",
    "bench_cron": "1",
    "bench_decide": "0.02",
    "bench_large": "60",
    "bench_population": "10",
    "bench_reach": "100",
    "bench_record": "5",
    "bench_start": "2",
    "bench_text": "0.2",
    "bench_timetables": "24",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py")))
def test_benchmark_runs(name: str, project: Path) -> None:
    assert name in SMALL, f"say in SMALL at which size `{name}` takes seconds"
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", SMALL[name]]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout
