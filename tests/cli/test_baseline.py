"""`--baseline` and `--write-baseline`: a team begins with what there is, and only what is new fails."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mdg.cli import run
from tests.cli.conftest import BROKEN, CLEAN, CONTESTED, environment, written

Said = pytest.CaptureFixture[str]
FORMS = ["text", "json", "sarif", "github", "gitlab", "junit"]


@pytest.fixture
def baseline(contested: Path, folder: Path, capsys: Said) -> Path:
    assert run(["check", "contested.yaml", "--write-baseline", ".mdg-baseline.json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("nothing found (2 in the baseline)\n")
    return folder / ".mdg-baseline.json"


@pytest.mark.parametrize("form", FORMS)
def test_what_is_accepted_does_not_fail(baseline: Path, form: str, capsys: Said) -> None:
    for limit in ("error", "info"):
        arguments = ["check", "contested.yaml", "--baseline", str(baseline), "--format", form, "--fail-on", limit]
        assert run(arguments) == 0
        assert "<failure" not in capsys.readouterr().out


@pytest.mark.parametrize("form", FORMS)
def test_what_is_new_fails(baseline: Path, contested: Path, form: str, capsys: Said) -> None:
    written(contested, CONTESTED + "  nobody: {system: crm, may: [create], when: {country: DE}}\n")
    assert run(["check", "contested.yaml", "--baseline", str(baseline), "--format", form]) == 1
    shown = capsys.readouterr().out
    assert "MDG102" in shown
    assert "does not hold it for {country: DE}" in shown or form == "gitlab"


@pytest.mark.parametrize("form", sorted({*FORMS} - {"gitlab"}))
def test_what_is_gone_is_told_and_does_not_fail(baseline: Path, contested: Path, form: str, capsys: Said) -> None:
    written(contested, CLEAN)
    assert run(["check", "contested.yaml", "--baseline", str(baseline), "--format", form]) == 0
    shown = capsys.readouterr().out
    assert "no longer found" in shown or json.loads(shown)["baseline"]["gone"]
    assert "two-writers" in shown


def test_it_holds_wherever_the_command_runs(
    baseline: Path, folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert run(["check", "../contested.yaml", "--baseline", "../.mdg-baseline.json"]) == 0


def test_written_again_it_is_the_same(baseline: Path, capsys: Said) -> None:
    before = baseline.read_bytes()
    for more in ([], ["--baseline", str(baseline)], ["--format", "json"]):
        assert run(["check", "contested.yaml", "--write-baseline", str(baseline), *more]) == 0
        assert baseline.read_bytes() == before


def test_renewed_it_tells_what_changed_and_drops_what_is_gone(baseline: Path, contested: Path, capsys: Said) -> None:
    written(contested, CLEAN)
    both = ["--baseline", str(baseline), "--write-baseline", str(baseline)]
    assert run(["check", "contested.yaml", *both]) == 0
    assert "has 2 entries that are no longer found" in " ".join(capsys.readouterr().out.split())
    assert json.loads(baseline.read_text(encoding="utf-8"))["entries"] == []
    written(contested, CONTESTED)
    assert run(["check", "contested.yaml", *both]) == 1, "what is new is told once before it is accepted"
    assert "found 2 errors" in capsys.readouterr().out
    assert run(["check", "contested.yaml", "--baseline", str(baseline)]) == 0


def test_a_wrong_text_gets_no_baseline(baseline: Path, folder: Path, capsys: Said) -> None:
    before = baseline.read_bytes()
    written(folder / "broken.yaml", BROKEN)
    assert run(["check", "broken.yaml", "--write-baseline", str(baseline)]) == 2
    said = capsys.readouterr()
    assert "MDG005" in said.out, "what is wrong is told all the same"
    assert "no baseline was written" in said.err
    assert baseline.read_bytes() == before
    assert run(["check", "broken.yaml", "--baseline", str(baseline)]) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--baseline", "missing.json"], "there is no baseline `missing.json`; `--write-baseline missing.json` writes"),
        (["--baseline", "."], "the baseline `.` cannot be read: is a directory"),
        (["--baseline", "contested.yaml"], "the baseline `contested.yaml` is broken: it is no JSON"),
        (["--baseline", "report.sarif"], "`report.sarif` is no baseline of mdg"),
        (["--baseline", ""], "cannot be read"),
        (["--write-baseline", "-"], "`--write-baseline` needs a file"),
        (["--write-baseline", "."], "`--write-baseline` names the file"),
        (["--write-baseline", "nowhere/b.json"], "no folder `nowhere`"),
        (["--write-baseline", "contested.yaml"], "name another for `--write-baseline`"),
        (["--write-baseline", "same", "--output", "./same"], "cannot be both"),
        (["--baseline", "report.sarif", "--output", "./report.sarif"], "cannot be both"),
    ],
)
def test_what_cannot_be_done_is_told(
    contested: Path, folder: Path, options: list[str], told: str, capsys: Said
) -> None:
    run(["check", "contested.yaml", "--format", "sarif", "-o", "report.sarif"])
    before = sorted(folder.iterdir())
    assert run(["check", "contested.yaml", *options]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""
    assert sorted(folder.iterdir()) == before


def test_a_baseline_may_not_become_part_of_the_landscape(contested: Path, folder: Path, capsys: Said) -> None:
    assert run(["check", "--write-baseline", "baseline.json"]) == 2
    assert "under a name like `.mdg-baseline.json`" in capsys.readouterr().err
    assert run(["check", "--write-baseline", ".mdg-baseline.json"]) == 0
    (folder / ".mdg-baseline.json").rename(folder / "baseline.json")
    assert run(["check", "--baseline", "baseline.json"]) == 2
    assert "`baseline.json` is read as a file of the landscape too" in capsys.readouterr().err


def test_a_full_disk_leaves_the_old_one(
    baseline: Path, contested: Path, folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = baseline.read_bytes()
    written(contested, CLEAN)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert run(["check", "contested.yaml", "--write-baseline", str(baseline)]) == 2
    assert "could not be written: no space left on device" in capsys.readouterr().err
    assert baseline.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [".mdg-baseline.json", "contested.yaml"]


def test_ctrl_c_leaves_the_old_one(baseline: Path, folder: Path) -> None:
    before = baseline.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "mdg", "check", "-", "--write-baseline", str(baseline)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    process.stdin.write(CONTESTED.encode() * 2000)  # more than a pipe holds: once written, the command reads
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    assert baseline.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [".mdg-baseline.json", "contested.yaml"]


def test_some_rules_alone_take_nothing_out_of_a_baseline(baseline: Path, capsys: Said) -> None:
    before = baseline.read_bytes()
    some = ["check", "contested.yaml", "--select", "MDG101", "--write-baseline", str(baseline)]
    assert run(some) == 2
    assert "would lose what it holds of the rules that are left out; give `--baseline " in capsys.readouterr().err
    assert baseline.read_bytes() == before
    assert run([*some, "--baseline", str(baseline)]) == 0
    assert baseline.read_bytes() == before
