"""The command as a process: status, streams, signals, pipes, encodings and terminals."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import CONTESTED, Mdg, environment, written

ESCAPE = "\x1b["


@pytest.mark.parametrize(("name", "status"), [("clean", 0), ("contested", 1), ("missing", 2)])
def test_status(clean: Path, contested: Path, mdg: Mdg, name: str, status: int) -> None:
    ended = mdg("check", f"{name}.yaml")
    assert ended.returncode == status
    assert (ended.stdout == "") is (status == 2)
    assert (ended.stderr == "") is (status != 2)


def test_main_raises_system_exit(contested: Path) -> None:
    code = "import sys; sys.argv = ['mdg', 'check', 'contested.yaml']\nfrom mdg.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"MDG102" in ended.stdout


def test_no_escape_sequence_in_a_pipe_and_rich_stays_out(contested: Path, mdg: Mdg) -> None:
    assert ESCAPE not in mdg("check", "contested.yaml", env={"TERM": "xterm-256color"}).stdout
    assert ESCAPE not in mdg("explain", "MDG102").stdout
    code = (
        "import sys; from mdg.cli import run; run(['check']); run(['explain', 'MDG102']); print('rich' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("False\n")


def test_a_small_check_loads_nothing_of_audits_stores_large_landscapes_and_what_it_does_not_state(
    contested: Path,
) -> None:
    code = (
        "import sys; from mdg.cli import run; run(['check']); heavy = ('mdg.rules.audit', 'mdg.model.happened', "
        "'ibis', 'duckdb', 'sqlalchemy', 'networkx', 'numpy', 'oxidd', 'pydantic.', "
        "'pydantic_core.core_schema', 'zoneinfo', 'hashlib', 'mdg.rules.processes.', 'mdg.model.use', "
        "'mdg.rules.responsibility.mdg505', 'mdg.compile.use', 'mdg.text.law'); "
        "print([m for m in sys.modules if m.startswith(heavy)])"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("\n[]\n")


def on_a_terminal(*arguments: str, columns: int = 80, **changes: str) -> tuple[int, str]:
    """The status, and what a terminal of this width was sent."""
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = environment(**{"TERM": "xterm-256color", **changes})
    process = subprocess.Popen(
        [sys.executable, "-m", "mdg", *arguments], stdin=subprocess.DEVNULL, stdout=theirs, env=variables
    )
    os.close(theirs)
    sent = b""
    try:
        while part := os.read(ours, 65536):
            sent += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return process.wait(timeout=60), sent.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_its_own_width(contested: Path) -> None:
    status, sent = on_a_terminal("check", "contested.yaml", columns=72)
    assert status == 1
    assert f"{ESCAPE}1;31merror MDG102" in sent
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert max(map(len, plain.splitlines())) <= 72
    assert max(map(len, on_a_terminal("check", "contested.yaml", columns=200)[1].splitlines())) > 100


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_refuse_colour(contested: Path, changes: dict[str, str]) -> None:
    for arguments in (["check", "contested.yaml"], ["explain", "MDG102"], ["rules"]):
        assert ESCAPE not in on_a_terminal(*arguments, **changes)[1]


def test_an_explanation_is_set_on_a_terminal() -> None:
    status, sent = on_a_terminal("explain", "MDG102", columns=72)
    assert status == 0
    assert ESCAPE in sent
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert "```" not in plain
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 72


def test_ctrl_c_ends_at_once_and_quietly(folder: Path) -> None:
    written(folder / "report", "before")
    process = subprocess.Popen(
        [sys.executable, "-m", "mdg", "check", "-", "-o", "report"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    process.stdin.write(CONTESTED.encode() * 2000)  # more than a pipe holds: once written, the command reads
    process.stdin.flush()
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == (b"", b"")
    assert time.monotonic() - asked < 5
    assert [path.name for path in folder.iterdir()] == ["report"]
    assert (folder / "report").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(("arguments", "status"), [(["check", "contested.yaml"], 1), (["rules"], 0), (["--help"], 0)])
def test_a_reader_who_has_seen_enough(contested: Path, arguments: list[str], status: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "mdg", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode == status


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system has no names for open streams")
@pytest.mark.parametrize(
    "words",
    [
        "-o /dev/stdout",
        "-o /dev/stdout | cat",
        "-o /dev/stderr 2>&1 >/dev/null",
        "-o /dev/fd/5 5>&1",
        "-o >(cat) | cat",
    ],
)
def test_output_into_what_is_open(contested: Path, mdg: Mdg, words: str) -> None:
    command = f'"{sys.executable}" -m mdg check contested.yaml {words}'
    shell = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, text=True, check=False)
    assert shell.stderr == ""
    assert shell.stdout == mdg("check", "contested.yaml").stdout


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system has no names for open streams")
def test_a_log_is_added_to(contested: Path, folder: Path) -> None:
    written(folder / "log", "before\n")
    command = f'"{sys.executable}" -m mdg check contested.yaml -o /dev/stdout >>log'
    assert subprocess.run(["bash", "-c", command], env=environment(), check=False).returncode == 1
    assert (folder / "log").read_text(encoding="utf-8").startswith("before\ncontested.yaml:4:3: error")


def test_the_file_on_standard_input_is_not_written_over(contested: Path, mdg: Mdg) -> None:
    with contested.open() as stdin:
        ended = mdg("check", "-", "-o", "contested.yaml", stdin=stdin)
    assert ended.returncode == 2
    assert "is a file of the landscape itself" in ended.stderr
    assert contested.read_text(encoding="utf-8") == CONTESTED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [["check", "clean.yaml"], ["rules"], ["check", "--format", "json"], ["--help"]])
def test_a_result_that_cannot_be_written_is_a_failure(clean: Path, mdg: Mdg, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = mdg(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 2
    assert "could not be written: no space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_closed_standard_streams(clean: Path) -> None:
    def shell(redirection: str) -> subprocess.CompletedProcess[bytes]:
        command = f'"{sys.executable}" -m mdg check clean.yaml {redirection}'
        return subprocess.run(["sh", "-c", command], env=environment(), capture_output=True, check=False)

    closed = shell(">&-")
    assert closed.returncode == 2
    assert b"standard output is closed" in closed.stderr
    assert shell("2>&-").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
def test_any_encoding(folder: Path, mdg: Mdg, encoding: str) -> None:
    written(folder / "landscape.yaml", CONTESTED.replace("landscape: clean", "landscape: 工場").replace("crm", "crm_x"))
    written(folder / "工場.yaml", "entities: {客: {}}\n")
    ended = mdg("check", env={"PYTHONIOENCODING": encoding}, text=False, encoding=None)
    assert ended.returncode == 1
    assert ended.stderr == b""
    exact = mdg("check", "--format", "json", env={"PYTHONIOENCODING": encoding}, text=False, encoding=None)
    assert "工場".encode() in exact.stdout, "JSON is always in UTF-8"
