"""A log that is larger than the memory there is: what does not fit goes to the disk, and the answer is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import mdg
from mdg.auditing.duck import DuckDB
from mdg.diagnostic import MdgError
from tests.benchmarks import audit_workload

CHANGES = 100_000
LIMIT = "60MB"


@pytest.mark.slow
def test_what_does_not_fit_into_memory_is_spilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "landscape.yaml").write_text(audit_workload.LANDSCAPE, encoding="utf-8")
    log, spilt = tmp_path / "log.parquet", list[int]()
    planted = audit_workload.write(log, CHANGES)
    begin, end = DuckDB.__init__, DuckDB.close

    def limited(self: DuckDB) -> None:
        begin(self)
        self.raw.execute(f"set memory_limit = '{LIMIT}'; set threads = 2")
        self.portion = 100_000

    def measured(self: DuckDB) -> None:
        spilt.extend(size for (size,) in self.raw.execute("select size from duckdb_temporary_files()").fetchall())
        end(self)

    monkeypatch.setattr(DuckDB, "__init__", limited)
    monkeypatch.setattr(DuckDB, "close", measured)
    found = mdg.audit(mdg.load(tmp_path / "landscape.yaml"), log, as_of=audit_workload.AS_OF)
    assert sum(spilt) > 0
    assert found.events == audit_workload.events(CHANGES)
    assert (found.clock, found.repeated_rows) == (planted["clock"], planted["repeated_rows"])
    assert found.violations == audit_workload.violations(CHANGES)
    for need, fates in audit_workload.fates(CHANGES).items():
        assert {name: getattr(found.needs[need], name) for name in fates} == fates


@pytest.mark.slow
def test_where_there_is_no_room_for_it_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no fault of the log, of which nothing is said."""
    (tmp_path / "landscape.yaml").write_text(audit_workload.LANDSCAPE, encoding="utf-8")
    log = tmp_path / "log.parquet"
    audit_workload.write(log, CHANGES)
    begin = DuckDB.__init__

    def cramped(self: DuckDB) -> None:
        begin(self)
        self.raw.execute("set memory_limit = '30MB'; set max_temp_directory_size = '1MB'; set threads = 2")

    monkeypatch.setattr(DuckDB, "__init__", cramped)
    with pytest.raises(MdgError, match=r"log\.parquet` could not be audited to its end: ") as told:
        mdg.audit(mdg.load(tmp_path / "landscape.yaml"), log, as_of=audit_workload.AS_OF)
    assert "mdg record" not in str(told.value)
