"""What is acknowledged stays: processes killed at random points, servers too, disks that are full, and Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import pty
import random
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.cli.conftest import environment
from tests.postgres_server import server
from tests.store.logs import expected, found, random_rows, written

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("MDG_CRASH_SEED", "1"))
ROWS = 60_000
_COUNTS = re.compile(rb"([\d,]+) rows?: ([\d,]+) new(?:, ([\d,]+) repeated)?(?:, ([\d,]+) recorded before)?")


@pytest.fixture
def chance() -> random.Random:
    print(f"seed {SEED} (MDG_CRASH_SEED=N for another)")
    return random.Random(SEED)


@attrs.define
class Watched:
    """A recording in a terminal: what it acknowledges is read as a person would."""

    process: subprocess.Popen[bytes]
    terminal: int
    said: bytes = b""

    def read(self, seconds: float) -> bool:
        """Take in what is shown within some seconds; whether the process still runs."""
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0:
            if select.select([self.terminal], [], [], min(left, 0.02))[0]:
                with contextlib.suppress(OSError):  # the other end is closed
                    self.said += os.read(self.terminal, 65_536)
            if self.process.poll() is not None:
                return False
        return True

    def acknowledged(self) -> int:
        """Rows that were said to be committed last."""
        told = _COUNTS.findall(self.said)
        return int(told[-1][0].replace(b",", b"")) if told else 0

    def end(self) -> int:
        while self.read(0.2):
            pass
        with contextlib.suppress(OSError):
            while select.select([self.terminal], [], [], 0)[0] and (more := os.read(self.terminal, 65_536)):
                self.said += more
        os.close(self.terminal)
        return self.process.returncode


def watched(url: str, log: Path, **options: Any) -> Watched:
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mdg", "record", url, "--events", str(log)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=inner,
        env=environment(),
        **options,
    )
    os.close(inner)
    return Watched(process, outer)


def assert_kept(url: str, acknowledged: int, rows: list[dict[str, Any]]) -> None:
    """All rows that were acknowledged are there, and nothing that stands in no log."""
    there = found(url)
    assert not expected(rows[:acknowledged]) - there
    assert not there - expected(rows)


def there_is_one(url: str) -> bool:
    return not url.startswith("sqlite") or Path(url.removeprefix("sqlite:///")).is_file()


def test_killed_at_random_points(store: str, tmp_path: Path, chance: random.Random) -> None:
    rows = random_rows(ROWS, chance)
    log = written(tmp_path / "log.jsonl", rows)
    most, killed = 0, 0
    for turn in range(8):
        run = watched(store, log)
        while not run.acknowledged() and turn and run.read(0.05):
            pass  # from the second on: somewhere among the batches
        if run.read(chance.uniform(0, 0.5)):
            run.process.kill()
            killed += 1
        run.end()
        if run.acknowledged():
            most = max(most, run.acknowledged())
            assert_kept(store, most, rows)
    assert killed >= 3
    assert most > 0
    assert watched(store, log).end() == 0
    assert found(store) == expected(rows)


def test_several_writers_some_of_them_killed(store: str, tmp_path: Path, chance: random.Random) -> None:
    rows = random_rows(ROWS // 2, chance)
    logs = [rows, rows[: ROWS // 3], rows[ROWS // 6 :]]
    paths = [written(tmp_path / f"{number}.jsonl", log) for number, log in enumerate(logs)]
    for _ in range(3):
        runs = [watched(store, path) for path in paths]
        runs[0].read(chance.uniform(0.8, 2))
        for run in chance.sample(runs, 2):
            run.process.kill()
        for run in runs:
            assert run.end() in (0, -signal.SIGKILL), run.said
    for path in paths:
        assert watched(store, path).end() == 0
    assert found(store) == expected(row for log in logs for row in log)


def test_ctrl_c_says_how_far_it_got(store: str, tmp_path: Path, chance: random.Random) -> None:
    rows = random_rows(ROWS, chance)
    log = written(tmp_path / "log.jsonl", rows)
    run = watched(store, log)
    while not run.acknowledged() and run.read(0.01):
        pass
    run.process.send_signal(signal.SIGINT)
    assert run.end() == 130, run.said
    assert b"interrupted; what is recorded stays, and the same command goes on (" in run.said
    told = run.acknowledged()
    assert 0 < told < ROWS
    assert found(store) == expected(rows[:told])
    assert watched(store, log).end() == 0
    assert found(store) == expected(rows)


def test_a_full_disk_under_sqlite(tmp_path: Path, chance: random.Random) -> None:
    """A limit on the size of files: what does not fit into the database stays in its log, until that is full too."""
    url = f"sqlite:///{tmp_path / 'events.db'}"
    rows = random_rows(ROWS, chance)
    log = written(tmp_path / "log.jsonl", rows)
    limit = 3 * 2**20
    run = watched(url, log, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert run.end() == 2, run.said
    assert b"cannot do it: " in run.said
    assert b"the same command goes on" in run.said
    assert 0 < run.acknowledged() < ROWS
    assert_kept(url, run.acknowledged(), rows)
    assert watched(url, log).end() == 0
    assert found(url) == expected(rows)


def test_a_full_disk_under_postgresql(tmp_path: Path, chance: random.Random) -> None:
    """The same of a server's files; a segment of its log has 16 MB, and the table outgrows that first."""
    rows = random_rows(3 * ROWS, chance)
    log = written(tmp_path / "log.jsonl", rows)
    with server(file_size=17 * 2**20) as small:
        url = small.new_store()
        run = watched(url, log)
        assert run.end() == 2, run.said
        assert b"file too large" in run.said.lower()
        told = run.acknowledged()
        assert 0 < told < len(rows)
        assert_kept(url, told, rows)
        small.stop()
        small.file_size = None
        small.start()
        assert watched(url, log).end() == 0
        assert found(url) == expected(rows)


def test_a_server_that_crashes(tmp_path: Path, chance: random.Random) -> None:
    rows = random_rows(ROWS, chance)
    log = written(tmp_path / "log.jsonl", rows)
    with server() as crashing:
        url, most = crashing.new_store(), 0
        for _ in range(3):
            run = watched(url, log)
            while not run.acknowledged() and run.read(0.01):
                pass
            run.read(chance.uniform(0, 0.3))
            crashing.crash()
            assert run.end() in (0, 2), run.said
            most = max(most, run.acknowledged())
            crashing.start()
            assert_kept(url, most, rows)
        assert watched(url, log).end() == 0
        assert found(url) == expected(rows)


def test_a_file_for_rejected_rows_that_is_full(tmp_path: Path) -> None:
    """No batch is committed of which the rejected rows are not on the disk."""
    log = tmp_path / "log.jsonl"
    log.write_text('{"event_id": "x"}\n' * 1000)
    code = [sys.executable, "-m", "mdg", "record", f"sqlite:///{tmp_path / 'events.db'}", "--events", str(log)]
    run = subprocess.run(
        [*code, "--rejected", "/dev/full"], env=environment(), capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "rejected rows cannot be written to `/dev/full`: no space left on device" in run.stderr
