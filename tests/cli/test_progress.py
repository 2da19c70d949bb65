"""What a long check shows on a terminal, and how it ends when it is interrupted."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from mdg.cli.progress import Progress
from mdg.pipeline import check
from tests.benchmarks.large_landscape import landscape
from tests.cli.conftest import environment, written


class Terminal(io.StringIO):
    """A terminal that says when it has been sent something."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        if text.strip():
            self.sent.set()
        return count


def test_a_line_says_what_is_done_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with Progress(terminal, first=0, every=0.01) as told:
        told("judges by MDG301")
        terminal.sent.clear()
        assert terminal.sent.wait(60)
    sent = terminal.getvalue()
    assert "\rmdg judges by MDG301 (0 s)" in sent
    *_, blank, nothing = sent.split("\r")
    assert (blank.strip(), nothing) == ("", "")
    assert len(blank) >= len("mdg judges by MDG301 (0 s)")


def test_an_error_erases_the_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()

    def interrupted() -> None:
        with Progress(terminal, first=0, every=0.01):
            assert terminal.sent.wait(60)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().endswith(" \r")


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with Progress(terminal, first=600) as told:
        told("reads the text")
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_only_a_terminal_that_can_erase_is_sent_anything(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    stream = io.StringIO() if term == "xterm" else Terminal()
    before = threading.active_count()
    with Progress(stream, first=0):
        assert threading.active_count() == before
    assert stream.getvalue() == ""


def test_a_check_says_what_it_does(folder: Path) -> None:
    heard: list[str] = []
    check(written(folder / "a.json", json.dumps(landscape(60))), as_of="2026-01-01", progress=heard.append)
    assert heard[:2] == ["reads the text", "looks up what the text names"]
    judging = heard[2:]
    assert {"judges by MDG101", "judges by MDG301", "judges by MDG705"} <= set(judging)
    assert len(judging) == len(set(judging))


@pytest.mark.slow
def test_ctrl_c_on_a_terminal_ends_a_long_check_and_leaves_nothing(folder: Path) -> None:
    written(folder / "large.json", json.dumps(landscape(3_000)))
    old = written(folder / "old", "before").read_bytes()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mdg", "check", "large.json", "-o", "old", "--write-baseline", "new"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm"),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    sent = b""
    while b"mdg " not in sent:  # it is shown from the second second on
        sent += os.read(ours, 65536)
    os.write(ours, b"\x03")
    # it ends by itself in some seconds; at once is before it has done the rest
    assert process.wait(timeout=60) == 130
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        sent += part
    os.close(ours)
    assert b"Traceback" not in sent
    assert (folder / "old").read_bytes() == old
    assert sorted(path.name for path in folder.iterdir()) == ["large.json", "old"]
