"""Each row once, and counted as often as it stands somewhere: whatever is recorded again, in whatever order."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mdg
from mdg.store.engine import engine_of
from mdg.store.recording import Tally, record_rows
from tests.store.logs import ROW, START, expected, found, random_rows, written

#: Few values, so that rows are the same, or of the same key and not, all the time.
SMALL = st.fixed_dictionaries(
    {
        "event_id": st.sampled_from(["a", "b"]),
        "system": st.sampled_from(["erp", "crm"]),
        "changed_at": st.sampled_from([START, START + 1]),
        "applied_at": st.sampled_from([START + 5, START + 6]),
        "via": st.sampled_from([None, "f"]),
        "scope_role": st.sampled_from([None, "x", [], ["x"], ["y", "x"]]),
    }
).map(lambda some: {**ROW, **some})


class Nothing:
    """Takes rejected rows where there are none."""

    def put(self, position: int, raw: Any, reason: str) -> None:
        raise AssertionError(reason)

    def flush(self) -> None:
        pass


def record(url: str, name: str, rows: list[dict[str, Any]], batch: int = 10_000) -> Tally:
    tally = Tally()
    items = ((number, row, None) for number, row in enumerate(rows, 1))
    record_rows(engine_of(url), name, items, Nothing(), tally, batch=batch)
    return tally


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_store_counts_what_its_logs_hold(new_store: Callable[[], str], data: Any) -> None:
    """Logs in batches of any size, in any order, some twice, some cut off at first: as often as they hold each row."""
    logs = data.draw(st.lists(st.lists(SMALL, max_size=8), min_size=1, max_size=3))
    runs = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(logs) - 1), st.integers(0, 8), st.integers(1, 4)),
            max_size=5,
        )
    )
    url = new_store()
    whole = [(number, len(log), 3) for number, log in enumerate(logs)]
    for number, length, batch in data.draw(st.permutations([*runs, *whole])):
        record(url, f"log {number}", logs[number][:length], batch)
    assert found(url) == expected(row for log in logs for row in log)


def test_the_same_log_again_changes_nothing(store: str, tmp_path: Path) -> None:
    rows = random_rows(500, random.Random(1))
    log = written(tmp_path / "log.jsonl", rows)
    first = mdg.record(store, log)
    second = mdg.record(store, log)
    assert (first.recorded + first.repeated, first.known) == (500, 0)
    assert first.repeated > 10
    assert (second.recorded, second.repeated, second.known) == (0, 0, 500)
    assert found(store) == expected(rows)


def test_a_log_that_has_grown_adds_what_is_new(store: str, tmp_path: Path) -> None:
    rows = random_rows(300, random.Random(2), again=0.3)
    mdg.record(store, written(tmp_path / "log.jsonl", rows[:170]))
    grown = mdg.record(store, written(tmp_path / "log.jsonl", rows))
    assert (grown.known, grown.recorded + grown.repeated) == (170, 130)
    assert found(store) == expected(rows)


def test_mended_rows_count_no_other_again(store: str, tmp_path: Path) -> None:
    rows = random_rows(50, random.Random(3))
    broken = [{**row, "operation": "updated"} if number in (7, 30) else row for number, row in enumerate(rows)]
    assert mdg.record(store, written(tmp_path / "log.jsonl", broken)).rejected == 2
    mdg.record(store, written(tmp_path / "log.jsonl", rows))
    assert found(store) == expected(rows)


def test_a_copy_of_a_log_repeats_it(store: str, tmp_path: Path) -> None:
    """As an audit of both files would count."""
    rows = random_rows(40, random.Random(4))
    for name in ("one.jsonl", "two.jsonl"):
        mdg.record(store, written(tmp_path / name, rows))
    assert found(store) == expected(rows * 2)
    moved = mdg.record(store, written(tmp_path / "moved.jsonl", rows), source=str((tmp_path / "one.jsonl").resolve()))
    assert moved.known == 40


def test_many_writers_of_overlapping_logs(store: str) -> None:
    rows = random_rows(400, random.Random(5), again=0.2)
    logs = {"one": rows, "two": rows[200:], "three": rows[::-1]}
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            record(store, name, logs[name], batch=37)
        except BaseException as fault:
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(name,)) for name in [*logs, *logs]]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    assert found(store) == expected(row for log in logs.values() for row in log)


def test_progress_tells_what_is_committed(store: str) -> None:
    seen: list[tuple[int, int]] = []

    def look(result: mdg.Recorded) -> None:
        seen.append((result.recorded + result.repeated, sum(found(store).values())))

    mdg.record(store, random_rows(25_000, random.Random(6)), progress=look)
    assert [told for told, _ in seen] == [10_000, 20_000, 25_000]
    assert all(there >= told for told, there in seen)
