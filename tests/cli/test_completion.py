"""Completion: what shells are told, and that real ones complete with it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mdg import __version__
from mdg.cli import run
from mdg.cli.completion import SHELLS
from mdg.cli.dispatch import COMMANDS
from mdg.rules import CODES
from tests.cli.conftest import environment

Said = pytest.CaptureFixture[str]


def answered(capsys: Said, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """What bash would be told with the cursor at the end of the line: ``type,value``."""
    words = line.split(" ")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    assert run([], completing="bash_complete") == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.split()


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("mdg ", list(COMMANDS)),
        ("mdg ch", ["check"]),
        ("mdg explain ", list(CODES)),
        ("mdg explain mdg70", [code for code in CODES if code.startswith("MDG70")]),
        ("mdg check --select MDG10", [code for code in CODES if code.startswith("MDG10")]),
        ("mdg check . --ignore MDG506", ["MDG506"]),
        ("mdg rules --select MDG506", ["MDG506"]),
        ("mdg check --select MDG705,mdg50", [f"MDG705,{code}" for code in CODES if code.startswith("MDG50")]),
        ("mdg explain X", []),
        ("mdg decide de", ["delete"]),
        ("mdg matrix --format x", ["xlsx"]),
        ("mdg plan cr", ["create"]),
        ("mdg plan create --cr", ["--created-in"]),
        ("mdg graph --format d", ["dot"]),
        ("mdg graph --operation u", ["update"]),
        ("mdg staleness --w", ["--without"]),
        ("mdg check --w", ["--without", "--write-baseline"]),
        ("mdg matrix --sys", ["--system"]),
        ("mdg completion ", list(SHELLS)),
    ],
)
def test_words(line: str, values: list[str], capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answered(capsys, monkeypatch, line)
    assert told == [f"plain,{value}" for value in values]


@pytest.mark.parametrize(
    "line",
    [
        "mdg check land",
        "mdg matrix land",
        "mdg decide land",
        "mdg matrix -o sheet",
        "mdg init land",
        "mdg plan land",
    ],
)
def test_where_a_file_is_expected_the_shell_offers_its_own(
    line: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(capsys, monkeypatch, line) == [f"file,{line.split()[-1]}"]


def test_a_command_that_there_is_not_is_no_failure(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(word.startswith("plain,") for word in answered(capsys, monkeypatch, "mdg chek "))


def test_commands_are_told_without_being_imported() -> None:
    code = (
        "import sys; from mdg.cli import run; run([], completing='bash_complete')\n"
        "print([name for name in sys.modules if name.startswith(('mdg.', 'pydantic'))])"
    )
    variables = environment(COMP_WORDS="mdg ", COMP_CWORD="1")
    ended = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    loaded = ended.stdout.splitlines()[-1]
    assert "mdg.cli.dispatch" in loaded
    assert not [name for name in ("mdg.cli.check", "mdg.pipeline", "pydantic", "mdg.rules") if f"'{name}" in loaded]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_command_and_asks_by_our_variable(shell: str, capsys: Said) -> None:
    assert run(["completion", shell]) == 0
    said = capsys.readouterr().out
    assert "_MDG_COMPLETE" in said
    assert f"{shell}_complete" in said


def test_an_unknown_shell(capsys: Said) -> None:
    assert run(["completion"]) == 2
    assert "`{bash|zsh|fish}`. Choose from: bash, zsh, fish\n" in capsys.readouterr().err
    assert run(["completion", "tcsh"]) == 2
    assert "`bash`, `zsh`, `fish`" in capsys.readouterr().err
    assert run([], completing="nonsense") == 2


@pytest.fixture
def shell_environment(folder: Path) -> dict[str, str]:
    """An environment in which ``mdg`` is this tree's, and the folder holds the script of each shell."""
    (folder / "bin").mkdir()
    command = folder / "bin" / "mdg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mdg "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = os.pathsep.join([str(folder / "bin"), os.environ.get("PATH", os.defpath)])
    variables = environment(PATH=path, TERM="dumb", HOME=str(folder))
    for shell in SHELLS:
        made = subprocess.run([command, "completion", shell], env=variables, capture_output=True, check=True)
        (folder / f"mdg.{shell}").write_bytes(made.stdout)
    return variables


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


def typed(shell: list[str], first: str, keys: str, until: str, folder: Path, variables: dict[str, str]) -> str:
    """What an interactive shell has written when ``until`` appears, after a line and then some keys."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(shell, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen, ready, waited = "", False, time.monotonic() + 30
    os.write(ours, f"{first}; echo rea''dy\n".encode())
    try:
        while until not in seen and time.monotonic() < waited:
            if select.select([ours], [], [], 0.2)[0]:
                seen += os.read(ours, 4096).decode("utf-8", "replace")
            if not ready and "ready" in seen.replace("rea''dy", ""):
                ready, seen = True, ""
                os.write(ours, keys.encode())
    except OSError:  # the shell has gone
        pass
    finally:
        process.kill()
        process.wait(timeout=60)
        os.close(ours)
    return seen


@needs("bash")
def test_bash_calls_the_function_that_was_registered(folder: Path, shell_environment: dict[str, str]) -> None:
    script = (
        "source mdg.bash; complete -p mdg; COMP_WORDS=(mdg explain MDG50); COMP_CWORD=2; "
        "_mdg_completion mdg; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    command = ["bash", "--norc", "-c", script]
    ended = subprocess.run(command, cwd=folder, env=shell_environment, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == [
        "complete -o nosort -F _mdg_completion mdg",
        *[code for code in CODES if code.startswith("MDG50")],
    ]
    assert ended.stderr == ""


#: Completes an option that is no option as it is typed, and runs the command.
KEYS, SHOWN = "mdg --vers\t\n", f"mdg {__version__}"


@needs("bash")
def test_bash_completes_at_its_prompt(folder: Path, shell_environment: dict[str, str]) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    assert SHOWN in typed(shell, "source mdg.bash", KEYS, SHOWN, folder, shell_environment)
    assert "MDG103" in typed(shell, "source mdg.bash", "mdg explain MDG10\t\t", "MDG103", folder, shell_environment)


@needs("zsh")
def test_zsh_completes_at_its_prompt(folder: Path, shell_environment: dict[str, str]) -> None:
    first = "autoload -U compinit && compinit -u -D && source mdg.zsh"
    assert SHOWN in typed(["zsh", "-f", "-i"], first, KEYS, SHOWN, folder, shell_environment)


@needs("fish")
def test_fish_completes(folder: Path, shell_environment: dict[str, str]) -> None:
    script = "source mdg.fish; complete -C 'mdg explain MDG50'"
    command = ["fish", "--no-config", "-c", script]
    ended = subprocess.run(command, cwd=folder, env=shell_environment, capture_output=True, text=True, check=True)
    told = [line.split("\t")[0] for line in ended.stdout.splitlines()]
    assert told == [code for code in CODES if code.startswith("MDG50")]
