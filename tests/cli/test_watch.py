"""A log watched as it grows: what is late is told as it becomes late, once, and from where the last watch left off."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.engine import make_url

import mdg
from mdg.cli import run
from mdg.diagnostic import MdgError
from mdg.model.instants import WRITE
from tests.postgres_server import server

Said = pytest.CaptureFixture[str]

LANDSCAPE = """\
mdg: 1
parties: {ops: {title: operations}, dpo: {title: privacy}}
entities: {customer: {dimensions: {country: [DE, AT]}, groups: {contact: [email]}}}
systems: {shop: {}, crm: {}, lake: {}}
ownership: {o: {system: shop, may: [create, update, delete]}}
flows: {f: {from: shop, to: crm}}
needs:
  crm_needs: {system: crm, max_age: 1h, when: {country: DE}}
  lake_needs: {system: lake, max_age: 1d, valid: {from: 2026-09-02}}
responsibilities:
  fresh: {concern: freshness, accountable: ops}
  lawful: {concern: compliance, accountable: dpo}
"""
TEN = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)


def row(event: str, system: str, after: float = 0, *, made: float = 0, **more: Any) -> dict[str, Any]:
    """A change made so many minutes after ten, visible in a system ``after`` minutes more."""
    changed = TEN + dt.timedelta(minutes=made)
    told = {
        "event_id": event,
        "entity": "customer",
        "record_id": "anna",
        "group": "contact",
        "operation": "update",
        "origin": "shop",
        "changed_at": changed.isoformat(),
        "system": system,
        "applied_at": (changed + dt.timedelta(minutes=after)).isoformat(),
        "via": None if system == "shop" else "f",
        "scope_country": "DE",
    }
    return {**told, **more}


class Place:
    """A folder with a landscape and a log, and a watch that is begun anew for each look."""

    def __init__(self, folder: Path, form: str) -> None:
        self.folder, self.form = folder, form
        self.log = folder / f"log.{'csv' if form == 'csv' else 'jsonl'}"
        self.landscape = folder / "landscape.yaml"
        self.landscape.write_text(LANDSCAPE, encoding="utf-8")
        self.memory = folder / "memory.db"
        self.events = str(self.log)

    def add(self, *rows: dict[str, Any]) -> None:
        if self.form == "csv":
            columns = list(row("", ""))
            new = not self.log.exists()
            with self.log.open("a", encoding="utf-8", newline="") as file:
                file.write(",".join(columns) + "\n" if new else "")
                file.writelines(",".join(f'"{one[name] or ""}"' for name in columns) + "\n" for one in rows)
        else:
            with self.log.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(one) + "\n" for one in rows)
        if self.form in ("sqlite", "postgres"):
            mdg.record(self.events, self.log)

    def look(self, minutes: float, **more: Any) -> list[mdg.Notice]:
        """All that is told so many minutes after ten."""
        told: list[mdg.Notice] = []
        with mdg.Watch(mdg.load(self.landscape), self.events, self.memory, **more) as watch:
            while watch.look(TEN + dt.timedelta(minutes=minutes), told.append):
                pass
        return told


@pytest.fixture(scope="module")
def postgres() -> Iterator[Any]:
    with server() as started:
        yield started


@pytest.fixture(params=["jsonl", "csv", "sqlite", "postgres"])
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    found = Place(tmp_path, request.param)
    if request.param == "sqlite":
        found.events = f"sqlite:///{tmp_path}/events.db"
    if request.param == "postgres":
        found.events = request.getfixturevalue("postgres").new_store()
    return found


def kinds(told: list[mdg.Notice]) -> list[str]:
    return [one.kind for one in told]


def test_what_becomes_late_is_told_once_and_again_when_it_comes(place: Place) -> None:
    place.add(row("e1", "shop"))
    assert place.look(60) == []  # due by now, and not later
    (overdue,) = place.look(60.01)
    assert (overdue.kind, overdue.need, overdue.system, overdue.record_id) == ("overdue", "crm_needs", "crm", "anna")
    assert overdue.accountable == "ops"
    assert place.look(70) == []
    place.add(row("e1", "crm", 75))
    (late,) = place.look(76)
    assert (late.kind, late.lag, late.accountable) == ("late", 75 * 60, "ops")
    assert place.look(1000) == []


def test_what_comes_in_time_is_not_told(place: Place) -> None:
    place.add(row("e1", "shop"), row("e1", "crm", 60))
    assert place.look(10_000) == []


def test_a_newer_version_serves_the_older_one(place: Place) -> None:
    place.add(row("e1", "shop"), row("e2", "shop", made=30), row("e2", "crm", 10, made=30))
    assert place.look(10_000) == []


def test_what_the_log_tells_late_was_in_time_all_the_same(place: Place) -> None:
    place.add(row("e1", "shop"))
    assert kinds(place.look(90)) == ["overdue"]
    place.add(row("e1", "crm", 30))
    assert kinds(place.look(91)) == ["told_late"]


def test_a_delivery_may_be_told_before_its_change(place: Place) -> None:
    place.add(row("e1", "crm", 75))
    assert place.look(80) == []
    place.add(row("e1", "shop"))
    assert kinds(place.look(81)) == ["late"]


def test_a_clock_that_is_wrong_delivers_nothing(place: Place) -> None:
    place.add(row("e1", "shop"), row("e1", "crm", -1))
    assert kinds(place.look(61)) == ["overdue"]


def test_what_nobody_allowed_or_declared_is_told_as_it_happens(place: Place) -> None:
    place.add(
        row("e1", "crm", origin="crm", via=None),
        row("e2", "shop"),
        row("e2", "lake", 1, via="night_job"),
        row("e2", "lake", 2, via=None, event_id="e3"),
    )
    told = place.look(3)
    assert kinds(told) == ["unauthorised", "undeclared_route", "undeclared_route"]
    assert [(one.system, one.via, one.accountable) for one in told] == [
        ("crm", None, "dpo"),
        ("lake", "night_job", "dpo"),
        ("lake", None, "dpo"),
    ]


def test_each_change_is_judged_by_what_was_agreed_on_its_day(place: Place) -> None:
    """The lake needs it from the second of September on."""
    place.add(row("e1", "shop", scope_country="AT"), row("e2", "shop", made=1440, scope_country="AT"))
    (one,) = place.look(10_000)
    assert (one.need, one.changed_at) == ("lake_needs", int((TEN.timestamp() + 86_400) * 1_000_000))


def test_the_same_row_again_is_told_once(place: Place) -> None:
    place.add(row("e1", "crm", origin="crm", via=None))
    assert kinds(place.look(1)) == ["unauthorised"]
    place.add(row("e1", "crm", origin="crm", via=None))
    assert place.look(2) == []


def test_what_cannot_be_judged_is_told_with_its_place(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop", scope_country="XX"), row("e2", "shop"), row("e3", "shop", changed_at="yesterday"))
    with place.log.open("a") as file:
        file.write("{no json\n")
    told = place.look(1)
    assert [(one.place, one.reason) for one in told if one.kind == "unreadable"] == [
        (f"{place.log}:1", "`country` has no value `XX`"),
        (
            f"{place.log}:3",
            f"`changed_at` is no instant with a date and a time of day: `yesterday`; {WRITE}",
        ),
        (f"{place.log}:4", told[-1].reason),
    ]
    assert "no JSON" in (told[-1].reason or "")
    place.add(row("e4", "shop", scope_country="XX"))
    assert [one.place for one in place.look(2)] == [f"{place.log}:5"]


def test_whatever_stands_in_a_row_is_told_and_ends_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    odd: list[dict[str, Any]] = [
        {"group": ["contact"]},
        {"via": {"flow": "f"}},
        {"event_id": True},
        {"scope_country": [["DE"]]},
        {"changed_at": {"at": 1}},
    ]
    place.add(*(row(f"e{number}", "shop", **one) for number, one in enumerate(odd)))
    told = place.look(1)
    assert kinds(told) == ["unreadable"] * len(odd)
    assert [(one.reason or "").partition(":")[0] for one in told[:3]] == [
        "`group` is no text",
        "`via` is no text",
        "`event_id` is no text",
    ]
    place.add(row("e9", "shop", event_id=9, record_id=1001))
    (overdue,) = place.look(61)
    assert (overdue.kind, overdue.record_id) == ("overdue", "1001")


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_line_that_is_not_ended_is_waited_for(tmp_path: Path, form: str) -> None:
    place = Place(tmp_path, form)
    place.add(row("e1", "shop"), row("e2", "crm", origin="crm", via=None))
    whole = place.log.read_bytes()
    place.log.write_bytes(whole[:-20])
    assert place.look(1) == []
    place.log.write_bytes(whole)
    assert kinds(place.look(1)) == ["unauthorised"]


def test_a_cell_may_go_over_lines(tmp_path: Path) -> None:
    place = Place(tmp_path, "csv")
    place.add(row("e1", "crm", origin="crm", via=None, record_id="an\nna"), row("e2", "shop", scope_country="XX"))
    whole = place.log.read_bytes()
    cut = whole.index(b"an\nna") + 3
    place.log.write_bytes(whole[:cut])
    assert place.look(1) == []
    place.log.write_bytes(whole)
    assert [(one.kind, one.place) for one in place.look(1)] == [
        ("unauthorised", f"{place.log}:2"),
        ("unreadable", f"{place.log}:4"),
    ]


def test_a_quote_in_the_middle_of_a_cell_opens_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path, "csv")
    place.add(row("e1", "shop", record_id="INCH"), row("e2", "shop"))
    place.log.write_text(place.log.read_text().replace('"INCH"', '5" pipe'))
    assert kinds(place.look(61)) == ["overdue", "overdue"]
    whole = place.log.read_bytes()
    place.add(row("e3", "shop", record_id="an\nna"))
    cut = place.log.read_bytes()
    place.log.write_bytes(cut[: cut.rindex(b"an\nna") + 3])
    assert place.look(62) == []
    place.log.write_bytes(cut)
    assert kinds(place.look(63)) == ["overdue"]
    assert cut.startswith(whole)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_file_that_was_replaced_is_read_from_its_beginning(tmp_path: Path, form: str) -> None:
    place = Place(tmp_path, form)
    place.add(row("e1", "crm", origin="crm", via=None, record_id="carl"), row("e2", "shop"))
    assert kinds(place.look(1)) == ["unauthorised"]
    place.log.unlink()
    place.add(row("e3", "crm", origin="crm", via=None, record_id="bert"))
    replaced, told = place.look(1)
    assert (replaced.kind, told.kind) == ("replaced", "unauthorised")
    assert "not beside it" in (replaced.reason or "")
    assert kinds(place.look(61)) == ["overdue"]  # what was awaited is awaited still


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("name", ["log.1", "log.{form}.2026-09-01"])
def test_what_a_rotated_log_had_at_last_is_read_before_the_new_one(tmp_path: Path, form: str, name: str) -> None:
    place = Place(tmp_path, form)
    place.add(row("e1", "shop"))
    with mdg.Watch(mdg.load(place.landscape), place.log, place.memory) as watch:
        told: list[mdg.Notice] = []

        def look(minutes: float) -> list[str]:
            told.clear()
            while watch.look(TEN + dt.timedelta(minutes=minutes), told.append):
                pass
            return kinds(told)

        assert look(1) == []
        place.add(row("e2", "crm", origin="crm", via=None, record_id="carl"))
        place.log.rename(tmp_path / name.format(form=form))
        assert look(2) == ["unauthorised"]  # there is no file for a moment
        assert look(61) == ["overdue"]
        place.add(row("e3", "crm", origin="crm", via=None, record_id="bert"))
        assert look(62) == ["unauthorised"]


def rotated(place: Place, *names: str) -> None:
    """Rows of bert, carl, …, one in each of the files, the first of which is the log that was read, rotated."""
    for second, (name, record) in enumerate(zip(names, ("bert", "carl", "dora"), strict=False)):
        if place.log.exists() and second:
            place.log.unlink()
        place.add(row(f"e{record}", "crm", origin="crm", via=None, record_id=record))
        content = place.log.read_bytes()
        target = place.folder / name.format(form=place.form)
        target.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        os.utime(target, (1_000 + second, 1_000 + second))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("names", [("log.{form}.2", "log.{form}.1"), ("log-20260901.{form}", "log-20260902.{form}")])
def test_logs_that_were_rotated_one_after_the_other_are_all_read(
    tmp_path: Path, form: str, names: tuple[str, str]
) -> None:
    place = Place(tmp_path, form)
    place.add(row("e1", "crm", origin="crm", via=None))
    assert kinds(place.look(1)) == ["unauthorised"]
    rotated(place, *names, f"log.{form}")
    (tmp_path / f"log-of-another-system.{form}").write_text("no row of this log\n")
    assert [(one.kind, one.record_id) for one in place.look(2)] == [
        ("unauthorised", record) for record in ("bert", "carl", "dora")
    ]
    assert place.look(3) == []


def test_a_log_in_between_that_is_compressed_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "crm", origin="crm", via=None))
    place.look(1)
    rotated(place, "log.jsonl.2", "log.jsonl.1.gz", "log.jsonl")
    told = place.look(2)
    assert [(one.kind, one.record_id) for one in told] == [
        ("unauthorised", "bert"),
        ("replaced", None),
        ("unauthorised", "dora"),
    ]
    assert "log.jsonl.1.gz` came in between, and is compressed" in (told[1].reason or "")


def test_an_older_copy_beside_a_rotated_log_is_not_taken_for_it(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "crm", origin="crm", via=None))
    place.look(1)
    (tmp_path / "log.jsonl.0").write_bytes(place.log.read_bytes())
    place.add(row("e2", "crm", origin="crm", via=None, record_id="bert"))
    place.log.rename(tmp_path / "log.jsonl.1")
    place.add(row("e3", "crm", origin="crm", via=None, record_id="carl"))
    assert [one.record_id for one in place.look(2)] == ["bert", "carl"]


def test_an_unreadable_file_beside_the_log_ends_nothing_unless_it_came_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "crm", origin="crm", via=None))
    place.look(1)
    place.log.rename(tmp_path / "log.jsonl.2")
    (tmp_path / "log.jsonl.1").write_bytes(b"")
    place.add(row("e2", "crm", origin="crm", via=None, record_id="bert"))
    opened = Path.open

    def refusing(path: Path, *more: Any, **named: Any) -> Any:
        if path.name == "log.jsonl.1":
            raise PermissionError(13, "Permission denied")
        return opened(path, *more, **named)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(MdgError, match=r"log\.jsonl\.1` could not be read: Permission denied"):
        place.look(2)  # what came in between is not passed over
    os.utime(tmp_path / "log.jsonl.1", (1, 1))
    assert [one.record_id for one in place.look(2)] == ["bert"]


def test_a_store_that_was_made_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    place = Place(tmp_path, "sqlite")
    place.events = f"sqlite:///{tmp_path}/events.db"
    place.add(row("e1", "shop"), row("e2", "crm", origin="crm", via=None))
    assert kinds(place.look(1)) == ["unauthorised"]
    for file in (place.log, *tmp_path.glob("events.db*")):
        file.unlink()
    place.add(row("e3", "crm", origin="crm", via=None, record_id="bert"))
    assert kinds(place.look(2)) == ["replaced", "unauthorised"]
    assert place.look(3) == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_last_line_without_an_end_is_read_where_it_is_whole_and_told_where_nobody_knows(
    tmp_path: Path, capsys: Said, form: str
) -> None:
    place = Place(tmp_path, form)
    place.add(row("e1", "shop"), row("e2", "crm", origin="crm", via=None))
    place.log.write_bytes(place.log.read_bytes().rstrip())
    asked = ["watch", str(place.landscape), "--events", str(place.log), "--memory", str(place.memory), "--once"]
    status = run([*asked, "--as-of", "2026-09-01T10:01:00Z"])
    said = capsys.readouterr()
    if form == "csv":
        assert status == 0
        assert f"{place.log}:3: this last line has no end yet" in said.err
    else:
        assert status == 1
        assert f"({place.log}:2)" in said.out
        with place.log.open("a") as file:
            file.write("\n")
        place.add(row("e3", "crm", origin="crm", via=None, record_id="bert"))
        (notice,) = place.look(2)
        assert notice.place == f"{place.log}:3"


def test_what_is_applied_later_is_looked_at_when_that_has_come(place: Place) -> None:
    place.add(
        row("e1", "shop"), row("e1", "crm", 240), row("e2", "crm", made=120, origin="crm", via=None, record_id="carl")
    )
    assert kinds(place.look(60.1)) == ["overdue"]
    assert kinds(place.look(119)) == []
    assert kinds(place.look(120)) == ["unauthorised"]
    assert kinds(place.look(241)) == ["late"]
    assert kinds(place.look(500)) == []


@pytest.mark.parametrize("value", ["notjson", '{"offset": "x"}', '{"other": 1}', "5"])
def test_a_damaged_memory_is_told(tmp_path: Path, value: str) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop"))
    place.look(1)
    with contextlib.closing(sqlite3.connect(place.memory)) as connection, connection:
        connection.execute("UPDATE memory SET value = ? WHERE name = 'left_off'", (value,))
    with pytest.raises(MdgError, match="damaged"):
        place.look(2)


def test_a_password_is_neither_shown_nor_kept(postgres: Any, tmp_path: Path) -> None:
    place = Place(tmp_path, "postgres")
    place.events = postgres.new_store()
    secret = make_url(place.events).password
    assert isinstance(secret, str)
    place.add(row("e1", "shop"))
    with mdg.Watch(mdg.load(place.landscape), place.events, place.memory) as watch:
        assert secret not in watch.log
        watch.look(TEN, lambda _: None)
    assert secret.encode() not in place.memory.read_bytes()
    for wrong in ("postgresql://u:secret@127.0.0.1:notaport/x", "mysql://u:secret@h/x"):
        with pytest.raises(MdgError) as error:
            mdg.audit(mdg.load(place.landscape), wrong)
        assert "secret" not in str(error.value)


def test_from_the_end(place: Place) -> None:
    place.add(row("e1", "crm", origin="crm", via=None), row("e2", "shop"))
    assert place.look(100, from_end=True) == []
    place.add(row("e3", "crm", origin="crm", via=None, made=101))
    assert kinds(place.look(102)) == ["unauthorised"]


def test_when_the_next_is_due(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop", made=7))
    with mdg.Watch(mdg.load(place.landscape), place.log, place.memory) as watch:
        assert watch.next_due() is None
        watch.look(TEN + dt.timedelta(minutes=8), lambda _: None)
        assert watch.next_due() == TEN + dt.timedelta(minutes=67)


def test_whatever_is_told_is_told_again_where_it_was_not_remembered(tmp_path: Path) -> None:
    """Told twice is better than never: the reader failed, and so nothing counts as told."""
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "crm", origin="crm", via=None), row("e2", "shop"))

    def fail(_: mdg.Notice) -> None:
        raise RuntimeError

    with (
        mdg.Watch(mdg.load(place.landscape), place.log, place.memory) as watch,
        pytest.raises(RuntimeError),
    ):
        watch.look(TEN, fail)
    assert kinds(place.look(1)) == ["unauthorised"]


def test_the_log_is_no_memory(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.log.touch()
    with pytest.raises(MdgError, match="is the log; name another file"):
        mdg.Watch(mdg.load(place.landscape), place.log, tmp_path / "." / "log.jsonl")
    assert place.log.read_bytes() == b""


def test_a_memory_is_of_one_log_and_one_watch(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop"))
    read = mdg.load(place.landscape)
    with mdg.Watch(read, place.log, place.memory), pytest.raises(MdgError, match="another watch has it open"):
        mdg.Watch(read, place.log, place.memory)
    other = tmp_path / "other.jsonl"
    other.touch()
    with pytest.raises(MdgError, match=r"is of the log `.*log.jsonl`"):
        mdg.Watch(read, other, place.memory)
    with pytest.raises(MdgError, match="could not be read"):
        mdg.Watch(read, tmp_path / "none.jsonl", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists(), "a slip in the name is not remembered"
    with pytest.raises(MdgError, match="cannot be watched as it grows"):
        mdg.Watch(read, tmp_path / "log.parquet", tmp_path / "new.db")
    (tmp_path / "text.db").write_text("no database, and long enough to be read as one" * 10)
    with pytest.raises(MdgError, match="file is not a database"):
        mdg.Watch(read, place.log, tmp_path / "text.db")


def test_the_command_once(tmp_path: Path, capsys: Said, project: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop"), row("e2", "crm", origin="crm", via=None, record_id="\x1b[31mred"))
    asked = ["watch", str(place.landscape), "--events", str(place.log), "--memory", str(place.memory), "--once"]
    assert run([*asked, "--as-of", "2026-09-01T12:00:00Z"]) == 1
    unauthorised, overdue = capsys.readouterr().out.splitlines()
    assert unauthorised.startswith("MDG808 unauthorised: `contact` of customer `\\x1b[31mred`, updated in crm at 2026-")
    assert overdue.endswith("is not in crm; crm_needs wants it within 1h; ops is accountable")
    assert run([*asked, "--as-of", "2026-09-01T12:00:00Z"]) == 0
    assert capsys.readouterr().out == ""
    place.add(row("e1", "crm", 180))
    assert run([*asked, "--as-of", "2026-09-01T14:00:00Z", "--format", "json"]) == 1
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    schema = json.loads((project / "mdg" / "data" / "schemas" / "watch.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    assert (told["kind"], told["code"], told["lag_seconds"]) == ("late", "MDG801", 10_800)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as-of", "2026-09-01"], "add `--once`"),
        (["--interval", "0s"], "look every second at most"),
        (["--interval", "often"], "duration"),
    ],
)
def test_slips(tmp_path: Path, capsys: Said, options: list[str], said: str) -> None:
    place = Place(tmp_path, "jsonl")
    assert run(["watch", str(place.landscape), "--events", str(place.log), *options]) == 2
    assert said in capsys.readouterr().err


@contextlib.contextmanager
def watching(place: Place) -> Iterator[subprocess.Popen[str]]:
    """The command as a process of its own, which is killed at the end, and after a minute at the latest."""
    command = [sys.executable, "-m", "mdg", "watch", str(place.landscape), "--events", str(place.log)]
    command += ["--memory", str(place.memory), "--interval", "1s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        hanging = threading.Timer(60, process.kill)
        hanging.start()
        try:
            yield process
        finally:
            hanging.cancel()
            process.kill()


def next_code(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()[:6]


def test_it_goes_on_until_it_is_killed_and_begins_where_it_left_off(tmp_path: Path) -> None:
    place = Place(tmp_path, "jsonl")
    place.add(row("e1", "shop"), row("e2", "crm", origin="crm", via=None, record_id="bert"))
    with watching(place) as process:
        assert [next_code(process), next_code(process)] == ["MDG808", "MDG802"]
        place.add(row("e1", "crm", 75), row("e3", "crm", origin="crm", via=None, record_id="bert"))
        assert [next_code(process), next_code(process)] == ["MDG801", "MDG808"]
        process.send_signal(signal.SIGKILL)
    place.add(row("e4", "lake", 1))
    with watching(place) as process:
        code = next_code(process)
        while code in ("MDG801", "MDG808"):  # it was killed before it remembered that it had told of these
            code = next_code(process)
        assert code == "MDG810"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors
