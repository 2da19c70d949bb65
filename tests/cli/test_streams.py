"""Writing results: whole or not at all, and what happens where that fails."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mdg.cli import run
from mdg.cli.streams import save
from mdg.diagnostic import MdgError


def test_an_interrupted_write_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder / "report"
    target.write_text("before", encoding="utf-8")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save("after", target)
    assert [path.name for path in folder.iterdir()] == ["report"]
    assert target.read_text(encoding="utf-8") == "before"


def test_a_full_disk_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MdgError, match="`report` could not be written: no space left on device"):
        save("after", Path("report"))
    assert list(folder.iterdir()) == []


def test_permissions_of_a_file_are_kept(folder: Path) -> None:
    target = folder / "report"
    target.write_text("before", encoding="utf-8")
    target.chmod(0o640)
    save("after", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_permissions(folder: Path) -> None:
    save("text", folder / "report")
    (folder / "other").touch()
    assert (folder / "report").stat().st_mode == (folder / "other").stat().st_mode


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "real").write_text("before", encoding="utf-8")
    (folder / "link").symlink_to("real")
    save("after", folder / "link")
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_text(encoding="utf-8") == "after"


def test_any_text_can_be_saved(folder: Path) -> None:
    save("Zoë 工場 \udc80", folder / "report")
    assert (folder / "report").read_bytes() == "Zoë 工場 \\udc80".encode()


def test_our_own_fault_is_not_taken_for_findings(
    clean: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("deep inside\x1b[2J")

    monkeypatch.setattr("mdg.pipeline.check", fault)
    assert run(["check", "clean.yaml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "ZeroDivisionError: deep inside\\x1b[2J\n" in said.err
    assert said.err.splitlines()[-1].startswith("mdg: this is a fault of mdg itself")


@pytest.mark.parametrize(("failure", "status"), [(KeyboardInterrupt, 130), (MemoryError, 2), (RecursionError, 2)])
def test_what_ends_a_command(
    clean: Path,
    failure: type[BaseException],
    status: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def end(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("mdg.pipeline.check", end)
    assert run(["check", "clean.yaml"]) == status
    assert capsys.readouterr().out == ""


def test_a_device_is_written_to_directly(contested: Path) -> None:
    assert run(["check", "contested.yaml", "-o", os.devnull]) == 1
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(
    "arguments",
    [
        ["EVIL"],
        ["check", "EVIL"],
        ["check", "--EVIL"],
        ["check", "a", "EVIL"],
        ["check", "--format", "EVIL"],
        ["check", "--select", "EVIL"],
        ["check", "-o", "EVIL/report"],
        ["decide", "create", "--system", "EVIL"],
        ["explain", "EVIL"],
    ],
)
def test_messages_cannot_steer_the_terminal(
    clean: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202egnp\x9b31m\rmdg: fine\n"
    assert run([word.replace("EVIL", evil) for word in arguments]) == 2
    said = capsys.readouterr().err
    assert all(character.isprintable() or character == "\n" for character in said)
    assert len(said.splitlines()) <= 2, "a line end of the user's is no line end of ours"
