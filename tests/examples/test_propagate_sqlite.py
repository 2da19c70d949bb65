"""Real propagation between SQLite databases: retries, threads, asyncio, and going on after a crash."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mdg
from tests.cli.conftest import environment

NUMBER = "4711"
GROUPS = {"identity": "4711, Anna", "contact": "anna@example.com", "consent": "granted"}
RECORD = {"country": "DE", "consent": "granted"}


@pytest.fixture
def example(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The modules of the example, and its landscape."""
    folder = project / "examples" / "propagate_sqlite"
    monkeypatch.syspath_prepend(str(folder))
    modules = {name: importlib.import_module(name) for name in ("databases", "drivers")}
    monkeypatch.setattr(modules["drivers"], "FIRST_PAUSE", 0.0001)
    yield SimpleNamespace(**modules, landscape=mdg.load(folder / "landscape.yaml", as_of="2026-09-01"), folder=folder)
    for name in modules:
        sys.modules.pop(name, None)


def from_threads(drivers: Any, plan: mdg.Propagation, deliver: Callable[[str], None], journal: Any) -> None:
    drivers.with_threads(plan, deliver, journal)


def from_asyncio(drivers: Any, plan: mdg.Propagation, deliver: Callable[[str], None], journal: Any) -> None:
    asyncio.run(drivers.with_asyncio(plan, deliver, journal))


DRIVERS = pytest.mark.parametrize("drive", [from_threads, from_asyncio])


def creation(landscape: mdg.Landscape) -> mdg.Propagation:
    return mdg.plan(landscape, "create", origin="shop", entity="customer", record=RECORD)


@DRIVERS
def test_every_system_gets_what_the_plan_says(example: SimpleNamespace, tmp_path: Path, drive: Any) -> None:
    plan = creation(example.landscape)
    databases = example.databases.Databases(tmp_path, example.landscape, failures={"crm": 3, "mailer": 1, "erp": 5})
    databases.write("shop", NUMBER, GROUPS, 1)
    journal = example.drivers.Journal(tmp_path / "journal.db", "create")
    drive(example.drivers, plan, lambda system: databases.deliver(plan, system, NUMBER, 1), journal)
    for system, arrival in plan.arrivals.items():
        assert databases.read(system, NUMBER) == {group: (GROUPS[group], 1) for group in arrival.groups}, system
    assert set(plan.arrivals) == {"shop", "erp", "crm", "marketing", "mailer", "archive"}
    assert not plan.is_active()
    assert journal.done() == set(plan.arrivals)


@DRIVERS
@pytest.mark.parametrize("crash_after", range(6))
def test_after_a_crash_it_goes_on_with_what_is_left(
    example: SimpleNamespace, tmp_path: Path, drive: Any, crash_after: int
) -> None:
    def run(**crash: int) -> Any:
        plan = creation(example.landscape)
        databases = example.databases.Databases(tmp_path, example.landscape)
        databases.write("shop", NUMBER, GROUPS, 1)
        journal = example.drivers.Journal(tmp_path / "journal.db", "create", **crash)
        before = journal.done()
        try:
            drive(example.drivers, plan, lambda system: databases.deliver(plan, system, NUMBER, 1), journal)
        except example.drivers.Crash:
            assert crash
        return databases, before, journal.done()

    _, _, noted = run(crash_after=crash_after)
    assert len(noted) == crash_after
    databases, before, after = run()
    assert before == noted
    assert after == set(creation(example.landscape).arrivals)
    assert not databases.delivered.keys() & noted, "what was noted is not delivered again"
    assert databases.delivered.keys() == after - noted - {"shop"}


@DRIVERS
def test_an_update_goes_round_a_cycle_once(example: SimpleNamespace, tmp_path: Path, drive: Any) -> None:
    """The CRM changes the contact: shop and ERP hear of it in one wave, from the CRM and from each other."""
    plan = mdg.plan(example.landscape, "update", origin="crm", entity="customer", record=RECORD)
    assert [cycle.systems for cycle in plan.cycles] == [("crm", "erp", "shop")]
    databases = example.databases.Databases(tmp_path, example.landscape)
    for system in plan.arrivals:
        databases.write(system, NUMBER, GROUPS, 1)
    databases.write("crm", NUMBER, {"contact": "anna@example.org"}, 2)
    journal = example.drivers.Journal(tmp_path / "journal.db", "update")
    drive(example.drivers, plan, lambda system: databases.deliver(plan, system, NUMBER, 2), journal)
    for system in plan.arrivals:
        assert databases.read(system, NUMBER)["contact"] == ("anna@example.org", 2), system
        assert databases.read(system, NUMBER)["identity"] == (GROUPS["identity"], 1), system
    assert databases.delivered == {"erp": 1, "shop": 1, "archive": 1, "marketing": 1, "mailer": 1}


@DRIVERS
def test_it_gives_up_at_last(example: SimpleNamespace, tmp_path: Path, drive: Any) -> None:
    plan = creation(example.landscape)
    databases = example.databases.Databases(tmp_path, example.landscape, failures={"erp": 1_000})
    databases.write("shop", NUMBER, GROUPS, 1)
    journal = example.drivers.Journal(tmp_path / "journal.db", "create")
    with pytest.raises(example.databases.NotYet, match="erp is not there"):
        drive(example.drivers, plan, lambda system: databases.deliver(plan, system, NUMBER, 1), journal)
    assert journal.done() <= {"shop", "marketing", "mailer"}, "nobody behind the ERP was told"
    assert plan.is_active()


def test_an_older_version_does_not_overwrite(example: SimpleNamespace, tmp_path: Path) -> None:
    databases = example.databases.Databases(tmp_path, example.landscape)
    databases.write("erp", NUMBER, {"contact": "new"}, 2)
    databases.write("erp", NUMBER, {"contact": "old"}, 1)
    assert databases.read("erp", NUMBER) == {"contact": ("new", 2)}


def test_as_a_script(project: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, list[str]]:
        command = [sys.executable, str(project / "examples" / "propagate_sqlite" / "propagate.py"), str(tmp_path / "d")]
        ended = subprocess.run([*command, *arguments], env=environment(), capture_output=True, text=True, check=False)
        assert ended.stderr == ""
        return ended.returncode, ended.stdout.splitlines()

    assert run("--crash-after", "2") == (1, ["crashed after 2 systems"])
    status, said = run("--asyncio")
    assert status == 0
    assert said[0] == "going on after 2 of 6 systems"
    assert "wave 2: crm has contact, identity" in said
    assert run()[1][0] == "going on after 6 of 6 systems"


def test_the_landscape_is_sound(project: Path) -> None:
    report = mdg.check(project / "examples" / "propagate_sqlite", as_of="2026-09-01")
    assert report.ok("warning")
